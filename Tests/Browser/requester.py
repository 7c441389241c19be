"""Twice a month, on a phone: ask, look how it stands, answer, say that it is not solved."""

from playwright.sync_api import expect

from agent import act

PHONE = {"width": 390, "height": 844}


def walk(desk):
    with desk.sitting("requester", size=PHONE) as requester:
        page = requester.open("/")
        with requester.step("comes to the own tickets"):
            page.wait_for_url("**/my/tickets")
        requester.look()
        with requester.step("searches the own tickets by a word, and finds nothing for another"):
            page.get_by_label("Search my tickets").fill("laptop")
            page.get_by_role("button", name="Search").click()
            requester.says("Laptop", page.locator("tbody"))
            page.get_by_label("Search my tickets").fill("unicorn")
            page.get_by_role("button", name="Search").click()
            requester.says("Nothing found")
        requester.look("/my/tickets nothing found")
        with requester.step("is told what is missing"):
            page.get_by_role("link", name="New ticket").last.click()
            page.get_by_label("In a few words").fill(" ")
            page.get_by_label("What happens").fill("No sound in the meeting room.")
            with requester.refused(422):
                page.get_by_role("button", name="Send", exact=True).click()
            expect(page.get_by_label("What happens")).to_have_value("No sound in the meeting room.")
        requester.look("/tickets/new refused")
        with requester.step("opens a ticket of the usual kind, of those that are offered"):
            kinds = page.get_by_label("What is it?")
            expect(kinds).to_have_value("incident")
            assert kinds.locator("option").all_inner_texts() == [
                "Something does not work", "I need something"], kinds.inner_text()
            page.get_by_label("In a few words").fill("No sound in room 12")
            page.get_by_role("button", name="Send", exact=True).click()
            page.wait_for_url("**/my/tickets/INC-*")
            requester.says("being worked on")
        number = page.url.rpartition("/")[2]
        asked(desk, number)
        with requester.step("sees that an answer is waited for, and answers"):
            page.goto("/my/tickets")
            row = page.locator("[data-row]").filter(has_text=number)
            requester.says("we wait for you", row)
            expect(row.get_by_text("being worked on")).to_have_count(0)
            row.get_by_role("link").click()
            requester.says("We need your answer")
            requester.says("Which socket do you use?")
            expect(page.get_by_text("Only staff reads this")).to_have_count(0)
            requester.look("ticket that waits for me")
            page.get_by_label("Your answer").fill("The one by the door.")
            page.get_by_role("button", name="Send", exact=True).click()
            requester.flash("We have your answer")
            expect(page.get_by_text("We need your answer")).to_have_count(0)
            page.goto("/my/tickets")
            requester.says("being worked on", page.locator("[data-row]").filter(has_text=number))
            page.goto(f"/my/tickets/{number}")
        with requester.step("an empty answer is refused"):
            page.get_by_label("Your answer").fill(" ")
            with requester.refused(422):
                page.get_by_role("button", name="Send", exact=True).click()
            expect(page.locator("#faults")).to_be_visible()
        requester.look("refused answer")
        solved(desk, number)
        with requester.step("sees that it is solved, and says that it is not"):
            page.goto(f"/my/tickets/{number}")
            requester.says("solved", page.locator("main header"))
            requester.look("ticket solved")
            page.get_by_label("Your answer").fill("It still does not work.")
            page.get_by_role("button", name="open it again").click()
            requester.flash("open again")
            requester.says("being worked on", page.locator("main header"))
        other = desk.make_ticket("Of somebody else")
        with requester.step("cannot see tickets of others"), requester.refused(404):
            page.goto(f"/my/tickets/{other}")
        with requester.step("cannot see the queue"), requester.refused(403):
            page.goto("/queue")
        with requester.step("has an account page"):
            page.goto("/account")
            requester.look()


def asked(desk, number):
    with desk.sitting("agent") as agent:
        page = agent.open(f"/tickets/{number}")
        with agent.step("notes, asks back and holds"):
            page.get_by_label("Note for staff only").check()
            page.get_by_label("Text").fill("Only staff reads this")
            page.get_by_role("button", name="Send", exact=True).click()
            agent.flash("Your note is kept")
            page.get_by_label("Reply to the requester").check()
            page.get_by_label("Text").fill("Which socket do you use?")
            page.get_by_role("button", name="Send", exact=True).click()
            agent.flash("Your reply is sent")
            form = act(page, "Hold")
            form.get_by_label("Why").select_option("awaiting-requester")
            form.get_by_role("button", name="Put on hold").click()
            agent.flash("On hold")


def solved(desk, number):
    with desk.sitting("agent") as agent:
        page = agent.open(f"/tickets/{number}")
        with agent.step("solves it"):
            form = act(page, "Resolve")
            form.get_by_label("What solved it").fill("The amplifier is on again.")
            form.get_by_role("button", name="Resolve").click()
            agent.flash("Resolved")
