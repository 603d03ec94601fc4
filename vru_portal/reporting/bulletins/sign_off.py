"""Signing off: a manager of each authority says that its sections may be published as they read now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from pilots.models import LocalAuthority
from vru_portal.access.models import User
from vru_portal.access.roles import Capability

from ..models import Bulletin, SignOff
from .composing import Composed, digest_of


@dataclass(frozen=True)
class SigningOff:
    """How it stands with one authority: what there is to sign off, and who last did."""

    authority: LocalAuthority
    digest: str
    signed_digest: str | None
    signed_at: datetime | None
    signed_by: str

    @property
    def is_signed_off(self) -> bool:
        return self.signed_digest == self.digest

    @property
    def has_lapsed(self) -> bool:
        """Whether it was signed off, and says something else since."""
        return bool(self.signed_digest) and not self.is_signed_off

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was signed off, and the word was taken back."""
        return self.signed_digest == ""

    @property
    def status(self) -> str:
        """Such as "Signed off"."""
        if self.is_signed_off:
            return "Signed off"
        if self.is_withdrawn:
            return "Sign-off withdrawn"
        return "Changed since it was signed off" if self.has_lapsed else "Not signed off"

    @property
    def in_words(self) -> str:
        """What the bulletin says of it, naming nobody: "Signed off for Coventry on 8 April 2021"."""
        if not self.is_signed_off or self.signed_at is None:
            return ""
        return f"Signed off for {self.authority} on {date_format(timezone.localdate(self.signed_at), 'j F Y')}"


def signing_off(bulletin: Bulletin, composed: Composed) -> list[SigningOff]:
    """Return how it stands with each authority that has a pilot in the bulletin. No query."""
    parts = {part["gss_code"]: digest_of(part) for part in composed.content["authorities"]}
    found: dict[str, SigningOff] = {}
    for section in composed.material.included:
        authority = section.authority
        if authority and authority.gss_code not in found:
            signed = (section.signed_digest, section.signed_at, section.signed_by or "")
            found[authority.gss_code] = SigningOff(authority, parts[authority.gss_code], *signed)
    return list(found.values())


def may_sign_off(user: User, authority: LocalAuthority) -> bool:
    return user.may_in(Capability.REVIEW, authority)


def sign_off(bulletin: Bulletin, state: SigningOff, by: User) -> SignOff:
    """Store that a manager signs off what is said of an authority, as it reads now."""
    return bulletin.sign_offs.create(authority=state.authority, digest=state.digest, made_by=by)


def withdraw(bulletin: Bulletin, state: SigningOff, by: User) -> SignOff:
    """Store that a manager takes back the word that was given for an authority."""
    return bulletin.sign_offs.create(authority=state.authority, digest="", made_by=by)
