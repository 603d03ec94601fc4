"""What disclosure control hides stays hidden in every text that is typed for a bulletin."""

from datetime import date
from functools import partial

import pytest
from django.forms.models import model_to_dict
from django.http import QueryDict

from tests import builders
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import Area, region_for
from vru_portal.reporting.bulletins.candidates import candidates_of
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.bulletins.forms import CorrectionForm, WordsForm
from vru_portal.reporting.bulletins.missing import hidden_beside, missing_from
from vru_portal.reporting.bulletins.publishing import throw_away
from vru_portal.reporting.bulletins.section_form import WHOLE, SectionForm
from vru_portal.reporting.bulletins.sources import section_of
from vru_portal.reporting.disclosure import Shown, release
from vru_portal.reporting.models import Bulletin, Release
from vru_portal.reporting.views.bulletin_sections import beside, hidden

pytestmark = pytest.mark.django_db
FIRST = Quarter.of(date(2021, 1, 1))
IN_IT = date(2021, 2, 3)
TEXTS = ["opening", "together", "to_come", "how_to_join"]


def approved(of, **fields):
    return builders.activity(of, status="approved", **{"starts_on": IN_IT, "for_bulletin": True, **fields})


def of_pilot(draft, pilot):
    """Return the words of the reach of a pilot, as printed."""
    parts = [part for authority in compose(draft).content["authorities"] for part in authority["pilots"]]
    return [figure["words"] for part in parts if part["name"] == pilot.name for figure in part["reach"]]


@pytest.fixture
def draft(communications, region, hillfields) -> Bulletin:
    """Return a bulletin of 12 members of staff, who are hidden, in 12 sessions."""
    approved(hillfields, headline="Twelve sessions were held.", reach={"Staff": 12})
    shown = {f"reach|people|individuals|Staff|pilot:{hillfields.pk}|{FIRST.slug}": Shown(None, is_hidden=True)}
    shown[f"reach|people|individuals|Staff|region:{region.pk}|{FIRST.slug}"] = Shown(None, is_hidden=True)
    release(region, Release.Kind.EXPORT, shown, communications)
    return draw_up(communications, region_for(communications, region.slug), FIRST)


def stops(bulletin):
    return [one.text for one in missing_from(bulletin, compose(bulletin)) if one.stops]


def typed_words(draft, **changes):
    data = {**model_to_dict(draft), **changes}
    return WordsForm(data, instance=draft, composed=partial(compose, draft))


def typed_section(section, **changes):
    data = QueryDict(mutable=True)
    data.update({**model_to_dict(section, ["version", "is_included", *TEXTS]), **changes})
    not_said = {WHOLE: hidden_beside(section, compose(section.bulletin))}
    given = {"candidates": [], "beside": lambda: ["12 sessions"], "hidden": lambda: not_said}
    return SectionForm(data, instance=section, **given)


def section_as_stored(section):
    """Return the form of a section as the view binds it, sent as it is stored."""
    candidates = candidates_of(section)
    data = QueryDict(mutable=True)
    data.update(model_to_dict(section, ["version", "is_included", *TEXTS]))
    for one in candidates:
        data.update({f"use-{one.key}": "on", f"words-{one.key}": one.words})
    bulletin, whole = section.bulletin, section_of(section.bulletin, section.pk)
    given = {"beside": partial(beside, bulletin, whole), "hidden": partial(hidden, bulletin, whole)}
    return SectionForm(data, instance=section, candidates=candidates, **given)


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_of_a_section_says_a_hidden_count(draft, name):
    section = draft.sections.get(pilot__isnull=False)
    assert "too small to publish" in str(typed_section(section, **{name: "12 came to each."}).errors[name])
    assert name not in typed_section(section, **{name: "In 12 sessions."}).errors


@pytest.mark.parametrize("name", TEXTS)
def test_what_says_a_hidden_count_is_not_published(draft, name):
    draft.sections.filter(pilot__isnull=False).update(**{name: "12 came to each."})
    assert any("too small to publish" in text for text in stops(draft))


@pytest.fixture
def told_before(communications, region, hillfields, navigator):
    """An entry of 3 and one of 40 young people, of whom those of the locality were given out before: 43 is hidden."""
    approved(hillfields, by=navigator, headline="Boxing went on.", reach={"Young people": 40})
    approved(hillfields, by=navigator, headline="It went on.", reach={"Young people": 3}, locality=None)
    locality = hillfields.localities.get()
    here = f"reach|people|individuals|Young people|pilot:{hillfields.pk}/locality:{locality.pk}|{FIRST.slug}"
    release(region, Release.Kind.EXPORT, {here: Shown(40)}, communications)


