"""An attacker with all totals, both margins of a table and earlier releases must not find a hidden count."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reporting.attack import given_away, range_of
from vru_portal.reporting.disclosure import protect
from vru_portal.reporting.earlier import Released

# Mostly small numbers: there the rule has something to do.
counts = st.one_of(st.integers(0, 8), st.integers(1, 5), st.integers(0, 200))
tried = settings(max_examples=60, deadline=None, derandomize=True)


def numbers_of(shown):
    return {key: one.value for key, one in shown.items()}


@st.composite
def regions(draw):
    """A region with authorities, pilots and, across the pilots, two kinds of schools that come to the same total."""
    cells, totals, authorities, pilots = {}, [], [], []
    for authority in range(draw(st.integers(1, 3))):
        mine = [f"m|pilot:{authority}{number}|q" for number in range(draw(st.integers(1, 4)))]
        cells |= {key: draw(counts) for key in mine}
        authorities.append(add(cells, totals, f"m|authority:{authority}|q", mine))
        pilots += mine
    add(cells, totals, "m|region:1|q", authorities)
    if draw(st.booleans()):
        half = len(pilots) // 2
        groups = [add(cells, totals, f"m|group:{n}|q", part) for n, part in enumerate([pilots[:half], pilots[half:]])]
        totals.append(("m|region:1|q", groups))
    return cells, totals


@st.composite
def tables(draw):
    """A table with both margins, such as pilots by audiences."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells, totals = {f"{r}x{c}": draw(counts) for r in range(rows) for c in range(columns)}, []
    across = [add(cells, totals, f"row {r}", [f"{r}x{c}" for c in range(columns)]) for r in range(rows)]
    down = [add(cells, totals, f"column {c}", [f"{r}x{c}" for r in range(rows)]) for c in range(columns)]
    add(cells, totals, "all", across)
    totals.append(("all", down))
    return cells, totals


def add(cells, totals, key, parts):
    cells[key] = sum(cells[part] for part in parts)
    totals.append((key, list(parts)))
    return key


def small(cells, below=6):
    return [key for key, number in cells.items() if 0 < number < below]


@tried
@given(st.one_of(regions(), tables()))
def test_no_hidden_count_follows_from_the_totals(table):
    cells, totals = table
    shown = protect(cells, totals, rule="small")
    assert all(shown[key].is_hidden for key in small(cells))
    assert not given_away(small(cells), numbers_of(shown), totals)


@tried
@given(st.one_of(regions(), tables()))
def test_the_rest_of_a_total_tells_of_no_1_to_5_people(table):
    cells, totals = table
    shown = protect(cells, totals, rule="small")
    for _, parts in totals:
        rest = [key for key in parts if shown[key].is_hidden]
        if rest and sum(cells[key] for key in rest) < 6:
            low, high = range_of(rest, numbers_of(shown), totals)
            assert low < high


@tried
@given(st.one_of(regions(), tables()))
def test_zeros_and_what_needs_no_hiding_are_shown(table):
    cells, totals = table
    shown = protect(cells, totals, rule="small")
    assert all(shown[key].value == 0 for key, number in cells.items() if not number)
    if not small(cells):
        assert numbers_of(shown) == cells


@tried
@given(st.one_of(regions(), tables()))
def test_one_hidden_cell_less_would_give_something_away(table):
    cells, totals = table
    shown = protect(cells, totals, rule="small")
    primary = set(small(cells))
    for key in [key for key, one in shown.items() if one.is_hidden and key not in primary]:
        published = numbers_of(shown) | {key: cells[key]}
        rests = [[part for part in parts if published[part] is None] for _, parts in totals]
        told = [rest for rest in rests if rest and sum(cells[part] for part in rest) < 6]
        ranges = [range_of(rest, published, totals) for rest in told]
        assert given_away(primary, published, totals) or any(low == high for low, high in ranges)


@tried
@given(st.one_of(regions(), tables()), st.data())
def test_releases_of_parts_one_after_the_other_give_nothing_away(table, data):
    cells, totals = table
    before, everything = [], {}
    for _ in range(3):
        part = data.draw(st.lists(st.sampled_from(sorted(cells)), min_size=1, unique=True))
        given_out = {key: cells[key] for key in part}
        release = Released(numbers_of(protect(given_out, totals, before, rule="small")))
        before.append(release)
        everything |= {key: number for key, number in release.items() if number is not None or key not in everything}
    hidden = [key for key in small(cells) if key in everything]
    assert not given_away(hidden, everything, totals)


@tried
@given(regions(), st.data())
def test_a_second_edition_does_not_tell_who_came_or_went(table, data):
    cells, totals = table
    first = protect(cells, totals, rule="small")
    pilots = [key for key in cells if "pilot" in key]
    later = cells | {key: max(0, cells[key] + data.draw(st.integers(-6, 6))) for key in pilots}
    for key, parts in totals:
        later[key] = sum(later[part] for part in parts)
    second = protect(later, totals, [numbers_of(first)], rule="small")
    for key in cells:
        one, other = first[key].value, second[key].value
        assert one is None or other is None or not 0 < abs(one - other) < 6
    changed = [key for key in cells if first[key].value is not None and 0 < abs(later[key] - cells[key]) < 6]
    assert not given_away(set(changed) | set(small(later)), numbers_of(second), totals)


@tried
@given(st.one_of(regions(), tables()))
def test_rounded_numbers_and_their_totals_leave_a_hidden_one_open(table):
    cells, totals = table
    shown = protect(cells, totals, rule="rounded")
    assert all(one.is_hidden == (0 < cells[key] < 10) or one.is_hidden for key, one in shown.items())
    assert all(one.value is None or one.value % 5 == 0 for one in shown.values())
    assert protect(cells, totals, rule="rounded") == shown


periods = ("2025-26", "2025-26-q1", "2025-26-q2", "2025-04-01--2025-04-30", "2025-04-04--2026-01-29")


@tried
@given(st.lists(st.tuples(st.sampled_from(periods), st.tuples(counts, counts)), min_size=2, max_size=5), st.booleans())
def test_periods_whose_numbers_fit_together_or_not_all_end(given_out, is_exact):
    """Periods within each other, of which nothing, or less than nothing, is left: numbers are corrected in between."""
    before = []
    for period, (one, other) in given_out:
        cells = {f"a|pilot:1|{period}": one, f"b|pilot:1|{period}": other, f"all|pilot:1|{period}": one + other}
        totals = [(f"all|pilot:1|{period}", [f"{part}|pilot:1|{period}" for part in "ab"])]
        shown = protect(cells, totals, before, rule="small" if is_exact else "rounded")
        assert all(shown[key].is_hidden for key in small(cells, 6 if is_exact else 10))
        release = Released(numbers_of(shown))
        release.totals = totals
        before.append(release)
