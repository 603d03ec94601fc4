"""Who is who: rows about people and organisations that are there already, or twice in the sheet."""

import pytest

from stakeholders.importing.outcome import Kind
from stakeholders.models import Contact, Organisation
from tests.builders import contact, member, network, organisation, posting
from vru_portal.access.roles import Role

from .lists import HEADER, PAT, SAM, confirm, csv_file, outcomes, problems, upload


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def trust(coventry):
    return organisation("Moat House Community Trust", in_region=coventry.region)


def pat(of, **fields):
    return contact("Pat Example", of=of, **{"email": "pat@example.org", **fields})


# Contacts that are there -----------------------------------------------------------------------------------------


def test_same_contact_is_named_and_left_as_it_is(client, coventry, trust):
    stored = pat(coventry, organisation=trust, role="Manager", telephone="07700 900999")
    page = upload(client, coventry, PAT, SAM)
    text = page.content.decode()
    assert outcomes(page)[2].kind == Kind.SAME
    assert f'href="{stored.get_absolute_url()}"' in text
    assert "Stays as it is, kept by Coventry. The sheet says something else of: job or role, telephone." in text
    confirm(client, page)
    stored.refresh_from_db()
    assert (stored.role, stored.telephone, stored.version) == ("Manager", "07700 900999", 1)
    assert Contact.objects.count() == 2


def test_contacts_that_differ_are_updated_if_that_is_asked_for(client, coventry, trust, navigator):
    stored = pat(coventry, organisation=trust, role="Manager", telephone="07700 900999", lawful_basis="consent")
    page = confirm(client, upload(client, coventry, PAT), action="update")
    assert page.status_code == 200
    assert "Telephone: 07700 900999 → 07700 900101" in page.content.decode()
    stored.refresh_from_db()
    assert stored.role == "Manager"
    assert confirm(client, page).status_code == 302
    stored.refresh_from_db()
    assert (stored.role, stored.telephone, stored.version) == ("Youth worker", "07700 900101", 2)
    assert stored.lawful_basis == "consent"
    latest = stored.history.first()
    assert (latest.history_user, latest.history_change_reason) == (navigator, "Imported from a spreadsheet")


def test_asking_for_updates_can_be_taken_back(client, coventry, trust):
    pat(coventry, organisation=trust)
    page = confirm(client, upload(client, coventry, PAT), action="update")
    assert outcomes(page)[2].kind == Kind.UPDATED
    assert outcomes(confirm(client, page, action="keep"))[2].kind == Kind.SAME


def test_empty_cells_clear_nothing(client, coventry, trust):
    stored = pat(coventry, organisation=trust, role="Manager", telephone="07700 900999", may_be_listed=False)
    file = csv_file([*HEADER, "May be listed"], ["Pat Example", "Chief", "", "pat@example.org", "", ""])
    confirm(client, confirm(client, upload(client, coventry, file=file), action="update"))
    stored.refresh_from_db()
    assert (stored.role, stored.telephone, stored.organisation) == ("Chief", "07700 900999", trust)


@pytest.mark.parametrize(
    ("name", "email", "body"),
    [
        ("pat  EXAMPLE", "PAT@example.org", ""),
        ("Pat Example", "", "Moat House Community Trust"),
        ("Pat Example", "", "the MOAT HOUSE community trust"),
        ("Pat Example", "other@example.org", "Moat House Community Trust"),
    ],
)
def test_person_is_the_same_by_address_or_by_name_and_organisation(client, coventry, trust, name, email, body):
    stored = pat(coventry, organisation=trust)
    page = upload(client, coventry, [name, "", body, email, ""])
    assert (outcomes(page)[2].kind, outcomes(page)[2].stored) == (Kind.SAME, stored)


@pytest.mark.parametrize(
    ("email", "body"), [("", ""), ("", "Glow"), ("other@example.org", ""), ("other@example.org", "Glow")]
)
def test_namesake_elsewhere_is_another_person_and_is_shown(client, coventry, trust, email, body):
    stored = pat(coventry, organisation=trust)
    page = upload(client, coventry, ["Pat Example", "", body, email, ""])
    assert (outcomes(page)[2].kind, outcomes(page)[2].alike) == (Kind.NEW, [stored])
    assert "Of the same name" in page.content.decode()


