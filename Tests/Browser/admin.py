"""Running it: people, tokens, outbox, engine, journal and its verification."""

import re

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("admin") as admin:
        page = admin.open("/")
        with admin.step("opens every place of the rail"):
            places = [link.get_attribute("href") for link in page.locator("#places nav a").all()]
            for place in places:
                page.goto(place)
                admin.look(place)
        people(admin)
        access(admin)
        tokens(admin)
        webhooks(admin)
        words(admin)
        journal(admin)
        with admin.step("changes the colours to dark, and the server keeps it"):
            page.goto("/engine")
            with page.expect_response("**/theme"):
                page.get_by_role("button", name="Change to dark").click()
            expect(page.locator("html")).to_have_attribute("data-theme", "dark")
            page.reload()
            expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def access(admin):
    page = admin.page
    page.goto("/roles")
    admin.look("roles")
    with admin.step("is told what is wrong with a new role, and makes it"):
        page.get_by_label("Name", exact=True).fill("Night watch")
        page.get_by_label("Key", exact=True).fill("Night Watch")
        page.locator("summary", has_text=re.compile(r"^\s*Tickets")).click()
        page.get_by_label("see all tickets").check()
        if page.get_by_label("Your own password").count():
            page.get_by_label("Your own password").fill("alder-demo-2026")
        with admin.refused(422):
            page.get_by_role("button", name="Add the role").click()
        expect(page.get_by_label("see all tickets")).to_be_checked()
        page.get_by_label("Key", exact=True).fill("night-watch")
        if page.get_by_label("Your own password").count():
            page.get_by_label("Your own password").fill("alder-demo-2026")
        page.get_by_role("button", name="Add the role").click()
        admin.flash("The role Night watch is there")
    with admin.step("begins another as a copy of it"):
        page.goto("/roles/night-watch")
        page.get_by_role("link", name="Copy it").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("Copy of Night watch")
        expect(page.get_by_label("see all tickets")).to_be_checked()
        admin.look("a copy of a role", between=[390, 1280])
    with admin.step("gives it to somebody for a team, sees through what they may do what, and ends it"):
        page.goto("/roles/night-watch")
        with admin.refused(422):
            page.get_by_role("button", name="Go on").click()
        admin.look("a role without whom to give it to")
        page.get_by_label("Person").fill("Mei")
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_label("Role", exact=True)).to_have_value("night-watch")
        page.get_by_label("Where", exact=True).select_option("team")
        page.get_by_label("Team").select_option("network")
        page.get_by_role("button", name="Give", exact=True).click()
        admin.flash("Given.")
        admin.says("grant of Night watch, with the team network")
        admin.look("what somebody may do")
        page.get_by_role("button", name="End the grant of Night watch").click()
        admin.flash("The grant is ended")
        page.get_by_label("Role", exact=True).select_option("night-watch")
        page.get_by_label("Where", exact=True).select_option("desk")
        page.get_by_label("Desk (optional)", exact=True).select_option("central")
        page.get_by_role("button", name="Give", exact=True).click()
        admin.flash("Given.")
        admin.says("with the teams of the desk central")
        page.get_by_role("button", name="End the grant of Night watch").click()
        admin.flash("The grant is ended")
    with admin.step("looks at a role, a team's grants, and who may change what"):
        page.goto("/roles/night-watch")
        admin.look("a role")
        page.goto("/teams/network/access")
        admin.look("grants of a team")
        page.goto("/queue")
        number = page.locator("tbody a[href^='/tickets/']").first.get_attribute("href").split("?")[0]
        page.goto(number + "/access")
        admin.says("Through")
        admin.look("who may see a ticket")
        page.goto("/agreements")
        page.goto(page.locator("tbody a").first.get_attribute("href") + "/access")
        admin.look("who may change an agreement")
        page.goto("/calendars")
        page.goto(page.locator("tbody a").first.get_attribute("href") + "/access")
        admin.look("who may change a calendar")


