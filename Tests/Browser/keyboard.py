"""The same work without a mouse, by the keys that `?` shows."""

from playwright.sync_api import expect


def walk(desk):
    number = desk.make_ticket("Keys only", team="service-desk", priority="P1")
    desk.make_ticket("Second of the list", team="service-desk", priority="P2")
    with desk.sitting("agent") as hand:
        page = hand.open("/my/tickets")
        keys = page.keyboard
        with hand.step("g q goes to the queue"):
            keys.press("g")
            keys.press("q")
            page.wait_for_url("**/queue")
        with hand.step("? shows the keys, Esc leaves them"):
            keys.press("?")
            expect(page.locator("#keys")).to_be_visible()
            hand.look("keys")
            keys.press("Escape")
            expect(page.locator("#keys")).to_be_hidden()
        with hand.step("/ goes to the search, Enter filters"):
            keys.press("/")
            expect(page.get_by_label("Filter", exact=True)).to_be_focused()
            keys.type("is:open team:service-desk")
            keys.press("Enter")
            page.wait_for_url("**/queue?q=*")
        with hand.step("j moves, x ticks, a goes to what the ticked are given to"):
            keys.press("j")
            expect(page.locator("[data-row]").first).to_have_class("is-here")
            keys.press("j")
            expect(page.locator("[data-row]").nth(1)).to_have_class("is-here")
            keys.press("x")
            expect(page.locator("[data-row]").nth(1).get_by_role("checkbox")).to_be_checked()
            keys.press("a")
            expect(page.get_by_label("Assign the ticked to team")).to_be_focused()
        with hand.step("Esc leads from there back to the row"):
            keys.press("Escape")
            expect(page.locator("[data-row]").nth(1).locator("a[data-open]")).to_be_focused()
            expect(page.locator("[data-row]").nth(1)).to_be_in_viewport()
        with hand.step("a with nothing ticked assigns the one that is here, and ticks none"):
            keys.press("x")
            keys.press("a")
            page.wait_for_url("**/tickets/*")
            expect(page.locator("#act-assign :focus")).to_have_count(1)
            page.go_back()
            expect(page.locator("[data-row] input:checked")).to_have_count(0)
            keys.press("j")
            keys.press("j")
        with hand.step("k moves back, o opens"):
            keys.press("k")
            opened = page.locator(".is-here a[data-open]").get_attribute("href")
            keys.press("o")
            page.wait_for_url("**" + opened)
        for key, focused in [("e", "#act-resolve :focus"), ("h", "#act-hold :focus"), ("n", "#composer-text:focus")]:
            with hand.step(f"{key} in the list opens the ticket with that form ready"):
                page.goto("/queue")
                keys.press("j")
                keys.press(key)
                page.wait_for_url("**/tickets/*")
                expect(page.locator(focused)).to_have_count(1)
        with hand.step("Esc closes a form, and another takes its place"):
            keys.press("Escape")
            keys.press("h")
            expect(page.locator("#act-hold")).to_have_attribute("open", "")
            keys.press("Escape")
            expect(page.locator(".acts details[open]")).to_have_count(0)
            expect(page.locator("#act-hold summary")).to_be_focused()
            keys.press("h")
            page.locator("#act-assign summary").click()
            expect(page.locator(".acts details[open]")).to_have_count(1)
            expect(page.locator("#act-assign")).to_have_attribute("open", "")
            page.locator("#act-assign").get_by_label("Team").focus()
        with hand.step("Ctrl-K finds what can be done here"):
            keys.press("Escape")
            keys.press("Control+k")
            keys.type("vendor")
            keys.press("Enter")
            expect(page.locator("#act-hand-off")).to_have_attribute("open", "")
            keys.press("Escape")
        with hand.step("what was typed is still there after leaving the page, and is gone once it is sent"):
            page.goto(f"/tickets/{number}")
            keys.press("n")
            keys.type("Half a thought")
            page.goto("/queue")
            page.goto(f"/tickets/{number}")
            expect(page.get_by_label("Text")).to_have_value("Half a thought")
            keys.press("n")
            keys.press("Control+Enter")
            hand.flash("Your note is kept")
            expect(page.get_by_label("Text")).to_have_value("")
        with hand.step("Ctrl-K finds a place"):
            keys.press("Control+k")
            expect(page.get_by_label("A place, a ticket number")).to_be_focused()
            hand.look("palette")
            keys.type("calend")
            keys.press("Enter")
            page.wait_for_url("**/calendars")
        with hand.step("Ctrl-K finds a ticket by its number"):
            keys.press("Control+k")
            keys.type(number)
            keys.press("Enter")
            page.wait_for_url("**/tickets/" + number)
        ticket(hand, number)


def ticket(hand, number):
    page, keys = hand.page, hand.page.keyboard
    page.goto(f"/tickets/{number}")
    with hand.step("r replies, Ctrl-Enter sends"):
        keys.press("r")
        expect(page.get_by_label("Text")).to_be_focused()
        expect(page.get_by_label("Reply to the requester")).to_be_checked()
        keys.type("Typed, not clicked.")
        keys.press("Control+Enter")
        hand.flash("Your reply is sent")
    with hand.step("n notes"):
        keys.press("n")
        expect(page.get_by_label("Note for staff only")).to_be_checked()
        keys.type("For us only.")
        keys.press("Control+Enter")
        hand.flash("Your note is kept")
    for key, does, done in [("h", "holds", "On hold"), ("s", "resumes", "Resumed")]:
        with hand.step(f"{key} {does}"):
            keys.press(key)
            expect(page.locator(".acts details[open] :focus")).to_have_count(1)
            press_button(page)
            hand.flash(done)
    with hand.step("a assigns"):
        keys.press("a")
        expect(page.locator("#act-assign :focus")).to_have_count(1)
        page.locator("#act-assign").get_by_label("Team").press("n")
        press_button(page)
        hand.flash("Assigned")
    with hand.step("e resolves"):
        keys.press("e")
        expect(page.locator("#act-resolve :focus")).to_have_count(1)
        page.get_by_label("What solved it").focus()
        keys.type("Without a mouse.")
        keys.press("Control+Enter")
        hand.flash("Resolved")


def press_button(page):
    """By Tab to the button of the open form, then Enter."""
    for _ in range(6):
        if page.evaluate("document.activeElement.matches('.acts details[open] button')"):
            return page.keyboard.press("Enter")
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not reach the button of the form")
