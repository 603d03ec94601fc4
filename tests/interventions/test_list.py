"""The list of activities, its filters and exports, and files."""

import csv
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from interventions.models import Attachment, Export
from pilots.models import Theme
from tests import builders
from vru_portal import charts
from vru_portal.access.roles import Role

LIST = "/activities/"


@pytest.fixture
def reader(as_user, manager):
    return as_user(manager)


def titles(client, query=""):
    return [row.title for row in client.get(f"{LIST}?{query}").context["page"]]


def test_the_list_shows_the_latest_first(reader, hillfields, navigator):
    for day in (3, 1, 2):
        builders.activity(hillfields, by=navigator, title=f"Day {day}", starts_on=date(2026, 5, day))
    assert titles(reader) == ["Day 3", "Day 2", "Day 1"]
    assert titles(reader, "sort=oldest") == ["Day 1", "Day 2", "Day 3"]


def test_filters_find_and_leave_out(reader, hillfields, coventry, region, navigator, adviser):
    other = builders.pilot("Wood End", "wood-end", of=coventry)
    theme = Theme.objects.create(region=region, name="Sports")
    found = builders.activity(
        hillfields,
        by=navigator,
        title="Boxing",
        kind=builders.kind("Training"),
        starts_on=date(2026, 3, 12),
        status="approved",
    )
    found.themes.add(theme)
    builders.activity(other, by=adviser, title="Choir", starts_on=date(2026, 4, 1), what_happened="A song about boats")
    for query in (
        f"pilot={hillfields.pk}",
        f"locality={hillfields.localities.get().pk}",
        f"kind={found.kind_id}",
        f"theme={theme.pk}",
        "status=approved",
        f"author={navigator.pk}",
        "q=boxing",
        "q=BOX",
        "since=2026-03-01&until=2026-03-31",
        "since_day=1&since_month=3&since_year=2026&until_day=31&until_month=3&until_year=2026",
    ):
        assert titles(reader, query) == ["Boxing"], query
    assert titles(reader, "q=boats") == titles(reader, "q=boats+CHOIR") == ["Choir"]
    assert titles(reader, "q=boats+boxing") == []
    assert titles(reader, f"authority={coventry.pk}&sort=oldest") == ["Boxing", "Choir"]


def test_the_list_finds_the_entries_of_an_intervention(reader, as_user, analyst, hillfields, st_james):
    boxing, theirs = builders.intervention(hillfields, name="Boxing"), builders.intervention(st_james, name="Theirs")
    builders.activity(hillfields, title="Sparring", intervention=boxing)
    builders.activity(hillfields, title="Choir")
    assert titles(reader, f"intervention={boxing.pk}") == ["Sparring"]
    page = reader.get(LIST).content.decode()
    assert "Boxing (Hillfields)" in page
    assert "Theirs" not in page
    assert "Theirs (St James" in as_user(analyst).get(LIST).content.decode()
    for wrong in (theirs.pk, "x", "9" * 30):
        assert titles(reader, f"intervention={wrong}") == []


def test_an_entry_of_several_months_is_found_in_each_of_them(reader, hillfields):
    builders.activity(hillfields, title="Quarter", starts_on=date(2021, 1, 1), ends_on=date(2021, 3, 31))
    assert titles(reader, "since=2021-02-01&until=2021-02-28") == ["Quarter"]
    assert titles(reader, "since=2021-04-01") == []
    assert titles(reader, "until=2020-12-31") == []


def test_a_region_wide_persons_entries_can_be_filtered(reader, region, hillfields):
    regional = builders.posted("Ria Regional", Role.ADVISER, region)
    builders.activity(hillfields, by=regional, title="Regional")
    assert titles(reader, f"author={regional.pk}") == ["Regional"]


@pytest.mark.parametrize(
    "query",
    [
        "pilot=x",
        "status=unknown",
        "since=2026-02-31",
        "author=nobody",
        "authority=9" * 30,
        "q=" + "x" * 500,
        "since_day=1",
        "theme=%F0%9F%8E%89",
        "sort=sideways",
    ],
)
def test_a_filter_that_makes_no_sense_is_told_and_shows_nothing(reader, hillfields, query):
    builders.activity(hillfields, title="Boxing")
    response = reader.get(f"{LIST}?{query}")
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert list(response.context["page"]) == []


