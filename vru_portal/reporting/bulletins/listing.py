"""The list of bulletins: drafts and those that are out."""

from __future__ import annotations

from ..models.bulletin import BulletinQuerySet

# starts_on is a date and pk unique: the newest quarters come first.
ORDER = ("-starts_on", "-id")


def for_list(bulletins: BulletinQuerySet) -> BulletinQuerySet:
    """Load what a row of the list shows."""
    return bulletins.select_related("region", "authority", "locality", "corrected_by").defer("content")
