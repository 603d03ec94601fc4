"""How many queries a page makes, sessions and sign-in included, told to whoever asks for it."""

from django.db import connection
from django.http import HttpRequest, HttpResponseBase

ASKED, TOLD = "X-Count-Queries", "X-Queries"


def count_queries(get_response):
    """Answer a request with the header ASKED with the number of its queries in the header TOLD."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if ASKED not in request.headers:
            return get_response(request)
        queries = []

        def counted(execute, sql, *rest):
            queries.append(sql)
            return execute(sql, *rest)

        with connection.execute_wrapper(counted):
            response = get_response(request)
        response[TOLD] = str(len(queries))
        return response

    return middleware
