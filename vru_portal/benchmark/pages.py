"""What is measured, and how much more than the bare page each may cost.

The limits are those of a million entries on PostgreSQL, in processor time of application and database together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from urllib.parse import urlencode
from uuid import uuid4

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from interventions.models import Activity, ActivityKind, AudienceGroup, Intervention
from interventions.places import value_of
from pilots.models import LocalAuthority, Pilot
from vru_portal import keyset
from vru_portal.access.models import Posting, User
from vru_portal.access.roles import Role
from vru_portal.quarters import Quarter
from vru_portal.reporting.models import Bulletin

from .asking import session_of
from .data.log import COMMON, RARE

LIST, QUICK_LOG, APPROVE, DASHBOARD, BULLETIN = 3, 5, 5, 4, 2
FAR_PAGE = 1000

Post = tuple[str, dict]


@dataclass(frozen=True)
class Page:
    """An address as one person asks for it; ``limit`` is the highest multiple of the bare page, where there is one.

    ``post`` makes what is sent each time. ``cold`` empties the cache before each request.
    """

    name: str
    path: str = ""
    session: str = ""
    limit: float | None = None
    post: Callable[[], Post] | None = None
    cold: bool = False


class Cast:
    """The people of the first authority and its region, the largest of the log, each signed in."""

    def __init__(self) -> None:
        self.authority = LocalAuthority.objects.select_related("region").order_by("pk")[0]
        self.pilot = Pilot.objects.filter(authority=self.authority).order_by("pk")[0]
        self.manager = session_of(self.person(Role.MANAGER))
        self.navigator = session_of(self.person(Role.NAVIGATOR))
        self.analyst = session_of(self.person(Role.ANALYST))
        self.administrator = session_of(self.person(Role.ADMINISTRATOR))

    def person(self, role: Role) -> User:
        here = {"authority": self.authority} if role in {Role.MANAGER, Role.NAVIGATOR} else {}
        here = here or {"region": self.authority.region}
        return Posting.objects.filter(role=role, **here).order_by("pk")[0].user


def all_pages(cast: Cast) -> list[Page]:
    """Return the pages in the order in which they are measured: what is logged is then approved."""
    bare = [Page("Bare page", reverse("bare"), cast.manager)]
    places = [*lists(cast), *dashboards(cast), *public(cast), *admin(cast)]
    return [page for page in [*bare, *desk(cast), *places] if page.path or page.post]


def address(name: str, *args) -> str:
    """Return the address of a page, empty where the portal has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def desk(cast: Cast) -> Iterator[Page]:
    """Yield what navigators and managers do every day."""
    yield Page("Home page, navigator", reverse("home"), cast.navigator)
    yield Page("Home page, manager", reverse("home"), cast.manager)
    yield Page("Log an activity: form", reverse("activity_new"), cast.navigator, QUICK_LOG)
    yield Page("Log an activity: submit", "", cast.navigator, QUICK_LOG, post=quick_log(cast))
    yield Page("Review queue", reverse("review_queue"), cast.manager)
    yield Page("Approve", "", cast.manager, APPROVE, post=approval(cast))
    yield Page("Page of an entry", reverse("activity", args=[latest(cast).pk]), cast.manager)
    yield Page("Page of a pilot", cast.pilot.get_absolute_url(), cast.manager)


def lists(cast: Cast) -> Iterator[Page]:
    """Yield the activity list, for one authority and for a region, on its pages and with its filters."""
    here, day = Activity.objects.filter(authority=cast.authority), timezone.localdate()
    kinds = ActivityKind.objects.order_by("pk")
    filters = {
        "first page": {},
        f"page {FAR_PAGE} or last": {"page": far_page(here)},
        "common word": {"q": COMMON},
        "rare word": {"q": RARE},
        "common kind": {"kind": kinds[0].pk},
        "rare kind": {"kind": kinds[len(kinds) - 1].pk},
        "approved": {"status": "approved"},
        "submitted": {"status": "submitted"},
        "drafts": {"status": "draft"},
        "pilot": {"pilot": cast.pilot.pk},
        "locality": {"locality": cast.pilot.localities.values_list("pk", flat=True)[0]},
        "intervention": {"intervention": Intervention.objects.filter(pilot=cast.pilot).order_by("pk")[0].pk},
        "author": {"author": cast.person(Role.NAVIGATOR).pk},
        "one month": days("since", day - timedelta(days=400)) | days("until", day - timedelta(days=370)),
        "oldest first": {"sort": "oldest"},
        "last changed first": {"sort": "changed"},
        "several filters": {"kind": kinds[1].pk, "pilot": cast.pilot.pk, "status": "approved", "q": COMMON},
    }
    for name, query in filters.items():
        yield Page(f"List, {name}", listed(query), cast.manager, LIST)
    region = Activity.objects.filter(authority__region=cast.authority.region)
    regional = {**filters, f"page {FAR_PAGE} or last": {"page": far_page(region)}}
    for name in ("pilot", "locality", "intervention", "author", "several filters"):
        del regional[name]
    for name, query in regional.items():
        yield Page(f"List of a region, {name}", listed(query), cast.analyst, LIST)


