"""Joining a network: the public page, open to anybody, and the requests that came from it."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt

from pilots.views.editing import posts_in_one_transaction
from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from ..joining import doubts, waiting, words
from ..joining.forms import JoinForm
from ..models import JoinRequest, Network
from ..models.network import REQUEST_KEPT_DAYS
from .networks import network_run_by, trail_to

TOO_MANY = "Too many people have asked to join in a short time. What you typed is still here: send it again {}"
# Of each limit in ACCOUNT_RATE_LIMITS: when to try again, in words and in seconds.
LIMITS = {"join": ("in an hour", 3600), "join_network": ("tomorrow, at this time", 86_400)}
DECIDED = "Somebody has decided this request already"


# Exempt, because a token would need a cookie, and nothing here is done in anybody's name: joining/doubts.py says more.
@csrf_exempt
def join(request: HttpRequest, gss_code: str, slug: str) -> HttpResponse:
    """The public page of a network that welcomes members; what is sent from it waits for those who run the network."""
    network = public_network(gss_code, slug)
    if request.method != "POST":
        return public_page(request, network, JoinForm(network=network))
    form = JoinForm(request.POST, network=network)
    if form.is_valid() and (doubt := doubts.why_doubted(request, network)):
        form.add_error(None, doubt)
    if not form.is_valid():
        return public_page(request, network, form)
    for action, (when, seconds) in LIMITS.items():
        if not ratelimit.consume(request, action=action, key=str(network.pk)):
            form.add_error(None, TOO_MANY.format(when))
            response = public_page(request, network, form, status=429)
            response.headers["Retry-After"] = str(seconds)
            return response
    form.save()
    return redirect("join_thanks", gss_code, slug)


def join_thanks(request: HttpRequest, gss_code: str, slug: str) -> HttpResponse:
    """What happens next with an expression of interest."""
    network = public_network(gss_code, slug)
    context = {"network": network, "kept_days": REQUEST_KEPT_DAYS, "readers": words.readers_of(network)}
    return render(request, "stakeholders/joining/thanks.html", context)


def public_network(gss_code: str, slug: str) -> Network:
    networks = Network.objects.welcoming().select_related("authority__region", "pilot")
    return get_object_or_404(networks, authority__gss_code=gss_code, slug=slug)


def public_page(request: HttpRequest, network: Network, form: JoinForm, status: int = 200) -> HttpResponse:
    """Show the page; no cache keeps what somebody has typed into it."""
    context = {
        "network": network,
        "place": words.place_of(network),
        "rhythm": words.rhythm_of(network),
        "readers": words.readers_of(network),
        "form": form,
        "opened": doubts.stamp_for(request, network),
        "kept_days": REQUEST_KEPT_DAYS,
        "kept_months": settings.CONTACT_RETENTION_MONTHS,
        "privacy_email": settings.PRIVACY_EMAIL,
    }
    response = render(request, "stakeholders/joining/page.html", context, status=status)
    if form.is_bound:
        response.headers["Cache-Control"] = "no-store"
    return response


@needs(Capability.RUN_NETWORKS)
def join_requests(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who asks to join a network, the longest wait first, 25 a page; and where its public page is."""
    network = network_run_by(request, pk)
    asking = JoinRequest.objects.visible_to(request.user).filter(network=network)
    context = {
        "network": network,
        "joining": waiting.joining(request.user, network),
        "page": keyset.page_for(request, asking, ("sent_at", "id")),
        "kept_days": REQUEST_KEPT_DAYS,
        "trail": trail_to(network, ("Asking to join", "")),
    }
    return render(request, "stakeholders/joining/requests.html", context)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def join_decline(request: SignedInRequest, pk: int, asked: int) -> HttpResponse:
    """Ask whether to decline a request, and delete it with all that was sent."""
    network = network_run_by(request, pk)
    asking = JoinRequest.objects.visible_to(request.user).filter(network=network, pk=asked)
    shown = asking.first()
    if shown is None:
        messages.info(request, DECIDED)
        return redirect("join_requests", pk)
    if request.method == "POST":
        asking.delete()
        # Without a name: messages are kept in the session until they are read.
        messages.success(request, "Declined. What they sent is deleted.")
        return redirect("join_requests", pk)
    return render(request, "stakeholders/joining/decline.html", {"network": network, "asking": shown})
