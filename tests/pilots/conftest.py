import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

WEST_MIDLANDS = settings.BASE_DIR / "pilots/data/west-midlands.yaml"


@pytest.fixture(scope="session")
def example() -> str:
    """The whole example of docs/region-file.md."""
    text = (settings.BASE_DIR / "docs/region-file.md").read_text(encoding="utf-8")
    return re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]


@pytest.fixture
def load(tmp_path):
    """Return a function that loads a file, or text as one, and returns what the command says."""

    def run(content: str | bytes | Path, **options) -> str:
        path = content
        if not isinstance(content, Path):
            path = tmp_path / "region.yaml"
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = StringIO()
        call_command("load_region", str(path), stdout=out, **options)
        return out.getvalue()

    return run


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """The region as the unit has published it: loaded once for the tests of a module, each of which is undone."""
    from pilots.models import Region

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_region", str(WEST_MIDLANDS), stdout=StringIO())
        yield Region.objects.get(slug="west-midlands")
        transaction.set_rollback(True)


@pytest.fixture
def west_midlands(published, db):
    return published
