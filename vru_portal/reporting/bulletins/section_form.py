"""The form of one section: its words, and which entries go into it, in which order and in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.http import QueryDict

from pilots.versioned import Difference, VersionedForm
from vru_portal.free_text import refuse_personal_data

from ..disclosure import RULES
from ..models import BulletinEntry, Section
from .candidates import Candidate
from .drawing_up import LONGEST_WORDS
from .forms import NO_NAMES
from .missing import LABELS, labels_of, unsaid_of
from .words import texts_of, why_not

WHOLE = ""  # the key of what is hidden in the whole section
NEEDS_WORDS = "Enter the words of “{}”, or untick the entry"


@dataclass(frozen=True)
class Card:
    """A candidate with its fields on the page."""

    candidate: Candidate
    use: BoundField
    words: BoundField
    is_first: bool
    is_last: bool


class SectionForm(VersionedForm):
    """One section.

    ``beside`` returns the texts whose numbers its words may use; ``hidden`` the counts that may not be said, of an
    entry by its key and of the section by ``WHOLE``. Both are asked only when something was sent.
    """

    # Only what was ticked needs words, and a section needs none of its texts.
    says_what_is_optional = False

    class Meta:
        model = Section
        fields = ["is_included", *LABELS]
        labels = {"is_included": "This section goes into the bulletin", **LABELS}
        help_texts = {
            "opening": f"Who and what the pilot is for. {NO_NAMES}",
            "together": "Only if something happened that the whole community took part in.",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in LABELS}

    def __init__(
        self,
        *args,
        candidates: list[Candidate],
        beside: Callable[[], list[str]],
        hidden: Callable[[], dict[str, set[int]]],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.beside, self.hidden = beside, hidden
        self.candidates = in_order(candidates, cast(QueryDict, self.data).getlist("order") if self.is_bound else [])
        labels = labels_of(self.instance)
        for name in LABELS.keys() - labels.keys():
            del self.fields[name]
        if self.instance.theme_id:
            self.fields["opening"].label = labels["opening"]
            self.fields["opening"].help_text = f"What stood out on it across the region. {NO_NAMES}"
        for candidate in self.candidates:
            self.offer(candidate)

    def offer(self, candidate: Candidate) -> None:
        use, words = f"use-{candidate.key}", f"words-{candidate.key}"
        self.fields[use] = forms.BooleanField(label="Goes into the bulletin", required=False)
        self.fields[words] = forms.CharField(
            label="Words",
            required=False,
            max_length=LONGEST_WORDS,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"max_length": too_long(candidate.title)},
        )
        self.initial.setdefault(use, candidate.is_chosen)
        self.initial.setdefault(words, candidate.words)

    @property
    def cards(self) -> list[Card]:
        last = len(self.candidates) - 1
        return [
            Card(each, self[f"use-{each.key}"], self[f"words-{each.key}"], position == 0, position == last)
            for position, each in enumerate(self.candidates)
        ]

    @property
    def texts(self) -> list[BoundField]:
        return [self[name] for name in LABELS if name in self.fields]

    def clean(self):
        cleaned = super().clean() or {}
        names = [name for name in LABELS if name in self.fields]
        refuse_personal_data(self, names)
        sources = [*self.beside(), *self.ticked_texts()] if names else []
        hidden = self.hidden()
        whole = hidden.get(WHOLE, set())
        for name in names:
            why = why_not(cleaned.get(name) or "", sources, whole, unsaid_of(self.instance))
            if why and name not in self.errors:
                self.add_error(name, why)
        for candidate in self.ticked:
            # Whether the own numbers of what is ticked anew will be hidden is not known yet: publishing looks again.
            own = {reach.number for reach in candidate.reach}
            self.check_words(candidate, hidden.get(candidate.key, whole - own))
        return cleaned

    @property
    def ticked(self) -> list[Candidate]:
        return [each for each in self.candidates if self.cleaned_data.get(f"use-{each.key}")]

    def ticked_texts(self) -> list[str]:
        return [self.cleaned_data.get(f"words-{each.key}") or "" for each in self.ticked]

    def check_words(self, candidate: Candidate, hidden: set[int]) -> None:
        """Refuse words that are none, that name somebody, or that say a number that they may not."""
        name = f"words-{candidate.key}"
        if name in self.errors:
            return
        words = self.cleaned_data.get(name) or ""
        refuse_personal_data(self, [name])
        small = {reach.number for reach in candidate.reach if is_small(reach.number)}
        sources = [*texts_of(candidate.source), *candidate.numbers, str(self.instance)]
        why = why_not(words, sources, hidden | small)
        if not words:
            self.add_error(name, NEEDS_WORDS.format(candidate.title))
        elif why and name not in self.errors:
            self.add_error(name, f"{candidate.title}: {why}")

    def save(self, commit: bool = True) -> Section:
        """Store the section and what was ticked, in the order of the page; what was unticked goes."""
        section = super().save(commit)
        ticked = self.ticked
        for candidate in self.candidates:
            if candidate.entry and candidate not in ticked:
                candidate.entry.delete()
        for position, candidate in enumerate(ticked, start=1):
            entry = candidate.entry or BulletinEntry(section=section, **candidate.about)
            entry.position, entry.words = position, self.cleaned_data[f"words-{candidate.key}"]
            entry.save()
        return section

    def differences(self) -> list[Difference]:
        """Return the fields in which what was typed differs from what is stored now, entries included."""
        names = [name for name in self.changed_data if "-" not in name and name != "version"]
        stored = type(self.instance)._default_manager.get(pk=self.instance.pk) if names else self.instance
        rows = [
            self.difference(str(self[name].label), getattr(stored, name), self.cleaned_data[name]) for name in names
        ]
        ticked = self.ticked
        for each in self.candidates:
            typed = self.cleaned_data.get(f"words-{each.key}", "") if each in ticked else ""
            rows.append(self.difference(each.title, each.words if each.entry else "", typed))
        return [row for row in rows if row.stored != row.typed]

    def difference(self, label: str, stored: Any, typed: Any) -> Difference:
        return Difference(label, self.in_words(stored), self.in_words(typed))

    def in_words(self, value: Any) -> str:
        if isinstance(value, bool):
            return "Yes" if value else "No"
        return str(value or "").replace("\r\n", "\n") or "Nothing"


def too_long(title: str) -> str:
    """Return what is said of too many words; a per cent sign of the title would have the form fill in a number."""
    return f"{title}: the words must be {LONGEST_WORDS} characters or fewer".replace("%", "%%")


def is_small(number: int) -> bool:
    return RULES[settings.DISCLOSURE_RULE].is_small(number)


def in_order(candidates: list[Candidate], keys: list[str]) -> list[Candidate]:
    """Return the candidates in the order of their keys; those without one follow."""
    places = {key: place for place, key in enumerate(keys)}
    return sorted(candidates, key=lambda each: places.get(each.key, len(places)))


def moved(keys: list[str], move: str) -> list[str]:
    """Return the keys with one of them one place up or down, such as "up:w3"; as they are where that makes no sense."""
    direction, _, key = move.partition(":")
    if key not in keys or direction not in {"up", "down"}:
        return keys
    place = keys.index(key)
    other = place + (-1 if direction == "up" else 1)
    if 0 <= other < len(keys):
        keys = [*keys]
        keys[place], keys[other] = keys[other], keys[place]
    return keys


def as_typed(form: SectionForm, data: QueryDict) -> dict[str, Any]:
    """Return what was typed into a form, to show it again before it is saved."""
    return {
        name: field.widget.value_from_datadict(data, {}, form.add_prefix(name)) for name, field in form.fields.items()
    }
