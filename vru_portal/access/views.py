"""Pages about access itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from . import session
from .guards import needs
from .roles import Capability, Role, table


@needs(Capability.ADMINISTER)
def roles(request: HttpRequest) -> HttpResponse:
    """Show who may do what."""
    return render(request, "access/roles.html", {"roles": Role, "rows": table()})


@require_POST
def keep_session(request: HttpRequest) -> HttpResponse:
    """Answer the warning that the session ends soon: 204 if it goes on, 401 if it has ended already."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    session.note(request.session, at_least_every=0)
    return HttpResponse(status=204)


def no_posting(request: HttpRequest) -> HttpResponse:
    """Tell a signed-in person without a current posting why they see nothing, and whom to ask."""
    return render(request, "access/no_posting.html")


def closed(request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """Stand where allauth would let people sign up, or change the address by which they were invited."""
    raise Http404
