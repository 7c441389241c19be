"""Before the desk: signing in, what it weighs, and pages that are not there."""

import re

from playwright.sync_api import expect

from desk import fill_sign_in

FIRST_VIEW = 150 * 1024
"""Bytes over the wire for the first page, everything that belongs to it included."""


def walk(desk):
    with desk.sitting(None) as stranger:
        page = stranger.open("/")
        with stranger.step("is asked to sign in, and a wrong password says so"):
            page.wait_for_url("**/sign-in*")
            stranger.look()
            page.get_by_label("Name").fill("nobody")
            page.get_by_label("Password").fill("not the password")
            with stranger.refused(422):
                page.get_by_role("button", name="Sign in").click()
            stranger.says("The name or the password is wrong")
            assert page.get_by_label("Name").input_value() == "nobody", "the name is lost"
            stranger.look("wrong password")
        with stranger.step("comes back to the page that was asked for"):
            page.goto("/calendars")
            fill_sign_in(page, *desk.people["agent"])
            page.wait_for_url("**/calendars")
        with stranger.step("is told what to do about an address that does not exist"), stranger.refused(404):
            page.goto("/tickets/INC-999999")
        stranger.look("no such ticket")
        with stranger.step("is led to the page above an address that takes forms only"):
            page.goto("/queue/assign")
            expect(page).to_have_url(re.compile("/queue$"))
        with stranger.step("is told in words what a role does not allow"), stranger.refused(403):
            page.goto("/engine")
        stranger.says("Your role does not allow you to see how the engine is doing.")
        with stranger.step("reads what the words mean"):
            page.goto("/help")
            stranger.says("Operational level agreement", page.locator("#ola + dd"))
        stranger.look()
        with stranger.step("the icon of the tab is served"):
            icon = page.locator('link[rel="icon"]').get_attribute("href")
            answer = page.request.get(icon)
            assert answer.ok and len(answer.body()) > 0, f"{icon} answers {answer.status}"
        with stranger.step("signs out"):
            page.goto("/account")
            page.get_by_role("button", name="Sign out").click()
            page.wait_for_url("**/sign-in*")
    for role, where in [(None, "/sign-in"), ("agent", "/queue"), ("requester", "/my/tickets")]:
        weigh(desk, role, where)


def weigh(desk, role, where):
    """The weight of a page in a browser that has kept nothing."""
    with desk.sitting(role) as visitor:
        weights = []
        wire = visitor.context.new_cdp_session(visitor.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
        visitor.open(where)
        visitor.page.wait_for_function("document.fonts.status === 'loaded'")
        total = sum(weights)
        desk.findings.check(0 < total <= FIRST_VIEW, f"{visitor.who} {where}: weighs {total / 1024:.0f} KB")
        print(f"first view of {where}: {total / 1024:.0f} KB", flush=True)
