"""The diagram of a theory of change: a column for each stage that has steps, and arrows from step to step.

All positions are whole pixels, worked out here, so that the template only writes them down.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

from .arrows import arrows
from .lines import BOLD, is_right_to_left, pieces, width, wrapped
from .standing import StageOfSteps, Standing, Step

WIDTH = 1230
NARROWEST, LONG_WORD, WIDEST, STEP_OF_WIDTH = 112, 140, 260, 12
EDGE = 2
BETWEEN_COLUMNS = 34
BETWEEN_BOXES = 16
PADDING = 8
SIZE, LINE = 13, 16
HEADING, POINT = 46, 12
TOP = HEADING + 18
BOTTOM = 12
BESIDE_ARROW = 4
# Characters that fit on the sheet of A4 below a diagram that is still read.
ON_THE_SHEET, ROOM_FOR_NUMBER = 1200, 20


@dataclass(frozen=True)
class Text:
    """A line of text at a point: its left end, or its right end where it runs from right to left."""

    x: int
    y: int
    text: str


@dataclass
class Box:
    """A step, with its text broken into lines."""

    step: Step
    width: int
    lines: list[str]
    is_dashed: bool
    x: int = 0
    y: int = 0

    @property
    def height(self) -> int:
        return len(self.lines) * LINE + 2 * PADDING

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def direction(self) -> str:
        return "rtl" if is_right_to_left(self.step.text) else "ltr"

    @property
    def texts(self) -> list[Text]:
        x = self.x + PADDING if self.direction == "ltr" else self.right - PADDING
        return [Text(x, self.y + PADDING + LINE * row - 4, line) for row, line in enumerate(self.lines, start=1)]


@dataclass
class Column:
    """A stage, with its boxes from top to bottom."""

    stage: StageOfSteps
    width: int
    boxes: list[Box]
    x: int = 0

    def stand_at(self, x: int) -> None:
        self.x = x
        for box in self.boxes:
            box.x = x

    @property
    def is_first(self) -> bool:
        return self.x == EDGE

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def needs(self) -> int:
        """The height that its boxes take at least."""
        return sum(box.height for box in self.boxes) + BETWEEN_BOXES * (len(self.boxes) - 1)

    @property
    def outline(self) -> str:
        """The corners of its heading, which points at the next column."""
        inner = self.x if self.is_first else self.x + POINT
        corners = [(self.x, 0), (self.right, 0), (self.right + POINT, HEADING // 2), (self.right, HEADING)]
        return " ".join(f"{x},{y}" for x, y in [*corners, (self.x, HEADING), (inner, HEADING // 2)])

    @property
    def heading(self) -> list[Text]:
        """The lines of its heading, each centred."""
        lines = wrapped(self.stage.label, (self.width - POINT) / BOLD, SIZE)
        top = (HEADING - LINE * len(lines)) // 2
        middle = self.x + (self.width + POINT + (0 if self.is_first else POINT)) // 2
        return [Text(middle, top + LINE * row - 4, line) for row, line in enumerate(lines, start=1)]


@dataclass(frozen=True)
class Assumption:
    """What a link assumes; its number stands where the arrow starts, and again in the list below the diagram."""

    mark: Text
    start: str
    end: str
    text: str


@dataclass(frozen=True)
class Diagram:
    """What the template draws. ``arrows`` are the paths of the links, in their order."""

    width: int
    height: int
    columns: list[Column]
    arrows: list[str]
    assumptions: list[Assumption]

    @property
    def leaves_assumptions_to_the_page(self) -> bool:
        """Whether the assumptions are too many for the sheet, beside the rest."""
        return sum(len(each.text) + ROOM_FOR_NUMBER for each in self.assumptions) > ON_THE_SHEET

    @property
    def number(self) -> int:
        """How many steps it shows."""
        return sum(len(column.boxes) for column in self.columns)

    @property
    def has_dashed(self) -> bool:
        return any(box.is_dashed for column in self.columns for box in column.boxes)


def draw(now: Standing, dashed: Collection[int] = ()) -> Diagram | None:
    """Return the diagram of a theory, None where it has no steps. ``dashed`` are the keys of steps to mark so."""
    columns = columns_of([stage for stage in now.stages if stage.steps], dashed)
    if not columns:
        return None
    height = max(column.needs for column in columns)
    stand(columns, now, height)
    paths = arrows(columns, now.links, TOP + height)
    said = assumptions(now, paths)
    return Diagram(columns[-1].right + POINT + EDGE, TOP + height + BOTTOM, columns, paths, said)


def assumptions(now: Standing, paths: list[str]) -> list[Assumption]:
    """Return what the links assume, numbered from 1; a path begins with the point where the arrow starts."""
    steps, found = now.by_key, list[Assumption]()
    for link, path in zip(now.links, paths, strict=True):
        if link.assumption:
            x, y = map(int, path.removeprefix("M").split()[:2])
            mark = Text(x + BESIDE_ARROW, y - BESIDE_ARROW, str(len(found) + 1))
            found.append(Assumption(mark, steps[link.start].text, steps[link.end].text, link.assumption))
    return found


def columns_of(stages: list[StageOfSteps], dashed: Collection[int]) -> list[Column]:
    """Return the columns from left to right, as wide as makes the whole diagram low: it has to fit a sheet's width."""
    columns = [column_of(stage, narrowest(stage), dashed) for stage in stages]
    spare = WIDTH - BETWEEN_COLUMNS * (len(columns) - 1) - POINT - sum(column.width for column in columns)
    while columns and spare >= STEP_OF_WIDTH:
        tallest = max(range(len(columns)), key=lambda index: (columns[index].width < WIDEST, columns[index].needs))
        if columns[tallest].width >= WIDEST:
            break
        columns[tallest] = column_of(stages[tallest], columns[tallest].width + STEP_OF_WIDTH, dashed)
        spare -= STEP_OF_WIDTH
    x = EDGE
    for column in columns:
        column.stand_at(x)
        x = column.right + BETWEEN_COLUMNS
    return columns


