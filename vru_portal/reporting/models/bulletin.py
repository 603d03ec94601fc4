"""The Localities Bulletin: the quarterly public summary of activity, by area."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from interventions.models import Activity
from pilots.models import LocalAuthority, Locality, Pilot, Region, RegionalWork, Theme
from vru_portal.access.roles import Capability
from vru_portal.access.scope import within
from vru_portal.privacy import Privacy
from vru_portal.quarters import Quarter

BULLETIN_RETENTION = "as long as the unit works"


def reworded(part: Any, changed: Callable[[str], str], record: str = "") -> Any:
    """Return data read from JSON with each of its texts changed.

    With the key of an outcome record, what is plainly said of another record stays as it is.
    """
    if isinstance(part, dict):
        if record and part.get("record", record) != record:
            return part
        return {key: reworded(value, changed, record) for key, value in part.items()}
    if isinstance(part, list):
        return [reworded(each, changed, record) for each in part]
    return changed(part) if isinstance(part, str) else part


class BulletinQuerySet(models.QuerySet):
    def visible_to(self, user, capability: Capability = Capability.READ_APPROVED) -> BulletinQuerySet:
        """Return the bulletins of the user's areas: of a whole region for those posted anywhere in it.

        With another capability than reading, only those of the areas in which the user has it: for a region's, in the
        whole of it.
        """
        of_authority = Q(authority__isnull=False) & within(user, capability, "authority")
        if capability == Capability.READ_APPROVED:
            return self.filter(of_authority | Q(authority=None, region__in=user.regions_with(capability)))
        regions = [posting.region_id for posting in user.postings_with(capability) if posting.region_id]
        return self.filter(of_authority | Q(authority=None, region__in=regions))

    def public(self) -> BulletinQuerySet:
        """Return what anybody may read."""
        return self.filter(published_at__isnull=False)

    def latest_editions(self) -> BulletinQuerySet:
        """Return the published bulletins that no later published edition has taken the place of."""
        return self.public().filter(
            ~Q(pk__in=self.model.objects.public().filter(corrects__isnull=False).values("corrects"))
        )


class Bulletin(models.Model):
    """One edition of the bulletin of a region, an authority or a locality for a closed quarter.

    Its pages are made from ``content``, frozen when it is published: the figures in it are safe to give out.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="bulletins")
    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="bulletins", null=True, blank=True)
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="bulletins", null=True, blank=True)
    starts_on = models.DateField("first day of the quarter")
    edition = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField(
        "self", models.PROTECT, related_name="corrected_by", null=True, blank=True, editable=False
    )
    correction_note = models.CharField("what was corrected", max_length=500, blank=True)
    title = models.CharField(max_length=150)
    introduction = models.TextField(max_length=2000, blank=True)
    content = models.JSONField(null=True, editable=False)
    pdf = models.FileField(upload_to="bulletins", blank=True, editable=False)
    word = models.FileField(upload_to="bulletins", blank=True, editable=False)
    drawn_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    drawn_up_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_demonstration = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = BulletinQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["content"])

    privacy = Privacy(
        none="id region authority locality starts_on edition corrects pdf word drawn_up_at published_at"
        " is_demonstration version",
        staff="drawn_up_by published_by",
        free_text="title introduction correction_note content",
        retention=BULLETIN_RETENTION,
    )

    class Meta:
        ordering = ["-starts_on", "-edition", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(locality=None) | Q(authority__isnull=False), name="locality_bulletin_has_its_authority"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(content__isnull=False), name="published_bulletin_has_its_content"
            ),
            models.CheckConstraint(
                condition=Q(edition=1, corrects=None)
                | Q(edition__gt=1, corrects__isnull=False) & ~Q(correction_note=""),
                name="correction_says_what_it_corrects",
            ),
            models.UniqueConstraint(
                fields=["region", "starts_on", "edition"],
                condition=Q(authority=None),
                name="region_has_one_bulletin_a_quarter",
            ),
            models.UniqueConstraint(
                fields=["authority", "starts_on", "edition"],
                condition=Q(authority__isnull=False, locality=None),
                name="authority_has_one_bulletin_a_quarter",
            ),
            models.UniqueConstraint(
                fields=["locality", "starts_on", "edition"],
                condition=Q(locality__isnull=False),
                name="locality_has_one_bulletin_a_quarter",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.quarter.label}"

    def get_absolute_url(self) -> str:
        """Return its public page. It stays, and shows the latest edition."""
        return reverse("public_bulletin", kwargs=self.address)

    @property
    def edition_url(self) -> str:
        """The public page of this very edition."""
        return reverse("public_bulletin_edition", kwargs={**self.address, "edition": self.edition})

    @property
    def address(self) -> dict[str, str]:
        """What its public addresses hold: the region, the quarter and, where it is of a part of it, the area."""
        parts = {"region_slug": self.region.slug, "quarter": self.quarter.slug}
        if self.authority:
            parts["gss_code"] = self.authority.gss_code
        if self.locality:
            parts["slug"] = self.locality.slug
        return parts

    @property
    def quarter(self) -> Quarter:
        return Quarter.of(self.starts_on)

    @property
    def area(self) -> Region | LocalAuthority | Locality:
        return self.locality or self.authority or self.region

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    def reword(self, changed: Callable[[str], str], record: str = "") -> None:
        """Change each text that it says if it is published; its files are made anew for whoever asks, until renewed.

        With the key of an outcome record, what is plainly said of another record stays as it is.
        """
        if self.content and (content := reworded(self.content, changed, record)) != self.content:
            self.content = content
            self.version += 1
            self.save(update_fields=["content", "version"])


