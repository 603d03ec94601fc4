"""What every stored field holds about people, and how long it is kept.

Each model carries ``privacy = Privacy(...)``; a test fails on a field that is not declared, and the record of
processing (docs/record-of-processing.md) is generated from these declarations.
"""

from dataclasses import dataclass

CLASSES = {
    "none": "Not about a person",
    "staff": "About a member of the unit's staff",
    "contact": "About a named contact in an organisation",
    "free_text": "Free text, in which nobody may be named",
}


@dataclass(frozen=True)
class Privacy:
    """The privacy class of each field of a model, as space-separated field names, and the retention of its rows."""

    retention: str
    none: str = ""
    staff: str = ""
    contact: str = ""
    free_text: str = ""

    def classes(self) -> dict[str, str]:
        """Map each declared field name to its class, a key of CLASSES."""
        return {field: name for name in CLASSES for field in getattr(self, name).split()}
