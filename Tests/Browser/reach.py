"""How people are reached: an agent adds ways, types the code that comes by one, says what comes when, and is told."""

import http.server
import queue
import re
import threading
from contextlib import contextmanager

from playwright.sync_api import expect


@contextmanager
def receiver():
    """Takes what is posted to this machine; its address, and what has come."""
    came = queue.Queue()

    class Taking(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            came.put((dict(self.headers), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", came
    finally:
        server.shutdown()
        server.server_close()


def walk(desk):
    with receiver() as (address, came), desk.sitting("agent") as agent:
        page = agent.open("/account")
        with agent.step("goes from the account to how they are reached"):
            page.get_by_role("link", name="How I am reached").click()
            expect(page.get_by_role("heading", name="How I am reached")).to_be_visible()
        agent.look("/account/reach")
        with agent.step("an address that leads nowhere is refused, and what was typed stays"):
            page.get_by_label("By", exact=True).select_option("push")
            page.get_by_label("What I call it").fill("My phone")
            page.get_by_label("Address", exact=True).fill("nowhere at all")
            with agent.refused(422):
                page.get_by_role("button", name="Add it and send a code").click()
            expect(page.get_by_label("What I call it")).to_have_value("My phone")
        agent.look("/account/reach refused")
        with agent.step("adds a push address and types the code that comes there"):
            page.get_by_label("Address", exact=True).fill(address + "/phone")
            page.get_by_role("button", name="Add it and send a code").click()
            agent.flash("A code is on its way to My phone")
            _, body = message(came, "code")
            code = re.search(r"\d{8}", body).group()
            page.get_by_label("Code", exact=True).fill("1")
            with agent.refused(422):
                page.get_by_role("button", name="Type the code of My phone").click()
            agent.says("another one than was sent")
            agent.look("/account/reach wrong code")
            page.get_by_role("button", name="Send another code to My phone").click()
            # At most one a minute: a slow round gets another.
            agent.flash("code")
            if "Another code is on its way" in page.locator(".flash").inner_text():
                code = re.search(r"\d{8}", message(came, "code")[1]).group()
            page.get_by_label("Code", exact=True).fill(code)
            page.get_by_role("button", name="Type the code of My phone").click()
            agent.flash("My phone is verified")
        with agent.step("sends a test, which comes"):
            page.get_by_role("button", name="Send a test to My phone").click()
            agent.flash("A test is on its way")
            headers, _ = message(came, "This is a test")
            assert headers["Title"] == "Test", headers
        with agent.step("adds a webhook, whose secret is shown once, and tries it first"):
            page.get_by_label("By", exact=True).select_option("webhook")
            page.get_by_label("What I call it").fill("My script")
            page.get_by_label("Address", exact=True).fill(address + "/script")
            page.get_by_role("button", name="Add it and send a code").click()
            agent.says("whsec_")
            agent.look("/account/reach secret")
            message(came, "code")
            page.goto("/account/reach")
            page.get_by_role("button", name="Try My script earlier").click()
            agent.flash("It is tried earlier now")
        with agent.step("says what comes when"):
            page.get_by_label("Quiet hours", exact=False).first.fill("25:00-07:00")
            page.get_by_label("My time zone").fill("Europe/Berlin")
            with agent.refused(422):
                page.get_by_role("button", name="Save", exact=True).click()
            agent.look("/account/reach quiet hours refused")
            page.get_by_label("Quiet hours", exact=False).first.fill("")
            page.get_by_label("For my team, ordinary").select_option("nothing")
            # Mail would come first, which the demo company does not send.
            page.get_by_label("Given to me, ordinary").select_option(label="My phone")
            page.get_by_label("Clocks, urgent").select_option(label="My phone")
            page.get_by_label("What comes in quiet hours all the same").select_option("first")
            page.get_by_role("button", name="Save", exact=True).click()
            agent.flash("It is saved")
        with agent.step("is told of a ticket that they get"):
            told(desk, came)
            page.goto("/account/reach")
            agent.says("was given to you")
        agent.look("/account/reach told")
        with agent.step("takes a way away"):
            page.get_by_role("button", name="Take My script away").click()
            agent.flash("It is taken away")
        with agent.step("is asked before the last one goes, and keeps it"):
            page.get_by_role("button", name="Take Mail away").click()
            agent.flash("It is taken away")
            with agent.refused(409):
                page.get_by_role("button", name="Take My phone away").click()
            agent.says("is your last way")
            agent.look("the last way", between=[390, 1280])
            page.get_by_role("link", name="Keep it").click()
            agent.says("My phone")
    with desk.sitting("lead") as lead:
        page = lead.open("/account/reach")
        with lead.step("sees who can be reached, and who has no way"):
            page.get_by_role("link", name="Who can be reached").click()
            expect(page.get_by_role("heading", name="Who can be reached")).to_be_visible()
            lead.look("/people/reach")
            page.get_by_role("link", name="Without a way").click()
            lead.says("has no way to be reached by")
        lead.look("/people/reach without a way")
    with desk.sitting("requester") as requester:
        requester.open("/account/reach")
        requester.look("/account/reach of a requester")


def message(came, text):
    """The next one that says so; others may come between, as clocks go on."""
    while True:
        headers, body = came.get(timeout=30)
        if text in body:
            return headers, body


def told(desk, came):
    """A ticket is given to the agent by somebody else, which the phone hears of, without a word of what it is about."""
    opened = desk.api.post("/api/v1/tickets", data={"title": "A ticket to be told of"}).json()
    given = desk.api.put(
        f"/api/v1/tickets/{opened['number']}/assignment", data={"assignee": desk.people["agent"][0]})
    assert given.ok, given.text()
    _, body = message(came, opened["number"])
    assert "A ticket to be told of" not in body, body
