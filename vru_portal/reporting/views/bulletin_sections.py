"""Writing a bulletin: its title and introduction, and one section at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, CheckboxInput, HiddenInput
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from pilots.views.editing import posts_in_one_transaction, save_unless_outdated
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..bulletins.candidates import MOST, Candidate, candidates_of, is_cut_off, not_put_forward
from ..bulletins.composing import compose
from ..bulletins.desk import may_edit
from ..bulletins.drawing_up import may_draw_up
from ..bulletins.forms import WordsForm
from ..bulletins.missing import LABELS, hidden_beside, hidden_from, sources_beside
from ..bulletins.section_form import WHOLE, SectionForm, as_typed, moved
from ..bulletins.sources import section_of
from ..bulletins.words import texts_of_pilot
from ..models import Bulletin, Section
from .bulletins import bulletin_for, name_of, out_by, trail_of_list, trail_to, was_thrown_away


@needs(Capability.DRAW_UP_BULLETINS)
@posts_in_one_transaction
def bulletin_words(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the title and the introduction of a draft."""
    if was_thrown_away(request, pk):
        return gone(request)
    bulletin = bulletin_for(request, pk, draws_up=True)

    def bind(data: QueryDict | None) -> WordsForm:
        return WordsForm(data, instance=bulletin, composed=partial(compose, bulletin))

    if bulletin.is_published:
        return too_late(request, bulletin, bind)

    def show(form: WordsForm, status: int = 200, **more) -> HttpResponse:
        context = {"bulletin": bulletin, "form": form, "name": name_of(bulletin), **more}
        context |= {"trail": trail_to(bulletin, "Introduction"), "stored_url": reverse("bulletin", args=[pk])}
        return render(request, "reporting/bulletins/words.html", context, status=status)

    return save_unless_outdated(request, bind, show, lambda form: reverse("bulletin", args=[pk]))


@needs(Capability.DRAW_UP_BULLETINS)
@posts_in_one_transaction
def bulletin_section(request: SignedInRequest, pk: int, section: int) -> HttpResponse:
    """Choose, order and word what goes into a section, with each source beside its words."""
    if was_thrown_away(request, pk):
        return gone(request)
    bulletin = bulletin_for(request, pk)
    shown = section_of(bulletin, section)
    if shown is None:
        raise Http404
    if not may_edit(request.user, bulletin, shown):
        raise PermissionDenied
    candidates = candidates_of(shown, everything="all" in request.GET)
    bind = partial(
        SectionForm,
        instance=shown,
        candidates=candidates,
        beside=partial(beside, bulletin, shown),
        hidden=partial(hidden, bulletin, shown),
    )
    if bulletin.is_published:
        return too_late(request, bulletin, bind)
    show = partial(show_section, request, bulletin, shown)
    if "move" in request.POST:
        return show(rearranged(bind, request.POST), moved_key=request.POST["move"])
    return save_unless_outdated(request, bind, show, lambda form: after(request.POST, bulletin, shown))


def too_late(request: SignedInRequest, bulletin: Bulletin, bind: Callable[[QueryDict], Any]) -> HttpResponse:
    """Keep on the screen what was typed for a bulletin that somebody has published meanwhile; 409."""
    if request.method != "POST":
        return redirect("bulletin", pk=bulletin.pk)
    context = {
        "bulletin": bulletin,
        "name": name_of(bulletin),
        "out_by": out_by(bulletin),
        "typed": texts_typed(bind(request.POST)),
        "may_correct": may_draw_up(request.user, bulletin.area) and not hasattr(bulletin, "corrected_by"),
        "trail": trail_to(bulletin, "Not saved"),
    }
    return render(request, "reporting/bulletins/too_late.html", context, status=409)


def gone(request: SignedInRequest) -> HttpResponse:
    """Keep on the screen what was typed for a draft that somebody has thrown away meanwhile; 409."""
    context = {"name": "Bulletin", "typed": texts_sent(request.POST), "trail": trail_of_list("Not saved")}
    return render(request, "reporting/bulletins/too_late.html", context, status=409)


def texts_sent(data: QueryDict) -> list[tuple[str, str]]:
    """Return each text that was sent, after the name of its field where the draft is not there to say more."""
    labels = {"title": "Title", "introduction": "Introduction", "correction_note": "What was corrected", **LABELS}
    labels |= {name: "Words of an entry" for name in data if name.startswith("words-")}
    return [(label, str(data[name])) for name, label in labels.items() if data.get(name)]


def texts_typed(form: BaseForm) -> list[tuple[str, str]]:
    """Return each text that was typed and is not stored, after what it is of."""
    titles = {f"words-{each.key}": each.title for each in getattr(form, "candidates", [])}
    return [
        (titles.get(name, str(form[name].label)), form[name].value())
        for name in form.changed_data
        if not isinstance(form.fields[name].widget, HiddenInput | CheckboxInput)
    ]


def beside(bulletin: Bulletin, section: Section) -> list[str]:
    """Return the texts whose numbers the words of a section may use."""
    if section.pilot and not section.is_included:
        return texts_of_pilot(section.pilot)
    return sources_beside(section, compose(bulletin).content)


def hidden(bulletin: Bulletin, section: Section) -> dict[str, set[int]]:
    """Return the counts that may not be said, of each chosen entry by the key of the form, and of the section."""
    composed = compose(bulletin)
    chosen = composed.material.entries_of(section)
    found = {Candidate(one.source).key: hidden_from(one, section, composed) for one in chosen}
    return found | {WHOLE: hidden_beside(section, composed)}


def rearranged(bind, data: QueryDict) -> SectionForm:
    """Return the form as it was typed, not saved, with one entry moved up or down."""
    data = data.copy()
    data.setlist("order", moved(data.getlist("order"), data.get("move", "")))
    typed = bind(data)
    form = bind(None)
    form.candidates = typed.candidates
    form.initial |= as_typed(typed, data)
    return form


def show_section(
    request: SignedInRequest, bulletin: Bulletin, section: Section, form: SectionForm, status: int = 200, **more
) -> HttpResponse:
    context = {
        "bulletin": bulletin,
        "section": section,
        "form": form,
        "name": name_of(bulletin),
        "trail": trail_to(bulletin, str(section)),
        "stored_url": reverse("bulletin_section", args=[bulletin.pk, section.pk]),
        "shows_all": "all" in request.GET,
        "offered_at_most": MOST if is_cut_off(form.candidates) else None,
        "others": 0 if "all" in request.GET else not_put_forward(bulletin, section),
        **more,
    }
    return render(request, "reporting/bulletins/section.html", context, status=status)


def after(data: QueryDict, bulletin: Bulletin, section: Section) -> str:
    """Return where the button leads that a section was saved with."""
    if "all" in data:
        return f"{reverse('bulletin_section', args=[bulletin.pk, section.pk])}?all#entries"
    return following(bulletin, section) if "next" in data else reverse("bulletin", args=[bulletin.pk])


def following(bulletin: Bulletin, section: Section) -> str:
    """Return the address of the section after this one, in the order of reading; of the desk after the last."""
    later = bulletin.sections.filter(position__gt=section.position).first()
    return (
        reverse("bulletin_section", args=[bulletin.pk, later.pk]) if later else reverse("bulletin", args=[bulletin.pk])
    )