@pytest.mark.parametrize(
    ("query", "found"),
    [("pilot={0.pk}", ["Boxing"]), ("pilot=%20{0.pk}", ["Boxing"]), ("pilot=x", []), ("kind=0", [])],
)
def test_a_filter_does_the_same_when_it_is_asked_for_again(query, found, reader, hillfields):
    builders.activity(hillfields, title="Boxing")
    for _ in range(2):
        response = reader.get(f"{LIST}?{query.format(hillfields)}")
        assert [row.title for row in response.context["page"]] == found
        assert ("There is a problem" in response.content.decode()) == (not found)


def test_what_a_filter_chose_is_not_read_again(reader, hillfields):
    entry = builders.activity(hillfields, title="Boxing")
    chosen = f"pilot={hillfields.pk}&kind={entry.kind_id}"
    assert titles(reader, chosen) == ["Boxing"]
    with CaptureQueriesContext(connection) as queries:
        assert titles(reader, f"{chosen}&q=box") == ["Boxing"]
    tables = [query["sql"].split(" FROM ", 1)[-1].split()[0].strip('"') for query in queries]
    assert not {"pilots_pilot", "interventions_activitykind"} & set(tables)


def test_of_an_author_nothing_but_the_name_is_kept(reader, hillfields, navigator, monkeypatch):
    kept = []
    monkeypatch.setattr(charts.PICTURES, "set", lambda key, made, seconds: kept.append(made))
    builders.activity(hillfields, by=navigator, title="Boxing")
    assert titles(reader, f"author={navigator.pk}") == ["Boxing"]
    [rows] = [made[1] for made in kept if isinstance(made, tuple)]
    assert {"email", "password"} <= rows["author"].get_deferred_fields()


def test_too_long_a_search_leaves_the_other_filters_folded(reader, hillfields):
    page = reader.get(f"{LIST}?pilot={hillfields.pk}&q={'x' * 500}").content.decode()
    assert "There is a problem" in page
    assert re.findall(r"<details\b[^>]*>", page) == ['<details class="govuk-details">']


def test_another_authoritys_filters_are_not_offered(reader, hillfields, st_james, dudley, dudley_navigator):
    builders.activity(st_james, by=dudley_navigator, title="Dudley only")
    page = reader.get(LIST).content.decode()
    for secret in ("St James", "Dora Dudley", "Dudley only", ">Dudley</option>"):
        assert secret not in page
    assert titles(reader, f"authority={dudley.pk}") == []


def test_what_somebody_else_drafts_is_not_listed(reader, hillfields, navigator):
    builders.activity(hillfields, by=navigator, status="draft")
    assert titles(reader) == []


def test_a_communications_officer_reads_approved_entries_only(as_user, communications, hillfields, navigator):
    builders.activity(hillfields, by=navigator, title="Waiting")
    builders.activity(hillfields, by=navigator, title="Done", status="approved")
    assert titles(as_user(communications)) == ["Done"]


def test_an_administrator_does_not_read_the_log(as_user, administrator, hillfields):
    entry = builders.activity(hillfields, status="approved")
    client = as_user(administrator)
    assert client.get(LIST).status_code == 403
    assert client.get(entry.get_absolute_url()).status_code == 403


def test_pages_are_of_25_and_the_count_is_said(reader, hillfields, navigator):
    for _ in range(30):
        builders.activity(hillfields, by=navigator)
    first = reader.get(LIST)
    assert len(first.context["page"]) == 25
    assert "<strong>30</strong> activities" in first.content.decode()
    second = reader.get(LIST + first.context["page"].next_url)
    assert len(second.context["page"]) == 5
    seen = {row.pk for row in first.context["page"]} | {row.pk for row in second.context["page"]}
    assert len(seen) == 30


def queries_of(ask):
    """Return how many queries a page makes, once the session is warm."""
    ask()
    with CaptureQueriesContext(connection) as caught:
        ask()
    return len(caught)


def test_the_list_costs_the_same_with_one_row_and_with_25(reader, hillfields, navigator):
    builders.activity(hillfields, by=navigator, reach={"Young people": 1})
    one = queries_of(lambda: reader.get(LIST))
    for _ in range(40):
        builders.activity(hillfields, by=navigator, reach={"Young people": 1, "Residents": 2})
    assert queries_of(lambda: reader.get(LIST)) == one


