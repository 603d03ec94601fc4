"""Drawing up: what a draft holds before anybody has edited it."""

from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from interventions.models import Activity
from pilots.models import LocalAuthority, Region
from tests import builders
from vru_portal.access.roles import Role
from vru_portal.demonstration.bulletins import put_forward
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import Area, authority_for, locality_for, region_for
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.drawing_up import content_of, draw_up
from vru_portal.reporting.models import BulletinEntry

FIRST = Quarter.of(date(2021, 1, 1))
IN_IT = date(2021, 2, 3)


def approved(of, **fields):
    return builders.activity(of, status="approved", **{"starts_on": IN_IT, "for_bulletin": True, **fields})


def part_of(content, pilot):
    parts = [part for authority in content["authorities"] for part in authority["pilots"]]
    return next(part for part in parts if part["name"] == str(pilot))


@pytest.fixture
def area(communications, region):
    return region_for(communications, region.slug)


def test_what_was_put_forward_and_approved_is_chosen_in_the_order_of_its_days(
    communications, area, hillfields, coventry
):
    approved(hillfields, title="Second", headline="Then this.", starts_on=date(2021, 3, 1))
    approved(hillfields, title="First", headline="First this.")
    approved(hillfields, title="Not put forward", for_bulletin=False)
    approved(hillfields, title="Next quarter", starts_on=date(2021, 4, 1))
    builders.activity(hillfields, starts_on=IN_IT, for_bulletin=True)
    area = region_for(communications, area.region.slug)
    content = content_of(draw_up(communications, area, FIRST), communications)
    assert [item["words"] for item in part_of(content, hillfields)["highlights"]] == ["First this.", "Then this."]


def test_what_is_planned_for_the_next_quarter_is_work_to_come(communications, region, hillfields):
    plan = {"status": "planned", "for_bulletin": True, "starts_on": date(2021, 4, 3)}
    builders.activity(hillfields, headline="A Funday.", **plan)
    builders.activity(hillfields, headline="Too far ahead.", **{**plan, "starts_on": date(2021, 7, 1)})
    area = region_for(communications, region.slug)
    part = part_of(content_of(draw_up(communications, area, FIRST), communications), hillfields)
    assert [(item["words"], item["when"]) for item in part["to_come"]] == [("A Funday.", "3 April 2021")]
    assert part["highlights"] == []


def test_highlights_of_the_demonstration_are_of_every_month_of_the_quarter():
    days = [date(2026, month, day) for month in (4, 5, 6) for day in (2, 9, 16)]
    entries = [
        SimpleNamespace(activity=Activity(pilot_id=1, starts_on=day, headline="People met."), reach=[]) for day in days
    ]
    put_forward(entries)
    chosen = [entry.activity.starts_on for entry in entries if entry.activity.for_bulletin]
    assert chosen == [date(2026, 4, 2), date(2026, 5, 2), date(2026, 6, 2)]


def test_small_count_is_hidden_of_the_entry_the_pilot_and_the_area(communications, region, hillfields):
    approved(hillfields, headline="A talk.", reach={"Young people": 3})
    area = region_for(communications, region.slug)
    content = content_of(draw_up(communications, area, FIRST), communications)
    part = part_of(content, hillfields)
    said = [figure["words"] for figure in [*part["reach"], *part["highlights"][0]["figures"], *content["figures"]]]
    assert "3 young people" not in said
    assert not any(character in " ".join(said) for character in "23456789")


def test_reach_of_individuals_and_attendances_is_not_added_up(communications, region, hillfields):
    entry = approved(hillfields, reach={"Young people": 30})
    entry.reach.create(audience=builders.audience("Young people"), number=40, counts="attendances")
    content = content_of(draw_up(communications, region_for(communications, region.slug), FIRST), communications)
    said = {figure["words"] for figure in part_of(content, hillfields)["reach"]}
    assert said == {"30 young people", "40 attendances by young people"}


def test_bulletin_of_an_authority_holds_its_own_pilots_alone(manager, coventry, hillfields, st_james):
    bulletin = draw_up(manager, authority_for(manager, coventry.gss_code), FIRST)
    assert [str(section) for section in bulletin.sections.all()] == ["Hillfields"]


