"""Importing contacts: upload, preview, confirm. All of it as it was previewed, or nothing."""

import io
import logging
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stakeholders.importing.outcome import Kind
from stakeholders.models import Contact, Membership, Organisation
from tests.builders import contact, member, network, organisation, posting
from vru_portal.access.roles import Role

from .lists import HEADER, PAT, SAM, answers, confirm, csv_file, outcomes, problems, upload, xlsx_file


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


def counts():
    return Contact.objects.count(), Organisation.objects.count(), Membership.objects.count()


# What works ------------------------------------------------------------------------------------------------------


def test_preview_stores_nothing_and_says_what_would_happen(client, coventry):
    page = upload(client, coventry, PAT, SAM)
    text = page.content.decode()
    assert "Pat Example" in text
    assert "Adds the organisation Moat House Community Trust." in text
    assert page.context["preview"].counts == [
        ("Rows in the sheet", 2),
        ("New contacts", 2),
        ("New organisations", 2),
        ("Already among the contacts", 0),
    ]
    assert counts() == (0, 0, 0)


def test_confirming_stores_what_was_previewed_with_its_history(client, coventry, navigator):
    answer = confirm(client, upload(client, coventry, PAT, SAM))
    assert (answer.status_code, answer.url) == (302, reverse("contacts"))
    pat = Contact.objects.get(name="Pat Example")
    assert (pat.email, pat.telephone, pat.role) == ("pat@example.org", "07700 900101", "Youth worker")
    assert (pat.authority, pat.organisation.name) == (coventry, "Moat House Community Trust")
    assert (pat.lawful_basis, str(pat.review_on), pat.confirmed_on) == (
        "public_task",
        "2027-01-10",
        timezone.localdate(),
    )
    for stored in (pat, pat.organisation):
        kept = stored.history.get()
        assert (kept.history_type, kept.history_user, kept.history_change_reason) == (
            "+",
            navigator,
            "Imported from a spreadsheet",
        )


def test_worksheet_is_imported_like_a_csv_file(client, coventry):
    confirm(client, upload(client, coventry, file=xlsx_file(HEADER, PAT, SAM)))
    assert counts() == (2, 2, 0)


def test_all_columns_are_taken(client, coventry):
    header = ["First name", "Surname", "Phone", "Mobile", "Basis", "May be listed", "Agreed on", "Last confirmed"]
    header += ["Review by", "Organisation", "Sector", "Specified authority", "Website"]
    today = timezone.localdate()
    row = ["Pat", "Example", "024 7601 2345", "07700 900101", "Legitimate", "Yes", "3 April 2021", f"{today:%d/%m/%Y}"]
    row += [(today + timedelta(days=90)).isoformat(), "Example Fire Service", "fire", "Fire", "www.example.org"]
    confirm(client, upload(client, coventry, file=csv_file(header, row)))
    pat = Contact.objects.get()
    assert (pat.name, pat.telephone) == ("Pat Example", "024 7601 2345 / 07700 900101")
    assert (pat.lawful_basis, pat.may_be_listed, str(pat.agreed_on)) == ("legitimate_interests", True, "2021-04-03")
    assert (pat.confirmed_on, pat.review_on) == (today, today + timedelta(days=90))
    body = pat.organisation
    assert (body.sector, body.duty, body.website) == ("fire", "fire", "https://www.example.org")


def test_rows_join_the_network_on_the_day_that_they_give_or_that_of_the_whole_sheet(client, coventry, hillfields):
    joins = network(of=hillfields)
    file = csv_file(["Name", "Organisation", "Joined"], ["Pat Example", "", "15/01/2021"], ["", "Spark", ""])
    page = upload(client, coventry, file=file, network=joins.pk, joined_on="2022-02-01")
    assert "Joins on 15 January 2021." in page.content.decode()
    answer = confirm(client, page)
    assert answer.url == reverse("network_members", args=[joins.pk])
    assert [(str(one), str(one.joined_on)) for one in joins.memberships.all()] == [
        ("Pat Example", "2021-01-15"),
        ("Spark", "2022-02-01"),
    ]
    assert joins.memberships.first().history.get().history_change_reason == "Imported from a spreadsheet"


