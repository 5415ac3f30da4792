"""Alerts climb until somebody has it: by letter and by text, once each, and never with words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Barrier
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts import texts
from backend.accounts.models import Letter, TextMessage, User
from backend.accounts.permissions import Role
from participation.moderation import services as moderation
from participation.safeguarding import services
from participation.safeguarding.alerts import ringing, rota
from participation.safeguarding.alerts.models import Alert
from participation.safeguarding.models import Concern
from participation.safeguarding.services import escalate
from surveys.models import Answer
from tests.factories import make_duty, make_user, make_words

WORDS = "kanarienvogel is not kind to us"
SERVICE, SECRET = str(uuid4()), str(uuid4())
TEMPLATE = str(uuid4())


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


THURSDAY = moment("2026-11-26T10:00")
MINUTE = timedelta(minutes=1)


def another_lead(name: str) -> User:
    return make_user(Role.SAFEGUARDING_LEAD, name=name, email=f"{name.lower()}@example.org")


@pytest.fixture
def leads(db: None) -> list[User]:
    """Three steps, and one who is not on call."""
    people = [another_lead(name) for name in ("First", "Second", "Third", "Rest")]
    for step, user in enumerate(people[:3], start=1):
        make_duty(user, step=step, hours=24 * 7, now=THURSDAY)
    return people


def told(now: datetime) -> list[str]:
    """Ring, and say who got a letter by it."""
    Letter.objects.all().delete()
    ringing.ring(now)
    return sorted(letter.to.partition("@")[0] for letter in Letter.objects.all())


def raise_one(worker: User, kind: str = "today", now: datetime = THURSDAY) -> Concern:
    return escalate(make_words(WORDS).pk, by=worker, kind=kind, now=now)


@pytest.mark.django_db
def test_danger_now_climbs_every_15_minutes_at_any_hour(worker: User, leads: list[User]) -> None:
    night = moment("2026-11-29T03:00")
    raise_one(worker, "now", night)
    first = [letter.to for letter in Letter.objects.all()]

    then = [told(night + minutes * MINUTE) for minutes in (14, 15, 16, 30, 45, 60)]

    assert first == ["first@example.org"]
    assert then == [
        [],
        ["first", "second"],
        [],
        ["first", "second", "third"],
        ["first", "rest", "second", "third"],
        ["first", "rest", "second", "third"],
    ]


@pytest.mark.django_db
def test_all_others_climb_each_working_hour(worker: User, leads: list[User]) -> None:
    evening = moment("2026-11-26T16:30")
    raise_one(worker, now=evening)

    assert told(moment("2026-11-26T18:00")) == []
    assert told(moment("2026-11-27T09:29")) == []
    assert told(moment("2026-11-27T09:30")) == ["first", "second"]


@pytest.mark.django_db
def test_where_nobody_is_on_call_all_leads_are_told_at_once(worker: User, lead: User) -> None:
    other = another_lead("Other")

    raise_one(worker)

    assert {letter.to for letter in Letter.objects.all()} == {lead.email, other.email}


@pytest.mark.django_db
def test_whom_it_is_about_is_told_nothing_at_any_step(worker: User, leads: list[User]) -> None:
    answer = make_words(WORDS)
    Letter.objects.all().delete()
    escalate(answer.pk, by=worker, kind="allegation", about=leads[0], now=THURSDAY)

    steps = [sorted(letter.to for letter in Letter.objects.all())]
    steps += [told(THURSDAY + timedelta(hours=hours)) for hours in (1, 2, 3)]

    assert steps[0] == ["second@example.org"]
    assert not any("first" in step for step in steps)
    assert steps[-1] == ["rest", "second", "third"]


@pytest.mark.django_db
def test_i_have_it_stops_it_and_an_undecided_referral_starts_it_again(
    client: Client, worker: User, leads: list[User]
) -> None:
    concern = raise_one(worker, now=timezone.now())
    client.force_login(leads[1])

    page = client.post(f"/staff/concerns/{concern.pk}/have/", follow=True).content.decode()

    alert = Alert.objects.get()
    assert alert.acknowledged_by == leads[1]
    assert "You have it. Nobody else is called about it." in page
    assert "I have it</button>" not in page
    assert told(concern.decide_by - MINUTE) == []
    assert len(told(concern.decide_by + MINUTE)) == 4
    assert "a referral is not decided in time" in Letter.objects.earliest("pk").body
    services.decide(concern, decision="referred", because="Hurt.", by=leads[1])
    assert told(concern.decide_by + timedelta(days=9)) == []


@pytest.mark.django_db
def test_no_alert_holds_a_word_or_says_whose_they_are(worker: User, leads: list[User]) -> None:
    concern = raise_one(worker, "now")

    for hours in range(5):
        ringing.ring(THURSDAY + timedelta(hours=hours))

    bodies = [f"{it.subject} {it.body}" for it in Letter.objects.filter(body__contains="concern")]
    assert bodies
    for body in bodies:
        assert f"/staff/concerns/{concern.pk}/" in body
        assert not any(it in body for it in ("kanarienvogel", concern.question, concern.group.name))


# --- Unread words ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_unread_risk_words_climb_with_their_rounds_and_keep_no_time(leads: list[User]) -> None:
    make_words("they hit me")
    make_words("more lights")

    told_by_round = [told(THURSDAY)]
    for rounds in (1, 2, 3):
        Answer.objects.update(rounds=rounds)
        told_by_round += [told(THURSDAY), told(THURSDAY)]

    assert told_by_round == [
        ["first"],
        ["first", "second"],
        [],
        ["first", "second", "third"],
        [],
        ["first", "rest", "second", "third"],
        [],
    ]
    alert = Alert.objects.get()
    assert (alert.due_at, alert.acknowledged_at) == (None, None)


@pytest.mark.django_db
def test_words_that_are_read_ring_no_more(worker: User, leads: list[User]) -> None:
    answer = make_words("they hit me")
    ringing.ring(THURSDAY)
    Answer.objects.update(rounds=1)

    moderation.hold(answer.pk, by=worker)

    assert told(THURSDAY) == []


@pytest.mark.django_db
def test_a_lead_says_i_have_it_about_words_they_cannot_read(
    client: Client, leads: list[User]
) -> None:
    make_words("kanarienvogel: they hit me")
    ringing.ring(THURSDAY)
    alert = Alert.objects.get()
    client.force_login(leads[0])
    url = f"/staff/alerts/{alert.pk}/"

    before = client.get(url).content.decode()
    after = client.post(url, follow=True).content.decode()
    Answer.objects.update(rounds=3)

    assert "only a participation worker may" in before
    assert "First has it" in after
    assert "kanarienvogel" not in before + after
    assert told(THURSDAY) == []


@pytest.mark.django_db
def test_of_words_about_staff_leads_are_told_but_those_asked_about(
    client: Client, leads: list[User]
) -> None:
    first, second = leads[:2]
    survey = make_words("they hit me").response.survey
    survey.about_staff = True
    survey.save()
    survey.asked_about.add(first)

    told_at_once = told(THURSDAY)
    url = f"/staff/alerts/{Alert.objects.get().pk}/"
    client.force_login(first)
    for_first = client.get(url).status_code
    client.force_login(second)
    for_second = client.get(url).status_code

    assert told_at_once == ["second"]
    assert (for_first, for_second) == (404, 200)


# --- Text messages --------------------------------------------------------------------------------


@dataclass
class Notify:
    """GOV.UK Notify as its client meets it: checks the token, and keeps what was asked for."""

    url: str = ""
    status: int = 201
    sent: list[dict[str, Any]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def take(self, path: str, token: str, body: bytes) -> int:
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            self.refused.append("token")
            return 403
        if path != "/v2/notifications/sms" or claims["iss"] != SERVICE:
            self.refused.append(path)
            return 403
        if self.status == 201:
            self.sent.append(json.loads(body))
        return self.status


@pytest.fixture
def notify(settings: Settings) -> Iterator[Notify]:
    desk = Notify()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            token = self.headers["Authorization"].removeprefix("Bearer ")
            self.send_response(desk.take(self.path, token, body))
            self.end_headers()
            self.wfile.write(b'{"id": "1"}')

        def log_message(self, *args: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    desk.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.NOTIFY_API_KEY = f"tests-{SERVICE}-{SECRET}"
    settings.NOTIFY_TEMPLATE_ID = TEMPLATE
    settings.NOTIFY_URL = desk.url
    yield desk
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.django_db
def test_who_is_on_call_gets_a_text_without_words(
    worker: User,
    leads: list[User],
    notify: Notify,
    django_capture_on_commit_callbacks: Any,
) -> None:
    for number, user in enumerate(leads):
        rota.set_phone(user, f"+44770090012{number}", by=user)

    with django_capture_on_commit_callbacks(execute=True):
        concern = raise_one(worker, "now")

    (sent,) = notify.sent
    assert notify.refused == []
    assert (sent["phone_number"], sent["template_id"]) == ("+447700900120", TEMPLATE)
    text = sent["personalisation"]["message"]
    assert f"/staff/concerns/{concern.pk}/" in text
    assert "A child may be in danger now" in text
    assert "kanarienvogel" not in text
    assert TextMessage.objects.get().sent_on == timezone.localdate()
    assert [letter.to for letter in mail.outbox] == [["first@example.org"]]


@pytest.mark.django_db
def test_a_text_that_notify_refuses_is_kept_and_tried_again(notify: Notify) -> None:
    notify.status = 503
    TextMessage.objects.create(to="+447700900123", body="Look.")

    tried = [texts.send_waiting()]
    notify.status = 201
    tried += [texts.send_waiting(), texts.send_waiting()]

    assert tried == [0, 1, 0]
    assert len(notify.sent) == 1
    assert TextMessage.objects.get().tries == 2


@pytest.mark.django_db
def test_a_text_of_the_day_before_yesterday_helps_nobody(notify: Notify) -> None:
    before = timezone.localdate() - timedelta(days=2)
    TextMessage.objects.create(to="+447700900123", body="Look.", written_on=before)

    assert texts.send_waiting() == 0
    assert notify.sent == []


@pytest.mark.django_db
def test_without_notify_no_text_is_even_kept(worker: User, leads: list[User]) -> None:
    rota.set_phone(leads[0], "+447700900120", by=leads[0])

    raise_one(worker)

    assert not TextMessage.objects.exists()


# --- Two machines ---------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_again", range(3))
def test_two_housekeepings_at_once_send_each_alert_once(notify: Notify, _again: int) -> None:
    worker, lead = make_user(Role.WORKER), another_lead("Only")
    rota.set_phone(lead, "+447700900120", by=lead)
    concern = raise_one(worker, "now", timezone.now() - 20 * MINUTE)
    make_words("they hit me too")
    mail.outbox.clear()
    notify.sent.clear()
    start = Barrier(3)

    def keep_house(_number: int) -> None:
        try:
            start.wait(timeout=5)
            call_command("housekeeping")
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(keep_house, range(3)))

    assert Alert.objects.get(concern=concern).level == 2
    about = [letter.body.partition("\n")[0] for letter in mail.outbox if "/staff/" in letter.body]
    assert len(about) == len(set(about)) == 2
    assert len(notify.sent) == 2
    assert set(Answer.objects.filter(risk=True, rounds__gt=0).values_list("rounds", flat=True)) == {
        1
    }
