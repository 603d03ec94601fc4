"""Every number of a dashboard opens the list of what it counts, which says the same number."""

from tests import builders
from vru_portal.reporting.areas import Area
from vru_portal.reporting.dashboards.figures import figures_for

from .test_figures import PERIODS, TODAY, areas


def test_every_number_opens_the_list_of_exactly_what_it_counts(as_user, reader, made_up):
    for area in areas(made_up):
        opens_what_it_counts(as_user(reader), figures_for(reader, area, PERIODS[-1], TODAY))


def opens_what_it_counts(client, figures):
    opened = [(row.href, row.value) for row in (*figures.kinds, *figures.places, *figures.localities)]
    opened += [(row.before_href, row.before) for row in (*figures.kinds, *figures.places)]
    opened += [(month.href, month.total) for month in figures.by_month]
    opened += [(month.hrefs[kind], number) for month in figures.by_month for kind, number in month.kinds.items()]
    opened += [(row.href, row.entries) for row in figures.reach]
    sums = {"hours", "individuals", "attendances", "views", "items"}
    numbers = [number for number in figures.numbers.values() if number.key not in sums | {"silent"}]
    opened += [(number.href, number.value) for number in numbers] + [(one.before_href, one.before) for one in numbers]
    for href, value in dict(opened).items():
        if href and "/dashboard/list/" not in href:
            page = client.get(href)
            assert not page.context["filter"].form.errors, href
            assert page.context["filter"].shown.count() == value, href


def test_the_number_of_silent_pilots_leads_to_their_names_on_the_dashboard(as_user, manager, hillfields, coventry):
    area = Area("authority", coventry, [coventry])
    figures = figures_for(manager, area, PERIODS[0], TODAY)
    assert (figures.numbers["silent"].value, figures.numbers["silent"].href) == (1, "#silent")
    page = as_user(manager).get(area.address).content.decode()
    assert 'href="#silent"' in page
    assert hillfields.name in page.partition('id="silent"')[2]
    builders.activity(hillfields, starts_on=TODAY)
    assert figures_for(manager, area, PERIODS[0], TODAY).numbers["silent"].href == ""


def test_every_list_opened_from_reach_or_hours_says_the_same_sum(as_user, reader, made_up):
    for area in areas(made_up):
        says_the_same_sum(as_user(reader), figures_for(reader, area, PERIODS[-1], TODAY))


def says_the_same_sum(client, figures):
    opened = [(row.href, row.number) for row in figures.reach] + [
        (row.before_href, row.before) for row in figures.reach
    ]
    opened += [(month.hrefs[key], number) for month in figures.reach_by_month for key, number in month.reach.items()]
    opened += [(month.href, individuals_of(month.reach)) for month in figures.reach_by_month]
    places = [*figures.places, *figures.localities]
    opened += [(row.individuals_href, row.individuals) for row in places]
    opened += [(row.individuals_before_href, row.individuals_before) for row in places if row.individuals_before_href]
    for number in (figures.numbers[key] for key in ("hours", "individuals", "attendances", "views", "items")):
        opened += [(number.href, number.value), (number.before_href, number.before)]
    for href, value in dict(opened).items():
        told = [float(words.split()[0].replace(",", "")) for words in client.get(href).context["sums"]]
        assert (sum(told), len(told)) == (value or 0, value is not None or "with_hours" in href), href


def individuals_of(reach):
    found = [number for key, number in reach.items() if key.startswith("people|individuals|")]
    return sum(found) if found else None