def test_bulletin_of_a_locality_counts_what_took_place_there(manager, coventry, hillfields):
    other = builders.locality("Foleshill", "foleshill", of=coventry)
    hillfields.localities.add(other)
    approved(hillfields, headline="Here.", reach={"Young people": 30}, locality=builders.locality())
    approved(hillfields, headline="There.", reach={"Young people": 50}, locality=other)
    bulletin = draw_up(manager, locality_for(manager, coventry.gss_code, "foleshill"), FIRST)
    part = part_of(content_of(bulletin, manager), hillfields)
    assert [item["words"] for item in part["highlights"]] == ["There."]
    assert [figure["words"] for figure in part["reach"]] == ["50 young people"]


def test_locality_bulletin_hides_what_the_whole_pilot_would_give_away(manager, coventry, hillfields):
    other = builders.locality("Foleshill", "foleshill", of=coventry)
    hillfields.localities.add(other)
    approved(hillfields, reach={"Young people": 3}, locality=builders.locality())
    approved(hillfields, reach={"Young people": 50}, locality=other)
    bulletin = draw_up(manager, locality_for(manager, coventry.gss_code, "foleshill"), FIRST)
    counts = compose(bulletin).counts
    whole, here = f"pilot:{hillfields.pk}", f"pilot:{hillfields.pk}/locality:{other.pk}"
    sums = {key.split("|")[-2]: [part.split("|")[-2] for part in parts] for key, parts in counts.totals}
    assert sums[whole] == [here, here.replace("locality:", "outside:")]


def test_quarter_without_anything_makes_a_bulletin_that_says_so(communications, region, hillfields):
    content = content_of(draw_up(communications, region_for(communications, region.slug), FIRST), communications)
    assert content["figures"] == []
    assert part_of(content, hillfields)["highlights"] == []


def test_region_without_a_pilot_makes_an_empty_bulletin(communications, region, coventry):
    content = content_of(draw_up(communications, region_for(communications, region.slug), FIRST), communications)
    assert content["authorities"] == []


def test_entry_of_a_pilot_that_has_moved_stays_in_the_bulletin_of_its_old_authority(
    manager, coventry, dudley, hillfields
):
    approved(hillfields, headline="Before it moved.")
    type(hillfields).objects.update(authority=dudley)
    bulletin = draw_up(manager, authority_for(manager, coventry.gss_code), FIRST)
    content = content_of(bulletin, manager)
    assert [part["name"] for part in content["authorities"]] == ["Coventry"]
    assert [item["words"] for item in part_of(content, hillfields)["highlights"]] == ["Before it moved."]


@pytest.fixture
def moved(communications, area, dudley, hillfields):
    """The region's bulletin of a quarter in which a pilot worked in Coventry; it has moved to Dudley since."""
    approved(hillfields, headline="Before it moved.", reach={"Young people": 385})
    bulletin = draw_up(communications, area, FIRST)
    type(hillfields).objects.update(authority=dudley)
    hillfields.sites.create(name="A school in Dudley")
    return bulletin


def test_pilot_that_has_moved_stands_where_its_work_was_done_in_the_regions_bulletin(moved, communications, hillfields):
    content = content_of(moved, communications)
    assert [part["name"] for part in content["authorities"]] == ["Coventry"]
    assert part_of(content, hillfields)["where"] == "Hillfields, Coventry"


def test_section_of_a_pilot_that_has_moved_is_signed_off_and_written_where_its_work_was_done(
    moved, manager, dudley_manager, hillfields, as_user
):
    section = reverse("bulletin_section", args=[moved.pk, moved.sections.get(pilot=hillfields).pk])
    assert as_user(manager).get(section).status_code == 200
    assert as_user(dudley_manager).get(section).status_code == 403
    (group,) = as_user(manager).get(reverse("bulletin", args=[moved.pk])).context["desk"].groups
    said = {"authority": group.signing.authority.gss_code, "digest": group.signing.digest}
    as_user(manager).post(reverse("bulletin_sign_off", args=[moved.pk]), said)
    (group,) = as_user(manager).get(reverse("bulletin", args=[moved.pk])).context["desk"].groups
    assert group.signing.is_signed_off


