"""A contact is erased: who it was stands in no table, history, file or log line any more, and every count is as before.

The contact has a name that nothing else contains, and is written into every place that takes text.
"""

import logging
from collections import Counter
from datetime import date, timedelta
from functools import reduce
from operator import or_
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from interventions.models import Attachment, ReviewStep, UnsavedEntry
from pilots.models import TheoryLink
from stakeholders.contacts import texts
from stakeholders.contacts.erasing import erase, erase_all
from stakeholders.contacts.texts import MOST_CONDITIONS, tables
from stakeholders.merging import merge
from stakeholders.models import Contact, IncidentEntry, JoinRequest, Meeting, Membership
from stakeholders.networks.counting import counts_on
from tests import builders
from vru_portal.reporting.models import FrozenFigures

pytestmark = pytest.mark.django_db

NAME, EMAIL, TELEPHONE = "Zebedee Quillfeather", "z.quillfeather@example.org", "07700 900987"
OLD_NAME, OLD_EMAIL, OLD_TELEPHONE = "Zebedee Marrowby", "zmarrowby@example.org", "0121 496 0987"
TRACES = ("quillfeather", "marrowby", "900987", "900 987", "4960987", "496 0987")
TEXT = (
    f"Spoke with {NAME.upper()} ({EMAIL}, +44 7700 900 987). Quillfeather, Zebedee is {OLD_NAME}, {OLD_EMAIL.title()},"
    f" 0121-496-0987."
)


@pytest.fixture
def quillfeather(coventry):
    """Make a contact who had another name, address and number before, and a job that tells who it is."""
    made = builders.contact(OLD_NAME, of=coventry, email=OLD_EMAIL, telephone=OLD_TELEPHONE, role="Marrowby's job")
    made.name, made.email, made.telephone, made.role = NAME, EMAIL, TELEPHONE, "Head of Quillfeather House"
    made.save()
    return made


@pytest.fixture
def network(hillfields, quillfeather):
    """Make a network in which the contact has come to two of three meetings and has agreed to something."""
    made = builders.network(of=hillfields)
    membership = builders.member(made, quillfeather, role="chair")
    builders.member(made, quillfeather, joined="2019-01-01", left=date(2020, 1, 1), why_left=TEXT[:150])
    builders.member(made)
    for days, answer in ((30, "came"), (20, "came"), (10, "apologies")):
        held = builders.meeting(made, starts_at=timezone.now() - timedelta(days=days), status="held", notes=TEXT)
        held.attendances.create(membership=membership, answer=answer)
        builders.action(TEXT[:250], of=held, member=membership, outcome=TEXT[:250])
    return made


