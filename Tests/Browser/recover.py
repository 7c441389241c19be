"""Recoveries: a manager reads the rule that was found in the company's former tool, brings an export of another one, is asked
for the order of its dates, sees the rule drawn, checks other cases against it, and adopts it as a draft."""

import datetime
import re

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("manager") as manager:
        known(manager)
        bad(manager)
        asked(manager)
        found(manager)
        adopted(manager)


def known(manager):
    page = manager.open("/agreements")
    with manager.step("comes from the agreements to the rule of the former tool"):
        page.get_by_role("link", name="Recover a rule", exact=True).click()
        expect(page.locator("h1")).to_have_text("Recover a rule")
    manager.look("recoveries", between=[320, 390, 1280])
    with manager.step("reads the rule that was found in an export of the former tool"):
        page.get_by_role("link", name="old-tool.csv").click()
        manager.says("Mon to Fri 08:00-17:00")
        manager.says("What contradicts it")
    manager.look("a recovered rule", between=[320, 390, 1280])
    with manager.step("takes it away as files"):
        for name, ending in [("As a file for mainstay apply", ".yaml"), ("As JSON", ".json")]:
            link = page.get_by_role("link", name=name, exact=True)
            manager.desk.visited.add(link.get_attribute("href"))
            with page.expect_download() as download:
                link.click()
            assert download.value.suggested_filename.endswith(ending)


def give(page, name, text):
    page.goto("/recover")
    page.get_by_label("Export", exact=True).set_input_files({"name": name, "mimeType": "text/csv", "buffer": text})


def bad(manager):
    page = manager.page
    with manager.step("is told what is no table of cases"):
        for name, text, words in [
            ("sheet.csv", b"PK\x03\x04 and so on", "is a spreadsheet"), ("empty.csv", b"a,b\n", "has no row below"),
            ("one.csv", b"opened\n1\n", "has one column"),
        ]:
            give(page, name, text)
            with manager.refused(422):
                page.get_by_role("button", name="Look at it").click()
            manager.says(words)
    manager.look("refused export", between=[390])


def export():
    """Cases of a tool that promised four open hours for mail and eight for all else, Monday to Friday from 09:00 to 17:00, each
    due on the day of its opening or the next; no date has a number above twelve for its day."""
    lines = ["opened,due,closed,kept,kind"]
    day = datetime.date(2026, 1, 5)
    place = 0
    while len(lines) < 260:
        place += 1
        if place % 6 == 0:
            day += datetime.timedelta(days=1)
        if day.day > 11 or day.weekday() > 4:
            continue
        opened = datetime.datetime.combine(day, datetime.time(9, 0)) + datetime.timedelta(minutes=place * 53 % 480)
        hours = 4 if place % 3 == 0 else 8
        due = opened + datetime.timedelta(hours=hours)
        closing = datetime.datetime.combine(day, datetime.time(17, 0))
        if due > closing:
            over = due - closing
            days = 3 if day.weekday() == 4 else 1
            due = datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time(9, 0)) + over
        if due.day > 12:
            continue
        closed = opened + datetime.timedelta(minutes=place * 97 % 1200)
        if len(lines) == 100:
            due += datetime.timedelta(hours=1)
        if closed.day > 12:
            continue
        stamps = ",".join(moment.strftime("%d/%m/%Y %H:%M") for moment in (opened, due, closed))
        lines.append(f"{stamps},{'yes' if closed <= due else 'no'},{'mail' if hours == 4 else 'web'}")
    return "\n".join(lines).encode() + b"\n"


def asked(manager):
    page = manager.page
    with manager.step("gives an export, and sees what it leaves open before anything is computed"):
        give(page, "walk-desk.csv", export())
        page.get_by_role("button", name="Look at it").click()
        manager.says("Nothing is computed yet")
        manager.says("the day or the month first")
        manager.says("By whose clock are the times?")
        expect(page.get_by_label("Opened")).to_have_value("opened")
    manager.look("what a file shows", between=[320, 390, 1280])
    with manager.step("is told which column cannot be, and keeps what was chosen"):
        page.get_by_label("Time zone").fill("Berlin")
        page.get_by_label("Order of dates").select_option(label="day first")
        page.get_by_label("Opened").select_option("due")
        page.get_by_label("Due time").select_option("opened")
        with manager.refused(422):
            page.get_by_role("button", name="Look for the rule").click()
        manager.says("are the columns mixed up?")
        expect(page.get_by_label("Due time")).to_have_value("opened")
    manager.look("roles refused", between=[390])
    with manager.step("says the columns, and has the rule looked for"):
        page.get_by_label("Opened").select_option("opened")
        page.get_by_label("Due time").select_option("due")
        page.get_by_role("button", name="Look for the rule").click()
        page.wait_for_url(re.compile(r"/recover/0"))


def found(manager):
    page = manager.page
    with manager.step("sees the rule once it is found, without doing anything"):
        expect(page.get_by_text("Mon to Fri 09:00-17:00")).to_be_visible(timeout=120_000)
        page.reload()
        manager.says("258 of 259")
        manager.says("nothing in the file shows it")
    manager.look("a rule found", between=[320, 390, 1280])
    with manager.step("checks other cases against it"):
        page.get_by_label("Export", exact=True).set_input_files(
            {"name": "next.csv", "mimeType": "text/csv", "buffer": b"\n".join(export().split(b"\n")[:60])})
        page.get_by_role("button", name="Check it").click()
        manager.says("59 of 59")
    manager.look("cases checked", between=[390])


def adopted(manager):
    page = manager.page
    with manager.step("adopts it as a draft, which others decide about"):
        page.get_by_label("Title").fill("Promises of the walk's desk")
        page.get_by_role("button", name="Adopt as draft").click()
        manager.flash("It is proposed")
        manager.says("Promises of the walk's desk")
        manager.says("SHA-256")
    with manager.step("finds the proposal from the recovery"):
        page.goto("/recover")
        page.get_by_role("link", name="walk-desk.csv").first.click()
        page.get_by_role("link", name="its proposal").click()
        expect(page.locator("h1")).to_have_text("Promises of the walk's desk")
        page.get_by_role("button", name=re.compile("Take it back|Withdraw")).first.click()

