"""The thread of decisions on an entry of the log or an outcome record."""

from datetime import datetime
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from pilots.models import LocalAuthority
from vru_portal.privacy import Privacy

from .activity import ACTIVITY_RETENTION, Activity, Status
from .outcome import OutcomeRecord

DECISIONS = {"approve", "return"}


class ReviewStep(models.Model):
    """One step of an entry from plan to approval: who moved it, when, and why. Never changed afterwards.

    A decision says where it was made, and whether within the days allowed: the share of those is read from here.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="steps", null=True)
    outcome = models.ForeignKey(OutcomeRecord, models.PROTECT, related_name="steps", null=True)
    move = models.CharField(max_length=20)
    from_status = models.CharField(max_length=10, choices=Status.choices)
    to_status = models.CharField(max_length=10, choices=Status.choices)
    reason = models.TextField(max_length=2000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_steps", null=True)
    made_at = models.DateTimeField(default=timezone.now)
    on_own_entry = models.BooleanField(default=False)
    decided_in = models.ForeignKey(
        LocalAuthority, models.PROTECT, related_name="+", null=True, db_index=False, editable=False
    )
    is_on_time = models.BooleanField(null=True, editable=False)

    privacy = Privacy(
        none="id activity outcome move from_status to_status made_at on_own_entry decided_in is_on_time",
        staff="made_by",
        free_text="reason",
        retention=ACTIVITY_RETENTION,
    )

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(activity__isnull=False, outcome=None) | Q(activity=None, outcome__isnull=False),
                name="review_step_is_about_one_thing",
            )
        ]
        indexes = [
            models.Index(
                fields=["decided_in", "made_at"],
                condition=Q(is_on_time__isnull=False),
                include=["activity", "is_on_time"],
                name="decision_by_day",
            )
        ]

    LABELS = {
        "submit": "Submitted",
        "withdraw": "Withdrawn",
        "approve": "Approved",
        "return": "Returned",
        "reopen": "Reopened",
        "cancel": "Cancelled",
        "redact": "Words removed",
    }

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} to {self.get_to_status_display()}"

    def note_decision(self, authority_id: int, submitted_at: datetime | None) -> None:
        """Note of a decision, before it is stored, where it is made and whether within the days allowed."""
        if self.move in DECISIONS and submitted_at:
            self.decided_in_id = authority_id
            self.is_on_time = (self.made_at - submitted_at).days <= settings.REVIEW_DUE_DAYS

    @property
    def about(self) -> Activity | OutcomeRecord:
        """The entry or the outcome record that was moved."""
        return cast(Activity | OutcomeRecord, self.activity or self.outcome)

    @property
    def label(self) -> str:
        """What happened, in a word; "Resubmitted" where the entry had been returned before."""
        if self.move == "submit" and self.from_status == Status.RETURNED:
            return "Resubmitted"
        return self.LABELS.get(self.move, "Recorded as published")
