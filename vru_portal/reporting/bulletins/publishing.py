"""Publishing a bulletin, which freezes it, correcting one, which makes a new edition, and throwing a draft away."""

from __future__ import annotations

from hashlib import sha256
from json import dumps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from pilots.models import Region
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.access.scope import within

from ..disclosure import release
from ..models import Bulletin, BulletinEntry, Release, Section, SignOff
from .composing import Composed, compose
from .content import AuthorityPart, Content
from .drawing_up import may_draw_up
from .missing import missing_from
from .pdf import pdf_of
from .sign_off import SigningOff, signing_off
from .word import word_of


class NotReady(Exception):
    """A bulletin cannot be published yet: ``reasons`` say why."""

    def __init__(self, reasons: list[str]):
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def reasons_against(bulletin: Bulletin, composed: Composed) -> list[str]:
    """Return what stands in the way of publishing, in sentences."""
    stops = [f"{one.about}: {one.text}" for one in missing_from(bulletin, composed) if one.stops]
    waiting = [state for state in signing_off(bulletin, composed) if not state.is_signed_off]
    return [*stops, *(f"{state.authority}: {state.status.lower()}" for state in waiting)]


@transaction.atomic
def publish(bulletin: Bulletin, by: User) -> Bulletin:
    """Freeze what a bulletin says now, make its files, and record its counts as given out.

    Raises PermissionDenied to who does not draw up the bulletins of its area, and NotReady where something is missing
    or it is published already. Publications of a region go one after the other: each counts with those before it.
    The locks leave alone who only refers to the region or the bulletin: the files take seconds to make.
    """
    if not may_draw_up(by, bulletin.area):
        raise PermissionDenied
    Region.objects.select_for_update(no_key=True).get(pk=bulletin.region_id)
    bulletin = locked(bulletin)
    if bulletin.is_published:
        raise NotReady(["It is published already"])
    composed = compose(bulletin)
    if reasons := reasons_against(bulletin, composed):
        raise NotReady(reasons)
    freeze(bulletin, as_published(composed.content, signing_off(bulletin, composed)), by)
    counts = composed.counts
    release(bulletin.region, Release.Kind.BULLETIN, counts.released(), by, counts.totals)
    return bulletin


def locked(bulletin: Bulletin) -> Bulletin:
    rows = Bulletin.objects.select_for_update(of=("self",), no_key=True).select_related(
        "region", "authority", "locality"
    )
    return rows.get(pk=bulletin.pk)


def as_published(content: Content, states: list[SigningOff]) -> Content:
    """Return what is published: with who signed off, as authorities and days, and the day."""
    said = {state.authority.gss_code: state.in_words for state in states}
    parts: list[AuthorityPart] = [{**part, "signed_off": said[part["gss_code"]]} for part in content["authorities"]]
    today = date_format(timezone.localdate(), "j F Y")
    return {**content, "authorities": parts, "published_on": today}


def freeze(bulletin: Bulletin, content: Content, by: User) -> None:
    """Store what is published with its files."""
    bulletin.content, bulletin.is_demonstration = content, content["is_demonstration"]
    bulletin.published_by, bulletin.published_at = by, timezone.now()
    bulletin.version += 1
    store_files(bulletin)
    bulletin.save()


def store_files(bulletin: Bulletin) -> None:
    """Make the PDF and the Word file of what a bulletin says. Their names bear the digest of that."""
    content = cast(Content, bulletin.content)
    name = f"{bulletin.region.slug}-{bulletin.quarter.slug}-{bulletin.pk}-{digest_of_content(content)}"
    bulletin.pdf.save(f"{name}.pdf", ContentFile(pdf_of(content)), save=False)
    bulletin.word.save(f"{name}.docx", ContentFile(word_of(content)), save=False)


def digest_of_content(content: Content) -> str:
    return sha256(dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def renew_files() -> int:
    """Make the files anew of each published bulletin from which words were taken out since; return how many.

    Who is erased from the contacts, and what is removed from an entry for good, goes from the content at once.
    """
    renewed = 0
    for bulletin in Bulletin.objects.public().select_related("region"):
        if bulletin.pdf and digest_of_content(cast(Content, bulletin.content)) not in bulletin.pdf.name:
            for old in (bulletin.pdf, bulletin.word):
                old.delete(save=False)
            store_files(bulletin)
            bulletin.save(update_fields=["pdf", "word"])
            renewed += 1
    return renewed


# Correcting ------------------------------------------------------------------------------------------------------


@transaction.atomic
def correct(bulletin: Bulletin, note: str, by: User) -> Bulletin:
    """Return a draft of the next edition, which says what it corrects; the one that is out stays as it is.

    What was signed off and does not change stays signed off. Raises PermissionDenied to who does not draw up the
    bulletins of the area, NotReady where it is not the latest published edition.
    """
    if not may_draw_up(by, bulletin.area):
        raise PermissionDenied
    bulletin = locked(bulletin)
    if not bulletin.is_published or Bulletin.objects.filter(corrects=bulletin).exists():
        raise NotReady(["Only the latest published edition can be corrected"])
    draft = Bulletin.objects.create(
        region=bulletin.region,
        authority=bulletin.authority,
        locality=bulletin.locality,
        starts_on=bulletin.starts_on,
        edition=bulletin.edition + 1,
        corrects=bulletin,
        correction_note=note,
        title=bulletin.title,
        introduction=bulletin.introduction,
        drawn_up_by=by,
    )
    copy_sections(bulletin, draft)
    return draft


def copy_sections(bulletin: Bulletin, draft: Bulletin) -> None:
    """Give a draft the sections, choices and sign-offs of another edition."""
    for section in bulletin.sections.all():
        chosen = list(section.chosen.all())
        copied = copy_of(section, bulletin=draft)
        for entry in chosen:
            copy_of(entry, section=copied)
    for sign_off in bulletin.sign_offs.all():
        copy_of(sign_off, bulletin=draft)


def copy_of(row: Section | BulletinEntry | SignOff, **changes) -> Any:
    """Store and return a row like another one, but for the changes."""
    same = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    copied = type(row)(**{name: value for name, value in same.items() if name.removesuffix("_id") not in changes})
    for name, value in changes.items():
        setattr(copied, name, value)
    copied.save()
    return copied


# Throwing away ---------------------------------------------------------------------------------------------------


@transaction.atomic
def throw_away(bulletin: Bulletin, by: User) -> None:
    """Delete a draft with all that was chosen, worded, asked and signed off for it; its history says who did.

    Raises PermissionDenied to who does not draw up the bulletins of the area, NotReady where it is published.
    """
    if not may_draw_up(by, bulletin.area):
        raise PermissionDenied
    bulletin = locked(bulletin)
    if bulletin.is_published:
        raise NotReady(["It is published already"])
    for section in bulletin.sections.prefetch_related("chosen"):
        for entry in section.chosen.all():
            entry.delete()
        section.delete()
    bulletin.sign_offs.all().delete()
    bulletin.sign_off_requests.all().delete()
    bulletin.delete()


def was_thrown_away(pk: int, by: User) -> bool:
    """Say whether there was a draft with this key, in the areas that a person reads of, that is not there any more."""
    here = within(by, Capability.READ_APPROVED, "authority")
    of_region = Q(authority=None, region__in=by.regions_with(Capability.READ_APPROVED))
    return Bulletin.history.filter(here | of_region, id=pk, history_type="-").exists()
