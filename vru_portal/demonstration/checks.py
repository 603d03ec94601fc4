"""What must not be found in production."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError

from vru_portal.access.models import User


@register(Tags.security, deploy=True)
def no_demonstration_people_in_production(app_configs, **kwargs) -> list[Error]:
    """Report an error where people whose password is printed in the open could sign in to a production portal."""
    if settings.DEMONSTRATION or not demonstration_people_exist():
        return []
    return [
        Error(
            "The database holds the demonstration's people, whose password everybody knows.",
            hint="Give production a database of its own: DATABASE_URL must not name the demonstration's.",
            id="demonstration.E001",
        )
    ]


def demonstration_people_exist() -> bool:
    """Say whether there are any; a database without tables has none."""
    try:
        return User.objects.filter(is_demonstration=True).exists()
    except DatabaseError:
        return False
