"""Readers of live streams beside somebody who writes: what both cost the server."""
import asyncio, json, time, urllib.request

SHARE = 30
"""Streams that one token opens; a token may have 32, a person 64."""


def call(server, method, path, body):
    request = urllib.request.Request(
        server.url + path, json.dumps(body).encode(), method=method,
        headers={"Authorization": "Bearer " + server.token, "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def tokens_of_readers(server, readers):
    tokens = []
    for number in range(-(-readers // (2 * SHARE))):
        name = f"reader{number}"
        call(server, "POST", "/api/v1/people", {"name": name, "displayName": name, "role": "agent"})
        for _ in range(2):
            made = call(server, "POST", "/api/v1/tokens", {"person": name, "label": "bench", "scopes": ["read"], "validDays": 1})
            tokens.append(made["secret"])
    return tokens


def measure(server, readers, rate, seconds):
    """Cores that the server uses while idle and while `rate` changes a second are read by so many, and milliseconds of a
    change: `{"open", "idle", "busy", "rate", "median"}`."""
    tokens = tokens_of_readers(server, readers)
    tickets = [call(server, "POST", "/api/v1/tickets", {"title": f"Watched {n}", "attributes": {"priority": "P3"}})["number"]
               for n in range(200)]
    return asyncio.run(run(server, readers, tokens, tickets, rate, seconds))


async def run(server, readers, tokens, tickets, rate, seconds):
    # What the first page of a queue shows.
    path = "/live?topics=list," + ",".join("line." + number for number in tickets[:50])
    opened = []

    async def read(number):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {tokens[number // SHARE]}\r\n\r\n".encode())
        if b" 200 " in (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0]:
            opened.append(writer)
            while await reader.read(1 << 16):
                pass

    tasks = []
    for number in range(readers):
        tasks.append(asyncio.create_task(read(number)))
        if number % 50 == 49:
            await asyncio.sleep(0.05)
    await asyncio.sleep(3)
    idle, _ = await cost(server, asyncio.sleep(seconds))
    busy, (count, times) = await cost(server, change(server, tickets, rate, seconds))
    for task in tasks:
        task.cancel()
    return {"open": len(opened), "idle": idle, "busy": busy, "rate": count / seconds, "median": sorted(times)[len(times) // 2] * 1000}


async def cost(server, work):
    cpu, began = server.cpu(), time.monotonic()
    outcome = await work
    return (server.cpu() - cpu) / (time.monotonic() - began), outcome


async def change(server, tickets, rate, seconds):
    """Gives each ticket in turn another title, so many a second, over one connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    began, times = time.monotonic(), []
    while time.monotonic() < began + seconds:
        number = len(times)
        body = json.dumps({"title": f"Watched {number}"}).encode()
        asked = time.monotonic()
        writer.write(
            f"PATCH /api/v1/tickets/{tickets[number % len(tickets)]} HTTP/1.1\r\nHost: bench\r\n"
            f"Authorization: Bearer {server.token}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        assert b" 200 " in head.split(b"\r\n")[0], head
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        times.append(time.monotonic() - asked)
        await asyncio.sleep(max(0, began + len(times) / rate - time.monotonic()))
    return len(times), times
