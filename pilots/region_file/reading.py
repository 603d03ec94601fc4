"""From a file on disk to plain data, with the line of every value and every fault of the YAML.

Built on the YAML parser's events instead of its loader: the loader stops at the first fault, follows aliases
(a short file can then fill the memory), accepts the same key twice, and makes "no" a truth value and 12:30 a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

LARGEST_FILE = 2 * 1024 * 1024
DEEPEST = 12
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
BINARY_STARTS = {
    b"PK\x03\x04": "a spreadsheet, document or ZIP file",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
}
PLAIN_VALUES = (
    (re.compile(r"~|null|"), lambda text: None),
    (re.compile(r"true|false"), lambda text: text == "true"),
    (re.compile(r"-?[0-9]{1,18}"), int),
    (re.compile(r"-?[0-9]{1,18}\.[0-9]{1,18}"), float),
)

Path_ = tuple[str | int, ...]
Parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong in a data file, and where."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.line and f"line {self.line}", self.path) if part)
        return f"{place}: {self.message}" if place else self.message


class BadDataFile(Exception):
    """A data file that cannot be loaded, with every fault that was found."""

    def __init__(self, faults: list[Fault]):
        self.faults = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))


def in_words(path: Path_) -> str:
    """Write a path as people read it: ("pilots", 2, "name") is "pilots[2].name"."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


@dataclass
class DataFile:
    """What a file of facts says: its data, the line of each value by its path, and what is wrong with it."""

    name: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    noun: str = "region file"

    def blame(self, path: Path_, message: str) -> None:
        """Note a fault at a path, or at the nearest place above it that is in the file."""
        at = next((path[:size] for size in range(len(path), -1, -1) if path[:size] in self.lines), ())
        self.faults.append(Fault(self.lines.get(at, 1), in_words(path), message))

    def each(self, pattern: str) -> Iterator[tuple[Path_, Any]]:
        """Yield the path and value of each match of a pattern such as "pilots[].sites[].name".

        What has another shape than the pattern is passed over: the schema has a word to say about it.
        """
        found: list[tuple[Path_, Any]] = [((), self.data)]
        for step in pattern.replace("[]", ".[]").split("."):
            found = [deeper for path, value in found for deeper in steps_into(path, value, step)]
        yield from found

    def __getitem__(self, key: str) -> Any:
        return self.data.get(key) or []


def steps_into(path: Path_, value: Any, step: str) -> Iterator[tuple[Path_, Any]]:
    if step == "[]" and isinstance(value, list):
        yield from (((*path, index), item) for index, item in enumerate(value))
    elif isinstance(value, dict) and value.get(step) is not None:
        yield (*path, step), value[step]


def read(path: str | Path, noun: str = "region file") -> DataFile:
    """Return what the file says, with the faults of its YAML; BadDataFile where it cannot be read at all.

    The noun is what the messages call such a file.
    """
    path = Path(path)
    text = decoded(content(path, noun), noun)
    stray = [Fault(text.count("\n", 0, found.start()) + 1, "", named(found)) for found in CONTROL.finditer(text)]
    if stray:
        raise BadDataFile(stray)
    return Composer(DataFile(path.name, noun=noun), text).compose()


def named(found: re.Match) -> str:
    return f"remove the control character {found.group()!r}"


def refuse(message: str, line: int = 0) -> BadDataFile:
    return BadDataFile([Fault(line, "", message)])


def content(path: Path, noun: str) -> bytes:
    try:
        if path.is_dir():
            raise refuse(f"this is a folder. Give the name of a {noun}")
        if path.exists() and not path.is_file():
            raise refuse("this is not a file")
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise refuse(f"the file cannot be read: {getattr(error, 'strerror', None) or error}") from None


def decoded(raw: bytes, noun: str) -> str:
    for start, kind in BINARY_STARTS.items():
        if raw.startswith(start):
            raise refuse(f"this is {kind}, not a {noun}. A {noun} is text in YAML")
    if len(raw) > LARGEST_FILE:
        raise refuse(f"the file is too large: a {noun} has at most {LARGEST_FILE // 1024**2} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refuse(f"this is not text in UTF-8. A {noun} is text in YAML, saved as UTF-8", line) from None
    if not text.strip():
        raise refuse("the file is empty")
    return text


class Composer:
    """Builds the data of one file from the YAML parser's events."""

    def __init__(self, file: DataFile, text: str):
        self.file = file
        self.parser = Parser(text)

    def compose(self) -> DataFile:
        """Return the file with its data; BadDataFile, with what was found so far, where the YAML breaks off."""
        try:
            self.document()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self.fatal(mark, f"this is not YAML: {error.problem or error.context}")
        except yaml.YAMLError as error:
            self.fatal(None, f"this is not YAML: {error}")
        return self.file

    def fatal(self, mark, message: str) -> None:
        raise BadDataFile([*self.file.faults, Fault(mark.line + 1 if mark else 0, "", message)]) from None

    def document(self) -> None:
        self.parser.get_event()
        if isinstance(event := self.parser.get_event(), yaml.StreamEndEvent):
            self.fatal(event.start_mark, "the file is empty")
        self.file.data = self.value(self.parser.get_event(), ())
        self.parser.get_event()
        if not isinstance(event := self.parser.get_event(), yaml.StreamEndEvent):
            self.fatal(event.start_mark, f"a {self.file.noun} is one YAML document: remove the line ---")

    def value(self, event, path: Path_) -> Any:
        self.file.lines.setdefault(path, event.start_mark.line + 1)
        if len(path) > DEEPEST:
            self.fatal(event.start_mark, "the YAML is nested too deeply")
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.file.blame(path, "anchors and aliases (& and *) are not allowed: write the value out")
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        return self.scalar(event, path) if isinstance(event, yaml.ScalarEvent) else None

    def mapping(self, path: Path_) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := self.parser.get_event(), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.fatal(event.start_mark, "a key must be a word")
            key, line = event.value, event.start_mark.line + 1
            self.file.lines.setdefault((*path, key), line)
            value = self.value(self.parser.get_event(), (*path, key))
            if key in values:
                self.file.faults.append(Fault(line, in_words((*path, key)), "this key is there twice"))
            values.setdefault(key, value)
        return values

    def sequence(self, path: Path_) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := self.parser.get_event(), yaml.SequenceEndEvent):
            values.append(self.value(event, (*path, len(values))))
        return values

    def scalar(self, event: yaml.ScalarEvent, path: Path_) -> Any:
        if event.tag:
            self.file.blame(path, f"tags such as {event.tag!r} are not allowed")
        if found := CONTROL.search(event.value):
            self.file.blame(path, named(found))
        if event.style:
            return event.value
        return next((make(event.value) for form, make in PLAIN_VALUES if form.fullmatch(event.value)), event.value)