@pytest.mark.parametrize("ahead", [False, True])
def test_the_words_of_an_entry_do_not_say_the_hidden_count_of_its_pilot(
    told_before, communications, region, hillfields, ahead
):
    fields = {"status": "planned", "starts_on": FIRST.after.start} if ahead else {"status": "approved"}
    said = "In all, 43 young people came in the quarter."
    builders.activity(hillfields, headline=said, for_bulletin=True, **{"starts_on": IN_IT} | fields)
    draft = draw_up(communications, region_for(communications, region.slug), FIRST)
    assert of_pilot(draft, hillfields) == ["young people (number not shown)"]
    assert [text for text in stops(draft) if "43" in text and "too small to publish" in text]
    section = draft.sections.get(pilot=hillfields)
    form = section_as_stored(section)
    assert "43" in str([form.errors[name] for name in form.errors if name.startswith("words-")])


def test_the_words_of_an_entry_may_say_its_own_number_though_another_like_it_is_hidden(
    told_before, communications, region, hillfields, navigator
):
    said = "43 residents met."
    approved(hillfields, by=navigator, headline=said, reach={"Residents": 43})
    draft = draw_up(communications, region_for(communications, region.slug), FIRST)
    assert not stops(draft)
    form = section_as_stored(draft.sections.get(pilot=hillfields))
    assert not [name for name in form.errors if name.startswith("words-")]


@pytest.mark.parametrize("name", ["title", "introduction", "correction_note"])
def test_nothing_in_front_says_a_hidden_count(draft, name):
    draft.edition, draft.correction_note = 2, "A figure"
    assert "too small to publish" in str(typed_words(draft, **{name: "12 came"}).errors[name])
    assert name not in typed_words(draft, **{name: "12 sessions"}).errors
    setattr(draft, name, "12 came")
    assert any("too small to publish" in text for text in stops(draft))


def test_a_correction_says_no_small_count():
    assert "too small to publish" in str(CorrectionForm({"note": "It was 3, not 4"}).errors)
    assert CorrectionForm({"note": "It was 30, not 40"}).is_valid()


def test_the_introduction_is_told_to_use_what_the_bulletin_prints(draft):
    assert "The bulletin does not say “500” further down" in str(typed_words(draft, introduction="500 came").errors)


# Regional work ---------------------------------------------------------------------------------------------------


@pytest.fixture
def work(region):
    theme = region.themes.create(name="Education")
    source = region.sources.create(key="news", title="VRU News", published_on="2021-04")
    return region.regional_work.create(theme=theme, kind="Conference", source=source)


@pytest.mark.parametrize(
    ("fields", "printed"),
    [
        ({"reached": 300, "reached_wording": "nearly 300 leaders"}, ["nearly 300 leaders"]),
        ({"reached": 300}, ["300 people"]),
        ({"reached": 4, "reached_wording": "4 leaders"}, ["people (number not shown)"]),
        ({"reached": 4}, ["people (number not shown)"]),
        ({"reached_wording": "four leaders"}, ["people (number not shown)"]),
        ({"reached": 300, "reached_wording": "296 leaders and 4 pupils"}, ["300 people"]),
        ({}, []),
    ],
)
def test_whom_regional_work_reached_passes_disclosure_control(work, communications, region, fields, printed):
    for name, value in fields.items():
        setattr(work, name, value)
    work.save()
    composed = compose(draw_up(communications, region_for(communications, region.slug), FIRST))
    (item,) = composed.content["themes"][0]["items"]
    assert [figure["words"] for figure in item["figures"]] == printed
    released = composed.counts.released()
    assert released[f"work|work:{work.pk}|{FIRST.slug}"].is_hidden is (fields.get("reached") == 4)


@pytest.mark.parametrize(
    ("fields", "default"),
    [
        ({"reached": 300, "reached_wording": "nearly 300 leaders"}, "Conference, nearly 300 leaders."),
        ({"reached": 4, "reached_wording": "four leaders"}, "Conference."),
        ({"reached_wording": "296 leaders and 4 pupils"}, "Conference."),
    ],
)
def test_a_draft_begins_with_words_of_regional_work_that_may_be_published(
    work, communications, region, fields, default
):
    for name, value in fields.items():
        setattr(work, name, value)
    work.save()
    draft = draw_up(communications, region_for(communications, region.slug), FIRST)
    assert work.in_bulletins.get().words == default
    assert not [one for one in missing_from(draft, compose(draft)) if one.stops and "Conference" in one.about]


def test_words_of_regional_work_do_not_say_what_an_earlier_release_hid(work, communications, region):
    work.reached, work.reached_wording = 300, "nearly 300 leaders"
    work.save()
    hidden = {f"work|work:{work.pk}|{FIRST.slug}": Shown(None, is_hidden=True)}
    release(region, Release.Kind.EXPORT, hidden, communications)
    draft = draw_up(communications, region_for(communications, region.slug), FIRST)
    chosen = work.in_bulletins.get()
    assert chosen.words == "Conference."
    assert not [one for one in missing_from(draft, compose(draft)) if one.stops and "Conference" in one.about]
    chosen.delete()
    assert [one.words for one in candidates_of(chosen.section)] == ["Conference."]


# Members of networks -----------------------------------------------------------------------------------------------


def members(communications, region, quarter=FIRST):
    """Return what a draft says of how many members its networks have, and what it would give out."""
    composed = compose(draw_up(communications, region_for(communications, region.slug), quarter))
    parts = [part for authority in composed.content["authorities"] for part in authority["pilots"]]
    return [figure["words"] for part in parts for figure in part["network"]], composed.counts


