"""Addresses of the dashboards, the same four for each kind of area."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, path

from .views import dashboards, records

WHERE = {
    "region": "regions/<slug:slug>/dashboard/",
    "authority": "authorities/<slug:gss_code>/dashboard/",
    "locality": "authorities/<slug:gss_code>/localities/<slug:slug>/dashboard/",
    "pilot": "authorities/<slug:gss_code>/pilots/<slug:slug>/dashboard/",
}


def of_area(kind: str, where: str) -> Iterator[URLPattern]:
    name, area = f"dashboard_{kind}", {"kind": kind}
    yield path(where, dashboards.dashboard, area, name=name)
    yield path(f"{where}figures.<slug:form>", dashboards.figures, area, name=f"{name}_figures")
    yield path(f"{where}chart/<slug:name>.<slug:form>", dashboards.chart, area, name=f"{name}_chart")
    yield path(f"{where}table/<slug:name>.<slug:form>", dashboards.table, area, name=f"{name}_table")
    yield path(f"{where}list/<slug:name>/", records.records, area, name=f"{name}_list")


urlpatterns: list[URLPattern] = [
    path("dashboards/", dashboards.dashboards, name="dashboards"),
    *(pattern for kind, where in WHERE.items() for pattern in of_area(kind, where)),
]
