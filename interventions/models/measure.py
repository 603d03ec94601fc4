"""The library of outcome measures."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from vru_portal.archiving import ArchivedQuerySet
from vru_portal.dates import PartialDateField
from vru_portal.privacy import Privacy

from .lists import LIST_RETENTION


def check_conversion(table) -> None:
    """Raise ValidationError unless the table maps whole raw scores to numbers, as {"7": "7.00", "8": "9.51"}."""
    try:
        sound = all(int(raw) >= 0 and Decimal(str(score)).is_finite() for raw, score in table.items())
    except (AttributeError, ValueError, ArithmeticError):
        sound = False
    if not sound:
        raise ValidationError('Enter a table from raw scores to converted ones, like {"7": "7.00", "8": "9.51"}')


# The fields that say what a figure means, and where to read that.
MEANING = {
    "kind": "kind",
    "lowest": "lowest",
    "highest": "highest",
    "conversion": "converted",
    "higher_is_better": "higher_is_better",
    "meaningful_change": "meaningful_change",
}
NO_RANGE = "Enter the lowest and the highest score of the scale."
FIGURES_KEPT = (
    "Outcome records, baselines or targets are on this measure, and a change here would change what they mean."
    " Archive it and add a new measure."
)


class OutcomeMeasure(models.Model):
    """What is measured and how: a validated scale, a proportion, or a count of service use."""

    class Kind(models.TextChoices):
        SCALE = "scale", "Scale"
        PROPORTION = "proportion", "Proportion"
        COUNT = "count", "Service use"

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=150)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    description = models.TextField("what it measures", blank=True)
    items = models.PositiveSmallIntegerField("number of questions", null=True, blank=True)
    lowest = models.DecimalField("lowest score", max_digits=8, decimal_places=2, null=True, blank=True)
    highest = models.DecimalField("highest score", max_digits=8, decimal_places=2, null=True, blank=True)
    whole_numbers = models.BooleanField("scores are whole numbers before any conversion", default=True)
    higher_is_better = models.BooleanField(default=True)
    scoring = models.TextField(blank=True)
    conversion = models.JSONField("conversion of raw scores", default=dict, blank=True, validators=[check_conversion])
    meaningful_change = models.DecimalField(
        "smallest meaningful change", max_digits=6, decimal_places=2, null=True, blank=True
    )
    meaningful_change_note = models.CharField("where that comes from", max_length=250, blank=True)
    bands = models.TextField("bands and thresholds", blank=True, help_text="One a line.")
    permission = models.CharField(
        "whose permission is needed", max_length=250, blank=True, help_text="Empty where none is needed."
    )
    source = models.CharField(max_length=250)
    read_on = PartialDateField("date the source was read")
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = ArchivedQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id slug name short_name kind description items lowest highest whole_numbers higher_is_better scoring"
        " conversion meaningful_change meaningful_change_note bands permission source read_on archived_at",
        retention=LIST_RETENTION,
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="scale") | Q(lowest__lt=F("highest")),
                name="scale_has_a_range",
                violation_error_message=NO_RANGE,
            ),
            models.CheckConstraint(
                condition=Q(meaningful_change=None) | Q(meaningful_change__gt=0),
                name="meaningful_change_is_above_zero",
                violation_error_message="The smallest meaningful change must be more than 0.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.slug])

    def clean(self) -> None:
        """Refuse a range and a conversion that do not fit, and a change of what stored figures mean."""
        super().clean()
        if self.kind != self.Kind.SCALE and (self.conversion or (self.lowest, self.highest) != (None, None)):
            raise ValidationError({"kind": "Only a scale has a range and a conversion of raw scores."})
        if self.kind == self.Kind.SCALE and None in (self.lowest, self.highest):
            raise ValidationError(NO_RANGE)
        self.refuse_what_does_not_fit()
        self.refuse_another_meaning()

    def refuse_what_does_not_fit(self) -> None:
        check_conversion(self.conversion)
        if self.lowest is None or self.highest is None or self.figures is None:
            return
        if self.lowest >= self.highest:
            raise ValidationError({"highest": "The highest score must be above the lowest."})
        low, high = self.figures
        if self.conversion and set(self.converted) != set(range(int(self.lowest), int(self.highest) + 1)):
            raise ValidationError({"conversion": "Give each raw score from the lowest to the highest one line."})
        if self.meaningful_change is not None and self.meaningful_change > high - low:
            raise ValidationError({"meaningful_change": "The smallest meaningful change must be within the range."})

    def refuse_another_meaning(self) -> None:
        """Keep what makes figures mean what they mean, as soon as there are any."""
        stored = type(self).objects.filter(pk=self.pk).first()
        changed = [name for name, of in MEANING.items() if stored and getattr(stored, of) != getattr(self, of)]
        if stored and changed and stored.has_figures:
            raise ValidationError(dict.fromkeys(changed, FIGURES_KEPT))

    @property
    def has_figures(self) -> bool:
        """Whether outcome records, baselines or targets are on this measure."""
        anticipated = self.anticipated_outcomes.exclude(baseline=None, target=None)
        return self.outcome_records.exists() or anticipated.exists()

    @property
    def converted(self) -> dict[int, Decimal]:
        """What each raw score is converted to, from the lowest up; empty where scores are used as they are."""
        return {int(raw): Decimal(str(self.conversion[raw])) for raw in sorted(self.conversion, key=int)}

    @property
    def figures(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest score of a scale, after any conversion; None for other kinds."""
        if self.kind != self.Kind.SCALE or self.lowest is None or self.highest is None:
            return None
        scores = self.converted.values() or [self.lowest, self.highest]
        return min(scores), max(scores)

    def in_units(self, figure: Decimal) -> str:
        """Return a mean, percentage or count as a reader expects it: 23.5, 45% or 1,200."""
        text = f"{figure:,.2f}".rstrip("0").rstrip(".")
        return f"{text}%" if self.kind == self.Kind.PROPORTION else text

    @property
    def figures_in_words(self) -> str:
        """What its figures can be, such as "a score from 7 to 35"."""
        if self.figures:
            return f"a score from {' to '.join(map(self.in_units, self.figures))}"
        return "a percentage from 0 to 100" if self.kind == self.Kind.PROPORTION else "a whole number, 0 or more"

    @property
    def better_in_words(self) -> str:
        return "higher is better" if self.higher_is_better else "lower is better"
