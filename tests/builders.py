"""Plain functions that make what a test needs. Every value may be overridden by keyword."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone
from django.utils.text import slugify

from interventions.models import (
    Activity,
    ActivityKind,
    AnticipatedOutcome,
    AudienceGroup,
    Intervention,
    InterventionType,
    OutcomeMeasure,
    OutcomeRecord,
    Reach,
)
from interventions.monthly import count_in
from pilots.models import EducationSetting, LocalAuthority, Locality, Pilot, Region, TheoryOfChange
from stakeholders.models import (
    AgreedAction,
    Contact,
    CriticalIncident,
    Meeting,
    Membership,
    Network,
    Organisation,
    ResponsePlan,
)
from tests.reporting import newsletters
from vru_portal.access.models import Posting, User
from vru_portal.reporting.models import Bulletin

numbers = count(1)
PASSWORD = "correct horse battery staple"
# An Argon2 hash takes a tenth of a second on purpose: the cast shares one.
HASHES: dict[str, str] = {}


def region(name="West Midlands", slug="west-midlands", **fields):
    return Region.objects.get_or_create(
        slug=slug, defaults={"name": name, "unit_name": f"{name} Violence Reduction Unit", **fields}
    )[0]


def authority(name="Coventry", gss_code="E08000026", in_region=None, **fields):
    return LocalAuthority.objects.get_or_create(
        gss_code=gss_code, defaults={"name": name, "region": in_region or region(), **fields}
    )[0]


def locality(name="Hillfields", slug="hillfields", of=None, **fields):
    return Locality.objects.get_or_create(slug=slug, authority=of or authority(), defaults={"name": name, **fields})[0]


def pilot(name="Hillfields", slug="hillfields", of=None, **fields):
    of = of or authority()
    made, is_new = Pilot.objects.get_or_create(
        slug=slug, authority=of, defaults={"name": name, "basis": Pilot.Basis.PLACE, **fields}
    )
    if is_new and made.basis == Pilot.Basis.PLACE:
        made.localities.add(locality(name=name, slug=slug, of=of))
    return made


def organisation(name="Moat House Community Trust", in_region=None, **fields):
    return Organisation.objects.get_or_create(name=name, region=in_region or region(), defaults=fields)[0]


def kind(name="Session", **fields):
    return ActivityKind.objects.get_or_create(name=name, defaults=fields)[0]


def audience(name="Young people", **fields):
    return AudienceGroup.objects.get_or_create(name=name, defaults=fields)[0]


def user(full_name="Ann Example", email=None, **fields):
    """Make a user who can sign in with PASSWORD."""
    if PASSWORD not in HASHES:
        made = User()
        made.set_password(PASSWORD)
        HASHES[PASSWORD] = made.password
    email = email or f"{full_name.lower().replace(' ', '.')}.{next(numbers)}@example.org"
    return User.objects.create(email=email, full_name=full_name, password=HASHES[PASSWORD], **fields)


def posting(of, role, to, **fields):
    """Post a user to a local authority or, where ``to`` is a region, to the whole of it."""
    place = {"region": to} if isinstance(to, Region) else {"authority": to}
    fields.setdefault("starts_on", timezone.localdate() - timedelta(days=400))
    return Posting.objects.create(user=of, role=role, **place, **fields)


def posted(full_name, role, to, **fields):
    """Make a user with one posting."""
    made = user(full_name, **fields)
    posting(made, role, to)
    return made


def activity(of=None, by=None, status="submitted", reach=None, **fields):
    """Make an entry of the log. ``reach`` maps audience names to numbers of individuals."""
    of = of or pilot()
    fields.setdefault("kind", kind())
    fields.setdefault("title", f"Session {next(numbers)}")
    fields.setdefault("starts_on", timezone.localdate() - timedelta(days=1))
    fields.setdefault("locality", of.localities.first())
    if status == "submitted":
        fields.setdefault("submitted_at", timezone.now())
    made = Activity.objects.create(pilot=of, author=by, status=status, **fields)
    for name, number in (reach or {}).items():
        Reach.objects.create(activity=made, audience=audience(name), number=number)
    if status == "approved":
        count_in(made)
    return made


def school(name="Blue Coat Academy", of=None, phase="secondary", **fields):
    return EducationSetting.objects.get_or_create(
        name=name, authority=of or authority(), defaults={"phase": phase, **fields}
    )[0]


def theory(of=None, **stages):
    """Make a theory of change; each stage, such as ``activity``, is given as a list of texts."""
    made = TheoryOfChange.objects.get_or_create(pilot=of or pilot())[0]
    for stage, texts in stages.items():
        for position, text in enumerate(texts, start=1):
            made.steps.create(stage=stage, text=text, position=position)
    return made


def measure(name="Wellbeing scale", kind="scale", **fields):
    scale = {"lowest": 0, "highest": 40} if kind == "scale" else {}
    defaults = {"name": name, "kind": kind, "source": "A user guide", **scale, **fields}
    return OutcomeMeasure.objects.get_or_create(slug=fields.pop("slug", slugify(name)[:50]), defaults=defaults)[0]


def intervention_type(name="Mentoring, one to one", in_region=None, **fields):
    return InterventionType.objects.get_or_create(
        region=in_region or region(), slug=slugify(name)[:50], defaults={"name": name, **fields}
    )[0]


def intervention(of=None, type=None, name="Mentoring by Spark", status="running", **fields):
    """Make an intervention of a pilot that has the status since January 2021."""
    of = of or pilot()
    made = Intervention.objects.create(
        pilot=of, type=type or intervention_type(in_region=of.authority.region), name=name, **fields
    )
    if status:
        made.enter(status, since="2021-01")
    return made


def anticipated_outcome(of=None, statement="Higher level of wellbeing", **fields):
    return AnticipatedOutcome.objects.create(pilot=of or pilot(), statement=statement, **fields)


def outcome_record(of=None, by=None, status="submitted", n=40, **fields):
    """Make an outcome record: n people measured both times on a scale, 2 points better on average."""
    today = timezone.localdate()
    if status == "submitted":
        fields.setdefault("submitted_at", timezone.now())
    values = {
        "measure": fields.pop("measure", None) or measure(),
        "group_label": f"Group {next(numbers)}",
        "starts_on": today - timedelta(days=120),
        "ends_on": today - timedelta(days=10),
        "started": n,
        "measured_before": n,
        "measured_after": n,
        "measured_both": n,
        "is_paired": True,
        "mean_before": "20.0",
        "sd_before": "4.0",
        "mean_after": "22.0",
        "sd_after": "4.2",
        "mean_change": "2.0",
        "sd_change": "3.0",
    }
    return OutcomeRecord.objects.create(pilot=of or pilot(), author=by, status=status, **values | fields)


def contact(name="Pat Example", of=None, **fields):
    """Make a contact that an authority keeps."""
    given = {"email": f"contact-{next(numbers)}@example.org", "lawful_basis": "public_task", **fields}
    given.setdefault("review_on", timezone.localdate() + timedelta(days=365))
    return Contact.objects.create(authority=of or authority(), name=name, **given)


def network(name="Hillfields stakeholder network", of=None, **fields):
    """Make the network of a pilot."""
    pilot_of = of or pilot()
    given = {"authority": pilot_of.authority, "pilot": pilot_of, "slug": slugify(name)[:50], "kind": "stakeholders"}
    return Network.objects.create(name=name, **{**given, **fields})


def member(of=None, person=None, joined="2021-01-15", left=None, **fields):
    """Make a membership of a network: of a named contact, unless an organisation alone is given."""
    joins = of or network()
    if person is None and "organisation" not in fields:
        person = contact(f"Member {next(numbers)}", of=joins.authority)
    return Membership.objects.create(network=joins, contact=person, joined_on=joined, left_on=left, **fields)


def meeting(of=None, starts_at=None, **fields):
    """Make a meeting of an hour and a half; tomorrow unless said otherwise."""
    starts = starts_at or timezone.now() + timedelta(days=1)
    return Meeting.objects.create(
        network=of or network(), starts_at=starts, **{"ends_at": starts + timedelta(minutes=90), **fields}
    )


def action(text="Send the poster round", of=None, **fields):
    """Make an action that a meeting agreed, owned by a member unless ``owner`` is given; due in two weeks."""
    held = of or meeting()
    if "owner" not in fields:
        fields.setdefault("member", held.network.memberships.first() or member(held.network))
    fields.setdefault("due_on", timezone.localdate() + timedelta(days=14))
    return AgreedAction.objects.create(meeting=held, text=text, **fields)


def response_plan(of=None, **fields):
    return ResponsePlan.objects.create(authority=of or authority(), **fields)


def incident(of=None, by=None, **fields):
    """Make an open critical incident."""
    given = {"code": f"CI-{next(numbers):04}", "kind": "other", "known_at": timezone.now() - timedelta(hours=1)}
    return CriticalIncident.objects.create(authority=of or authority(), opened_by=by, **{**given, **fields})


def bulletin(of=None, published=True, **fields):
    """Make a bulletin of a region or an authority for January to March 2021, published unless said otherwise."""
    place = of or region()
    area = {"region": place} if isinstance(place, Region) else {"region": place.region, "authority": place}
    given = {"title": "Localities Bulletin", "starts_on": date(2021, 1, 1), **area}
    if published:
        given |= {"published_at": timezone.now(), "content": newsletters.content(area=str(place))}
    return Bulletin.objects.create(**{**given, **fields})
