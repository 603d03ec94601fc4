"""The list of schools: its filters, its rows and its export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, ModelChoiceFilter

from pilots.models import EducationSetting
from vru_portal.access.guards import SignedInRequest
from vru_portal.dates import in_words
from vru_portal.filtering import ListFilter, holding
from vru_portal.years import AcademicYear, Overlap, offered_years, overlap_of

from .filters import DateFilter, regions
from .models import Intervention
from .schools import NO_LEVEL, SchoolYear

ORDER = ("name", "id")
SEARCHED = ("name", "urn")
SECONDARY, NOT_RECORDED, ANY_LEVEL = "all_secondary", "not_recorded", "any"
PHASES = [
    (SECONDARY, "Secondary schools (secondary and all-through)"),
    *EducationSetting.Phase.choices,
    (NOT_RECORDED, "Not recorded"),
]
LEVELS = [(ANY_LEVEL, "Any level"), *Intervention.SchoolLevel.choices, (NOT_RECORDED, "Level not recorded")]
ENGAGED = {Overlap.YES: "yes", Overlap.NO: "no", Overlap.ROUGH: "date too rough to tell", Overlap.UNDATED: "no date"}
HEADER = [
    "Local authority",
    "School or college",
    "Phase",
    "URN",
    "Engaged since",
    "Engaged until",
    "Academic year",
    "Engaged in the year",
    "Interventions in place in the year",
    "School levels",
    "Training among them",
    "Archived",
    "Address",
]


class SchoolFilter(ListFilter):
    """What the list shows. The year and the level ask what is known of each school in ``years``."""

    q = CharFilter(method="with_words", label="Search for a name or URN", max_length=100)
    year = ChoiceFilter(choices=offered_years, method="engaged_in", label="Engaged in academic year", empty_label="Any")
    authority = ChoiceFilter(field_name="authority_id", choices=[], label="Local authority", empty_label="All")
    phase = ChoiceFilter(choices=PHASES, method="of_phase", label="Phase", empty_label="All")
    region = ModelChoiceFilter(
        field_name="authority__region", queryset=regions, label="Region", widget=forms.HiddenInput
    )
    engaged_from = DateFilter(method="leave", label="Engaged from")
    engaged_to = DateFilter(method="leave", label="Engaged until")
    level = ChoiceFilter(choices=LEVELS, method="of_level", label="With an intervention of level", empty_label="All")
    archived = BooleanFilter(method="with_archived", label="Show archived schools too", widget=forms.CheckboxInput)

    class Meta(ListFilter.Meta):
        model = EducationSetting
        fields: list[str] = []

    def __init__(self, *args, years: dict[int, SchoolYear], **kwargs):
        super().__init__(*args, **kwargs)
        self.years = years
        authorities = {one.school.authority for one in years.values()}
        self.filters["authority"].extra["choices"] = sorted(
            ((str(authority.pk), authority.name) for authority in authorities), key=lambda choice: choice[1]
        )

    def with_words(self, queryset, name, value):
        return queryset.filter(holding(value, SEARCHED))

    def engaged_in(self, queryset, name, value):
        return queryset.filter(pk__in=[pk for pk, one in self.years.items() if one.engaged is Overlap.YES])

    def leave(self, queryset, name, value):
        """Both days are looked at together, in ``filter_queryset``."""
        return queryset

    def filter_queryset(self, queryset):
        """Keep the schools that, by their dates, the unit worked with between two days; open where one is left out."""
        queryset = super().filter_queryset(queryset)
        start, end = (self.form.cleaned_data.get(name) for name in ("engaged_from", "engaged_to"))
        if not (start or end):
            return queryset
        days = (start or date.min, end or date.max)
        dates = {pk: (one.school.engaged_since, one.school.engaged_until) for pk, one in self.years.items()}
        return queryset.filter(pk__in=[pk for pk, of in dates.items() if overlap_of(*days, *of) is Overlap.YES])

    def of_phase(self, queryset, name, value):
        phases = {SECONDARY: EducationSetting.SECONDARY_PHASES, NOT_RECORDED: [""]}
        return queryset.filter(phase__in=phases.get(value, [value]))

    def of_level(self, queryset, name, value):
        """Keep the schools with an intervention of the level in the year that is asked for, else at any time."""
        level = NO_LEVEL if value == NOT_RECORDED else value
        in_year = bool(self.form.cleaned_data.get("year"))
        levels = {pk: one.levels if in_year else one.levels_ever for pk, one in self.years.items()}
        return queryset.filter(pk__in=[pk for pk, of in levels.items() if (of if value == ANY_LEVEL else level in of)])

    def with_archived(self, queryset, name, value):
        """Asking for archived schools takes nothing away: ``shown`` leaves them out otherwise."""
        return queryset

    @property
    def shown(self) -> QuerySet[EducationSetting]:
        """The rows to show; archived schools only where the filter asks for them."""
        rows = super().shown
        return rows if self.form.cleaned_data.get("archived") else rows.filter(archived_at=None)


def year_asked_for(request: SignedInRequest) -> AcademicYear:
    """Return the academic year that the address asks for, the current one where it asks for none that is offered."""
    asked = request.GET.get("year", "")
    return AcademicYear(int(asked)) if asked in dict(offered_years()) else AcademicYear.current()


def export_rows(
    schools: QuerySet[EducationSetting], year: AcademicYear, years: dict[int, SchoolYear]
) -> Iterator[list]:
    """Yield a row for each school, in order."""
    for school in schools.select_related("authority"):
        yield row_of(school, year, years[school.pk])


def row_of(school: EducationSetting, year: AcademicYear, known: SchoolYear) -> list:
    """Return the cells of one school."""
    return [
        school.authority.name,
        school.name,
        school.get_phase_display(),
        school.urn,
        in_words(school.engaged_since),
        in_words(school.engaged_until),
        year.label,
        ENGAGED[known.engaged],
        "; ".join(intervention.name for intervention in known.in_place),
        "; ".join(level.label for level in Intervention.SchoolLevel if level in known.levels),
        "; ".join(intervention.name for intervention in known.in_place if intervention.type.is_training),
        "yes" if school.archived_at else "",
        f"{settings.SITE_URL}{school.get_absolute_url()}",
    ]
