"""Evidence: agreements and their versions, a calendar's year, compliance down to a clock, second by second."""

import re

from playwright.sync_api import expect

from agent import act


def walk(desk):
    with desk.sitting("manager") as manager:
        levels(manager)
        page = manager.open("/agreements")
        manager.look()
        with manager.step("reads an agreement, its versions and what changed"):
            changed(manager, "/agreements")
        with manager.step("reads a calendar and the year before"):
            changed(manager, "/calendars")
            page.goto("/calendars")
            page.locator("tbody a").first.click()
            page.get_by_role("link", name="Year before").click()
            expect(page.locator(".month")).to_have_count(12)
        manager.look("calendar's year")
        compliance(manager)
        exclusions(manager)


def levels(manager):
    """The home: what is promised, how it is kept, and the tickets behind each number."""
    page = manager.open("/")
    with manager.step("begins at the service levels"):
        expect(page).to_have_url(re.compile(r"/service-levels$"))
        expect(page.locator("tbody tr").first).to_be_visible()
        manager.says("no share is promised")
    manager.look("service levels", between=[390, 1280])
    with manager.step("goes to them, and asks what the words mean, by keys"):
        page.keyboard.press("g")
        page.keyboard.press("j")
        expect(page).to_have_url(re.compile("/journal"))
        page.keyboard.press("g")
        page.keyboard.press("l")
        expect(page.locator("h1")).to_have_text("Service levels")
        page.keyboard.press("?")
        expect(page.locator("#keys .terms")).to_contain_text("95 % confidence")
        page.keyboard.press("Escape")
    with manager.step("each number leads to as many clocks"):
        link = page.locator('td[data-label="Met"] a').first
        count = link.inner_text()
        link.click()
        manager.says(f"{count} clock")
        page.go_back()
        near = page.locator('td[data-label^="Due within"] a').first
        if near.count():
            count = near.inner_text()
            near.click()
            manager.says(f"{count} clock")
            page.go_back()
    with manager.step("takes them away as a file"):
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert "first response" in download.value.path().read_text(), "the file lacks an objective"
        manager.desk.visited.add("/service-levels.csv")
    with manager.step("sees those of one verdict"):
        page.get_by_role("navigation", name="Objectives by verdict").get_by_role("link", name="No share").click()
        expect(page.locator("td[data-label=Verdict] .chip")).to_have_count(0)
    with manager.step("reads one objective month by month, and copies its address"):
        page.goto("/service-levels")
        page.locator("tbody th a").first.click()
        expect(page.locator("#months tbody tr")).to_have_count(6)
        manager.context.grant_permissions(["clipboard-read", "clipboard-write"])
        copy = page.get_by_role("link", name="Copy link")
        address = copy.evaluate("link => link.href")
        copy.click()
        page.get_by_role("link", name="Copied").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == address, f"the clipboard has {copied}"
    manager.look("objective", between=[390, 1280])


def fits_one_sheet(sitting, what):
    """Printed as it stands, on A4."""
    with sitting.step(f"prints {what} on one sheet"):
        sheets = len(re.findall(rb"/Type\s*/Page\b", sitting.page.pdf(format="A4")))
        assert sheets == 1, f"it takes {sheets} sheets"


def changed(manager, place):
    """From a list to a record with more than one version, and to the difference of two."""
    page = manager.page
    page.goto(place)
    for address in [link.get_attribute("href") for link in page.locator("tbody a").all()]:
        page.goto(address)
        if page.get_by_role("link", name="what changed").count():
            break
    manager.look(f"one of {place}")
    page.get_by_role("link", name="what changed").first.click()
    manager.says("added")
    manager.look(f"difference in {place}")


def compliance(manager):
    page = manager.page
    with manager.step("asks for compliance by team"):
        page.get_by_role("navigation", name="Places").get_by_role("link", name="Compliance").click()
        page.get_by_label("Objective").select_option(label="resolution")
        page.get_by_label("By", exact=True).select_option(label="priority")
        page.get_by_role("button", name="Show").click()
        manager.says("by priority")
    manager.look()
    fits_one_sheet(manager, "compliance")
    with manager.step("takes it away as a file"):
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert download.value.path().stat().st_size > 50, "the file is empty"
        manager.desk.visited.add("/compliance.csv")
    with manager.step("a period that ends before it begins is refused"):
        with manager.refused(422):
            page.goto("/compliance?from=2025-02-01&to=2025-01-01")
        manager.says("mending")
        expect(page.get_by_label("Finished between")).to_have_value("2025-02-01")
    manager.look("compliance of a wrong period")
    with manager.step("a period that has not begun has no figures, and says what it does not bound"):
        page.goto("/compliance?from=2199-01-01&to=2199-02-01")
        manager.says("This period has not begun")
        manager.says("It does not bound what runs or rests")
        expect(page.locator(".figures")).to_have_count(0)
        manager.look("compliance of a period ahead")
        page.get_by_role("link", name="running now").click()
        expect(page.locator("[data-row]").first).to_be_visible()
    with manager.step("drills down to the tickets behind a number"):
        page.goto("/compliance?objective=resolution")
        page.locator(".figures a").nth(1).click()
        expect(page.locator("[data-row]").first).to_be_visible()
    manager.look("tickets behind a number")
    with manager.step("takes those tickets away as a file"):
        first = page.locator("[data-row] a[data-open]").first.inner_text()
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert first in download.value.path().read_text(), "the first ticket is not in it"
        manager.desk.visited.add("/compliance/tickets.csv")
    with manager.step("reads a clock second by second"):
        page.get_by_role("link", name="second by second").first.click()
        manager.says("Where the target comes from")
        expect(page.locator("#segments tbody tr").first).to_be_visible()
        expect(page.get_by_role("link", name="Copy link")).to_be_visible()
    manager.look("a clock")
    fits_one_sheet(manager, "a usual clock")


def exclusions(manager):
    page = manager.page
    number = manager.desk.make_ticket("Gate four is being rebuilt", priority="P2")
    with manager.step("an exclusion that ends before it begins is refused, and what was typed stays"):
        page.goto(f"/tickets/{number}")
        form = act(page, "Leave out time")
        form.get_by_label("From").fill("2026-01-02T10:00")
        form.get_by_label("To").fill("2026-01-02T09:00")
        form.get_by_label("Reason").fill("maintenance")
        with manager.refused(422):
            form.get_by_role("button", name="Preview").click()
        expect(page.get_by_label("Reason").locator("visible=true")).to_have_value("maintenance")
    manager.look("refused exclusion")
    with manager.step("sees what an exclusion would change, and approves it"):
        form = page.locator("#act-exclude")
        form.get_by_label("To").fill("2026-01-02T11:00")
        form.get_by_role("button", name="Preview").click()
        manager.says("Nothing is saved yet")
        manager.look("preview of an exclusion")
        page.get_by_role("button", name="Approve it").click()
        manager.flash("left out")
    manager.look("ticket with an exclusion")
    with manager.step("finds it in the register, and takes that away as a file"):
        page.goto("/exclusions")
        manager.says("Gate four is being rebuilt", page.locator("table"))
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert number in download.value.path().read_text(), "the exclusion is not in it"
        manager.desk.visited.add("/exclusions.csv")
    manager.look("/exclusions")
    with manager.step("opens one by itself, to be sent"):
        page.get_by_role("row", name="Gate four is being rebuilt").get_by_role("link", name="by itself").click()
        manager.says("maintenance", page.locator("h1"))
        manager.says("Approved")
    manager.look("exclusion by itself")
    fits_one_sheet(manager, "an exclusion")
