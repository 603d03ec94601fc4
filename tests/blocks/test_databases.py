"""How the portal speaks to its database, by the address that the environment gives."""

import environ

from vru_portal import databases


def options_of(address):
    return databases.at(environ.Env.db_url_config(address))["OPTIONS"]


def test_a_server_answers_each_question_in_one_process_and_is_given_up_soon():
    found = options_of("postgres://vru@db.example.org/vru?sslmode=require")
    assert found == databases.POSTGRESQL | {"sslmode": "require"}


def test_what_an_address_says_itself_stands():
    found = options_of("postgres://vru@db.example.org/vru?options=-c%20search_path%3Dunit")
    assert found == {"connect_timeout": 3, "options": "-c search_path=unit"}


def test_a_file_is_written_through_and_forgets_what_is_deleted():
    found = options_of("sqlite:////srv/portal.sqlite3")
    assert found is not databases.SQLITE
    assert {"synchronous=FULL", "secure_delete=1"} <= {
        pragma.removeprefix("PRAGMA ") for pragma in found["init_command"].split(";")
    }
