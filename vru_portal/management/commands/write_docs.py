"""Writes the documents that are made from the code."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vru_portal import privacy
from vru_portal.access.roles import Role, table

GENERATED = "<!-- Made by `manage.py write_docs`: change the code, not this file. -->"


class Command(BaseCommand):
    requires_system_checks: list = []
    help = "Writes docs/roles.md and docs/record-of-processing.md from the code."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a document is out of date")

    def handle(self, *args, check: bool = False, **options) -> None:
        for name, write in DOCUMENTS.items():
            file = Path(settings.BASE_DIR) / "docs" / name
            is_current = file.exists() and file.read_text() == write()
            if check and not is_current:
                raise CommandError(f"docs/{name} is out of date. Run: python manage.py write_docs")
            if not is_current:
                file.write_text(write())
                self.stdout.write(f"Wrote docs/{name}")


def roles() -> str:
    """Return the table of roles and what they may do as Markdown."""
    head = ["What", *Role.labels]
    rows = [[capability.label, *("yes" if may else "" for may in allowed)] for capability, allowed in table()]
    words = (
        "A posting gives a person one role, in one local authority or in a whole region, from a day until a day."
        " They may do what the role allows there, and nothing elsewhere. The table is `CAPABILITIES` in"
        " `vru_portal/access/roles.py`; administrators see it in the portal under “Who may do what”."
    )
    return "\n\n".join(["# Who may do what", GENERATED, words, markdown_table(head, rows)]) + "\n"


def record_of_processing() -> str:
    """Return what the portal stores about people, how long, and where, as Markdown."""
    classes = markdown_table(["class", "meaning"], [[name, words] for name, words in privacy.CLASSES.items()])
    introduction = (
        "Every stored field, with its privacy class and the retention of its row. The portal stores nothing about a"
        " young person: no model or field is made for one. Where a model keeps history, its versions follow the same"
        " classes and retention; each version also names who made it (staff) and may give a reason (free text)."
        " Limits on failed sign-ins are kept in the table `shared_cache` for 15 minutes, under a digest of the address."
        " Each section says what ends its retention: the portal itself, or somebody by hand."
    )
    parts = ["# Record of processing", GENERATED, introduction, classes]
    return "\n\n".join(parts + [section(model) for model in privacy.declared_models()]) + "\n"


def section(model) -> str:
    """Return the part of the record that is about one model."""
    declared = privacy.declaration(model) or privacy.Privacy(retention="not declared")
    history = "Yes" if hasattr(model, "history") else "No"
    fields = [
        [words, ", ".join(f"`{name}`" for name in sorted(getattr(declared, key).split()))]
        for key, words in privacy.CLASSES.items()
        if getattr(declared, key)
    ]
    facts = f"Kept: {declared.retention}. Ended by: {declared.applied_by}. History of changes: {history.lower()}."
    name = str(model._meta.verbose_name).capitalize().replace("Email", "E-mail")
    about = f"## {name} (`{model._meta.label}`)"
    return "\n\n".join([about, facts, markdown_table(["class", "fields"], fields)])


def markdown_table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


DOCUMENTS: dict[str, Callable[[], str]] = {"roles.md": roles, "record-of-processing.md": record_of_processing}
