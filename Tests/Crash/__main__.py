"""What befalls a desk in a year, in ten minutes: kills, stops of the database, a failover, a full disk, a clock that
jumps, backups under load. Each time everything that was acknowledged must be there once, nothing by half, every rung of
every clock at its own instant with one notice, and `mainstay verify` clean.

    scripts/crash-test [--minutes 10] [--only NAME,...] [--program PATH] [--seed N]

The load, the faults and the checker are plain Python that share nothing with the product but its API and its tables.
Ends with a line a fault; exit status 1 when one did not hold, whose folder with the logs is then kept.
"""
import argparse
import pathlib
import random
import subprocess
import sys
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import faults  # noqa: E402
import storage  # noqa: E402
from node import ROOT, Broken  # noqa: E402

# Name, fault, engine, share of the time.
FAULTS = [
    ("storage-sqlite", storage.storage, "sqlite", 1), ("storage-postgres", storage.storage, "postgres", 1),
    ("kill-sqlite", faults.kills, "sqlite", 4), ("kill-postgres", faults.kills, "postgres", 4),
    ("server-stops", faults.server_stops, "postgres", 3), ("two-nodes", faults.two_nodes, "postgres", 3),
    ("failover", faults.failover, "postgres", 1), ("full-disk", faults.full_disk, "sqlite", 2),
    ("clock-steps", faults.clock_steps, "sqlite", 1), ("backups", faults.backups, "sqlite", 2),
]
# Of the time of a fault, about so many seconds go into starting, waiting for late clocks and checking.
OVERHEAD = 25


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=10, help="how long all faults may take together")
    parser.add_argument("--only", default="", help="names of faults: " + ", ".join(name for name, *_ in FAULTS))
    parser.add_argument("--program", default=str(ROOT / ".build" / "debug" / "mainstay"))
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    wanted = [name for name in options.only.split(",") if name]
    unknown = set(wanted) - {name for name, *_ in FAULTS}
    if unknown:
        parser.error(f"there is no fault named {', '.join(sorted(unknown))}")
    chosen = [fault for fault in FAULTS if not wanted or fault[0] in wanted]
    if not pathlib.Path(options.program).exists():
        subprocess.run(["swift", "build", "--product", "mainstay"], check=True, cwd=ROOT, stdout=sys.stderr)
    program = str(pathlib.Path(options.program).resolve())
    shares = sum(share for *_, share in chosen)
    usable = max(options.minutes * 60 - OVERHEAD * len(chosen), 3 * shares)
    print(f"seed {options.seed}", flush=True)
    failed = 0
    for name, fault, engine, share in chosen:
        began = time.monotonic()
        try:
            # Each draws from its own, so that one alone repeats what all together did.
            outcome = fault(program, engine, usable * share / shares, random.Random(f"{options.seed} {name}"))
            print(f"{name}: {outcome} ({time.monotonic() - began:.0f} s)", flush=True)
        except Broken as broken:
            failed += 1
            print(f"{name}: did not hold ({time.monotonic() - began:.0f} s): {broken}", flush=True)
        except subprocess.CalledProcessError as error:
            failed += 1
            print(f"{name}: a command failed: {error} {error.stderr or ''}", flush=True)
        except Exception:
            failed += 1
            traceback.print_exc()
            print(f"{name}: the test itself failed", flush=True)
    print(f"crash: {len(chosen) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


sys.exit(main())
