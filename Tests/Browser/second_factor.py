"""A second factor: set up with an authenticator app, asked for, needed by a role, and taken away where it is lost."""

import base64
import hashlib
import hmac
import re
import struct
import time

from desk import fill_sign_in

NAME, PASSWORD = "sam.second", "umbrellas like rain"


class App:
    """An authenticator app, as RFC 6238 has it; it never shows a code twice."""

    def __init__(self, letters):
        self.secret = base64.b32decode(letters.replace(" ", ""))
        self.last = 0

    def code(self):
        """A code that was not used: of the present half minute, or of the next, which is taken too."""
        step = max(int(time.time()) // 30, self.last + 1)
        self.last = step
        digest = hmac.new(self.secret, struct.pack(">q", step), hashlib.sha1).digest()
        offset = digest[-1] & 15
        return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 10 ** 6:06d}"


def walk(desk):
    with desk.sitting("admin") as admin:
        page = admin.open("/people")
        page.get_by_label("Name", exact=True).fill("Sam Second")
        page.get_by_label("Sign-in name").fill(NAME)
        page.get_by_label("Role").select_option("agent")
        page.get_by_label("First password").fill(PASSWORD)
        page.get_by_role("button", name="Add", exact=True).click()
        admin.flash("can sign in as")
        app, codes = set_up(desk)
        ask(desk, app, codes)
        lose(desk, admin)


def set_up(desk):
    with desk.sitting(None) as sam:
        page = sam.open("/sign-in")
        fill_sign_in(page, NAME, PASSWORD)
        with sam.step("sets it up with an app, which a wrong code does not do"):
            page.goto("/account")
            page.get_by_role("link", name="Set up a second factor").click()
            page.wait_for_url("**/account/second-factor")
            sam.look("a secret for an app")
            letters = page.locator("p code").inner_text()
            page.get_by_label("Code").fill("000000")
            with sam.refused(422):
                page.get_by_role("button", name="Set it up").click()
            sam.says("is not the one that the app shows now")
            assert page.locator("p code").inner_text() == letters, "a wrong code changes the secret"
            app = App(letters)
            page.get_by_label("Code").fill(app.code())
            page.get_by_role("button", name="Set it up").click()
            sam.says("Your recovery codes")
            codes = page.locator("pre code").inner_text().split()
            assert len(codes) == 10 and all(re.fullmatch(r"([a-z2-7]{4}-){3}[a-z2-7]{4}", code) for code in codes)
        sam.look("recovery codes")
        with sam.step("sees them no more"):
            page.goto("/account/second-factor")
            assert page.locator("pre").count() == 0
        sam.look("a second factor")
        page.goto("/account")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in*")
    return app, codes


def ask(desk, app, codes):
    with desk.sitting(None) as sam:
        page = sam.open("/sign-in?next=/account/sign-ins")
        with sam.step("is asked for a code behind the password"):
            fill(page)
            sam.says("Your password was right")
        sam.look("a code is asked for")
        with sam.step("a wrong code is refused, a recovery code lets in"):
            page.get_by_label("Code").fill("000000")
            with sam.refused(422):
                page.get_by_role("button", name="Sign in").click()
            sam.says("is not right")
            page.get_by_label("Code").fill(codes[0])
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/account/sign-ins")
        with sam.step("reads when, how and from where they signed in"):
            sam.says("password and recovery code")
            sam.says("refused")
        sam.look("one's own sign-ins")
    with desk.sitting(None, script=False) as sam:
        page = sam.open("/sign-in")
        with sam.step("without script, the same recovery code is good no more, and the app's is"):
            fill(page)
            page.get_by_label("Code").fill(codes[0])
            with sam.refused(422):
                page.get_by_role("button", name="Sign in").click()
            page.get_by_label("Code").fill(app.code())
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/queue*")
            page.goto("/account/second-factor")
            sam.says("Recovery codes left")


def lose(desk, admin):
    page = admin.page
    with admin.step("cannot keep themselves out by a rule"):
        page.goto("/people")
        page.get_by_role("link", name="How people sign in").click()
        page.wait_for_url("**/access")
        admin.look("how people sign in")
        page.get_by_label("admin:").check()
        with admin.refused(422):
            page.get_by_role("button", name="Save").click()
        admin.says("you have no second factor yourself")
    admin.look("a rule that would keep its maker out")
    with admin.step("takes away the second factor of whose device is lost"):
        page.goto(f"/people/{NAME}")
        page.get_by_role("link", name="Sign-ins of before").click()
        admin.says("refused")
        admin.look("another's sign-ins")
        page.goto(f"/people/{NAME}")
        page.get_by_role("button", name="Take it away").click()
        admin.flash("The second factor of Sam Second is gone")
    with desk.sitting(None) as sam:
        page = sam.open("/sign-in")
        with sam.step("comes in by the password alone again"):
            fill_sign_in(page, NAME, PASSWORD)
            page.wait_for_url("**/queue*")


def fill(page):
    page.get_by_label("Name").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
