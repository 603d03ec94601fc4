"""Meetings of a network: who came, what was agreed, and what became of it."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from vru_portal.privacy import Privacy

from .network import NETWORK_RETENTION, ForThoseWhoRunNetworks, Membership, Network


class MeetingQuerySet(ForThoseWhoRunNetworks):
    def held(self) -> MeetingQuerySet:
        return self.filter(status=Meeting.Status.HELD)

    def ahead(self) -> MeetingQuerySet:
        """Return the meetings that are still to come, the next one first."""
        return self.filter(status=Meeting.Status.SCHEDULED, ends_at__gte=timezone.now()).order_by("starts_at", "pk")

    def past(self) -> MeetingQuerySet:
        return self.filter(ends_at__lt=timezone.now())

    def taking_place(self) -> MeetingQuerySet:
        """Return the meetings that were held or are to be held."""
        return self.exclude(status=Meeting.Status.CANCELLED)

    def to_record(self) -> MeetingQuerySet:
        """Return the meetings of which nobody has said yet whether they took place, the latest first."""
        return self.past().filter(status=Meeting.Status.SCHEDULED).order_by("-starts_at", "-pk")

    def with_counts(self) -> MeetingQuerySet:
        """Add how many members came, as ``came``, and how many actions are open, as ``open_actions``."""
        came = Attendance.objects.filter(meeting=OuterRef("pk"), answer=Attendance.Answer.CAME)
        left = AgreedAction.objects.open().filter(meeting=OuterRef("pk"))
        return self.annotate(came=counted_rows(came), open_actions=counted_rows(left))

    def with_last_change(self) -> MeetingQuerySet:
        """Add when a meeting was last changed, as ``changed_at``."""
        changes = Meeting.history.filter(id=OuterRef("pk")).order_by("-history_date").values("history_date")
        return self.annotate(changed_at=Coalesce(Subquery(changes[:1]), F("starts_at")))


def counted_rows(rows: models.QuerySet) -> Coalesce:
    """Return the number of these rows of each meeting, for an annotation."""
    number = rows.order_by().values("meeting").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


class Meeting(models.Model):
    """A meeting of a network, from its invitation to its notes."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "Scheduled"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, models.PROTECT, related_name="meetings")
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    place = models.CharField("where", max_length=150, blank=True)
    agenda = models.TextField(blank=True, help_text="One item a line.")
    notes = models.TextField(blank=True)
    guests = models.PositiveSmallIntegerField("guests who are not members", null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SCHEDULED)
    why_cancelled = models.CharField(max_length=250, blank=True)
    is_demonstration = models.BooleanField(default=False, editable=False)
    sequence = models.PositiveIntegerField("revision of the invitation", default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    changed_at: datetime  # of with_last_change()

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id network starts_at ends_at guests status is_demonstration sequence version",
        free_text="place agenda notes why_cancelled",
        retention=NETWORK_RETENTION,
    )

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message="The meeting must end after it starts.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}, {timezone.localtime(self.starts_at):%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.pk])

    @property
    def day(self) -> date:
        """The day on which it begins, as the wall calendar says."""
        return timezone.localdate(self.starts_at)

    @property
    def has_come(self) -> bool:
        """Say whether its day has come, so that people can have come to it."""
        return self.day <= timezone.localdate()

    @property
    def agenda_items(self) -> list[str]:
        return [item.strip() for item in self.agenda.splitlines() if item.strip()]

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    def cancel(self, reason: str) -> None:
        """Store that it does not take place, as a new revision of its invitation."""
        self.status, self.why_cancelled = self.Status.CANCELLED, reason
        self.sequence += 1
        self.save(update_fields=["status", "why_cancelled", "sequence"])

    @property
    def is_held(self) -> bool:
        return self.status == self.Status.HELD

    @property
    def may_be_not_held(self) -> bool:
        """Whether all that says that it was held is its status, which somebody may have ticked by mistake."""
        left = self.guests or self.notes or hasattr(self, "activity") or self.attendances.exists()
        return self.is_held and not left


class ScopedByMeeting(ForThoseWhoRunNetworks):
    authority_path = "meeting__network__authority"


class Attendance(models.Model):
    """A member came to a meeting, or sent apologies. Who has neither did not come."""

    class Answer(models.TextChoices):
        CAME = "came", "Came"
        APOLOGIES = "apologies", "Sent apologies"

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="attendances")
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.CAME)

    objects = ScopedByMeeting.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id meeting answer", contact="membership", retention=NETWORK_RETENTION)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="member_is_ticked_once_a_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.membership}: {self.get_answer_display()}"


class ActionQuerySet(ScopedByMeeting):
    def open(self) -> ActionQuerySet:
        return self.filter(done_on=None, dropped_on=None)

    def overdue(self, on: date | None = None) -> ActionQuerySet:
        """Return the open actions that were due before the day, longest overdue first."""
        return self.open().filter(due_on__lt=on or timezone.localdate()).order_by("due_on", "pk")


class AgreedAction(models.Model):
    """What a meeting agreed that somebody does by a day. It stays on the agenda until it is done or dropped."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="actions")
    text = models.CharField("what is to be done", max_length=250)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="agreed_actions", null=True, blank=True
    )
    member = models.ForeignKey(Membership, models.PROTECT, related_name="actions", null=True, blank=True)
    due_on = models.DateField("by when")
    done_on = models.DateField("done", null=True, blank=True)
    dropped_on = models.DateField("dropped", null=True, blank=True)
    outcome = models.CharField("what became of it", max_length=250, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id meeting due_on done_on dropped_on version",
        staff="owner",
        contact="member",
        free_text="text outcome",
        retention=NETWORK_RETENTION,
    )

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) ^ Q(member=None),
                name="action_has_one_owner",
                violation_error_message="Choose who does it: one of the staff, or a member.",
            ),
            models.CheckConstraint(condition=Q(done_on=None) | Q(dropped_on=None), name="action_is_done_or_dropped"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_overdue(self) -> bool:
        return self.done_on is None and self.dropped_on is None and self.due_on < timezone.localdate()


class CalendarLink(models.Model):
    """The secret address of a person's calendar of meetings. Only a digest of it is kept; a new one ends the old."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_link")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    privacy = Privacy(staff="id user digest made_at", retention="until its owner or an administrator removes it")

    def __str__(self) -> str:
        return f"Calendar link of {self.user}"
