"""What a person may see follows from the postings in force at the moment of the request."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from pilots.models import LocalAuthority, Locality, Region
from tests import builders
from tests.interventions.forms import typed_entry
from vru_portal.access.models import Posting, User
from vru_portal.access.roles import CAPABILITIES, Capability, Role
from vru_portal.access.scope import within


def today(days=0):
    return timezone.localdate() + timedelta(days=days)


def seen_by(user) -> set:
    return set(LocalAuthority.objects.visible_to(fresh(user)))


def fresh(user) -> User:
    """The user as the next request loads them."""
    return User.objects.get(pk=user.pk)


def test_a_posting_to_an_authority_shows_that_authority_alone(navigator, coventry, dudley):
    assert seen_by(navigator) == {coventry}


def test_a_posting_to_a_region_shows_all_its_authorities_and_no_other_region(analyst, coventry, dudley):
    elsewhere = builders.authority("Leeds", "E08000035", in_region=builders.region("West Yorkshire", "west-yorkshire"))

    assert seen_by(analyst) == {coventry, dudley}
    assert elsewhere not in seen_by(analyst)


def test_two_postings_add_up(navigator, coventry, dudley):
    builders.posting(navigator, Role.ADVISER, dudley)

    assert seen_by(navigator) == {coventry, dudley}


def test_a_posting_to_a_region_and_one_to_an_authority_elsewhere_add_up(analyst, coventry):
    leeds = builders.authority("Leeds", "E08000035", in_region=builders.region("West Yorkshire", "west-yorkshire"))
    builders.posting(analyst, Role.MANAGER, leeds)

    assert seen_by(analyst) == {coventry, leeds}


@pytest.mark.parametrize(
    ("starts", "ends", "expected"),
    [
        (-10, None, True),
        (-10, -1, False),
        (-10, 0, True),
        (0, 0, True),
        (1, None, False),
        (1, 5, False),
    ],
)
def test_a_posting_counts_from_its_first_day_to_its_last(coventry, starts, ends, expected):
    person = builders.user()
    last = None if ends is None else today(ends)
    builders.posting(person, Role.NAVIGATOR, coventry, starts_on=today(starts), ends_on=last)

    assert (coventry in seen_by(person)) is expected


def test_a_user_who_may_not_sign_in_sees_nothing(navigator, hillfields):
    navigator.is_active = False
    navigator.save()

    assert not seen_by(navigator)
    assert not Locality.objects.visible_to(fresh(navigator)).exists()
    assert not Region.objects.visible_to(fresh(navigator)).exists()


def test_a_user_without_a_posting_sees_nothing(coventry):
    assert not seen_by(builders.user())


def test_localities_are_scoped_through_their_authority(navigator, hillfields, st_james):
    assert [place.name for place in Locality.objects.visible_to(navigator)] == ["Hillfields"]


def test_scope_asks_for_the_capability_where_it_is_needed(coventry, dudley):
    """A manager of Coventry who is a navigator in Dudley reviews in Coventry alone."""
    person = builders.posted("Two Hats", Role.MANAGER, coventry)
    builders.posting(person, Role.NAVIGATOR, dudley)

    may_review = LocalAuthority.objects.filter(within(person, Capability.REVIEW, ""))
    may_log = LocalAuthority.objects.filter(within(person, Capability.LOG, ""))

    assert set(may_review) == {coventry}
    assert set(may_log) == {coventry, dudley}
    assert person.may_in(Capability.REVIEW, coventry)
    assert not person.may_in(Capability.REVIEW, dudley)


def test_a_region_is_seen_from_one_of_its_authorities(navigator, region):
    builders.region("West Yorkshire", "west-yorkshire")

    assert set(Region.objects.visible_to(navigator)) == {region}


def test_postings_are_read_once_a_request(navigator, hillfields, django_assert_num_queries):
    person = fresh(navigator)
    with django_assert_num_queries(2):
        person.may(Capability.LOG)
        person.may(Capability.REVIEW)
        list(Locality.objects.visible_to(person))


def test_the_end_of_a_posting_acts_on_the_next_request(as_user, administrator):
    client = as_user(administrator)
    assert client.get(reverse("roles")).status_code == 200

    administrator.postings.update(ends_on=today(-1))

    assert client.get(reverse("roles")).status_code == 403


def test_a_new_posting_acts_on_the_next_request(as_user, navigator, region):
    client = as_user(navigator)
    assert client.get(reverse("roles")).status_code == 403

    builders.posting(navigator, Role.ADMINISTRATOR, region)

    assert client.get(reverse("roles")).status_code == 200


def test_a_deactivated_user_is_a_stranger_at_the_next_request(as_user, administrator):
    client = as_user(administrator)
    administrator.is_active = False
    administrator.save()

    assert client.get(reverse("roles")).status_code == 302


def test_every_role_has_its_capabilities():
    assert set(CAPABILITIES) == set(Role)
    assert set().union(*CAPABILITIES.values()) == set(Capability)


@pytest.mark.parametrize("capability", Capability)
def test_those_posted_to_an_authority_are_those_who_may_there(coventry, dudley, region, capability):
    people = [
        builders.posted(f"{role} {area}", role, area)
        for role in Role
        for area in (coventry, dudley, region)
        if role != Role.ADMINISTRATOR or area == region
    ]
    ended, locked = (builders.posted(name, Role.NAVIGATOR, coventry) for name in ("Ended", "Locked"))
    ended.postings.update(ends_on=today(-1))
    User.objects.filter(pk=locked.pk).update(is_active=False)

    expected = {user for user in (*people, ended, locked) if fresh(user).may_in(capability, coventry)}

    assert set(User.objects.posted_to(capability, coventry)) == expected
    assert expected


def test_administrators_do_not_read_the_log():
    assert CAPABILITIES[Role.ADMINISTRATOR] == {Capability.SEE_PLACES, Capability.ADMINISTER}


def refused(**fields) -> str:
    """Store a posting as no form would, and return the name of the constraint that refuses it."""
    fields.setdefault("starts_on", today())
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Posting.objects.create(user=builders.user(), **fields)
    return str(refusal.value)


def test_a_posting_is_to_one_authority_or_one_region(region, coventry):
    name = "posting_is_to_one_authority_or_one_region"

    assert name in refused(role=Role.NAVIGATOR)
    assert name in refused(role=Role.NAVIGATOR, authority=coventry, region=region)


def test_a_posting_does_not_end_before_it_starts(coventry):
    refusal = refused(role=Role.NAVIGATOR, authority=coventry, ends_on=today(-1))
    assert "posting_ends_after_it_starts" in refusal


def test_an_administrator_is_posted_to_a_region(coventry):
    assert "administrator_is_posted_to_a_region" in refused(role=Role.ADMINISTRATOR, authority=coventry)


@pytest.mark.django_db
def test_an_address_is_stored_in_lower_case():
    with pytest.raises(IntegrityError, match="email_address_is_in_lower_case"), transaction.atomic():
        User.objects.create(email="Ann@example.org", full_name="Ann Example")


@pytest.fixture
def own_entry(hillfields, navigator):
    return builders.activity(hillfields, by=navigator, status="returned", title="Ours")


def move_to(client, entry, pilot):
    """Post the form of an entry with another place than its own."""
    data = typed_entry(pilot, id=str(entry.pk), version=entry.version, title="Moved")
    return client.post(reverse("activity_edit", args=[entry.pk]), data)


@pytest.mark.parametrize("role", [None, Role.ANALYST, Role.COMMUNICATIONS])
def test_an_entry_is_not_moved_to_where_its_author_does_not_log(as_user, navigator, own_entry, st_james, role):
    """Reading in another authority is not enough either."""
    if role:
        builders.posting(navigator, role, st_james.authority)
    before = (own_entry.pilot, own_entry.locality, own_entry.authority, own_entry.history.count())
    response = move_to(as_user(navigator), own_entry, st_james)

    assert response.status_code == 200
    assert "Choose where from the list" in response.content.decode()
    own_entry.refresh_from_db()
    assert (own_entry.pilot, own_entry.locality, own_entry.authority, own_entry.history.count()) == before
    assert own_entry.title == "Ours"


def test_an_entry_is_moved_to_where_its_author_logs_as_well(as_user, navigator, own_entry, st_james):
    builders.posting(navigator, Role.ADVISER, st_james.authority)

    assert move_to(as_user(navigator), own_entry, st_james).status_code == 302
    own_entry.refresh_from_db()
    assert own_entry.authority == st_james.authority
