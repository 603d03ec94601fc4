"""People, their postings and their sign-ins."""

from .person import STAFF_RETENTION, User
from .posting import Posting
from .sign_in import SignInEvent

__all__ = ["STAFF_RETENTION", "Posting", "SignInEvent", "User"]
