"""Pages for when something goes wrong."""

from django.shortcuts import render


def csrf_failure(request, reason=""):
    """Say that the form is out of date, and give back what was typed."""
    return render(request, "403.html", status=403)
