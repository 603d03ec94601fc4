"""What a new entry starts from: the last entry, the one to log again, or the pilot that a page leads from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from django.db.models import CharField, Q, Value
from django.utils import timezone

from . import entry
from .models import Activity, Intervention, Reach
from .models.activity import Status
from .places import pilots_to_log_in, places_of, value_of_keys

COPIED = ["kind", "title", "venue", "headline", "language"]


@dataclass
class Start:
    """The fields of the form and its rows of reach, as they are filled in before anybody types."""

    fields: dict = field(default_factory=lambda: {"starts_on": timezone.localdate()})
    reach: list[dict] = field(default_factory=list)

    def begin_in(self, user, pilot: str) -> None:
        """Start at the first place of a pilot, given as its key, if the person may log there."""
        for chosen in pilots_to_log_in(user).filter(pk=key_of(pilot)) if pilot else ():
            kept = self.fields.get("intervention") if self.pilot_id == chosen.pk else None
            self.fields |= {"place": places_of(chosen)[0][0], "intervention": kept}

    def begin_with(self, user, intervention: str) -> None:
        """Start with an intervention, given as its key, in its pilot, if the person may log there."""
        if not intervention:
            return
        pilots = pilots_to_log_in(user)
        for chosen in Intervention.objects.visible_to(user).filter(pk=key_of(intervention), pilot__in=pilots):
            self.begin_in(user, str(chosen.pilot_id))
            if self.fields.get("intervention") != chosen.pk:
                self.fields["kind"] = kind_of_last(user, chosen)
            self.fields["intervention"] = chosen.pk

    @property
    def pilot_id(self) -> int:
        """The key of the pilot that the place is in, 0 where there is none yet."""
        return key_of(self.fields.get("place", "").partition(":")[0])


def from_entry(model: Activity) -> Start:
    """Copy an entry but for its day, and what was only true of that day."""
    start = Start(reach=entry.reach_rows(model))
    start.fields |= {name: getattr(model, name) for name in COPIED}
    start.fields |= {**chosen_in(model), "place": place_of(model)}
    start.fields["intervention"] = model.intervention_id
    return start


def chosen_in(model: Activity) -> dict[str, list[int]]:
    """Return the keys of the themes and of the partners of an entry. One query."""
    kind = partial(Value, output_field=CharField())
    themes = model.themes.order_by().values_list(kind("themes"), "pk")
    rows = list(themes.union(model.partners.order_by().values_list(kind("partners"), "pk"), all=True))
    return {name: [key for kind, key in rows if kind == name] for name in ("themes", "partners")}


def from_last(user) -> Start:
    """Start where the person's last entry was, with its kind and whom it counted."""
    mine = Activity.objects.visible_to(user).filter(author=user).select_related("intervention")
    read = mine.only("kind", "pilot", "locality", "site", "intervention__status")
    last = read.annotate(counted=Reach.first_of_entry()).order_by("-created_at").first()
    if last is None:
        return Start()
    start = Start(reach=[last.counted | {"number": None}] if last.counted else [])
    start.fields |= {"kind": last.kind_id, "place": place_of(last)}
    if last.intervention and not last.intervention.has_ended:
        start.fields["intervention"] = last.intervention_id
    return start


def kind_of_last(user, intervention: Intervention) -> int | None:
    """Return the kind of the latest entry of an intervention that is approved or the person's own, if there is one."""
    entries = Activity.objects.visible_to(user).filter(intervention=intervention)
    entries = entries.filter(Q(author=user) | Q(status=Status.APPROVED))
    return entries.order_by("-starts_on", "-created_at").values_list("kind", flat=True).first()


def key_of(text: str) -> int:
    """Return the key that an address gives, or 0, which no row has, where it is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def place_of(activity: Activity) -> str:
    return value_of_keys(activity.pilot_id, activity.locality_id, activity.site_id)
