"""From an empty desk's set-up link to the first ticket: by keys on a phone's width, and without script."""

import contextlib
import os
import pathlib
import subprocess
import tempfile
import urllib.request

from playwright.sync_api import expect

from desk import Desk, Sitting

PHONE = {"width": 390, "height": 844}
PEOPLE = "Kim Berg;;kim@example.org;;service-desk\nMo Lang;mo;mo@example.org;manager;"
HOLIDAYS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//walk//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTAMP:20250101T000000Z\r
DTSTART;VALUE=DATE:20250501\r
RRULE:FREQ=YEARLY\r
SUMMARY:Labour Day\r
END:VEVENT\r
END:VCALENDAR\r
"""
ISSUES = """Issue key,Summary,Status,Priority,Created,Updated,Resolved
OPS-1,Lamp flickers in the hall,Done,High,2025-03-13 09:00,2025-03-14 16:00,2025-03-14 15:00
OPS-2,Door is stuck,Parked,Low,2025-03-13 09:00,2025-03-14 16:00,
"""
LOG = """number,incident_state,opened_at,sys_updated_at,priority,sys_mod_count
INC9001,New,29/2/2016 01:16,29/2/2016 01:23,3 - Moderate,0
INC9001,Resolved,29/2/2016 01:16,29/2/2016 08:53,3 - Moderate,2
"""
MOST_KEYS, MOST_LOADS = 60, 13
"""Keys of the whole way, beside what is typed into fields; pages that load: the link's, the list of steps, one a step, one a
preview, the links of people and the ticket. What is done beside the way, as to mend a wrong day, does not count."""


def walk(desk):
    with empty_desk(desk) as (empty, link):
        by_keys(empty, link)
    with empty_desk(desk) as (empty, link):
        without_script(empty, link)


@contextlib.contextmanager
def empty_desk(desk):
    """A server of its own on an empty database, and the link that it prints."""
    program, port = os.environ["MAINSTAY_PROGRAM"], int(os.environ["MAINSTAY_ADDRESS"].rsplit(":", 1)[1]) + 1
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MAINSTAY_")}
        log = pathlib.Path(folder) / "server.log"
        with log.open("w") as errors:
            server = subprocess.Popen(
                [program, "serve", "--database", f"{folder}/empty.sqlite", "--port", str(port)], env=environment,
                stdout=subprocess.PIPE, stderr=errors, text=True)
            try:
                link = None
                while link is None:
                    line = server.stdout.readline()
                    assert line, "the server ended: " + log.read_text()[-2000:]
                    if "/setup?token=" in line:
                        link = line.split(": ", 1)[1].strip()
                assert urllib.request.urlopen(address + "/health/live").status == 200
                empty = Desk(desk.browser, None, address, desk.findings, desk.pictures)
                empty.visited = desk.visited
                yield empty, link
            finally:
                server.terminate()
                server.wait(timeout=30)


@contextlib.contextmanager
def sitting(empty, who, script, size):
    context = empty.window(script, size)
    sitting = Sitting(empty, context, who)
    try:
        yield sitting
    finally:
        sitting.complain()
        context.close()


class Keys:
    """Presses keys and counts them, and the pages that they load."""

    def __init__(self, page):
        self.page, self.pressed, self.loads, self.beside = page, 0, 0, 0
        page.on("framenavigated", lambda frame: self.loaded(frame))

    def loaded(self, frame):
        if frame == self.page.main_frame:
            self.loads += 1

    @contextlib.contextmanager
    def aside(self):
        """What is done inside lies beside the way."""
        before = self.loads
        yield
        self.page.wait_for_load_state()
        self.beside += self.loads - before

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1

    def go(self, where):
        """Enter on what has the focus, which leads to a page with this heading."""
        self.press("Enter")
        expect(self.page.get_by_role("heading", name=where, level=1)).to_be_visible()
        self.page.wait_for_load_state()

    def type(self, text):
        self.page.keyboard.insert_text(text)

    def tab_to(self, place):
        for _ in range(60):
            if place.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError("no way there by Tab")


def set_up(page, link, fill):
    page.goto(link)
    fill(page.get_by_label("Your name"), "Ada Admin")
    fill(page.get_by_label("Sign-in name"), "ada")
    fill(page.get_by_label("Password"), "umbrellas like rain")


def by_keys(empty, link):
    with sitting(empty, "first administrator", True, PHONE) as admin:
        page, keys = admin.page, Keys(admin.page)

        def fill(field, text):
            keys.tab_to(field)
            keys.type(text)

        with admin.step("makes the administrator by the link, and lands on the steps"):
            set_up(page, link, fill)
            keys.go("First steps")
            admin.says("About 9 minutes")
        look(admin, "first steps")
        with admin.step("names the desk; its zone is the browser's"):
            focused(page, "Begin: Name and time zone")
            keys.go("Name and time zone")
            expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
            keys.type("Alder IT")
            keys.go("Opening hours")
            admin.flash("The desk is called Alder IT, and reads times in Europe/Berlin.")
        with admin.step("says when the desk is open, looks, and puts it in force"):
            keys.press("Enter")
            admin.says("A ticket opened last Friday at 17:55 with 4")
            with keys.aside():
                closures(page, admin)
            look(admin, "opening hours")
            page.set_viewport_size(PHONE)
            focused(page, "Put it in force")
            keys.go("Teams")
            admin.flash("Opening hours are in force: ")
        look(admin, "hours in force")
        page.set_viewport_size(PHONE)
        with admin.step("leaves, and finds the way again where it was left"):
            with keys.aside():
                page.goto("/calendars")
                page.locator("a.brand").click()
                focused(page, "Begin: Teams")
                page.get_by_role("link", name="Begin: Teams").click()
                expect(page.get_by_role("textbox", name="Teams")).to_be_focused()
        with admin.step("adds two teams"):
            keys.type("Service desk\nNetwork, net")
            keys.press("Tab")
            keys.go("People")
            admin.flash("2 teams are there.")
        with admin.step("adds two people and gets their links"):
            keys.type(PEOPLE)
            keys.tab_to(page.get_by_role("button", name="Look at them"))
            keys.press("Enter")
            admin.says("kim.berg", page.get_by_role("table", name="People of the lines"))
            look(admin, "people looked at")
            page.set_viewport_size(PHONE)
            focused(page, "Add them and make links")
            keys.go("Links to sign in")
            links = page.locator("td code").all_inner_texts()
            assert len(links) == 2 and all(link.startswith(empty.address + "/welcome?token=") for link in links), links
        look(admin, "links to sign in")
        page.set_viewport_size(PHONE)
        with admin.step("puts an agreement in force"):
            focused(page, "Go on")
            keys.go("An agreement")
            keys.press("Enter")
            admin.says("Standard service covers every ticket.")
            look(admin, "agreement")
            page.set_viewport_size(PHONE)
            focused(page, "Put it in force")
            keys.go("New ticket")
            admin.flash("Standard service covers tickets opened from now on.")
        with admin.step("opens the first ticket, and sees its deadline and why"):
            fill(page.get_by_label("Subject"), "The first ticket")
            fill(page.get_by_label("What happens"), "It is opened.")
            keys.press("Control+Enter")
            page.wait_for_url("**/tickets/INC-1")
            loads = keys.loads - keys.beside
            print(f"first start: {keys.pressed} keys, {loads} loads, and {keys.beside} beside the way", flush=True)
            few = keys.pressed <= MOST_KEYS and loads <= MOST_LOADS
            empty.findings.check(few, f"first start: {keys.pressed} keys and {loads} loads, more than {MOST_KEYS} and "
                                      f"{MOST_LOADS}")
            page.goto("/first-steps")
            admin.says("The desk works")
            look(admin, "steps over")
            page.get_by_role("link", name="this is why it says so").click()
            page.wait_for_url("**/tickets/INC-1/clocks/**")
        with admin.step("is led no more"):
            page.goto("/")
            page.wait_for_url("**/engine")
            expect(page.locator("#places a[href='/first-steps']")).to_have_count(0)
        imports(admin)
        welcome(empty, links[0])


def closures(page, admin):
    """Two days as rows, one of them wrong at first, with the zone found by its city."""
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Day, row 1").fill("24 Dec")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_label("Day, row 2").fill("12-25")
    page.get_by_label("What it is called, row 2").fill("Christmas Day")
    page.get_by_label("Time zone").fill("berlin")
    with admin.refused(422):
        page.get_by_role("button", name="Look").last.click()
    admin.says("Begin with a date like 2026-12-24")
    look(admin, "opening hours with a wrong day")
    page.get_by_role("button", name="Take row 1 out").click()
    page.get_by_role("button", name="Look").last.click()
    admin.says("1 closure")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")


def focused(page, name):
    place = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    expect(place).to_be_focused()


def look(admin, name):
    admin.page.set_viewport_size(PHONE)
    admin.picture(f"{name} light 390")
    admin.look(name)
    admin.page.set_viewport_size({"width": 1280, "height": 800})
    admin.picture(f"{name} light 1280")
    admin.page.set_viewport_size(PHONE)


def imports(admin):
    page = admin.page
    with admin.step("is told that a log of another kind is none, and what to do"):
        page.goto("/imports")
        page.get_by_label("Log", exact=True).set_input_files(
            {"name": "x.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"})
        with admin.refused(422):
            page.get_by_role("button", name="Read it").click()
        expect(page.locator("#faults")).to_be_visible()
    admin.look("refused log")
    with admin.step("reads a list of another tool by a mapping, is told what does not fit, and sees its first tickets"):
        page.get_by_label("Log", exact=True).set_input_files(
            {"name": "issues.csv", "mimeType": "text/csv", "buffer": ISSUES.encode()})
        page.get_by_label("Where it comes from").select_option(label="Jira issues")
        page.get_by_role("button", name="Read it").click()
        admin.says("Nothing is written yet")
        admin.says("The first tickets")
        admin.says("is not among the states of the mapping")
    admin.look("list read")
    with admin.step("is told what a mapping of its own lacks"):
        page.goto("/imports")
        page.get_by_label("Log", exact=True).set_input_files(
            {"name": "issues.csv", "mimeType": "text/csv", "buffer": ISSUES.encode()})
        page.get_by_label("Mapping of your own").set_input_files(
            {"name": "own.yaml", "mimeType": "application/yaml", "buffer": b"source: own\ncolumns: {number: Issue key}\n"})
        with admin.refused(422):
            page.get_by_role("button", name="Read it").click()
        admin.says("columns.opened is missing")
    admin.look("refused mapping")
    with admin.step("reads a log, sees what was decided, and imports it"):
        page.get_by_label("Log", exact=True).set_input_files(
            {"name": "incidents.csv", "mimeType": "text/csv", "buffer": LOG.encode()})
        page.get_by_role("button", name="Read it").click()
        admin.says("Nothing is written yet")
        admin.says("UTF-8, separated by comma")
        admin.look("log read")
        page.get_by_role("button", name="Import it").click()
        page.wait_for_url("**/imports/*")
        admin.says("Imported")
        admin.says("which promises were kept")
    admin.look("import")


def welcome(empty, link):
    with sitting(empty, "new colleague", True, PHONE) as colleague:
        page = colleague.page
        with colleague.step("chooses a password by the link, and is signed in"):
            page.goto(link)
            look(colleague, "welcome")
            page.get_by_label("Password").fill("umbrellas like rain")
            page.get_by_role("button", name="Set it and sign in").click()
            page.wait_for_url("**/queue")
        with colleague.step("finds that the link works once"), colleague.refused(422):
            page.goto(link)
        colleague.says("This link is not good")


def without_script(empty, link):
    with sitting(empty, "first administrator without script", False, PHONE) as admin:
        page = admin.page
        with admin.step("makes the administrator and leaves the steps"):
            set_up(page, link, lambda field, text: field.fill(text))
            page.get_by_role("button", name="Make the administrator").click()
            admin.says("First steps", page.locator("h1"))
            page.goto("/queue")
            page.locator("a.brand").click()
            admin.says("First steps", page.locator("h1"))
        with admin.step("takes closures out of a calendar file"):
            page.goto("/first-steps/hours")
            page.get_by_label("Time zone").fill("Europe/Berlin")
            page.get_by_label("Or a file of holidays").set_input_files(
                {"name": "holidays.ics", "mimeType": "text/calendar", "buffer": HOLIDAYS})
            page.get_by_role("button", name="Look at it").click()
            assert any("Labour Day" in page.get_by_label(f"Day, row {row}").input_value() for row in (1, 2))
            page.get_by_role("button", name="Put it in force").click()
            admin.flash("Opening hours are in force: ")
        with admin.step("is told what is wrong beside each line"):
            page.goto("/first-steps/teams")
            page.get_by_role("textbox", name="Teams").fill("Service desk")
            page.get_by_role("button", name="Add them").click()
            page.goto("/first-steps/people")
            page.get_by_role("textbox", name="People").fill(PEOPLE + "\nRo;ro;no mail;boss;nowhere")
            with admin.refused(422):
                page.get_by_role("button", name="Look at them").click()
            admin.says("There is no team nowhere", page.get_by_role("table", name="People of the lines"))
            # Nothing can be asked of a page without script but what it shows.
            admin.picture("refused people light 390")
            page.get_by_role("textbox", name="People").fill(PEOPLE)
            page.get_by_role("button", name="Look at them").click()
            page.get_by_role("button", name="Add them and make links").click()
            admin.says("Copy them now")
        with admin.step("puts an agreement in force, after a time that is none"):
            page.goto("/first-steps/agreement")
            page.get_by_label("P1, resolved within").fill("soon")
            with admin.refused(422):
                page.get_by_role("button", name="Look at it").click()
            page.get_by_label("P1, resolved within").fill("4 h")
            page.get_by_role("button", name="Look at it").click()
            page.get_by_role("button", name="Put it in force").click()
            admin.flash("covers tickets opened from now on")
        with admin.step("opens the first ticket, and the desk works"):
            page.goto("/tickets/new")
            page.get_by_label("Subject").fill("The first ticket")
            page.get_by_label("What happens").fill("It is opened.")
            page.get_by_role("button", name="Open the ticket").click()
            page.goto("/first-steps")
            admin.says("The desk works")
        with admin.step("says that nobody needs to be led"):
            page.goto("/first-steps")
            expect(page.get_by_role("button", name="Not needed")).to_have_count(0)
        with admin.step("imports a log and sees how far it is"):
            page.goto("/imports")
            page.get_by_label("Log", exact=True).set_input_files(
                {"name": "incidents.csv", "mimeType": "text/csv", "buffer": LOG.encode()})
            page.get_by_role("button", name="Read it").click()
            page.get_by_role("button", name="Import it").click()
            for _ in range(50):
                if "which promises were kept" in page.content():
                    break
                page.get_by_role("link", name="Refresh").click()
            admin.says("which promises were kept")
