"""The portal under gunicorn, as deployed: killed workers, a database that goes away, many at once, hostile bytes."""

import html
import json
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from interventions.models import Activity
from tests.faults.server import session_of
from tests.interventions.forms import typed_entry

NEW = "/activities/new/"
LONG = "A long text about the session. " * 300


def entries(pilot, number: int) -> list[dict]:
    """Return posts of the log form for entries that differ."""
    return [typed_entry(pilot, title=f"Session number {place}", confirmed="1") for place in range(number)]


def send_until_answered(portal, session: str, entry: dict) -> list[int]:
    """Send one entry again and again, as a person does, until there is an answer other than "not now"."""
    answers = []
    while not answers or answers[-1] in {0, 503} and len(answers) < 200:
        answers.append(portal.post(NEW, entry, session).status)
        time.sleep(0.05)
    return answers


def test_workers_killed_under_load_leave_each_entry_once(portal, navigator, hillfields):
    """Line of the table: workers killed under load, answer lost, body sent again."""
    session, posts = session_of(navigator), entries(hillfields, 100)
    with ThreadPoolExecutor(8) as people:
        sent = [people.submit(send_until_answered, portal, session, entry) for entry in posts]
        for _ in range(6):
            time.sleep(0.3)
            portal.kill_a_worker()
    answers = [each.result() for each in sent]
    assert {each[-1] for each in answers} == {302}
    assert any(0 in each for each in answers), "no answer was lost: the fault itself did not happen"
    assert sorted(str(each.pk) for each in Activity.objects.all()) == sorted(entry["id"] for entry in posts)


def test_entry_sent_five_times_at_once_is_stored_once(portal, navigator, hillfields):
    """Line of the table: Enter three times, slow network."""
    session, posts = session_of(navigator), entries(hillfields, 4)
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda entry: portal.post(NEW, entry, session), posts * 5))
    assert {answer.status for answer in answers} == {302}
    assert Activity.objects.count() == 4


def test_eight_writers_at_once_are_all_stored(portal, navigator, hillfields):
    """Line of the table: 8 writers on SQLite. On PostgreSQL it must hold as well."""
    session, posts = session_of(navigator), entries(hillfields, 48)
    with ThreadPoolExecutor(8) as people:
        answers = list(people.map(lambda entry: portal.post(NEW, entry, session), posts))
    assert [answer.status for answer in answers] == [302] * 48
    assert Activity.objects.count() == 48


def test_database_away_keeps_what_was_typed_and_saves_within_two_seconds_of_its_return(
    portal, database, navigator, hillfields
):
    """Line of the table: database restarted or away for 3 seconds."""
    session = session_of(navigator)
    before, entry = entries(hillfields, 2)
    entry["what_happened"] = LONG
    assert portal.post(NEW, before, session).status == 302
    with database.away():
        gone_at = time.monotonic()
        while time.monotonic() < gone_at + 3:
            refused = portal.post(NEW, entry, session)
            assert refused.status == 503
            assert "What you typed is still here" in refused.text
            assert LONG.strip() in html.unescape(refused.text)
            assert portal.get("/activities/", session).status == 503
            assert portal.get("/healthz").status == 503
    back_at = time.monotonic()
    assert send_until_answered(portal, session, entry)[-1] == 302
    assert time.monotonic() - back_at < 2
    assert {str(pk) for pk in Activity.objects.values_list("pk", flat=True)} == {before["id"], entry["id"]}


REQUESTS = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example.org\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /?q=%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /?q=\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /static/../../settings.py HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET http://evil.example.org/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b'GET /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: vru_session="\\000abcdefghij"\r\n\r\n',
    b"JEFF / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not http at all\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n",
    b"GET /" + b"x" * 20_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
]
CONTENT_TYPES = [
    b"application/x-www-form-urlencoded; charset=utf-16",
    b"application/x-www-form-urlencoded; charset*=%00''%00",
    b"application/x-www-form-urlencoded; charset*=utf-8''%00",
    b"application/x-www-form-urlencoded; charset*=no-such''x",
    b"multipart/form-data",
    b"multipart/form-data; boundary=x; charset=utf-7",
    b"multipart/form-data; boundary*=no-such''x",
    b"text/plain; a*0*=b''c; a*1=d",
]
REQUESTS += [
    b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 7\r\nContent-Type: "
    + kind
    + b"\r\n\r\nlogin=a"
    for kind in CONTENT_TYPES
]
REQUESTS += [
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: many\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\na",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nnot-a-length\r\n",
]


def test_no_hostile_request_is_answered_by_a_5xx(portal):
    """Line of the table: hostile requests. What is not HTTP may go unanswered; nothing may fail."""
    answers = {sent: portal.send_bytes(sent) for sent in REQUESTS}
    failed = {sent[:120]: answer for sent, answer in answers.items() if " 5" in answer[:10]}
    assert not failed
    assert portal.send_bytes(REQUESTS[-12]).startswith("HTTP/1.1 415")
    assert portal.get("/healthz").status == 200


def test_body_that_is_too_large_gets_a_page_that_a_browser_can_show(portal):
    answer = portal.ask("POST", "/account/login/", b"x" * (33 * 1024 * 1024))
    assert answer.status == 413
    assert "too large" in answer.text


def test_log_of_the_server_is_json_without_search_words_or_addresses(portal, navigator):
    portal.get("/activities/?q=Jordan", session_of(navigator))
    portal.send_bytes(b"GET /?q=Jordan no http\r\n\r\n")
    portal.send_bytes(b"GET /account/login/?q=Jordan HTTP/1.1\r\nHost: evil.example.org\r\n\r\n")
    portal.stop()
    written = portal.log.read_text()
    assert "Jordan" not in written
    assert "127.0.0.1:" not in written.split("Booting worker", 1)[1]
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    finished = [line for line in lines if line["event"] == "request_finished"]
    assert {"GET /activities/"} <= {line["request"] for line in finished}
    assert str(navigator.pk) in {line.get("user_id") for line in finished}


def test_settings_that_hold_this_are_in_force():
    options = connection.settings_dict.get("OPTIONS", {})
    if connection.vendor == "sqlite":
        assert options["transaction_mode"] == "IMMEDIATE"
        assert options["timeout"] >= 20
    else:
        assert connection.settings_dict["CONN_HEALTH_CHECKS"]
