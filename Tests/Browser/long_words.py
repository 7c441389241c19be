"""Words that have no place to break: no page gets wider than its window, and the deadline stays in sight."""

from desk import NARROW, WIDE

ADDRESS = "https://status.example.org/" + "incident-history-of-the-north-eastern-region/" * 4
ADDRESS = (ADDRESS + "x" * 190)[:190]
WORD = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
WORD = WORD[:120]
NAME = "W" * 100
SIDES = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return [box.left, box.right];
}"""
WINDOWS = [WIDE, {"width": 1280, "height": 800}, NARROW]


def walk(desk):
    for words in ["category", "vendor", "hold-reason"]:
        desk.make_word(words, NAME)
    numbers = [
        desk.make_ticket(ADDRESS, team="network", category=NAME, priority="P1"),
        desk.make_ticket(WORD, team="network", priority="P1"),
    ]
    for number in numbers:
        ticket = f"/api/v1/tickets/{number}"
        done(desk.api.post(f"{ticket}/notes", data={"body": ADDRESS + WORD}))
        done(desk.api.post(f"{ticket}/handoffs", data={"vendor": NAME, "reference": NAME}))
        done(desk.api.post(f"{ticket}/links", data={"to": numbers[0 if number != numbers[0] else 1],
                                                    "relation": "relates-to"}))
    held = desk.make_ticket(WORD, team="network")
    done(desk.api.post(f"/api/v1/tickets/{held}/holds", data={"reason": NAME}))
    done(desk.api.post(f"/api/v1/tickets/{held}/exclusions", data={
        "from": "2026-01-05T09:00:00Z", "to": "2026-01-05T10:00:00Z", "reason": NAME, "evidence": ADDRESS}))
    done(desk.api.post("/api/v1/people", data={"name": "w" * 60, "displayName": WORD[:100], "role": "agent"}))
    done(desk.api.post("/api/v1/webhooks", data={"label": WORD[:100], "url": ADDRESS, "kinds": ["clock.breached"]}))
    with desk.sitting("admin") as admin:
        page = admin.open("/queue?q=team:network&sort=opened")
        with admin.step("sees the deadline in a queue of long words"):
            for size in WINDOWS:
                fits(admin, "/queue?q=team:network&sort=opened", size)
                if size is NARROW:
                    continue
                for number in numbers:
                    # In one go: the stream may put a new row in the place of this one at any time.
                    left, right = page.evaluate(SIDES, f"[id='row-{number}'] .deadline")
                    seen = left >= 0 and right <= size["width"]
                    desk.findings.check(seen, f"{number}: the deadline is out of sight at {size['width']} px")
        with admin.step("opens every page on which they stand"):
            clock = page_of_clock(admin, numbers[0])
            for where in [
                f"/tickets/{numbers[0]}", f"/tickets/{numbers[1]}", f"/tickets/{held}", clock,
                f"/journal/tickets/{numbers[0]}", "/journal", "/outbox", "/outbox/webhooks", "/compliance",
                "/compliance/tickets?slice=running&by=category", "/compliance/tickets?slice=paused", "/exclusions",
                "/words?list=category", f"/words/category/{NAME}", "/people", "/people/" + "w" * 60, "/agreements",
                "/engine", "/calendars",
            ]:
                for size in WINDOWS:
                    fits(admin, where, size)
        with admin.step("previews giving them away"):
            page.set_viewport_size(WIDE)
            page.goto("/queue?q=team:network&sort=opened")
            page.get_by_label(f"Tick {numbers[0]}").check()
            page.get_by_label("Assign the ticked to team").select_option("applications")
            page.get_by_role("button", name="Preview").click()
            admin.says("With then")
            for size in WINDOWS:
                narrow_enough(admin, "/queue/assign", size)
    with desk.sitting("requester") as requester:
        page = requester.open("/tickets/new")
        with requester.step("sends a subject without a blank"):
            page.get_by_label("In a few words").fill(ADDRESS)
            page.get_by_label("What happens").fill(WORD)
            page.get_by_role("button", name="Send", exact=True).click()
            page.wait_for_url("**/my/tickets/INC-*")
            mine = page.url.partition(desk.address)[2]
        with requester.step("reads it, and the list of the own tickets"):
            for where in [mine, "/my/tickets", "/my/tickets?q=" + WORD[:80]]:
                for size in WINDOWS:
                    fits(requester, where, size)


def done(answer):
    assert answer.ok, answer.text()


def page_of_clock(sitting, number):
    page = sitting.page
    page.set_viewport_size(WIDE)
    page.goto(f"/tickets/{number}")
    return page.locator("a[href*='/clocks/']").first.get_attribute("href")


def fits(sitting, where, size):
    sitting.page.set_viewport_size(size)
    sitting.page.goto(where)
    narrow_enough(sitting, where, size)


def narrow_enough(sitting, where, size):
    page = sitting.page
    page.set_viewport_size(size)
    page.wait_for_load_state()
    width = page.evaluate("document.documentElement.scrollWidth")
    sitting.desk.findings.check(
        width <= size["width"], f"{where}: {width} px wide in a window of {size['width']} px")
    # What scrolls by itself hides its end: only tables of figures may.
    hidden = page.evaluate(
        "[...document.querySelectorAll('.table-scroll:not([tabindex])')].filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.scrollWidth)")
    sitting.desk.findings.check(
        not hidden, f"{where}: a list of {hidden} px is cut in a window of {size['width']} px")
    sitting.picture(f"{where} {size['width']}")
