"""Writing into the log of an incident, and fetching what others wrote."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from pilots.views.editing import posted
from vru_portal.access.guards import SignedInRequest

from ..incidents.finding import find_incident
from ..incidents.line_form import TELLS, LineForm
from ..incidents.lines import news, position_after
from ..incidents.trail import trail_to
from ..models import CriticalIncident, IncidentEntry
from ..models.incident_log import IncidentClosed, OtherWords

CLOSED = "The incident was closed meanwhile: its log takes only what happened before that, and corrections."
OTHER_WORDS = "A line with other words was stored already from this form. Check the log, then write this one again."


@login_required
def incident_write(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Write a line, or correct the line ``corrects``; the same line sent again is stored once.

    Answers a script with JSON: what is new behind ``?after=``, or 400 and 409 with what is wrong.
    """
    incident = find_incident(request.user, pk)
    form = LineForm(posted(request), incident=incident, user=request.user, corrects=corrected(request, incident))
    if form.is_valid() and (line := written(form)):
        return stored(request, incident, line)
    if not (form.is_bound or form.corrects or incident.is_open):
        return redirect(incident)
    status = (409 if is_clash(form) else 400) if form.is_bound else 200
    if wants_json(request):
        return JsonResponse({"errors": in_words(form)}, status=status)
    if form.is_bound and is_clash(form):
        form.take_new_identifier()
    incident.note_reading(request.user)
    context = {"incident": incident, "form": form, "corrects": form.corrects, "told_by_kind": TELLS}
    page = "Correct a line" if form.corrects else "Write a line"
    context |= {"page": page, "trail": trail_to(incident, page)}
    return render(request, "stakeholders/incidents/write.html", context, status=200 if status == 400 else status)


def written(form: LineForm) -> IncidentEntry | None:
    """Write the line of a valid form; None, with an error in the form, where the log does not take it."""
    try:
        return form.line.write()
    except OtherWords:
        form.add_error(None, OTHER_WORDS)
    except IncidentClosed:
        form.add_error(None, CLOSED)
    return None


def is_clash(form: LineForm) -> bool:
    return any(error in {OTHER_WORDS, CLOSED} for error in form.non_field_errors())


def stored(request: SignedInRequest, incident: CriticalIncident, line: IncidentEntry) -> HttpResponse:
    if wants_json(request):
        return tell_news(request, find_incident(request.user, incident.pk))
    return redirect(f"{incident.get_absolute_url()}#line-{line.position}")


def corrected(request: SignedInRequest, incident: CriticalIncident) -> IncidentEntry | None:
    """Return the line of the incident that is to be corrected, None where the address and the form name none."""
    key = request.POST.get("corrects") or request.GET.get("corrects")
    if not key:
        return None
    try:
        line = incident.entries.for_page().filter(pk=UUID(key)).first()
    except ValueError:
        line = None
    if line is None or line.said_of.kind not in TELLS:
        raise Http404
    return line


def in_words(form: LineForm) -> list[str]:
    """Return what is wrong, a sentence each."""
    return [str(error) for error in form.non_field_errors()] + [str(error) for field in form for error in field.errors]


@require_safe
@login_required
def incident_lines(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Answer an open page with the lines behind ``?after=``: 204 where there are none, unless a token is asked for."""
    incident = find_incident(request.user, pk)
    after = position_after(request.GET.get("after", ""))
    if "token" not in request.GET and not incident.entries.filter(position__gt=after).exists():
        return HttpResponse(status=204)
    return tell_news(request, incident)


def tell_news(request: SignedInRequest, incident: CriticalIncident) -> JsonResponse:
    """Answer with what is new. Who has not opened the page today is recorded as a reader all the same."""
    found = news(request, incident, position_after(request.GET.get("after", "")))
    if found["lines"]:
        incident.note_reading(request.user, is_opening=False)
    return JsonResponse(found)


def wants_json(request: SignedInRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
