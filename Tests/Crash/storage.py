"""Kills a program that writes through the storage layer alone, and on PostgreSQL also the server, at random moments, and
compares what had been acknowledged with what is there.

A round starts Tests/CrashWriter, which writes entries of several rows from 32 tasks and prints each once it is
acknowledged; kills it with SIGKILL after 20 to 600 ms of writing; opens the database again and looks: every
acknowledged entry must be there, none may be there in part, none that was given up may be there at all, and of
those never acknowledged at most as many as were under way. Every third round on PostgreSQL stops the server at
once while the program writes, starts it again, and sees that the program goes on by itself.
"""
import os
import pathlib
import signal
import subprocess
import threading
import time

from node import ROOT, Broken, Postgres, Surroundings

WRITERS = 32
PATIENCE = 60


class Writer:
    """The running program and what it has acknowledged."""

    def __init__(self, program, database, number):
        self.acknowledged = set()
        self.process = subprocess.Popen([program, "write", database, str(number)], stdout=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read)
        self.reader.start()

    def read(self):
        # A line without its end was cut by the kill: nobody has read it as an acknowledgement.
        for line in self.process.stdout:
            if line.endswith(b"\n"):
                self.acknowledged.add(line.decode().strip())

    def wait_for(self, more):
        goal = len(self.acknowledged) + more
        end = time.monotonic() + PATIENCE
        while len(self.acknowledged) < goal:
            if time.monotonic() > end or self.process.poll() is not None:
                return False
            time.sleep(0.002)
        return True

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


def check(program, database, acknowledged, allowed, problems, name):
    lines = subprocess.run([program, "check", database], check=True, stdout=subprocess.PIPE, text=True).stdout
    found = dict(reversed(line.split(" ")) for line in lines.splitlines())
    for entry in sorted(acknowledged - found.keys())[:5]:
        problems.append(f"{name}: {entry} was acknowledged and is not there")
    for entry, state in found.items():
        if state != "whole" or entry.startswith("never-"):
            problems.append(f"{name}: {entry} is {state}")
    extra = len(found) - len(acknowledged & found.keys())
    if extra > allowed:
        problems.append(f"{name}: {extra} entries are there that nobody was told of, at most {allowed} were under way")
    return extra


def storage(program, engine, seconds, chance):
    writer_program = str(pathlib.Path(program).with_name("CrashWriter"))
    if not os.path.exists(writer_program):
        subprocess.run(["swift", "build", "--product", "CrashWriter"], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        writer_program = str(ROOT / ".build" / "debug" / "CrashWriter")
    problems, acknowledged, stops, extra, allowed, rounds = [], set(), 0, 0, 0, 0
    with Surroundings() as around:
        server = around.keep(Postgres()) if engine == "postgres" else None
        database = server.url if server else os.path.join(around.folder, "crash.sqlite")
        end = time.monotonic() + seconds
        while time.monotonic() < end and not problems:
            name = f"round {rounds}"
            writer = Writer(writer_program, database, rounds)
            if not writer.wait_for(1):
                problems.append(f"{name}: the program did not start writing")
            time.sleep(chance.uniform(0.02, 0.6))
            if server and rounds % 3 == 2:
                server.crash()
                server.again()
                stops += 1
                # Each stop may leave one commit of each connection unknown, besides those of the kill.
                allowed += WRITERS
                if not writer.wait_for(1):
                    problems.append(f"{name}: the program did not go on after the server came back")
                time.sleep(chance.uniform(0.02, 0.3))
            writer.kill()
            acknowledged |= writer.acknowledged
            allowed += WRITERS
            extra = check(writer_program, database, acknowledged, allowed, problems, name)
            rounds += 1
        if problems:
            raise Broken("\n  ".join(problems))
    return (f"{rounds} kills, {stops} stops of the server, {len(acknowledged)} acknowledged entries all there, "
            f"{extra} more that were under way")
