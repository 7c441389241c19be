"""An agent's round: take the most urgent, answer, hold, next. Counted in keys and loads, and bounded."""

import secrets

from playwright.sync_api import expect

MOST_KEYS = 12
MOST_LOADS = 2


class Counted:
    """Presses keys and counts them, and the pages that load meanwhile. What is typed as text is no key."""

    def __init__(self, page):
        self.page, self.keys, self.loads = page, 0, 0
        page.on("domcontentloaded", self.loaded)

    def loaded(self, _):
        self.loads += 1

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)


def walk(desk):
    word = secrets.token_hex(4)
    numbers = [desk.make_ticket(f"Round {word} {place}", team="service-desk", priority="P1") for place in range(3)]
    with desk.sitting("agent") as agent:
        page = agent.open(f"/queue?q={word}")
        first, second, third = [page.locator("[data-row]").nth(at).get_attribute("data-row") for at in range(3)]
        rows(agent, numbers)
        page.goto(f"/queue?q={word}")
        expect(page.locator("html")).to_have_attribute("data-stream", "open")
        counted = Counted(page)
        with agent.step("takes the most urgent without leaving the list"):
            counted.press("j", "i")
            expect(page.locator(f"#row-{first} .holder")).to_contain_text("Amara")
            expect(page.locator(f"#row-{first}")).to_have_class("is-here")
            assert counted.loads == 0, "the list was loaded again"
        with agent.step("answers, holds, and is at the next"):
            counted.press("r")
            page.wait_for_url(f"**/tickets/{first}?**")
            expect(page.get_by_label("Text")).to_be_focused()
            page.keyboard.type("Which room is it?")
            counted.press("Control+Shift+Enter")
            page.wait_for_url(f"**/tickets/{second}?**")
            agent.flash(f"{first}: Sent, and on hold.")
            expect(page.locator(".flash")).to_be_focused()
        print(f"agent's round: {counted.keys} keys, {counted.loads} loads", flush=True)
        few = counted.keys <= MOST_KEYS and counted.loads <= MOST_LOADS
        desk.findings.check(few, f"an agent's round costs {counted.keys} keys and {counted.loads} loads, "
                                 f"more than {MOST_KEYS} and {MOST_LOADS}")
        undoes(agent, first, second)
        along(agent, second, third)
        in_a_ticket(agent, second)
        beside(agent, word, second)
        finds(desk, agent, word, first)
    without_script(desk, word)


def rows(agent, numbers):
    page, keys = agent.page, agent.page.keyboard
    with agent.step("x ticks, Shift-x ticks all from there, and the bar at the foot says how many"):
        keys.press("j")
        keys.press("x")
        keys.press("j")
        keys.press("j")
        keys.press("Shift+X")
        expect(page.locator("[data-row] input:checked")).to_have_count(len(numbers))
        expect(page.locator("#bulk")).to_be_in_viewport()
        agent.look("queue with a range ticked")
    with agent.step("p in the list opens the ticket with its priority"):
        keys.press("p")
        page.wait_for_url("**/tickets/**")
        expect(page.locator("#act-change :focus")).to_have_count(1)


def along(agent, number, after):
    page, keys = agent.page, agent.page.keyboard
    agent.look("ticket of a list")
    with agent.step("j leads on, k back, ] and [ too"):
        for key, to in [("j", after), ("k", number), ("]", after)]:
            keys.press(key)
            page.wait_for_url(f"**/tickets/{to}?**")
    with agent.step("u leads back to the list, with the cursor on the ticket"):
        keys.press("u")
        page.wait_for_url("**/queue?**")
        expect(page.locator(f"#row-{after}")).to_have_class("is-here")
        expect(page.locator(f"#row-{after} a[data-open]")).to_be_focused()
        keys.press("k")
        keys.press("o")
        page.wait_for_url(f"**/tickets/{number}?**")
    with agent.step("going back finds the row that was left"):
        page.go_back()
        expect(page.locator(f"#row-{number}")).to_have_class("is-here")


def undoes(agent, first, second):
    page, keys = agent.page, agent.page.keyboard
    with agent.step("z takes the hold back, from the page that one was led to, and what was sent stays sent"):
        keys.press("z")
        agent.flash(f"{first}: undone.")
        page.wait_for_url(f"**/tickets/{first}?**")
        expect(page.locator("#ticket-head")).not_to_contain_text("awaiting")
        agent.says("Which room is it?", page.locator("#ticket-line"))
        agent.look("ticket after an undo")
    with agent.step("a priority, by z too"):
        keys.press("p")
        page.locator("#act-change").get_by_label("Priority").select_option("P2")
        page.locator("#act-change").get_by_label("Why").fill("A slip")
        keys.press("Enter")
        agent.flash("Changed.")
        agent.look("ticket with an undo on offer")
        keys.press("z")
        agent.flash("undone")
        agent.says("P1", page.locator("#ticket-facts"))
    with agent.step("goes on with the next of the list"):
        keys.press("j")
        page.wait_for_url(f"**/tickets/{second}?**")