def test_the_empty_list_says_so(reader, coventry):
    assert "Nothing has been logged yet" in reader.get(LIST).content.decode()
    assert "No activity matches" in reader.get(f"{LIST}?q=zebra").content.decode()


# Exports ---------------------------------------------------------------------------------------------------------


def read_csv(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_the_export_holds_exactly_what_the_list_shows(reader, hillfields, st_james, navigator, manager):
    for number in range(30):
        builders.activity(
            hillfields, by=navigator, title=f"Boxing {number}", minutes=90, reach={"Young people": number}
        )
    builders.activity(hillfields, by=navigator, title="Choir")
    builders.activity(st_james, title="Boxing elsewhere")
    rows = read_csv(reader.get(f"{LIST}export.csv?q=boxing&sort=oldest"))
    assert len(rows) == 30
    assert {row["Title"] for row in rows} == {f"Boxing {number}" for number in range(30)}
    assert {row["Hours"] for row in rows} == {"1.5"}
    assert sum(int(row["People (individuals)"]) for row in rows) == sum(range(30))
    assert Export.objects.get().made_by == manager
    assert Export.objects.get().filters_used == ["q"]


def test_the_export_tells_the_intervention_from_what_was_typed(reader, hillfields):
    builders.activity(hillfields, intervention=builders.intervention(hillfields), intervention_name="mentoring")
    row = read_csv(reader.get(f"{LIST}export.csv"))[0]
    assert (row["Intervention"], row["Intervention as it was typed"]) == ("Mentoring by Spark", "mentoring")


def test_a_filter_that_makes_no_sense_exports_nothing(reader, hillfields):
    builders.activity(hillfields)
    assert read_csv(reader.get(f"{LIST}export.csv?status=unknown")) == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_text_that_a_spreadsheet_would_run_is_made_safe(reader, hillfields, text):
    builders.activity(hillfields, title=text, headline="plain\x07")
    cell = read_csv(reader.get(f"{LIST}export.csv"))[0]["Title"]
    assert cell[0] not in "=+-@\t"
    response = reader.get(f"{LIST}export.xlsx")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert all(cell.data_type != "f" for row in sheet for cell in row)


def test_the_export_costs_the_same_with_one_row_and_with_many(reader, hillfields, navigator):
    builders.activity(hillfields, by=navigator, reach={"Young people": 1})
    one = queries_of(lambda: read_csv(reader.get(f"{LIST}export.csv")))
    for _ in range(30):
        builders.activity(hillfields, by=navigator, reach={"Young people": 1})
    assert queries_of(lambda: read_csv(reader.get(f"{LIST}export.csv"))) == one


# Files -----------------------------------------------------------------------------------------------------------


def photograph(name="photo.jpg"):
    content = BytesIO()
    Image.new("RGB", (20, 20), "teal").save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def test_a_file_is_added_served_and_removed(
    as_user, navigator, manager, hillfields, django_capture_on_commit_callbacks
):
    entry = builders.activity(hillfields, by=navigator, status="draft")
    author = as_user(navigator)
    assert (
        author.post(reverse("attachment_add", args=[entry.pk]), {"file": photograph()}).url == entry.get_absolute_url()
    )
    stored = Attachment.objects.get()
    assert "photo.jpg" in author.get(entry.get_absolute_url()).content.decode()
    served = author.get(stored.get_absolute_url())
    assert served["Content-Type"] == "image/jpeg"
    assert served["X-Content-Type-Options"] == "nosniff"
    assert as_user(manager).get(stored.get_absolute_url()).status_code == 404  # a draft is its author's alone
    with django_capture_on_commit_callbacks(execute=True):
        author.post(reverse("attachment_remove", args=[stored.pk]))
    assert author.get(stored.get_absolute_url()).status_code == 404
    assert not Attachment.objects.get().file


def test_a_file_is_served_only_to_who_may_read_the_entry(
    as_user, navigator, manager, dudley_navigator, administrator, client, hillfields
):
    entry = builders.activity(hillfields, by=navigator, status="draft")
    as_user(navigator).post(reverse("attachment_add", args=[entry.pk]), {"file": photograph()})
    entry.status = "submitted"
    entry.submitted_at = timezone.now()
    entry.save()
    address = Attachment.objects.get().get_absolute_url()
    assert as_user(manager).get(address).status_code == 200
    assert as_user(dudley_navigator).get(address).status_code == 404
    assert as_user(administrator).get(address).status_code == 403
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (None, "Choose a file"),
        (SimpleUploadedFile("empty.jpg", b""), "The file is empty"),
        (SimpleUploadedFile("tool.exe", b"MZ" + b"\0" * 200), ""),
        (SimpleUploadedFile("page.jpg", b"<html><script>alert(1)</script>"), ""),
    ],
)
def test_a_wrong_file_is_told_beside_the_field(as_user, navigator, hillfields, upload, message):
    entry = builders.activity(hillfields, by=navigator, status="draft")
    if upload:
        upload.seek(0)
    response = as_user(navigator).post(reverse("attachment_add", args=[entry.pk]), {"file": upload} if upload else {})
    assert response.status_code == 200
    assert message in response.context["form"].errors["file"][0]
    assert not Attachment.objects.exists()


