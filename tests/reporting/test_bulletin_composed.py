"""What a bulletin says of what its sources say: in their exactness, of their days and of their places."""

from datetime import date

import pytest
from django.utils import timezone

from pilots.models import Source
from tests import builders
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import authority_for, region_for
from vru_portal.reporting.bulletins.drawing_up import content_of, draw_up
from vru_portal.reporting.bulletins.layout import laid_out

from .newsletters import authority_part, content, figure, item, pilot_part

FIRST = Quarter.of(date(2021, 1, 1))


@pytest.fixture
def said(communications, region):
    """Return the content of the region's bulletin of a quarter, drawn up and composed now."""

    def compose(quarter=FIRST):
        return content_of(draw_up(communications, region_for(communications, region.slug), quarter), communications)

    return compose


def approved(of, **fields):
    given = {"starts_on": date(2021, 2, 3), "for_bulletin": True, "headline": "It went on."}
    return builders.activity(of, status="approved", **given | fields)


def reached(of, *counts, audience="Young people", **fields):
    """Approve an entry for each number and the wording of its source."""
    for number, wording in counts:
        row = approved(of).reach.create(audience=builders.audience(audience), number=number, **fields)
        type(row).objects.filter(pk=row.pk).update(wording=wording)


def part_of(content, pilot):
    parts = [part for authority in content["authorities"] for part in authority["pilots"]]
    return next(part for part in parts if part["name"] == str(pilot))


def words(figures):
    return [figure["words"] for figure in figures]


@pytest.mark.parametrize(
    ("counts", "sum_of_them"),
    [
        ([(385, ""), (20, "over 20")], "over 405 young people"),
        ([(385, "385"), (1200, "1,200")], "1,585 young people"),
        ([(30, "well over 30"), (20, "more than 20")], "over 50 young people"),
        ([(300, "nearly 300"), (20, "over 20")], "about 320 young people"),
        ([(20, "around 20"), (10, "")], "about 30 young people"),
        ([(20, "over 20")], "over 20 young people"),
    ],
)
def test_a_sum_is_as_exact_as_what_it_is_made_of(said, hillfields, counts, sum_of_them):
    reached(hillfields, *counts)
    content = said()
    assert words(part_of(content, hillfields)["reach"]) == [sum_of_them]
    assert words(content["figures"])[1:] == [sum_of_them]


def test_a_sum_of_what_was_not_put_forward_is_no_more_exact(said, hillfields):
    reached(hillfields, (385, ""), (20, "over 20"), (30, "over 30"))
    hillfields.activities.update(for_bulletin=False)
    assert words(part_of(said(), hillfields)["reach"]) == ["over 435 young people"]


def test_a_sum_gives_no_number_of_its_sources_away(said, hillfields):
    reached(hillfields, (385, ""), (3, "about 3"))
    assert "about 3”" not in str(said())


def test_individuals_come_first_and_what_counts_no_people_last_in_plain_words(said, hillfields):
    for unit, counts in [("items", "individuals"), ("views", "individuals"), ("people", "attendances")]:
        reached(hillfields, (40, ""), audience="Residents", unit=unit, counts=counts)
    reached(hillfields, (30, ""), audience="Students")
    assert words(part_of(said(), hillfields)["reach"]) == [
        "30 students",
        "40 attendances by residents",
        "40 views by residents",
        "40 items given out to residents",
    ]


def test_audiences_stand_in_the_order_of_their_list(said, hillfields):
    for place, name in enumerate(["Young people", "Students", "Professionals"]):
        builders.audience(name, position=place)
        reached(hillfields, (30 + place, ""), audience=name)
    in_order = ["30 young people", "31 students", "32 professionals"]
    content = said()
    assert words(part_of(content, hillfields)["reach"]) == words(content["figures"])[1:] == in_order


# Days and places -------------------------------------------------------------------------------------------------


def days_of(content, pilot):
    part = part_of(content, pilot)
    return [item["when"] for item in [*part["highlights"], *part["to_come"]]]


def test_what_a_source_gives_no_date_for_is_printed_without_one(said, hillfields):
    newsletter = Source.objects.create(region=hillfields.authority.region, title="News", published_on="2021-04")
    whole_month = {"starts_on": date(2021, 4, 1), "ends_on": date(2021, 4, 30)}
    plan = {"status": "planned", "for_bulletin": True, "headline": "A youth club is launching."}
    builders.activity(hillfields, **plan, **whole_month, source=newsletter)
    builders.activity(hillfields, **plan, **whole_month)
    builders.activity(hillfields, **plan, starts_on=date(2021, 4, 3), source=newsletter)
    assert sorted(days_of(said(), hillfields)) == ["", "3 April 2021", "April 2021"]


