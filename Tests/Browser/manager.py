"""Evidence: agreements and their versions, a calendar's year, compliance down to a clock, second by second."""

import datetime
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
        life(manager)
        taken_away(manager)
        proposals(desk, manager)
        which(manager)
        found(manager)
        with manager.step("reads a calendar and the year before"):
            changed(manager, "/calendars")
            page.goto("/calendars")
            page.locator("tbody a").first.click()
            page.get_by_role("link", name="Year before").click()
            expect(page.locator(".month")).to_have_count(12)
        manager.look("calendar's year")
        compliance(manager)
        exclusions(manager)


def life(manager):
    """Where agreements stand in their lives: reviews that are due, states, one that is ended and let go on."""
    page = manager.open("/agreements")
    with manager.step("reads which reviews are due, and narrows the list by state"):
        manager.says("A review is due: Critical services")
        page.get_by_label("State").select_option("terminated")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("tbody tr")).to_have_count(1)
        manager.says("Fax machines")
        page.goto("/agreements?reviews=due")
        page.get_by_role("link", name="Critical services").click()
        manager.says("Head of logistics")
    manager.look("agreement with its parties", between=[390, 1280])
    with manager.step("ends an agreement, is told that notice is short, and takes it back"):
        page.get_by_role("link", name="End it").click()
        page.get_by_label("It ends", exact=True).fill("the day after")
        page.get_by_label("Why it ends").fill("Only to see what it says.")
        with manager.refused(422):
            page.get_by_role("button", name="End it").click()
        manager.says("One thing needs mending")
        page.get_by_label("It ends", exact=True).fill("in 48 h")
        manager.look("agreement's end", between=[390, 1280])
        page.get_by_role("button", name="End it").click()
        manager.says("The period of notice of 3 months is not kept")
        page.get_by_role("link", name="Its end").click()
        page.get_by_role("button", name="Take the end back").click()
        manager.says("Its end is taken back")


def taken_away(manager):
    """Every definition as files."""
    page = manager.open("/agreements")
    with manager.step("takes every definition away, and one of them as a file"):
        page.get_by_role("link", name="Take everything away").click()
        manager.says("Ladders of escalation")
        with page.expect_download() as found:
            page.get_by_role("link", name="Download all as one file").click()
        assert found.value.suggested_filename == "definitions.json"
        with page.expect_download() as found:
            page.get_by_role("link", name="openslo.yaml").click()
        assert found.value.suggested_filename == "openslo.yaml"
        with page.expect_download() as found:
            page.get_by_role("link", name="critical").first.click()
        assert "Head of logistics" in found.value.path().read_text(), "the file lacks who signed"
    manager.look("export", between=[390, 1280])


def which(manager):
    """Which agreement applies, of a made-up ticket."""
    page = manager.open("/which-agreement")
    with manager.step("asks which agreement applies to a made-up ticket, and why not the others"):
        page.get_by_label("Priority").select_option("P1")
        page.get_by_label("Further attributes").fill("service = warehouse")
        page.get_by_role("button", name="Say which applies").click()
        manager.says("applies.")
        manager.says("Its scope fits too")
        manager.says("First response")
    manager.look("which agreement", between=[390, 1280])


def found(manager):
    """What in agreements is hardly meant, and where it is mended."""
    page = manager.open("/agreements")
    with manager.step("reads what in agreements is hardly meant, and goes where it is mended"):
        page.get_by_role("link", name="Findings", exact=True).click()
        manager.says("looked at")
        manager.says("is longer than resolution")
        page.get_by_role("link", name="Open Fernline contract").click()
        manager.says("is hardly meant")
        page.get_by_role("link", name="Read what was found").click()
        manager.says("is longer than resolution")
    manager.look("agreement findings", between=[390, 1280])
    with manager.step("looks at another span, and is told what is no day"):
        with manager.refused(422):
            page.goto("/agreement-findings?from=someday")
        page.get_by_label("Tickets opened from").fill("1 Nov 2026")
        page.get_by_role("button", name="Show").click()
        manager.says("opened from 1 Nov 2026")
    with manager.step("goes there by keys"):
        page.goto("/agreements")
        page.keyboard.press("g")
        page.keyboard.press("4")
        expect(page).to_have_url(re.compile("/agreement-findings"))


def proposals(desk, manager):
    """What the lead proposes, what it would have made of the past, and a decision."""
    page = manager.open("/agreement-proposals")
    manager.look("proposals", between=[390, 1280])
    with manager.step("reads what is proposed, and what it would have made of past tickets"):
        page.locator("#waiting tbody a").first.click()
        manager.says("What it would change")
        manager.look("proposal", between=[390, 1280])
        page.get_by_role("link", name="What it would have made of past tickets").click()
        manager.says("would have been covered")
        manager.look("proposal's past", between=[390, 1280])
        page.go_back()
    with manager.step("refuses it only with a reason"):
        with manager.refused(422):
            page.get_by_role("button", name="Refuse it").click()
        manager.says("wants to know why")
        page.get_by_label("What you say to it").fill("Not before spring.")
        page.get_by_role("button", name="Refuse it").click()
        manager.says("It is refused. Nothing has changed.")
    with manager.step("proposes a change of an agreement, which somebody else has to approve"):
        page.goto("/agreements")
        page.locator("tbody th a").first.click()
        page.get_by_role("link", name="Propose a change").click()
        manager.look("proposal's form", between=[390, 1280])
        page.get_by_label("Title").fill("A name that says more")
        box = page.get_by_label("Agreement file")
        box.fill(re.sub(r"name: Critical services", "name: Critical services of Alder", box.input_value()))
        page.get_by_role("button", name="Propose it").click()
        manager.says("Somebody else has to decide about it")
        page.get_by_role("link", name="Revise it").click()
        page.get_by_label("Reason").fill("There are two.")
        page.get_by_role("button", name="Hand it in anew").click()
        manager.says("handed in anew")
        page.get_by_role("button", name="Take it back").click()
        manager.says("It is taken back")


