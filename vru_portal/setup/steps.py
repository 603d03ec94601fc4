"""Steps of the set-up: shown while they run, skipped while their inputs are unchanged."""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST_EXCERPT = 30


class SetUpFailed(Exception):
    """A step failed. The message says what happened and what to do about it."""


def digest(*inputs: Path | str) -> str:
    """Return a digest of texts, of files, and of all files below folders."""
    total = hashlib.sha256()
    for one in inputs:
        for path in files_below(one) if isinstance(one, Path) else []:
            total.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
        total.update(b"" if isinstance(one, Path) else one.encode())
    return total.hexdigest()


def files_below(path: Path) -> list[Path]:
    found = [path] if path.is_file() else sorted(path.rglob("*"))
    return [one for one in found if one.is_file() and not one.name.startswith(".")]


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second set-up in this folder wait until the first has ended."""
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var/setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is running in this folder: waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(text: str = "") -> None:
    print(text, flush=True)


class Steps:
    """Numbers the steps, shows how each gets on, and remembers in a stamp what each was made from."""

    def __init__(self, count: int):
        self.count = count
        self.number = 0

    @contextlib.contextmanager
    def step(self, title: str, stamp: Path, made_from: str) -> Iterator[bool]:
        """Yield whether there is anything to do. The stamp is written only when the step has ended well."""
        self.number += 1
        self.title = f"[{self.number}/{self.count}] {title}"
        if stamp.exists() and stamp.read_text() == made_from:
            say(f"{self.title}: up to date")
            yield False
            return
        stamp.unlink(missing_ok=True)
        started = time.monotonic()
        say(f"{self.title} …")
        yield True
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(made_from)
        say(f"      done in {time.monotonic() - started:.0f} s")

    def announce(self, title: str) -> None:
        """Show a step that is done every time and tells of its own progress."""
        self.number += 1
        say(f"[{self.number}/{self.count}] {title} …")


def run_quietly(command: Sequence[str | Path], advice: str, environment: Mapping[str, str] | None = None) -> None:
    """Run a command in the project's folder; show seconds passing, and what it printed only where it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=ROOT, env=environment
        )
        code = wait_for(process)
        if code != 0:
            output.seek(0)
            excerpt = output.read().strip().splitlines()[-LONGEST_EXCERPT:]
            raise SetUpFailed("\n".join(["", *(f"      {line}" for line in excerpt), "", advice]))


def wait_for(process: subprocess.Popen) -> int:
    """Return the exit code of a process, ticking on a terminal; end the process where the wait is interrupted."""
    started = time.monotonic()
    try:
        while True:
            try:
                return process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                tick(time.monotonic() - started)
    except BaseException:
        process.terminate()
        process.wait()
        raise


def tick(seconds: float) -> None:
    if sys.stdout.isatty():
        print(f"      {seconds:.0f} s", end="\r", flush=True)


def environment_with(**variables: str) -> dict[str, str]:
    """Return this process's environment, with these variables set."""
    return {**os.environ, **variables}
