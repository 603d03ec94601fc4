"""How gunicorn serves the portal: ``gunicorn -c vru_portal/gunicorn.py vru_portal.wsgi``."""

import gc
import os
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# Plain workers, one for each core: measured as fast as any other kind, with the shortest slowest answers.
workers = int(os.environ.get("WEB_CONCURRENCY", max(2, os.cpu_count() or 2)))
timeout = 60
graceful_timeout = 30
# The heartbeat file in memory: a slow disk must not look like a worker that hangs.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 (gunicorn makes its own file in it)
# Workers are renewed now and then, not all at once, so that a leak never grows for weeks.
max_requests = 5000
max_requests_jitter = 500
# The portal logs each request itself, with its identifier and without personal data.
accesslog = None


def post_worker_init(worker) -> None:
    """Leave what every request needs out of garbage collection: a request now and then would wait for all of it."""
    from django.urls import reverse

    reverse("home")  # loads the views
    gc.collect()
    gc.freeze()
