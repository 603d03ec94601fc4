"""The portal's settings as it is deployed, with an empty page to measure against and a count of queries."""

from vru_portal.settings import *  # noqa: F403
from vru_portal.settings import INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "vru_portal.benchmark"]
MIDDLEWARE = ["vru_portal.benchmark.counting.count_queries", *MIDDLEWARE]
ROOT_URLCONF = "vru_portal.benchmark.urls"
# One process signs in for everybody, and nobody reads the e-mails.
SECOND_FACTOR_ROLES = []
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
