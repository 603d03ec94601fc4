"""What load_region stores of organisations and networks, and what it leaves to people."""

import pytest

from pilots.models import LocalAuthority, Pilot, PublishedFigure, Region, RegionalWork, Source
from stakeholders.models import Contact, Headcount, Membership, Network, Organisation
from stakeholders.models.plan import Support
from tests import builders

pytestmark = pytest.mark.django_db
OLD_TOWN = "name: Old Town stakeholder network"
AS_A_FIGURE = """\
      - label: Members of the network
        wording: about 30
        number: 30
        source: annual-report
"""
INSTEAD = "wording: about 30\n            as_at: 2025-06\n            instead_of: Members of the network\n"


def by_a_person(row, **changes):
    """Change a row as a navigator does in the portal."""
    row._history_user = builders.posted("Nadia Navigator", "navigator", LocalAuthority.objects.first())
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()


def earlier(example: str) -> str:
    """The example as it was before it knew networks: the number of members is one of the figures."""
    networks = example[example.index("    networks:\n      - key: old-town") : example.index("    highlights:")]
    return example.replace(networks, "").replace("      - label: Volunteers", f"{AS_A_FIGURE}      - label: Volunteers")


def later(example: str) -> str:
    return example.replace("wording: about 30\n            as_at: 2025-06\n", INSTEAD)


# Networks --------------------------------------------------------------------------------------------------------


def test_a_network_is_stored_with_its_source_its_rhythm_and_its_headcounts(load, example):
    load(example)
    network = Network.objects.get(slug="old-town")
    assert (network.name, network.kind, network.pilot.slug) == (
        "Old Town stakeholder network",
        "stakeholders",
        "old-town",
    )
    assert (network.rhythm_wording, network.rhythm) == ("fortnightly", "FREQ=WEEKLY;INTERVAL=2")
    assert (network.established_on, network.source.key) == ("2024-06", "annual-report")
    assert network.note == "Chaired by the Old Town Community Trust"
    assert network.purpose.startswith("Brings together")
    assert [(str(count), count.number, count.as_at) for count in network.headcounts.all()] == [
        ("18", 18, "2024-12"),
        ("about 30", 30, "2025-06"),
    ]
    assert not network.is_demonstration


def test_a_network_of_a_whole_authority_belongs_to_no_pilot(load, example):
    load(example)
    forum = Network.objects.get(slug="violence-prevention-forum")
    assert (forum.authority.name, forum.pilot) == ("Northshire", None)


def test_history_says_where_a_network_and_a_headcount_come_from(load, example):
    load(example)
    for row in (Network.objects.get(slug="old-town"), Headcount.objects.first(), Organisation.objects.first()):
        assert {past.history_change_reason for past in row.history.all()} == {"Loaded from region.yaml"}


def test_a_file_names_no_member(load, example):
    load(example)
    assert not Membership.objects.exists()
    assert not Contact.objects.exists()


def test_what_a_new_file_says_of_a_network_is_brought_up_to_date(load, example):
    load(example)
    network = Network.objects.get(slug="old-town")
    said = load(example.replace(OLD_TOWN, "name: Old Town partners").replace("number: 18", "number: 19"))
    network.refresh_from_db()
    assert (network.name, network.version) == ("Old Town partners", 2)
    assert network.headcounts.first().number == 19
    assert "Networks                                     2       0        1" in said


def test_a_new_headcount_stands_beside_the_old_ones(load, example):
    load(example)
    more = "        headcounts:\n          - {number: 40, as_at: 2026-01, source: annual-report}\n"
    load(example.replace("        headcounts:\n", more))
    assert list(Headcount.objects.values_list("number", flat=True)) == [18, 30, 40]