def test_address_of_a_contact_with_another_name_is_told(client, coventry):
    pat(coventry)
    page = upload(client, coventry, ["Sam Sample", "", "", "pat@example.org", ""])
    assert problems(page)[0][1].startswith("Column D (E-mail address) is that of the contact Pat Example, who has")


def test_several_contacts_that_are_alike_are_told(client, coventry, trust):
    pat(coventry, organisation=trust, email="")
    pat(coventry, organisation=trust, email="")
    page = upload(client, coventry, PAT)
    assert "fits several contacts that are alike" in problems(page)[0][1]


def test_erased_and_merged_contacts_are_nobody(client, coventry):
    kept = contact("Sam Sample", of=coventry)
    pat(coventry, merged_into=kept)
    Contact.objects.create(
        authority=coventry, erased_at="2024-01-01T00:00Z", lawful_basis="consent", review_on="2024-01-01"
    )
    assert outcomes(upload(client, coventry, PAT))[2].kind == Kind.NEW


# What other authorities keep --------------------------------------------------------------------------------------


def test_contact_of_another_authority_cannot_be_discovered(client, coventry, dudley, trust):
    alone = upload(client, coventry, PAT, SAM)
    pat(dudley, organisation=trust)
    contact("Sam Sample", of=dudley, email="sam@example.org")
    page = upload(client, coventry, PAT, SAM)
    assert page.context["preview"].digest == alone.context["preview"].digest
    assert "Dudley" not in page.content.decode()
    assert confirm(client, alone).status_code == 302
    assert Contact.objects.filter(authority=coventry).count() == 2


def test_other_name_at_an_address_of_another_authority_is_not_told(client, coventry, dudley):
    pat(dudley)
    assert problems(upload(client, coventry, ["Sam Sample", "", "", "pat@example.org", ""])) == []


def test_member_whom_another_authority_keeps_is_known_and_never_updated(client, coventry, dudley, hillfields):
    stored = pat(dudley, role="Manager")
    member(network(of=hillfields), stored)
    page = upload(client, coventry, PAT)
    assert (outcomes(page)[2].kind, outcomes(page)[2].stored) == (Kind.SAME, stored)
    assert "kept by Dudley" in page.content.decode()
    assert page.context["preview"].may_be_updated == 0
    again = confirm(client, page, action="update")
    assert outcomes(again)[2].kind == Kind.SAME
    confirm(client, again)
    stored.refresh_from_db()
    assert stored.role == "Manager"


def test_own_contact_comes_before_that_of_another_authority(as_user, manager, coventry, dudley):
    posting(manager, Role.MANAGER, dudley)
    pat(dudley)
    own = pat(coventry)
    assert outcomes(upload(as_user(manager), coventry, PAT))[2].stored == own


# Members that are there -------------------------------------------------------------------------------------------


def test_member_already_is_not_made_one_again(client, coventry, hillfields):
    joins = network(of=hillfields)
    member(joins, pat(coventry), joined="2021-01-15")
    page = upload(client, coventry, PAT, network=joins.pk, joined_on="2023-01-01")
    assert "Member since 15 January 2021." in page.content.decode()
    assert joins.memberships.count() == 1
    assert not page.context["preview"].does_something


def test_contact_that_is_there_joins_and_a_former_member_joins_again(client, coventry, hillfields):
    joins = network(of=hillfields)
    member(joins, pat(coventry), joined="2021-01-15", left="2022-01-15")
    contact("Sam Sample", of=coventry, email="sam@example.org")
    confirm(client, upload(client, coventry, PAT, SAM, network=joins.pk, joined_on="2023-01-01"))
    assert Contact.objects.count() == 2
    assert joins.memberships.current().count() == 2
    assert joins.memberships.count() == 3


