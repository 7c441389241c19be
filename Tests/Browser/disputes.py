"""Disputes: a lead contests a late clock where it is explained; an agent answers; a manager sees what a part of it would
come to, decides, and finds both verdicts where compliance opens to what it counts."""

import re

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("lead") as lead:
        number = contest(lead)
    with desk.sitting("agent") as agent:
        answer(agent, number)
    with desk.sitting("manager") as manager:
        decide(manager, number)
        month(manager)
    with desk.sitting("lead") as lead:
        take_back(lead)


def contest(lead):
    page = lead.open("/disputes")
    with lead.step("sees what is contested, and what became of it"):
        lead.says("payments", page.locator("table"))
    lead.look("disputes", between=[390, 1280])
    with lead.step("takes the list away as a file"):
        link = page.get_by_role("link", name="CSV")
        lead.desk.visited.add(link.get_attribute("href").split("?")[0])
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == "disputes.csv"
    with lead.step("opens a late clock from what compliance counts"):
        page.goto("/compliance/tickets?slice=breached&objective=first%20response")
        page.get_by_role("link", name="second by second").first.click()
        expect(page.locator("h1")).to_contain_text("breached")
        page.get_by_role("link", name="Contest this verdict").click()
        expect(page.locator("h1")).to_have_text("Contest a verdict")
    lead.look("contest a verdict", between=[390, 1280])
    with lead.step("is told which field is wrong, and keeps what was typed"):
        page.get_by_label("From").fill("yesterday 9:00")
        page.get_by_label("Until").fill("soon")
        page.get_by_label("Reason").fill("delay by the customer")
        page.get_by_label("Your statement").fill("They did not pick up the phone.")
        with lead.refused(422):
            page.get_by_role("button", name="Contest it").click()
        expect(page.get_by_label("From")).to_have_value("yesterday 9:00")
    lead.look("a dispute refused", between=[390])
    with lead.step("contests all of its time"):
        page.get_by_label("From").fill("300 days ago")
        page.get_by_label("Until").fill("1 min ago")
        page.get_by_label("Evidence", exact=False).first.fill("List of calls.")
        page.get_by_role("button", name="Contest it").click()
        lead.flash("is open")
        lead.says("waits for the answering side")
    lead.look("a dispute of one's own", between=[390, 1280])
    return page.url.split("?")[0].split("#")[0]


def answer(agent, address):
    page = agent.open("/disputes")
    with agent.step("finds what waits for an answer"):
        page.get_by_label("Waits").select_option("answer")
        page.get_by_role("button", name="Show", exact=True).click()
        page.locator("table").get_by_role("link", name=re.compile("^DSP-")).first.click()
    with agent.step("answers for the desk"):
        page.get_by_label("Statement").fill("We called twice.")
        page.get_by_role("button", name="Add it").click()
        agent.flash("stands in the dispute")
        agent.says("waits for a decision")
        expect(page.get_by_role("button", name="Uphold", exact=True)).to_have_count(0)
    agent.look("a dispute answered", between=[390, 1280])


def decide(manager, address):
    page = manager.open("/disputes")
    with manager.step("reads both sides, and what would come of it"):
        page.goto(address)
        manager.says("We called twice.")
        expect(page.get_by_role("button", name="Uphold", exact=True)).to_be_visible()
    manager.look("a dispute to decide", between=[390, 1280])
    with manager.step("sees what a part of it would come to"):
        page.locator("#part").get_by_label("Until").fill("2 min ago")
        page.get_by_role("button", name="See what would come of it").click()
        manager.says("In part", page.locator("#verdicts"))
    manager.look("a part of a dispute", between=[390])
    with manager.step("is asked for reasons"):
        page.goto(address)
        with manager.refused(422):
            page.get_by_label("Why it is upheld").fill(" ")
            page.get_by_role("button", name="Uphold", exact=True).click()
    with manager.step("upholds it"):
        page.get_by_label("Why it is upheld").fill("The calls are in our own log.")
        page.get_by_role("button", name="Uphold", exact=True).click()
        manager.flash("is upheld")
        manager.says("As decided", page.locator("#verdicts"))
    manager.look("a dispute decided", between=[390, 1280])
    with manager.step("finds both verdicts beside the clock"):
        page.locator("dl.facts a[href*='/clocks/']").first.click()
        manager.says("It was contested")
    manager.look("a clock that was contested", between=[390])


def month(manager):
    page = manager.page
    with manager.step("opens the contested month, its dispute, and rejects it"):
        page.goto("/disputes?about=figure")
        page.locator("table").get_by_role("link", name=re.compile("^DSP-")).first.click()
        manager.says("Counts as down", page.locator("#verdicts"))
    manager.look("a dispute of a month", between=[390, 1280])
    with manager.step("rejects it, with reasons"):
        page.get_by_label("Why it is rejected").fill("The provider's log is the one that we agreed on.")
        page.get_by_role("button", name="Reject", exact=True).click()
        manager.flash("is rejected")


def take_back(lead):
    page = lead.open("/services/payments")
    with lead.step("contests the month anew, from its page, and takes it back"):
        page.locator("a[rel=prev]").click()
        page.get_by_role("link", name="Contest this figure").click()
        page.get_by_label("What should be counted instead").select_option("record:excluded")
    lead.look("contest a month", between=[390, 1280])
    with lead.step("says why"):
        period = page.locator("input[name=period]").get_attribute("value")
        page.get_by_label("From").fill(f"{period}-01T00:00:00Z")
        page.get_by_label("Until").fill(f"{period}-28T00:00:00Z")
        page.get_by_label("Your statement").fill("The customer had switched it off.")
        page.get_by_role("button", name="Contest it").click()
        lead.flash("is open")
        page.get_by_role("button", name="Take it back").click()
        lead.flash("is taken back")
        lead.says("taken back")