def dashboards(cast: Cast) -> Iterator[Page]:
    """Yield the dashboards; one is drawn anew each time, the others are shown from what was drawn."""
    closed = Quarter.last_closed(timezone.localdate())
    authority, region = cast.authority, cast.authority.region
    ours = address("dashboard_authority", authority.gss_code)
    if ours:
        yield Page("Dashboard of an authority, cold", ours, cast.manager, cold=True)
        yield Page("Dashboard of an authority", ours, cast.manager, DASHBOARD)
        yield Page("Dashboard, closed quarter", f"{ours}?period={closed.slug}", cast.manager, DASHBOARD)
    wide = address("dashboard_region", region.slug)
    if wide:
        yield Page("Dashboard of a region, cold", wide, cast.analyst, cold=True)
        yield Page("Dashboard of a region", wide, cast.analyst)
    yield Page("Dashboard of a pilot", address("dashboard_pilot", authority.gss_code, cast.pilot.slug), cast.manager)


def public(cast: Cast) -> Iterator[Page]:
    """Yield what strangers see."""
    for bulletin in Bulletin.objects.public().order_by("pk"):
        of = "an authority" if bulletin.authority_id else "a region"
        yield Page(f"Published bulletin of {of}", bulletin.get_absolute_url(), "", BULLETIN)
    yield Page("Public page of a region", address("public_region", cast.authority.region.slug))
    yield Page("Sign-in page", reverse("account_login"))


def admin(cast: Cast) -> Iterator[Page]:
    """Yield Django's own pages of the same table, to compare with."""
    entries = reverse("benchmark:interventions_activity_changelist")
    yield Page("Django admin: list", entries, cast.administrator)
    yield Page("Django admin: list of a status", f"{entries}?status__exact=approved", cast.administrator)
    entry = reverse("benchmark:interventions_activity_change", args=[latest(cast).pk])
    yield Page("Django admin: form", entry, cast.administrator)


@cache
def latest(cast: Cast) -> Activity:
    return Activity.objects.filter(authority=cast.authority).approved().order_by("-starts_on", "-pk")[0]


def listed(query: dict) -> str:
    return f"{reverse('activities')}?{urlencode(query)}"


def days(name: str, day) -> dict:
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def far_page(entries) -> str:
    """Return the cursor of page 1000, or of the last but one where there are fewer pages."""
    size = min((FAR_PAGE - 1) * keyset.PAGE_SIZE, entries.count() - 2 * keyset.PAGE_SIZE)
    return keyset.page_of(entries.only("id"), size=max(size, 1)).next_cursor


def quick_log(cast: Cast) -> Callable[[], Post]:
    """Return what makes the form of a further entry: the four fields that are asked for, and whom it reached."""
    kind, audience = ActivityKind.objects.order_by("pk")[0], AudienceGroup.objects.order_by("pk")[0]
    place = value_of(cast.pilot, cast.pilot.localities.all()[0])
    reach = {"reach-TOTAL_FORMS": 1, "reach-INITIAL_FORMS": 0, "reach-0-number": 12, "reach-0-audience": audience.pk}
    data = {"place": place, "kind": kind.pk, **days("starts_on", timezone.localdate()), **reach, "action": "submit"}

    def post() -> Post:
        key = str(uuid4())
        return reverse("activity_new"), {**data, "id": key, "title": f"Session {key[:8]}"}

    return post


def approval(cast: Cast) -> Callable[[], Post]:
    """Return what makes the decision on the next entry that was logged."""

    def waiting() -> Iterator[Post]:
        entries = Activity.objects.filter(authority=cast.authority, status="submitted", title__startswith="Session ")
        for key, version in list(entries.order_by("-submitted_at").values_list("pk", "version")):
            yield reverse("review_decide", args=[key]), {"decision": "approve", "version": version}

    queue = waiting()
    return lambda: next(queue)