def test_organisations_may_stand_without_a_person(client, coventry):
    page = upload(client, coventry, file=csv_file(["Organisation", "Sector"], ["Spark", "Sport"], ["Glow", "Health"]))
    assert {outcome.kind for outcome in outcomes(page).values()} == {Kind.ORGANISATION}
    confirm(client, page)
    assert counts() == (0, 2, 0)


def test_two_people_of_a_new_organisation_make_it_once(client, coventry):
    confirm(client, upload(client, coventry, PAT, ["Sam Sample", "", "MOAT HOUSE  Community trust", "", ""]))
    assert counts() == (2, 1, 0)


def test_template_in_both_kinds_is_a_sheet_that_the_import_reads_and_whose_example_it_refuses(client, coventry):
    joins = network()
    for kind in ("xlsx", "csv"):
        template = client.get(reverse("contact_import_template"), {"kind": kind})
        data = b"".join(template.streaming_content)
        assert f'filename="contacts.{kind}"' in template["Content-Disposition"]
        page = upload(client, coventry, file=SimpleUploadedFile(f"a.{kind}", data), network=joins.pk)
        assert "is that of the example in the template. Delete the row" in page.content.decode()
    assert client.get(reverse("contact_import_template"), {"kind": "pdf"}).status_code == 404


def test_address_may_choose_the_network(client, hillfields):
    joins = network(of=hillfields)
    page = client.get(reverse("contact_import"), {"network": joins.pk}).content.decode()
    assert f'<option value="{joins.pk}" selected>' in page
    assert f'<option value="{hillfields.authority_id}" selected>' in page


def test_upload_after_a_preview_is_filled_in_as_it_was(client, coventry, hillfields):
    joins = network(of=hillfields)
    page = upload(client, coventry, PAT, network=joins.pk, joined_on="2021-04-03", lawful_basis="consent")
    address = f"{reverse('contact_import')}?{page.context['preview'].task.query}"
    assert address.replace("&", "&amp;") in page.content.decode()
    initial = client.get(address).context["form"].initial
    assert (initial["network"], initial["lawful_basis"], initial["joined_on"]) == (joins, "consent", "2021-04-03")
    assert client.get(f"{reverse('contact_import')}?authority=999999").status_code == 404
    assert client.get(f"{reverse('contact_import')}?review_on=%3Cb%3E&joined_on=--&lawful_basis=x").status_code == 200


# All or nothing --------------------------------------------------------------------------------------------------


def test_one_wrong_row_stops_all_and_is_told_by_row_and_column(client, coventry):
    page = upload(client, coventry, PAT, ["Sam Sample", "", "", "sam(at)example.org", "12"])
    assert problems(page) == [
        (3, "Column D (E-mail address) is not an e-mail address, like name@example.org"),
        (3, "Column E (Telephone) is not a telephone number with its area code"),
    ]
    text = page.content.decode()
    assert "1 of 2 rows must be mended. Nothing has been stored." in text
    assert "Mend the rows in your spreadsheet" in text
    assert 'href="#row-3"' in text
    assert "Import all of it" not in text
    assert page.context["sealed"] == ""


