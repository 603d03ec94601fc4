"""Matching the interventions that people typed by name to those that a pilot delivers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import groupby

from django import forms
from django.apps import apps
from django.db import transaction
from django.db.models import Count, F, Max, Min
from django.db.models.functions import Coalesce
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from vru_portal.wording import counted

from .fields import InterventionField
from .models import Activity, Intervention
from .models.activity import ActivityQuerySet
from .monthly import count_again, hold
from .redaction import REDACTED

NEARLY_THE_SAME = 0.9
CHUNK = 500


@dataclass(frozen=True)
class TypedName:
    """A name that entries give their intervention, however spaced and capitalised, and how often."""

    key: str
    name: str
    spellings: frozenset[str]
    entries: int
    first_on: date
    last_on: date


def unmatched(user, pilot) -> ActivityQuerySet:
    """Return the entries of a pilot that the person may read, and that name an intervention without being matched."""
    named = Activity.objects.visible_to(user).filter(pilot=pilot, intervention=None)
    return named.exclude(intervention_name="").exclude(intervention_name=REDACTED).order_by("pk")


def typed_names(user, pilot) -> list[TypedName]:
    """Return the names in these entries, in the order of the alphabet, in one query."""
    last_day = Coalesce("ends_on", "starts_on")
    named = unmatched(user, pilot).order_by().values("intervention_name")
    rows = named.annotate(entries=Count("pk"), first_on=Min("starts_on"), last_on=Max(last_day))
    groups: dict[str, list[dict]] = {}
    for row in rows:
        groups.setdefault(key_of(row["intervention_name"]), []).append(row)
    return sorted((together(key, group) for key, group in groups.items()), key=lambda typed: fold(typed.name))


def together(key: str, rows: list[dict]) -> TypedName:
    """Sum up the spellings of one name; it is shown as it was typed most often."""
    spelled = Counter({row["intervention_name"]: row["entries"] for row in rows})
    return TypedName(
        key=key,
        name=min(spelled, key=lambda name: (-spelled[name], name)),
        spellings=frozenset(spelled),
        entries=spelled.total(),
        first_on=min(row["first_on"] for row in rows),
        last_on=max(row["last_on"] for row in rows),
    )


def fold(name: str) -> str:
    """Return a name without what does not tell it from another: capitals, and how it is spaced."""
    return " ".join(name.split()).casefold()


def key_of(name: str) -> str:
    """Return what stands for a name in the form, so that a form that is out of date matches no other name."""
    return sha256(fold(name).encode()).hexdigest()[:16]


def suggested(name: str, interventions: list[Intervention]) -> Intervention | None:
    """Return the only intervention whose name is nearly the same, else the only one whose name it is up to a comma."""
    near = [(likeness(name, one.name), one) for one in interventions]
    best = max((score for score, _ in near), default=0)
    alike = [one for score, one in near if score == best] if best >= NEARLY_THE_SAME else begun_by(name, interventions)
    return alike[0] if len(alike) == 1 else None


def begun_by(name: str, interventions: list[Intervention]) -> list[Intervention]:
    """Return those whose name is this one and, behind a comma, where or for whom: "Youth club, Hillfields"."""
    return [one for one in interventions if fold(one.name).partition(",")[0].strip() == fold(name)]


def likeness(name: str, other: str) -> float:
    """Return how alike two names are, from 0 to 1 (Ratcliff and Obershelp, as in difflib)."""
    matcher = SequenceMatcher(None, fold(name), fold(other), autojunk=False)
    # The quick ratio is never below the true one and costs a fraction of it.
    return matcher.ratio() if matcher.quick_ratio() >= NEARLY_THE_SAME else 0


class MatchingForm(forms.Form):
    """One choice beside each typed name: an intervention of the pilot, or to leave it."""

    says_what_is_optional = False
    label_size = "s"

    def __init__(self, *args, names: list[TypedName], interventions: list[Intervention], **kwargs):
        super().__init__(*args, **kwargs)
        for typed in names:
            field = InterventionField(label=typed.name, required=False, widget=forms.Select)
            field.offer(interventions, none="Leave it as it is")
            suggestion = suggested(typed.name, interventions)
            field.initial = str(suggestion.pk) if suggestion else ""
            field.help_text = about(typed) + (". The names are nearly the same" if suggestion else "")
            self.fields[typed.key] = field

    @property
    def chosen(self) -> dict[str, Intervention]:
        """The intervention that was chosen for each name, by the name's key."""
        return {key: intervention for key, intervention in self.cleaned_data.items() if intervention}


def about(typed: TypedName) -> str:
    """Return such as "12 entries, 3 May 2021 to 14 June 2021"."""
    days = [f"{day.day} {day:%B %Y}" for day in (typed.first_on, typed.last_on)]
    period = days[0] if days[0] == days[1] else " to ".join(days)
    return f"{counted(typed.entries, 'entry', 'entries')}, {period}"


@transaction.atomic
def match(user, pilot, chosen: dict[str, Intervention], names: list[TypedName]) -> int:
    """Log the entries that bear these names against the interventions chosen; return how many entries.

    All or none are matched, each with its history and a new version, so that no open form overwrites it. An entry
    that was matched meanwhile stays as it is.
    """
    spelled = {spelling: chosen[typed.key] for typed in names if typed.key in chosen for spelling in typed.spellings}
    entries = unmatched(user, pilot).filter(intervention_name__in=spelled)
    held = list(entries.order_by().values_list("authority", flat=True).distinct())
    hold(held)
    entries = entries.filter(authority__in=held).select_for_update(of=("self",))
    ordered = sorted(entries, key=lambda entry: spelled[entry.intervention_name].pk)
    for intervention, group in groupby(ordered, key=lambda entry: spelled[entry.intervention_name]):
        for some in chunks(list(group)):
            log_against(intervention, some, by=user)
    count_again({intervention.pk for intervention in chosen.values()}, held)
    return len(ordered)


def chunks(entries: list[Activity]) -> Iterator[list[Activity]]:
    for start in range(0, len(entries), CHUNK):
        yield entries[start : start + CHUNK]


def log_against(intervention: Intervention, entries: list[Activity], *, by) -> None:
    """Store the intervention of these locked entries, in few queries however many they are."""
    now = timezone.now()
    for entry in entries:
        entry.intervention, entry.version, entry.changed_at = intervention, entry.version + 1, now
    changes = {"intervention": intervention, "version": F("version") + 1, "changed_at": now}
    Activity.objects.visible_to(by).filter(pk__in=[entry.pk for entry in entries]).update(**changes)
    # Without fields it writes the history alone: its own way of updating takes ten times as long.
    bulk_update_with_history(entries, Activity, [], batch_size=CHUNK, default_user=by, default_date=now)
    keep_lists_in_history(entries, now)


def keep_lists_in_history(entries: list[Activity], at) -> None:
    """Give the new versions the themes and partners of their entries, which writing in bulk leaves out."""
    keys = [entry.pk for entry in entries]
    history = apps.get_model("interventions", "HistoricalActivity")
    versions = dict(history.objects.filter(id__in=keys, history_date=at).values_list("id", "history_id"))
    for name in ("themes", "partners"):
        rows = getattr(Activity, name).through.objects.filter(activity_id__in=keys)
        model = apps.get_model("interventions", f"HistoricalActivity_{name}")
        columns = [column.attname for column in rows.model._meta.fields]
        model.objects.bulk_create(
            model(history_id=versions[row.activity_id], **{column: getattr(row, column) for column in columns})
            for row in rows
        )
