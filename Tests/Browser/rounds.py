"""What each role does most, from where it begins: counted in keys or touches and in loads, printed, and bounded. The
agent's round is in agent_round.py, the administrator's first day in first_start.py."""

import re

from playwright.sync_api import expect

from agent_round import Counted
from manager import in_a_month_with
from requester import PHONE

# Keys or touches, and pages that load behind the first.
MOST = {"requester": (4, 3), "lead": (8, 3), "manager": (8, 4), "admin": (6, 3)}


class Touched(Counted):
    """As `Counted`, of a finger: what is touched counts as a key does."""

    def tap(self, place):
        place.tap()
        self.keys += 1


def walk(desk):
    requester(desk)
    lead(desk)
    manager(desk)
    admin(desk)


def told(desk, role, counted):
    keys, loads = MOST[role]
    print(f"{role}'s round: {counted.keys} {'touches' if role == 'requester' else 'keys'}, {counted.loads} loads", flush=True)
    desk.findings.check(
        counted.keys <= keys and counted.loads <= loads,
        f"a {role}'s round costs {counted.keys} and {counted.loads} loads, more than {keys} and {loads}")


def requester(desk):
    """Says what does not work, and sees that the desk has it."""
    context = desk.browser.new_context(
        base_url=desk.address, viewport=PHONE, has_touch=True, is_mobile=True, timezone_id="Europe/Berlin", locale="en-GB")
    with desk.sitting("requester"):
        context.add_cookies(desk.cookies["requester"])
    page = context.new_page()
    page.goto("/")
    with desk.findings.step("requester, by touch: asks, and sees that the desk has it"):
        touched = Touched(page)
        touched.tap(page.get_by_role("link", name="New ticket").last)
        touched.tap(page.get_by_label("In a few words"))
        page.keyboard.type("The badge reader is dark")
        touched.tap(page.get_by_label("What happens"))
        page.keyboard.type("Nothing lights up at the east door.")
        touched.tap(page.get_by_role("button", name="Send", exact=True))
        page.wait_for_url("**/my/tickets/INC-*")
        expect(page.locator("body")).to_contain_text("being worked on")
    told(desk, "requester", touched)
    context.close()


def lead(desk):
    """Sees who has how much and what nobody has, and gives the first of it to somebody."""
    desk.make_ticket("The label printer smells", team="network", priority="P2")
    with desk.sitting("lead") as sitting:
        page = sitting.open("/shift?team=network")
        with sitting.step("gives a ticket of the shift to somebody, by keys"):
            counted = Counted(page)
            counted.press("j", "o")
            page.wait_for_url("**/tickets/*")
            counted.press("a")
            expect(page.locator("#act-assign :focus")).to_have_count(1)
            counted.press("Tab")
            page.keyboard.type("amara")
            counted.press("Tab", "Enter")
            expect(page.locator(".flash")).to_contain_text(re.compile("Assigned|Nothing would change|is with"))
        told(desk, "lead", counted)


def manager(desk):
    """From the home to what broke a promise, and why, to the second."""
    with desk.sitting("manager") as sitting:
        page = sitting.open("/service-levels")
        with sitting.step("reads why a promise was broken, by keys"):
            counted = Counted(page)
            in_a_month_with(page, "Breached", counted.press).first.focus()
            counted.press("Enter")
            page.wait_for_url("**/compliance/tickets?**")
            page.get_by_role("link", name="second by second").first.focus()
            counted.press("Enter")
            page.wait_for_url("**/clocks/**")
            sitting.says("Whose time it was")
        told(desk, "manager", counted)


def admin(desk):
    """Sees that everything runs, and has the journal verified."""
    with desk.sitting("admin") as sitting:
        page = sitting.open("/engine")
        with sitting.step("sees that it runs, and has everything verified, by keys"):
            counted = Counted(page)
            counted.press("g", "j")
            page.wait_for_url("**/journal")
            page.get_by_role("button", name="Verify everything").focus()
            counted.press("Enter")
            sitting.flash("The verification has begun")
        told(desk, "admin", counted)
