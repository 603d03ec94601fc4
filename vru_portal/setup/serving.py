"""gunicorn's settings for ``make run``: those of production, on this machine only, and a word when it answers."""

import os

from vru_portal.gunicorn import *  # noqa: F403 (gunicorn reads the names of this module)

bind = f"127.0.0.1:{os.environ['PORT']}"
loglevel = "warning"


def when_ready(server) -> None:
    print(f"\nThe portal is at http://127.0.0.1:{os.environ['PORT']}  (Ctrl-C stops it)\n", flush=True)
