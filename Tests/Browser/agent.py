"""A day at the desk with the mouse: queue, filter, ticket, reply, note, hold, resume, assign, resolve."""

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("agent") as agent:
        page = agent.open("/")
        number = open_ticket(agent)
        queue(agent)
        searches(agent)
        ticket(agent, number)
        many(agent)
        private(desk, agent)
        stale(desk, agent)
        with agent.step("reads my tickets, people and a person"):
            page.goto("/my/tickets")
            agent.look("/my/tickets")
            page.goto("/people")
            page.get_by_role("row").nth(1).get_by_role("link").click()
            expect(page.get_by_role("heading", name="What the role allows")).to_be_visible()
            agent.look("a colleague")
        with agent.step("may not see the journal, and is told so"), agent.refused(403):
            page.goto("/outbox")
        agent.look("forbidden")


def open_ticket(agent):
    page = agent.page
    with agent.step("a ticket without a subject is refused, and what was typed stays"):
        page.get_by_role("link", name="New ticket").first.click()
        page.get_by_label("Subject").fill(" ")
        page.get_by_label("What happens").fill("The label printer prints every label twice.")
        with agent.refused(422):
            page.get_by_role("button", name="Open the ticket").click()
        expect(page.locator("#faults")).to_be_focused()
        expect(page.get_by_label("What happens")).to_have_value("The label printer prints every label twice.")
    agent.look("/tickets/new refused")
    with agent.step("opens a ticket"):
        page.get_by_label("Subject").fill("Label printer prints twice")
        page.get_by_label("Priority").select_option("P3")
        page.get_by_role("button", name="Open the ticket").click()
        page.wait_for_url("**/tickets/INC-*")
        agent.flash("is open")
        return page.url.rpartition("/")[2]


def queue(agent):
    page = agent.page
    with agent.step("filters the queue by words, by a click and by a saved view"):
        page.get_by_role("navigation", name="Places").get_by_role("link", name="Queue").click()
        agent.look("/queue")
        page.get_by_label("Filter", exact=True).fill("is:open prints twice")
        page.get_by_role("button", name="Filter").click()
        agent.says("Label printer prints twice", page.locator("table"))
        expect(page.locator("[data-row]")).to_have_count(1)
        page.get_by_role("link", name="P1", exact=True).click()
        agent.says("Nothing here")
        agent.look("/queue empty")
    with agent.step("words find open tickets alone, which the page says, and leads to the others"):
        page.get_by_label("Filter", exact=True).fill("nordvik")
        page.keyboard.press("Enter")
        agent.says("Only open tickets are shown")
        agent.look("/queue by words")
        page.get_by_role("link", name="fit: show all").click()
        expect(page.get_by_label("Filter", exact=True)).to_have_value("is:any nordvik")
        page.get_by_role("navigation", name="Saved views").get_by_role("link", name="Mine").click()
        expect(page.get_by_label("Filter", exact=True)).to_have_value("is:open assignee:me")
    with agent.step("is told what is wrong with a filter"):
        page.get_by_label("Filter", exact=True).fill("due:soonish")
        page.keyboard.press("Enter")
        expect(page.locator(".notice.bad")).to_be_visible()
    agent.look("/queue with a wrong filter")
    with agent.step("chooses the columns"):
        page.goto("/queue")
        page.locator(".chooser summary").click()
        page.get_by_role("checkbox", name="Opened").check()
        page.get_by_role("checkbox", name="Used").uncheck()
        page.get_by_role("button", name="Show these").click()
        heads = page.locator("thead th")
        expect(heads.filter(has_text="Opened")).to_have_count(1)
        expect(heads.filter(has_text="Used")).to_have_count(0)
    with agent.step("takes the list away as a file"):
        page.goto("/queue")
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV").click()
        assert "Label printer prints twice" in download.value.path().read_text(), "the new ticket is not in it"
        agent.desk.visited.add("/queue.csv")


