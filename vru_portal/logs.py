"""Logs: one JSON line per event, with the request's identifier and nothing personal.

No search words, form fields, e-mail addresses, network addresses or browsers: a line names the method, the path
without its query, the status and the user's identifier. A crash is told by the kind of exception and the lines of
code it went through; its message only where it cannot quote what a person typed. A link that lets somebody in is
masked, whoever logs it.
"""

import logging
import re
import sys
import traceback
import uuid

import structlog
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django_structlog.middlewares import RequestMiddleware
from structlog.typing import EventDict, Processor, WrappedLogger

SANE_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET_PATHS = {"/healthz"}
# Behind these stands what opens an account for days, or a calendar: also where the rest of a path is wrong, or leads
# nowhere. The page on which a person makes the address of a calendar has nothing behind it.
SECRET_PATHS = re.compile(r"((?:reset/+key|confirm-email|calendar)/+).+", re.DOTALL | re.IGNORECASE)
# Their messages name code, tables or the connection, never what somebody typed.
TELLING = (
    AttributeError,
    FieldError,
    ImportError,
    ImproperlyConfigured,
    InterfaceError,
    NameError,
    OperationalError,
    TemplateDoesNotExist,
    TemplateSyntaxError,
    TypeError,
)
logger = structlog.get_logger(__name__)


class StructuredLogMiddleware(RequestMiddleware):
    """Gives each request an identifier, which the answer carries too, and logs one line when it is answered."""

    def prepare(self, request: HttpRequest) -> None:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if SANE_IDENTIFIER.fullmatch(given) else str(uuid.uuid4())
        request.META["REQUEST_ID"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        response.headers["X-Request-ID"] = request.META["REQUEST_ID"]
        if request.path in QUIET_PATHS and response.status_code == 200:
            structlog.contextvars.clear_contextvars()
            return
        super().handle_response(request, response)

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Name the user only where the request has read it already: a log line must not ask the database."""
        user = getattr(request, "_cached_user", None)
        if user is not None and user.pk:
            structlog.contextvars.bind_contextvars(user_id=str(user.pk))


def tell_where_not_what(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception in a log event by its kind, its frames and, where it is safe, its message."""
    given = event.pop("exc_info", None)
    event.pop("stack_info", None)
    exception = given[1] if isinstance(given, tuple) else given
    if exception is True:
        exception = sys.exc_info()[1]
    if isinstance(exception, BaseException):
        event["exception"] = [told(each) for each in chain(exception)]
    return event


def mask_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the part of an address that is a secret, in whatever part of a log event it stands."""
    return {name: without_secret(value) if isinstance(value, str) else value for name, value in event.items()}


def without_secret(text: str) -> str:
    return SECRET_PATHS.sub(r"\1…", text)


def chain(exception: BaseException | None) -> list[BaseException]:
    """Return an exception and those that led to it, latest first."""
    found: list[BaseException] = []
    while exception is not None and exception not in found:
        found.append(exception)
        exception = exception.__cause__ or (None if exception.__suppress_context__ else exception.__context__)
    return found


def told(exception: BaseException) -> dict:
    frames = traceback.extract_tb(exception.__traceback__)
    place = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    message = str(exception) if isinstance(exception, TELLING) else ""
    return {"kind": type(exception).__name__, "message": message, "at": place}


class WithoutQueries(logging.Filter):
    """Takes network addresses and queries out of what the server says when it cannot read or finish a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if text.startswith("Invalid request"):
            text = "Invalid request"
        record.msg, record.args = re.sub(r"\?\S*", "", text), ()
        return True


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def as_json(level: str) -> dict:
    """Return Django's LOGGING setting: everything to standard error as JSON, from the level on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    tell_where_not_what,
                    mask_secrets,
                    structlog.processors.JSONRenderer(),
                ],
            }
        },
        "filters": {"without_queries": {"()": WithoutQueries}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json"},
            "nowhere": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # SQL holds what people typed; the development server prints queries.
            "django.db.backends": {"level": "WARNING"},
            "django.server": {"handlers": ["nowhere"], "propagate": False},
            # Each request has its line already.
            "django.request": {"level": "ERROR"},
            "gunicorn.error": {"filters": ["without_queries"], "handlers": ["console"], "propagate": False},
        },
    }


def configure() -> None:
    """Have structlog write through Python's logging, so that one formatter makes every line."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
