"""The portal's addresses, and some that fail in every way that a test needs."""

import sqlite3

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, DataError, OperationalError
from django.http import HttpResponse
from django.urls import path

from vru_portal.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def crash(request):
    typed = request.POST.get("what_happened", "") + request.GET.get("q", "")
    raise ValueError(f"cannot read {typed!r}")


def away(request):
    raise OperationalError("connection refused")


def full(request):
    """Fill a database of two pages: SQLite says so as it would on a full disk."""
    small = sqlite3.connect(":memory:")
    small.executescript("PRAGMA max_page_count = 2; CREATE TABLE note (text)")
    try:
        small.execute("INSERT INTO note VALUES (?)", ["x" * 100_000])
    except sqlite3.Error as error:
        raise OperationalError(str(error)) from error


def no_table(request):
    try:
        sqlite3.connect(":memory:").execute("SELECT * FROM missing")
    except sqlite3.Error as error:
        raise OperationalError(str(error)) from error


def wrong_query(request):
    raise DatabaseError("syntax error")


def unstorable(request):
    raise DataError("integer out of range")


def overflow(request):
    sqlite3.connect(":memory:").execute("SELECT ?", [10**30])


def form(request):
    """Show a form that posts to another of these addresses."""
    return HttpResponse(
        f"""<title>Form</title><form method="post" action="/faults/{request.GET["to"]}/">
        <input name="title" value="Girls’ football"><textarea name="what_happened">One line\nand another</textarea>
        <input name="reach-0-number" value="12"><button>Save</button></form>"""
    )


def read(request):
    """Read a form as any view does."""
    return HttpResponse(f"{len(request.POST)} fields")


@login_required
def for_staff(request):
    return HttpResponse("saved")


@login_required
def with_keep(request):
    return HttpResponse("saved")


def keep(request):
    """Keep the form where it says whose it is."""
    return "/unsaved/here/" if request.POST.get("keeper") == "signed" else None


with_keep.keep = keep
views = [crash, away, full, no_table, wrong_query, unstorable, overflow, form, read, for_staff, with_keep]
urlpatterns = [*urlpatterns, *(path(f"faults/{view.__name__}/", view) for view in views)]