def searches(agent):
    page = agent.page
    with agent.step("is told what is wrong with a search, and keeps what was typed"):
        page.get_by_role("navigation", name="Places").get_by_role("link", name="Saved searches").click()
        agent.look("/searches empty")
        page.get_by_label("Name", exact=True).fill("Twice printed")
        page.get_by_label("Filter", exact=True).fill("is:odd")
        with agent.refused(422):
            page.get_by_role("button", name="Save the search").click()
        expect(page.get_by_label("Name", exact=True)).to_have_value("Twice printed")
    agent.look("/searches refused")
    with agent.step("saves it for a team, and goes through it to the queue"):
        page.get_by_label("Filter", exact=True).fill("is:open prints twice")
        page.get_by_label("Whose").select_option(index=1)
        page.get_by_role("button", name="Save the search").click()
        agent.flash("Twice printed is saved")
        agent.look("/searches")
        page.get_by_role("link", name="Twice printed", exact=True).click()
        expect(page.locator("[data-row]")).to_have_count(1)
    with agent.step("gives it another name, and removes it"):
        page.keyboard.press("g")
        page.keyboard.press("s")
        page.get_by_role("link", name="Change Twice printed").click()
        page.get_by_label("Name", exact=True).fill("Printed twice")
        agent.look("a saved search")
        page.get_by_role("button", name="Save", exact=True).click()
        agent.flash("Printed twice is changed")
        page.get_by_role("link", name="Change Printed twice").click()
        page.get_by_role("button", name="Remove it").click()
        agent.flash("It is removed")


def ticket(agent, number):
    page = agent.page
    page.goto(f"/tickets/{number}")
    with agent.step("notes"):
        page.get_by_label("Note for staff only").check()
        page.get_by_label("Text").fill("Looks like the driver.")
        page.get_by_role("button", name="Send", exact=True).click()
        agent.says("Looks like the driver.", page.locator(".line .note"))
    with agent.step("an empty reply is refused"):
        page.get_by_label("Text").fill("  ")
        with agent.refused(422):
            page.get_by_role("button", name="Send", exact=True).click()
        expect(page.locator("#faults")).to_be_visible()
    agent.look("ticket with a refused reply")
    with agent.step("replies"):
        page.get_by_label("Reply to the requester").check()
        page.get_by_label("Text").fill("Does it print twice from your phone, too?")
        page.get_by_role("button", name="Send", exact=True).click()
        agent.flash("Your reply is sent")
    with agent.step("holds, and resumes"):
        act(page, "Hold").get_by_role("button", name="Put on hold").click()
        agent.flash("On hold")
        agent.look("ticket on hold")
        act(page, "Resume").get_by_role("button", name="Resume").click()
        agent.flash("Resumed")
    with agent.step("assigns"):
        form = act(page, "Assign")
        form.get_by_label("Person").select_option("amara")
        form.get_by_role("button", name="Assign").click()
        agent.flash("Assigned")
    with agent.step("the form begins with who has it, and refuses what changes nothing"):
        form = act(page, "Assign")
        expect(form.get_by_label("Person")).to_have_value("amara")
        with agent.refused(422):
            form.get_by_role("button", name="Assign").click()
        agent.says("Nothing would change", page.locator("#faults"))
        agent.look("assigned to the same")
    with agent.step("takes it from its owner; another team has another owner"):
        page.goto(f"/tickets/{number}")
        form = act(page, "Assign")
        form.get_by_label("Person").select_option(label="nobody")
        form.get_by_role("button", name="Assign").click()
        agent.flash("Assigned")
        agent.says("took it from its owner", page.locator(".line"))
        form = act(page, "Assign")
        form.get_by_label("Person").select_option("amara")
        form.get_by_role("button", name="Assign").click()
        agent.flash("Assigned")
        form = act(page, "Assign")
        before = form.get_by_label("Team").input_value()
        form.get_by_label("Team").select_option("network" if before != "network" else "workplace")
        expect(form.get_by_label("Person")).to_have_value(":nobody")
        form.get_by_label("Team").select_option(before)
        expect(form.get_by_label("Person")).to_have_value("amara" if before else ":nobody")
        page.goto(f"/tickets/{number}")
    with agent.step("what was just done is said above the page, and covers nothing of it"):
        page.get_by_label("Note for staff only").check()
        page.get_by_label("Text").fill("Scrolled past.")
        page.get_by_role("button", name="Send", exact=True).click()
        agent.flash("Your note is kept")
        page.evaluate("window.scrollTo(0, 400)")
        expect(page.locator(".flash")).not_to_be_in_viewport()
    with agent.step("reads only the conversation"):
        page.get_by_role("navigation", name="What the time line shows").get_by_role("link", name="Conversation").click()
        expect(page.locator(".line .change")).to_have_count(0)
    with agent.step("resolves"):
        form = act(page, "Resolve")
        form.get_by_label("What solved it").fill("A new driver.")
        agent.look("ticket with an open form")
        form.get_by_role("button", name="Resolve").click()
        agent.flash("Resolved")
    agent.look("ticket resolved")


