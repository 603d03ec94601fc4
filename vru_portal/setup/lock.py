"""Writes down the version and the hashes of every Python package: ``make lock``, or ``make lock UPGRADE=1``.

The lock is a requirements file, which every pip reads and which names no registry.
"""

import os
import sys
import tempfile
from pathlib import Path

from .steps import run_quietly, say

COMPILE = ["pip", "compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"]
LOCKS = {
    "requirements.txt": ["pyproject.toml"],
    "requirements-dev.txt": ["pyproject.toml", "--group", "dev", "--constraints", "requirements.txt"],
    "requirements-node.txt": ["--group", "node", "--python-version", "3.11"],
}


def lock() -> None:
    """Find versions for pyproject.toml's packages. Those in the files stay, unless UPGRADE is set."""
    upgrade = ["--upgrade"] if os.environ.get("UPGRADE") else []
    with tempfile.TemporaryDirectory() as room:
        python = Path(room) / "bin/python"
        run_quietly([sys.executable, "-m", "venv", room], "python3 -m venv failed: see the lines above.")
        run_quietly([python, "-m", "pip", "install", "--quiet", "uv"], "Installing uv failed: see the lines above.")
        for file, sources in LOCKS.items():
            say(f"Locking {file} …")
            command: list[str | Path] = [python, "-m", "uv", *COMPILE, *upgrade, *sources, "--output-file", file]
            run_quietly(command, "Locking failed: the lines above say which packages do not go together.")
