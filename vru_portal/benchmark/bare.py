"""The floor: what a page costs that shows a signed-in person nothing but the frame of the portal."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """An empty page."""
    return render(request, "benchmark/bare.html")
