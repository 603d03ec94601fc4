"""The virtual environment and the packages in it."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from .steps import ROOT, SetUpFailed, Steps, digest, run_quietly, say

VENV = ROOT / ".venv"
PYTHON = VENV / "bin/python"
SITE_PACKAGES = VENV / f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
NO_NETWORK = "Installing Python packages failed: the lines above say why. Check the network, and run make again."


def make_environment(steps: Steps) -> None:
    """Make .venv with pip in it, unless there is one that works."""
    made_from = f"{sys.version_info.major}.{sys.version_info.minor}"
    with steps.step("Making the Python environment", VENV / ".made-from", made_from) as to_do:
        if to_do and not has_pip():
            install_missing_parts()
            run_quietly([sys.executable, "-m", "venv", "--clear", VENV], "python3 -m venv failed: see the lines above.")


def has_pip() -> bool:
    """Say whether .venv is of this version of Python, with a pip that starts."""
    if not PYTHON.exists() or not SITE_PACKAGES.exists():
        return False
    return subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def install_missing_parts() -> None:
    """Debian keeps the part of Python that makes environments in a package of its own: install it, or say how."""
    if importlib.util.find_spec("ensurepip") is not None:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SetUpFailed(
            "Python's venv module is missing. Install it, and run make again:\n\n    sudo apt install python3-venv"
        )
    say("      Debian's python3-venv is missing: installing it with apt")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    advice = "Install it by hand, and run make again:\n\n    apt install python3-venv"
    run_quietly(["apt-get", "update", "-q"], advice, environment)
    run_quietly(["apt-get", "install", "-q", "-y", "--no-install-recommends", "python3-venv"], advice, environment)


def install_packages(steps: Steps, requirements: str) -> None:
    """Install what a requirements file lists: every file checked against its hash, and nothing compiled here."""
    listed = ROOT / requirements
    title = {
        "requirements.txt": "Installing Python packages",
        "requirements-dev.txt": "Installing Python packages and test tools",
    }
    with steps.step(title[requirements], VENV / f".{listed.stem}.installed", digest(listed)) as to_do:
        if to_do:
            pip_install(listed)


def pip_install(listed: Path) -> None:
    strictly = ["--require-hashes", "--only-binary", ":all:", "--no-input"]
    quietly = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    run_quietly([PYTHON, "-m", "pip", "install", *strictly, *quietly, "-r", listed], NO_NETWORK)
