"""An activity: an entry of the log."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import connection, models
from django.db.models import CharField, F, Prefetch, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from pilots.models import LocalAuthority, Locality, Pilot, Site, Source, Theme
from vru_portal.access.roles import Capability
from vru_portal.access.scope import within
from vru_portal.histories import LinkedRecords
from vru_portal.privacy import Privacy

from .entries import EntryQuerySet, Status
from .lists import ActivityKind

ACTIVITY_RETENTION = "6 years after the pilot is completed"
LONGEST_TEXT = 10_000
LONGEST_TIME = 2_000 * 60
SEARCHED = (
    "title",
    "headline",
    "intervention_name",
    "venue",
    "what_happened",
    "what_changed",
    "quotation",
    "next_step",
)


class ActivityQuerySet(EntryQuerySet):
    def visible_to(self, user, capability: Capability = Capability.READ_LOG) -> ActivityQuerySet:
        """Return what the user may read: their own entries, those in review where they read the log, and approved ones.

        A draft is its author's alone. Nothing outside the current postings is visible, one's own entries included.
        """
        own = Q(author=user) & within(user, Capability.LOG, "authority")
        in_review = ~Q(status=Status.DRAFT) & within(user, capability, "authority")
        elsewhere = set(user.authorities_with(Capability.READ_APPROVED)) - set(user.authorities_with(capability))
        return self.filter(own | in_review | Q(status=Status.APPROVED, authority__in=sorted(elsewhere)))

    def in_span_of(self, user) -> ActivityQuerySet:
        """Leave out nothing that the user may read; PostgreSQL then passes over other regions in its index by date."""
        capabilities = (Capability.LOG, Capability.READ_LOG, Capability.READ_APPROVED)
        keys = {key for capability in capabilities for key in user.authorities_with(capability)}
        if len(keys) < 2 or connection.vendor != "postgresql":
            return self
        return self.filter(authority__gte=min(keys), authority__lte=max(keys))

    def published(self) -> ActivityQuerySet:
        """Return what was recorded from a published source."""
        return self.filter(source__isnull=False)

    def logged(self) -> ActivityQuerySet:
        return self.filter(source=None)

    def due(self, on=None) -> ActivityQuerySet:
        """Return the planned entries whose first day has come, longest overdue first."""
        return self.filter(status=Status.PLANNED, starts_on__lte=on or timezone.localdate()).order_by("starts_on", "pk")

    def for_rows(self) -> ActivityQuerySet:
        """Load what a row of the list of activities shows, and no more: its names, not the records that bear them.

        To plan seven joined tables takes PostgreSQL longer than to read the rows.
        """
        place = Coalesce(name_of("locality"), name_of("site"), name_of("pilot"))
        names = {f"{one}_name": name_of(one) for one in ("authority", "kind")}
        author = name_of("author", "full_name")
        shown = self.only("title", "starts_on", "status", "is_demonstration")
        return shown.annotate(place_name=place, author_name=author, **names)

    def for_short_list(self) -> ActivityQuerySet:
        """Load what a line of a short list shows, and by what such lists are sorted."""
        names = ("kind", "pilot", "locality", "site")
        lines = ("title", "headline", "status", "is_demonstration", "source", "next_step", "next_step_due")
        dates = ("starts_on", "ends_on", "created_at", "changed_at", "submitted_at")
        return self.select_related(*names).only(*lines, *dates, *names, *[f"{one}__name" for one in names])

    def reach_and_audience(self) -> Prefetch:
        """Return what loads the rows of reach with their audience, in one query."""
        rows = self.model._meta.get_field("reach").related_model.objects.select_related("audience")
        return Prefetch("reach", rows)

    def next_steps_of(self, user) -> ActivityQuerySet:
        """Return the entries with a next step that this person has still to do, the first due first."""
        mine = Q(next_step_owner=user) | Q(next_step_owner=None, author=user)
        open_steps = self.filter(mine, next_step_due__isnull=False, next_step_done_at=None)
        return open_steps.exclude(next_step="").exclude(status=Status.CANCELLED).order_by("next_step_due", "pk")

    def for_page(self) -> ActivityQuerySet:
        """Load what the page of one entry shows."""
        related = ("authority", "pilot", "locality", "site", "kind", "author", "source", "next_step_owner")
        also = ("pilot__authority__region", "pilot__lead_navigator", "intervention")
        steps = self.model._meta.get_field("steps").related_model.objects.select_related("made_by")
        return self.select_related(*related, *also).prefetch_related(
            self.reach_and_audience(), "themes", "partners", Prefetch("steps", steps)
        )

    def for_export(self) -> ActivityQuerySet:
        """Load what a row of the export holds."""
        related = ("authority", "pilot", "locality", "site", "kind", "author", "next_step_owner", "intervention")
        return self.select_related(*related).prefetch_related(self.reach_and_audience(), "themes", "partners")


def name_of(relation: str, column: str = "name") -> RawSQL:
    """Return the name of what an entry refers to. As SQL: Django would put it together for longer than it is read."""
    field: Any = Activity._meta.get_field(relation)
    quoted = connection.ops.quote_name
    entry = f"{quoted(Activity._meta.db_table)}.{quoted(field.column)}"
    named = f"SELECT {quoted(column)} FROM {quoted(field.related_model._meta.db_table)} WHERE id = {entry}"  # noqa: S608 (as below)
    return RawSQL(named, (), CharField())  # noqa: S611 (the model's own names)


class Activity(models.Model):
    """What was done, or is planned: where, when, with whom, how many. One entry of the log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The indexes of the lists begin with most of what an entry refers to: one of its own would mislead the database.
    authority = models.ForeignKey(
        LocalAuthority, models.PROTECT, related_name="activities", editable=False, db_index=False
    )
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="activities", db_index=False)
    locality = models.ForeignKey(
        Locality, models.PROTECT, related_name="activities", null=True, blank=True, db_index=False
    )
    site = models.ForeignKey(Site, models.PROTECT, related_name="activities", null=True, blank=True)
    venue = models.CharField(max_length=150, blank=True)
    kind = models.ForeignKey(ActivityKind, models.PROTECT, related_name="activities")
    starts_on = models.DateField("date")
    ends_on = models.DateField("last day", null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False)
    intervention = models.ForeignKey(
        "interventions.Intervention", models.PROTECT, related_name="activities", null=True, blank=True, db_index=False
    )
    meeting = models.OneToOneField(
        "stakeholders.Meeting", models.PROTECT, related_name="activity", null=True, blank=True, editable=False
    )
    intervention_name = models.CharField(
        "intervention as it was typed",
        max_length=150,
        blank=True,
        help_text="Of an entry that no intervention was chosen for.",
    )
    title = models.CharField(max_length=150)
    headline = models.CharField(max_length=250, blank=True)
    for_bulletin = models.BooleanField("put forward for the bulletin", default=False)
    what_happened = models.TextField(max_length=LONGEST_TEXT, blank=True)
    what_changed = models.TextField(max_length=LONGEST_TEXT, blank=True)
    quotation = models.TextField(max_length=500, blank=True)
    next_step = models.CharField(max_length=250, blank=True)
    next_step_due = models.DateField(null=True, blank=True)
    next_step_done_at = models.DateTimeField(null=True, editable=False)
    next_step_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="next_steps", null=True, blank=True
    )
    minutes = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(LONGEST_TIME)])
    language = models.CharField(max_length=60, blank=True)
    themes = models.ManyToManyField(Theme, related_name="activities", blank=True)
    partners = models.ManyToManyField("stakeholders.Organisation", related_name="activities", blank=True)
    personal_data_reason = models.CharField(max_length=250, blank=True)
    personal_data_found = models.CharField(max_length=250, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="activities", null=True, editable=False, db_index=False
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="activities", null=True, blank=True, editable=False)
    source_key = models.CharField(max_length=100, blank=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    words = models.TextField(editable=False)

    objects = ActivityQuerySet.as_manager()
    history = LinkedRecords(m2m_fields=[themes, partners], excluded_fields=["words"])

    privacy = Privacy(
        none="id authority pilot locality site kind starts_on ends_on status intervention meeting minutes language"
        " themes partners source source_key personal_data_found is_demonstration created_at changed_at submitted_at"
        " for_bulletin version next_step_due next_step_done_at",
        staff="author next_step_owner",
        free_text="venue intervention_name title headline what_happened what_changed quotation next_step"
        " personal_data_reason words",
        retention=ACTIVITY_RETENTION,
    )

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name_plural = "activities"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="activity_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(locality=None) | Q(site=None), name="activity_is_in_one_place"),
            models.UniqueConstraint(
                fields=["pilot", "source_key"], condition=~Q(source_key=""), name="source_entry_is_loaded_once"
            ),
        ]
        indexes = [
            # What visibility asks for stands behind the order, so that a list is counted in the index alone.
            models.Index(fields=["authority", "-starts_on", "-id", "status", "author"], name="activity_by_authority"),
            models.Index(
                fields=["pilot", "-starts_on", "-id", "authority", "status", "author", "kind"], name="activity_by_pilot"
            ),
            models.Index(
                fields=["authority", "kind", "-starts_on", "-id", "status", "author"], name="activity_by_kind"
            ),
            models.Index(
                fields=["locality", "-starts_on", "-id", "authority", "status", "author", "kind"],
                condition=Q(locality__isnull=False),
                name="activity_by_locality",
            ),
            models.Index(
                fields=["authority", "ends_on"], condition=Q(ends_on__isnull=False), name="activity_over_days"
            ),
            models.Index(
                fields=["authority", "status", "submitted_at", "id"],
                condition=~Q(status="approved"),
                name="activity_not_yet_approved",
            ),
            models.Index(fields=["author", "-starts_on", "-id"], name="activity_by_author"),
            models.Index(
                fields=["intervention", "-starts_on", "-id", "authority", "status", "author"],
                condition=Q(intervention__isnull=False),
                name="activity_by_intervention",
            ),
            models.Index(
                fields=["pilot"],
                condition=Q(intervention=None) & ~Q(intervention_name=""),
                name="activity_with_typed_name",
            ),
            models.Index(fields=["-starts_on", "-id", "kind", "authority"], name="activity_by_date"),
            models.Index(
                fields=["authority", "starts_on"],
                condition=Q(status="approved"),
                include=["pilot", "locality", "kind", "minutes"],
                name="activity_counted_by_day",
            ),
            models.Index(fields=["-changed_at", "-id"], name="activity_by_change"),
            models.Index(fields=["author", "-created_at"], name="activity_by_writing"),
            models.Index(
                fields=["next_step_due"],
                condition=Q(next_step_due__isnull=False, next_step_done_at=None),
                name="activity_with_open_next_step",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        """Keep what follows from other fields."""
        self.fill_in()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("activity", args=[self.pk])

    def fill_in(self) -> None:
        """Set the authority, and the words that the text search reads in small letters; call it before a bulk_create.

        An entry stays in the authority where it took place, though its pilot may move to another one later.
        """
        if self._state.adding:
            self.authority_id = self.pilot.authority_id
        self.words = " ".join(getattr(self, name) for name in SEARCHED).casefold()

    @property
    def place(self) -> str:
        """Where it took place, as far as the entry says."""
        return str(self.locality or self.site or self.pilot)

    @property
    def hours(self) -> float | None:
        """The time it took, in hours."""
        return None if self.minutes is None else self.minutes / 60

    @property
    def is_due(self) -> bool:
        """Say whether it was planned for a day that has come."""
        return self.status == Status.PLANNED and self.starts_on <= timezone.localdate()

    @property
    def days_waiting(self) -> int | None:
        """Whole days since it was submitted, or None where it does not wait."""
        if self.status != Status.SUBMITTED or self.submitted_at is None:
            return None
        return (timezone.now() - self.submitted_at).days
