"""What others do appears by itself, on every page that shows it, in every tab, and takes nothing from under the hand."""

import secrets

from playwright.sync_api import expect

from agent import act


def walk(desk):
    queue(desk)
    tabs(desk)
    ticket(desk)
    portal(desk)
    alone(desk)
    signed_out(desk)


def watching(page):
    """The stream of this browser is open, for what this page shows too."""
    expect(page.locator("html")).to_have_attribute("data-stream", "open")
    return page


def top(page, selector):
    """Where an element begins, in pixels from the window's top. Found and measured in one go: the stream may put a new
    element in its place at any time."""
    return page.evaluate("selector => document.querySelector(selector).getBoundingClientRect().top", selector)


def assign(lead, number, team):
    lead.open(f"/tickets/{number}")
    lead.page.keyboard.press("a")
    lead.page.locator("#act-assign").get_by_label("Team").select_option(team)
    lead.page.locator("#act-assign").get_by_role("button", name="Assign").click()
    lead.flash("Assigned")


def queue(desk):
    word = secrets.token_hex(4)
    number = desk.make_ticket(f"Watch line {word}", priority="P2")
    with desk.sitting("agent") as watcher, desk.sitting("lead") as lead:
        page = watching(watcher.open(f"/queue?q={word}"))
        page.evaluate("window.notReloaded = true")
        line = page.locator(f"#row-{number}")
        with watcher.step("sees a ticket change without loading the page again"):
            page.keyboard.press("j")
            expect(line).to_have_class("is-here")
            page.keyboard.press("x")
            before = top(page, f"#row-{number}")
            assign(lead, number, "network")
            expect(line).to_contain_text("network")
            assert page.evaluate("window.notReloaded"), "the page was loaded again"
        with watcher.step("and keeps the place, the tick and the focus"):
            expect(line).to_have_class("is-here")
            expect(line.get_by_role("checkbox")).to_be_checked()
            expect(line.locator("a[data-open]")).to_be_focused()
            assert abs(top(page, f"#row-{number}") - before) < 2, "the line moved"
        with watcher.step("sees it beside an open ticket too, in the columns of that list"):
            beside(watching, watcher, lead, word, number)
        with watcher.step("is told that other tickets changed"):
            desk.make_ticket("Another one", priority="P2")
            watcher.says("Other entries of this list have changed", page.locator("#news"))
            watcher.look("queue with news")
            page.get_by_role("link", name="Load again").click()
            page.wait_for_load_state()
            assert not page.evaluate("window.notReloaded"), "the link does not load the list again"
        with watcher.step("sees what comes into an empty list"):
            page = watching(watcher.open(f"/queue?q={word}x"))
            watcher.says("Nothing here")
            late = desk.make_ticket(f"Came late {word}x", priority="P2")
            # A stream that broke off is begun again within the minute.
            expect(page.locator(f"#row-{late}")).to_be_visible(timeout=60_000)


def beside(watching, watcher, lead, word, number):
    page = watching(watcher.open(f"/queue?q={word}&beside={number}"))
    row = page.locator(f"#row-{number}")
    cells = row.locator("td").count()
    expect(page.locator(".split-side")).to_contain_text("network")
    assign(lead, number, "service-desk")
    expect(page.locator(".split-side")).to_contain_text("service-desk")
    lead.open(f"/tickets/{number}")
    form = act(lead.page, "Hold")
    form.get_by_label("Why").select_option(index=1)
    form.get_by_role("button", name="Put on hold").click()
    lead.flash("On hold")
    expect(row).to_contain_text("awaiting")
    expect(row.locator("td")).to_have_count(cells)
    watcher.look("live list beside a ticket", between=[1280])
    watching(watcher.open(f"/queue?q={word}"))


def tabs(desk):
    """Over HTTP/1.1 a browser has six connections to a server; streams must not use them up."""
    word = secrets.token_hex(4)
    number = desk.make_ticket(f"Seven tabs {word}", priority="P2")
    with desk.sitting("agent") as watcher, desk.sitting("lead") as lead:
        with watcher.step("opens the queue in nine tabs, and each of them loads and is live"):
            pages = [watcher.page] + [watcher.context.new_page() for _ in range(8)]
            for page in pages:
                page.goto(f"/queue?q={word}")
            for page in pages:
                watching(page)
            assign(lead, number, "network")
            for page in pages:
                expect(page.locator(f"#row-{number}")).to_contain_text("network")
        with watcher.step("closes the first tabs, and the others go on"):
            for page in pages[1:8]:
                page.close()
            lead.open(f"/tickets/{number}")
            form = act(lead.page, "Hold")
            form.get_by_label("Why").select_option(index=1)
            form.get_by_role("button", name="Put on hold").click()
            lead.flash("On hold")
            expect(pages[8].locator(f"#row-{number}")).to_contain_text("awaiting")
            pages[8].close()


