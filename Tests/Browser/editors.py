"""Agreements and calendars without files: a manager makes a calendar with a closure and an agreement by it, sees when
tickets would be due while typing, saves, changes it and sees what differs; then the same by keys alone."""

import datetime
import re

from playwright.sync_api import expect

YEAR = datetime.date.today().year + 1
HOLIDAYS = f"""BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:1@walk\r
DTSTART;VALUE=DATE:{YEAR}0501\r
SUMMARY:Labour Day\r
END:VEVENT\r
END:VCALENDAR\r
""".encode()


def walk(desk):
    with desk.sitting("manager") as manager:
        calendar(manager)
        agreement(manager)
        change(manager)
        kept(manager)
        keys(manager)
    with desk.sitting("agent") as agent:
        page = agent.open("/agreements/gold")
        with agent.step("reads it, and is not offered to change it"):
            agent.says("Gold")
            expect(page.get_by_role("link", name="Change it")).to_have_count(0)
            with agent.refused(403):
                page.goto("/agreements/gold/edit")


def calendar(manager):
    page = manager.open("/calendars")
    with manager.step("begins a calendar, adds hours and copies them"):
        page.get_by_role("link", name="New calendar").click()
        page.get_by_role("button", name="Copy the hours of Monday to all other days").click()
        expect(page.get_by_label("Sunday, from 1")).to_have_value("08:00")
        page.get_by_role("button", name="Take hours 1 of Sunday out").click()
        expect(page.get_by_label("Sunday, from 1")).to_have_count(0)
    with manager.step("adds a closure, and is told beside its field what is wrong"):
        page.get_by_label("What agreements call it").fill("gold-hours")
        page.get_by_label("Time zone").fill("Lisbon")
        page.get_by_role("button", name="Add a closure").click()
        page.get_by_label("Day, or first day, row 1").fill("24 Dec")
        page.get_by_label("What it is called, row 1").first.fill("Christmas Eve")
        with manager.refused(422):
            page.get_by_role("button", name="Look at what it means").click()
        manager.says("Has no year")
    manager.look("calendar refused", between=[390, 1280])
    with manager.step("reads a file of holidays and takes a day of it"):
        page.get_by_label("Repeats, row 1").select_option("yearly")
        page.get_by_label("An .ics file").set_input_files(
            {"name": "days.ics", "mimeType": "text/calendar", "buffer": HOLIDAYS})
        page.get_by_role("button", name="Read it").click()
        manager.says("Labour Day")
        page.get_by_role("button", name="Take the ticked ones").click()
        expect(page.get_by_label("Day, or first day, row 2")).to_have_value(f"1 May {YEAR}")
    with manager.step("looks at what it means: due times, the year, what is new"):
        page.get_by_role("button", name="Look at what it means").click()
        manager.says("A ticket opened last Friday at 17:55")
        manager.says("Calendar gold-hours: new")
        page.get_by_text("The whole of").click()
        expect(page.locator(".month")).to_have_count(12)
    manager.look("calendar looked at", between=[390, 1280])
    with manager.step("takes the file away"):
        page.get_by_text("The file that says the same").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download it").click()
        assert "gold-hours" in download.value.path().read_text(), "the file lacks the calendar"
    with manager.step("puts it in force"):
        page.get_by_role("button", name="Put it in force").click()
        manager.flash("Calendar gold-hours is in force")
        expect(page).to_have_url(re.compile(r"/calendars/gold-hours$"))


def agreement(manager):
    page = manager.open("/agreements")
    with manager.step("begins an agreement"):
        page.get_by_role("link", name="New agreement").click()
        page.get_by_label("Name", exact=True).first.fill("Gold")
        page.get_by_role("button", name="Add a condition").click()
        page.get_by_label("Whose, row 1").select_option("tier")
        page.get_by_label("Is, row 1").fill("gold")
    manager.look("new agreement", between=[390, 1280])
    with manager.step("sees as one types when tickets would be due, and why"):
        for select in page.get_by_label("Hours that count").all():
            select.select_option("gold-hours")
        page.get_by_label("For tickets, row 1").nth(1).fill("priority is P1")
        page.get_by_label("Within, row 1").nth(1).fill("4 h")
        expect(page.locator("#due table")).to_contain_text("priority is P1")
        manager.says("the ticket's priority is P1", page.locator("#due"))
        manager.says("By the clock of Europe/Lisbon", page.locator("#due"))
    with manager.step("looks at what would change, and puts it in force"):
        page.get_by_role("button", name="Look at what would change").click()
        manager.says("Agreement Gold: new")
    manager.look("agreement looked at", between=[390, 1280])
    with manager.step("puts it in force"):
        page.get_by_role("button", name="Put it in force").click()
        manager.flash("Gold is in force: new")


def change(manager):
    page = manager.open("/agreements/gold")
    with manager.step("changes a target and sees the clause before and after"):
        page.get_by_role("link", name="Change it").click()
        page.get_by_label("Within, row 1").nth(1).fill("2 h")
        page.get_by_role("button", name="Look at what would change").click()
        expect(page.locator("#review del")).to_contain_text("4")
        expect(page.locator("#review ins")).to_contain_text("2")
        page.get_by_role("button", name="Put it in force").click()
        manager.flash("version 1 becomes version 2")
    with manager.step("reads both versions of the calendar after a change of it"):
        page.goto("/calendars/gold-hours")
        page.get_by_role("link", name="Change it").click()
        page.get_by_label("Monday, to 1").fill("18:00")
        page.get_by_role("button", name="Look at what it means").click()
        manager.says("Agreement Gold")
        page.get_by_role("button", name="Put it in force").click()
        page.goto("/calendars/gold-hours/diff?from=1&to=2")
        expect(page.locator("ins")).to_contain_text("08:00-18:00")


def kept(manager):
    page = manager.open("/agreements/gold/edit")
    with manager.step("what was typed is there again, also rows that were added"):
        page.get_by_label("Name", exact=True).first.fill("Gold for ever")
        page.get_by_role("button", name="Add a condition").click()
        page.get_by_label("Whose, row 2").select_option("service")
        page.get_by_label("Is, row 2").fill("mail")
        page.goto("/agreements")
        page.goto("/agreements/gold/edit")
        expect(page.get_by_label("Name", exact=True).first).to_have_value("Gold for ever")
        page.get_by_role("button", name="Look at what would change").click()
        manager.says("Gold for ever", page.locator("#review"))
        expect(page.get_by_label("Is, row 2")).to_have_value("mail")


def keys(manager):
    """A calendar by keys alone."""
    page = manager.open("/calendars/new")
    hand = page.keyboard
    with manager.step("makes a calendar without a mouse"):
        expect(page.get_by_label("What agreements call it")).to_be_focused()
        hand.type("keys-only")
        hand.press("Tab")
        hand.press("Control+a")
        hand.type("Europe/Oslo")
        hand.press("Enter")
        manager.says("Calendar keys-only: new")
        page.get_by_role("button", name="Put it in force").focus()
        hand.press("Enter")
        manager.flash("Calendar keys-only is in force")
