"""The service-level manager tries other targets, and takes the question away."""

import re

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("manager") as manager:
        tried(manager)


def tried(manager):
    """A promise at other targets and by other rules."""
    page = manager.open("/workbench")
    manager.look("workbench, nothing chosen", between=[390, 1280])
    with manager.step("chooses a promise and three targets, and sees what they would have come to"):
        page.get_by_label("Promise").select_option("critical/resolution/1")
        page.get_by_label("Targets to try").fill("1h, 2h, 8h")
        page.get_by_label("Tickets opened from").fill("1 Jan 2026")
        page.get_by_role("button", name="Replay").click()
        manager.says("At each target")
        manager.says("Compliance against the target")
        manager.says("The tightest target")
    manager.look("workbench", between=[390, 1280])
    with manager.step("reads the curve as a table"):
        page.get_by_text("The same as a table").click()
        expect(page.locator("#curve table")).to_be_visible()
    with manager.step("takes the question away"):
        with page.expect_download() as found:
            page.get_by_role("link", name="Take the question with you").click()
        assert found.value.suggested_filename == "curve.yaml"
        assert "asOf" in found.value.path().read_text(), "the file does not say of when it is"
    with manager.step("tries other rules beside"):
        page.get_by_text("Other rules").click()
        page.get_by_label("When reopened").select_option("restart")
        page.get_by_role("button", name="Replay").click()
        manager.says("By other rules")
    with manager.step("is told what is no length, beside its field"):
        page.get_by_label("Targets to try").fill("soon")
        with manager.refused(422):
            page.get_by_role("button", name="Replay").click()
        manager.says("is no length of open time")
    with manager.step("takes a target into the agreement, with what past tickets say of it"):
        page.goto("/workbench?promise=critical/resolution/1&target=2h&from=2026-01-01")
        page.get_by_role("link", name="Promise this").first.click()
        manager.says("is set from 4 h to 2 h, as you tried it. Nothing is saved yet.")
        manager.look("an agreement with a target that was tried")
        page.get_by_role("button", name="Look at what would change").click()
        manager.says("What would change")
        manager.says("2\u202fh", page.locator("#review"))
    with manager.step("comes there from an agreement"):
        page.goto("/agreements")
        page.locator("tbody a").first.click()
        page.get_by_role("link", name="Try other targets").click()
        expect(page).to_have_url(re.compile(r"/workbench\?agreement="))
