"""What every template may use."""

from django.conf import settings


def portal(request) -> dict:
    """Return the portal's name, and whether it shows demonstration data."""
    return {"portal_name": settings.PORTAL_NAME, "demonstration": settings.DEMONSTRATION}
