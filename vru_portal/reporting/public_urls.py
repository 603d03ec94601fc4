"""Addresses of the public site. The fixed words stand before the codes of authorities, which could be any word."""

from __future__ import annotations

from django.urls import path

from .public import bulletins, joining, places, search_engines

REGION = "public/<slug:region_slug>/"
QUARTER = f"{REGION}bulletins/<slug:quarter>/"
# A bulletin of the region, of an authority and of a locality, each with its editions and files.
BULLETINS = [QUARTER, f"{QUARTER}<slug:gss_code>/", f"{QUARTER}<slug:gss_code>/<slug:slug>/"]

urlpatterns = [
    path("robots.txt", search_engines.robots, name="robots"),
    path("public/", places.home, name="public_home"),
    path("public/sitemap.xml", search_engines.sitemap, name="public_sitemap"),
    path(REGION, places.region, name="public_region"),
    path(f"{REGION}bulletins/", bulletins.bulletins, name="public_bulletins"),
    path(f"{REGION}navigators/", joining.navigators, name="public_navigators"),
    path(f"{REGION}networks/", joining.networks, name="public_networks"),
    *[
        pattern
        for area in BULLETINS
        for pattern in (
            path(f"{area}edition/<int:edition>/", bulletins.bulletin, name="public_bulletin_edition"),
            path(f"{area}edition/<int:edition>/bulletin.<str:kind>", bulletins.file, name="public_bulletin_file"),
            path(f"{area}bulletin.<str:kind>", bulletins.file, name="public_bulletin_file"),
        )
    ],
    *[path(area, bulletins.bulletin, name="public_bulletin") for area in BULLETINS],
    path(f"{REGION}<slug:gss_code>/", places.authority, name="public_authority"),
    path(f"{REGION}<slug:gss_code>/<slug:slug>/", places.pilot, name="public_pilot"),
]
