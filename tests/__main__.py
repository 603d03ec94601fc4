"""Run every test on SQLite and on PostgreSQL at once: ``python -m tests [options of pytest]``.

Two workers of pytest-xdist run all tests each, one on each database, so that the run ends with one summary of both.
Only the journeys in the browser are divided between the two.
"""

import os
import subprocess
import sys

from tests.postgres import throwaway_server

WORKERS = ["--tx", "popen//env:TEST_ENGINE=sqlite", "--tx", "popen//env:TEST_ENGINE=postgresql", "--dist", "each"]


def main(arguments: list[str]) -> int:
    """Run pytest with these arguments; return its exit code."""
    print(
        "Every test runs twice, [gw0] on SQLite and [gw1] on PostgreSQL; a journey in the browser on one of them.",
        flush=True,
    )
    with throwaway_server() as address:
        environment = os.environ | {"TEST_DATABASE_URL": address}
        return ended(subprocess.Popen([sys.executable, "-m", "pytest", *WORKERS, *arguments], env=environment))


def ended(process: subprocess.Popen) -> int:
    """Return the exit code. Ctrl-C reaches pytest by itself, which then ends with its summary: wait for that."""
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
