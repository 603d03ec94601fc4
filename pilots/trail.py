"""The way from the region down to a page: its breadcrumbs."""

from __future__ import annotations


def trail(*places, page: str = "") -> list[tuple[str, str]]:
    """Return text and address of each place, from the region down, and of the page below the last of them.

    The last step is where the reader is, and has no address.
    """
    steps = [(str(place), place.get_absolute_url()) for place in places]
    return [*steps, (page, "")] if page else [*steps[:-1], (steps[-1][0], "")]
