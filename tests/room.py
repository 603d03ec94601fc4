"""The temporary folder of a run, made by its first process and removed when the run is over."""

import shutil

from django.conf import settings


def pytest_configure(config) -> None:
    if is_first_process(config):
        shutil.rmtree(settings.ROOM, ignore_errors=True)
        settings.STATIC_ROOT.mkdir(parents=True)


def pytest_unconfigure(config) -> None:
    if is_first_process(config):
        shutil.rmtree(settings.ROOM, ignore_errors=True)


def is_first_process(config) -> bool:
    """Say whether this is no worker of pytest-xdist."""
    return not hasattr(config, "workerinput")