def test_the_same_file_sent_twice_is_one_and_a_long_name_is_cut(as_user, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="draft")
    for _ in range(2):
        upload = photograph(f"{'n' * 200}.jpg")
        assert as_user(navigator).post(reverse("attachment_add", args=[entry.pk]), {"file": upload}).status_code == 302
    assert len(Attachment.objects.get().name) <= 150


def test_a_file_whose_bytes_are_gone_is_not_found(as_user, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="draft")
    lost = Attachment.objects.create(
        activity=entry, file="gone", name="a.txt", content_type="text/plain", size=1, added_by=navigator
    )
    assert as_user(navigator).get(lost.get_absolute_url()).status_code == 404


def test_a_file_named_after_a_person_is_refused(as_user, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="draft")
    upload = photograph("07700_900123.jpg")
    response = as_user(navigator).post(reverse("attachment_add", args=[entry.pk]), {"file": upload})
    assert "rename it" in response.context["form"].errors["file"][0]


def test_a_locked_entry_takes_no_file(as_user, navigator, hillfields):
    entry = builders.activity(hillfields, by=navigator, status="approved")
    response = as_user(navigator).post(reverse("attachment_add", args=[entry.pk]), {"file": photograph()})
    assert response.status_code == 403


# Home ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "shows", "hides"),
    [
        ("navigator", "Log an activity", "Open the queue"),
        ("adviser", "Log an activity", "Open the queue"),
        ("manager", "Open the queue", "Open the administration"),
        ("analyst", "Latest approved activity", "Log an activity"),
        ("communications", "Latest approved activity", "Log an activity"),
        ("administrator", "Open the administration", "Latest approved activity"),
    ],
)
def test_home_shows_what_the_role_has_to_do(request, as_user, hillfields, navigator, who, shows, hides):
    builders.activity(hillfields, by=navigator, status="approved")
    page = as_user(request.getfixturevalue(who)).get("/").content.decode()
    assert shows in page
    assert hides not in page


def test_returned_entries_come_first_on_the_authors_home_page(as_user, navigator, hillfields):
    yesterday = timezone.localdate() - timedelta(days=1)
    builders.activity(hillfields, by=navigator, status="planned", starts_on=yesterday)
    builders.activity(hillfields, by=navigator, status="draft")
    builders.activity(hillfields, by=navigator, status="returned", title="Again please")
    page = as_user(navigator).get("/").content.decode()
    headings = [page.index(f'id="{name}"') for name in ("returned", "due", "drafts")]
    assert headings == sorted(headings)
    assert "Again please" in page


def test_a_person_without_a_posting_is_told_whom_to_ask(as_user, region):
    page = as_user(builders.user()).get("/").content.decode()
    assert "You have no posting at present" in page


def test_an_administrator_counts_only_what_happens_in_their_own_regions(as_user, administrator, hillfields, manager):
    elsewhere = builders.authority("Leeds", "E08000035", in_region=builders.region("Elsewhere", "elsewhere"))
    for pilot in (hillfields, builders.pilot("Harehills", "harehills", of=elsewhere)):
        entry = builders.activity(pilot, by=manager, status="approved")
        entry.steps.create(
            move="approve", from_status="submitted", to_status="approved", made_by=manager, on_own_entry=True
        )
    page = as_user(administrator).get("/").content.decode()
    assert "1 entry approved by the author" in page
