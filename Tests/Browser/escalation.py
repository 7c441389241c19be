"""Ladders: a manager makes one, tries it, and turns it off; an agent sees what fires and acknowledges."""

import re

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("manager") as manager:
        make(manager)
    with desk.sitting("agent") as agent:
        page = agent.open("/escalations")
        with agent.step("sees what will fire"):
            agent.says("What will fire")
            page.get_by_role("link", name="72 hours").click()
            expect(page.get_by_role("link", name="72 hours")).to_have_attribute("aria-current", "page")
        agent.look("/escalations", between=[390, 1280])
        with agent.step("narrows it to a team and to what tells them"):
            page.get_by_label("Team (optional)", exact=True).select_option(index=1)
            page.get_by_label("That tell me").check()
            page.get_by_role("button", name="Show", exact=True).click()
            expect(page.get_by_label("That tell me")).to_be_checked()
            expect(page.get_by_role("link", name="72 hours")).to_have_attribute("aria-current", "page")
        agent.look("/escalations narrowed", between=[390])
        acknowledge(agent)
        with agent.step("sees what fired, and to whom"):
            page.goto("/escalations/fired")
            agent.says("Critical services", page.locator("table").first)
        agent.look("/escalations/fired", between=[390, 1280])
        with agent.step("sees all that ladders did on one ticket"):
            page.locator("table tbody td a[href^='/escalations/']").first.click()
            expect(page).to_have_url(re.compile(r"/escalations/[A-Z]+-\d+"))
            agent.says("What fired")
        agent.look("escalations of a ticket", between=[390, 1280])


def acknowledge(agent):
    page = agent.page
    buttons = page.get_by_role("button", name="Acknowledge what you were told")
    if buttons.count() == 0:
        return
    with agent.step("acknowledges what waits"):
        buttons.first.click()
        agent.flash("is acknowledged")


def make(manager):
    page = manager.open("/ladders")
    with manager.step("sees the ladders"):
        manager.says("Critical services", page.locator("table"))
    manager.look("/ladders", between=[390, 1280])
    with manager.step("is told what is wrong with a ladder, and keeps what was typed"):
        page.get_by_role("link", name="New ladder").click()
        manager.look("/ladders/new", between=[390, 1280])
        page.get_by_label("Key", exact=True).fill("night")
        page.get_by_label("Name", exact=True).fill("Nights")
        page.get_by_label("Moment", exact=True).fill("75%")
        page.get_by_label("Tells", exact=True).fill("duty:network, vendor")
        with manager.refused(422):
            page.get_by_role("button", name="Make the ladder").click()
        expect(page.get_by_label("Tells", exact=True)).to_have_value("duty:network, vendor")
    manager.look("a refused ladder", between=[390])
    with manager.step("adds a rung, looks at the words, and makes it"):
        page.get_by_label("Tells", exact=True).fill("duty:network")
        page.get_by_label("Acknowledge within minutes").fill("15")
        page.get_by_role("button", name="Add a rung").click()
        second = page.get_by_role("group", name="Rung 2")
        second.get_by_label("Moment").fill("after the one before")
        second.get_by_label("Tells").fill("role:manager")
        page.get_by_role("button", name="Show what people read").click()
        manager.says("Please acknowledge it within 15 minutes")
        page.get_by_role("button", name="Make the ladder").click()
        manager.flash("is saved")
    manager.look("a ladder", between=[390, 1280])
    with manager.step("asks what it would do in the night in which the clocks change"):
        page.get_by_label("Agreement", exact=True).select_option("critical")
        page.get_by_label("Objective", exact=True).select_option("first response")
        page.get_by_label("At", exact=True).fill("25 Oct 2026 02:30")
        page.get_by_role("button", name="Show what it would do").click()
        manager.says("Its target ends")
        manager.says("Rung 2")
    manager.look("a dry run", between=[390, 1280])
    with manager.step("changes it"):
        page.goto("/ladders/night")
        page.get_by_role("link", name="Change", exact=True).click()
        manager.look("change a ladder", between=[390])
        page.get_by_label("Name", exact=True).fill("Nights and weekends")
        page.get_by_role("button", name="Save", exact=True).click()
        manager.flash("is saved")
    with manager.step("turns it off"):
        page.get_by_role("button", name="Turn it off").click()
        manager.flash("It is off")
