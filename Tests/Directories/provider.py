"""OpenID Connect: people sign in at a provider (Canaille), which takes other keys, is down, and comes back."""

import json
import os
import pathlib
import secrets
import subprocess
import sys
import time

import httpx
from joserfc.jwk import RSAKey

from desk import Browser

PORT = int(os.environ.get("PROVIDER_CHECK_PORT", "18642"))
ADDRESS = f"http://127.0.0.1:{PORT}"
PASSWORD = "correct horse battery"


class Provider:
    """Canaille on loopback with a database of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.program = pathlib.Path(sys.executable).parent / "canaille"
        self.process = None
        self.configure()
        self.run("db", "upgrade")

    def configure(self):
        """A configuration with a new key: those of before sign no more."""
        key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(8), "use": "sig", "alg": "RS256"})
        self.path = self.folder / "provider.toml"
        pairs = ", ".join(f"{name} = {json.dumps(value)}" for name, value in key.as_dict(private=True).items())
        self.path.write_text(f"""
SECRET_KEY = "for a test alone, on loopback alone"
[CANAILLE]
DATABASE = "sql"
[CANAILLE_SQL]
DATABASE_URI = "sqlite:///{self.folder}/provider.sqlite"
[CANAILLE_OIDC]
ACTIVE_JWKS = [{{ {pairs} }}]
[CANAILLE_HYPERCORN]
BIND = "127.0.0.1:{PORT}"
""")

    def environment(self):
        return os.environ | {"CANAILLE_CONFIG": str(self.path)}

    def run(self, *arguments):
        done = subprocess.run(
            [self.program, *arguments], capture_output=True, text=True, env=self.environment(), cwd=self.folder)
        assert done.returncode == 0, f"{arguments}: {done.stderr[-800:]}"
        return done.stdout

    def start(self):
        log = open(self.folder / "provider.log", "a")
        self.process = subprocess.Popen(
            [self.program, "run"], env=self.environment(), stdout=log, stderr=log, cwd=self.folder)
        for _ in range(300):
            assert self.process.poll() is None, (self.folder / "provider.log").read_text()[-800:]
            try:
                if httpx.get(ADDRESS + "/.well-known/openid-configuration").status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise AssertionError("the provider does not start")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None


def sign_in(desk, directory, name="kim.oidc"):
    """As somebody does: the button, name and password there, consent, and back."""
    # Two access tokens that Canaille makes for somebody in one second are the same, and it fails at the second.
    time.sleep(1.1)
    browser = Browser()
    browser.get(f"{desk.address}/sign-in?next=/account")
    if "/sign-in/with/" + directory not in browser.page.text:
        return browser
    browser.get(f"{desk.address}/sign-in/with/{directory}?next=/account")
    for _ in range(6):
        if not str(browser.page.url).startswith(ADDRESS):
            break
        text = browser.page.text
        if 'name="login"' in text:
            browser.send("login", name)
        elif 'name="password"' in text:
            browser.send("password", PASSWORD)
        elif 'name="answer"' in text:
            browser.send("answer", press="accept")
        else:
            break
    return browser


def check(desk, folder):
    provider = Provider(folder)
    provider.run(
        "create", "user", "--user-name", "kim.oidc", "--given-name", "Kim", "--family-name", "Berg",
        "--formatted-name", "Kim Berg", "--display-name", "kim.oidc", "--emails", "kim@alder.example", "--password", PASSWORD)
    provider.run("create", "group", "--display-name", "it-desk", "--members", "kim.oidc")
    provider.run(
        "create", "client", "--client-id", "desk", "--client-secret", "a secret: with % and ü",
        "--redirect-uris", desk.address + "/sign-in/return", "--client-name", "Desk",
        "--grant-types", "authorization_code", "--response-types", "code", "--scope", "openid", "--scope", "profile",
        "--scope", "email", "--scope", "groups", "--token-endpoint-auth-method", "client_secret_basic")
    client = json.loads(provider.run("get", "client"))[0]["id"]
    provider.run("set", "client", client, "--audience", client)
    provider.start()
    try:
        signs_in(desk, provider)
    finally:
        provider.stop()


def signs_in(desk, provider):
    settings = {"issuer": ADDRESS + "/", "clientId": "desk", "scope": "openid profile email groups"}
    rule = {"name": "preferred_username", "needs": [{"claim": "groups", "is": "nobody"}], "grants": [
        {"claim": "groups", "is": "it-desk", "role": "agent", "teams": ["network"]}]}
    directory = desk.add("oidc", "Alder login", settings, "a secret: with % and ü", **rule)["id"]
    kept_out = sign_in(desk, directory)
    desk.check(
        kept_out.page.status_code == 422 and "groups must be nobody" in kept_out.page.text,
        "the rule keeps somebody out and says why", kept_out.page.text)
    desk.change(directory, rule=rule | {"needs": []})
    browser = sign_in(desk, directory)
    desk.check(browser.path == "/account", "somebody signs in at the provider", f"{browser.page.url} {browser.page.text}")
    person = desk.person("kim.oidc")
    desk.check(
        person.get("role") == "agent" and person.get("teams") == ["network"] and person.get("displayName") == "Kim Berg",
        "and is here as the rule says", person)
    # The way back is good once, in this browser alone.
    again = Browser()
    again.get(f"{desk.address}/sign-in/return?state=00&code=x")
    desk.check(again.page.status_code == 422, "a way back that was not begun here leads nowhere", again.page.status_code)
    # The provider signs with another key: it is looked up.
    provider.stop()
    provider.configure()
    provider.start()
    time.sleep(61)
    rotated = sign_in(desk, directory)
    desk.check(rotated.path == "/account", "a new key of the provider's is looked up", rotated.page.text)
    # The provider is down: all others sign in, and the page of background work says so.
    provider.stop()
    down = sign_in(desk, directory)
    desk.check(
        browser.get(desk.address + "/account").status_code == 200 and browser.path == "/account",
        "who is signed in stays so while the provider is down")
    local = httpx.post(desk.address + "/api/v1/session", json={"name": "amara", "password": "alder-demo-2026"})
    desk.check(local.status_code == 201, "others sign in while the provider is down", local.text)
    desk.check(
        down.page.status_code in (502, 503, 422) or "cannot be asked" in down.page.text or "refused" in down.page.text.lower(),
        "who wants to sign in there is told", down.page.text)
    # Deactivated here, nobody comes in by the provider either.
    provider.start()
    version = desk.person("kim.oidc")
    headers = {"X-CSRF-Token": desk.token, "Origin": desk.address, "If-Match": f'"{version["version"]}"'}
    body = {key: version[key] for key in ["displayName", "role", "email", "organisation", "teams"]} | {"active": False}
    changed = desk.admin.put("/api/v1/people/kim.oidc", json=body, headers=headers)
    desk.check(changed.status_code == 200, "an administrator takes the sign-in away", changed.text)
    out = sign_in(desk, directory)
    desk.check(
        out.page.status_code == 422 and "may not sign in" in out.page.text, "and the provider does not give it back",
        out.page.text)
