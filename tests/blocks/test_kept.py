"""What is kept for a reader is made anew once a record that it was made from changes, and never shown to others."""

from itertools import count

import pytest

from tests import builders
from vru_portal.access.models import User
from vru_portal.kept import kept_for

pytestmark = pytest.mark.django_db
PILOTS = ("pilots.Pilot",)


@pytest.fixture
def make():
    """Returns another number each time it is asked."""
    numbers = count()
    return lambda: next(numbers)


def again(person) -> User:
    """Return the person as the next request reads them."""
    return User.objects.get(pk=person.pk)


def test_the_same_question_is_answered_once(navigator, make):
    assert kept_for(navigator, PILOTS, "the same", make) == kept_for(again(navigator), PILOTS, "the same", make)


def test_another_question_is_answered_by_itself(navigator, make):
    assert kept_for(navigator, PILOTS, "one", make) != kept_for(navigator, PILOTS, "another", make)


def test_a_change_of_a_record_makes_it_anew(navigator, hillfields, make):
    before = kept_for(navigator, PILOTS, "changed", make)
    hillfields.save()
    assert kept_for(navigator, PILOTS, "changed", make) != before


def test_a_change_of_other_records_does_not(navigator, hillfields, make):
    before = kept_for(navigator, PILOTS, "elsewhere", make)
    builders.activity(hillfields)
    assert kept_for(navigator, PILOTS, "elsewhere", make) == before
    assert kept_for(navigator, ("interventions",), "elsewhere", make) != before


def test_people_with_other_postings_have_an_answer_of_their_own(navigator, analyst, make):
    assert kept_for(navigator, PILOTS, "mine", make) != kept_for(analyst, PILOTS, "mine", make)


def test_a_posting_that_ended_counts_at_once(navigator, make):
    before = kept_for(navigator, PILOTS, "posted", make)
    navigator.postings.all().delete()
    assert kept_for(again(navigator), PILOTS, "posted", make) != before
