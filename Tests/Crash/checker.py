"""Holds what lies in the database against what was acknowledged, and what the clocks recorded against a model of forty
lines that shares nothing with the product."""
import collections
import json

from node import FIRST_RESPONSE, RESOLUTION, Broken, wait_until

JOURNAL = """SELECT stream, sequence, kind, at, payload FROM journal_entry WHERE stream LIKE 'ticket/%'
             ORDER BY stream, sequence"""
STREAMS = """SELECT e.stream, MAX(s.sequence), MAX(e.sequence), COUNT(*)
             FROM journal_entry e LEFT JOIN journal_stream s ON s.stream = e.stream GROUP BY e.stream"""
HALVES = """SELECT id FROM ticket
            WHERE NOT EXISTS (SELECT 1 FROM journal_entry WHERE stream = 'ticket/' || id AND kind LIKE 'ticket.%')
            UNION ALL
            SELECT DISTINCT stream FROM journal_entry
            WHERE kind LIKE 'ticket.%' AND stream LIKE 'ticket/%'
              AND substr(stream, 8) NOT IN (SELECT id FROM ticket)"""


class Ticket:
    def __init__(self):
        self.events, self.rungs = [], []


def journal(database):
    tickets = collections.defaultdict(Ticket)
    for stream, _, kind, at, payload in database.rows(JOURNAL):
        ticket, payload, at = tickets[stream.removeprefix("ticket/")], json.loads(payload), int(at)
        if kind.startswith("ticket."):
            ticket.events.append((at, kind, payload))
        else:
            ticket.rungs.append((payload["clock"], payload["cycle"], payload["rung"], at))
    return tickets


