"""The desk tells an editor which figures of a draft are hidden and why, without their numbers."""

from datetime import date

import pytest
from django.urls import reverse

from tests import builders
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import region_for
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.disclosure import release
from vru_portal.reporting.models import Release

pytestmark = pytest.mark.django_db
FIRST = Quarter.of(date(2021, 1, 1))
IN_IT = {"starts_on": date(2021, 2, 3), "status": "approved"}
FEW = "not shown, fewer than 6 people."
BESIDE = "not shown, a hidden figure could be worked out from it."
BEFORE = "not shown, what was given out before hides it, or would tell with it how few came or went."


@pytest.fixture
def draft(communications, region, hillfields, st_james, navigator):
    entry = {"title": "Boxing", "headline": "Boxing went on.", "for_bulletin": True}
    builders.activity(hillfields, navigator, reach={"Young people": 3}, **IN_IT | entry)
    builders.activity(hillfields, navigator, reach={"Young people": 40, "Residents": 50}, **IN_IT)
    builders.activity(st_james, reach={"Young people": 4}, **IN_IT)
    return draw_up(communications, region_for(communications, region.slug), FIRST)


@pytest.fixture
def desk_for(as_user, draft):
    """Return the desk as a person sees it: the page, what is not shown in front, and by the name of the section."""

    def read(person):
        answer = as_user(person).get(reverse("bulletin", args=[draft.pk]))
        desk = answer.context["desk"]
        rows = [row for group in desk.groups for row in group.rows]
        return answer.content.decode(), desk.not_shown, {str(row.section): row.not_shown for row in rows}

    return read


def test_each_hidden_figure_is_told_with_its_reason(desk_for, communications):
    page, in_front, of = desk_for(communications)
    assert of["Hillfields"] == [
        f"Reach of “Boxing”, young people: {FEW}",
        f"Reach in Hillfields, young people: {BESIDE}",
    ]
    assert of["St James' Ward"] == [f"Reach in St James&#x27; Ward, young people: {FEW}".replace("&#x27;", "'")]
    assert in_front == []
    assert "2 figures not shown, and why" in page
    assert "1 figure not shown, and why" in page


def test_a_figure_of_the_whole_area_is_told_in_front(desk_for, communications, hillfields, navigator):
    builders.activity(hillfields, navigator, reach={"Carers": 2}, **IN_IT)
    assert desk_for(communications)[1] == [f"Reach in West Midlands, carers: {FEW}"]


def test_who_edits_a_section_alone_reads_of_that_section_alone(desk_for, manager):
    page, in_front, of = desk_for(manager)
    assert len(of["Hillfields"]) == 2
    assert in_front == of["St James' Ward"] == []
    assert page.count("not shown, and why") == 1


def test_the_page_says_none_of_the_hidden_numbers(desk_for, communications):
    _, _, of = desk_for(communications)
    assert not any(number in sentence for sentences in of.values() for sentence in sentences for number in "34")


def test_what_changed_since_it_was_given_out_is_told_as_such(desk_for, draft, communications, hillfields, navigator):
    counts = compose(draft).counts
    release(draft.region, Release.Kind.BULLETIN, counts.released(), communications, counts.totals)
    builders.activity(hillfields, navigator, reach={"Residents": 2}, **IN_IT)
    assert f"Reach in Hillfields, residents: {BEFORE}" in desk_for(communications)[2]["Hillfields"]


def test_members_outcomes_and_regional_work_are_told_of(desk_for, draft, communications, hillfields, region):
    builders.network(of=hillfields).headcounts.create(number=4, as_at="2021-02", counted_by="The chair")
    period = {"starts_on": FIRST.start, "ends_on": date(2021, 2, 3), "status": "approved"}
    builders.outcome_record(hillfields, n=4, what_is_counted="pupils of one class", **period)
    builders.outcome_record(hillfields, what_is_counted="pupils, three of them siblings", **period)
    theme = region.themes.create(name="Education")
    source = region.sources.create(key="news", title="VRU News", published_on="2021-04")
    section = draft.sections.create(theme=theme, position=9)
    for kind, reached, wording in [("Conference", 4, ""), ("Webinar", None, "four leaders"), ("Course", 300, "")]:
        work = region.regional_work.create(
            theme=theme, kind=kind, source=source, reached=reached, reached_wording=wording
        )
        section.chosen.create(work=work, words=f"{kind}.")
    _, _, of = desk_for(communications)
    members, *outcomes = of["Hillfields"][-3:]
    assert members == f"Members of Hillfields stakeholder network: {FEW}"
    assert sorted(outcomes) == [
        "Outcome by Wellbeing scale: not told, a count in it is hidden: fewer than 6 people.",
        "Outcome by Wellbeing scale: not told, its words say a small number.",
    ]
    assert of["Education"] == [
        f"People reached by “Conference”: {FEW}",
        "People reached by “Webinar”: not shown, the words of the source say a small number.",
    ]


def test_the_stricter_rule_is_told_in_its_own_words(desk_for, communications, settings):
    settings.DISCLOSURE_RULE = "rounded"
    sentences = desk_for(communications)[2]["Hillfields"]
    assert "Reach of “Boxing”, young people: not shown, fewer than 10 people." in sentences


def test_a_section_that_is_left_out_hides_nothing(desk_for, draft, communications):
    draft.sections.update(is_included=False)
    assert not any(desk_for(communications)[2].values())