def words(admin):
    page = admin.page
    page.goto("/words?list=category")
    with admin.step("is told what is wrong with a new word, and adds it"):
        page.get_by_label("Key", exact=True).fill("network")
        with admin.refused(422):
            page.get_by_role("button", name="Add", exact=True).click()
        admin.says("Is taken")
        page.get_by_label("Key", exact=True).fill("roof")
        page.get_by_label("Name", exact=False).fill("Roof and walls")
        page.get_by_role("button", name="Add", exact=True).click()
        admin.flash("Roof and walls can be chosen from now on")
    admin.look("words of the desk")
    with admin.step("renames it and moves it to the front"):
        page.get_by_role("link", name="Roof and walls").click()
        admin.look("a word")
        page.get_by_label("Name").fill("Building")
        page.get_by_label("Place", exact=True).fill("1")
        page.get_by_role("button", name="Save").click()
        admin.flash("Building is changed")
        admin.says("Building", page.locator("tbody tr").first)
    with admin.step("moves it by keys alone, and goes on in its row"):
        page.get_by_role("button", name="Move Building down").focus()
        page.keyboard.press("Enter")
        admin.flash("Building stands at place 2")
        admin.says("Building", page.locator("tbody tr").nth(1))
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Building")).to_be_focused()
    with admin.step("retires it and puts it back"):
        page.get_by_role("link", name="Building").click()
        page.get_by_role("button", name="Retire it").click()
        admin.flash("Building is retired")
        page.get_by_role("link", name="Building").click()
        page.get_by_role("button", name="Put it back").click()
        admin.flash("Building can be chosen again")
    with admin.step("cannot take away what tickets have, and takes away what none has"):
        page.get_by_role("link", name="Network").click()
        admin.says("Tickets have it, or had it. So it stays")
        expect(page.get_by_role("button", name="Take it away")).to_have_count(0)
        page.goto("/words/category/roof")
        page.get_by_role("button", name="Take it away").click()
        admin.flash("Building is gone")


def people(admin):
    page = admin.page
    page.goto("/people")
    with admin.step("is told all that is wrong with a new person at once"):
        page.get_by_label("Name", exact=True).fill("Nora Neu")
        page.get_by_label("Sign-in name").fill("Nora Neu")
        page.get_by_label("First password").fill("short")
        with admin.refused(422):
            page.get_by_role("button", name="Add", exact=True).click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("Nora Neu")
        admin.says("2 things need mending")
    admin.look("refused person")
    with admin.step("adds a person, changes the teams, and takes the sign-in away"):
        page.get_by_label("Sign-in name").fill("nora")
        page.get_by_label("First password").fill("a long enough one")
        page.get_by_label("Role").select_option("agent")
        page.get_by_role("button", name="Add", exact=True).click()
        admin.flash("Nora Neu can sign in as nora")
        page.get_by_label("Search people").fill("nora")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Nora Neu").click()
        page.get_by_label("New password").fill("aaaaaaaaaaaa")
        with admin.refused(422):
            page.get_by_role("button", name="Set the password").click()
        admin.says("too few different characters")
        page.get_by_label("New password").fill("umbrellas like rain")
        page.get_by_role("button", name="Set the password").click()
        admin.flash("The password of Nora Neu is set")
        page.get_by_label("Teams").fill("network")
        page.get_by_label("May sign in").uncheck()
        admin.look("a person")
        page.get_by_role("button", name="Save").click()
        admin.flash("is changed")
        page.goto("/people?q=nora")
        admin.says("may not sign in", page.get_by_role("table", name="People").locator("tbody"))
    with admin.step("erases the person, by a typed name and with a reason that names nobody"):
        page.get_by_role("link", name="Nora Neu").click()
        page.get_by_role("link", name="See what would go").click()
        admin.look("what an erasure does")
        page.get_by_label("Texts").select_option("about")
        page.get_by_role("button", name="Show").click()
        page.get_by_label("Reason").fill("Nora Neu asked for it")
        page.get_by_label("Name once more").fill("Nora")
        with admin.refused(422):
            page.get_by_role("button", name="Erase for good").click()
        admin.says("2 things need mending")
        admin.look("a refused erasure")
        page.get_by_label("Reason").fill("asked for it")
        page.get_by_label("Name once more").fill("nora")
        page.get_by_role("button", name="Erase for good").click()
        admin.flash("stands where the name stood")
        page.goto("/people?q=erased")
        page.get_by_role("link", name="Erased person").click()
        admin.says("Was erased")
        admin.look("an erased person")


