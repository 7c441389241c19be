"""Everything essential without JavaScript: sign in, open a ticket, reply, note, hold, resolve."""

from playwright.sync_api import expect

from agent import act
from desk import fill_sign_in


def walk(desk):
    with desk.sitting(None, script=False) as agent:
        agent.who = "agent without script"
        page = agent.open("/sign-in")
        with agent.step("signs in"):
            fill_sign_in(page, *desk.people["agent"])
            page.wait_for_url("**/queue")
        with agent.step("opens a ticket"):
            page.get_by_role("link", name="New ticket").first.click()
            page.get_by_label("Subject").fill("Without a script")
            page.get_by_label("What happens").fill("The browser runs none.")
            page.get_by_role("button", name="Open the ticket").click()
            agent.flash("is open")
        with agent.step("replies"):
            page.get_by_label("Text").fill("We are on it.")
            page.get_by_role("button", name="Send", exact=True).click()
            agent.says("We are on it.", page.locator(".line"))
        with agent.step("changes the colours"):
            page.get_by_role("button", name="Change to dark").click()
            expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        with agent.step("reads the help"):
            back = page.url
            page.get_by_role("link", name="Help").click()
            agent.says("Operational level agreement", page.locator("#main"))
            page.goto(back)
        with agent.step("resolves"):
            form = act(page, "Resolve")
            form.get_by_label("What solved it").fill("Nothing was wrong.")
            form.get_by_role("button", name="Resolve").click()
            agent.flash("Resolved")
        with agent.step("shows nothing that needs a script"):
            expect(page.locator(".needs-script:visible")).to_have_count(0)
    for role, home, text in [("manager", "/service-levels", "Due within 4 h"), ("lead", "/shift", "Who has how much")]:
        with desk.sitting(role, script=False) as reader:
            reader.who = f"{role} without script"
            page = reader.open("/")
            with reader.step("has a home, and a link to it that can be sent"):
                page.wait_for_url("**" + home)
                reader.says(text)
                page.get_by_role("link", name="Copy link").click()
                reader.says(text)
