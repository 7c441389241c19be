"""What burns, and who has it: the shift, then merging, cancelling, linking, handing off."""

import re
import urllib.parse

from playwright.sync_api import expect

from agent import act


def walk(desk):
    first, second = desk.make_ticket("Gate 4 is down"), desk.make_ticket("Gate four does not open")
    third = desk.make_ticket("Opened by mistake", team="workplace")
    with desk.sitting("lead") as lead:
        shift(lead, third)
        page = lead.open("/queue?q=is%3Aopen%20is%3Abreached")
        with lead.step("sees what is late"):
            page.locator("[data-row] a[data-open]").first.click()
            lead.says("late", page.locator("aside"))
        lead.look("late ticket")
        with lead.step("changes a priority and says why"):
            page.goto(f"/tickets/{first}")
            form = act(page, "Priority")
            form.get_by_label("Priority").select_option("P1")
            form.get_by_label("Why").fill("A whole gate.")
            form.get_by_role("button", name="Change").click()
            lead.says("A whole gate.", page.locator("aside"))
        with lead.step("hands it to a vendor, records the acknowledgement, takes it back"):
            form = act(page, "Hand off")
            form.get_by_label("Vendor").select_option("fernline")
            form.get_by_role("button", name="Hand off").click()
            lead.flash("Handed off")
            act(page, "Acknowledged").get_by_role("button").click()
            lead.flash("The acknowledgement is recorded")
            lead.look("ticket with a vendor")
            act(page, "Take back").get_by_role("button").click()
            lead.flash("Taken back")
        with lead.step("links, and is told of a number that is none"):
            form = act(page, "Link")
            form.get_by_label("Number of the other ticket").fill("INC-999999")
            with lead.refused(422):
                form.get_by_role("button", name="Link").click()
            lead.says("INC-999999", page.locator("#faults"))
        lead.look("refused link")
        with lead.step("merges two that are one"):
            page.goto(f"/tickets/{second}")
            form = act(page, "Merge")
            form.get_by_label("Number of the ticket that stays").fill(first)
            form.get_by_role("button", name="Merge").click()
            lead.flash("Merged")
        lead.look("merged ticket")
        with lead.step("cancels what was no incident"):
            page.goto(f"/tickets/{third}")
            form = act(page, "Cancel")
            form.get_by_label("Why").fill("Opened by mistake.")
            form.get_by_role("button", name="Cancel").click()
            lead.flash("Cancelled")


def shift(lead, fresh):
    """The home: who has how much, what falls due, what nobody has."""
    page = lead.open("/")
    with lead.step("begins at the shift of the own team"):
        expect(page).to_have_url(re.compile("/shift$"))
        lead.says("Who has how much")
        lead.says("Nobody", page.locator("tbody").first)
    lead.look("shift", between=[390, 1280])
    with lead.step("each number leads to as many tickets of the queue"):
        link = page.locator('td[data-label="Open"] a').first
        count = int(link.inner_text())
        link.click()
        expect(page.locator("h1")).to_have_text("Queue")
        assert "team:" in urllib.parse.unquote(page.url), page.url
        expect(page.locator("[data-row]")).to_have_count(min(count, 50))
        page.go_back()
    with lead.step("sees the new one among what nobody has, and opens it by keys"):
        page.goto("/shift?hours=8")
        expect(page.locator("#unowned")).to_be_visible()
        page.keyboard.press("j")
        expect(page.locator(".is-here")).to_have_count(1)
        page.keyboard.press("o")
        expect(page).to_have_url(re.compile("/tickets/"))
    with lead.step("chooses how long the shift is, and another team"):
        page.goto("/shift")
        page.get_by_role("link", name="in 2 h").click()
        expect(page.get_by_role("link", name="in 2 h")).to_have_attribute("aria-current", "true")
        tabs = page.get_by_role("navigation", name="Teams").get_by_role("link")
        tabs.last.click()
        expect(tabs.last).to_have_attribute("aria-current", "page")
    with lead.step("sees what changed hands"):
        page.goto(f"/tickets/{fresh}")
        owner = act(page, "Assign")
        owner.locator("select[name=assignee]").select_option(index=1)
        owner.get_by_role("button", name="Assign").click()
        lead.flash("Assigned")
        page.goto("/shift?team=workplace")
        lead.says(fresh, page.locator("#hands"))
    lead.look("shift of a team", between=[390])
    with lead.step("says what there is to do about a team that there is not"):
        with lead.refused(404):
            page.goto("/shift?team=nowhere")
