"""What a new entry starts from: the last entry, the one to log again, or the pilot that a page leads from."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from . import entry
from .models import Activity
from .places import pilots_to_log_in, places_of, value_of

COPIED = ["kind", "title", "venue", "intervention_name", "headline", "language"]


@dataclass
class Start:
    """The fields of the form and its rows of reach, as they are filled in before anybody types."""

    fields: dict = field(default_factory=lambda: {"starts_on": timezone.localdate()})
    reach: list[dict] = field(default_factory=list)

    def begin_in(self, user, pilot: str) -> None:
        """Start at the first place of a pilot, given as its key, if the person may log there."""
        if pilot.isascii() and pilot.isdigit() and len(pilot) < 10:
            for chosen in pilots_to_log_in(user).filter(pk=int(pilot)):
                self.fields["place"] = places_of(chosen)[0][0]


def from_entry(model: Activity) -> Start:
    """Copy an entry but for its day, and what was only true of that day."""
    start = Start(reach=entry.reach_rows(model))
    start.fields |= {name: getattr(model, name) for name in COPIED}
    start.fields |= {"themes": model.themes.all(), "partners": model.partners.all(), "place": place_of(model)}
    return start


def from_last(user) -> Start:
    """Start where the person's last entry was, with its kind and whom it counted."""
    mine = Activity.objects.visible_to(user).filter(author=user).select_related("pilot", "locality", "site")
    last = mine.order_by("-created_at").first()
    if last is None:
        return Start()
    start = Start(reach=[row | {"number": None} for row in entry.reach_rows(last)[:1]])
    start.fields |= {"kind": last.kind_id, "place": place_of(last)}
    return start


def place_of(activity: Activity) -> str:
    return value_of(activity.pilot, activity.locality, activity.site)
