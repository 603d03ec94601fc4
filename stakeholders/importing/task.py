"""What somebody asked to be imported, and how it waits between preview and confirmation.

It waits in the page itself, encrypted, and nowhere on the server: nothing is left behind when nobody confirms. Only the
portal can read it, for an hour, and only for the person who uploaded it.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import asdict, dataclass, replace
from datetime import date
from urllib.parse import urlencode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from pilots.models import LocalAuthority
from vru_portal.access.models import User

from ..models import Network
from .columns import Columns
from .reading import Sheet, SheetRow

SALT = "stakeholders.importing"
SECONDS = 60 * 60


@dataclass(frozen=True)
class Task:
    """A sheet, where it goes, and what holds for rows that say nothing of it.

    ``update``: rows about contacts that are there change them.
    """

    authority: LocalAuthority
    network: Network | None
    sheet: Sheet
    lawful_basis: str = ""
    review_on: date | None = None
    joined_on: date | None = None
    update: bool = False

    @property
    def query(self) -> str:
        """The end of the upload form's address with which it is filled in as it was, but for the file."""
        given = {"authority": self.authority.pk, "network": self.network.pk if self.network else None}
        given |= {name: getattr(self, name) for name in ("lawful_basis", "review_on", "joined_on")}
        return urlencode({name: value for name, value in given.items() if value})

    def updating(self, update: bool) -> Task:
        return replace(self, update=update)


@dataclass(frozen=True)
class Waiting:
    """A task as it comes back from the page: keys instead of records, which are looked up as visible."""

    authority_id: int
    network_id: int | None
    told: dict
    digest: str

    def task(self, authority: LocalAuthority, network: Network | None) -> Task:
        told = self.told
        sheet = Sheet(Columns(**told["columns"]), [SheetRow(number, cells) for number, cells in told["rows"]])
        days = {name: date.fromisoformat(told[name]) if told[name] else None for name in ("review_on", "joined_on")}
        return Task(authority, network, sheet, lawful_basis=told["lawful_basis"], update=told["update"], **days)


def seal(task: Task, user: User, digest: str) -> str:
    """Return a task without faults, and the digest of its preview, as text that nobody can read or change."""
    told = {
        "columns": asdict(task.sheet.columns),
        "rows": [[row.number, row.cells] for row in task.sheet.rows],
        "lawful_basis": task.lawful_basis,
        "review_on": str(task.review_on or ""),
        "joined_on": str(task.joined_on or ""),
        "update": task.update,
    }
    whole = [str(user.pk), task.authority.pk, task.network.pk if task.network else None, told, digest]
    return _box().encrypt(zlib.compress(json.dumps(whole).encode())).decode()


def unseal(text: str, user: User) -> Waiting | None:
    """Return what was sealed for the user within the hour, else None."""
    try:
        owner, *rest = json.loads(zlib.decompress(_box().decrypt(text.encode(), ttl=SECONDS)))
    except (InvalidToken, UnicodeError):
        return None
    return Waiting(*rest) if owner == str(user.pk) else None


def _box() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