def narrowest(stage: StageOfSteps) -> int:
    """Return a width that breaks no ordinary word."""
    widest = max(width(word, SIZE) for step in stage.steps for _, word in pieces(step.text))
    return min(max(NARROWEST, ceil(widest) + 2 * PADDING), LONG_WORD)


def column_of(stage: StageOfSteps, wide: int, dashed: Collection[int]) -> Column:
    room = wide - 2 * PADDING
    boxes = [Box(step, wide, wrapped(step.text, room, SIZE), step.pk in dashed) for step in stage.steps]
    return Column(stage, wide, boxes)


def stand(columns: list[Column], now: Standing, height: int) -> None:
    """Give each box its place: level with what leads to it, in its order, and within the height."""
    middles: dict[int, int] = {}
    before: dict[int, list[int]] = {}
    for link in now.links:
        before.setdefault(link.end, []).append(link.start)
    for column in columns:
        wanted = evenly(column, height)
        for row, box in enumerate(column.boxes):
            known = [middles[key] for key in before.get(box.step.pk, []) if key in middles]
            if known:
                wanted[row] = (wanted[row] + sum(known) // len(known) - box.height // 2) // 2
        settle(column.boxes, wanted, TOP + height)
        middles |= {box.step.pk: box.middle for box in column.boxes}


def evenly(column: Column, height: int) -> list[int]:
    """Return the tops of boxes that share what is left of the height."""
    spare = (height - column.needs) / (len(column.boxes) + 1)
    tops, y = [], TOP + spare
    for box in column.boxes:
        tops.append(round(y))
        y += box.height + BETWEEN_BOXES + spare
    return tops


def settle(boxes: list[Box], wanted: list[int], end: int) -> None:
    """Put boxes near where they are wanted, none over another one or past the end."""
    y = TOP
    for box, top in zip(boxes, wanted, strict=True):
        box.y = max(y, top)
        y = box.bottom + BETWEEN_BOXES
    for box in reversed(boxes):
        box.y = min(box.y, end - box.height)
        end = box.y - BETWEEN_BOXES
