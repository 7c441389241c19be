"""What befalls a desk, one function a fault. Each ends with figures or raises `Broken`."""
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from checker import check
from load import Load, Receiver
from node import ROOT, Broken, Node, Postgres, SQLite, Surroundings, script, wait_until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def desk(around, program, engine, environment=None, url=None, database=None):
    """A served desk with a token and a webhook."""
    database = database or around.keep(SQLite(around.folder) if engine == "sqlite" else Postgres())
    node = around.keep(Node(program, url or database.url, free_port(), around.folder, environment))
    token = node.prepare()
    node.start()
    receiver = around.keep(Receiver())
    hook = {"label": "Crash test", "url": receiver.url, "kinds": ["clock.rung", "clock.breached"]}
    post(node, token, "/api/v1/webhooks", hook)
    return database, node, token, receiver


def post(node, token, path, body):
    import urllib.request
    request = urllib.request.Request(f"http://127.0.0.1:{node.port}{path}", json.dumps(body).encode(), {
        "Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def goes_on(load, more=5, seconds=60):
    goal = load.count() + more
    wait_until("writes to be acknowledged again", lambda: load.count() >= goal or load.problems, seconds)


def kills(program, engine, seconds, chance):
    """kill -9 of the node at random moments while clients write."""
    with Surroundings() as around:
        database, node, token, receiver = desk(around, program, engine)
        rounds, starts = 0, []
        end = time.monotonic() + seconds
        with Load([node], token, seed=chance.random()) as load:
            while time.monotonic() < end and not load.problems:
                goes_on(load)
                time.sleep(chance.uniform(0.05, 1.5))
                node.kill()
                began = time.monotonic()
                node.start()
                starts.append(time.monotonic() - began)
                rounds += 1
            goes_on(load)
        figures = check(database, load, receiver, node)
        node.stop()
        return f"{rounds} kills, ready again after at most {max(starts):.1f} s; {figures}"


def two_nodes(program, engine, seconds, chance):
    """Two nodes on one PostgreSQL: one stands still for a while, the other is killed."""
    with Surroundings() as around:
        database, first, token, receiver = desk(around, program, engine)
        # A key of its own, as a node that was set up apart has it.
        second = around.keep(Node(program, database.url, free_port(), around.folder, {
            "MAINSTAY_SEAL_KEY": os.path.join(around.folder, "second.seal-key")}))
        second.start()
        rounds = 0
        end = time.monotonic() + seconds
        with Load([first, second], token, seed=chance.random()) as load:
            while time.monotonic() < end and not load.problems:
                still, killed = chance.sample([first, second], 2)
                goes_on(load)
                still.process.send_signal(signal.SIGSTOP)
                time.sleep(chance.uniform(0.5, 2.5))
                still.process.send_signal(signal.SIGCONT)
                killed.kill()
                time.sleep(chance.uniform(0.1, 0.5))
                killed.start()
                rounds += 1
            goes_on(load)
        figures = check(database, load, receiver, second)
        check(database, load, receiver, first)
        return f"{rounds} rounds of stopping one and killing the other; {figures}"


def server_stops(program, engine, seconds, chance):
    """The database's server stops at once, as in a power cut, and comes back; its sessions are cut."""
    with Surroundings() as around:
        database, node, token, receiver = desk(around, program, engine)
        stops, cuts = 0, 0
        end = time.monotonic() + seconds
        with Load([node], token, seed=chance.random()) as load:
            while time.monotonic() < end and not load.problems:
                goes_on(load)
                time.sleep(chance.uniform(0.05, 1))
                if chance.random() < 0.5:
                    database.crash()
                    time.sleep(chance.uniform(0, 2))
                    database.again()
                    stops += 1
                else:
                    database.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                  " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
                    cuts += 1
                goes_on(load)
        figures = check(database, load, receiver, node)
        return f"{stops} stops of the server, {cuts} times all sessions cut; {figures}"


def failover(program, engine, seconds, chance):
    """The primary is killed, its synchronous standby is promoted, and the node follows by itself."""
    with Surroundings() as around:
        primary = around.keep(Postgres())
        standby = Standby(primary, os.path.join(around.folder, "standby"))
        around.keep(standby)
        url = f"postgresql://postgres@/postgres?host={primary.folder},{standby.folder}&target_session_attrs=read-write"
        database, node, token, receiver = desk(around, program, engine, url=url, database=primary)
        with Load([node], token, seed=chance.random()) as load:
            goes_on(load, 50)
            time.sleep(chance.uniform(0.2, 1))
            primary.crash()
            standby.promote()
            promoted = time.monotonic()
            goes_on(load, 5)
            back = time.monotonic() - promoted
            goes_on(load, 50)
            # The engine follows too: what comes due from here on is recorded and told.
            told = len(receiver.bodies)
            wait_until("a notice after the promotion", lambda: len(receiver.bodies) > told or load.problems, 60)
        figures = check(standby, load, receiver, node)
        return f"writes again {back:.1f} s after the promotion; {figures}"


class Standby(Postgres):
    """A synchronous standby of another server of this test."""

    def __init__(self, primary, folder):
        self.folder, self.url = folder, f"postgresql://postgres@/postgres?host={folder}"
        primary.rows("ALTER SYSTEM SET synchronous_standby_names = ''")
        binaries = sorted(
            (p for p in __import__("glob").glob("/usr/lib/postgresql/*/bin")), key=lambda p: float(p.split("/")[4]))[-1]
        self.owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        os.makedirs(folder, mode=0o700)
        if self.owner:
            # The server's user has to reach it through this test's folder.
            os.chmod(os.path.dirname(folder), 0o711)
            shutil.chown(folder, "postgres")
        self.binaries = binaries
        self.control("pg_basebackup", "-h", primary.folder, "-U", "postgres", "-D", f"{folder}/data", "-R", "-X",
                     "stream", "-c", "fast", "-d", f"host={primary.folder} user=postgres application_name=standby")
        with open(f"{folder}/data/postgresql.conf", "a") as settings:
            settings.write(f"unix_socket_directories = '{folder}'\n")
        self.control("pg_ctl", "-D", f"{folder}/data", "-s", "-w", "-t", "60", "-l", f"{folder}/log", "start")
        primary.rows("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        primary.rows("SELECT pg_reload_conf()")
        wait_until("a synchronous standby", lambda: primary.rows(
            "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"))

    def control(self, program, *arguments):
        subprocess.run([*self.owner, f"{self.binaries}/{program}", *arguments], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)

    def promote(self):
        self.control("pg_ctl", "-D", f"{self.folder}/data", "-s", "-w", "promote")
        # Nobody follows it.
        self.rows("ALTER SYSTEM SET synchronous_standby_names = ''")
        self.rows("SELECT pg_reload_conf()")

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self.control("pg_ctl", "-D", f"{self.folder}/data", "-s", "-m", "immediate", "stop")


def full_disk(program, engine, seconds, chance):
    """The disk that holds the database fills up, and is given room again."""
    if os.geteuid() != 0:
        return "left out: mounting a small disk needs root"
    with Surroundings() as around:
        disk = os.path.join(around.folder, "disk")
        os.makedirs(disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk], check=True)
        around.afterwards(lambda: subprocess.run(["umount", "-l", disk], check=False))
        database, node, token, receiver = desk(
            around, program, engine, {"MAINSTAY_DISK_FLOOR": "2"}, database=SQLite(disk))
        ballast, rounds, back = os.path.join(disk, "ballast"), 0, []
        end = time.monotonic() + seconds
        with Load([node], token, clients=3, seed=chance.random(), pause=0.01) as load:
            while rounds == 0 or time.monotonic() < end and not load.problems:
                goes_on(load)
                with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as file:
                    while True:
                        file.write(b"\0" * 4096)
                refused = load.refused
                wait_until("a write to be refused", lambda: load.refused > refused + 5 or load.problems, 60)
                wait_until("the node to say that it is not ready", lambda: node.get("/health/ready")[0] == 503, 30)
                if node.get("/health/live")[0] != 200:
                    raise Broken("a node on a full disk is not alive")
                os.unlink(ballast)
                freed = time.monotonic()
                goes_on(load)
                back.append(time.monotonic() - freed)
                wait_until("the node to be ready again", lambda: node.get("/health/ready")[0] == 200, 60)
                rounds += 1
        figures = check(database, load, receiver, node)
        return f"{rounds} times full, writes again after at most {max(back):.1f} s; {figures}"


SHIM = r"""
/* Moves the wall clock of one process by what a file says, in seconds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
static volatile long *offset;
static long shift(void) {
  static long none;
  if (!offset) {
    const char *path = getenv("CLOCK_OFFSET_FILE");
    int file = path ? open(path, O_RDONLY) : -1;
    void *map = file < 0 ? MAP_FAILED : mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
    offset = map == MAP_FAILED ? &none : (volatile long *)map;
  }
  return *offset;
}
int clock_gettime(clockid_t id, struct timespec *at) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int status = real(id, at);
  if (status == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) at->tv_sec += shift();
  return status;
}
int gettimeofday(struct timeval *at, void *zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  at->tv_sec = now.tv_sec;
  at->tv_usec = now.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *at) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (at) *at = now.tv_sec;
  return now.tv_sec;
}
"""


def clock_steps(program, engine, seconds, chance):
    """The wall clock of the node jumps, forwards and back."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if not compiler:
        return "left out: no C compiler for the clock's shim"
    with Surroundings() as around:
        source, shim, moved = (os.path.join(around.folder, name) for name in ("shim.c", "shim.so", "offset"))
        with open(source, "w") as file:
            file.write(SHIM)
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", shim, source, "-ldl"], check=True)
        put = lambda step: open(moved, "r+b" if os.path.exists(moved) else "w+b").write(step.to_bytes(8, "little", signed=True))
        put(0)
        environment = {"LD_PRELOAD": shim, "CLOCK_OFFSET_FILE": moved}
        database, node, token, receiver = desk(around, program, engine, environment)
        steps = [3600, 86_400, 82_800, -3600, 0]
        with Load([node], token, clients=3, seed=chance.random(), pause=0.02) as load:
            for step in steps:
                goes_on(load, 20)
                put(step)
                goes_on(load, 20)
                # The engine goes on under the new clock: something that is opened now breaches in a few seconds.
                seen = len(receiver.bodies)
                wait_until("a notice under the new clock", lambda: len(receiver.bodies) > seen or load.problems, 60)
        # What a rung's instant should be is not for a model to say when time itself ran backwards.
        figures = check(database, load, receiver, node, models=False)
        return f"{len(steps)} steps of the clock; {figures}"


def backups(program, engine, seconds, chance):
    """Backups while clients write, each restored on both engines; what was acknowledged before it began is in it."""
    with Surroundings() as around:
        database, node, token, receiver = desk(around, program, engine)
        other = around.keep(Postgres())
        taken, end = 0, time.monotonic() + seconds
        with Load([node], token, seed=chance.random()) as load:
            while taken == 0 or time.monotonic() < end and not load.problems:
                goes_on(load, 50)
                before = load.count()
                file = os.path.join(around.folder, f"{taken}.backup")
                node.command("backup", file)
                if os.stat(file).st_mode & 0o077:
                    raise Broken("others may read a backup")
                class Before:
                    acknowledged, problems, repeated = load.acknowledged[:before], [], 0
                for target in (os.path.join(around.folder, f"{taken}.sqlite"), fresh(other, taken)):
                    restored = Node(program, target, 0, keys_alone(around.folder))
                    restored.command("restore", file)
                    restored.close()
                    copy = SQLite(around.folder) if target.startswith("/") else Postgres.__new__(Postgres)
                    copy.url = copy.path = target
                    check(copy, Before, node=restored, models=False)
                taken += 1
        figures = check(database, load, receiver, node)
        return f"{taken} backups, each restored on both engines; {figures}"


def keys_alone(folder):
    """Another machine's folder: the keys are there, what the node that seals on remembers is not."""
    other = tempfile.mkdtemp(prefix="restored-", dir=folder)
    for name in os.listdir(folder):
        if name.endswith(("seal-key", "secrets-key")):
            shutil.copy2(os.path.join(folder, name), other)
    return other


def fresh(server, number):
    server.rows(f"CREATE DATABASE restored_{number}")
    return f"postgresql://postgres@/restored_{number}?host={server.folder}"
