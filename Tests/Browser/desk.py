"""The demo company in a browser: who can sign in, and what everyone's window shows and complains about."""

import contextlib
import importlib.resources
import re
import time
import urllib.parse

from playwright.sync_api import expect

WAIT = 15_000
"""Milliseconds for anything to appear: much, since a debug build on a busy machine is slow."""

WIDE = {"width": 1440, "height": 900}
SIGNED_IN = 240
"""Seconds for which a window goes on with who signed in before: some minutes later the product asks for the password
again before somebody's access is changed, and walks on a slow machine come to that later than on a fast one."""

NARROW = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %, and as wide as the smallest phone."""

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Desk:
    """The running server, the browser, and what is found."""

    def __init__(self, browser, api, address, findings, pictures=None):
        self.browser, self.api, self.address = browser, api, address
        self.findings, self.pictures = findings, pictures
        self.axe = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()
        self.people = {}
        self.cookies = {}
        self.signed_in = {}
        self.visited = set()
        expect.set_options(timeout=WAIT)

    def window(self, script=True, size=WIDE):
        """A browser that nobody has used yet."""
        context = self.browser.new_context(
            base_url=self.address, viewport=size, java_script_enabled=script, color_scheme="light",
            timezone_id="Europe/Berlin", locale="en-GB")
        context.set_default_timeout(WAIT)
        return context

    @contextlib.contextmanager
    def sitting(self, role, script=True, size=WIDE):
        """A window of somebody with this role, signed in; None for a stranger."""
        context = self.window(script, size)
        if role:
            if time.monotonic() > self.signed_in.get(role, float("-inf")) + SIGNED_IN:
                self.signed_in[role] = time.monotonic()
                self.cookies[role] = self.sign_in(role)
            context.add_cookies(self.cookies[role])
        sitting = Sitting(self, context, role or "stranger", script)
        try:
            yield sitting
        finally:
            sitting.complain()
            context.close()

    def sign_in(self, role):
        context = self.window()
        page = context.new_page()
        page.goto("/sign-in")
        fill_sign_in(page, *self.people[role])
        cookies = [cookie for cookie in context.cookies() if cookie["name"] != "flash"]
        context.close()
        return cookies

    def make_ticket(self, title, team=None, **attributes):
        """A ticket of its own for a walk, made through the API; its number."""
        ticket = {"title": title, "description": title + ".", "attributes": attributes}
        answer = self.api.post("/api/v1/tickets", data=ticket | ({"team": team} if team else {}))
        assert answer.ok, answer.text()
        return answer.json()["number"]

    def make_word(self, words, key):
        """A word of the desk, so that tickets can have it."""
        answer = self.api.post(f"/api/v1/words/{words}", data={"key": key})
        assert answer.ok, answer.text()

    def read_people(self):
        """Names and passwords by role, from the page that lists them in demo mode."""
        context = self.window()
        page = context.new_page()
        page.goto("/sign-in")
        for row in page.locator("tbody tr").all():
            role, name, password = row.locator("th, td").all_inner_texts()
            self.people[role] = (name, password)
        context.close()


def fill_sign_in(page, name, password):
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)


class Sitting:
    """One window: its page, and what went wrong in it."""

    def __init__(self, desk, context, who, script=True):
        self.desk, self.context, self.who, self.script = desk, context, who, script
        self.page = context.new_page()
        self.complaints = []
        self.expected = set()
        self.page.on("console", self.heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        self.page.on("requestfailed", self.broke)
        self.page.on("response", self.answered)

    def heard(self, message):
        refusal = any(f"status of {status}" in message.text for status in self.expected)
        if message.type == "error" and not refusal:
            self.complaints.append(f"{path(self.page.url)}: console: {message.text}")

    def broke(self, request):
        # Leaving a page ends what it still loads, and a download is no page.
        if request.failure == "net::ERR_ABORTED":
            return
        self.complaints.append(f"{path(self.page.url)}: request {path(request.url)}: {request.failure}")

    def answered(self, response):
        if response.request.is_navigation_request() and response.request.method == "GET":
            self.desk.visited.add(urllib.parse.urlsplit(response.url).path)
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{path(self.page.url)}: {path(response.url)} answered {response.status}")

    def complain(self):
        for complaint in dict.fromkeys(self.complaints) or [None]:
            self.desk.findings.check(complaint is None, f"{self.who} {complaint}")

    @contextlib.contextmanager
    def refused(self, status):
        """What is done inside is answered with this status."""
        self.expected.add(status)
        # Beside other work a machine may take long to answer.
        with self.page.expect_response(lambda response: response.status == status, timeout=60_000):
            yield
        self.page.wait_for_load_state()

    def step(self, what):
        return self.desk.findings.step(f"{self.who}: {what}", self.seen)

    def seen(self):
        """Where the window stands, what has the focus there, and what the page says: of a step that failed, the log
        is often all that is left."""
        try:
            focus = self.page.evaluate("document.activeElement?.outerHTML.slice(0, 200)")
            text = " ".join(self.page.locator("body").inner_text(timeout=2000).split())
        except Exception as error:
            focus, text = None, f"nothing could be read: {type(error).__name__}"
        if self.desk.pictures:
            self.page.screenshot(path=self.desk.pictures / "failed.png", full_page=True)
        return f"\n  at {path(self.page.url)}, focus on {focus}, which says: {text[:3000]}"

    def open(self, where):
        self.page.goto(where)
        return self.page

    def says(self, text, within=None):
        """Waits until the page, or a part of it, shows the text."""
        expect((within or self.page.locator("body"))).to_contain_text(text)

    def turns_back_to(self, text, within=None):
        """Turns a page of months back until one shows the text: how many that takes depends on the day and the hour."""
        place = within or "main"
        for _ in range(6):
            shown = self.page.locator(place)
            if shown.count() and text in shown.first.inner_text():
                return
            present = self.page.url
            self.page.locator("a[rel=prev]").click()
            self.page.wait_for_url(lambda url: url != present)
        self.says(text, self.page.locator(place).first)

    def flash(self, text):
        """Waits for the line about what was just done, and until the page listens: the script gives it the focus."""
        expect(self.page.locator(".flash")).to_contain_text(text)
        self.page.wait_for_load_state()

    def look(self, name=None, between=()):
        """Holds the page as it stands against the promises for every page: light and dark, wide and narrow, and in
        windows of these widths between."""
        page, findings = self.page, self.desk.findings
        page.wait_for_load_state()
        name = name or path(page.url).partition("?")[0]
        others = [("light", {"width": width, "height": 844}) for width in between]
        for scheme, size in [("light", WIDE), ("dark", WIDE), ("light", NARROW)] + others:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size(size)
            where = f"{self.who} {name}, {scheme}, {size['width']} px"
            faults = self.axe_faults()
            findings.check(not faults, f"{where}: {'; '.join(faults)}")
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            culprits = page.evaluate(WIDER_THAN_THE_WINDOW) if wide > 0 else []
            findings.check(wide <= 0, f"{where}: scrolls sideways by {wide} px: {', '.join(culprits)}")
            sideways = page.evaluate(TABLES_WIDER_THAN_THEIR_PLACE)
            findings.check(not sideways, f"{where}: a table scrolls sideways: {', '.join(sideways)}")
            crowded = page.evaluate(HEADINGS_OF_THREE_LINES)
            findings.check(not crowded, f"{where}: headings of three lines: {', '.join(crowded)}")
            touching = page.evaluate(TOUCHING_LABELS)
            findings.check(not touching, f"{where}: labels of a drawing touch: {'; '.join(touching)}")
            self.picture(f"{name} {scheme} {size['width']}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)

    def axe_faults(self):
        # axe waits for messages that a window without script never gets; the same page is looked at with script.
        if not self.script:
            return []
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(self.desk.axe)
        found = self.page.evaluate(
            "rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)["violations"]
        return [f"{fault['id']} at {', '.join(node['target'][-1] for node in fault['nodes'][:3])}" for fault in found]

    def picture(self, name):
        if self.desk.pictures:
            file = re.sub(r"[^a-z0-9]+", "-", f"{self.who} {name}".lower()).strip("-") + ".png"
            self.page.screenshot(path=self.desk.pictures / file, full_page=True)


WIDER_THAN_THE_WINDOW = """() => [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !element.closest('.table-scroll, .unseen'))
  .slice(0, 3).map(element => element.tagName.toLowerCase() + '.' + element.className)"""


# What stacks on a phone never scrolls, and in a wide window nothing does. Cells that are cut may paint 4 px beyond.
TABLES_WIDER_THAN_THEIR_PLACE = """() => [...document.querySelectorAll('.table-scroll')]
  .filter(place => place.scrollWidth > place.clientWidth + 4 && place.clientWidth > 0
    && (innerWidth > 1200 || place.querySelector('table.stacks')))
  .slice(0, 3).map(place => (place.querySelector('caption')?.textContent ?? 'table') + ' by '
    + (place.scrollWidth - place.clientWidth) + ' px')"""


HEADINGS_OF_THREE_LINES = """() => [...document.querySelectorAll('thead th')]
  .filter(head => head.offsetParent
    && getComputedStyle(head.closest('thead')).position !== 'absolute')
  .filter(head => { const range = document.createRange(); range.selectNodeContents(head);
    return new Set([...range.getClientRects()].map(box => Math.round(box.top / 6))).size > 2; })
  .slice(0, 3).map(head => head.innerText)"""


TOUCHING_LABELS = """() => [...document.querySelectorAll('svg.drawing')].flatMap(drawing => {
  const labels = [...drawing.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0);
  return labels.flatMap(([text, box], index) => labels.slice(index + 1)
    .filter(([, other]) => box.left < other.right + 2 && other.left < box.right + 2)
    .map(([other]) => text + ' and ' + other));
}).slice(0, 3)"""


def path(url):
    parts = urllib.parse.urlsplit(url)
    return parts.path + ("?" + parts.query if parts.query else "")
