"""What ``make check`` runs: lint, types, templates, migrations, generated documents and the deployment check."""

import os
import secrets
import subprocess

from .python import VENV
from .steps import ROOT, say

BIN = VENV / "bin"
MANAGE = [BIN / "python", "manage.py"]
# A database in memory: the check is about settings, and must not read whatever portal runs from this folder.
DEMONSTRATION = {"DEMONSTRATION": "true", "DATABASE_URL": "sqlite://:memory:"}


def production() -> dict[str, str]:
    """Return the environment of a production portal, with a key made up for this run."""
    return {
        "DEMONSTRATION": "false",
        "DEBUG": "false",
        "DATABASE_URL": "sqlite://:memory:",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "portal.example.org",
        "SITE_URL": "https://portal.example.org",
    }


def all_checks() -> list[tuple[str, list, dict[str, str]]]:
    """Return each check: its title, its command and the variables that it is run with."""
    python = BIN / "python"
    return [
        ("Lint", [BIN / "ruff", "check", "--quiet", "."], {}),
        ("Format", [BIN / "ruff", "format", "--check", "--quiet", "."], {}),
        ("Types", [python, "-m", "mypy", "--no-error-summary", "."], {}),
        ("Templates", [BIN / "djlint", "--lint", "--quiet", "templates"], {}),
        ("Migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], DEMONSTRATION),
        ("Generated documents", [*MANAGE, "write_docs", "--check"], DEMONSTRATION),
        ("Deployment", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], production()),
    ]


def run_all() -> int:
    """Run every check, also after one has failed; return 0 where all passed."""
    failed = [title for title, command, variables in all_checks() if not passes(title, command, variables)]
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def passes(title: str, command: list, variables: dict[str, str]) -> bool:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    say(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {title}")
    if done.returncode != 0:
        say(done.stdout.rstrip())
    return done.returncode == 0