def test_pilot_without_work_in_the_quarter_stands_where_it_is_now(communications, area, dudley, hillfields):
    bulletin = draw_up(communications, area, FIRST)
    type(hillfields).objects.update(authority=dudley)
    content = content_of(bulletin, communications)
    assert [part["name"] for part in content["authorities"]] == ["Dudley"]


def test_quarter_that_still_runs_has_no_bulletin(communications, area):
    with pytest.raises(ValueError, match="over"):
        draw_up(communications, area, Quarter.of(timezone.localdate()))


def test_second_bulletin_of_the_same_area_and_quarter_is_refused(communications, area):
    draw_up(communications, area, FIRST)
    with pytest.raises(IntegrityError):
        draw_up(communications, area, FIRST)


def test_navigator_and_manager_of_one_authority_do_not_draw_up_the_regions(navigator, manager, communications, area):
    for person in (navigator, manager):
        with pytest.raises(PermissionDenied):
            draw_up(person, area, FIRST)


def test_bulletin_says_nothing_to_people_of_another_region(communications, area):
    bulletin = draw_up(communications, area, FIRST)
    elsewhere = builders.posted("Una Elsewhere", Role.MANAGER, builders.region("Elsewhere", "elsewhere"))
    with pytest.raises(PermissionDenied):
        content_of(bulletin, elsewhere)


def test_members_are_those_listed_on_the_last_day_where_nobody_counted(communications, region, hillfields):
    network = builders.network(hillfields)
    for number in range(7):
        made = builders.organisation(f"Body {number}")
        network.memberships.create(organisation=made, joined_on=FIRST.end - timedelta(days=1))
    network.memberships.create(organisation=builders.organisation("Late"), joined_on=FIRST.end + timedelta(days=1))
    content = content_of(draw_up(communications, region_for(communications, region.slug), FIRST), communications)
    assert [figure["words"] for figure in part_of(content, hillfields)["network"]] == ["7 members"]


# The facts -------------------------------------------------------------------------------------------------------


@pytest.fixture
def facts(db):
    call_command("load_region", "pilots/data/west-midlands.yaml", stdout=StringIO())
    region = Region.objects.get()
    officer = builders.posted("Olive Officer", Role.COMMUNICATIONS, region)
    area = Area("region", region, list(LocalAuthority.objects.all()))
    return officer, draw_up(officer, area, FIRST)


def test_every_highlight_of_the_facts_is_in_the_bulletin_of_its_quarter(facts):
    officer, bulletin = facts
    said = {}
    for authority in content_of(bulletin, officer)["authorities"]:
        for part in authority["pilots"]:
            said[part["name"]] = {item["words"] for item in [*part["highlights"], *part["to_come"]]}
    entries = Activity.objects.exclude(source=None)
    assert entries.count() > 25
    assert [str(entry) for entry in entries if entry.headline not in said[entry.pilot.name]] == []


def test_networks_of_the_facts_have_the_wording_of_their_source(facts):
    officer, bulletin = facts
    content = content_of(bulletin, officer)
    words = [
        figure["words"] for each in content["authorities"] for part in each["pilots"] for figure in part["network"]
    ]
    assert sorted(words) == ["21 members", "around 20 members", "over 20 members", "over 30 members", "over 50 members"]


def test_regional_work_of_the_facts_stands_under_its_theme(facts):
    officer, bulletin = facts
    content = content_of(bulletin, officer)
    themes = {part["name"]: " ".join(item["words"] for item in part["items"]) for part in content["themes"]}
    assert "over 400 participants" in themes["Trauma informed"]
    assert "#WMExploitationWeek" in themes["Exploitation"]
    assert "nearly 300 education leaders and researchers" in themes["Education"]
    assert "2019 to 2020" not in themes["Education"]


def test_bulletin_of_the_facts_takes_few_queries_to_compose(facts, django_assert_max_num_queries):
    officer, bulletin = facts
    assert BulletinEntry.objects.count() > 30
    with django_assert_max_num_queries(4):
        content_of(bulletin, officer)
