"""Line of the table: hostile requests. Every one of them has a plain answer, and none of them is a 5xx."""

import pytest
from django.test import Client, override_settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.faults.urls")]
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "latin-1", "zlib", "idna", "no-such", '"utf-8 "'])
@pytest.mark.parametrize("kind", [FORM, "multipart/form-data; boundary=x", "application/json"])
def test_form_in_another_encoding_is_refused_with_415(client, kind, charset):
    response = client.generic("POST", "/faults/read/", b"title=a", f"{kind}; charset={charset}")
    assert response.status_code == 415
    assert b"cannot read" in response.content


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_form_that_names_utf_8_is_read(client, charset):
    assert client.generic("POST", "/faults/read/", b"title=a", f"{FORM}; charset={charset}").content == b"1 fields"


@pytest.mark.parametrize("query", ["q=%00", "q=a%00b", "%00=1", "q=%ff", "q=%C0%80", "q=%ED%A0%80", "q=%e2%82"])
def test_query_that_is_no_text_is_refused_with_400(client, query):
    assert client.get("/account/login/", QUERY_STRING=query).status_code == 400


@pytest.mark.parametrize("path", ["/%00", "/regions/%00/", "/regions/%ff/", "/%C0%AE%C0%AE/etc/passwd"])
def test_path_that_is_no_text_is_refused_with_400(client, path):
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("value", ['"\\000abcdefgh"', '"\\000"'])
def test_cookie_with_nul_is_refused_with_400(client, value):
    assert client.get("/account/login/", HTTP_COOKIE=f"vru_session={value}").status_code == 400


@pytest.mark.parametrize(
    "cookie", ["vru_session=" + "x" * 5000, "csrftoken=%00; vru_session=é", "=; ;;", "vru_session"]
)
def test_odd_cookie_is_a_strangers(client, cookie):
    assert client.get("/account/login/", HTTP_COOKIE=cookie).status_code == 200


def test_nul_in_a_form_is_answered_by_the_form(client):
    response = client.post("/account/login/", {"login": "a\x00@example.org", "password": "x"})
    assert response.status_code == 200
    assert response.context["form"].errors


@pytest.mark.parametrize("method", ["TRACE", "PROPFIND", "PUT", "DELETE", "PATCH", "OPTIONS", "JEFF"])
def test_unknown_method_is_refused_with_405(client, method):
    response = client.generic(method, "/account/login/")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST"


@override_settings(LONGEST_REQUEST=10_000)
def test_body_that_is_too_large_is_refused_with_413_and_in_words(client):
    response = client.post("/faults/read/", {"title": "x" * 10_000})
    assert response.status_code == 413
    assert b"too large" in response.content


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
def test_fields_that_are_too_large_are_refused_with_413(client):
    assert client.post("/faults/read/", {"title": "x" * 1001}).status_code == 413
    assert client.post("/faults/read/", "title=" + "x" * 1001, content_type=FORM).status_code == 413


def test_too_many_fields_are_refused_with_413(client):
    assert client.post("/faults/read/", "&".join("a=1" for _ in range(1001)), content_type=FORM).status_code == 413


MULTIPART = "multipart/form-data; boundary=x"
PART = b"--x\r\nContent-Disposition: form-data; name"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        ("multipart/form-data; boundary=", b"--x\r\n"),
        ("multipart/form-data; boundary=\xff", b"--x\r\n"),
        (MULTIPART, b""),
        (MULTIPART, b"no part at all"),
        (MULTIPART, PART + b"=a"),
        (MULTIPART, PART + b"*=no-such''%00\r\n\r\na\r\n--x--"),
        (MULTIPART, PART + b"=a; filename=../../etc\r\n\r\na\r\n--x--"),
        (
            MULTIPART,
            PART + b"=a\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--",
        ),
        (FORM, b"%00=%00&\xff\xfe=%ff&&==&%"),
        ("application/json", b"\xff{"),
        ("text/plain;;;=", b"a"),
    ],
)
def test_malformed_body_never_fails(client, kind, body):
    assert client.generic("POST", "/faults/read/", body, kind).status_code in {200, 400}


@pytest.mark.parametrize("fault", ["unstorable", "overflow"])
def test_value_that_the_database_cannot_hold_is_a_bad_request(client, fault):
    assert client.get(f"/faults/{fault}/").status_code == 400


@pytest.mark.parametrize("host", ["evil.example.org", "a b", "[::1", "localhost@evil.example.org", ""])
def test_foreign_host_is_refused_with_400(client, host):
    response = client.get("/account/login/", HTTP_HOST=host)
    assert response.status_code == 400
    assert b"evil" not in response.content


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "http://["},
        {"HTTP_REFERER": "http://[::1"},
        {"HTTP_X_REQUEST_ID": "{{7*7}}\u00e9"},
        {"HTTP_X_FORWARDED_FOR": "not an address, \u00ff"},
        {"HTTP_ACCEPT": ";;;q=x"},
        {"HTTP_ACCEPT_LANGUAGE": "xx-" * 500},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_RANGE": "bytes=9-1,,a"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "many"},
        {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
    ],
)
def test_odd_header_never_fails(headers):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    assert client.get("/account/login/", **headers).status_code < 500
    assert client.generic("POST", "/account/login/", b"login=a&password=b", FORM, **headers).status_code < 500


NEXT = ["//elsewhere.example.org", "https://elsewhere.example.org", "javascript:alert(1)", "/\\elsewhere.example.org"]
NEXT += ["\thttps://elsewhere.example.org", "https:///elsewhere.example.org", "text-without-a-slash", "http://[", "//"]


@pytest.mark.parametrize("target", NEXT)
def test_sign_in_never_leads_to_another_site(client, navigator, target):
    """Line of the table: redirect(request.GET["next"])."""
    from tests.builders import PASSWORD

    response = client.post(
        "/account/login/", {"login": navigator.email, "password": PASSWORD, "next": target}, QUERY_STRING="next=x"
    )
    assert response.status_code == 302
    assert "elsewhere" not in response.headers["Location"]
    assert response.headers["Location"].startswith("/")
    assert not response.headers["Location"].startswith(("//", "/\\"))
