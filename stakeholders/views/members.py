"""Members of a network: those of any day, who joins, what changes, and who leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from pilots.views.editing import posted, posts_in_one_transaction, save_unless_outdated
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for
from vru_portal.filtering import FilterForm
from vru_portal.govuk import DateField

from ..contacts.choosing import contacts_for
from ..models import AgreedAction, JoinRequest, Membership, Network
from ..networks import members
from ..networks.counting import counts_on, headcount
from ..networks.counting import in_words as headcount_in_words
from ..networks.member_forms import LeaveForm, MemberForm, NewMemberForm
from .joining import DECIDED
from .networks import network_run_by, page_of, trail_to


class DayForm(FilterForm):
    on = DateField(label="Members on which day?", called="the day", required=False)

    def clean_on(self) -> date | None:
        day = self.cleaned_data["on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The day must be today or in the past")
        return day


@needs(Capability.RUN_NETWORKS)
def network_members(request: SignedInRequest, pk: int) -> HttpResponse:
    """The members of a day, ``?on=2021-03-31``, today by default; and who has left."""
    network = network_run_by(request, pk)
    today, form = timezone.localdate(), DayForm(request.GET)
    day = (form.cleaned_data["on"] or today) if form.is_valid() else today
    counted = headcount(network, day)
    context = {
        "network": network,
        "form": form,
        "day": day,
        "is_today": day == today,
        "members": members.members_on(request.user, network, day),
        "former": members.former_members(request.user, network, today),
        "count": counts_on([network], day)[network.pk],
        "headcount_words": headcount_in_words(counted) if counted else "",
        "trail": trail_to(network, ("Members", "")),
    }
    return render(request, "stakeholders/networks/members.html", context)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def member_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a member: the contact ``?contact=``, who asked to join by ``?request=``, somebody new, or an organisation."""
    network = network_run_by(request, pk)
    contact = asked_for(request, "contact", contacts_for(request.user, network.authority))
    try:
        asking = asked_for(request, "request", JoinRequest.objects.visible_to(request.user).filter(network=network))
    except Http404:
        messages.info(request, DECIDED)
        return redirect("join_requests", network.pk)
    form = NewMemberForm(posted(request), network=network, user=request.user, contact=contact, asking=asking)
    if form.is_valid():
        form.save()
        messages.success(request, "The member is added.")
        return redirect("network_members", network.pk)
    context = page_of(network, "Add a member", members_step(network)) | {"form": form, "asking": asking}
    return render(request, "stakeholders/networks/member_add.html", context)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def member_edit(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    """Change the role and the days of a membership; 409 where somebody else has changed it meanwhile."""
    return save_member(request, membership_of(request, pk, member), MemberForm, "Change the membership")


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def member_leave(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    """Note that somebody has left. The membership stays; who comes back gets a new one."""
    return save_member(request, membership_of(request, pk, member), LeaveForm, "Note that they left")


def save_member(request: SignedInRequest, stored: Membership, bind: Callable, page: str) -> HttpResponse:
    network = stored.network
    actions = AgreedAction.objects.visible_to(request.user).open().filter(member=stored)
    context = page_of(network, page, members_step(network)) | {
        "member": stored,
        "is_leaving": bind is LeaveForm,
        "open_actions": actions.count(),
        "back": reverse("network_members", args=[network.pk]),
    }

    def show(form: MemberForm, status: int = 200, **more) -> HttpResponse:
        return render(request, "stakeholders/networks/member.html", context | more | {"form": form}, status=status)

    return save_unless_outdated(
        request,
        lambda data: bind(data, instance=stored, user=request.user),
        show,
        lambda form: reverse("network_members", args=[network.pk]),
    )


def membership_of(request: SignedInRequest, pk: int, member: int) -> Membership:
    """Return the membership if the person runs its network, else 404; the network is locked while it is stored."""
    network = network_run_by(request, pk)
    rows = Membership.objects.visible_to(request.user).filter(network=network)
    found = get_object_or_404(rows.select_related("contact__organisation", "organisation"), pk=member)
    found.network = network
    return found


def members_step(network: Network) -> tuple[str, str]:
    return "Members", reverse("network_members", args=[network.pk])