@pytest.mark.parametrize(
    ("header", "row", "problem"),
    [
        (
            ["Name", "Email"],
            ["", "pat@example.org"],
            "Column A (Name) is empty, but the row says something of a person",
        ),
        (["Name", "Sector"], ["Pat Example", "Police"], "Organisation is empty, but the row says something of an"),
        (["Name", "Organisation"], ["Pat Example", "?!"], "Column B (Organisation) has neither letters nor digits"),
        (["Name"], ["x" * 151], "Column A (Name) has more than 150 characters"),
        (["Name", "Job title"], ["Pat Example", "x" * 151], "Column B (Job or role) has more than 150 characters"),
        (["Name", "Organisation"], ["Pat Example", "x" * 201], "Column B (Organisation) has more than 200 characters"),
        (["Name"], ["Jordan (14)"], "Column A (Name) looks like a name with an age. Take it out"),
        (["Name"], ["07700 900101"], "Column A (Name) looks like a telephone number. Take it out"),
        (["Name", "Role"], ["Pat Example", "pat@example.org"], "Column B (Job or role) looks like an e-mail address."),
        (["Name", "Phone"], ["Pat Example", "ask Sam"], "Column B (Telephone) is not a telephone number"),
        (["Name", "Lawful basis"], ["Pat Example", "because"], "Column B (Lawful basis) is not one of: Public task"),
        (["Organisation", "Sector"], ["Spark", "Crime"], "Column B (Sector) is not one of: Police, Council"),
        (["Organisation", "Website"], ["Spark", "no site"], "Column B (Website) is not the address of a website"),
        (["Name", "May be listed"], ["Pat Example", "maybe"], "Column B (May be listed) is neither yes nor no"),
        (["Name", "May be listed"], ["Pat Example", "yes"], "Agreed on is empty, but the row says that they agreed"),
        (["Name", "Agreed on"], ["Pat Example", "31/02/2021"], "Column B (Agreed on) is not a day, like 3 April 2021"),
        (["Name", "Agreed on"], ["Pat Example", "04/2021"], "Column B (Agreed on) is not a day"),
        (["Name", "Agreed on"], ["Pat Example", "3 April 2099"], "Column B (Agreed on) is in the future"),
        (["Name", "Last confirmed"], ["Pat Example", "3 April 2099"], "Column B (Last confirmed) is in the future"),
        (["Name", "Last confirmed"], ["Pat Example", "3 April 2011"], "Column B (Last confirmed) is too long ago"),
        (["Name", "Review by"], ["Pat Example", "3 April 2011"], "Column B (Review by) has passed"),
        (["Name", "Review by"], ["Pat Example", "3 April 2099"], "Column B (Review by) is after"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(client, coventry, header, row, problem):
    page = upload(client, coventry, file=csv_file(header, row))
    found = [words for _, words in problems(page)]
    assert len(found) == 1
    assert found[0].startswith(problem)


def test_what_neither_the_row_nor_the_form_says_is_asked_for(client, coventry):
    page = upload(client, coventry, PAT, lawful_basis="", review_on="")
    assert [words for _, words in problems(page)] == [
        "Lawful basis is empty. Fill it in, or choose one for the whole sheet",
        "Review by is empty. Fill in a day, or enter one for the whole sheet",
    ]


@pytest.mark.parametrize(
    ("joined", "problem"),
    [
        ("soon", "Column B (Joined) is not a day, like 3 April 2021 or 03/04/2021"),
        ("3 April 2099", "Column B (Joined) is in the future"),
        ("3 April 2020", "Column B (Joined) is before 1 May 2021, when they left the network. Correct the day"),
    ],
)
def test_day_of_joining_has_to_be_right(client, coventry, hillfields, joined, problem):
    joins = network(of=hillfields)
    member(joins, contact("Pat Example", of=coventry), joined="2021-01-01", left="2021-05-01")
    page = upload(client, coventry, file=csv_file(["Name", "Joined"], ["Pat Example", joined]), network=joins.pk)
    assert problems(page) == [(2, problem)]


def test_row_without_a_day_of_joining_is_told(client, coventry, hillfields):
    file = csv_file(["Name", "Joined"], ["Pat Example", ""])
    page = upload(client, coventry, file=file, network=network(of=hillfields).pk)
    assert problems(page) == [(2, "Column B (Joined) is empty. Fill in the day, or enter one for the whole sheet")]


def test_review_that_holds_for_the_sheet_comes_before_the_erasure_of_each(client, coventry):
    confirmed = timezone.localdate() - timedelta(days=600)
    file = csv_file(["Name", "Last confirmed"], ["Pat Example", confirmed.isoformat()])
    confirm(client, upload(client, coventry, file=file, review_on=str(timezone.localdate() + timedelta(days=360))))
    pat = Contact.objects.get()
    assert pat.review_on == pat.is_erased_on


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"authority": ""}, "Choose a local authority"),
        ({"authority": "999999"}, "from the list"),
        ({"authority": "x"}, "from the list"),
        ({"network": "999999"}, "from the list"),
        ({"lawful_basis": "because"}, "from the list"),
        ({"review_on": "2011-04-03"}, "must be today or later"),
        ({"joined_on": "2099-04-03"}, "must be today or in the past"),
        ({"sheet": ""}, "Choose a spreadsheet"),
    ],
)
def test_form_says_what_is_wrong_with_it(client, coventry, given, words):
    page = client.post(reverse("contact_import"), answers(coventry, csv_file(HEADER, PAT), **given)).content.decode()
    assert words in page
    assert "Error: " in page


