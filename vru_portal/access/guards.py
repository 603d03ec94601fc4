"""What a view asks before it does anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from .roles import Capability

if TYPE_CHECKING:
    from .models import User


class SignedInRequest(HttpRequest):
    """What a guarded view is given: a request of somebody who has signed in. Only a type; none is ever made."""

    user: User


def needs(capability: Capability) -> Callable:
    """Let only signed-in people in who have the capability somewhere; 403 for others, sign-in for strangers."""

    def decorate(view: Callable) -> Callable:
        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.may(capability):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
