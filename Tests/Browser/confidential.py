"""A matter that few may know of: who is cleared reads it, who is not meets nothing, and an emergency is told of."""

from playwright.sync_api import expect

PASSWORD = "alder-demo-2026"


def walk(desk):
    with desk.sitting("lead") as lena:
        page = lena.open("/queue?q=class:hr")
        with lena.step("finds the confidential ticket, and sees that it is one"):
            link = page.locator("tbody a[href^='/tickets/']").first
            number = link.get_attribute("href").split("?")[0].rsplit("/", 1)[1]
            link.click()
            lena.says("confidential: Personnel")
            lena.look("a confidential ticket")
        with lena.step("looks at who read it, and who could have"):
            page.goto(f"/tickets/{number}/readers")
            lena.says("Who could have")
            lena.says("grant of Personnel desk")
            lena.look("who read a confidential ticket")
        with lena.step("is told where a time is none"):
            page.get_by_label("From").fill("whenever")
            with lena.refused(422):
                page.get_by_role("button", name="Show").click()
            lena.look("readers of no time")
    with desk.sitting("agent") as amara:
        page = amara.open("/queue")
        with amara.step("who is not cleared is told that there is no such ticket"):
            with amara.refused(404):
                page.goto(f"/tickets/{number}")
            amara.look("no such ticket")
    with desk.sitting("admin") as admin:
        page = admin.open("/words?list=class")
        with admin.step("reads what classes are, and which categories give one"):
            admin.says("only who is cleared for the class knows that it exists")
            admin.look("classes of confidential tickets")
            page.goto("/words?list=category")
            admin.says("Class of its tickets")
            admin.look("categories with classes")
            page.goto("/words/category/personnel")
            admin.look("a category that is confidential")
        with admin.step("breaks the glass of no ticket, and is told so"):
            page.goto("/break-glass")
            admin.look("break the glass")
            page.get_by_label("Number of the ticket").fill("INC-999999")
            page.get_by_label("Why").fill("Lena is away, and somebody waits.")
            page.get_by_label("Your own password").fill(PASSWORD)
            with admin.refused(422):
                page.get_by_role("button", name="Read it").click()
            expect(page.get_by_label("Why")).to_have_value("Lena is away, and somebody waits.")
            admin.look("no glass to break")
        with admin.step("breaks the glass of the one there is, and reads it"):
            page.get_by_label("Number of the ticket").fill(number)
            page.get_by_label("Your own password").fill(PASSWORD)
            page.get_by_role("button", name="Read it").click()
            admin.flash("were told")
            admin.says("You are not cleared for this ticket")
            admin.look("a ticket behind a broken glass")
    with desk.sitting("lead") as lena:
        page = lena.open(f"/tickets/{number}/readers")
        with lena.step("sees who broke the glass, and why"):
            lena.says("broke the glass")
            lena.says("Lena is away, and somebody waits.")
            lena.look("readers with a broken glass")
