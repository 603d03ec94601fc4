"""What a person types into the log."""

from __future__ import annotations

from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from pilots.models import Theme
from stakeholders.models import Organisation
from vru_portal import offers, personal_data
from vru_portal.free_text import printable
from vru_portal.govuk import DateField
from vru_portal.kept import kept_for

from .chosen import know_chosen, know_nothing_chosen
from .fields import HoursField, InterventionField, KnownRecord, KnownRecords, PlaceField
from .models import Activity, ActivityKind, Intervention
from .places import colleagues_of, places_and_lists, value_of

# What the lists of the form offer.
OFFERED = (
    *("access.User", "access.Posting", "interventions.ActivityKind", "pilots.Region", "pilots.LocalAuthority"),
    *("pilots.Theme", "stakeholders.Organisation"),
)
NO_NAMES = "Never anyone’s name or details."


class ActivityForm(forms.ModelForm):
    """One entry of the log: what happened, where and when at the top, the rest optional.

    ``done`` says whether the entry tells of something that has happened: its date may not lie ahead then.
    """

    place = PlaceField(label="Where")
    starts_on = DateField(label="Date", error_messages={"required": "Enter the date the activity took place"})
    ends_on = DateField(label="Last day", required=False, help_text="If it went on for more than a day.")
    hours = HoursField(label="Hours", required=False, help_text="Staff time as a number, such as 1.5")
    intervention = InterventionField(
        label="Intervention", required=False, help_text="What it counts towards: an intervention of the same pilot."
    )
    next_step_due = DateField(label="When is it due?", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    asked = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Activity
        fields = [
            "place",
            "kind",
            "starts_on",
            "title",
            "ends_on",
            "venue",
            "intervention",
            "headline",
            "for_bulletin",
            "what_happened",
            "what_changed",
            "quotation",
            "hours",
            "language",
            "themes",
            "partners",
            "next_step",
            "next_step_due",
            "next_step_owner",
            "personal_data_reason",
        ]
        labels = {
            "kind": "Kind",
            "title": "What was it?",
            "venue": "Venue",
            "headline": "Headline for the bulletin",
            "for_bulletin": "Put forward for the bulletin",
            "what_happened": "What happened?",
            "what_changed": "What changed?",
            "quotation": "Anonymous quotation",
            "language": "Language, if not English",
            "next_step": "Next step",
            "next_step_owner": "Who will do it?",
            "personal_data_reason": "Why may this stand in the log?",
        }
        help_texts = {
            "title": f"One line. {NO_NAMES}",
            "venue": "Such as a school, a youth centre or a street.",
            "headline": f"One line that the public may read. {NO_NAMES}",
            "what_happened": NO_NAMES,
            "what_changed": f"What is different now, and how you know. {NO_NAMES}",
            "quotation": "Words that nobody can be recognised by.",
            "personal_data_reason": "Your manager will see this reason.",
        }
        error_messages = {
            "title": {
                "required": "Enter what it was, in one line",
                "max_length": "What it was must be 150 characters or fewer",
            },
            "kind": {"required": "Choose what kind of activity it was"},
            "headline": {"max_length": "The headline must be 250 characters or fewer"},
            "what_happened": {"max_length": "What happened must be 10,000 characters or fewer"},
            "what_changed": {"max_length": "What changed must be 10,000 characters or fewer"},
            "quotation": {"max_length": "The quotation must be 500 characters or fewer"},
        }
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 2}),
            "what_happened": forms.Textarea(attrs={"rows": 5}),
            "what_changed": forms.Textarea(attrs={"rows": 3}),
            "quotation": forms.Textarea(attrs={"rows": 2}),
            "language": forms.TextInput(attrs={"class": "govuk-input--width-20"}),
            "themes": forms.CheckboxSelectMultiple,
            "partners": forms.CheckboxSelectMultiple,
        }
        field_classes = {
            **dict.fromkeys(("kind", "next_step_owner"), KnownRecord),
            **dict.fromkeys(("themes", "partners"), KnownRecords),
        }

    # What the form has checked already: the model would ask the database for it again.
    CHECKED = {"kind", "intervention", "next_step_owner", "ends_on"}
    FOLDED = [name for name in Meta.fields if name not in {"place", "kind", "starts_on", "title"}]
    FREE_TEXT = [
        "title",
        "venue",
        "headline",
        "what_happened",
        "what_changed",
        "quotation",
        "next_step",
        "language",
    ]

    def __init__(self, *args, user, done: bool = True, **kwargs):
        know_nothing_chosen(kwargs.get("instance"), user)
        super().__init__(*args, **kwargs)
        self.done = done
        self.findings: dict[str, list[personal_data.Finding]] = {}
        self.offer_places(user)
        self.offer_lists(user)
        if not done:
            self.fields["starts_on"].label = "Planned for"
        if self.instance.pk and not self.instance._state.adding:
            entry = self.instance
            self.initial.setdefault("place", value_of(entry.pilot, entry.locality, entry.site))
            self.initial.update(hours=entry.minutes, version=entry.version)
        self.recent = know_chosen(self, user) if self.is_bound else []

    def offer_places(self, user) -> None:
        pilots, self.audiences, kinds = places_and_lists(user)
        if self.instance.pilot_id and self.instance.pilot not in pilots:
            pilots.append(self.instance.pilot)
        self.fields["place"].offer(pilots)
        self.fields["kind"].know(kinds)
        self.fields["place"].error_messages["required"] = "Choose where it took place"
        ours = Q(pilot__in=pilots) | Q(pk=self.instance.intervention_id)
        self.fields["intervention"].offer(Intervention.objects.visible_to(user).filter(ours).select_related("pilot"))

    def offer_lists(self, user) -> None:
        """Offer what the person may see, with what the entry has already even if it was archived since."""
        entry, is_stored = self.instance, not self.instance._state.adding
        chosen_themes = entry.themes.all() if is_stored else []
        chosen_partners = entry.partners.all() if is_stored else []
        self.fields["kind"].queryset = ActivityKind.objects.filter(Q(archived_at=None) | Q(pk=entry.kind_id))
        self.fields["kind"].empty_label = "Choose a kind"
        self.fields["themes"].queryset = Theme.objects.visible_to(user).filter(
            Q(archived_at=None) | Q(pk__in=chosen_themes)
        )
        self.fields["partners"].queryset = Organisation.objects.visible_to(user).filter(
            Q(archived_at=None) | Q(pk__in=chosen_partners)
        )
        self.fields["next_step_owner"].queryset = colleagues_of(user)
        self.fields["next_step_owner"].empty_label = "Nobody in particular"
        labels = dict.fromkeys(("kind", "themes", "partners"), "name") | {"next_step_owner": "full_name"}
        # A stored entry may have what others are no longer offered.
        keep = {} if is_stored else {"keep": partial(kept_for, user, OFFERED, "log")}
        offers.in_one_query(self, labels, **keep)

    def clean_title(self) -> str:
        title = printable(self.cleaned_data["title"])
        if not title:
            raise ValidationError("Enter what it was, in one line")
        return title

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if self.done and day and day > timezone.localdate():
            raise ValidationError("The date must be today or in the past. If it lies ahead, plan it instead")
        if day and not 2000 <= day.year <= timezone.localdate().year + 5:
            raise ValidationError("The year must be 2000 or later, and no more than 5 years ahead")
        return day

    def clean(self):
        # Without what the model's form would do here: ask the database for each rule that stands below.
        cleaned = self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must be the same as or after the first")
        if self.done and ends_on and ends_on > timezone.localdate():
            self.add_error("ends_on", "The last day must be today or in the past")
        if cleaned.get("place"):
            pilot, self.instance.locality, self.instance.site = cleaned["place"]
            if pilot.pk != self.instance.pilot_id:
                self.instance.pilot, self.instance.authority = pilot, pilot.authority
            self.refuse_another_pilots_intervention(cleaned.get("intervention"))
        self.ask_about_personal_data()
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | self.CHECKED  # type: ignore[misc]  # Django's own

    def refuse_another_pilots_intervention(self, chosen: Intervention | None) -> None:
        if chosen and chosen.pilot_id != self.instance.pilot_id:
            of = f"“{chosen}” is an intervention of {chosen.pilot}"
            self.add_error("intervention", f"{of}: choose one of {self.instance.pilot}, or none")

    @property
    def counts_towards(self) -> Intervention | None:
        """The intervention that the form shows as chosen."""
        return self.fields["intervention"].meanings.get(str(self["intervention"].value() or ""))

    def ask_about_personal_data(self) -> None:
        """Point at what looks like personal data, beside each field, unless a reason for this very thing is stated."""
        texts = {name: self.cleaned_data.get(name) or "" for name in self.FREE_TEXT}
        self.findings = self.find_in(texts)
        if personal_data.find(self.cleaned_data.get("personal_data_reason") or ""):
            self.add_error("personal_data_reason", "The reason itself looks like personal data: state it without")
        if not self.findings or self.explained() >= personal_data.marks_of(self.findings):
            return
        for name, found in self.findings.items():
            what = "; ".join(f"“{finding.excerpt}” looks like {finding.kind.label}" for finding in found)
            self.add_error(name, f"{what}. Remove it, or state below why it may stand")
        self.add_error("personal_data_reason", "Remove what looks like personal data, or state why it may stand")
        # Shown again with what it asked about, so that a reason covers that and nothing that is typed later.
        self.data = self.data.copy()
        self.data["asked"] = " ".join(sorted(personal_data.marks_of(self.findings)))

    def find_in(self, texts: dict[str, str]) -> dict[str, list[personal_data.Finding]]:
        """Return what looks like personal data in each text."""
        return {name: found for name, text in texts.items() if (found := self.found_in(text))}

    def found_in(self, text: str) -> list[personal_data.Finding]:
        # Names only take findings away: most texts have none, and then nothing is read.
        return personal_data.find(text) and personal_data.find(text, self.names_of_places_and_partners)

    def explained(self) -> set[str]:
        """Return the marks of what a stated reason covers: what the page asked about, and what is stored with one."""
        if not self.cleaned_data.get("personal_data_reason"):
            return set()
        stored = self.initial if self.initial.get("personal_data_reason") else {}
        before = self.find_in({name: stored.get(name) or "" for name in self.FREE_TEXT})
        return set(self.cleaned_data.get("asked", "").split()) | personal_data.marks_of(before)

    @cached_property
    def names_of_places_and_partners(self) -> set[str]:
        """The names that may stand beside a number without being a person's."""
        names = set(self.fields["partners"].queryset.order_by().values_list("name", flat=True))
        for pilot, locality, site in self.fields["place"].meanings.values():
            names |= {str(part) for part in (pilot, pilot.authority, locality, site) if part}
        return names

    def save(self, commit: bool = True) -> Activity:
        self.instance.minutes = self.cleaned_data["hours"]
        found = [finding for findings in self.findings.values() for finding in findings]
        found += self.found_in(self.instance.intervention_name)
        self.instance.personal_data_found = personal_data.in_words(found)[:250] if found else ""
        if not found:
            self.instance.personal_data_reason = ""
        return super().save(commit)


class ReasonForm(forms.Form):
    """Why an entry is returned, reopened or cancelled."""

    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Enter the reason",
            "max_length": "The reason must be 2,000 characters or fewer",
        },
    )

    def clean_reason(self) -> str:
        reason = self.cleaned_data["reason"]
        if found := personal_data.find(reason):
            raise ValidationError(f"The reason looks as if it holds {personal_data.in_words(found)}: leave that out")
        return reason
