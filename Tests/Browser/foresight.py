"""How likely clocks miss: the page of it, the queue by it, and a ticket's clock that says it or why not."""

import re

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("manager") as manager:
        learnt(manager)
        said(manager)
    with desk.sitting("lead") as lead:
        page = lead.open("/foresight")
        with lead.step("reads it, and has nothing learnt"):
            lead.says("Foreseen misses")
            expect(page.get_by_role("button", name="Learn again now")).to_have_count(0)


def learnt(manager):
    """What was learnt, how good it is, and that it can be learnt again."""
    page = manager.open("/foresight")
    with manager.step("sees what was learnt from, and which promises have too little history"):
        # The background work learns within a minute of its start.
        for _ in range(45):
            if page.locator("#model").count():
                break
            page.wait_for_timeout(2000)
            page.reload()
        expect(page.locator("#model")).to_contain_text("tickets")
        expect(page.locator("#objectives")).to_contain_text("are needed")
        expect(page.locator("#models")).to_contain_text("in use")
    manager.look("foreseen misses", between=[390, 1280])
    with manager.step("has it learnt again"):
        page.get_by_role("button", name="Learn again now").click()
        manager.says("within a minute or two")
        manager.says("Until then the model below is in use")
    manager.look("foreseen misses, asked for again")


def said(manager):
    """The queue by it, and the clock of a ticket."""
    page = manager.open("/foresight")
    with manager.step("puts the queue in the order of what is foreseen, without a column where nothing is"):
        page.get_by_role("link", name="in the queue").click()
        expect(page).to_have_url(re.compile("sort=foreseen"))
        expect(page.locator("[data-row]").first).to_be_visible()
        expect(page.get_by_role("link", name="May miss")).to_have_count(0)
    manager.look("queue by foreseen misses", between=[390, 1280])
    with manager.step("opens a ticket and reads what is foreseen of its clock"):
        # Of a ticket that another walk has just made nothing is said for a minute.
        tickets = manager.desk.api.get("/api/v1/tickets?limit=100").json()["items"]
        said = [ticket["number"] for ticket in tickets if any(clock["foreseen"] for clock in ticket["clocks"])]
        page.goto("/tickets/" + said[0])
        expect(page.locator("#ticket-clocks")).to_contain_text("Nothing is foreseen of")
    manager.look("ticket of which nothing is foreseen")