def in_a_month_with(page, column, press=None):
    """The numbers of a column of the service levels that lead on, in the latest month that has any: on its first days a
    month has none, and what is asked for then is the month before."""
    numbers = page.locator(f'td[data-label="{column}"] a')
    while numbers.count() == 0:
        present = page.url
        page.locator('a[rel="prev"]').focus()
        (press or page.keyboard.press)("Enter")
        page.wait_for_url(lambda url: url != present)
    return numbers


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
        page.wait_for_load_state()
        page.keyboard.press("g")
        page.keyboard.press("l")
        expect(page.locator("h1")).to_have_text("Service levels")
        page.keyboard.press("?")
        expect(page.locator("#keys .terms")).to_contain_text("95 % confidence")
        page.keyboard.press("Escape")
    with manager.step("turns to the month before, and back"):
        page.locator('a[rel="prev"]').click()
        page.wait_for_url("**/service-levels?month=*")
        manager.says("How the promises in force were kept in")
        page.get_by_role("link", name="This month").click()
        expect(page).to_have_url(re.compile(r"/service-levels$"))
        manager.says("How the promises in force are kept this month")
    with manager.step("each number leads to as many clocks"):
        link = in_a_month_with(page, "Met").first
        count = link.inner_text()
        link.click()
        manager.says(f"{count} clock")
        page.go_back()
        near = page.locator('td[data-label^="Due within"] a').first
        if near.count():
            count = int(near.inner_text())
            near.click()
            # One that comes near, or is late, between the two looks is counted by the second alone, or by the first.
            expect(page.locator("body")).to_contain_text(re.compile(rf"(?<!\d)({count - 1}|{count}|{count + 1}) clock"))
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
    measured(manager)


def measured(manager):
    """What is counted over many tickets, and the tickets behind each number."""
    page = manager.open("/service-levels")
    with manager.step("reads what is counted over the month, and opens it"):
        table = page.get_by_role("table", name="Measured objectives of Standard service")
        expect(table.locator("tbody tr")).to_have_count(4)
        table.get_by_role("link", name="Reopened").click()
        expect(page.locator("#periods tbody tr")).to_have_count(6)
        manager.says("the share after which the ticket was opened again")
    manager.look("measured objective", between=[390, 1280])
    with manager.step("each number leads to as many rows, each with its reason"):
        link = page.locator('#periods td[data-label="Opened again"] a').first
        count = link.inner_text()
        link.click()
        manager.says(f"{count} time")
        expect(page.locator("tbody tr")).to_have_count(int(count))
        expect(page.locator('td[data-label="Why"]').first).to_have_text("Was opened again")
        manager.look("tickets of a measured objective", between=[390, 1280])
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert "reopened" in download.value.path().read_text(), "the file lacks the reason"
        manager.desk.visited.add("/service-levels/standard/measured/reopened/tickets.csv")
        page.go_back()
    with manager.step("asks for a month before, and is told what is none"):
        month = datetime.date.today().replace(day=1) - datetime.timedelta(days=40)
        page.locator("#f-period").fill(f"{month:%Y-%m}")
        page.get_by_role("button", name="Show").click()
        manager.says(f"{month:%b %Y}")
        with manager.refused(422):
            page.locator("#f-period").fill("2026")
            page.get_by_role("button", name="Show").click()
        manager.says("is a month like 2026-11")
    manager.look("measured objective of a wrong period")
    with manager.step("sees in the agreement what is promised, and in its form that it stays"):
        page.goto("/agreements/standard")
        manager.says("at most 8")
        page.get_by_role("link", name="How it stands").first.click()
        expect(page.locator("h1")).to_contain_text("Standard service")
        page.goto("/agreements/standard/edit")
        manager.says("What is counted over many tickets")
    manager.look("form of an agreement that measures")


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
    manager.says("added" if place == "/calendars" else "differ")
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
    for clock in ["REQ-2/clocks/fulfilment/1", "REQ-19/clocks/fulfilment/1", "INC-55/clocks/resolution/1"]:
        page.goto("/tickets/" + clock)
        fits_one_sheet(manager, f"weeks of {clock}")


def exclusions(manager):
    page = manager.page
    number = manager.desk.make_ticket("Gate four is being rebuilt", priority="P2")
    with manager.step("an exclusion that ends before it begins is refused, and what was typed stays"):
        page.goto(f"/tickets/{number}")
        form = act(page, "Leave out time")
        form.get_by_label("From").fill("2 Jan 2026, 10:00")
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
        manager.says("From Fri 2 Jan 2026, 10:00 (UTC+1), which is 09:00 UTC.")
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
