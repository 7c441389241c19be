"""What others do appears in the queue by itself."""

import secrets

from playwright.sync_api import expect


def walk(desk):
    word = secrets.token_hex(4)
    number = desk.make_ticket(f"Watch line {word}", priority="P2")
    with desk.sitting("agent") as watcher, desk.sitting("lead") as lead:
        with watcher.page.expect_response("**/queue/events*"):
            page = watcher.open(f"/queue?q={word}")
        page.evaluate("window.notReloaded = true")
        line = page.locator(f"#row-{number}")
        with watcher.step("sees a ticket change without loading the page again"):
            page.keyboard.press("j")
            expect(line).to_have_class("is-here")
            page.keyboard.press("x")
            lead.open(f"/tickets/{number}")
            lead.page.keyboard.press("a")
            lead.page.locator("#act-assign").get_by_label("Team").select_option("network")
            lead.page.locator("#act-assign").get_by_role("button", name="Assign").click()
            lead.flash("Assigned")
            expect(line).to_contain_text("network")
            assert page.evaluate("window.notReloaded"), "the page was loaded again"
        with watcher.step("and keeps the place, the tick and the focus"):
            expect(line).to_have_class("is-here")
            expect(line.get_by_role("checkbox")).to_be_checked()
            expect(line.locator("a[data-open]")).to_be_focused()
        with watcher.step("is told that other tickets changed"):
            desk.make_ticket("Another one", priority="P2")
            watcher.says("Other tickets have changed", page.locator("[data-list]"))
            watcher.look("queue with news")
            page.get_by_role("link", name="Load the list again").click()
            page.wait_for_load_state()
            assert not page.evaluate("window.notReloaded"), "the link does not load the list again"
