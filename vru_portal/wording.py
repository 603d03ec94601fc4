"""Figures in words: how many of something, and how much money."""

from __future__ import annotations

from decimal import Decimal


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return such as "1 pilot", "1,200 pilots" or, with another plural than one in "s", "3 people"."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def in_pounds(amount: Decimal | None) -> str:
    """Return such as "£61" or "£1,250.50"; empty where no amount is known."""
    return "" if amount is None else f"£{amount:,.2f}".removesuffix(".00")