@pytest.fixture
def counted(hillfields, region):
    source = region.sources.create(key="news", title="VRU News", published_on="2021-04")
    return builders.network(of=hillfields).headcounts.create(number=21, as_at="2021-04", source=source)


def test_the_wording_of_members_says_no_small_number(communications, region, counted):
    type(counted).objects.update(wording="18 residents and 3 parents")
    assert members(communications, region)[0] == ["21 members"]


@pytest.mark.parametrize(
    ("wording", "said"),
    [("21, of them 9 parents", "21 members"), ("21 from 3 streets", "21 from 3 streets members"), ("21", "21 members")],
)
def test_the_wording_of_members_tells_of_no_part_of_them(communications, region, counted, wording, said):
    type(counted).objects.update(wording=wording)
    assert members(communications, region)[0] == [said]


def test_how_often_a_network_meets_says_no_small_number(communications, region, counted):
    def note():
        composed = compose(draw_up(communications, region_for(communications, region.slug), FIRST))
        throw_away(Bulletin.objects.get(), communications)
        parts = [part for authority in composed.content["authorities"] for part in authority["pilots"]]
        return parts[0]["network"][0]["note"]

    network = type(counted.network).objects
    network.update(rhythm_wording="every 6 weeks")
    assert "meets every 6 weeks" in note()
    network.update(rhythm_wording="monthly, mostly three mothers")
    assert "mothers" not in note()


def test_members_are_rounded_whatever_publication_counts_them(communications, region, counted, settings):
    settings.DISCLOSURE_RULE = "rounded"
    type(counted).objects.update(wording="21")
    assert members(communications, region)[0] == ["20 members"]


def test_the_next_quarter_does_not_tell_that_a_headcount_was_one_too_low(communications, region, counted):
    _, counts = members(communications, region)
    release(region, Release.Kind.BULLETIN, counts.released(), communications, counts.totals)
    assert members(communications, region, FIRST.after)[0] == ["21 members"]
    throw_away(Bulletin.objects.get(starts_on=FIRST.after.start), communications)
    type(counted).objects.update(number=22)
    assert members(communications, region, FIRST.after)[0] == ["members (number not shown)"]


# Bulletins and tables for sharing together -----------------------------------------------------------------------


def test_a_pilot_does_not_tell_what_its_locality_told_already(communications, region, hillfields, navigator):
    approved(hillfields, by=navigator, reach={"Young people": 40})
    approved(hillfields, by=navigator, reach={"Young people": 3}, locality=None)
    locality = hillfields.localities.get()
    here = f"reach|people|individuals|Young people|pilot:{hillfields.pk}/locality:{locality.pk}|{FIRST.slug}"
    release(region, Release.Kind.EXPORT, {here: Shown(40)}, communications)
    draft = draw_up(communications, region_for(communications, region.slug), FIRST)
    assert of_pilot(draft, hillfields) == ["young people (number not shown)"]


def test_all_people_of_a_pilot_and_one_audience_do_not_tell_of_the_other(communications, region, hillfields, navigator):
    approved(hillfields, by=navigator, reach={"Young people": 40, "Staff": 3})
    everybody = {f"individuals|pilot:{hillfields.pk}|{FIRST.slug}": Shown(43)}
    release(region, Release.Kind.EXPORT, everybody, communications)
    draft = draw_up(communications, region_for(communications, region.slug), FIRST)
    assert of_pilot(draft, hillfields) == ["staff (number not shown)", "young people (number not shown)"]


def test_what_is_elsewhere_is_another_place_for_each_locality(communications, coventry, hillfields):
    other = coventry.localities.create(name="Wood End", slug="wood-end")
    hillfields.localities.add(other)
    approved(hillfields, reach={"Young people": 40})
    approved(hillfields, reach={"Young people": 30}, locality=other)
    keys = []
    for locality in hillfields.localities.all():
        area = Area("locality", locality, [coventry])
        keys.append({key for key in compose(draw_up(communications, area, FIRST)).counts.cells if "outside" in key})
    assert keys[0]
    assert keys[1]
    assert keys[0].isdisjoint(keys[1])


def test_the_wording_of_a_source_does_not_tell_of_a_few_among_many(communications, region, hillfields):
    entry = approved(hillfields)
    wording = "20 pupils and 3 teachers"
    entry.reach.create(audience=builders.audience("Pupils"), number=23, wording=wording)
    draft = draw_up(communications, region_for(communications, region.slug), FIRST)
    assert not any("3 teachers" in words for words in of_pilot(draft, hillfields))


def test_the_wording_of_a_source_does_not_tell_a_part_that_is_hidden_elsewhere(communications, region, hillfields):
    entry = approved(hillfields)
    entry.reach.create(audience=builders.audience("Pupils"), number=40, wording="28 pupils and 12 teachers, 40")
    draft = draw_up(communications, region_for(communications, region.slug), FIRST)
    assert of_pilot(draft, hillfields) == ["about 40 pupils"]
