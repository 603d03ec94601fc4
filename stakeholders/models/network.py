"""Stakeholder networks: who takes part, since when, until when, and how many are said to."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from pilots.models import LocalAuthority, Pilot, Source
from vru_portal.access.roles import Capability
from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.dates import PartialDateField
from vru_portal.privacy import Privacy

from .contact import Contact
from .organisation import Organisation

NETWORK_RETENTION = "6 years after the pilot is completed"
REQUEST_KEPT_DAYS = 90
REQUEST_RETENTION = f"until decided, {REQUEST_KEPT_DAYS} days at most"


class NetworkQuerySet(AuthorityScopedQuerySet):
    def current(self) -> NetworkQuerySet:
        """Return the networks that have not ended."""
        return self.filter(ended_on=None)

    def welcoming(self) -> NetworkQuerySet:
        """Return the networks with a public page on which anybody may ask to join."""
        return self.current().filter(welcomes_members=True, pilot__archived_at=None)


class Network(models.Model):
    """A partnership of a pilot or a local authority, with members, meetings and agreed actions."""

    class Kind(models.TextChoices):
        STAKEHOLDERS = "stakeholders", "Stakeholder network"
        STEERING = "steering", "Steering group"
        FORUM = "forum", "Forum"
        YOUTH_PANEL = "youth_panel", "Youth panel"
        TEAM = "team", "Team around the community"
        CHAMPIONS = "champions", "Community champions"

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="networks")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="networks", null=True, blank=True)
    slug = models.SlugField()
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=15, choices=Kind.choices)
    purpose = models.TextField(blank=True)
    established_on = PartialDateField("established")
    ended_on = models.DateField("ended", null=True, blank=True)
    rhythm = models.CharField(
        "how often it meets", max_length=200, blank=True, help_text="An iCalendar rule, such as FREQ=WEEKLY;INTERVAL=2"
    )
    rhythm_wording = models.CharField("how often, in the source's words", max_length=100, blank=True)
    welcomes_members = models.BooleanField("people may ask to join on a public page", default=False)
    invitation = models.TextField("what the public page says", blank=True)
    note = models.CharField(max_length=250, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, related_name="networks", null=True, blank=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = NetworkQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id authority pilot slug name kind established_on ended_on rhythm welcomes_members source"
        " is_demonstration version",
        free_text="rhythm_wording purpose invitation note",
        retention=NETWORK_RETENTION,
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "slug"], name="network_is_listed_once_an_authority"),
            models.CheckConstraint(
                condition=Q(welcomes_members=False) | ~Q(invitation=""),
                name="public_page_says_something",
                violation_error_message="Enter what the public page says.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network", args=[self.pk])

    @property
    def is_welcoming(self) -> bool:
        """The same as ``welcoming`` in the database: whether it has a public page."""
        return self.welcomes_members and not self.ended_on and not (self.pilot and self.pilot.archived_at)


class ScopedByNetwork(AuthorityScopedQuerySet):
    authority_path = "network__authority"


class ForThoseWhoRunNetworks(ScopedByNetwork):
    """Rows that tell of named people."""

    def visible_to(self, user, capability: Capability = Capability.RUN_NETWORKS):
        return super().visible_to(user, capability)


class MembershipQuerySet(ForThoseWhoRunNetworks):
    def current(self, on: date | None = None) -> MembershipQuerySet:
        """Return the memberships in force on a day, today by default."""
        day = on or timezone.localdate()
        return self.filter(Q(left_on=None) | Q(left_on__gt=day), joined_on__lte=day)


class Membership(models.Model):
    """An organisation, and mostly a named person of it, takes part in a network from a day until a day."""

    class Role(models.TextChoices):
        MEMBER = "member", "Member"
        CHAIR = "chair", "Chair"
        DEPUTY = "deputy", "Deputy chair"
        SECRETARY = "secretary", "Secretary"

    network = models.ForeignKey(Network, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships", null=True, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="memberships", null=True, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    joined_on = models.DateField("joined")
    left_on = models.DateField("left", null=True, blank=True)
    why_left = models.CharField(max_length=150, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id network organisation role joined_on left_on",
        contact="contact",
        free_text="why_left",
        retention=NETWORK_RETENTION,
    )

    class Meta:
        ordering = ["joined_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(contact__isnull=False),
                name="member_is_an_organisation_or_a_person",
                violation_error_message="Choose an organisation, a contact, or both.",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="member_leaves_after_joining",
                violation_error_message="The day of leaving must not be before the day of joining.",
            ),
            models.UniqueConstraint(
                fields=["network", "contact"],
                condition=Q(left_on=None, contact__isnull=False),
                name="person_is_a_member_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.contact or self.organisation)

    @property
    def is_current(self) -> bool:
        """Whether it is in force today, as ``current()`` says."""
        today = timezone.localdate()
        return self.joined_on <= today and (self.left_on is None or self.left_on > today)


class Headcount(models.Model):
    """How many members a network is said to have on a day, where they are counted and not named."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="headcounts")
    number = models.PositiveIntegerField()
    wording = models.CharField("the source's wording", max_length=100, blank=True, help_text="Such as: over 50")
    as_at = PartialDateField("as at", blank=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="headcounts", null=True, blank=True)
    counted_by = models.CharField("who counted, where no publication says it", max_length=150, blank=True)

    objects = ScopedByNetwork.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id network number as_at source", free_text="wording counted_by", retention=NETWORK_RETENTION
    )

    class Meta:
        ordering = ["as_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=False) | ~Q(counted_by=""),
                name="headcount_has_a_source",
                violation_error_message="Choose the source, or enter who counted.",
            )
        ]

    def __str__(self) -> str:
        return self.wording or f"{self.number:,}"


class JoinRequestQuerySet(ForThoseWhoRunNetworks):
    def expired(self) -> JoinRequestQuerySet:
        """Return those that nobody has decided for as long as they may be kept."""
        return self.filter(sent_at__lt=timezone.now() - timedelta(days=REQUEST_KEPT_DAYS))


class JoinRequest(models.Model):
    """What somebody sent from a network's public page. Gone once it is decided, or after 90 days."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="join_requests")
    name = models.CharField(max_length=150)
    organisation_name = models.CharField("organisation", max_length=200, blank=True)
    email = models.EmailField("e-mail address")
    telephone = models.CharField(max_length=40, blank=True)
    message = models.TextField(max_length=1000, blank=True)
    agreed = models.BooleanField("agreed that the unit keeps these details")
    sent_at = models.DateTimeField(default=timezone.now)

    objects = JoinRequestQuerySet.as_manager()

    privacy = Privacy(
        none="id network agreed sent_at",
        contact="name organisation_name email telephone message",
        retention=REQUEST_RETENTION,
    )

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(agreed=True), name="only_what_was_agreed_to_is_kept")]

    def __str__(self) -> str:
        return f"Request to join {self.network}"

    @property
    def days_waiting(self) -> int:
        return (timezone.localdate() - timezone.localdate(self.sent_at)).days
