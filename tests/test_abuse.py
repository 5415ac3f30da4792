"""Too much from one address is asked to wait, with what was typed; the address is kept nowhere.

What limits count, and how, is in tests/backend/test_limits.py.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import logging
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from pytest_django import Settings
from redis import Redis

from backend import limits
from backend.accounts.models import User
from backend.limits import ANSWERS, MESSAGES, WRONG_CODES, WRONG_WORDS, Limit
from surveys.models import Answer, Invitation, Response
from surveys.receipts import receipt
from tests.factories import (
    make_invitation,
    make_round,
    new_token,
    send,
)
from tests.surveys.test_sealing import seal

HERE = "127.0.0.1"
ADDRESS, HOME = "203.0.113.77", "2001:db8:77:7::77"
DEVICE = "Kanarienvogel/7.0 (cracked phone)"
NO_WORDS = "apple apple apple apple apple"
LANGUAGES = ("", "?lang=pl", "?lang=ur")


def use_up(limit: Limit, address: str = HERE) -> None:
    """Not in the last seconds of its window, or what comes next would begin anew."""
    if limit.seconds_left < 10:
        time.sleep(limit.seconds_left)
    for _time in range(limit.most + 1):
        limits.desk.add(limit, address)


def text_field(invitation: Invitation) -> str:
    return f"q-{invitation.survey.questions.get(kind='text').pk}"


def asks_to_wait(answer: Any) -> None:
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_above_the_limit_the_page_keeps_the_answers(client: Client, language: str) -> None:
    invitation = make_invitation()
    sent = {text_field(invitation): "more lights <3", "token": new_token()}
    use_up(ANSWERS)

    page = client.post(f"/s/{invitation.code}/{language}", sent)

    asks_to_wait(page)
    shown = page.content.decode()
    assert "more lights &lt;3" in shown
    assert sent["token"] in shown
    assert ("Very many people are sending right now." in shown) is (language == LANGUAGES[0])
    assert "data-paused" in shown
    assert "data-proof" in shown
    assert not Response.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("door", "field"), [("tell", "name"), ("complain", "words"), ("advocate", "reach")]
)
def test_above_the_limit_a_door_keeps_what_was_written(
    client: Client, door: str, field: str, language: str
) -> None:
    use_up(MESSAGES)
    token = new_token()

    page = client.post(f"/{door}/{language}", {field: "jo at the club", "token": token})

    asks_to_wait(page)
    assert "jo at the club" in page.content.decode()
    assert token in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/journey/", "/messages/"])
def test_above_the_limit_of_wrong_words_the_words_stay(client: Client, path: str) -> None:
    use_up(WRONG_WORDS)

    page = client.post(path, {"receipt": NO_WORDS})

    asks_to_wait(page)
    assert NO_WORDS in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/journey/", "/messages/"])
def test_wrong_words_are_counted(client: Client, path: str) -> None:
    for _time in range(WRONG_WORDS.most):
        limits.desk.add(WRONG_WORDS, HERE)

    asks_to_wait(client.post(path, {"receipt": NO_WORDS}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/s/NOPE22/", "/v/NOPE22/", "/tablet/NOPE22/", "/?code=NOPE22", "/?code=nope22&lang=ur"],
)
def test_codes_that_lead_nowhere_are_counted_and_the_page_is_one_of_ours(
    client: Client, path: str
) -> None:
    for _time in range(WRONG_CODES.most):
        limits.desk.add(WRONG_CODES, HERE)

    page = client.get(path)

    asks_to_wait(page)
    assert "0800 1111" in page.content.decode()


@pytest.mark.django_db
def test_who_guesses_codes_is_not_told_of_a_right_one(client: Client) -> None:
    invitation = make_invitation()
    use_up(WRONG_CODES)

    for path in (f"/s/{invitation.code}/", f"/?code={invitation.code}"):
        asks_to_wait(client.get(path))
    elsewhere = Client(REMOTE_ADDR=ADDRESS)
    assert elsewhere.get(f"/s/{invitation.code}/").status_code == 200


@pytest.mark.django_db
def test_above_the_limit_a_verdict_can_be_given_later(client: Client) -> None:
    asked = make_round(present=2)
    use_up(ANSWERS)

    page = client.post(f"/v/{asked.code}/", {"token": new_token(), "value": "yes"})

    asks_to_wait(page)
    assert 'name="value"' in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_api_says_when_to_come_again(client: Client, language: str) -> None:
    invitation, asked = make_invitation(), make_round(present=2)
    token = new_token()
    box = seal([("token", token), (text_field(invitation), "hello")], code=invitation.code)
    for limit in (ANSWERS, MESSAGES, WRONG_WORDS):
        use_up(limit)
    answer = {"question": invitation.survey.questions.get(kind="text").pk, "text": "hello"}
    calls = {
        f"invitations/{invitation.code}/responses/": {"token": token, "answers": [answer]},
        "sealed/": box,
        f"verdict-rounds/{asked.code}/verdicts/": {"token": token, "value": "yes"},
        "messages/": {"token": token, "kind": "tell", "name": "Jo"},
        "messages/answers/": {"receipt": NO_WORDS},
        "journeys/": {"receipt": NO_WORDS},
        "journeys/withdraw/": {"receipt": NO_WORDS},
        "journeys/verdicts/": {"receipt": NO_WORDS, "reply": 1, "value": "yes"},
    }

    for call, body in calls.items():
        said = client.post(f"/api/v1/{call}{language}", body, content_type="application/json")
        asks_to_wait(said)
        assert said.json()["detail"]
        # A phone erases what waits on it only for a proof, and there is none here.
        assert "proof" not in said.json()
    assert not invitation.survey.responses.exists()


@pytest.mark.django_db
def test_a_repeat_is_recognised_before_any_limit(client: Client) -> None:
    invitation, token = make_invitation(), new_token()
    sent = {text_field(invitation): "hello", "token": token}
    letter = {"name": "Jo", "token": new_token()}
    asked = make_round(present=2)
    verdict = {"token": new_token(), "value": "yes"}
    posts = {f"/s/{invitation.code}/": sent, "/tell/": letter, f"/v/{asked.code}/": verdict}
    assert [client.post(path, body).status_code for path, body in posts.items()] == [201] * 3
    use_up(ANSWERS)
    use_up(MESSAGES)

    assert [client.post(path, body).status_code for path, body in posts.items()] == [200] * 3


@pytest.mark.django_db
def test_a_youth_club_passes_within_a_minute(client: Client) -> None:
    """Thirty phones behind one address: pages, languages, mistyped codes, answers, journeys."""
    invitation = make_invitation()
    field = text_field(invitation)

    for number in range(30):
        assert client.get("/", {"code": "XXXX22"}).status_code == 404
        assert client.get("/", {"code": invitation.code}).status_code == 302
        for language in LANGUAGES:
            assert client.get(f"/s/{invitation.code}/{language}").status_code == 200
        sent = {field: f"lights {number}", "token": new_token()}
        thanks = client.post(f"/s/{invitation.code}/", sent)
        assert thanks.status_code == 201
        assert client.post("/journey/", {"receipt": NO_WORDS}).status_code == 404
        assert client.post("/journey/", {"receipt": receipt(sent["token"])}).status_code == 200

    assert Response.objects.count() == 30


@pytest.mark.django_db
def test_a_limit_asks_the_database_nothing(client: Client, django_assert_num_queries: Any) -> None:
    request = client.get("/healthz").wsgi_request

    with django_assert_num_queries(0):
        limits.count(ANSWERS, request)


@pytest.mark.django_db
def test_a_spoofed_address_gives_nobody_more(client: Client) -> None:
    invitation = make_invitation()
    use_up(ANSWERS)

    for number in range(3):
        sent = {text_field(invitation): "hello", "token": new_token()}
        spoofed = {"x-forwarded-for": f"198.51.100.{number}"}
        asks_to_wait(client.post(f"/s/{invitation.code}/", sent, headers=spoofed))


@pytest.mark.django_db
def test_behind_a_proxy_of_ours_each_phone_has_its_own_limit(
    client: Client, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    invitation = make_invitation()
    use_up(ANSWERS, ADDRESS)

    def post(address: str) -> int:
        sent = {text_field(invitation): "hello", "token": new_token()}
        forwarded = {"x-forwarded-for": f"198.51.100.9, {address}"}
        return client.post(f"/s/{invitation.code}/", sent, headers=forwarded).status_code

    assert [post(ADDRESS), post("203.0.113.78")] == [429, 201]


# --- Kept nowhere ---------------------------------------------------------------------------------


def written_as(address: str) -> set[str]:
    """An address in all the ways that a program commonly writes one."""
    found = ipaddress.ip_address(address)
    ways = {address, found.exploded, str(int(found)), hex(int(found))[2:], quote(address, safe="")}
    ways |= {found.reverse_pointer, base64.b64encode(found.packed).decode().rstrip("=")}
    if found.version == 6:
        ways.add(str(ipaddress.ip_network((address, 64), strict=False).network_address))
    for way in {address, *(it for it in ways if it.endswith("::"))}:
        ways |= {base64.b64encode(way.encode()).decode().rstrip("="), way.encode().hex()}
        ways |= {hashlib.new(name, way.encode()).hexdigest() for name in ("md5", "sha1", "sha256")}
    return ways


def whole_database() -> str:
    """Every column of every row of every table, those of packages too."""
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608  our own tables' names
            rows += [f"{table} {row}" for row in cursor.fetchall()]
    return "\n".join(rows)


def whole_redis() -> str:
    """Every name and value, of whatever kind."""
    if not settings.REDIS_URL:
        return ""
    redis = Redis.from_url(settings.REDIS_URL)
    return str([(name, redis.dump(name)) for name in redis.scan_iter("*")])


def every_cache() -> str:
    """What the caches of this process hold, names and values."""
    return str([vars(caches[name]) for name in settings.CACHES]) + str(
        [getattr(caches[name], "_cache", "") for name in settings.CACHES]
    )


def live(client: Client, invitation: Invitation) -> Iterator[Any]:
    """All that somebody may do without an account, well and badly."""
    field, token = text_field(invitation), new_token()
    yield client.get("/")
    yield client.get(f"/s/{invitation.code}/")
    yield client.post(f"/s/{invitation.code}/", {field: "hello there", "token": token})
    yield client.post(f"/s/{invitation.code}/", {field: "something else", "token": token})
    receipt = send(invitation, text="i want to kill myself")
    yield client.post("/journey/", {"receipt": receipt})
    yield client.post("/journey/", {"receipt": NO_WORDS})
    yield client.post("/tell/", {"name": "Jo", "token": new_token()})
    yield client.post("/complain/", {"words": "", "token": new_token()})
    yield client.post("/messages/", {"receipt": NO_WORDS})
    yield client.get("/s/NOPE22/")
    yield client.get("/nowhere/")
    yield client.post("/healthz")
    yield client.get("/staff/")
    yield client.get("/api/v1/moderation/", headers={"authorization": "Token nonsense"})
    yield client.post("/api/v1/journeys/", b"{", content_type="application/json")
    yield client.post("/accounts/login/", {"login": "worker@example.org", "password": "wrong"})
    yield client.post("/accounts/password/reset/", {"email": "worker@example.org"})
    for limit in (ANSWERS, MESSAGES, WRONG_CODES, WRONG_WORDS):
        limits.count(limit, client.get("/healthz").wsgi_request)


@pytest.mark.django_db
@pytest.mark.parametrize("address", [ADDRESS, HOME])
@pytest.mark.parametrize("way", ["straight", "by a proxy"])
def test_an_address_is_nowhere_after_all_that_a_person_can_do(
    worker: User,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    way: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    settings.TRUSTED_PROXIES = int(way == "by a proxy")
    headers = {"user-agent": DEVICE, **({"x-forwarded-for": address} if way != "straight" else {})}
    remote = address if way == "straight" else "10.0.0.5"
    client = Client(raise_request_exception=False, REMOTE_ADDR=remote, headers=headers)
    statuses = {answer.status_code for answer in live(client, make_invitation())}
    with monkeypatch.context() as broken:
        broken.setattr("surveys.views.invitations.find_to_show", None)
        statuses.add(client.get("/s/ABCDEF/").status_code)

    assert {200, 201, 400, 401, 404, 405, 409, 500} <= statuses
    printed = capfd.readouterr()
    places = {
        "database": whole_database(),
        "redis": whole_redis(),
        "caches": every_cache(),
        "logs": caplog.text + str([vars(it) for it in caplog.records if "request" not in vars(it)]),
        "printed": printed.out + printed.err,
        "limits": str(vars(limits.desk)) + str(vars(limits.desk._memory)),
    }
    assert "hello there" in places["database"]
    assert "Traceback" in places["logs"]
    for place, kept in places.items():
        for found in (*written_as(address), "Kanarienvogel", DEVICE):
            assert found.lower() not in kept.lower(), f"{found} in {place}"
    assert Answer.objects.filter(text="hello there").exists()
