"""Offers: a manager offers an agreement and makes a link; a contact of the other side comes in by it and a code on a phone, comments,
offers another text and signs; an administrator signs for our side; what both signed is handed in and approved."""

import re
import urllib.parse

from playwright.sync_api import expect

FILE = """calendars:
  walk-trade:
    timeZone: Europe/Berlin
    weekly: {mon: ["08:00-18:00"], tue: ["08:00-18:00"], wed: ["08:00-18:00"], thu: ["08:00-18:00"], fri: ["08:00-18:00"]}
agreements:
  walk-trade:
    name: Forklifts
    scope: {service: [forklifts]}
    objectives:
      - name: repair
        metric: resolution
        calendar: walk-trade
        compliance: 90%
        targets: [{when: {priority: P1}, target: PT8H}, {target: PT40H}]
"""


def walk(desk):
    with desk.sitting("manager") as manager:
        shown(manager)
        address, another = offered(manager)
        with desk.sitting(None, size={"width": 390, "height": 844}) as guest:
            visited(guest, address)
        answered(manager)
        with desk.sitting("admin") as admin:
            signed(admin)
            with desk.sitting(None, size={"width": 390, "height": 844}) as guest:
                agreed(guest, another)
            handed_in(manager)
            approved(admin)
        ended(manager, desk, address)
        filed(manager)


def shown(manager):
    """The offers that the company has: one that is open, with a comment and a counter-proposal, and one that is agreed."""
    page = manager.open("/offers")
    manager.look("offers", between=[390, 1280])
    with manager.step("reads an open offer: clauses, comments, what changes, figures"):
        page.get_by_role("link", name=re.compile("Resolve P2")).click()
        manager.says("Six hours is a whole shift")
        manager.says("With 5 hours and 92 % we would sign today.")
        expect(page.locator("#changes del").first).to_be_visible()
        manager.says("checkpoint", page.locator("#figures"))
    manager.look("an open offer", between=[390, 1280])
    with manager.step("counts its figures again"):
        page.get_by_role("button", name="Count all figures again").click()
        expect(page.locator("#figures .chip").first).to_be_visible()
    manager.look("figures counted again", between=[390])
    with manager.step("sees it as paper has it"):
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Say it")).to_be_hidden()
        page.emulate_media(media="screen")
    page.goto("/offers?open=no")
    page.get_by_role("link", name=re.compile("label printers")).click()
    manager.says("Both sides have signed the same text")
    manager.look("an agreed offer", between=[390, 1280])


def offered(manager):
    page = manager.open("/offers/new")
    manager.look("a new offer", between=[390, 1280])
    with manager.step("is told what is missing, and keeps what was typed"):
        page.get_by_label("Title").fill("Forklifts")
        page.get_by_label("Other side").fill("Hoist & Co")
        page.get_by_label("What they are to you").select_option("supplier")
        with manager.refused(422):
            page.get_by_role("button", name="Offer it").click()
        expect(page.get_by_label("Title")).to_have_value("Forklifts")
    with manager.step("offers it"):
        page.get_by_label("Agreement file").fill(FILE)
        page.get_by_label("Message").fill("As we spoke of.")
        page.get_by_role("button", name="Offer it").click()
        manager.flash("It is offered")
    with manager.step("makes a link for each of two contacts, which is shown once"):
        first = link(manager, "Nele Brandt", "nele@hoist.example")
        manager.look("a link", between=[390, 1280])
        page.get_by_role("link", name="Back to OFR").click()
        second = link(manager, "Ole Brandt", "ole@hoist.example")
    return first, second


def link(manager, contact, mail):
    page = manager.page
    page.get_by_label("Contact").fill(contact)
    page.get_by_label("Mail address").fill(mail)
    page.get_by_role("button", name="Make a link").click()
    manager.says("It is shown this once")
    return page.locator("code").first.inner_text()


def come_in(guest, address):
    page = guest.page
    page.goto(address)
    guest.desk.visited.add("/trade")
    page.get_by_role("button", name="Mail").click()
    code = page.get_by_text("The code is").inner_text().split("The code is ")[1][:6]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect(page).to_have_url(re.compile("/trade/offer$"))
    guest.desk.visited.add("/trade/offer")