def test_what_people_have_changed_of_a_network_stays_and_is_listed(load, example):
    load(example)
    by_a_person(Network.objects.get(slug="old-town"), rhythm="FREQ=MONTHLY", ended_on=None)
    said = load(example.replace("FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY"))
    assert Network.objects.get(slug="old-town").rhythm == "FREQ=MONTHLY"
    assert "network 'Old Town stakeholder network', how often it meets" in said


def test_what_people_have_made_of_networks_is_not_listed_as_gone(load, example):
    load(example)
    pilot = Pilot.objects.get(slug="old-town")
    by_a_person(Network(authority=pilot.authority, pilot=pilot, slug="own", name="Our own group", kind="forum"))
    source = Source.objects.get()
    by_a_person(Headcount(network=Network.objects.get(slug="old-town"), number=35, as_at="2026-02", source=source))
    said = load(example)
    assert "Nothing changed." in said
    assert "left as it is" not in said


def test_a_network_that_is_gone_from_the_file_stays_and_is_listed(load, example):
    load(example)
    gone = example[example.index("    networks:                ") : example.index("    localities:\n")]
    said = load(example.replace(gone, ""))
    assert "network 'Northshire violence prevention forum'" in said
    assert Network.objects.filter(slug="violence-prevention-forum").exists()


# A figure that becomes a headcount -------------------------------------------------------------------------------


def test_a_figure_that_becomes_a_headcount_is_taken_away_and_told(load, example):
    load(earlier(example))
    figure = PublishedFigure.objects.get(label="Members of the network")
    said = load(later(example))
    assert not PublishedFigure.objects.filter(pk=figure.pk).exists()
    assert str(Headcount.objects.last()) == "about 30"
    assert "taken away:\n  published figure 'Members of the network: about 30'" in said
    assert "left as it is" not in said
    gone = PublishedFigure.history.filter(id=figure.pk).latest()
    assert (gone.history_type, gone.history_change_reason) == ("-", "Loaded from region.yaml")
    assert PublishedFigure.objects.filter(label="Volunteers trained").exists()


def test_once_it_is_taken_away_nothing_more_changes(load, example):
    load(earlier(example))
    load(later(example))
    assert "Nothing changed." in load(later(example))


def test_taking_away_alone_is_a_change(load, example):
    load(example)
    by = {"pilot": Pilot.objects.get(slug="old-town"), "source": Source.objects.get()}
    PublishedFigure.objects.create(label="Members of the network", wording="30", **by)
    said = load(later(example))
    assert "Nothing changed." not in said
    assert "taken away:" in said


def test_a_figure_that_somebody_has_changed_stays_and_is_listed(load, example):
    load(earlier(example))
    by_a_person(PublishedFigure.objects.get(label="Members of the network"), wording="over 31")
    said = load(later(example))
    assert "left as it is there:\n  published figure 'Members of the network: over 31'" in said
    assert PublishedFigure.objects.filter(label="Members of the network").exists()


def test_the_same_figure_of_another_pilot_stays(load, example):
    load(earlier(example))
    college = Pilot.objects.get(slug="college")
    PublishedFigure.objects.create(
        label="Members of the network", wording="9", pilot=college, source=Source.objects.get()
    )
    load(later(example))
    assert PublishedFigure.objects.get(label="Members of the network").pilot == college


def test_a_check_takes_nothing_away(load, example):
    load(earlier(example))
    assert "Only checked: nothing was stored." in load(later(example), check=True)
    assert PublishedFigure.objects.filter(label="Members of the network").exists()


# Organisations ---------------------------------------------------------------------------------------------------


def test_organisations_are_stored_with_what_the_file_says_of_them(load, example):
    load(example)
    police, trust = (
        Organisation.objects.get(name=f"{name}") for name in ("Northshire Police", "Old Town Community Trust")
    )
    assert (police.sector, police.duty) == ("police", "police")
    assert {place.name for place in police.covers.all()} == {"Northshire", "Seaborough"}
    assert (trust.sector, trust.duty, trust.website) == ("voluntary", "", "https://old-town-trust.example.org")
    college = Organisation.objects.get(name="Seaborough College")
    assert (college.sector, college.duty, college.website, college.covers.count()) == ("", "", "", 0)


