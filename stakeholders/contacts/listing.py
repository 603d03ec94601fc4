"""The list of contacts: its filters and its pages."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from pilots.models import LocalAuthority
from vru_portal.access.guards import SignedInRequest
from vru_portal.access.roles import Capability
from vru_portal.filtering import ListFilter, holding
from vru_portal.keyset import PAGE_SIZE, Page

from ..models import Contact, Membership, Network, Organisation
from ..models.contact import ContactQuerySet

LAST_PAGE = 10_000
SHOW = [("review", "Past their review date"), ("unlisted", "Not agreed to be listed"), ("alone", "In no network")]


def authorities(request: SignedInRequest) -> QuerySet:
    return LocalAuthority.objects.visible_to(request.user, Capability.RUN_NETWORKS).order_by("name")


def networks(request: SignedInRequest) -> QuerySet:
    return Network.objects.visible_to(request.user, Capability.RUN_NETWORKS).order_by("name", "pk")


class ContactFilter(ListFilter):
    """What the list shows."""

    q = CharFilter(method="with_words", label="Search for a name, role or organisation", max_length=100)
    show = ChoiceFilter(choices=SHOW, method="of_kind", label="Show", empty_label="All")
    authority = ModelChoiceFilter(queryset=authorities, label="Kept by", empty_label="All")
    sector = ChoiceFilter(
        field_name="organisation__sector", choices=Organisation.Sector.choices, label="Sector", empty_label="All"
    )
    network = ModelChoiceFilter(queryset=networks, method="in_network", label="Member of", empty_label="Any network")

    class Meta(ListFilter.Meta):
        model = Contact
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        return queryset.filter(holding(value, ("name", "role", "organisation__name")))

    def of_kind(self, queryset, name, value):
        if value == "review":
            return queryset.to_review()
        if value == "unlisted":
            return queryset.filter(may_be_listed=False)
        return queryset.filter(
            ~Exists(Membership.objects.visible_to(self.request.user).current().filter(contact=OuterRef("pk")))
        )

    def in_network(self, queryset, name, value):
        members = Membership.objects.visible_to(self.request.user).current().filter(network=value)
        return queryset.filter(pk__in=members.values("contact"))

    @property
    def is_of_review(self) -> bool:
        return self.form.is_valid() and self.form.cleaned_data.get("show") == "review"


def filtered(request: SignedInRequest) -> ContactFilter:
    """Return the list's filter as the address asks for it."""
    return ContactFilter(request.GET, queryset=Contact.objects.visible_to(request.user).named(), request=request)


def for_list(contacts: ContactQuerySet, user) -> ContactQuerySet:
    """Load what a row shows: the organisation, and the networks whose members the user may see."""
    memberships = Membership.objects.visible_to(user).current().select_related("network")
    return contacts.select_related("organisation", "authority").prefetch_related(
        Prefetch("memberships", memberships, to_attr="current_memberships")
    )


def page_by_number(request: HttpRequest, rows: QuerySet) -> Page:
    """Return the page that the address asks for by ``?page=2``.

    The cursors of other lists would carry the names of people in the address, and contacts are few enough to count.
    """
    asked = request.GET.get("page", "1")
    number = min(int(asked), LAST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
    number = max(number, 1)
    found = list(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE + 1])

    def address(other: int) -> str:
        query = request.GET.copy()
        query["page"] = str(other)
        return f"?{query.urlencode()}"

    return Page(
        found[:PAGE_SIZE],
        next_url=address(number + 1) if len(found) > PAGE_SIZE else "",
        previous_url=address(number - 1) if number > 1 else "",
    )
