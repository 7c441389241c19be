"""What is typed is not lost when a session ends, is shown to nobody else, and is not offered again once it is sent."""

from playwright.sync_api import expect

from agent import act
from desk import fill_sign_in


def walk(desk):
    new_ticket(desk)
    others(desk)
    expired(desk)
    resolving(desk)
    elsewhere(desk)


def new_ticket(desk):
    with desk.sitting("requester") as requester:
        page = requester.open("/tickets/new")
        with requester.step("a draft keeps the subject with the text"):
            page.get_by_label("In a few words").fill("Gate two")
            page.get_by_label("What happens").fill("It stays open.")
            page.goto("/my/tickets")
            page.goto("/tickets/new")
            expect(page.get_by_label("In a few words")).to_have_value("Gate two")
            expect(page.get_by_label("What happens")).to_have_value("It stays open.")
        with requester.step("once it is sent, going back shows an empty form"):
            page.get_by_role("button", name="Send", exact=True).click()
            page.wait_for_url("**/my/tickets/INC-*")
            page.go_back()
            expect(page.get_by_label("In a few words")).to_have_value("")
            expect(page.get_by_label("What happens")).to_have_value("")


def others(desk):
    """One browser, two people."""
    with desk.sitting(None) as somebody:
        somebody.context.add_cookies(desk.sign_in("requester"))
        page = somebody.open("/tickets/new")
        with somebody.step("what one typed is not shown to who signs in next, nor kept"):
            page.get_by_label("In a few words").fill("My salary")
            page.get_by_label("What happens").fill("is nobody's business")
            somebody.context.clear_cookies()
            page.goto("/tickets/new")
            fill_sign_in(page, *desk.people["agent"])
            page.wait_for_url("**/tickets/new")
            expect(page.get_by_label("What happens")).to_have_value("")
            expect(page.get_by_label("Subject")).to_have_value("")
            assert "salary" not in page.evaluate("JSON.stringify(localStorage)"), "the draft is still there"


def expired(desk):
    number = desk.make_ticket("A session ends")
    with desk.sitting(None) as agent:
        agent.context.add_cookies(desk.sign_in("agent"))
        page = agent.open(f"/tickets/{number}")
        with agent.step("an answer that is sent after the session ended is kept, and the page says so"):
            page.get_by_label("Note for staff only").check()
            page.get_by_label("Text").fill("A long thought.")
            agent.context.clear_cookies(name="mainstay")
            agent.expected.add(401)
            page.get_by_role("button", name="Send", exact=True).click()
            page.wait_for_url("**/sign-in*")
            agent.says("You were signed out. Your answer was not sent; it is kept.")
            expect(page.get_by_text("; it is kept")).to_be_visible()
        agent.look("signed out while writing")
        with agent.step("a wrong password takes nothing of that away"):
            page.get_by_label("Name").fill(desk.people["agent"][0])
            page.get_by_label("Password").fill("not the password")
            with agent.refused(422):
                page.get_by_role("button", name="Sign in").click()
            agent.says("Your answer was not sent")
            expect(page.get_by_text("; it is kept")).to_be_visible()
        with agent.step("signs in, and comes back to the ticket with the text as it was"):
            fill_sign_in(page, *desk.people["agent"])
            page.wait_for_url(f"**/tickets/{number}")
            expect(page.get_by_label("Text")).to_have_value("A long thought.")
            expect(page.get_by_label("Note for staff only")).to_be_checked()
            page.get_by_role("button", name="Send", exact=True).click()
            agent.flash("Your note is kept")
            expect(page.get_by_label("Text")).to_have_value("")
        with agent.step("where nothing is kept, nothing is said to be"):
            agent.context.clear_cookies(name="mainstay")
            act(page, "Hold").get_by_role("button", name="Put on hold").click()
            page.wait_for_url("**/sign-in*")
            agent.says("What you sent was not saved")
            expect(page.get_by_text("; it is kept")).to_be_hidden()


def resolving(desk):
    number = desk.make_ticket("Half resolved")
    with desk.sitting("agent") as agent:
        page = agent.open(f"/tickets/{number}")
        with agent.step("a resolution that was begun stands open, as it was left"):
            act(page, "Resolve").get_by_label("What solved it").fill("A new cable, and")
            page.goto("/queue")
            page.goto(f"/tickets/{number}")
            expect(page.locator("#act-resolve")).to_have_attribute("open", "")
            expect(page.get_by_label("What solved it")).to_have_value("A new cable, and")
            page.locator("#act-resolve").get_by_role("button", name="Resolve").click()
            agent.flash("Resolved")


def elsewhere(desk):
    """Forms that are no ticket's."""
    with desk.sitting(None) as agent:
        agent.context.add_cookies(desk.sign_in("agent"))
        page = agent.open("/searches")
        with agent.step("what was typed into another form is kept too, and is gone once it is saved"):
            page.get_by_label("Name").fill("Badges of gate two")
            page.get_by_label("Filter").fill("is:open badge")
            agent.context.clear_cookies(name="mainstay")
            agent.expected.add(401)
            page.get_by_role("button", name="Save the search").click()
            page.wait_for_url("**/sign-in*")
            agent.says("What you sent was not saved; it is kept. Sign in")
            fill_sign_in(page, *desk.people["agent"])
            page.wait_for_url("**/searches")
            expect(page.get_by_label("Name")).to_have_value("Badges of gate two")
            expect(page.get_by_label("Filter")).to_have_value("is:open badge")
            page.get_by_role("button", name="Save the search").click()
            agent.flash("is saved")
            page.goto("/searches")
            expect(page.get_by_label("Name")).to_have_value("")
