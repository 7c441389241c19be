"""Directories: a rule that is seen and tried, and a secret that is shown once."""

from playwright.sync_api import expect


def walk(desk):
    with desk.sitting("admin") as admin:
        page = admin.open("/directories")
        with admin.step("finds the one that sends people here"):
            admin.says("Alder HR", page.get_by_role("table", name="Directories"))
        with admin.step("tries a rule before anybody comes by it"):
            page.get_by_role("link", name="sends people here").click()
            page.wait_for_url("**/directories/new*")
            page.get_by_label("What it is called").fill("HR")
            page.get_by_label("What they get").fill("groups = it-desk -> agent, no-such-team\ngroups = leads -> chief")
            page.get_by_label("Claims to try").fill("userName = kim.new@alder.example\ngroups = it-desk")
            page.get_by_role("button", name="Try the rule").click()
            admin.says("They come in as kim.new")
            admin.says("groups = it-desk gives role agent")
        admin.look("a rule that was tried")
        with admin.step("is told that a team is none"):
            with admin.refused(422):
                page.get_by_role("button", name="Add it").click()
            admin.says("there is no team no-such-team")
        admin.look("a refused directory")
        with admin.step("adds it, and sees its secret once"):
            page.get_by_label("What they get").fill("groups = it-desk -> agent, service-desk")
            page.get_by_role("button", name="Add it").click()
            admin.says("Its secret")
            assert page.locator("pre code").inner_text().startswith("mds_")
        admin.look("a new directory")
        with admin.step("finds it in the list, changes it, and makes another secret"):
            page.goto("/directories")
            admin.says("HR", page.get_by_role("table", name="Directories"))
            admin.look("directories")
            page.get_by_role("link", name="HR", exact=True).click()
            expect(page.locator("pre")).to_have_count(0)
            page.get_by_label("What it is called").fill("HR system")
            page.get_by_role("button", name="Save").click()
            admin.flash("HR system is changed")
            page.get_by_role("button", name="Make another secret").click()
            admin.says("Its secret")
        with admin.step("takes it away"):
            page.get_by_role("button", name="Take it away").click()
            admin.flash("It is taken away")
        with admin.step("is told all that is missing of a provider and of a server"):
            for kind, words in [("oidc", "must be an https address"), ("ldap", "must read like")]:
                page.goto(f"/directories/new?kind={kind}")
                for box in page.locator("form.form input[required]").all():
                    if not box.input_value():
                        box.fill("x")
                with admin.refused(422):
                    page.get_by_role("button", name="Add it").click()
                admin.says(words)
                admin.look(f"a refused {kind}")
        with admin.step("adds a provider, which stands on the sign-in page and does not answer"):
            page.goto("/directories/new?kind=oidc")
            page.get_by_label("What it is called").fill("Alder login")
            page.get_by_label("Issuer").fill("https://login.invalid")
            page.get_by_label("Client id").fill("desk")
            page.get_by_role("button", name="Add it").click()
            admin.flash("Alder login is added")
        with desk.sitting(None) as stranger:
            page = stranger.open("/sign-in")
            with stranger.step("sees the button, and is told that nobody answers there"):
                stranger.look("another way to sign in")
                with stranger.refused(503):
                    page.get_by_role("link", name="Sign in with Alder login").click()
                stranger.says("cannot be asked")
            stranger.look("a provider that does not answer")
            with stranger.step("a way back that was not begun here leads nowhere"), stranger.refused(422):
                page.goto("/sign-in/return?state=00")
            stranger.says("was not begun in this browser")
        with admin.step("takes the provider away"):
            page = admin.page
            page.goto("/directories")
            page.get_by_role("link", name="Alder login").click()
            page.get_by_role("button", name="Take it away").click()
            admin.flash("It is taken away")