def test_organisation_is_a_member_once(client, coventry, hillfields, trust):
    joins = network(of=hillfields)
    member(joins, organisation=trust)
    file = csv_file(["Organisation"], [trust.name], ["Glow"])
    confirm(client, upload(client, coventry, file=file, network=joins.pk, joined_on="2023-01-01"))
    assert [str(one.organisation) for one in joins.memberships.order_by("pk")] == [trust.name, "Glow"]


# Organisations ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["moat house community trust", "The Moat House Community Trust", "Moat-House  Community Trust."]
)
def test_organisation_is_found_however_it_is_written(client, coventry, trust, name):
    confirm(client, upload(client, coventry, ["Pat Example", "", name, "", ""]))
    assert Contact.objects.get().organisation == trust
    assert Organisation.objects.count() == 1


def test_organisation_that_was_merged_leads_to_where_it_went(client, coventry, trust):
    organisation("Moat House Trust", in_region=coventry.region, merged_into=trust)
    confirm(client, upload(client, coventry, ["Pat Example", "", "Moat House Trust", "", ""]))
    assert Contact.objects.get().organisation == trust


def test_archived_organisation_is_told(client, coventry):
    organisation("Spark", in_region=coventry.region, archived_at="2024-01-01T00:00Z")
    page = upload(client, coventry, ["Pat Example", "", "spark", "", ""])
    assert "names “Spark”, which is archived" in problems(page)[0][1]


def test_listed_organisation_stays_as_it_is(client, coventry, trust):
    file = csv_file(["Organisation", "Sector"], [trust.name, "Health"])
    page = upload(client, coventry, file=file)
    assert outcomes(page)[2].does_nothing
    assert Organisation.objects.get().sector == ""


def test_two_names_of_one_organisation_are_no_surprise_after_folding(client, coventry):
    file = csv_file(
        ["Name", "Organisation", "Sector"], ["Pat Example", "Spark & Co", "Sport"], ["Sam Sample", "Spark and Co", ""]
    )
    confirm(client, upload(client, coventry, file=file))
    assert Organisation.objects.get().sector == "sport"


# Twice in the sheet ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (PAT, "Column A (Name) names the same person as row 2. Leave one of the rows"),
        (["pat example", "", "", "PAT@example.org", ""], "Column A (Name) names the same person as row 2."),
        (["Pat Example", "", "Moat House community Trust", "", ""], "Column A (Name) names the same person as row 2."),
        (
            ["Sam Sample", "", "", "pat@example.org", ""],
            "Column D (E-mail address) is also in row 2 under another name.",
        ),
    ],
)
def test_person_twice_in_the_sheet_is_told(client, coventry, second, problem):
    found = problems(upload(client, coventry, PAT, second))
    assert [number for number, _ in found] == [3]
    assert found[0][1].startswith(problem)


def test_two_rows_about_one_stored_contact_are_told(client, coventry, trust):
    pat(coventry, organisation=trust)
    page = upload(client, coventry, ["Pat Example", "", "", "pat@example.org", ""], [*PAT[:3], "", ""])
    assert problems(page) == [(3, "Column A (Name) names the same person as row 2. Leave one of the rows")]


def test_organisation_twice_in_the_sheet_is_told(client, coventry):
    page = upload(client, coventry, file=csv_file(["Organisation"], ["Spark"], ["The Spark"]))
    assert problems(page) == [
        (3, "Column A (Organisation) names the same organisation as row 2. Leave one of the rows")
    ]


def test_rows_that_contradict_each_other_about_an_organisation_are_told(client, coventry):
    file = csv_file(
        ["Name", "Organisation", "Sector"], ["Pat Example", "Spark", "Sport"], ["Sam Sample", "Spark", "Health"]
    )
    assert problems(upload(client, coventry, file=file)) == [
        (3, "Column C (Sector) says something else of the same organisation than row 2")
    ]


def test_two_people_of_one_name_in_two_organisations_are_two(client, coventry):
    confirm(client, upload(client, coventry, [*PAT[:4], ""], ["Pat Example", "", "Glow", "pat@glow.example.org", ""]))
    assert Contact.objects.count() == 2
