"""Evidence: agreements and their versions, a calendar's year, compliance down to a clock, second by second."""

from playwright.sync_api import expect

from agent import act


def walk(desk):
    with desk.sitting("manager") as manager:
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
    manager.look("a clock")


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
