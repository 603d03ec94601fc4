"""``python3 -m vru_portal.setup run``, or another command of the Makefile, which calls it."""

import os
import shutil
import socket
import subprocess
import sys

from . import checks, frontend, python
from . import lock as locking
from .steps import ROOT, SetUpFailed, Steps, one_at_a_time, say

NEEDED = (3, 11)


def run(arguments: list[str]) -> int:
    """Set the portal up with its demonstration year, and serve it until Ctrl-C."""
    port = free_port(os.environ.get("PORT") or "8000")
    os.environ["PORT"] = str(port)
    os.environ.setdefault("DEMONSTRATION", "true")
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    with one_at_a_time():
        steps = Steps(7)
        build_with(steps)
        steps.announce("Preparing the database")
        manage("prepare_database")
    steps.announce("Starting the portal")
    become("-m", "gunicorn", "-c", "python:vru_portal.setup.serving", "vru_portal.wsgi")
    return 0


def build(arguments: list[str]) -> int:
    """Install and build everything that a production server needs, and touch no database."""
    with one_at_a_time():
        build_with(Steps(5))
    return 0


def build_with(steps: Steps) -> None:
    python.make_environment(steps)
    python.install_packages(steps, "requirements.txt")
    frontend.install_packages(steps)
    frontend.build(steps)
    frontend.collect(steps)


def test(arguments: list[str]) -> int:
    """Set up what the tests need and run every test, on both databases and in the browser."""
    set_up_tools()
    become("-m", "tests", *arguments)
    return 0


def check(arguments: list[str]) -> int:
    """Set up what the checks need, and run them all."""
    set_up_tools()
    return checks.run_all()


def bench(arguments: list[str]) -> int:
    """Set up what the tests need and what a server serves, and measure the portal with a large log."""
    set_up_tools()
    with one_at_a_time():
        frontend.collect(Steps(1))
    become("-m", "vru_portal.benchmark", *arguments)
    return 0


def lock(arguments: list[str]) -> int:
    """Write the requirements files anew from pyproject.toml."""
    locking.lock()
    return 0


def set_up_tools() -> None:
    with one_at_a_time():
        steps = Steps(4)
        python.make_environment(steps)
        python.install_packages(steps, "requirements-dev.txt")
        frontend.install_packages(steps)
        frontend.build(steps)


def free_port(text: str) -> int:
    """Return the number of a port that nothing listens on; SetUpFailed where it is none, or taken."""
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetUpFailed(f"PORT is {text!r}. Give a number from 1 to 65535: make run PORT=8001")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            raise SetUpFailed(f"Port {text} needs more rights. Choose a higher one: make run PORT=8001") from None
        except OSError:
            other = int(text) + 1 if int(text) < 65535 else 8001
            raise SetUpFailed(
                f"Port {text} is in use, perhaps by another portal. Stop that, or choose another: make run PORT={other}"
            ) from None
    return int(text)


def manage(*arguments: str) -> None:
    done = subprocess.run([python.PYTHON, "manage.py", *arguments], cwd=ROOT, check=False)
    if done.returncode != 0:
        raise SetUpFailed(f"manage.py {' '.join(arguments)} failed: the lines above say why.")


def become(*arguments: str) -> None:
    """Let Python go on with this in the place of the set-up: Ctrl-C then reaches it and nothing else."""
    os.chdir(ROOT)
    os.execv(python.PYTHON, [str(python.PYTHON), *arguments])


def main(arguments: list[str]) -> int:
    """Run the command that the first argument names; return its exit code."""
    if sys.version_info[:2] != NEEDED:
        return with_other_python(arguments)
    command = {"run": run, "build": build, "test": test, "check": check, "bench": bench, "lock": lock}[arguments[0]]
    try:
        return command(arguments[1:])
    except SetUpFailed as problem:
        say(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. What is done is kept: the same command goes on from here.")
        return 130


def with_other_python(arguments: list[str]) -> int:
    """Start again with Python 3.11 where the machine has it beside another version."""
    other = shutil.which("python3.11")
    if other is None:
        say(f"The portal needs Python 3.11, not {sys.version.split()[0]}. Name another one: make PYTHON=PATH run")
        return 1
    return subprocess.run([other, "-m", "vru_portal.setup", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