def test_what_people_add_to_an_organisation_of_which_the_file_knows_the_name_is_no_contradiction(load, example):
    load(example)
    by_a_person(Organisation.objects.get(name="Seaborough College"), sector="education")
    assert "left as it is" not in load(example)
    assert Organisation.objects.get(name="Seaborough College").sector == "education"


def test_a_renamed_organisation_is_found_again(load, example):
    load(example)
    by_a_person(Organisation.objects.get(name="Old Town Community Trust"), name="Old Town Trust")
    said = load(example)
    assert said.count("organisation 'Old Town Trust', name") == 1
    assert Organisation.objects.count() == 3
    assert "Nothing changed." in said


def test_a_merged_organisation_stands_for_what_it_was_merged_into(load, example):
    load(example)
    trust, pilot = Organisation.objects.get(name="Old Town Community Trust"), Pilot.objects.get(slug="old-town")
    other = builders.organisation("Old Town Trust", Region.objects.get())
    by_a_person(trust, merged_into=other)
    pilot.partners.set([other])
    load(example)
    assert list(pilot.partners.all()) == [other]
    assert pilot.interventions.get().provider == other


# The West Midlands -----------------------------------------------------------------------------------------------


def test_the_networks_of_the_west_midlands_are_those_of_the_newsletter(west_midlands):
    told = [
        (
            network.pilot.slug,
            network.kind,
            str(network.headcounts.first() or ""),
            network.established_on,
            network.rhythm,
        )
        for network in Network.objects.order_by("pilot__slug", "kind")
    ]
    assert told == [
        ("chelmsley-wood", "youth_panel", "", "", ""),
        ("hillfields", "champions", "", "2021-01", ""),
        ("hillfields", "stakeholders", "over 50", "", ""),
        ("lozells", "stakeholders", "over 20", "2020-10", "FREQ=MONTHLY"),
        ("st-james", "stakeholders", "around 20", "", "FREQ=WEEKLY;INTERVAL=2"),
        ("st-james", "team", "", "", ""),
        ("three-estates", "stakeholders", "21", "2019-12", ""),
        ("wood-end-moat-house", "stakeholders", "over 30", "", ""),
    ]
    assert {count.as_at for count in Headcount.objects.all()} == {"2021-04"}
    assert {network.source.key for network in Network.objects.select_related("source")} == {"vru-news-1"}
    assert [count.number for count in Headcount.objects.order_by("number")] == [20, 20, 21, 30, 50]


def test_the_members_of_a_network_are_told_once_and_those_of_the_region_stay_a_figure(west_midlands):
    figures = PublishedFigure.objects.filter(label__icontains="network")
    assert not figures.exists()
    engaged = PublishedFigure.objects.get(label="People engaged through pilot steering groups")
    assert (engaged.wording, engaged.region) == ("over 200", west_midlands)


def test_the_support_that_the_portal_offers_is_what_the_newsletter_tells(west_midlands):
    told = RegionalWork.objects.filter(theme__name="Critical incident response")
    assert [work.title for work in told.order_by("pk")] == Support.labels
    assert {work.source.key for work in told} == {"vru-news-1"}


def test_only_plain_sectors_are_given(west_midlands):
    bodies = {body.name: body for body in Organisation.objects.all()}
    assert (bodies["West Midlands Police"].sector, bodies["West Midlands Police"].duty) == ("police", "police")
    assert bodies["West Midlands Police"].covers.count() == 7
    assert bodies["Solihull Youth Offending Service"].duty == "yot"
    assert bodies["City of Wolverhampton Council"].duty == "council"
    assert bodies["Kooth"].sector == bodies["Think Family"].sector == ""
    assert [body.name for body in bodies.values() if body.duty and not body.covers.exists()] == []
