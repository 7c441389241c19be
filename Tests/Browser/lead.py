"""What burns, and who has it: merging, cancelling, linking, handing off."""

from agent import act


def walk(desk):
    first, second = desk.make_ticket("Gate 4 is down"), desk.make_ticket("Gate four does not open")
    third = desk.make_ticket("Opened by mistake")
    with desk.sitting("lead") as lead:
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