def test_refused_sheet_is_told_beside_the_field(client, coventry):
    page = upload(client, coventry, file=csv_file([*HEADER, "Date of birth"], [*PAT, "x"])).content.decode()
    assert "Column F looks like dates of birth" in page
    assert counts() == (0, 0, 0)


def test_days_of_joining_need_a_network(client, coventry):
    page = upload(client, coventry, file=csv_file(["Name", "Joined"], ["Pat Example", "3 April 2021"]))
    assert "Choose the network that they joined, or delete the column" in page.content.decode()


def test_sheet_of_words_that_look_like_markup_is_shown_as_text(client, coventry):
    page = upload(client, coventry, file=xlsx_file(["Name"], ["<b>Pat</b> Example"])).content.decode()
    assert "<b>Pat" not in page
    assert "&lt;b&gt;Pat" in page


# Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["analyst", "communications", "administrator"])
def test_others_may_not_import(role, as_user, request):
    client = as_user(request.getfixturevalue(role))
    assert client.get(reverse("contact_import")).status_code == 403
    assert client.get(reverse("contact_import_template")).status_code == 403


def test_another_authority_is_not_offered_and_not_taken(client, coventry, dudley, st_james):
    page = client.get(reverse("contact_import")).content.decode()
    assert "Dudley" not in page
    assert upload(client, dudley, PAT).context["form"].errors["authority"]
    theirs = network(of=st_james)
    assert client.get(reverse("contact_import"), {"network": theirs.pk}).status_code == 404
    assert upload(client, coventry, PAT, network=theirs.pk).context["form"].errors["network"]


def test_network_of_another_of_ones_authorities_is_not_taken(client, navigator, coventry, dudley, st_james):
    posting(navigator, Role.NAVIGATOR, dudley)
    page = upload(client, coventry, PAT, network=network(of=st_james).pk)
    assert "Choose a network of the local authority that you have chosen" in page.content.decode()


# The moment of confirming ----------------------------------------------------------------------------------------


def test_confirming_twice_stores_once(client, coventry):
    page = upload(client, coventry, PAT, SAM)
    confirm(client, page)
    again = confirm(client, page)
    assert again.status_code == 409
    assert "have changed since you saw what would happen" in again.content.decode()
    assert counts() == (2, 2, 0)


def test_same_file_twice_changes_nothing(client, coventry):
    confirm(client, upload(client, coventry, PAT, SAM))
    page = upload(client, coventry, PAT, SAM)
    assert "Nothing would change: all of it is in the portal already." in page.content.decode()
    assert "Import all of it" not in page.content.decode()


def test_contact_that_appears_meanwhile_brings_the_preview_again(client, coventry):
    page = upload(client, coventry, PAT, SAM)
    contact("Sam Sample", of=coventry, email="sam@example.org")
    again = confirm(client, page)
    assert again.status_code == 409
    assert outcomes(again)[3].kind == Kind.SAME
    assert Contact.objects.count() == 1
    assert confirm(client, again).status_code == 302
    assert Contact.objects.count() == 2


def test_contact_that_is_changed_meanwhile_is_not_overwritten(client, coventry):
    stored = contact("Pat Example", of=coventry, email="pat@example.org", telephone="07700 900999")
    page = confirm(client, upload(client, coventry, PAT), action="update")
    stored.telephone, stored.version = "07700 900555", 2
    stored.save()
    again = confirm(client, page)
    assert again.status_code == 409
    stored.refresh_from_db()
    assert stored.telephone == "07700 900555"


def test_organisation_that_appears_meanwhile_brings_the_preview_again(client, coventry):
    page = upload(client, coventry, PAT)
    organisation("Moat House Community Trust", in_region=coventry.region)
    assert confirm(client, page).status_code == 409
    assert Contact.objects.count() == 0


