"""When two names are those of one organisation."""

from __future__ import annotations

import re

APOSTROPHES = re.compile("['’‘ʼ`]")


def folded(name: str) -> str:
    """Return the name of an organisation as it is compared: letters and digits, "and" for "&", without "The".

    An apostrophe makes no difference. Two names that are the same then are those of one organisation.
    """
    words = re.findall(r"[^\W_]+", APOSTROPHES.sub("", name).replace("&", " and ").casefold())
    return " ".join(words).removeprefix("the ") or " ".join(name.casefold().split())
