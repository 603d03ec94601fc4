"""The diagram of a theory of change: no text outside its box, no box over another, every link an arrow."""

import re

import pytest

from pilots.theory.diagram import BETWEEN_BOXES, HEADING, PADDING, SIZE, TOP, draw
from pilots.theory.lines import is_right_to_left, width, wrapped
from pilots.theory.standing import STAGES, Link, Standing, Step

LONG = "Young people who have been excluded from school find somebody they trust, and stay in touch with that person. "


def standing(number, text="Step {}", links=()):
    """Return a theory of so many steps, over the stages in turn."""
    steps = [
        Step(key, STAGES.values[key % len(STAGES)], text.format(key)[:250], key // len(STAGES)) for key in range(number)
    ]
    return Standing(steps, [Link(*ends) for ends in links])


def boxes(diagram):
    return [box for column in diagram.columns for box in column.boxes]


def test_a_theory_without_steps_has_no_diagram():
    assert draw(Standing()) is None


@pytest.mark.parametrize("text", ["Step {}", LONG * 3, "x" * 250, "مرحبا بالشباب " * 18, "漢字" * 125, "🎉 " * 125])
@pytest.mark.parametrize("number", [1, 8, 60])
def test_every_line_fits_its_box_and_no_box_stands_on_another(number, text):
    diagram = draw(standing(number, text))
    assert diagram.number == len(boxes(diagram)) == number
    for column in diagram.columns:
        ends = TOP
        for box in column.boxes:
            assert box.y >= ends
            assert box.right <= diagram.width
            assert box.bottom <= diagram.height
            assert all(width(line, SIZE) <= box.width - 2 * PADDING for line in box.lines)
            assert all(box.y < line.y <= box.bottom - 3 for line in box.texts)
            ends = box.bottom + BETWEEN_BOXES
    assert all(a.right < b.x for a, b in zip(diagram.columns, diagram.columns[1:], strict=False))


@pytest.mark.parametrize("number", [1, 3, 8])
def test_headings_fit_their_column(number):
    for column in draw(standing(number, LONG)).columns:
        assert all(0 < line.y <= HEADING for line in column.heading)
        assert " ".join(line.text for line in column.heading) == column.stage.label


def test_stages_without_steps_are_left_out():
    diagram = draw(Standing([Step(1, "context", "A", 1), Step(2, "impact", "B", 1)]))
    assert [column.stage.label for column in diagram.columns] == ["Context", "Impact"]


def test_a_theory_of_eight_stages_is_as_wide_as_a_desktop_window():
    assert 1200 <= draw(standing(30, LONG)).width <= 1250


def test_no_word_of_ordinary_length_is_broken():
    steps = [Step(key, stage, "Wolverhampton partnership", 1) for key, stage in enumerate(STAGES.values)]
    assert all(
        box.lines in (["Wolverhampton", "partnership"], ["Wolverhampton partnership"])
        for box in boxes(draw(Standing(steps)))
    )


def test_nothing_of_a_text_is_lost_when_it_is_broken_into_lines():
    for text in (LONG, "x" * 250, "e\u0301" * 100, "trauma-informed/multi-agency " * 8):
        assert "".join(wrapped(text.strip(), 100, 13)).replace(" ", "") == text.replace(" ", "")


def test_an_accent_stays_with_its_letter_and_a_hyphen_with_its_word():
    assert not any(line.startswith("\u0301") for line in wrapped("e\u0301" * 100, 60, 13))
    assert wrapped("trauma-informed", width("trauma-info", 13), 13) == ["trauma-", "informed"]
    assert wrapped("before - after", width("before - ", 13), 13) == ["before -", "after"]


@pytest.mark.parametrize(
    ("text", "direction"), [("مرحبا", "rtl"), ("12 שלום abc", "rtl"), ("Safe", "ltr"), ("2 + 2", "ltr"), ("", "ltr")]
)
def test_the_first_letter_gives_the_direction(text, direction):
    assert is_right_to_left(text) is (direction == "rtl")


def test_a_right_to_left_line_starts_at_the_right_side_of_its_box():
    box = boxes(draw(standing(1, "مرحبا")))[0]
    assert (box.direction, box.texts[0].x) == ("rtl", box.right - PADDING)


def numbers(path):
    return [int(number) for number in re.findall(r"-?\d+", path)]


def test_every_link_is_an_arrow_from_the_right_side_of_one_box_to_the_left_side_of_the_other():
    diagram = draw(standing(16, links=[(0, 1), (0, 9), (8, 1), (1, 2)]))
    by_key = {box.step.pk: box for box in boxes(diagram)}
    for path, (start, end) in zip(diagram.arrows, [(0, 1), (0, 9), (8, 1), (1, 2)], strict=True):
        first, last = numbers(path)[:2], numbers(path)[-2:]
        assert first[0] == by_key[start].right
        assert by_key[start].y < first[1] < by_key[start].bottom
        assert last[0] == by_key[end].x - 2
        assert by_key[end].y < last[1] < by_key[end].bottom
    ends = [tuple(numbers(path)[-2:]) for path in diagram.arrows]
    assert len(set(ends)) == 4


@pytest.mark.parametrize("number", [8, 24, 60])
def test_an_arrow_over_several_stages_passes_between_the_boxes(number):
    diagram = draw(standing(number, LONG, links=[(0, 7), (0, 5), (1, 7)]))
    for path in diagram.arrows:
        for x, lane, to_x, to in re.findall(r"(\d+) (\d+) L(\d+) (\d+)", path):
            column = next(column for column in diagram.columns if column.x == int(x))
            assert (column.right, lane) == (int(to_x), to)
            assert not any(box.y <= int(lane) <= box.bottom for box in column.boxes)
            assert 0 < int(lane) <= diagram.height


def test_links_within_a_stage_and_back_to_an_earlier_one_are_drawn_too():
    diagram = draw(standing(16, links=[(0, 8), (9, 0)]))
    assert len(diagram.arrows) == 2


def test_steps_that_nothing_measures_are_marked():
    diagram = draw(standing(2), dashed={1})
    assert [box.is_dashed for box in boxes(diagram)] == [False, True]
    assert diagram.has_dashed
    assert not draw(standing(2)).has_dashed


def test_sixty_long_steps_with_many_links_are_drawn_in_good_time():
    from time import process_time

    started = process_time()
    draw(standing(60, LONG * 3, links=[(key, key + 1) for key in range(59) if key % 8 != 7]))
    assert process_time() - started < 2
