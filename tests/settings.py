"""The portal's settings as the tests run them, whatever the machine's environment says.

One run keeps all that it writes in one temporary folder, which tests/room.py makes and removes. The workers of
pytest-xdist share it, each with a database of its own.
"""

import os
import tempfile
from pathlib import Path

ROOM = Path(os.environ.setdefault("TEST_ROOM", f"{tempfile.gettempdir()}/vru-portal-tests-{os.getpid()}"))

# TEST_DATABASE_URL and not DATABASE_URL, so that nobody's tests ever run in the database that they work with.
SERVER = os.environ.get("TEST_DATABASE_URL", "") if os.environ.get("TEST_ENGINE") != "sqlite" else ""
os.environ.update(
    DATABASE_URL=SERVER or f"sqlite:///{ROOM}/portal.sqlite3",
    MEDIA_ROOT=str(ROOM / "files"),
    DEMONSTRATION="true",
    DEBUG="false",
    HTTPS="false",
    SSL_REDIRECT="false",
    HSTS_SECONDS="0",
    SECRET_KEY="a-key-for-tests-only-that-is-long-enough-to-be-taken-for-one",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    SITE_URL="http://testserver",
    PORTAL_NAME="VRU Portal",
    SECOND_FACTOR_ROLES="",
    OIDC_SERVER_URL="",
    LOG_LEVEL="CRITICAL",
)

from vru_portal.settings import *  # noqa: E402, F403 (the environment has to stand first)
from vru_portal.settings import DATABASES, STORAGES  # noqa: E402

if not SERVER:
    # A file, not memory: the live server's threads need connections of their own. A crash may lose it: it is a test.
    DATABASES["default"]["TEST"] = {"NAME": str(ROOM / "test.sqlite3")}
    pragmas = DATABASES["default"]["OPTIONS"]["init_command"]
    DATABASES["default"]["OPTIONS"]["init_command"] = pragmas.replace("synchronous=FULL", "synchronous=OFF")
else:
    # The live server's threads must not hold on to the database that is removed after the tests.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT = ROOM / "static"
VAR_DIR = ROOM
