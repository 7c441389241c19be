"""Who is on duty: a lead plans it, two people swap, one is away, and the gap is seen."""

import datetime
import re

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("lead") as lead:
        page = lead.open("/rosters")
        with lead.step("sees who is on duty in each team, and the gaps ahead"):
            lead.says("First line", page.locator("table"))
            lead.look("/rosters", between=[390, 1280])
            page.get_by_role("link", name="Gaps ahead").click()
            lead.says("is away", page.locator("table"))
        lead.look("/rosters/gaps", between=[390, 1280])
        roster = make(lead)
        change(lead, roster)
    swap(desk)


def make(lead):
    page = lead.page
    with lead.step("is told what is wrong with a roster, and keeps what was typed"):
        page.goto("/rosters")
        page.get_by_role("link", name="New roster").click()
        lead.look("/rosters/new", between=[390])
        page.get_by_label("Team").select_option("service-desk")
        page.get_by_label("Name", exact=True).first.fill("Late line")
        page.get_by_role("group", name="Layer 1").get_by_label("Name").fill("Evenings")
        page.get_by_label("Who takes turns").fill("amara, nobody")
        page.get_by_label("First day").fill(str(datetime.date.today() + datetime.timedelta(days=5)))
        page.get_by_label("At", exact=True).fill("8:00")
        with lead.refused(422):
            page.get_by_role("button", name="Make the roster").click()
        expect(page.get_by_label("Who takes turns")).to_have_value("amara, nobody")
    lead.look("/rosters/new refused")
    with lead.step("adds a layer, and makes it"):
        page.get_by_label("Who takes turns").fill("amara")
        page.get_by_label("Add somebody").fill("Lena")
        page.get_by_role("button", name="Add to layer 1").click()
        expect(page.get_by_label("Who takes turns")).to_have_value("amara, lena")
        lead.says("In turn")
        page.get_by_role("button", name="Add a layer").click()
        expect(page.get_by_role("group", name="Layer 2")).to_be_visible()
        page.get_by_role("button", name="Make the roster").click()
        lead.flash("8:00 was read as 08:00")
        lead.says("gives duty to nobody from")
    lead.look("a roster", between=[390, 1280])
    return page.url


def change(lead, roster):
    page = lead.page
    with lead.step("asks who has it another time, and why"):
        page.get_by_label("Who is on duty at").fill(f"{datetime.date.today() + datetime.timedelta(days=9)}T12:00")
        page.get_by_role("button", name="Say who").click()
        lead.says("gives it to", page.locator("#moment"))
    with lead.step("looks for gaps of a year, and sees the times of another clock"):
        page.goto(roster)
        page.get_by_role("navigation", name="How far ahead").get_by_role("link", name="a year").click()
        lead.says("Gaps ahead, a year")
        expect(page.get_by_role("link", name="a year")).to_have_attribute("aria-current", "page")
    with lead.step("gives it to somebody for a while, and takes that back"):
        page.goto(roster)
        page.get_by_label("Who", exact=True).fill("a")
        page.get_by_label("To", exact=True).fill("2020-01-01T12:00")
        with lead.refused(422):
            page.get_by_role("button", name="Make the override").click()
        expect(page.locator("#f-person-fault")).to_be_in_viewport()
        lead.look("a refused override", between=[390, 1280])
        page.get_by_label("Who", exact=True).fill("Jonas")
        page.get_by_label("To", exact=True).fill(f"{datetime.date.today() + datetime.timedelta(days=2)}T12:00")
        page.get_by_role("button", name="Make the override").click()
        lead.flash("The override is made")
        page.get_by_role("button", name="Take the override").click()
        lead.flash("taken back")
    with lead.step("looks four weeks ahead"):
        page.get_by_role("link", name="Four weeks").click()
        expect(page.get_by_role("link", name="Four weeks")).to_have_attribute("aria-current", "page")
        lead.look("four weeks of a roster", between=[390, 1280])
    with lead.step("changes the plan"):
        page.goto(roster)
        page.get_by_role("link", name="Change it").click()
        lead.look("change a roster")
        page.get_by_label("Who takes turns").first.fill("lena, amara")
        page.get_by_role("button", name="Save", exact=True).click()
        lead.flash("The roster is changed")
    with lead.step("closes it"):
        page.get_by_role("button", name="Close the roster").click()
        lead.flash("The roster is closed")
        lead.look("a closed roster")


def swap(desk):
    with desk.sitting("agent") as agent:
        page = agent.open("/duty")
        agent.look("/duty", between=[390, 1280])
        with agent.step("withdraws a swap, and asks for another from a shift"):
            page.get_by_role("button", name=re.compile("^Withdraw")).first.click()
            agent.flash("It is withdrawn")
            page.get_by_role("link", name=re.compile("^Swap the shift")).last.click()
            page.get_by_label("Who takes it").fill("Lena")
            page.get_by_role("button", name="Show their shifts").click()
            agent.says("What you take in return")
            agent.look("/duty/swap", between=[390, 1280])
            page.get_by_role("button", name="Ask", exact=True).click()
            agent.flash("They are asked")
        with agent.step("finds My duty in the rail"):
            expect(page.locator("#places").get_by_role("link", name="My duty")).to_have_count(1)
        with agent.step("says that they are away, and ends it"):
            day = datetime.date.today() + datetime.timedelta(days=80)
            page.get_by_label("Away from").fill(f"{day}T09:00")
            page.get_by_label("Away to").fill(f"{day}T12:00")
            page.get_by_role("button", name="Say that I am away").click()
            agent.flash("It is noted")
            page.get_by_role("button", name=re.compile("^End the absence")).click()
            agent.flash("The absence is ended")
        with agent.step("subscribes to a calendar, and ends its address"):
            page.get_by_role("button", name="Make an address").click()
            agent.says("/duty/calendar/", page.locator("main"))
            agent.look("/duty with an address")
            page.get_by_role("button", name=re.compile("^End the address")).click()
            agent.flash("The address is ended")
            page.get_by_role("button", name="Make an address").click()
    with desk.sitting("admin") as admin:
        page = admin.open("/rosters")
        with admin.step("ends an address of somebody else"):
            page.get_by_role("link", name="Calendar addresses").click()
            admin.look("/rosters/calendars", between=[390, 1280])
            page.get_by_role("button", name=re.compile("^End the address")).first.click()
            admin.flash("The address is ended")
    with desk.sitting("lead") as lead:
        page = lead.open("/duty")
        lead.look("/duty that waits for an answer", between=[390, 1280])
        with lead.step("accepts the swap"):
            page.get_by_role("button", name=re.compile("^Accept")).first.click()
            lead.flash("It is agreed")
        lead.look("/duty of the other")