def beside(agent, word, number):
    page, keys = agent.page, agent.page.keyboard
    with agent.step("b shows a ticket beside the list, j and b the next, o opens it, and the address names both"):
        page.goto(f"/queue?q=is%3Aany+{word}")
        keys.press("j")
        keys.press("b")
        page.wait_for_url("**beside=**")
        shown = page.locator(".split-side h2")
        before = shown.inner_text()
        keys.press("j")
        keys.press("b")
        page.wait_for_load_state()
        expect(shown).not_to_have_text(before)
        row = page.locator(".is-here").get_attribute("data-row")
        expect(shown).to_contain_text(row)
        agent.look("queue with a ticket beside", between=[390, 1280])
        keys.press("o")
        page.wait_for_url(f"**/tickets/{row}?**")
        page.go_back()
        page.get_by_role("link", name="Close").click()
        expect(page.locator(".split")).to_have_count(0)
    with agent.step("one that is none is said"):
        page.goto("/queue?beside=INC-0")
        agent.says("There is no ticket INC-0 to show beside the list.")


def in_a_ticket(agent, number):
    page, keys = agent.page, agent.page.keyboard
    page.goto(f"/tickets/{number}")
    with agent.step("i takes it, and is no more on offer"):
        keys.press("i")
        agent.flash("It is yours.")
        expect(page.locator(".flash")).to_be_focused()
        expect(page.locator(".acts [data-key=i]")).to_have_count(0)
    with agent.step("a note is tinted, and offers no resolving"):
        keys.press("n")
        expect(page.get_by_role("button", name="Send and resolve")).to_be_hidden()
        agent.look("ticket with a note begun")
    with agent.step("sends and resolves at once, without a list: stays"):
        keys.press("Escape")
        keys.press("r")
        keys.type("It works again.")
        page.get_by_role("button", name="Send and resolve").click()
        agent.flash("Sent, and resolved.")
        page.wait_for_url(f"**/tickets/{number}")
        agent.says("resolved", page.locator("#ticket-head"))


def finds(desk, agent, word, number):
    page, keys = agent.page, agent.page.keyboard
    with agent.step("finds tickets of all states while typing in the queue's box"):
        page.goto("/queue")
        keys.press("/")
        keys.type(word)
        expect(page.locator("#found a")).to_have_count(3)
        agent.says("resolved", page.locator("#found"))
        agent.look("queue finding while typing")
        page.get_by_label("Filter", exact=True).focus()
        keys.press("ArrowDown")
        expect(page.locator("#found a").first).to_be_focused()
        keys.press("Escape")
    with agent.step("what was found is there again after going back"):
        page.locator("#found a").first.click()
        page.wait_for_url("**/tickets/**")
        page.go_back()
        expect(page.get_by_label("Filter", exact=True)).to_have_value(word)
        agent.says(word, page.locator("#lines"))
    with agent.step("numbers to link are offered while typing"):
        page.goto(f"/tickets/{number}")
        keys.press("l")
        keys.type(word)
        expect(page.locator("#link-other-list option")).to_have_count(3)
        agent.look("ticket with numbers offered")
        page.goto("/queue")
    with agent.step("and in the palette, a number too"):
        keys.press("Control+k")
        keys.type(number)
        expect(page.locator("#found-anywhere a")).to_have_count(1)
        agent.look("palette with a ticket")
        page.get_by_label("A place, a ticket number").focus()
        keys.press("Enter")
        page.wait_for_url(f"**/tickets/{number}")
    with agent.step("reads the same as a page"):
        page.goto(f"/find?q={word}")
        expect(page.locator(".hits a")).to_have_count(3)
        agent.look("/find")


def without_script(desk, word):
    with desk.sitting("agent", script=False) as agent:
        agent.who = "agent without script"
        page = agent.open(f"/queue?q=is%3Aany%20{word}")
        with agent.step("goes from a ticket of a list to the next, and back to the list"):
            page.locator("[data-row] a[data-open]").first.click()
            page.get_by_role("link", name="Next").click()
            page.get_by_role("navigation", name="The way here").get_by_role("link", name="Queue").click()
            expect(page.locator("tr.is-here")).to_have_count(1)
        with agent.step("finds by a plain form"):
            page.goto("/find")
            page.get_by_label("Words, or a ticket number").fill(word)
            page.get_by_role("button", name="Find").click()
            expect(page.locator(".hits a")).to_have_count(3)