def written_everywhere(network, contact, navigator):
    """Write the contact into every table with text that the tests can fill."""
    pilot, authority = network.pilot, network.authority
    saved_twice(network, purpose=TEXT, invitation=TEXT, note=TEXT[:250])
    for meeting in network.meetings.all():
        saved_twice(meeting, place=TEXT[:150], agenda=TEXT, why_cancelled=TEXT[:250])
    saved_twice(pilot, focus=TEXT, aims=TEXT, offers=TEXT, next_steps=TEXT)
    words = ("headline", "what_happened", "what_changed", "quotation", "next_step")
    entry = builders.activity(pilot, navigator, title=TEXT[:150], **dict.fromkeys(words, TEXT[:250]))
    saved_twice(entry, venue=NAME, intervention_name=NAME, personal_data_reason=TEXT[:250])
    kept = Attachment(activity=entry, name=f"{NAME}.pdf", content_type="application/pdf", size=1, added_by=navigator)
    kept.file.save(f"{NAME}.pdf", ContentFile(b"%PDF-"), save=False)
    kept.save()
    step = ReviewStep.objects.create(
        activity=entry, move="return", from_status="submitted", to_status="returned", reason=TEXT, made_by=navigator
    )
    step.notifications.create(user=navigator)
    UnsavedEntry.objects.create(owner=navigator, activity_id=uuid4(), fields={"title": [NAME], "notes": [TEXT, "x"]})
    pilot.phases.create(position=1, status="paused", reason=TEXT)
    pilot.context_entries.create(claim=TEXT, cited=TEXT[:250])
    theory = builders.theory(pilot, context=[TEXT], activity=[TEXT])
    saved_twice(theory, note=TEXT)
    TheoryLink.objects.create(
        start=theory.steps.get(stage="context"), end=theory.steps.get(stage="activity"), assumption=TEXT
    )
    intervention = builders.intervention(pilot, description=TEXT, how_to_refer=TEXT)
    intervention.enter("paused", since="2021-03", reason=TEXT)
    builders.outcome_record(pilot, navigator, quality_notes=TEXT, source=NAME, group_label=NAME)
    builders.anticipated_outcome(pilot, TEXT, intervention=intervention)
    plan = builders.response_plan(authority, out_of_hours=TEXT, convening=TEXT)
    body = builders.organisation("Spark", services=TEXT)
    saved_twice(body, services=f"{TEXT}\n{TEXT}")
    plan.partners.create(organisation=body, contact=contact, does=TEXT[:150])
    plan.roles.create(role="lead", contact=contact, telephone=TELEPHONE)
    plan.places.create(name="Hall", how_to_open=TEXT[:250])
    plan.support.create(kind="groups", detail=TEXT[:250])
    incident = builders.incident(authority, navigator, area=TEXT[:150], what_helped=TEXT, lessons=TEXT)
    IncidentEntry(incident=incident, kind="note", text=TEXT, made_by=navigator, position=1).save()
    network.headcounts.create(number=50, as_at="2021-03", counted_by=TEXT[:150])
    requested(network)
    written_in_a_bulletin(authority, entry)
    other = builders.contact("Ann Other", of=authority, role=f"Assistant to {NAME}")
    saved_twice(other, role=f"Deputy of {NAME}")
    LogEntry.objects.create(user=navigator, action_flag=2, object_repr=NAME, change_message=TEXT)


def written_in_a_bulletin(authority, entry):
    """Write the contact into a bulletin that is out, and into why figures were frozen again."""
    bulletin = builders.bulletin(authority, introduction=TEXT)
    section = bulletin.sections.create(pilot=entry.pilot, opening=TEXT[:500], together=TEXT)
    saved_twice(section.chosen.create(activity=entry, words=TEXT[:400]), words=TEXT[:400])
    FrozenFigures.objects.create(
        authority=authority, starts_on=bulletin.starts_on, revision=2, reason=TEXT[:250], figures={}
    )


def saved_twice(record, **fields):
    """Save what names the contact, so that a version in the history does, too."""
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()
    record.save()


def requested(network, **said):
    given = {"name": NAME, "email": EMAIL, "telephone": TELEPHONE, "message": TEXT, "agreed": True, **said}
    return JoinRequest.objects.create(network=network, organisation_name=f"{NAME} and sons", **given)


