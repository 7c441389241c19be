"""The demo company over HTTP, as an administrator and as browsers see it, and what is found."""

import html.parser
import re
import urllib.parse

import httpx

PASSWORD = "alder-demo-2026"


def told(found):
    """What was found instead; of a page, its words."""
    text = re.sub(r"(?s)<head>.*?</head>|<nav.*?</nav>|<svg.*?</svg>", "", str(found))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)).strip()


class Desk:
    def __init__(self, address):
        self.address = address
        self.passed, self.failed = 0, []
        self.admin = httpx.Client(base_url=address, timeout=30)
        me = self.admin.post("/api/v1/session", json={"name": "admin", "password": PASSWORD}).json()
        self.token = me["formToken"]

    def check(self, ok, what, found=""):
        if ok:
            self.passed += 1
        else:
            self.failed.append(what)
            print(f"FAILED {what}: {told(found)[:600]}", flush=True)
        return ok

    def call(self, method, path, body=None):
        """An operation of the API, as the administrator who is signed in."""
        headers = {"X-CSRF-Token": self.token, "Origin": self.address}
        answer = self.admin.request(method, "/api/v1" + path, json=body, headers=headers)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def add(self, kind, label, settings=None, secret=None, **rule):
        body = {"kind": kind, "label": label, "settings": settings or {}, "rule": rule}
        if secret is not None:
            body["secret"] = secret
        return self.call("POST", "/directories", body)

    def change(self, directory, **changes):
        """A directory with some of it changed."""
        present = self.call("GET", f"/directories/{directory}")
        body = {key: present[key] for key in ["label", "active", "settings", "rule"]} | changes
        headers = {"X-CSRF-Token": self.token, "Origin": self.address, "If-Match": f'"{present["version"]}"'}
        answer = self.admin.put(f"/api/v1/directories/{directory}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text

    def person(self, name):
        return self.admin.get(f"/api/v1/people/{name}").json()

    def troubles(self):
        """What fails in the background, in words."""
        return self.admin.get("/engine").text


class Forms(html.parser.HTMLParser):
    """The forms of a page with the fields that they would send."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.inside = [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.inside = True
            self.forms.append((attributes.get("action", ""), attributes.get("method", "get").lower(), {}, []))
        elif self.inside and tag == "input" and attributes.get("name"):
            if attributes.get("type") in ("checkbox", "submit"):
                return
            self.forms[-1][2][attributes["name"]] = attributes.get("value") or ""
        elif self.inside and tag == "button" and attributes.get("name"):
            self.forms[-1][3].append((attributes["name"], attributes.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


class Browser:
    """A browser without script: follows redirections, keeps cookies, sends forms."""

    def __init__(self):
        self.client = httpx.Client(timeout=30, follow_redirects=True)
        self.page = None

    def get(self, address):
        try:
            self.page = self.client.get(address)
        except httpx.ConnectError as error:
            # What a browser says of an address where nobody is, which the desk may have led it to.
            self.page = httpx.Response(502, text="The connection was refused.", request=error.request)
        return self.page

    @property
    def path(self):
        return urllib.parse.urlsplit(str(self.page.url)).path

    def send(self, field, value=None, press=None):
        """Sends the form that has this field, or this button, with a value in it."""
        for action, method, fields, buttons in Forms(self.page.text).forms:
            names = [name for name, _ in buttons]
            if field not in fields and field not in names:
                continue
            data = dict(fields)
            if field in names:
                data[field] = press or dict(buttons)[field]
            else:
                data.update(value if isinstance(value, dict) else {field: value})
            target = urllib.parse.urljoin(str(self.page.url), action or str(self.page.url))
            origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(target))
            self.page = self.client.request(
                method.upper(), target, data=data, headers={"Origin": origin, "Referer": str(self.page.url)})
            return self.page
        raise AssertionError(f"no form with {field} on {self.page.url}: {self.page.text[:300]}")
