"""Statements: a manager looks ahead at a month, issues the last one, reads it on screen and on paper, takes it away as
files, and is told where there is nothing to correct; a lead reads it."""

import re

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("manager") as manager:
        agreement = first_agreement(manager)
        month = ahead(manager, agreement)
        issue(manager, agreement, month)
        read(manager)
    with desk.sitting("lead") as lead:
        page = lead.open("/statements")
        with lead.step("reads what managers issued"):
            page.locator("table").get_by_role("link", name=re.compile("^STM-")).first.click()
            expect(page.get_by_role("button", name="Correct it")).to_have_count(0)


def first_agreement(manager):
    page = manager.open("/agreements")
    with manager.step("comes from an agreement to its statements"):
        page.locator("table").get_by_role("link").first.click()
        page.get_by_role("link", name="Statements", exact=True).last.click()
        expect(page.locator("h1")).to_have_text("Statements")
    return page.url.split("agreement=")[1]


def ahead(manager, agreement):
    page = manager.page
    manager.look("statements", between=[390, 1280])
    month = page.get_by_label("Month").input_value()
    year, number = (int(part) for part in month.split("-"))
    with manager.step("looks ahead at a month that nobody has stated"):
        months = year * 12 + number - 1 - 2
        before = f"{months // 12}-{months % 12 + 1:02}"
        page.get_by_label("Month").fill(before)
        page.get_by_role("button", name="Look ahead").click()
        manager.says("neither kept nor signed")
    manager.look("a statement ahead", between=[390, 1280])
    return before


def issue(manager, agreement, month):
    page = manager.page
    with manager.step("is told which field is wrong, and keeps what was typed"):
        page.goto(f"/statements?agreement={agreement}")
        page.get_by_label("Month").fill("soon")
        with manager.refused(422):
            page.get_by_role("button", name="Issue it").click()
        expect(page.get_by_label("Month")).to_have_value("soon")
    manager.look("a statement refused", between=[390])
    with manager.step("issues it"):
        page.get_by_label("Month").fill(month)
        page.get_by_role("button", name="Issue it").click()
        manager.flash("is issued")
        manager.says("How to verify it")
    manager.look("a statement", between=[390, 1280])


def read(manager):
    page = manager.page
    with manager.step("takes it away as files"):
        for name, ending in [("PDF", ".pdf"), ("XLSX", ".xlsx"), ("JSON", ".json"), ("CSV", ".csv")]:
            link = page.get_by_role("link", name=name, exact=True)
            manager.desk.visited.add(link.get_attribute("href").split("?")[0])
            with page.expect_download() as download:
                link.click()
            assert download.value.suggested_filename.endswith(ending)
    with manager.step("takes the page to print, which stands alone"):
        path = page.url + "/statement.html"
        answer = page.request.get(path)
        assert answer.ok and answer.text().startswith("<!DOCTYPE html>") and "Page " in answer.text()
    with manager.step("sees it as paper has it"):
        page.emulate_media(media="print")
        expect(page.get_by_role("button", name="Correct it")).to_be_hidden()
        page.emulate_media(media="screen")
    with manager.step("is told that there is nothing to correct, before and when it is asked for"):
        with manager.refused(409):
            page.get_by_role("button", name="See what would change").click()
        manager.says("nothing to correct")
        page.get_by_label("Why").fill("To be sure.")
        with manager.refused(409):
            page.get_by_role("button", name="Correct it").click()
        manager.says("nothing to correct")
