"""Published bulletins, as the portal makes them: what strangers read most."""

from __future__ import annotations

from datetime import date

from pilots.models import LocalAuthority
from vru_portal.access.models import Posting
from vru_portal.access.roles import Role
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import Area
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.bulletins.publishing import as_published, freeze
from vru_portal.reporting.bulletins.sign_off import signing_off


def publish(until: date) -> None:
    """Publish bulletins of the first region and its first authority, of the last quarter that was over ``until``."""
    authorities = list(LocalAuthority.objects.select_related("region").order_by("pk"))
    authority, region = authorities[0], authorities[0].region
    editor = Posting.objects.filter(role=Role.COMMUNICATIONS, region=region).order_by("pk")[0].user
    together = [one for one in authorities if one.region_id == region.pk]
    for area in (Area("region", region, together), Area("authority", authority, [authority])):
        bulletin = draw_up(editor, area, Quarter.last_closed(until), until)
        composed = compose(bulletin)
        freeze(bulletin, as_published(composed.content, signing_off(bulletin, composed)), editor)
