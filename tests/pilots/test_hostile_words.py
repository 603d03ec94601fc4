"""Whatever is typed or pasted into the forms of a pilot is answered beside its field, and nothing typed is lost."""

from html import unescape

import pytest
from django.db import transaction

from pilots.models import ContextEntry, Site, Source, Theme
from tests import builders

PILOT = "/authorities/E08000026/pilots/hillfields/"
TYPED = "Typed by me"
GOOD = {
    "edit/": {"name": "Hillfields", "focus": TYPED, "version": "1"},
    "status/": {"status": "paused", "reason": TYPED},
    "context/add/": {"claim": "A claim", "cited": TYPED, "version": "0"},
    "context/{context}/": {"claim": "A claim", "cited": TYPED, "version": "1"},
    "sites/add/": {"name": TYPED, "since": "2020", "version": "0"},
    "sites/{site}/": {"name": TYPED, "since": "2020", "version": "1"},
}
WRONG = [
    "before\x00after",
    "x" * 100_000,
    "😀" * 6_000,
    "9" * 30,
    "9" * 5000,
    "-1",
    "٣",
    "0",
    "0000",
    "13 2021",
    ["a", "b"],
]
FREE = {"name", "short_name", "initiative", "target_group", "focus", "aims", "offers", "next_steps"}
FREE |= {"reason", "claim", "cited"}


@pytest.fixture
def addresses(hillfields):
    """Give the pilot one of everything, and return the addresses of its forms with what the browser sends."""
    Theme.objects.create(region=hillfields.authority.region, name="Education")
    Source.objects.create(region=hillfields.authority.region, key="news", title="News")
    builders.organisation()
    site = Site.objects.create(pilot=hillfields, name="Blue Coat Academy")
    context = ContextEntry.objects.create(pilot=hillfields, claim="A claim", cited="X")
    GOOD["edit/"]["localities"] = str(hillfields.localities.get().pk)
    return {page.format(site=site.pk, context=context.pk): dict(fields) for page, fields in GOOD.items()}


def names(client, address) -> set[str]:
    form = client.get(address).context["form"]
    return set(form.fields)


def is_fine(name: str, wrong) -> bool:
    """Say whether a field may take it: short text of any kind in a text."""
    return isinstance(wrong, list) or (name in FREE and len(wrong) <= 30 and "\x00" not in wrong)


def test_every_field_of_every_form_takes_hostile_words(as_user, navigator, addresses):
    client, tried, failed = as_user(navigator), 0, []
    for page, good in addresses.items():
        for name in names(client, PILOT + page):
            for wrong in WRONG:
                tried += 1
                with transaction.atomic():
                    response = client.post(PILOT + page, good | {name: wrong})
                    transaction.set_rollback(True)
                failed += [(page, name, str(wrong)[:20], what) for what in faults(response, name, wrong, good)]
    assert not failed
    assert tried > 250


def faults(response, name, wrong, good):
    """Yield what is wrong with an answer: it is no page, it has no error at the field, or it has lost words."""
    if response.status_code not in {200, 302, 409}:
        yield response.status_code
    if response.status_code != 200:
        return
    form, text = response.context["form"], unescape(response.content.decode())
    if name not in form.errors and not is_fine(name, wrong):
        yield f"errors at {list(form.errors)}"
    if form[name].auto_id not in text:
        yield "the field is gone"
    if any(value not in text for key, value in good.items() if key not in {name, "version"}):
        yield "the other words are gone"


@pytest.mark.parametrize("field", ["localities", "partners", "themes"])
def test_a_number_that_no_record_can_have_is_an_error_at_the_field(as_user, navigator, addresses, hillfields, field):
    response = as_user(navigator).post(f"{PILOT}edit/", addresses["edit/"] | {field: ["9" * 30]})
    assert response.status_code == 200
    assert f" {field} from the list" in response.context["form"][field].errors[0]
    assert TYPED in response.content.decode()
    hillfields.refresh_from_db()
    assert hillfields.version == 1