def ticket(desk):
    number = desk.make_ticket("Two work on it " + secrets.token_hex(4), priority="P2")
    with desk.sitting("agent") as watcher, desk.sitting("lead") as lead:
        page = watching(watcher.open(f"/tickets/{number}"))
        page.evaluate("window.notReloaded = true")
        with watcher.step("goes on typing while others work on the ticket, and sees what they did"):
            page.get_by_label("Text").fill("Half a sentence")
            before = top(page, "#composer-text")
            assign(lead, number, "network")
            watcher.says("network", page.locator("#ticket-facts"))
            watcher.says("gave it to team network", page.locator(".line"))
            expect(page.get_by_label("Text")).to_have_value("Half a sentence")
            expect(page.get_by_label("Text")).to_be_focused()
            assert abs(top(page, "#composer-text") - before) < 2, "the text field moved"
        with watcher.step("keeps a form that is begun, and is told that the ticket changed"):
            form = act(page, "Resolve")
            form.get_by_label("What solved it").fill("A new cable")
            assign(lead, number, "service-desk")
            watcher.says("This ticket has changed", page.locator("#news"))
            expect(form.get_by_label("What solved it")).to_have_value("A new cable")
            assert page.evaluate("window.notReloaded"), "the page was loaded again"
        watcher.look("ticket that others changed")
        page.get_by_label("Text").fill("")


def portal(desk):
    with desk.sitting("requester") as requester, desk.sitting("agent") as agent:
        page = requester.open("/tickets/new")
        page.get_by_label("In a few words").fill("No network in room 4")
        page.get_by_label("What happens").fill("Since this morning.")
        page.get_by_role("button", name="Send", exact=True).click()
        page.wait_for_url("**/my/tickets/INC-*")
        number = page.url.rpartition("/")[2]
        watching(page)
        listed = requester.context.new_page()
        listed.goto("/my/tickets")
        watching(listed)
        with requester.step("sees the desk's answer come in, and no note"):
            work = agent.open(f"/tickets/{number}")
            for label, text in [("Note for staff only", "Only staff reads this"), ("Reply to the requester", "On my way")]:
                work.get_by_label(label).check()
                work.get_by_label("Text").fill(text)
                work.get_by_role("button", name="Send", exact=True).click()
                agent.flash("Your note is kept" if label.startswith("Note") else "Your reply is sent")
            requester.says("On my way", page.locator("#ticket-line"))
            expect(page.get_by_text("Only staff reads this")).to_have_count(0)
        with requester.step("sees it solved, on the page and in the list"):
            form = act(work, "Resolve")
            form.get_by_label("What solved it").fill("The switch is on again.")
            form.get_by_role("button", name="Resolve").click()
            agent.flash("Resolved")
            requester.says("We think that this is solved", page.locator("#ticket-head"))
            expect(page.get_by_role("button", name="open it again")).to_be_visible()
            expect(listed.locator(f"#row-{number}")).to_contain_text("solved")
        requester.look("ticket solved meanwhile")


def alone(desk):
    """A browser whose tabs cannot share a stream."""
    number = desk.make_ticket("One stream a tab " + secrets.token_hex(4), priority="P2")
    with desk.sitting("agent") as watcher, desk.sitting("lead") as lead:
        watcher.context.add_init_script("delete window.SharedWorker")
        page = watching(watcher.open(f"/tickets/{number}"))
        with watcher.step("sees changes where tabs cannot share their stream"):
            assign(lead, number, "network")
            watcher.says("network", page.locator("#ticket-facts"))


def signed_out(desk):
    """A session that ends takes its pages' streams along."""
    with desk.sitting(None) as somebody:
        context = somebody.context
        context.add_cookies(desk.sign_in("agent"))
        watcher, other = watching_pages(context)
        with somebody.step("signs out in one tab, and the other says that nothing more is taken from it"):
            somebody.expected.add(401)
            other.get_by_role("button", name="Sign out").first.click()
            expect(watcher.locator("#news")).to_contain_text("You are signed out")


def watching_pages(context):
    pages = [context.new_page(), context.new_page()]
    for page in pages:
        page.goto("/queue")
        watching(page)
    return pages