def tokens(admin):
    page = admin.page
    page.goto("/account")
    with admin.step("makes a token, sees it once, and revokes it"):
        page.get_by_text("Make a token", exact=True).click()
        page.get_by_label("What it is for").fill("backup script")
        page.get_by_role("button", name="Make the token").click()
        admin.says("Copy it now")
        admin.look("a new token")
        page.goto("/account")
        page.get_by_role("button", name="Revoke backup script").click()
        expect(page.get_by_role("button", name="Revoke backup script")).to_have_count(0)
    with admin.step("sees where they are signed in"):
        admin.says("this one", page.get_by_role("table", name="Sessions"))
    with admin.step("a wrong present password is refused"):
        page.get_by_label("Present password").fill("not the password")
        page.get_by_label("New password").fill("a long enough one")
        with admin.refused(422):
            page.get_by_role("button", name="Change the password").click()
        expect(page.locator("#faults")).to_be_visible()
    admin.look("refused password")


def webhooks(admin):
    page = admin.page
    page.goto("/outbox/webhooks")
    with admin.step("a webhook to an address of another kind is refused"):
        page.get_by_label("Label").fill("Chat")
        page.get_by_label("Address").fill("ftp://hooks.example.org/desk")
        with admin.refused(422):
            page.get_by_role("button", name="Add it").click()
        expect(page.get_by_label("Label")).to_have_value("Chat")
    admin.look("refused webhook")
    with admin.step("adds a webhook and sees its secret once"):
        page.get_by_label("Address").fill("https://hooks.example.org/desk")
        page.get_by_role("button", name="Add it").click()
        admin.says("whsec_")
        admin.look("a new webhook")
        page.goto("/outbox/webhooks")
        expect(page.locator("pre")).to_have_count(0)
    with admin.step("sends a test, and switches it off"):
        page.get_by_role("button", name="Send a test to Chat").click()
        admin.says("Test message", page.locator("tbody"))
        page.get_by_role("button", name="Switch off: Chat").click()
        admin.says("off", page.locator("tbody"))
    with admin.step("changes what it gets, and takes it away"):
        page.get_by_role("link", name="Change Chat", exact=True).click()
        expect(page.get_by_label("Breached")).to_be_checked()
        page.get_by_role("checkbox", name=re.compile("^Answered")).check()
        admin.look("a webhook")
        page.get_by_role("button", name="Save").click()
        admin.flash("It is changed")
        admin.says("answered", page.locator("tbody"))
        page.get_by_role("link", name="Change Chat", exact=True).click()
        page.get_by_role("button", name="Take it away").click()
        admin.flash("It is taken away")
        expect(page.get_by_role("link", name="Change Chat", exact=True)).to_have_count(0)


def journal(admin):
    page = admin.page
    with admin.step("reads a ticket's stream"):
        page.goto("/journal/tickets/INC-1")
        page.locator("tbody summary").first.click()
        admin.says("hash")
    admin.look("a ticket's journal")
    with admin.step("reads another stream"):
        page.goto("/journal")
        page.locator("tbody a").first.click()
        page.wait_for_url("**/journal/streams/*")
    with admin.step("verifies the whole journal"):
        page.goto("/journal")
        page.get_by_role("button", name="Verify everything").click()
        # Of a debug build on a slow machine, longer than a page takes.
        expect(page.locator("#verification")).to_contain_text("Everything held", timeout=120_000)
    admin.look("journal verified")
    with admin.step("reads how verifications ended"):
        page.get_by_role("link", name="All since the server started").click()
        admin.says("Everything held")
    admin.look("/journal/verification")