def expected(events):
    """The rungs of a ticket with the instant of each, as far as its events determine them; None where two things fall
    into one millisecond, so that the order would decide."""
    opened = events[0][0]
    stops = [at for at, kind, _ in events if kind == "ticket.resolved"]
    answers = [at for at, kind, payload in events
               if kind == "ticket.answered" and payload["public"] and payload["by"] == "staff"]
    resolved = min(stops, default=None)
    answered = min(answers + stops, default=None)
    rungs = {}
    due = opened + FIRST_RESPONSE
    if answered == due:
        return None
    if answered is None or answered > due:
        rungs["first response", "breach"] = due
    consumed, since, held = 0, opened, False
    marks = [(RESOLUTION // 2, "50%"), (RESOLUTION, "breach")]
    for at, kind, _ in [*events, (None, "end", None)]:
        if not held:
            for mark, rung in marks:
                instant = since + mark - consumed
                if at is not None and instant == at:
                    return None
                if consumed < mark and (at is None or instant < at):
                    rungs["resolution", rung] = instant
        if at is None or at == resolved:
            break
        if kind == "ticket.held" and not held:
            consumed, held = consumed + at - since, True
        elif kind == "ticket.resumed" and held:
            since, held = at, False
    return rungs


def check(database, load, receiver=None, node=None, now=None, models=True):
    """Raises `Broken` with all that does not hold; answers with figures."""
    problems = list(load.problems) + (list(receiver.problems) if receiver else [])
    tickets = journal(database)

    # What was acknowledged is there, and there once.
    titles = collections.Counter(row[0] for row in database.rows("SELECT title FROM ticket"))
    texts = collections.Counter(row[0] for row in database.rows("SELECT body FROM message"))
    for kind, ident, text in load.acknowledged:
        where = {"open": titles, "answer": texts, "note": texts, "resolve": texts}.get(kind)
        if where is not None and where[text] != 1:
            problems.append(f"acknowledged {kind} of ticket {ident} is there {where[text]} times: {text}")
        event = {"hold": "ticket.held", "assign": "ticket.assigned", "resolve": "ticket.resolved"}.get(kind)
        if event and not any(name == event for _, name, _ in tickets[ident].events):
            problems.append(f"acknowledged {kind} of ticket {ident} is not in the journal")
    for what, found in (("ticket", titles), ("text", texts)):
        problems += [f"a {what} is there {count} times: {text}" for text, count in found.items() if count > 1]

    # Nothing is there by half: streams are whole, rows have their stream. Each is one statement, as the node's engine
    # goes on recording meanwhile.
    for stream, head, last, count in database.rows(STREAMS):
        if not head == last == count:
            problems.append(f"{stream} has {count} entries up to {last}, its head is at {head}")
    halves = database.rows(HALVES)
    if halves:
        problems.append(f"{len(halves)} tickets lack their stream or streams their ticket, such as {halves[0][0]}")
    ids = {row[0] for row in database.rows("SELECT id FROM ticket")}

    # Rungs: each once, each at its own instant.
    for ident, ticket in tickets.items():
        names = collections.Counter(rung[:3] for rung in ticket.rungs)
        problems += [f"{rung} of ticket {ident} was recorded {n} times" for rung, n in names.items() if n > 1]
    modelled = 0
    if models:
        modelled = wait_for_rungs(database, node, problems, now)
        tickets = journal(database)

    # One rung, one notice.
    if receiver:
        recorded = {(ident, clock, cycle, rung) for ident, ticket in tickets.items()
                    for clock, cycle, rung, _ in ticket.rungs}

        def told():
            with receiver.lock:
                bodies = [json.loads(body) for body in receiver.bodies.values()]
            return collections.Counter(
                (b["data"]["ticket"], b["data"]["clock"], b["data"]["cycle"], b["data"]["rung"])
                for b in bodies if b["type"].startswith("clock."))

        try:
            # A message that was under way at a kill waits for the end of its lease.
            wait_until("every notice to arrive", lambda: recorded <= set(told()), 200)
        except Broken:
            missing = recorded - set(told())
            problems.append(f"{len(missing)} notices never arrived, such as {sorted(missing)[:2]}")
        notices = told()
        problems += [f"{rung} was told {n} times under different ids" for rung, n in notices.items() if n > 1]
        unknown = set(notices) - {(ident, clock, cycle, rung) for ident, ticket in journal(database).items()
                                  for clock, cycle, rung, _ in ticket.rungs}
        problems += [f"{rung} was told and is not in the journal" for rung in sorted(unknown)[:5]]

    if node:
        verified = node.command("verify", check=False)
        if verified.returncode != 0:
            problems.append(f"verify ended with {verified.returncode}: {(verified.stdout + verified.stderr)[-600:]}")
    if problems:
        raise Broken("\n  ".join([f"{len(problems)} things do not hold:"] + problems[:20]))
    return (f"{len(load.acknowledged)} acknowledged, {load.repeated} asked again, {len(ids)} tickets, "
            f"{sum(len(t.rungs) for t in tickets.values())} rungs ({modelled} held against the model)")


def wait_for_rungs(database, node, problems, now):
    """How many rungs were compared. Those that lie in the past must be recorded soon, at the instants of the model."""
    import time
    deadline = int(time.time() * 1000) if now is None else now

    def compare():
        wrong, compared = [], 0
        for ident, ticket in journal(database).items():
            wanted = expected(ticket.events)
            if wanted is None:
                continue
            found = {(clock, rung): at for clock, _, rung, at in ticket.rungs}
            due = {name: at for name, at in wanted.items() if at <= deadline}
            compared += len(due)
            for name, at in due.items():
                if found.get(name) != at:
                    wrong.append(f"{name} of ticket {ident} belongs at {at} and stands at {found.get(name)}")
            for name, at in found.items():
                if wanted.get(name) != at:
                    wrong.append(f"{name} of ticket {ident} stands at {at}; the model has {wanted.get(name)}")
        return wrong, compared

    end = time.monotonic() + 60
    while True:
        wrong, compared = compare()
        if not wrong or time.monotonic() > end:
            problems += wrong
            return compared
        time.sleep(0.5)
