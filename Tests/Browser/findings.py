"""What was checked, and what was wrong, a line each."""

import contextlib


class Findings:
    def __init__(self):
        self.passed = 0
        self.failed = []

    def check(self, ok, what):
        """Counts a check; `what` says where and what is wrong, should it be."""
        if ok:
            self.passed += 1
        else:
            self.failed.append(what)
            print("FAILED " + what, flush=True)

    @contextlib.contextmanager
    def step(self, what, seen=lambda: ""):
        """A step of a walk. What fails in it is a finding, told with what was seen then, and ends the walk."""
        try:
            yield
        except Exception as error:
            self.check(False, f"{what}: {first_line(error)}{seen()}")
            raise WalkEnded() from error
        self.check(True, what)


class WalkEnded(Exception):
    """A step failed, so that those after it make no sense."""


def first_line(error):
    """The parts of playwright's message that name what was missing."""
    lines = [line.strip() for line in str(error).splitlines()]
    said = [line for line in lines if line and not line.startswith(("Call log", "- ", "==="))]
    return " ".join(said[:4]) or type(error).__name__
