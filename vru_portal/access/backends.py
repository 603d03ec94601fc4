"""Who is behind a session: the person with their postings, in one query."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from .models import Posting, User


class PostedPeopleBackend(AuthenticationBackend):
    """Reads a signed-in person together with the postings that every page asks for."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person with ``current_postings`` read, or None where nobody of this key may sign in."""
        postings = Posting.objects.filter(user=user_id).current().select_related("user").with_places()
        if not postings:
            return super().get_user(user_id)
        user = postings[0].user
        user.current_postings = postings
        return user if self.user_can_authenticate(user) else None
