"""What holds for every request of a signed-in person."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

from vru_portal import errors
from vru_portal.typed import is_own_form, kept_at, kept_fields

from . import second_factor, session

# What nobody asks for by hand: a page that looks for news by itself must not keep its session alive.
NOT_AT_WORK = {"healthz", "incident_lines"}


def limit_session(get_response):
    """Sign out a session that is idle for too long, or too old; the request goes on as a stranger's."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and session.is_over(request.session):
            logout(request)
        response = get_response(request)
        match = request.resolver_match
        if match and match.url_name not in NOT_AT_WORK and request.user.is_authenticated:
            session.note(request.session)
        return response

    return middleware


def require_second_factor(get_response):
    """Send people whose role needs a second factor to set one up, or to show it, before anything else."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        step = second_factor.missing_step(request) if request.user.is_authenticated else None
        if step is None:
            return get_response(request)
        if request.method == "POST" and is_own_form(request) and kept_fields(request):
            return keep_for_after(request, step)
        if request.method == "GET":
            messages.warning(request, "Your role needs a second step at sign-in, such as a code from an app.")
        return HttpResponseRedirect(step)

    return middleware


def keep_for_after(request: HttpRequest, step: str) -> HttpResponseBase:
    """Give a form back whose sender has to take the second step first: its view never sees it."""
    go_on = kept_at(request)
    return errors.page_with_typed(
        request, "access/second_step.html", status=403, may_send_again=not go_on, step=step, go_on=go_on
    )
