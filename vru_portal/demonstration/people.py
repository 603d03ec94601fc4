"""The made-up people of the demonstration. All share one password, which is printed: they own nothing real."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from pilots.models import LocalAuthority, Region
from vru_portal.access.models import Posting, User
from vru_portal.access.roles import Role

PASSWORD = "look-around-the-portal"  # noqa: S105 (public on purpose)
POSTED_DAYS = 500
NAVIGATORS = ["Amara", "Bryn", "Chidi", "Dilys", "Emre", "Farah", "Gwen", "Hamza", "Ines", "Jonah", "Kavya", "Leon"]
ADVISERS = {"Coventry": "Maeve Sample", "Walsall": "Nasir Sample"}
MANAGERS = {"Coventry": "Orla Specimen", "Dudley": "Pavel Specimen"}
REGIONAL = [
    (Role.MANAGER, "Quinn Specimen", "manager.region"),
    (Role.ANALYST, "Rosa Placeholder", "analyst"),
    (Role.COMMUNICATIONS, "Sunil Placeholder", "communications"),
    (Role.ADMINISTRATOR, "Tess Placeholder", "administrator"),
]
# Whom the set-up shows for each role; the others differ only in their place.
SHOWN_FIRST = ["navigator.coventry", "adviser.coventry", "manager.coventry", "manager.region"]


@dataclass(frozen=True)
class Staff:
    """The people of one local authority, as the entries need them."""

    navigator: User
    adviser: User | None
    manager: User


def make_people(region: Region, today: date) -> dict[LocalAuthority, Staff]:
    """Store everybody of the region, with their postings; return those of each local authority."""
    hired = Hiring(today)
    regional = {role: hired.hire(name, address, role, region) for role, name, address in REGIONAL}
    return {
        authority: Staff(
            navigator=hired.hire(navigator_name(number), f"navigator.{slug(authority)}", Role.NAVIGATOR, authority),
            adviser=hired.hire_if(ADVISERS.get(authority.name), "adviser", Role.ADVISER, authority),
            manager=hired.hire_if(MANAGERS.get(authority.name), "manager", Role.MANAGER, authority)
            or regional[Role.MANAGER],
        )
        for number, authority in enumerate(region.authorities.order_by("name"))
    }


def navigator_name(number: int) -> str:
    """Return a name that nobody takes for a real one, a different one for each number."""
    times, which = divmod(number, len(NAVIGATORS))
    return f"{NAVIGATORS[which]} Example{f' {times + 1}' if times else ''}"


def slug(authority: LocalAuthority) -> str:
    return authority.name.lower().replace(" ", "-")


class Hiring:
    """Stores users who share one password: its hash takes a tenth of a second on purpose."""

    def __init__(self, today: date):
        self.password = make_password(PASSWORD)
        self.starts_on = today - timedelta(days=POSTED_DAYS)

    def hire(self, full_name: str, address: str, role: Role, place: LocalAuthority | Region) -> User:
        """Store a user with one posting."""
        email = f"{address}@example.org"
        user = User.objects.create(email=email, full_name=full_name, password=self.password, is_demonstration=True)
        area: dict = {"region": place} if isinstance(place, Region) else {"authority": place}
        Posting.objects.create(user=user, role=role, starts_on=self.starts_on, **area)
        return user

    def hire_if(self, full_name: str | None, address: str, role: Role, authority: LocalAuthority) -> User | None:
        return self.hire(full_name, f"{address}.{slug(authority)}", role, authority) if full_name else None


def sign_ins() -> list[tuple[str, str, str]]:
    """Return role, area and e-mail address of one demonstration person a role, in the order of the roles."""
    people = User.objects.filter(is_demonstration=True, is_active=True).order_by("email")
    postings = Posting.objects.current().filter(user__in=people).select_related("user", "authority", "region")
    shown: dict[str, Posting] = {}
    for posting in sorted(postings, key=show_first):
        shown.setdefault(posting.role, posting)
    return [(shown[r].get_role_display(), str(shown[r].area), shown[r].user.email) for r in Role.values if r in shown]


def show_first(posting: Posting) -> tuple[bool, str]:
    name = posting.user.email.split("@")[0]
    return name not in SHOWN_FIRST, name