class SectionQuerySet(models.QuerySet):
    def included(self) -> SectionQuerySet:
        return self.filter(is_included=True)


class Section(models.Model):
    """What a bulletin says of one pilot, or of one theme across the region: words that an editor wrote."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="sections")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="bulletin_sections", null=True, blank=True)
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="bulletin_sections", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_included = models.BooleanField("goes into the bulletin", default=True)
    opening = models.TextField("opening line", max_length=500, blank=True)
    together = models.TextField("when communities came together", max_length=1500, blank=True)
    to_come = models.TextField("work to come, beside what is planned in the log", max_length=1500, blank=True)
    how_to_join = models.TextField(max_length=1000, blank=True)

    objects = SectionQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id bulletin pilot theme position is_included",
        free_text="opening together to_come how_to_join",
        retention=BULLETIN_RETENTION,
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(pilot=None) ^ Q(theme=None), name="section_is_about_a_pilot_or_a_theme"),
            models.UniqueConstraint(
                fields=["bulletin", "pilot"], condition=Q(pilot__isnull=False), name="pilot_has_one_section_a_bulletin"
            ),
            models.UniqueConstraint(
                fields=["bulletin", "theme"], condition=Q(theme__isnull=False), name="theme_has_one_section_a_bulletin"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pilot or self.theme)

    def take_out_counted(self, record: UUID, counted: set[str], instead: str) -> None:
        """Replace what an outcome record counted in the sentence that the bulletin says of it if it is published.

        Another record with the same words keeps them. In a bulletin that came out before its sentences said of which
        record they are, all those with the words lose them: whose they were cannot be told.
        """
        ends = {f": {words}: from ": f": {instead}: from " for words in sorted(counted, key=len, reverse=True)}
        self.bulletin.reword(
            lambda text: reduce(lambda said, end: said.replace(end, ends[end]), ends, text), str(record)
        )


class BulletinEntry(models.Model):
    """An entry of the log, or regional work, that an editor chose for a section, in words that it bears out."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="chosen")
    activity = models.ForeignKey(Activity, models.PROTECT, related_name="in_bulletins", null=True, blank=True)
    work = models.ForeignKey(RegionalWork, models.PROTECT, related_name="in_bulletins", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    words = models.CharField(max_length=400)

    history = HistoricalRecords()

    privacy = Privacy(none="id section activity work position", free_text="words", retention=BULLETIN_RETENTION)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "bulletin entries"
        constraints = [
            models.CheckConstraint(condition=Q(activity=None) ^ Q(work=None), name="bulletin_entry_has_one_source"),
            models.UniqueConstraint(
                fields=["section", "activity"],
                condition=Q(activity__isnull=False),
                name="activity_is_chosen_once_a_section",
            ),
            models.UniqueConstraint(
                fields=["section", "work"], condition=Q(work__isnull=False), name="work_is_chosen_once_a_section"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def source(self) -> Activity | RegionalWork:
        """The entry of the log or the regional work that it was chosen from."""
        return cast(Activity | RegionalWork, self.activity or self.work)

    def take_out(self, instead: str) -> None:
        """Replace its words for good: here, in every version, and in what the bulletin says if it is published."""
        said = {self.words, *self.history.values_list("words", flat=True)}
        self.history.update(words=instead)
        type(self).objects.filter(pk=self.pk).update(words=instead)
        self.section.bulletin.reword(lambda text: instead if text in said else text)
