"""Schools and colleges: the list with its answer, the page of one, and keeping it up to date."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pilots.models import EducationSetting, LocalAuthority, Site
from pilots.school_forms import SchoolForm
from pilots.views.editing import posts_in_one_transaction, save_unless_outdated
from vru_portal import keyset, spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.years import offered_years

from ..export import record_export
from ..models import Intervention
from ..school_list import HEADER, ORDER, SchoolFilter, export_rows, year_asked_for
from ..school_page import groups_of, missing_from
from ..schools import RULE, answers, school_years
from ..way_back import way_back
from .interventions import pilots_to_add_to
from .lists import query_without_page


@needs(Capability.SEE_PLACES)
def schools(request: SignedInRequest) -> HttpResponse:
    """How many secondary schools were engaged in a year and had interventions, and the list, 25 a page."""
    year = year_asked_for(request)
    years = school_years(request.user, year)
    asked = filtered(request, years)
    page = keyset.page_for(request, asked.shown.select_related("authority"), ORDER)
    context = {
        "year": year,
        "other_years": [offered for offered in offered_years() if offered[0] != str(year.first)],
        "answers": answers(request.user, year, years.values()),
        "rule": RULE,
        "filter": asked,
        "page": page,
        "rows": [(school, years[school.pk]) for school in page],
        "count": keyset.capped_count(asked.shown),
        "query": query_without_page(request),
        "way_back": way_back(request, asked),
        "may_add_in": request.user.places_with(Capability.EDIT_INTERVENTIONS),
    }
    return render(request, "interventions/schools/list.html", context)


@needs(Capability.SEE_PLACES)
def schools_file(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """What the list shows, on every page of it, as a table; that it was taken out is recorded."""
    year = year_asked_for(request)
    years = school_years(request.user, year)
    asked = filtered(request, years)
    record_export(request.user, kind, ["schools", *asked.set_filters])
    rows = export_rows(asked.shown.order_by(*ORDER), year, years)
    return spreadsheets.response(kind, "schools", HEADER, rows)


@needs(Capability.SEE_PLACES)
def school(request: SignedInRequest, pk: int) -> HttpResponse:
    """One school or college: what is known of it, what was delivered there, and what is missing."""
    schools = EducationSetting.objects.visible_to(request.user).select_related("authority__region")
    school = get_object_or_404(schools, pk=pk)
    interventions = list(Intervention.objects.visible_to(request.user).filter(schools=school).for_list())
    context = {
        "school": school,
        "trail": trail_to(school),
        "sites": Site.objects.visible_to(request.user).filter(school=school).select_related("pilot__authority"),
        "groups": groups_of(interventions),
        "training": [one for one in interventions if one.type.is_training],
        "missing": missing_from(school, interventions),
        **put_in_place(request.user, school, interventions),
        "may_edit": request.user.may_in(Capability.EDIT_INTERVENTIONS, school.authority),
        "sees_authority": request.user.may_in(Capability.SEE_PLACES, school.authority),
    }
    return render(request, "interventions/schools/school.html", context)


def put_in_place(user, school: EducationSetting, here: list[Intervention]) -> dict:
    """Return what may be put in place at a school: the authority's interventions, and new ones of its pilots."""
    if school.archived_at:
        return {}
    others = Intervention.objects.visible_to(user, Capability.EDIT_INTERVENTIONS).filter(authority=school.authority)
    return {
        "could_be_here": others.exclude(pk__in=[one.pk for one in here]).for_list().order_by("pilot__name", "name"),
        "pilots_to_add_to": pilots_to_add_to(user).filter(authority=school.authority),
    }


@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def school_add(request: SignedInRequest, gss_code: str) -> HttpResponse:
    """Add a school or college to a local authority."""
    authorities = LocalAuthority.objects.visible_to(request.user, Capability.EDIT_INTERVENTIONS)
    new = EducationSetting(authority=get_object_or_404(authorities, gss_code=gss_code))
    return save_or_show(request, new, "Add a school or college")


@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def school_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is known of a school; 409 with both versions where somebody else has changed it meanwhile."""
    return save_or_show(request, school_to_edit(request, pk), "Change the school or college")


@require_POST
@needs(Capability.EDIT_INTERVENTIONS)
@posts_in_one_transaction
def school_archive(request: SignedInRequest, pk: int) -> HttpResponse:
    """Archive a school, or restore it; done twice, it is done once."""
    school = school_to_edit(request, pk)
    is_wanted = "restore" not in request.POST
    if is_wanted != bool(school.archived_at):
        school.archived_at = timezone.now() if is_wanted else None
        school.save()
    messages.success(request, f"{school} is {'archived' if is_wanted else 'restored'}.")
    return redirect(school)


def school_to_edit(request: SignedInRequest, pk: int) -> EducationSetting:
    """Return the school if the person may edit it, else 404; locked while what was posted is stored."""
    schools = EducationSetting.objects.visible_to(request.user, Capability.EDIT_INTERVENTIONS)
    if request.method == "POST":
        schools = schools.select_for_update(of=("self",))
    return get_object_or_404(schools.select_related("authority__region"), pk=pk)


def save_or_show(request: SignedInRequest, school: EducationSetting, page: str) -> HttpResponse:
    """Show the form of a school, or save it."""

    def bind(data) -> SchoolForm:
        return SchoolForm(data, instance=school, user=request.user)

    def answer(form: SchoolForm, **more) -> HttpResponse:
        return show(request, form, page, **more)

    return save_unless_outdated(request, bind, answer, lambda form: form.instance, save)


def save(form: SchoolForm) -> None:
    """Save a valid form, unless somebody took the name or the URN at the same moment: then the form says so."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.full_clean()
        # What is stored may be this very school, sent twice at once.
        if not form.errors:
            form.save()


def show(request: SignedInRequest, form: SchoolForm, page: str, *, status: int = 200, **context) -> HttpResponse:
    context |= {"form": form, "school": form.instance, "page": page, "trail": trail_to(form.instance, page)}
    return render(request, "interventions/schools/edit.html", context, status=status)


def trail_to(school: EducationSetting, page: str = "") -> list[tuple[str, str]]:
    """Return the breadcrumbs of a school's page, or of a page below it; a new school has no page yet."""
    steps = [("Schools and colleges", reverse("schools"))]
    if school.pk:
        steps.append((school.name, school.get_absolute_url() if page else ""))
    return [*steps, (page, "")] if page else steps


def filtered(request: SignedInRequest, years) -> SchoolFilter:
    """Return the list's filter as the address asks for it."""
    schools = EducationSetting.objects.visible_to(request.user)
    return SchoolFilter(request.GET, queryset=schools, request=request, years=years)
