"""The import itself: each row tried, all of them stored at once or none.

django-import-export takes the rows in turn, turns cells into values, gathers what is wrong by row, and makes a dry run
of it. Rows are stored in bulk and with history, so that the number of queries does not follow that of the rows.
"""

from __future__ import annotations

import copy
import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from import_export.fields import Field
from import_export.resources import ModelResource
from simple_history.utils import bulk_create_with_history, bulk_update_with_history
from tablib import Dataset

from vru_portal.access.models import User

from ..models import Contact, Membership, Organisation
from . import checks, members
from .checks import FIELDS
from .known import known_to
from .organisations import NamedOrganisations
from .outcome import Kind, Outcome, digest
from .people import People
from .task import Task
from .values import Day, Email, Line, OneOf, Telephone, YesOrNo

# At its lowest level it quotes cells.
logging.getLogger("import_export").setLevel(logging.WARNING)

REASON = "Imported from a spreadsheet"


class ChangedMeanwhile(Exception):
    """What would be stored is no longer what was previewed."""


class ContactResource(ModelResource):
    """One import of one task. ``outcomes`` has what became of each row, in their order."""

    name = Field("name", "name", Line(), saves_null_values=False)
    role = Field("role", "role", Line(), saves_null_values=False)
    email = Field("email", "email", Email(), saves_null_values=False)
    telephone = Field("telephone", "telephone", Telephone(), saves_null_values=False)
    lawful_basis = Field("lawful_basis", "lawful_basis", OneOf(Contact.Basis), saves_null_values=False)
    may_be_listed = Field("may_be_listed", "may_be_listed", YesOrNo(), saves_null_values=False)
    agreed_on = Field("agreed_on", "agreed_on", Day(), saves_null_values=False)
    confirmed_on = Field("confirmed_on", "confirmed_on", Day(), saves_null_values=False)
    review_on = Field("review_on", "review_on", Day(), saves_null_values=False)

    class Meta:
        model = Contact
        fields = tuple(name for name in FIELDS if name != "organisation")
        use_bulk = True
        use_transactions = True
        batch_size = None
        skip_diff = True

    def __init__(self, task: Task, user: User, expected: str = ""):
        super().__init__()
        self.task, self.user, self.expected = task, user, expected
        self.known = known_to(user, task.authority, task.network)
        self.organisations = NamedOrganisations(self.known, task.authority.region_id)
        self.people = People(self.known)
        self.outcomes: list[Outcome] = []

    @property
    def outcome(self) -> Outcome:
        """What becomes of the row that is being read."""
        return self.outcomes[-1]

    def run(self, *, dry_run: bool) -> list[Outcome]:
        """Try all rows or, unless it is a dry run, store them; return what becomes of each.

        A real run raises ChangedMeanwhile, and stores nothing, where anything is not as it was previewed.
        """
        result = self.import_data(dataset(self.task), dry_run=dry_run, rollback_on_validation_errors=True)
        failures = [*result.base_errors, *(error for _, errors in result.row_errors() for error in errors)]
        if failures:
            raise failures[0].error
        return self.outcomes

    # What django-import-export asks for each row, in its order --------------------------------------------------------

    def before_import_row(self, row: dict, **kwargs: Any) -> None:
        read = self.task.sheet.rows[row["position"]]
        outcome = Outcome(read.number, read.cells, name=row["name"], errors=dict(read.faults))
        self.outcomes.append(outcome)
        self.organisations.resolve(outcome)

    def get_or_init_instance(self, instance_loader: Any, row: dict) -> tuple[Contact, bool]:
        outcome = self.outcome
        found = self.people.find(outcome, email_of(row)) if outcome.name else None
        self.outcome.stored = found
        if found:
            # What is stored is kept to be shown beside what the row makes of it.
            outcome.contact = copy.copy(found)
            return outcome.contact, False
        outcome.contact = Contact(
            authority=self.task.authority,
            organisation=outcome.organisation,
            lawful_basis=self.task.lawful_basis,
            confirmed_on=timezone.localdate(),
        )
        return outcome.contact, True

    def import_instance(self, instance: Contact, row: dict, **kwargs: Any) -> None:
        try:
            super().import_instance(instance, row, **kwargs)
        except ValidationError as problems:
            for name, messages in problems.message_dict.items():
                self.outcome.refuse(name, messages[0])
        checks.check(self.outcome, self.task)
        self.people.refuse_twins(self.outcome, email_of(row))
        if self.task.network:
            members.join(self.outcome, self.known, self.task.joined_on)
        checks.sort(self.outcome, self.task)

    def validate_instance(
        self, instance: Contact, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """Hold the values against the model's fields, without asking the database about each row."""
        if self.outcome.name:
            try:
                instance.clean_fields(exclude={"authority", "organisation", "merged_into", *self.outcome.errors})
            except ValidationError as problems:
                for name, errors in problems.error_dict.items():
                    self.outcome.refuse(name, checks.worded(errors[0]))
        if self.outcome.errors:
            place = self.task.sheet.columns.place
            self.outcome.kind = Kind.WRONG
            self.outcome.problems = [f"{place(key)} {message}" for key, message in self.outcome.errors.items()]
            raise ValidationError(list(self.outcome.errors.values()))

    def skip_row(self, instance: Contact, original: Any, row: dict, import_validation_errors: Any = None) -> bool:
        return self.outcome.kind in {Kind.SAME, Kind.ORGANISATION}

    # Storing --------------------------------------------------------------------------------------------------------

    def bulk_create(self, using_transactions: bool, dry_run: bool, *args: Any, **kwargs: Any) -> None:
        """Store new organisations, contacts and memberships. Asked for once, behind all rows."""
        if dry_run:
            return
        if self.expected != digest(self.outcomes) or any(outcome.errors for outcome in self.outcomes):
            raise ChangedMeanwhile
        self._store(Organisation, self._new_organisations())
        for contact in [*self.create_instances, *self.update_instances]:
            contact.organisation = contact.organisation  # which has its key only now
        self._store(Contact, self.create_instances)
        self._store(Membership, members.new_memberships(self.outcomes, self.task.network))

    def _new_organisations(self) -> list[Organisation]:
        needed = {id(outcome.organisation) for outcome in self.outcomes if outcome.organisation_is_new}
        return [organisation for organisation, _ in self.organisations.new.values() if id(organisation) in needed]

    def _store(self, model: Any, rows: list) -> None:
        if rows:
            bulk_create_with_history(rows, model, default_user=self.user, default_change_reason=REASON)

    def bulk_update(self, using_transactions: bool, dry_run: bool, *args: Any, **kwargs: Any) -> None:
        """Store changed contacts, unless somebody else has just changed one of them."""
        changed = self.update_instances
        if dry_run or not changed:
            return
        versions = {contact.pk: contact.version - 1 for contact in changed}
        locked = Contact.objects.visible_to(self.user).select_for_update(of=("self",)).filter(pk__in=versions)
        if dict(locked.values_list("pk", "version")) != versions:
            raise ChangedMeanwhile
        bulk_update_with_history(
            changed, Contact, [*FIELDS, "version"], default_user=self.user, default_change_reason=REASON
        )


def dataset(task: Task) -> Dataset:
    """Return the rows as django-import-export takes them: the place of each in the sheet, and its cells by field."""
    names = [field.column_name for field in ContactResource.fields.values()]
    rows = (
        [position, *(cells.get(name, "") for name in names)]
        for position, cells in enumerate(map(whole, (row.cells for row in task.sheet.rows)))
    )
    return Dataset(*rows, headers=["position", *names])


def email_of(row: dict) -> str:
    """Return the e-mail address of a row as it would be stored; none where it is not one."""
    try:
        return Email().clean(row["email"]) or ""
    except ValueError:
        return ""


def whole(cells: dict[str, str]) -> dict[str, str]:
    """Return the cells with the parts of a name, and the two numbers of a person, put together."""
    name = cells.get("name") or " ".join(filter(None, [cells.get("first_name"), cells.get("last_name")]))
    numbers = " / ".join(filter(None, [cells.get("telephone"), cells.get("mobile")]))
    return {**cells, "name": name, "telephone": numbers}
