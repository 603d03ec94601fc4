import pytest

from tests.faults import server


@pytest.fixture
def database(transactional_db, tmp_path):
    """The tests' database as the server sees it."""
    return server.database_of_the_tests(tmp_path)


@pytest.fixture
def portal(database, tmp_path):
    """The portal under gunicorn, with two workers."""
    running = server.Portal(database.url, tmp_path / "server.log")
    yield running
    running.stop()