def test_failure_in_the_middle_stores_nothing(client, coventry, hillfields, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    page = upload(client, coventry, PAT, SAM, network=network(of=hillfields).pk, joined_on="2021-01-01")
    monkeypatch.setattr("stakeholders.importing.members.new_memberships", fail)
    with pytest.raises(RuntimeError):
        confirm(client, page)
    assert counts() == (0, 0, 0)


def test_preview_of_an_hour_ago_is_not_confirmed(client, coventry):
    page = upload(client, coventry, PAT)
    with time_machine.travel(timezone.now() + timedelta(minutes=61), tick=True):
        answer = client.post(reverse("contact_import"), {"sheet-keeper": page.context["sealed"], "action": "confirm"})
    assert answer.status_code == 302
    assert counts() == (0, 0, 0)


def test_preview_of_somebody_else_is_not_confirmed(client, coventry, as_user, manager):
    page = upload(client, coventry, PAT)
    answer = confirm(as_user(manager), page)
    assert answer.url == reverse("contact_import")
    assert counts() == (0, 0, 0)


@pytest.mark.parametrize("sealed", ["", "x", "é", "gAAAAABn" + "A" * 200])
def test_sealed_text_that_the_portal_did_not_write_is_not_read(client, sealed):
    answer = client.post(reverse("contact_import"), {"sheet-keeper": sealed, "action": "confirm"}, follow=True)
    assert "more than an hour ago" in answer.content.decode()


def test_posting_that_ended_meanwhile_stops_the_import(client, coventry, dudley, navigator):
    page = upload(client, coventry, PAT)
    navigator.postings.update(authority=dudley)
    assert confirm(client, page).status_code == 404
    assert counts() == (0, 0, 0)


# Nothing lies about ----------------------------------------------------------------------------------------------


def test_rows_wait_unreadable_in_the_page_and_nowhere_on_the_server(client, coventry, caplog):
    caplog.set_level(logging.DEBUG)
    before = {table: rows_of(table) for table in connection.introspection.table_names()}
    page = upload(client, coventry, PAT, ["Sam Sample", "", "", "sam@example.org", ""])
    sealed = page.context["sealed"]
    assert sealed
    assert "pat@example.org" not in sealed
    assert {table: rows_of(table) for table in before} == before
    upload(client, coventry, ["Wrong Wilma", "", "", "wilma(at)example.org", "zz"])
    quoted = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "example.org" not in quoted
    assert "Wilma" not in quoted
    assert "example.org" not in str(Session.objects.get().get_decoded())


def rows_of(table):
    if table == "django_session":
        return None  # every answer may move the session's end
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (a table's name)
        return cursor.fetchone()


def test_signed_in_pages_are_kept_out_of_caches(client, coventry):
    assert upload(client, coventry, PAT)["Cache-Control"] == "no-store"


# A large one -----------------------------------------------------------------------------------------------------


def rows_for(number):
    return [
        [f"Person {letters(n)}", "Youth worker", f"Body {letters(n % 50)}", f"p{n}@example.org", "07700 900101"]
        for n in range(number)
    ]


def letters(number):
    return "".join(chr(97 + int(digit)) for digit in str(number))


def queries_of(ask):
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


def test_two_thousand_rows_take_as_many_queries_as_two(client, coventry, hillfields):
    joins = {"network": network(of=hillfields).pk, "joined_on": "2021-01-01"}
    book = openpyxl.Workbook()
    for row in [HEADER, *rows_for(2_000)]:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    upload(client, coventry, PAT)  # the session is read and written once
    few = queries_of(lambda: upload(client, coventry, *rows_for(2), **joins))
    file = SimpleUploadedFile("a.xlsx", data.getvalue())
    pages = []
    assert queries_of(lambda: pages.append(upload(client, coventry, file=file, **joins))) == few
    assert len(outcomes(pages[0])) == 2_000
    stored = queries_of(lambda: confirm(client, pages[0]))
    assert stored < 500
    assert counts() == (2_000, 50, 2_000)
