"""What a view asks before it does anything."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied

from .roles import Capability


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
