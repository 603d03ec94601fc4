"""The portal's settings as deployed, but for the hashed names of static files, which tests do not build."""

from vru_portal.settings import *  # noqa: F403 (all of them: that is what is served)
from vru_portal.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
