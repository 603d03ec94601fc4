"""The sheet to fill in: all headings that the portal knows, and one row that is plainly made up."""

from __future__ import annotations

from datetime import date

from .columns import HEADINGS

# Those that stand in for others, for people who bring a list of their own.
ONLY_READ = {"first_name", "last_name", "mobile"}
EXAMPLE = {
    "name": "Alex Example (delete this row)",
    "role": "Youth worker",
    "organisation": "Example Community Trust",
    "sector": "Voluntary and community",
    "duty": "",
    "website": "https://www.example.org",
    "email": "alex.example@example.org",
    "telephone": "07700 900000",
    "lawful_basis": "Public task",
    "may_be_listed": "yes",
    "agreed_on": date(2024, 4, 3),
    "confirmed_on": date(2024, 4, 3),
    "review_on": date(2025, 4, 3),
    "joined_on": date(2024, 4, 3),
}


def headings() -> list[str]:
    return [heading for key, (heading, _) in HEADINGS.items() if key not in ONLY_READ]


def example() -> list:
    return [EXAMPLE[key] for key in HEADINGS if key not in ONLY_READ]


def is_the_example(cells: dict[str, str]) -> bool:
    """Say whether a row is the one of the template, which somebody forgot to delete."""
    return cells.get("email") == EXAMPLE["email"] or cells.get("name") == EXAMPLE["name"]
