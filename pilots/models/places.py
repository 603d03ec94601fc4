"""Region, local authority, locality; and the themes that a region works on."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from vru_portal.access.roles import Capability
from vru_portal.access.scope import AuthorityScopedQuerySet
from vru_portal.archiving import ArchivedQuerySet
from vru_portal.privacy import Privacy

PLACE_RETENTION = "as long as the unit works"
# A schematic map of more columns or rows could not be read.
WIDEST_GRID = 8


class RegionQuerySet(models.QuerySet):
    def visible_to(self, user) -> RegionQuerySet:
        """Return the regions in which, or in one of whose authorities, the user is posted."""
        return self.filter(pk__in=user.regions_with(Capability.SEE_PLACES))

    def public(self) -> RegionQuerySet:
        """Return the regions with pages that anybody may read: all, since a unit and its councils are no secret."""
        return self.all()


class Region(models.Model):
    """The area of a Violence Reduction Unit."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    unit_name = models.CharField("name of the unit", max_length=150)
    police_force = models.CharField(max_length=100, blank=True)
    website = models.URLField(blank=True)
    description = models.TextField(blank=True)
    contact = models.TextField(
        "whom to contact",
        blank=True,
        help_text="What the public pages say: an office, its hours, a shared address. Nobody's own name or number.",
    )

    objects = RegionQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id slug name unit_name police_force website description contact", retention=PLACE_RETENTION)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("region", args=[self.slug])


class LocalAuthorityQuerySet(AuthorityScopedQuerySet):
    authority_path = ""


class LocalAuthority(models.Model):
    """A council area: the unit of review and of access."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="authorities")
    name = models.CharField(max_length=100)
    gss_code = models.CharField(
        "GSS code",
        max_length=9,
        unique=True,
        validators=[RegexValidator(r"^[EWSNK]\d{8}$", "Enter a GSS code: a letter and eight digits, like E08000026")],
    )
    self_approval_allowed = models.BooleanField(
        "reviewers may approve their own entries",
        default=False,
        help_text="Only where there is nobody else to review. Each use is recorded and shown.",
    )
    tile_column = models.PositiveSmallIntegerField(
        "column in the schematic map", null=True, blank=True, help_text="Counted from the west: 1 is the first."
    )
    tile_row = models.PositiveSmallIntegerField(
        "row in the schematic map", null=True, blank=True, help_text="Counted from the north: 1 is the first."
    )

    objects = LocalAuthorityQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id region name gss_code self_approval_allowed tile_column tile_row", retention=PLACE_RETENTION
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "local authorities"
        constraints = [
            models.CheckConstraint(
                condition=Q(tile_column=None, tile_row=None)
                | Q(tile_column__isnull=False, tile_row__isnull=False)
                & Q(tile_column__range=(1, WIDEST_GRID), tile_row__range=(1, WIDEST_GRID)),
                name="tile_has_a_column_and_a_row",
                violation_error_message=f"Enter both the column and the row, each from 1 to {WIDEST_GRID}, or neither.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("authority", args=[self.gss_code])


# The stubs of Django give each class of rows an as_manager() of its own type, and so allow no two of them as bases.
class PlaceQuerySet(AuthorityScopedQuerySet, ArchivedQuerySet):  # type: ignore[override]  # as_manager() of a base
    """Localities or pilots: each in one authority, and archived when it is over."""


class Locality(models.Model):
    """A neighbourhood of about 20,000 people in one local authority, where a pilot works."""

    authority = models.ForeignKey(LocalAuthority, models.PROTECT, related_name="localities")
    slug = models.SlugField()
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField("year of the population figure", null=True, blank=True)
    population_source = models.CharField("source of the population figure", max_length=200, blank=True)
    latitude = models.DecimalField(
        "latitude of the centre point",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        "longitude of the centre point",
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = PlaceQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(
        none="id authority slug name description population population_year population_source latitude longitude"
        " archived_at",
        retention=PLACE_RETENTION,
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "localities"
        constraints = [
            models.UniqueConstraint(fields=["authority", "slug"], name="locality_is_listed_once_an_authority"),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="centre_point_has_both_coordinates",
                violation_error_message="Enter both coordinates of the centre point, or neither.",
            ),
            models.CheckConstraint(
                condition=Q(population=None) | Q(population_year__isnull=False) & ~Q(population_source=""),
                name="population_has_a_year_and_a_source",
                violation_error_message="Enter the year and the source of the population figure.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("locality", args=[self.authority.gss_code, self.slug])

    @property
    def population_in_words(self) -> str:
        """Such as "19,400"; empty where no population is known."""
        return "" if self.population is None else f"{self.population:,}"


class ThemeQuerySet(ArchivedQuerySet):
    def visible_to(self, user) -> ThemeQuerySet:
        """Return the themes of the regions that the user may see."""
        return self.filter(region__in=Region.objects.visible_to(user))


class Theme(models.Model):
    """A subject that the region works on, or one that cuts across them all."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="themes")
    name = models.CharField(max_length=100)
    is_cross_cutting = models.BooleanField("cuts across the other themes", default=False)
    archived_at = models.DateTimeField("archived", null=True, blank=True)

    objects = ThemeQuerySet.as_manager()
    history = HistoricalRecords()

    privacy = Privacy(none="id region name is_cross_cutting archived_at", retention=PLACE_RETENTION)

    class Meta:
        ordering = ["is_cross_cutting", "name"]
        constraints = [models.UniqueConstraint(fields=["region", "name"], name="theme_is_listed_once_a_region")]

    def __str__(self) -> str:
        return self.name
