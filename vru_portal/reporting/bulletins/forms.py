"""The forms with which a bulletin is drawn up, introduced and corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.db.models import Min

from interventions.models import Activity
from pilots.models import LocalAuthority, Locality, Region
from pilots.versioned import VersionedForm
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.free_text import refuse_personal_data
from vru_portal.quarters import Quarter, period_from

from ..areas import Area
from ..models import Bulletin
from .composing import Composed
from .drawing_up import keys_of
from .missing import why_not_corrected, why_not_in_front
from .words import why_too_small

NO_NAMES = "Never anyone’s name or details."


class DrawUpForm(forms.Form):
    """Of which area, and for which quarter."""

    area = forms.ChoiceField(label="Which area is it about?", error_messages={"required": "Choose the area"})
    quarter = forms.ChoiceField(
        label="Which quarter?",
        help_text="Only quarters that are over.",
        error_messages={"required": "Choose the quarter"},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.areas = areas_of(user)
        self.fields["area"].choices = [(key, label) for key, (label, _) in self.areas.items()]
        quarters = quarters_for(user)
        self.fields["quarter"].choices = [(quarter.slug, quarter.label) for quarter in quarters]
        if not self.is_bound:
            self.initial["area"] = first_without(self.areas, quarters[0], user)

    @property
    def chosen(self) -> tuple[Area, Quarter]:
        """The area and the quarter of a valid form."""
        _, area = self.areas[self.cleaned_data["area"]]
        quarter = period_from(self.cleaned_data["quarter"])
        return area, Quarter.of(quarter.start)


def areas_of(user: User) -> dict[str, tuple[str, Area]]:
    """Return the areas that a person draws up bulletins of: regions, then authorities with their localities."""
    allowed = Capability.DRAW_UP_BULLETINS
    authorities = list(LocalAuthority.objects.visible_to(user, allowed).select_related("region").order_by("name"))
    localities = Locality.objects.visible_to(user, allowed).filter(archived_at=None).order_by("authority__name", "name")
    found: dict[str, tuple[str, Area]] = {}
    for region in Region.objects.visible_to(user):
        if user.may_in_region(allowed, region):
            own = [authority for authority in authorities if authority.region_id == region.pk]
            found[f"region-{region.pk}"] = (f"{region} (whole region)", Area("region", region, own))
    for authority in authorities:
        found[f"authority-{authority.pk}"] = (f"{authority}", Area("authority", authority, [authority]))
    for locality in localities.select_related("authority__region"):
        label = f"{locality}, locality in {locality.authority}"
        found[f"locality-{locality.pk}"] = (label, Area("locality", locality, [locality.authority]))
    return found


def quarters_for(user: User) -> list[Quarter]:
    """Return the quarters that are over, the latest first, back to the first approved entry that may be read."""
    latest = Quarter.last_closed()
    readable = Activity.objects.visible_to(user, Capability.READ_APPROVED).approved()
    earliest: date = readable.aggregate(first=Min("starts_on"))["first"] or latest.start
    found = [latest]
    while found[-1].start > earliest:
        found.append(found[-1].before)
    return found


def first_without(areas: dict[str, tuple[str, Area]], quarter: Quarter, user: User) -> str:
    """Return the key of the first area that has no bulletin for a quarter; empty where each has one."""
    keys = ("region", "authority", "locality")
    drawn_up = set(Bulletin.objects.visible_to(user).filter(starts_on=quarter.start).values_list(*keys))
    about = {key: tuple(of and of.pk for of in keys_of(area).values()) for key, (_, area) in areas.items()}
    return next((key for key, of in about.items() if of not in drawn_up), "")


class WordsForm(VersionedForm):
    """The title and the introduction of a bulletin and, of a correction, what was corrected.

    ``composed`` returns what the bulletin says: the numbers that the introduction may use, and those that it may not.
    """

    class Meta:
        model = Bulletin
        fields = ["title", "introduction", "correction_note"]
        labels = {"title": "Title", "introduction": "Introduction", "correction_note": "What was corrected"}
        help_texts = {
            "introduction": "A few sentences on what stood out. Only numbers that the bulletin gives below. " + NO_NAMES
        }
        widgets = {
            "introduction": forms.Textarea(attrs={"rows": 8}),
            "correction_note": forms.Textarea(attrs={"rows": 3}),
        }
        error_messages = {"title": {"required": "Enter a title"}}

    def __init__(self, *args, composed: Callable[[], Composed], **kwargs):
        super().__init__(*args, **kwargs)
        self.composed = composed
        if self.instance.edition == 1:
            del self.fields["correction_note"]
        else:
            self.fields["correction_note"].required = True
            self.fields["correction_note"].error_messages["required"] = "Enter what was corrected"

    def clean(self):
        cleaned = super().clean()
        refuse_personal_data(self, [name for name in self.fields if name != "version"])
        composed = self.composed()
        checks = {"title": why_not_in_front, "introduction": why_not_in_front, "correction_note": why_not_corrected}
        for name, check in checks.items():
            if name in self.fields and name not in self.errors and (why := check(cleaned.get(name) or "", composed)):
                self.add_error(name, why)
        return cleaned


class CorrectionForm(forms.Form):
    """Why a published bulletin needs a new edition."""

    note = forms.CharField(
        label="What is corrected?",
        max_length=500,
        help_text=f"It is printed in the new edition, such as: The number of young people in Lozells. {NO_NAMES}",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter what is corrected",
            "max_length": "What is corrected must be 500 characters or fewer",
        },
    )

    def clean(self):
        cleaned = super().clean()
        refuse_personal_data(self, ["note"])
        if "note" not in self.errors and (why := why_too_small(cleaned.get("note") or "", [])):
            self.add_error("note", why)
        return cleaned
