"""The organisation: an administrator adds a site, gives a team its place, brings people in out of a file, and a lead
says what they can."""

import datetime

from playwright.sync_api import expect

PEOPLE = """Login;Name;E-Mail;Teams;Site;Languages;Skills;Phone
vera.klein;Vera Klein;vera.klein@alder.example;Network;Hamburg;de,en;networking:2;1
otto.gone;Otto Gone;;night-watch;;;;2
jonas;Jonas Weber;jonas@alder.example;service-desk;hamburg;de,en,nl;windows:5;3
"""


def walk(desk):
    with desk.sitting("admin") as admin:
        page = admin.open("/structure/desk")
        with admin.step("sees desks, sites and what belongs to them"):
            admin.says("Central desk", page.locator("table"))
            admin.look("/structure/desk", between=[390, 1280])
            page.get_by_role("link", name="Central desk").click()
            admin.look("a desk", between=[390])
        add_site(admin)
        give_place(admin)
        bring_in(admin)
        page.goto("/structure/skill")
        admin.look("/structure/skill")
        page.get_by_role("link", name="Certificates that end").click()
        admin.says("Firewall certificate", page.locator("table"))
        admin.look("/certificates", between=[390])
    with desk.sitting("lead") as lead:
        assess(lead)


def add_site(admin):
    page = admin.page
    with admin.step("is told what is wrong with a site, keeps what was typed, and adds it"):
        page.goto("/structure/site")
        page.get_by_label("Key", exact=True).fill("nantes")
        page.get_by_label("Name", exact=True).fill("Nantes")
        page.get_by_label("Time zone").fill("Europe/Nantes")
        with admin.refused(422):
            page.get_by_role("button", name="Add a site").click()
        expect(page.get_by_label("Time zone")).to_have_value("Europe/Nantes")
    admin.look("/structure/site refused")
    with admin.step("adds it with a zone that there is"):
        page.get_by_label("Time zone").fill("Paris")
        page.get_by_label("Languages").fill("fr, en")
        page.get_by_role("button", name="Add a site").click()
        admin.flash("Nantes is there")
        admin.says("Europe/Paris", page.locator("main"))


def give_place(admin):
    page = admin.page
    with admin.step("finds a team, and says who stands in for its lead"):
        page.goto("/structure/team")
        admin.look("/structure/team", between=[390, 1280])
        page.get_by_label("Search teams").fill("applic")
        page.keyboard.press("Enter")
        expect(page.locator("tbody tr")).to_have_count(1)
        page.get_by_role("link", name="Applications").click()
        page.get_by_label("Line").select_option("second")
        page.get_by_role("button", name="Save").click()
        admin.flash("Applications is changed")
        admin.says("second line", page.locator("main"))
    admin.look("a team", between=[390, 1280])


def bring_in(admin):
    page = admin.page
    with admin.step("sees what a file would do, row by row"):
        page.goto("/people")
        page.get_by_role("link", name="Bring in a file").click()
        admin.look("/structure/import", between=[390])
        page.get_by_label("File", exact=True).set_input_files(
            {"name": "people.csv", "mimeType": "text/csv", "buffer": PEOPLE.encode()})
        with admin.refused(422):
            page.get_by_role("button", name="See what it would do").click()
        admin.says("Which column is what")
        admin.look("a file's columns", between=[390, 1280])
        page.get_by_label("What Phone is").select_option("left out")
        page.get_by_role("button", name="See what it would do").click()
        admin.says("Phone is left out")
        admin.says("There is no team night-watch", page.locator("table"))
    admin.look("a file's review", between=[390, 1280])
    with admin.step("brings in the rows that can come in"):
        password = page.get_by_label("Your own password")
        if password.count():
            password.fill("alder-demo-2026")
        page.get_by_role("button", name="Bring in").click()
        expect(page.get_by_role("heading", name="What the file did")).to_be_visible()
    admin.look("a file's outcome", between=[390])
    with admin.step("makes a link for who is new, which is shown once"):
        password = page.get_by_label("Your own password")
        if password.count():
            password.fill("alder-demo-2026")
        page.get_by_role("button", name="Make a link for the new person").click()
        admin.says("/welcome?token=", page.locator("table"))
    admin.look("links for who came in", between=[390])
    with admin.step("loads the address again, and is led back to where files are brought in"):
        page.goto("/structure/import/links")
        expect(page.get_by_role("heading", name="Bring in a file")).to_be_visible()
    with admin.step("finds who came in by mail address"):
        page.goto("/people")
        page.get_by_label("Search people").fill("vera.klein@alder")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Vera Klein").click()
        page.get_by_role("link", name="Where they belong").click()
        admin.says("Networking", page.locator("table"))
    admin.look("a profile", between=[390, 1280])


def assess(lead):
    page = lead.open("/people/tomasz/profile")
    until = datetime.date.today() + datetime.timedelta(days=400)
    with lead.step("is told what is no level, and says what somebody can"):
        page.get_by_label("Skills with levels").fill("networking:9")
        with lead.refused(422):
            page.get_by_role("button", name="Save the skills").click()
        expect(page.get_by_label("Skills with levels")).to_have_value("networking:9")
        page.get_by_label("Skills with levels").fill(f"networking:4\nfirewall-certified:3@{until}")
        page.get_by_role("button", name="Save the skills").click()
        lead.flash("It is saved")
        lead.says("helps others", page.locator("table"))
    lead.look("a profile for a lead")
