"""The entry point of the production server."""

import os

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vru_portal.settings")


class ReadableRequest(WSGIRequest):
    """Survives a content type that Django fails on before any middleware; the portal's middleware then refuses it."""

    def _set_content_type_params(self, meta: dict) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]  # The stubs leave it out.
        except ValueError:
            self.content_type, self.content_params = "", {"charset": "unreadable"}


application = get_wsgi_application()
application.request_class = ReadableRequest
