"""A server of the product on a database of its own, as the measures load it."""
import http.client, http.cookiejar, json, os, pathlib, signal, subprocess, sys, tempfile, time, urllib.parse, urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BIN = ROOT / ".build" / "release"
TICKS = os.sysconf("SC_CLK_TCK")
PASSWORD = "benchmark-amara-2026"


class Server:
    """`mainstay serve` on a database of its own, with a token to call it."""

    def __init__(self, database, port, engine=True, root=ROOT):
        self.database, self.port, self.engine, self.root = str(database), port, engine, root
        self.program = root / ".build" / "release" / "mainstay"
        self.url = f"http://127.0.0.1:{port}"
        # Everything that a server leaves behind, such as its seal key, is gone with this folder.
        self.folder = tempfile.TemporaryDirectory(prefix="mainstay-bench-")
        self.settings = os.environ | {"MAINSTAY_SEAL_KEY": self.folder.name + "/seal-key",
                                      "MAINSTAY_ASSETS": str(root / "Public")}
        # What is measured is the desk, not its limit. A build that does not know a setting refuses it.
        known = subprocess.run([self.program, "help", "serve"], stdout=subprocess.PIPE, text=True, check=True).stdout
        if "MAINSTAY_CHANGES_TOKEN" in known:
            self.settings["MAINSTAY_CHANGES_TOKEN"] = "1000000"

    def command(self, *arguments, **more):
        return subprocess.run([self.program, *arguments, "--database", self.database],
                              check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              cwd=self.folder.name, env=self.settings, **more).stdout

    def prepare(self):
        self.command("migrate")
        self.command("user", "add", "amara", "--role", "admin", "--password-from-stdin", input=PASSWORD + "\n")
        self.command("apply", str(self.root / "Examples" / "desk.yaml"))
        # Earlier builds take any category.
        subprocess.run([self.program, "words", "add", "category", "network", "--database", self.database],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder.name, env=self.settings)
        self.token = json.loads(self.command("token", "create", "amara", "--label", "bench", "--json"))["secret"]

    def sign_in(self):
        """The cookies of a browser that has signed in."""
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        browser.open(self.url + "/sign-in").read()
        form = urllib.parse.urlencode({"name": "amara", "password": PASSWORD, "next": "/queue"}).encode()
        browser.open(urllib.request.Request(self.url + "/sign-in", form, {"Origin": self.url})).read()
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    def __enter__(self):
        started = time.monotonic()
        self.log = tempfile.NamedTemporaryFile("w", suffix=".log", delete=False)
        self.process = subprocess.Popen([self.program, "serve", "--database", self.database, "--port", str(self.port)],
                                        stdout=self.log, stderr=self.log, cwd=self.folder.name,
                                        env=self.settings | ({} if self.engine else {"MAINSTAY_ENGINE": "off"}))
        while True:
            try:
                urllib.request.urlopen(self.url + "/health/ready", timeout=1).read()
                break
            except Exception:
                if self.process.poll() is not None or time.monotonic() - started > 60:
                    raise RuntimeError("the server did not start: " + open(self.log.name).read()[-2000:])
                time.sleep(0.005)
        self.start_seconds = time.monotonic() - started
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
        os.unlink(self.log.name)

    def cpu(self):
        fields = open(f"/proc/{self.process.pid}/stat").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self):
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024

    def load(self, path, seconds, clients, body=None, cookies=None):
        """Requests per second, p99 in ms, CPU ms a request, and answers that were not 2xx, by wrk."""
        script = tempfile.NamedTemporaryFile("w", suffix=".lua", delete=False)
        script.write(f'wrk.headers["Cookie"] = [[{cookies}]]\n' if cookies else
                     f'wrk.headers["Authorization"] = "Bearer {self.token}"\n')
        if body:
            script.write('wrk.method = "POST"\nwrk.headers["Content-Type"] = "application/json"\n')
            script.write(f"wrk.body = [[{json.dumps(body)}]]\n")
        script.write('done = function(s, l, r) io.write(string.format("RESULT %d %d %.3f %d\\n", s.requests, s.duration,'
                     ' l:percentile(99) / 1000, s.errors.status + s.errors.connect + s.errors.read + s.errors.timeout)) end\n')
        script.close()
        before = self.cpu()
        out = subprocess.run(["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "-s", script.name, self.url + path],
                             check=True, stdout=subprocess.PIPE, text=True).stdout
        used = self.cpu() - before
        os.unlink(script.name)
        requests, duration, p99, errors = next(l for l in out.splitlines() if l.startswith("RESULT")).split()[1:]
        requests = int(requests)
        return {"requests": requests, "perSecond": requests / (int(duration) / 1e6), "p99": float(p99),
                "cpu": used * 1000 / max(requests, 1), "errors": int(errors)}


# Tickets as they come in.
BODIES = [{"title": f"Hand scanners lose the network at gate {number}", "description": "Every few minutes they drop out.",
           "attributes": {"priority": f"P{1 + number % 4}", "category": "network", "service": "warehouse"}}
          for number in range(8)]


def fill(server, tickets):
    """Opens so many tickets; the number of the last."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for number in range(tickets):
        connection.request("POST", "/api/v1/tickets", json.dumps(BODIES[number % 8]),
                           {"Authorization": "Bearer " + server.token, "Content-Type": "application/json"})
        answer = connection.getresponse()
        made = json.loads(answer.read())
        if answer.status != 201:
            sys.exit(f"filling: {answer.status} {made}")
    return made["number"]
