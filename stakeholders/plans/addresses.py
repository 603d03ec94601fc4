"""Where the pages of a response plan are."""

from __future__ import annotations

from django.urls import reverse

from stakeholders.models import ResponsePlan


def page_of(plan: ResponsePlan) -> str:
    return reverse("plan", args=[plan.authority.gss_code])


def edit(plan: ResponsePlan) -> str:
    return reverse("plan_edit", args=[plan.authority.gss_code])


def add_to(plan: ResponsePlan, part: str) -> str:
    return reverse("plan_part_add", args=[plan.authority.gss_code, part])


def address_of(plan: ResponsePlan, part: str, pk: int) -> str:
    return reverse("plan_part", args=[plan.authority.gss_code, part, pk])