def act(page, name):
    """Opens the form of an act, by what stands in the bar."""
    form = page.locator(".acts > details").filter(has=page.locator("summary", has_text=name)).first
    form.locator("summary").click()
    return form


def many(agent):
    page = agent.page
    with agent.step("gives two tickets away at once, after a preview"):
        page.goto("/queue?q=is:open team:applications".replace(" ", "%20"))
        boxes = page.locator("[data-row] input[type=checkbox]")
        page.get_by_label("Tick all of this page").check()
        expect(boxes.last).to_be_checked()
        page.get_by_label("Tick all of this page").uncheck()
        boxes.nth(0).check()
        boxes.nth(1).check()
        page.get_by_label("Assign the ticked to team").select_option("network")
        page.get_by_role("button", name="Preview").click()
        agent.says("Assign 2 tickets?")
        expect(page.get_by_role("row").nth(1)).to_contain_text("applications")
    agent.look("giving several away")
    with agent.step("goes back, and finds them ticked"):
        page.get_by_role("link", name="Back").click()
        expect(page.locator("[data-row] input:checked")).to_have_count(2)
        page.get_by_role("button", name="Preview").click()
        agent.flash("Now choose a team or a person")
        expect(page.locator("[data-row] input:checked")).to_have_count(2)
        agent.look("queue with ticked tickets")
        page.get_by_label("Assign the ticked to team").select_option("network")
        page.get_by_role("button", name="Preview").click()
        agent.says("Assign 2 tickets?")
    with agent.step("and does it"):
        page.get_by_role("button", name="Assign").click()
        agent.flash("2 tickets assigned")


def private(desk, agent):
    page = agent.page
    page.goto(f"/tickets/{desk.make_ticket('Answered in the wrong place')}")
    with agent.step("makes an answer private that was meant for staff"):
        page.get_by_label("Text").fill("Their disk is full again, as ever.")
        page.get_by_role("button", name="Send", exact=True).click()
        page.get_by_text("Make private").click()
        page.get_by_role("button", name="Make this answer private").click()
        agent.flash("The answer is private")
    agent.look("ticket with an answer made private")


def stale(desk, agent):
    """Two people at one ticket: the later is shown what changed, and loses nothing."""
    number = desk.make_ticket("Two at one ticket")
    page = agent.page
    with agent.step("is shown what changed while writing"):
        page.goto(f"/tickets/{number}")
        form = act(page, "Resolve")
        form.get_by_label("What solved it").fill("Turned it off and on again.")
        with desk.sitting("lead") as lead:
            lead.open(f"/tickets/{number}")
            given = act(lead.page, "Assign")
            given.get_by_label("Team").select_option("network")
            given.get_by_role("button", name="Assign").click()
            lead.flash("Assigned")
        with agent.refused(409):
            form.get_by_role("button", name="Resolve").click()
        agent.says("This ticket changed while you were writing")
        expect(page.get_by_label("What solved it")).to_have_value("Turned it off and on again.")
    agent.look("ticket that changed meanwhile")
    with agent.step("sends it again"):
        page.locator("#act-resolve").get_by_role("button", name="Resolve").click()
        agent.flash("Resolved")