def visited(guest, address):
    page = guest.page
    with guest.step("a link that is none says so"), guest.refused(422):
        page.goto("/trade?token=guess")
    guest.look("a bad link")
    page.goto(address)
    guest.look("at the door", between=[390, 1280])
    with guest.step("is asked for a code beside the link"):
        page.get_by_role("button", name="Mail me a code").click()
        guest.look("with a code", between=[390])
        code = page.get_by_text("The code is").inner_text().split("The code is ")[1][:6]
        page.get_by_label("Code").fill("000000" if code != "000000" else "111111")
        with guest.refused(422):
            page.get_by_role("button", name="Go on").click()
        guest.says("tries are left")
        page.get_by_label("Code").fill(code)
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("h1")).to_have_text("Forklifts")
    guest.look("the offer, for the other side", between=[390, 1280])
    with guest.step("comments on a clause"):
        page.get_by_label("About").select_option(label="Repair: Target for P1")
        page.get_by_label("Comment", exact=True).fill("Six would cost us a second mechanic.")
        page.get_by_role("button", name="Say it").click()
        guest.flash("It is said")
    with guest.step("offers another text"):
        page.get_by_role("link", name="Offer another text").click()
        guest.desk.visited.add("/trade/offer/counter")
        guest.look("a counter-proposal, for the other side", between=[390, 1280])
        page.get_by_label("Target for P1").fill("soon")
        with guest.refused(422):
            page.get_by_role("button", name="Offer it").click()
        page.get_by_label("Target for P1").fill("6h")
        page.get_by_label("Message").fill("Six, then.")
        page.get_by_role("button", name="Offer it").click()
        guest.flash("next round")
        guest.says("Round 2, by your side")
    with guest.step("takes it away, and leaves"):
        taken_away(guest)
        page.get_by_role("button", name="Leave").click()
        guest.says("You have left")


def answered(manager):
    page = manager.open("/offers")
    with manager.step("reads what the other side says, and answers by another text"):
        page.get_by_role("link", name=re.compile("^Forklifts")).click()
        manager.says("Six would cost us a second mechanic.")
        page.get_by_text("Answer", exact=True).first.click()
        page.locator("textarea[name=text]").first.fill("We would share that.")
        page.get_by_role("button", name="Answer", exact=True).first.click()
        manager.flash("It is said")
        page.get_by_role("link", name="Offer another text").click()
    manager.look("a counter-proposal", between=[390, 1280])
    with manager.step("looks at the whole text, too"):
        page.get_by_role("link", name="As a file").click()
        expect(page.get_by_label("Agreement file")).to_have_value(re.compile("Forklifts"))
    manager.look("a counter-proposal as a file", between=[390])


def signed(admin):
    page = admin.open("/offers")
    with admin.step("signs for our side"):
        page.get_by_role("link", name=re.compile("^Forklifts")).click()
        page.get_by_role("button", name="Sign round 2").click()
        admin.flash("It is signed for your side")


def agreed(guest, address):
    page = guest.page
    with guest.step("another contact comes by their own link and code, and signs"):
        come_in(guest, address)
        page.get_by_label("Your name").fill("Ole Brandt")
        page.get_by_role("button", name="Sign round 2").click()
        guest.flash("You have signed it")
        guest.says("Both sides have signed this text")
    guest.look("signed, for the other side", between=[390, 1280])


def handed_in(manager):
    page = manager.open("/offers?open=no")
    with manager.step("hands in what both signed"):
        page.get_by_role("link", name=re.compile("^Forklifts")).click()
        page.get_by_role("button", name="Hand in what both signed").click()
        manager.flash("It is handed in")


def approved(admin):
    page = admin.open("/agreement-proposals")
    with admin.step("approves it as any proposal"):
        page.get_by_role("link", name="Forklifts").first.click()
        page.get_by_role("button", name="Approve it and put it in force").click()
        admin.flash("It is approved")
        page.goto("/agreements/walk-trade")
        admin.says("Both sides have signed it as")
    admin.look("an agreement that was traded", between=[390, 1280])


def ended(manager, desk, address):
    page = manager.open("/offers?open=no")
    with manager.step("ends the link"):
        page.get_by_role("link", name=re.compile("^Forklifts")).click()
        page.get_by_role("button", name="End the link of Nele Brandt").click()
        manager.flash("The link has ended")
    with desk.sitting(None) as guest:
        with guest.step("finds the link ended"), guest.refused(422):
            guest.page.goto(address)
        guest.says("This link is not good")


def filed(manager):
    # What other walks change can have overtaken it, so that it is open no more.
    page = manager.open("/offers")
    with manager.step("takes an offer away"):
        page.get_by_role("link", name=re.compile("Resolve P2")).click()
        taken_away(manager)


def taken_away(sitting):
    """Takes an offer away in every form that there is."""
    page = sitting.page
    for name, ending in [("PDF", ".pdf"), ("XLSX", ".xlsx"), ("JSON", ".json")]:
        link = page.get_by_role("link", name=name, exact=True)
        sitting.desk.visited.add(link.get_attribute("href"))
        with page.expect_download() as taken:
            link.click()
        assert taken.value.suggested_filename.endswith(ending), taken.value.suggested_filename
    path = page.url.split("?")[0].split("#")[0] + "/offer.html"
    answer = page.request.get(path)
    assert answer.ok and "SHA-256 of the text" in answer.text(), answer.status
    sitting.desk.visited.add(urllib.parse.urlsplit(path).path)
