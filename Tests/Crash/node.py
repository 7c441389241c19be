"""Databases and nodes of the product, as an operator has them, and what may befall them."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 60
PASSWORD = "harbour-lantern-7431"

# Around the clock, and short: each clock comes to its rungs while the test looks on.
AGREEMENT = """\
calendars:
  always:
    timeZone: UTC
    weekly: {mon: ["00:00-24:00"], tue: ["00:00-24:00"], wed: ["00:00-24:00"], thu: ["00:00-24:00"],
             fri: ["00:00-24:00"], sat: ["00:00-24:00"], sun: ["00:00-24:00"]}
agreements:
  quick:
    name: Quick service
    pauseReasons: [awaiting-requester]
    objectives:
      - {name: first response, metric: firstResponse, calendar: always, target: PT3S, pauseReasons: []}
      - {name: resolution, metric: resolution, calendar: always, target: PT8S, thresholds: ["50%"]}
"""
FIRST_RESPONSE, RESOLUTION = 3_000, 8_000


class Broken(Exception):
    """Something that the product promises did not hold."""


def wait_until(what, condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Broken(f"waited {seconds} s for: {what}")
        time.sleep(0.02)


class SQLite:
    engine = "sqlite"

    def __init__(self, folder):
        self.path = os.path.join(folder, "desk.sqlite")
        self.url = self.path

    def rows(self, sql):
        connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=30)
        try:
            return [tuple(map(str, row)) for row in connection.execute(sql)]
        finally:
            connection.close()

    def close(self):
        pass


class Postgres:
    """A durable server of its own, reached through a socket in its folder."""
    engine = "postgres"

    def __init__(self):
        self.url = script("start", "--durable")
        self.folder = self.url.rsplit("=", 1)[1]

    def rows(self, sql):
        out = subprocess.run(["psql", self.url, "-XAtq", "-F", "\x1f", "-c", sql], check=True, stdout=subprocess.PIPE,
                             text=True).stdout
        return [tuple(line.split("\x1f")) for line in out.splitlines()]

    def crash(self):
        script("crash", self.folder)

    def again(self):
        script("again", self.folder)

    def close(self):
        script("stop", self.folder)


def script(*arguments):
    result = subprocess.run([ROOT / "scripts" / "postgres-for-tests", *arguments], check=True, stdout=subprocess.PIPE,
                            text=True)
    return result.stdout.strip()


class Node:
    """One `mainstay serve`."""

    def __init__(self, program, database, port, folder, environment=None):
        self.program, self.database, self.port, self.folder = program, database, port, folder
        self.environment = os.environ | {
            "MAINSTAY_DATABASE": database, "MAINSTAY_PRIVATE_HOSTS": "127.0.0.1", "MAINSTAY_LOG_LEVEL": "warning",
            "MAINSTAY_CHANGES_TOKEN": "1000000",
            "MAINSTAY_SEAL_KEY": os.path.join(folder, "crash.seal-key"),
            "MAINSTAY_SECRETS_KEY": os.path.join(folder, "crash.secrets-key"),
        } | (environment or {})
        # A program that does not know a setting refuses it.
        known = subprocess.run([program, "help", "serve"], stdout=subprocess.PIPE, text=True, check=True).stdout
        for name in ("MAINSTAY_SECRETS_KEY", "MAINSTAY_CHANGES_TOKEN"):
            if name not in known:
                del self.environment[name]
        self.process = None
        self.log = open(os.path.join(folder, f"node-{port}.log"), "a")

    def command(self, *arguments, check=True, **more):
        return subprocess.run([self.program, *arguments], check=check, env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, **more)

    def prepare(self):
        """The schema, an administrator, an agreement; the token of an administrator."""
        with tempfile.NamedTemporaryFile("w", suffix=".yaml", delete=False) as file:
            file.write(AGREEMENT)
        self.command("migrate")
        self.command("user", "add", "ada", "--role", "admin", "--password-from-stdin", input=PASSWORD + "\n")
        self.command("user", "add", "rita", "--role", "requester", "--password-from-stdin", input=PASSWORD + "!\n")
        self.command("apply", file.name)
        os.unlink(file.name)
        return json.loads(self.command("token", "create", "ada", "--label", "crash", "--json").stdout)["secret"]

    def spawn(self):
        self.process = subprocess.Popen([self.program, "serve", "--port", str(self.port)], env=self.environment,
                                        stdout=self.log, stderr=self.log, cwd=ROOT)

    def start(self, seconds=PATIENCE):
        self.spawn()
        self.wait_ready(seconds)

    def wait_ready(self, seconds=PATIENCE):
        def is_ready():
            if self.process.poll() is not None:
                raise Broken(f"the node ended with {self.process.returncode} at its start; its log is {self.log.name}")
            return self.get("/health/ready")[0] == 200
        wait_until("a node that is ready", is_ready, seconds)

    def get(self, path, token=None, timeout=15):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            connection.close()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise Broken("a node did not end within 30 s of SIGTERM")
            if self.process.returncode != 0:
                raise Broken(f"a node ended with {self.process.returncode} at SIGTERM; its log is {self.log.name}")

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()


class Surroundings:
    """A folder for a test, and whatever must be put away after it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="crash-")
        self.last = []

    def keep(self, thing):
        self.last.append(thing.close)
        return thing

    def afterwards(self, call):
        self.last.append(call)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        for call in reversed(self.last):
            try:
                call()
            except Exception as error:  # What comes first matters more.
                print(f"while putting away: {error}")
        # The logs of what did not hold are worth keeping.
        if kind is None:
            shutil.rmtree(self.folder, ignore_errors=True)


def quoted(text):
    return urllib.parse.quote(text, safe="")