@pytest.mark.parametrize(
    ("quarter", "members"),
    [
        (date(2021, 1, 1), ["over 50 members"]),
        (date(2021, 4, 1), ["over 50 members"]),
        (date(2021, 10, 1), ["over 50 members in April 2021"]),
        (date(2022, 4, 1), []),
        (date(2026, 4, 1), []),
    ],
)
def test_members_counted_before_the_quarter_are_dated_and_left_out_after_a_year(said, hillfields, quarter, members):
    network = builders.network(of=hillfields)
    network.headcounts.create(number=50, wording="over 50", as_at="2021-04", counted_by="The chair")
    assert words(part_of(said(Quarter.of(quarter)), hillfields)["network"]) == members


def test_members_counted_too_long_ago_give_way_to_those_listed(said, hillfields):
    network = builders.network(of=hillfields)
    network.headcounts.create(number=50, wording="over 50", as_at="2021-04", counted_by="The chair")
    for number in range(7):
        network.memberships.create(organisation=builders.organisation(f"Body {number}"), joined_on=date(2022, 1, 1))
    assert words(part_of(said(Quarter.of(date(2026, 4, 1))), hillfields)["network"]) == ["7 members"]


def test_a_pilot_that_moved_is_told_of_where_its_work_took_place(manager, coventry, dudley, hillfields):
    approved(hillfields)
    bulletin = draw_up(manager, authority_for(manager, coventry.gss_code), FIRST)
    hillfields.sites.create(name="A school in Dudley")
    hillfields.localities.add(builders.locality("Netherton", "netherton", of=dudley))
    type(hillfields).objects.update(authority=dudley)
    assert part_of(content_of(bulletin, manager), hillfields)["where"] == "Hillfields, Coventry"


def test_authorities_stand_in_the_order_of_their_names_though_a_pilot_moved(said, coventry, dudley, hillfields):
    solihull = builders.authority("Solihull", "E08000029")
    moved = builders.pilot("Lozells", "lozells", of=builders.authority("Birmingham", "E08000025"))
    for pilot in (hillfields, builders.pilot("Chelmsley Wood", "chelmsley-wood", of=dudley), moved):
        approved(pilot)
    type(moved).objects.filter(pk=moved.pk).update(authority=solihull)
    assert [part["name"] for part in said()["authorities"]] == ["Birmingham", "Coventry", "Dudley"]


# Invitations -----------------------------------------------------------------------------------------------------


def test_a_bulletin_invites_to_networks_by_a_path_that_holds_on_any_site(said, hillfields):
    network = builders.network(of=hillfields, welcomes_members=True, invitation="Come along.")
    part = part_of(said(Quarter.of(timezone.localdate()).before), hillfields)
    assert [link["address"] for link in part["join"]] == [f"/join/E08000026/{network.slug}/"]
    assert part["how_to_join"] == "Come along."


def test_a_bulletin_of_a_year_long_past_invites_nobody(said, hillfields):
    builders.network(of=hillfields, welcomes_members=True, invitation="Come along.")
    part = part_of(said(), hillfields)
    assert (part["join"], part["how_to_join"]) == ([], "")


# What is said once ------------------------------------------------------------------------------------------------


def test_work_whose_words_begin_alike_has_its_beginning_once():
    support = "Support when the worst happens"
    items = [item("Board: regional."), item(f"{support}: Families."), item(f"{support}: Practitioners.")]
    theme = laid_out(content(themes=[{"name": "Critical incidents", "items": items}]))["themes"][0]
    assert [(group["heading"], [line["words"] for line in group["lines"]]) for group in theme["groups"]] == [
        ("", ["Board: regional."]),
        (support, ["Families.", "Practitioners."]),
    ]


@pytest.mark.parametrize(
    ("words", "printed"), [("A group met", "A group met:"), ("A group met.", "A group met."), ("", "")]
)
def test_a_figure_behind_words_is_kept_apart_from_them(words, printed):
    paper = laid_out(content(authority_part(pilot_part(highlights=[item(words, figures=[figure("12 residents")])]))))
    [line] = paper["authorities"][0]["pilots"][0]["blocks"][0]["lines"]
    assert (line["words"], line["figures"]) == (printed, ["12 residents"])


@pytest.mark.parametrize(
    ("where", "printed"),
    [("Hillfields, Coventry", ""), ("Coventry", ""), ("Foleshill and Hillfields, Coventry",) * 2],
)
def test_a_place_that_the_headings_name_is_not_named_again(where, printed):
    card = laid_out(content(authority_part(pilot_part("Hillfields", where=where))))["authorities"][0]["pilots"][0]
    assert card["where"] == printed


def test_attendances_are_never_set_beside_individuals():
    figures = [
        figure(words) for words in ["9 students", "8 residents", "40 attendances by residents", "9 items for all"]
    ]
    paper = laid_out(content(figures=[*figures, figure("7 views by all")]))
    assert [one["words"] for one in paper["figures"]] == ["9 students", "8 residents"]
    assert len(paper["more_figures"]) == 3
