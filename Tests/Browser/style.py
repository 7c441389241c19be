"""The style guide of debug builds: the parts that pages are made of, by keys, by the tree for screen readers, and without
script."""

import re

from playwright.sync_api import expect


def walk(desk):
    if not is_served(desk):
        return
    with desk.sitting("agent") as agent:
        page = agent.open("/style")
        agent.look("style guide", between=[390, 768, 1280])
        by_keys(agent)
        spoken(agent)
        colours(agent)
    with desk.sitting("agent", script=False) as agent:
        agent.who = "agent without script"
        rows(agent)


def is_served(desk):
    """Release builds do not have it."""
    with desk.sitting("agent") as agent:
        agent.expected.add(404)
        answer = agent.page.goto("/style")
        desk.visited.add("/style")
        return answer.status == 200


def by_keys(agent):
    page, keys = agent.page, agent.page.keyboard
    with agent.step("a time is said in words and said back"):
        page.get_by_label("Date and time").focus()
        keys.type("yesterday 9:30")
        keys.press("Enter")
        agent.says("Understood as", page.locator(".said-back").first)
        expect(page.locator(".said-back").first).to_contain_text(
            re.compile(r"09:30 \(UTC\+(1\), which is 08|2\), which is 07):30 UTC"))
    with agent.step("a choice is found by a part of it, and Escape keeps what stands"):
        box = page.get_by_label("Combobox")
        box.focus()
        keys.type("paulo")
        keys.press("Escape")
        expect(box).to_have_value("paulo")
        box.press("Enter")
        agent.says("Found: America/Sao_Paulo.")
    with agent.step("several that fit are named, and the fault leads to the field"):
        box.fill("america")
        with agent.refused(422):
            box.press("Enter")
        agent.says("fits America/")
        expect(page.locator("#faults")).to_be_focused()
        keys.press("Tab")
        keys.press("Enter")
        expect(box).to_be_focused()
    agent.look("style guide with a fault")
    with agent.step("rows are added and taken out by keys, and the hand goes on there"):
        page.get_by_role("button", name="Add a row").focus()
        keys.press("Enter")
        expect(page.get_by_label("What, row 3")).to_be_focused()
        keys.type("Write it down")
        page.get_by_role("button", name="Move row 3 up").press("Enter")
        expect(page.get_by_label("What, row 2")).to_have_value("Write it down")
        page.get_by_role("button", name="Take row 1 out").press("Enter")
        expect(page.get_by_role("button", name="Put back Call the vendor")).to_be_focused()
        agent.look("style guide with a row out")
        keys.press("Enter")
        expect(page.get_by_label("What, row 1")).to_have_value("Call the vendor")
    with agent.step("what was done is said where work goes on"):
        page.get_by_role("button", name="Show one").press("Enter")
        agent.flash("INC-1024 is on hold.")
        expect(page.locator(".flash")).to_be_focused()


def spoken(agent):
    """What a screen reader is told."""
    page = agent.page
    with agent.step("fields, buttons and drawings have their names, and faults are theirs"):
        page.goto("/style")
        expect(page.get_by_role("combobox", name="Combobox")).to_have_accessible_description(
            "A city, like Berlin or New York, or the zone's whole name.")
        expect(page.get_by_role("textbox", name="Date and time")).to_have_accessible_description(
            "In Europe/Berlin, like today 14:00, yesterday 9:30, 28 Nov 14:00 or 2 h ago.")
        expect(page.get_by_role("group", name="Steps")).to_be_visible()
        expect(page.get_by_role("figure", name="Attainment of three months")).to_be_visible()
        expect(page.get_by_role("img", name="May 2026 80.0 % of 100".replace(" %", "\u202f%"))).to_have_count(1)
        expect(page.get_by_role("complementary", name="Example of a part beside")).to_have_count(1)
        expect(page.get_by_role("deletion")).to_have_text("30 min")
        expect(page.get_by_role("insertion").first).to_have_text("15 min")
    with agent.step("the dialogs are opened by their buttons, and closed by Escape"):
        page.get_by_role("button", name="Keys and words of this page").last.press("Enter")
        expect(page.get_by_role("dialog", name="Keys and words of this page")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#keys")).to_be_hidden()


def colours(agent):
    page = agent.page
    with agent.step("colours change in place, and stay so"):
        page.get_by_label("Date and time").fill("half typed")
        root = page.locator("html")
        for name, theme in [("Change to dark", "dark"), ("Change to light", "light"), ("Change to system", "system")]:
            with page.expect_response("**/theme"):
                page.get_by_role("button", name=name).press("Enter")
            expect(root).to_have_attribute("data-theme", theme)
            expect(page.get_by_role("button", name=f"Colours: {theme}")).to_be_focused()
        expect(page.get_by_label("Date and time")).to_have_value("half typed")
        with page.expect_response("**/theme"):
            page.get_by_role("button", name="Change to dark").press("Enter")
        page.goto("/style")
        expect(root).to_have_attribute("data-theme", "dark")
        page.get_by_role("button", name="Change to light").press("Enter")
        page.get_by_role("button", name="Change to system").press("Enter")


def rows(agent):
    page = agent.open("/style")
    with agent.step("rows are added, moved, taken out and put back by plain buttons, and nothing that was typed is lost"):
        page.get_by_label("Date and time").fill("tomorrow 8:00")
        page.get_by_role("button", name="Add a row").click()
        page.get_by_label("What, row 3").fill("Write it down")
        page.get_by_role("button", name="Take row 1 out").click()
        expect(page.get_by_label("What, row 2")).to_have_value("Write it down")
        page.get_by_role("button", name="Put back Call the vendor").click()
        expect(page.get_by_label("What, row 3")).to_have_value("Write it down")
        expect(page.get_by_label("Date and time")).to_have_value("tomorrow 8:00")
        for _ in range(2):
            page.get_by_role("button", name="Add a row").click()
        agent.says("It takes no more than 5 rows.")
    agent.look("style guide without script")
