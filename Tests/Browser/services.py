"""Availability: an agent records an outage and sees what its month counts; a manager follows a missed month to its ledger
and to the other side's rule, approves what was asked for, and promises something new."""

import re

from playwright.sync_api import expect

FILE = """service;Anfang;to;state;cause;note
payments;2026-01-05T10:00:00Z;2026-01-05T10:04:00Z;down;supplier;from the provider's own list
payments;soon;;;;
"""


def walk(desk):
    with desk.sitting("agent") as agent:
        record(agent)
        correct(agent)
        bring_in(agent)
    with desk.sitting("manager") as manager:
        follow(manager)
        approve(manager)
        decide(manager)
        promise(manager)


def record(agent):
    page = agent.open("/services")
    with agent.step("sees how services stand, and what goes on"):
        agent.says("provisional", page.locator("table"))
        agent.says("outage goes on", page.locator("table"))
    agent.look("services", between=[390, 1280])
    with agent.step("opens the payments, and reads what the month counts"):
        page.get_by_role("link", name="payments", exact=True).click()
        expect(page.locator("svg.service-strip")).to_be_visible()
    agent.look("a service", between=[390, 1280])
    with agent.step("is told that a time is still to come, and keeps what was typed"):
        page.get_by_label("From").fill("tomorrow 9:00")
        with agent.refused(422):
            page.get_by_role("button", name="Record", exact=True).click()
        expect(page.get_by_label("From")).to_have_value("tomorrow 9:00")
    agent.look("an outage refused")
    with agent.step("records an outage of half an hour ago"):
        page.get_by_label("From").fill("40 min ago")
        page.get_by_label("Until; empty while it goes on").fill("10 min ago")
        page.get_by_label("Cause", exact=True).select_option("supplier")
        page.get_by_label("Evidence").fill("Card terminals: connection refused.")
        page.get_by_role("button", name="Record", exact=True).click()
        agent.flash("is recorded")
        # In the first minutes of a month it was in the one before.
        agent.turns_back_to("down counts in full", "#ledger")


def correct(agent):
    page = agent.page
    with agent.step("follows a row of the ledger to its record, and corrects it"):
        page.locator("#ledger table a[href^='/outages/']").last.click()
        expect(page.locator("h1")).to_have_text(re.compile("OUT-"))
    agent.look("an outage", between=[390, 1280])
    with agent.step("says why"):
        page.get_by_label("Until; empty while it goes on").fill("15 min ago")
        page.get_by_label("Why it is corrected").fill("the terminals answered earlier")
        page.get_by_role("button", name="Correct", exact=True).click()
        # In the first minutes of a month it was in the one before, which is stated: a shorter outage waits then.
        expect(page.locator(".flash")).to_contain_text(re.compile("is corrected|waits for a second person"))
    with agent.step("looks at all outages, and at those that go on"):
        page.goto("/outages")
        agent.look("outages", between=[390, 1280])
        page.get_by_role("link", name="Going on").click()
        agent.says("degraded now", page.locator("table"))


def bring_in(agent):
    page = agent.page
    with agent.step("sees what a file would do, row by row"):
        page.goto("/outages/import")
        agent.look("bring in outages", between=[390])
        page.get_by_label("File", exact=True).set_input_files(
            {"name": "provider.csv", "mimeType": "text/csv", "buffer": FILE.encode()})
        with agent.refused(422):
            page.get_by_role("button", name="See what it would do").click()
    agent.look("columns of outages", between=[390, 1280])
    with agent.step("says which column has the beginning"):
        page.get_by_label("What Anfang is").select_option("from")
        page.get_by_role("button", name="See what it would do").click()
        agent.says("Anfang is read as from")
        agent.says("soon is no instant", page.locator("table"))
    agent.look("a file of outages", between=[390, 1280])
    with agent.step("brings in the row that can come in"):
        page.get_by_role("button", name="Record 1 row").click()
        expect(page.locator("h1")).to_have_text("What the file did")


def follow(manager):
    page = manager.open("/services")
    with manager.step("goes back to the month that was stated again"):
        page.get_by_role("link", name="payments", exact=True).click()
        expect(page.locator("svg.service-strip")).to_be_visible()
        manager.turns_back_to("Stated again")
        manager.says("the provider's log shows that it began earlier")
    manager.look("a month stated again", between=[390, 1280])
    with manager.step("and to the month that was missed, down to what counted and by which rule"):
        manager.turns_back_to("left out on both sides", "#ledger")
        manager.says("target missed")
    with manager.step("asks what rule gives the other side's figure"):
        page.get_by_label("Their figure").fill("99.3996")
        page.get_by_role("button", name="Explain the difference").click()
        expect(page.locator("#rules .notice")).to_be_visible()
    manager.look("their figure", between=[390])
    with manager.step("sees the month by another rule in one click"):
        page.goto(page.url.split("?")[0])
        page.locator("#rules table a").first.click()
        manager.says("Counted by another rule")
    manager.look("a month by another rule", between=[390, 1280])
    with manager.step("takes the question away as a file"):
        link = page.get_by_role("link", name="Question as a file")
        manager.desk.visited.add(link.get_attribute("href"))
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename.startswith("availability-")


def approve(manager):
    page = manager.page
    with manager.step("approves what an agent asked for"):
        page.goto("/services/mail")
        manager.turns_back_to("nobody has approved it")
        page.locator("#passed-over a").first.click()
        page.get_by_role("button", name="Approve").click()
        manager.flash("is approved")


def decide(manager):
    page = manager.page
    with manager.step("sees who wants to make a stated month better, and from what to what"):
        page.goto("/services")
        page.get_by_role("link", name="Changes that wait").click()
        manager.says("Fernline says that the line", page.locator("table"))
    manager.look("changes that wait", between=[390, 1280])
    with manager.step("opens it"):
        page.get_by_role("link", name="CHG-1").click()
    manager.look("a change that waits", between=[390, 1280])
    with manager.step("refuses it and says why: the month stays missed"):
        page.get_by_label("Why it is refused").fill("Our own monitor saw it down.")
        page.get_by_role("button", name="Refuse").click()
        manager.flash("is refused")
        page.locator("#moves a").click()
        manager.says("target missed")


def promise(manager):
    page = manager.page
    with manager.step("reads what is promised, and is told of a day that is no month's first"):
        page.goto("/services/mail/promise")
        manager.look("a promise", between=[390, 1280])
        page.locator("[name=from]").fill("2026-01-15")
        with manager.refused(422):
            page.get_by_role("button", name="Make this version").click()
    manager.look("a promise refused")
    with manager.step("promises a new service"):
        page.goto("/promises/new")
        manager.look("a new service", between=[390])
        page.get_by_label("Service", exact=True).fill("workplace")
        page.get_by_label("Target").fill("99")
        page.get_by_role("button", name="Promise it").click()
        manager.flash("is made")
        manager.says("provisional")
