"""What all pages of Django admin have in common: scoped, searchable, with history, and nothing is ever deleted."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from .roles import Capability

# For each model, the paths to the region that a row belongs to; a model without an entry belongs to all regions.
REGION_PATHS = {
    "access.User": ["postings__region", "postings__authority__region"],
    "access.Posting": ["region", "authority__region"],
    "access.SignInEvent": ["user__postings__region", "user__postings__authority__region"],
    "pilots.Region": ["pk"],
    "pilots.LocalAuthority": ["region"],
    "pilots.Locality": ["authority__region"],
    "pilots.Theme": ["region"],
    "pilots.Source": ["region"],
    "pilots.Pilot": ["authority__region"],
    "pilots.Phase": ["pilot__authority__region"],
    "pilots.Site": ["pilot__authority__region"],
    "pilots.ContextEntry": ["pilot__authority__region"],
    "pilots.PublishedFigure": ["region", "authority__region", "pilot__authority__region"],
    "pilots.RegionalWork": ["region"],
    "pilots.EducationSetting": ["authority__region"],
    "pilots.TheoryOfChange": ["pilot__authority__region"],
    "stakeholders.CalendarLink": ["user__postings__region", "user__postings__authority__region"],
    "stakeholders.IncidentReading": ["incident__authority__region"],
    "stakeholders.Organisation": ["region"],
    "interventions.InterventionType": ["region"],
    "interventions.Intervention": ["authority__region"],
}
# People who were just added, and sign-ins with an unknown address, belong to nobody yet: every administrator sees them.
OF_NOBODY = {"access.User": Q(postings=None), "access.SignInEvent": Q(user=None) | Q(user__postings=None)}


def administered(model: type[Model], user) -> QuerySet:
    """Return the rows of a model that lie in the regions of which the user is an administrator."""
    label = model._meta.label
    rows = model._default_manager.all()
    if label not in REGION_PATHS:
        return rows
    regions = [posting.region_id for posting in user.postings_with(Capability.ADMINISTER)]
    within = OF_NOBODY.get(label, Q())
    for path in REGION_PATHS[label]:
        within |= Q(**{f"{path}__in": regions})
    # A subquery, because the joins to several postings would list a person twice.
    return rows.filter(pk__in=model._default_manager.filter(within).values("pk"))


class Scoped(BaseModelAdmin):
    """Lists and offers what lies in the administrator's own regions."""

    model: type[Model]

    def get_queryset(self, request) -> QuerySet:
        return super().get_queryset(request) & administered(self.model, request.user)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", administered(db_field.remote_field.model, request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs.setdefault("queryset", administered(db_field.remote_field.model, request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class PortalPage(Scoped, admin.ModelAdmin):
    """A page of Django admin on which nothing can be deleted."""

    list_per_page = 25
    show_full_result_count = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Refuse to filter by a password: its hash could be guessed letter by letter from what is found."""
        return "password" not in lookup and super().lookup_allowed(lookup, value, request)


class ReadOnlyPage(PortalPage):
    """A page on which nothing can be changed either."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


class RecordPage(PortalPage, SimpleHistoryAdmin):
    """A page of records, each with its history: to be read, not to be turned back."""

    object_history_list_template = "admin/history_list.html"

    def revert_disabled(self, request, obj=None) -> bool:
        return True

    def history_view(self, request, object_id, extra_context=None):
        self.find(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self.find(request, object_id)
        if request.method != "GET":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def find(self, request, object_id):
        """Return the record, or answer 404 where it is not in the administrator's regions."""
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        return record


class RecordInline(Scoped, admin.StackedInline):
    """Rows that belong to a record, on its page. Stacked, because the cells of Django's table have no labels."""

    extra = 0
    show_change_link = False


class ArchivedFilter(admin.SimpleListFilter):
    """Offers current or archived records."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("current", "Current"), ("archived", "Archived")]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        return queryset.filter(archived_at__isnull=self.value() == "current")


class ArchivedPage(RecordPage):
    """A page of records that are archived when they are no longer used, and can be restored."""

    readonly_fields = ("archived_at",)
    actions = ("archive", "restore")

    def get_list_filter(self, request):
        return (ArchivedFilter, *super().get_list_filter(request))

    @admin.action(description="Archive: no longer offered in forms, kept where it is used")
    def archive(self, request, queryset) -> None:
        self.set_archived(request, queryset.filter(archived_at=None), timezone.now(), "archived")

    @admin.action(description="Restore from the archive")
    def restore(self, request, queryset) -> None:
        self.set_archived(request, queryset.exclude(archived_at=None), None, "restored")

    def set_archived(self, request, queryset, at, word: str) -> None:
        """Archive or restore each record by itself, so that each has it in its history."""
        records = list(queryset)
        for record in records:
            record.archived_at = at
            record.save()
            self.log_change(request, record, word.capitalize())
        self.message_user(request, f"{len(records)} {word}.", messages.SUCCESS)
