"""Records that are archived when they are no longer used: kept where they are, but offered no more."""

from __future__ import annotations

from typing import Self

from django.db import models


class ArchivedQuerySet(models.QuerySet):
    """Rows with the time since when they are archived."""

    def current(self) -> Self:
        """Return the rows that are not archived."""
        return self.filter(archived_at=None)