def everything_stored() -> dict[str, str]:
    """Return all rows of every table in small letters, by its name: read past Django, so that nothing is left out."""
    stored = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 (the database's own names)
            stored[table] = "\n".join(map(str, cursor.fetchall())).lower()
    return stored


def tables_that_tell(of=TRACES) -> dict[str, list[str]]:
    told = {table: [trace for trace in of if trace in rows] for table, rows in everything_stored().items()}
    return {table: found for table, found in told.items() if found}


def counted(network) -> dict:
    """Return whatever is counted of a network, its people and its meetings."""
    models = [model for model in apps.get_models() if model is not JoinRequest and not hasattr(model, "instance_type")]
    days = [date(2019, 6, 1), date(2021, 6, 1), timezone.localdate()]
    return {
        "members": [counts_on([network], day) for day in days],
        "attendance": Counter(Membership.objects.values_list("pk", "attendances__answer")),
        "actions": Counter(Membership.objects.values_list("pk", "actions")),
        "meetings": Meeting.objects.held().count(),
        "rows": {model._meta.label: model._base_manager.count() for model in models},
    }


def test_the_contact_is_written_everywhere_before(network, quillfeather, navigator):
    """Without this, the test below could pass on empty tables."""
    written_everywhere(network, quillfeather, navigator)
    told = set(tables_that_tell())
    of_people = {table.model._meta.db_table for table in tables() if set(table.names) - {"history_change_reason"}}
    assert {table for table in of_people - told if "historical" not in table} == set()
    histories = {"contact", "meeting", "network", "agreedaction", "membership", "criticalincident", "organisation"}
    assert {f"stakeholders_historical{name}" for name in histories} <= told
    assert {"interventions_historicalactivity", "pilots_historicalpilot"} <= told


def test_nothing_tells_who_an_erased_contact_was(network, quillfeather, navigator, caplog, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    written_everywhere(network, quillfeather, navigator)
    before = counted(network)
    with caplog.at_level(logging.DEBUG, logger="vru_portal"), caplog.at_level(logging.DEBUG, logger="stakeholders"):
        erase(quillfeather, by=navigator)
    assert tables_that_tell() == {}
    assert counted(network) == before
    files = [path for path in Path(tmp_path).rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if "quillfeather" in (str(path) + path.read_text(errors="replace")).lower()] == []
    assert not any(trace in caplog.text.lower() for trace in TRACES)


def test_erasing_through_the_portal_logs_no_name(as_user, navigator, network, quillfeather, capfd):
    client = as_user(navigator)
    client.get(reverse("contact_erase", args=[quillfeather.pk]))
    client.post(reverse("contact_erase", args=[quillfeather.pk]))
    client.get(reverse("contacts"))
    out, err = capfd.readouterr()
    assert not any(trace in (out + err).lower() for trace in TRACES)


def test_what_stays_is_a_former_member(network, quillfeather, navigator):
    erase(quillfeather, by=navigator)
    quillfeather.refresh_from_db()
    assert str(quillfeather) == "Former member"
    assert quillfeather.erased_at is not None
    assert {str(member) for member in network.memberships.filter(contact=quillfeather)} == {"Former member"}
    assert network.meetings.first().notes.startswith("Spoke with Former member (Former member, Former member).")
    latest = quillfeather.history.first()
    assert (latest.history_user, latest.history_change_reason) == (navigator, "Erased")


def test_erasing_twice_is_erasing_once(network, quillfeather):
    erase(quillfeather)
    versions = quillfeather.history.count()
    assert erase_all([quillfeather]) == 0
    assert quillfeather.history.count() == versions


def test_namesake_keeps_their_name_and_address(network, quillfeather, coventry):
    namesake = builders.contact(NAME, of=coventry, email="other@example.org", telephone=TELEPHONE)
    erase(quillfeather)
    namesake.refresh_from_db()
    assert (namesake.name, namesake.email, namesake.telephone) == (NAME, "other@example.org", TELEPHONE)


def test_other_people_in_the_same_text_stay(network, quillfeather):
    meeting = network.meetings.first()
    meeting.notes = f"{NAME}, Zebedee Quillfeatherstone and Ann Zebedee came"
    meeting.save()
    erase(quillfeather)
    meeting.refresh_from_db()
    assert meeting.notes == "Former member, Zebedee Quillfeatherstone and Ann Zebedee came"


def test_another_region_keeps_its_texts(network, quillfeather):
    elsewhere = builders.authority("Leeds", "E08000035", in_region=builders.region("West Yorkshire", "west-yorkshire"))
    theirs = builders.network("Leeds network", of=builders.pilot("Harehills", "harehills", of=elsewhere), note=NAME)
    asked = requested(theirs)
    erase(quillfeather)
    theirs.refresh_from_db()
    assert theirs.note == NAME
    assert JoinRequest.objects.filter(pk=asked.pk).exists()


def test_dudleys_texts_of_the_same_region_are_cleared(network, quillfeather, st_james):
    theirs = builders.network("Dudley network", of=st_james, note=NAME)
    erase(quillfeather)
    theirs.refresh_from_db()
    assert theirs.note == "Former member"


def test_request_of_somebody_else_stays(network, quillfeather):
    asked = requested(network, name="Ann Other", email="ann@example.org", telephone="")
    erase(quillfeather)
    asked.refresh_from_db()
    assert (asked.name, asked.email) == ("Ann Other", "ann@example.org")
    assert "uillfeather" not in asked.message


def test_erasing_a_name_of_one_word_leaves_other_peoples_requests(network, coventry):
    may = builders.contact("May", of=coventry)
    asked = requested(network, name="May Green", email="May@green.example.org", telephone="", message="From May on")
    erase(may)
    asked.refresh_from_db()
    assert (asked.name, asked.email) == ("May Green", "May@green.example.org")


def test_number_that_others_have_too_stays_theirs(network, quillfeather, coventry, navigator):
    builders.contact("Ann Other", of=coventry, telephone="0121 496 0000 / 07700 900987")
    plan = builders.response_plan(coventry, out_of_hours="Ring the desk on 07700 900 987 or 0121 496 0987")
    desk = plan.roles.create(role="lead", organisation=builders.organisation("Spark"), telephone=TELEPHONE)
    asked = requested(network, name="Ann Other", email="ann@example.org", message="Ring me")
    erase(quillfeather)
    plan.refresh_from_db()
    desk.refresh_from_db()
    assert plan.out_of_hours == "Ring the desk on 07700 900 987 or Former member"
    assert desk.telephone == TELEPHONE
    assert JoinRequest.objects.get(pk=asked.pk).telephone == TELEPHONE


def test_no_words_are_put_where_a_number_is_rung(network, quillfeather, coventry):
    role = builders.response_plan(coventry).roles.create(role="lead", contact=quillfeather, telephone=TELEPHONE)
    erase(quillfeather)
    role.refresh_from_db()
    assert role.telephone == ""


def test_text_that_grows_is_cut_to_its_column(network, coventry):
    short = builders.contact("Jo Li", of=coventry)
    meeting = builders.meeting(network, why_cancelled="Jo Li " * 41)
    erase(short)
    meeting.refresh_from_db()
    assert len(meeting.why_cancelled) == 250
    assert "Jo Li" not in meeting.why_cancelled


def test_open_form_of_a_cleared_text_is_outdated(network, quillfeather):
    meeting = network.meetings.first()
    erase(quillfeather)
    assert Meeting.objects.get(pk=meeting.pk).version == meeting.version + 1


# What is written once has no form that could be open.
WRITTEN_ONCE = {
    "admin.LogEntry",
    "interventions.Attachment",
    "interventions.ReviewStep",
    "interventions.UnsavedEntry",
    "pilots.ContextEntry",
    "pilots.Phase",
    "reporting.FrozenFigures",
    "stakeholders.IncidentEntry",
    "stakeholders.JoinRequest",
}


def versions_of_rows() -> dict[tuple[str, str], tuple]:
    """Return for each row with text its texts, and what tells of a change: its version, or how many are kept."""
    found = {}
    for table in tables():
        if table.leader is table.model and table.model._meta.label not in WRITTEN_ONCE:
            for row in table.model._base_manager.all():
                kept = row.history.count() if table.counts_history else 0
                mark = row.version if table.has_version else kept
                found[table.model._meta.label, str(row.pk)] = (mark, [getattr(row, name) for name in table.names])
    return found


def test_every_row_that_is_cleared_has_a_new_version(network, quillfeather, navigator):
    written_everywhere(network, quillfeather, navigator)
    before = versions_of_rows()
    erase(quillfeather)
    after = versions_of_rows()
    cleared = {key for key, (_, said) in before.items() if after[key][1] != said}
    assert len({label for label, _ in cleared}) > 12
    assert {key for key in cleared if after[key][0] == before[key][0]} == set()


def test_open_form_of_a_membership_does_not_bring_the_name_back(as_user, navigator, network, quillfeather):
    left = network.memberships.exclude(left_on=None).get()
    client = as_user(navigator)
    address = reverse("member_edit", args=[network.pk, left.pk])
    version = client.get(address).context["form"]["version"].value()
    erase(quillfeather)
    days = {"joined_on_day": "1", "joined_on_month": "1", "joined_on_year": "2019"}
    days |= {"left_on_day": "1", "left_on_month": "1", "left_on_year": "2020"}
    said = {"role": "member", "why_left": f"{NAME} moved", "version": version, **days}
    assert client.post(address, said).status_code == 409
    left.refresh_from_db()
    assert "uillfeather" not in left.why_left


def test_name_of_one_word_goes_only_from_what_their_networks_wrote(hillfields, coventry, navigator):
    may = builders.contact("May", of=coventry)
    network = builders.network(of=hillfields, note="May chairs, and may bring a friend")
    builders.member(network, may)
    entry = builders.activity(hillfields, navigator, title="A walk in May")
    erase(may)
    network.refresh_from_db()
    entry.refresh_from_db()
    assert network.note == "Former member chairs, and may bring a friend"
    assert entry.title == "A walk in May"


def test_those_merged_into_the_contact_go_with_it(network, quillfeather, coventry, navigator):
    twin = builders.contact("Zeb Quillfeather", of=coventry, email="zeb.quillfeather@example.org")
    merge(quillfeather, twin, by=navigator)
    erase(quillfeather)
    assert tables_that_tell() == {}
    twin.refresh_from_db()
    assert twin.erased_at is not None


def test_erasing_a_merged_record_erases_the_one_that_was_kept(network, quillfeather, coventry, navigator):
    twin = builders.contact("Zeb Quillfeather", of=coventry)
    merge(quillfeather, twin, by=navigator)
    twin.refresh_from_db()
    erase(twin)
    quillfeather.refresh_from_db()
    assert quillfeather.erased_at is not None


def test_name_in_letters_that_the_database_cannot_compare_is_found(network, coventry, django_assert_max_num_queries):
    """SQLite knows capitals of A to Z alone."""
    people = {
        name: builders.contact(name, of=coventry) for name in ("Łukasz Żółć", "Ольга Щукина", "محمد علي", "李 小龙")
    }
    meeting = network.meetings.first()
    meeting.notes = "ŁUKASZ ŻÓŁĆ, ОЛЬГА ЩУКИНА, محمد علي, 李 小龙 came"
    meeting.save()
    erase_all(people.values())
    meeting.refresh_from_db()
    assert meeting.notes == "Former member, Former member, Former member, Former member came"
    assert tables_that_tell(tuple(map(str.lower, people))) == {}


def test_many_are_erased_in_as_many_reads_as_one(coventry, django_assert_max_num_queries):
    people = [builders.contact(f"Person{'abcdefghij'[number]} Odd", of=coventry) for number in range(10)]
    with django_assert_max_num_queries(len(tables()) + 12 * len(people)):
        erase_all(people)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own files")
def test_no_file_of_the_database_tells_the_name(hillfields, navigator):
    """Past the tables: what SQLite has freed, and its log of writes, are read byte by byte."""
    contact = builders.contact(NAME, of=hillfields.authority, email=EMAIL)
    network = builders.network(of=hillfields, note=f"Ask {NAME}")
    network.save()
    files = [Path(f"{connection.settings_dict['NAME']}{ending}") for ending in ("", "-wal")]
    assert any(b"Quillfeather" in file.read_bytes() for file in files if file.exists())
    erase(contact, by=navigator)
    assert not any(b"uillfeather" in file.read_bytes() for file in files if file.exists())


def test_more_than_one_query_takes_are_erased_in_several(network, coventry, monkeypatch):
    monkeypatch.setattr(texts, "MOST_CONDITIONS", 7)
    people = [
        builders.contact(f"Person Odd{number}", of=coventry, telephone=f"07700 90010{number}") for number in range(8)
    ]
    meeting = network.meetings.first()
    meeting.notes = ", ".join(person.name for person in people)
    meeting.save()
    assert erase_all(people) == 8
    meeting.refresh_from_db()
    assert set(meeting.notes.split(", ")) == {"Former member"}


def test_query_with_as_many_conditions_as_are_asked_at_once_runs(network):
    condition = reduce(
        or_, [Q(notes__icontains=f"a{number}", place__icontains="b") for number in range(MOST_CONDITIONS)]
    )
    assert not Meeting.objects.filter(condition).exists()


# Past the retention ----------------------------------------------------------------------------------------------


def months_ago(number, days=0):
    today = timezone.localdate()
    months = today.year * 12 + today.month - 1 - number
    return date(months // 12, months % 12 + 1, min(today.day, 28)) - timedelta(days=days)


def test_contact_whom_nobody_confirmed_is_erased_after_the_retention(coventry, capsys):
    for name, confirmed in (("Kept Person", months_ago(23)), ("Gone Person", months_ago(24, days=5))):
        builders.contact(name, of=coventry, confirmed_on=confirmed)
    call_command("clear_expired")
    assert list(Contact.objects.named().values_list("name", flat=True)) == ["Kept Person"]
    assert "1 contacts erased" in capsys.readouterr().out
    assert "gone person" not in "".join(everything_stored().values())


def long_unconfirmed(coventry, name="Kept Person"):
    return builders.contact(name, of=coventry, confirmed_on=months_ago(30), review_on=months_ago(18))


def are_kept() -> bool:
    call_command("clear_expired")
    return Contact.objects.named().exists()


def test_member_of_a_network_that_goes_on_is_kept_and_listed_for_review(coventry, hillfields):
    chair = long_unconfirmed(coventry)
    builders.member(builders.network(of=hillfields), chair, role="chair")
    assert are_kept()
    assert list(Contact.objects.to_review()) == [chair]


@pytest.mark.parametrize(("months", "is_kept"), [(23, True), (25, False)])
def test_member_who_left_counts_from_that_day(coventry, hillfields, months, is_kept):
    network = builders.network(of=hillfields)
    builders.member(network, long_unconfirmed(coventry), joined="2018-01-01", left=months_ago(months))
    assert are_kept() is is_kept


@pytest.mark.parametrize(("months", "is_kept"), [(23, True), (25, False)])
def test_member_of_a_network_that_has_ended_counts_from_that_day(coventry, hillfields, months, is_kept):
    network = builders.network(of=hillfields, ended_on=months_ago(months))
    builders.member(network, long_unconfirmed(coventry), joined="2018-01-01")
    assert are_kept() is is_kept


@pytest.mark.parametrize(("answer", "is_kept"), [("came", True), ("apologies", False)])
def test_who_came_to_a_meeting_counts_from_that_day(coventry, hillfields, answer, is_kept):
    network = builders.network(of=hillfields)
    membership = builders.member(network, long_unconfirmed(coventry), joined="2018-01-01", left=months_ago(25))
    held = builders.meeting(network, starts_at=timezone.now() - timedelta(days=600), status="held")
    held.attendances.create(membership=membership, answer=answer)
    assert are_kept() is is_kept


@pytest.mark.parametrize("part", ["partners", "roles", "places"])
def test_who_is_named_in_a_response_plan_is_kept(coventry, part):
    person, plan = long_unconfirmed(coventry), builders.response_plan(coventry)
    fields = {
        "partners": {"organisation": builders.organisation("Spark"), "does": "Opens the hall"},
        "roles": {"role": "lead"},
        "places": {"name": "Hall"},
    }[part]
    getattr(plan, part).create(contact=person, **fields)
    assert are_kept()


def test_retention_is_a_setting(coventry, settings):
    settings.CONTACT_RETENTION_MONTHS = 6
    builders.contact(of=coventry, confirmed_on=months_ago(7))
    call_command("clear_expired")
    assert not Contact.objects.named().exists()


def test_contacts_are_kept_for_24_months_unless_said_otherwise():
    assert settings.CONTACT_RETENTION_MONTHS == 24


# In the portal ---------------------------------------------------------------------------------------------------


def test_page_says_what_goes_and_what_stays(as_user, navigator, network, quillfeather):
    page = as_user(navigator).get(reverse("contact_erase", args=[quillfeather.pk])).content.decode()
    assert "Erase this contact?" in page
    assert "2 memberships" in page
    assert "2 meetings that they came to" in page
    assert "They go on being counted as a member" in page


def test_page_names_what_is_called_after_them_and_is_not_renamed(as_user, navigator, network, quillfeather):
    named = builders.organisation(f"{NAME} Foundation")
    builders.organisation("Quillfeather and sons")
    page = as_user(navigator).get(reverse("contact_erase", args=[quillfeather.pk]))
    assert page.context["bearing_the_name"] == [named]
    assert "Called after them, and not renamed by this" in page.content.decode()


def test_navigator_erases_a_contact(as_user, navigator, quillfeather):
    answer = as_user(navigator).post(reverse("contact_erase", args=[quillfeather.pk]), follow=True)
    assert "The contact is erased." in answer.content.decode()
    quillfeather.refresh_from_db()
    assert quillfeather.erased_at is not None


def test_asking_for_the_page_erases_nothing(as_user, navigator, quillfeather):
    as_user(navigator).get(reverse("contact_erase", args=[quillfeather.pk]))
    quillfeather.refresh_from_db()
    assert quillfeather.name == NAME


def test_erased_contact_cannot_be_changed_taken_out_or_erased_again(as_user, navigator, quillfeather):
    erase(quillfeather)
    client = as_user(navigator)
    for name in ("contact_edit", "contact_export", "contact_erase", "contact_merge"):
        assert client.get(reverse(name, args=[quillfeather.pk])).status_code == 404
    assert client.post(reverse("contact_confirm", args=[quillfeather.pk])).status_code == 404


def test_page_of_an_erased_contact_tells_only_that_there_was_somebody(as_user, navigator, network, quillfeather):
    erase(quillfeather)
    page = as_user(navigator).get(quillfeather.get_absolute_url()).content.decode()
    assert "Former member" in page
    assert "Came to <strong>2</strong> meetings" in page
    assert "quillfeather" not in page.lower()


def test_form_that_was_open_during_the_erasing_does_not_bring_the_name_back(as_user, navigator, quillfeather):
    erase(quillfeather)
    said = {"name": NAME, "lawful_basis": "public_task", "review_on": "2030-01-01", "version": "1"}
    assert as_user(navigator).post(reverse("contact_edit", args=[quillfeather.pk]), said).status_code == 404
    quillfeather.refresh_from_db()
    assert quillfeather.name == ""


def test_dudleys_navigator_cannot_erase_a_contact_of_coventry(as_user, dudley_navigator, quillfeather):
    assert as_user(dudley_navigator).post(reverse("contact_erase", args=[quillfeather.pk])).status_code == 404


def test_who_only_sees_a_member_cannot_erase_them(as_user, dudley_navigator, quillfeather, st_james):
    """They are a member in Dudley, and Coventry keeps them."""
    builders.member(builders.network("Dudley network", of=st_james), quillfeather)
    client = as_user(dudley_navigator)
    assert client.get(quillfeather.get_absolute_url()).status_code == 200
    assert client.post(reverse("contact_erase", args=[quillfeather.pk])).status_code == 404


@pytest.mark.parametrize("role", ["analyst", "communications", "administrator"])
def test_other_roles_erase_nobody(as_user, request, quillfeather, role):
    client = as_user(request.getfixturevalue(role))
    assert client.post(reverse("contact_erase", args=[quillfeather.pk])).status_code == 403
