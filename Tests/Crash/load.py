"""Clients that write, remember what was acknowledged, and ask again under the same key when they do not know."""
import http.client
import http.server
import json
import random
import threading
import time
import uuid


class Load:
    """Threads that open tickets and work on them over HTTP."""

    def __init__(self, nodes, token, clients=6, seed=0, pause=0.0):
        self.nodes, self.token, self.pause = nodes, token, pause
        self.lock = threading.Lock()
        self.acknowledged = []      # (kind, ticket id, what)
        self.refused = 0            # 503 with a reason and Retry-After
        self.repeated = 0           # asked again under the same key
        self.problems = []
        self.ending = threading.Event()
        self.last_ack = time.monotonic()
        self.threads = [
            threading.Thread(target=self.client, args=(random.Random(f"{seed} {number}"), number))
            for number in range(clients)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def count(self):
        with self.lock:
            return len(self.acknowledged)

    def client(self, chance, number):
        tickets, connection = [], None
        while not self.ending.is_set():
            kind = chance.choice(["open", "open", "answer", "hold", "resume", "assign", "resolve", "note"])
            if not tickets:
                kind = "open"
            ticket = None if kind == "open" else chance.choice(tickets)
            text = f"{kind} {uuid.UUID(int=chance.getrandbits(128))}"
            method, path, body = REQUESTS[kind](ticket, text)
            key = str(uuid.UUID(int=chance.getrandbits(128)))
            while True:
                # Until an answer is there, nobody knows whether it was done: the key makes asking again harmless.
                status, answer, connection = self.ask(connection, chance, method, path, body, key)
                if status in (0, 503):
                    with self.lock:
                        self.repeated += 1
                        self.refused += status == 503
                    if self.ending.is_set():
                        break
                    time.sleep(0.05)
                    continue
                break
            if status in (200, 201):
                made = json.loads(answer)
                ident = made.get("id") or made.get("ticket", {}).get("id") or ticket
                with self.lock:
                    self.acknowledged.append((kind, ident, text))
                    self.last_ack = time.monotonic()
                if kind == "open":
                    tickets = (tickets + [ident])[-20:]
                if kind == "resolve":
                    tickets.remove(ticket)
            elif status not in (0, 503, 409, 412):
                with self.lock:
                    self.problems.append(f"{method} {path} was answered {status}: {answer[:200]!r}")
                tickets = tickets[:-1]
            elif status == 409 and ticket in tickets:
                # It does not fit the ticket's state, say a resume without a hold.
                pass
            if self.pause:
                time.sleep(self.pause)
        if connection:
            connection.close()

    def ask(self, connection, chance, method, path, body, key):
        try:
            if connection is None:
                node = chance.choice(self.nodes)
                connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=45)
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            if method == "POST":
                headers["Idempotency-Key"] = key
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            data = answer.read()
            if answer.status == 503 and not answer.getheader("Retry-After"):
                with self.lock:
                    self.problems.append(f"{method} {path} was answered 503 without Retry-After")
            if answer.getheader("Connection") == "close":
                connection.close()
                connection = None
            return answer.status, data, connection
        except (OSError, http.client.HTTPException):
            connection.close()
            return 0, b"", None


REQUESTS = {
    "open": lambda ticket, text: ("POST", "/api/v1/tickets", {"title": text, "requester": "rita"}),
    "answer": lambda ticket, text: ("POST", f"/api/v1/tickets/{ticket}/answers", {"body": text}),
    "note": lambda ticket, text: ("POST", f"/api/v1/tickets/{ticket}/notes", {"body": text}),
    "hold": lambda ticket, text: ("POST", f"/api/v1/tickets/{ticket}/holds", {"reason": "awaiting-requester"}),
    "resume": lambda ticket, text: ("DELETE", f"/api/v1/tickets/{ticket}/holds", None),
    "assign": lambda ticket, text: ("PUT", f"/api/v1/tickets/{ticket}/assignment", {"assignee": "ada"}),
    "resolve": lambda ticket, text: ("POST", f"/api/v1/tickets/{ticket}/resolution", {"text": text}),
}


class Receiver:
    """Takes webhooks and remembers them by id."""

    def __init__(self):
        self.lock = threading.Lock()
        self.bodies, self.repeats, self.problems = {}, 0, []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.take(self.headers["webhook-id"], body)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def take(self, ident, body):
        with self.lock:
            if ident in self.bodies:
                self.repeats += 1
                if self.bodies[ident] != body:
                    self.problems.append(f"message {ident} came twice with different bodies")
            self.bodies[ident] = body

    def close(self):
        self.server.shutdown()
        self.server.server_close()
