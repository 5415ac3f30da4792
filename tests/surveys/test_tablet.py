"""A shared tablet over HTTP: what it is given to keep, what it is not, and what is said back."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys.models import Invitation, Response
from surveys.models.answers import LATE
from surveys.receipts import proof, receipt, word_list
from surveys.tablet import needed
from tests.api.test_sealed import box, closed_days_ago, form
from tests.factories import make_invitation, make_survey, new_token

pytestmark = pytest.mark.django_db
KEEP = {"Noticed-Keep": "tablet"}
LIST = "receipt_words"
OTHERS = [it for it in Invitation.Kind if it != Invitation.Kind.TABLET]


def make_tablet(**fields: Any) -> Invitation:
    return make_invitation(kind=Invitation.Kind.TABLET, **fields)


def page(client: Client, path: str, headers: dict[str, str] | None = None) -> str:
    return client.get(path, headers=headers).content.decode()


def test_a_tablets_page_is_there_for_a_tablets_code_alone(client: Client) -> None:
    survey = make_survey()
    tablet = make_invitation(survey, kind=Invitation.Kind.TABLET)

    statuses = {
        kind: client.get(make_invitation(survey, kind=kind).tablet_url).status_code
        for kind in OTHERS
    }

    assert client.get(tablet.tablet_url).status_code == 200
    assert set(statuses.values()) == {404}
    assert client.get("/tablet/NOPE23/").status_code == 404


@pytest.mark.parametrize("lang", ["", "?lang=pl", "?lang=ur"])
def test_nothing_of_a_tablet_sets_a_cookie_or_stands_in_the_page(client: Client, lang: str) -> None:
    tablet = make_tablet()

    for path in (tablet.tablet_url, tablet.get_absolute_url(), "/tablet.js"):
        answer = client.get(path + lang)

        assert answer.status_code == 200
        assert not answer.cookies
        assert "script-src 'self';" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"
        assert not re.search(rb"<script(?![^>]* src=)|<style|\son\w+=|style=", answer.content)


def test_the_service_worker_is_a_script_at_the_root(client: Client) -> None:
    answer = client.get("/tablet.js")

    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b'addEventListener("fetch"' in answer.content


def test_only_a_tablets_pages_name_the_service_worker_and_the_list_of_words(client: Client) -> None:
    survey = make_survey()
    pages = {
        kind: page(client, make_invitation(survey, kind=kind).get_absolute_url())
        for kind in Invitation.Kind
    }

    assert LIST in pages[Invitation.Kind.TABLET]
    for kind in OTHERS:
        assert LIST not in pages[kind]
        assert "tablet" not in pages[kind].replace("wait on this tablet", "")


def test_no_page_of_ours_but_the_workers_registers_a_service_worker() -> None:
    scripts = Path(__file__).parents[2].glob("static/js/*.js")

    registering = [it.name for it in scripts if "serviceWorker.register" in it.read_text()]

    assert registering == ["tablet-ready.js"]


def test_what_a_tablet_keeps_is_there_and_is_every_page_in_every_language(client: Client) -> None:
    tablet = make_tablet()

    urls = [it.url for it in needed(tablet)]

    code = tablet.code
    for path in (f"/s/{code}/", "/help/", f"/tablet/{code}/"):
        assert {path, f"{path}?lang=pl", f"{path}?lang=ur"} <= set(urls)
    assert [it for it in urls if LIST in it]
    assert len(urls) == len(set(urls))
    listed = re.findall(r'data-keep="([^"]+)"', page(client, tablet.tablet_url))
    assert listed == urls
    files = [it for it in urls if it.startswith("/static/")]
    assert urls[: len(files)] == files  # Files first: no page is ever kept without its files.
    for url in urls[len(files) :]:
        assert client.get(url, headers=KEEP).status_code == 200


def test_a_page_to_be_kept_has_no_token_no_proof_and_no_words(client: Client) -> None:
    """One token in it would make one child of all who answer on the tablet."""
    tablet = make_tablet()

    kept = page(client, tablet.get_absolute_url(), headers=KEEP)
    again = page(client, tablet.get_absolute_url(), headers=KEEP)

    assert '<input type="hidden" name="token" value="">' in kept
    assert "data-proof" not in kept
    assert re.findall(r'class="receipt__word"[^>]*>([^<]*)<', kept) == [""] * 5
    assert kept == again


def test_a_page_that_was_kept_cannot_be_sent_as_it_is(client: Client) -> None:
    tablet = make_tablet()
    words = tablet.survey.questions.all()[1]

    answer = client.post(tablet.get_absolute_url(), {"token": "", f"q-{words.pk}": "dark"})

    assert answer.status_code == 400
    assert not Response.objects.exists()


def test_with_a_signal_and_no_script_a_tablet_still_works(client: Client) -> None:
    tablet = make_tablet()
    words = tablet.survey.questions.all()[1]
    opened = page(client, tablet.get_absolute_url())
    token = re.findall(r'name="token" value="([\w-]{32})"', opened)[0]

    thanks = client.post(tablet.get_absolute_url(), {"token": token, f"q-{words.pk}": "dark"})

    said = thanks.content.decode()
    assert thanks.status_code == 201
    assert all(f">{word}<" in said for word in receipt(token).split())
    assert "Next person" in said
    assert "five-words.png" not in said
    assert "turned off here" in page(client, tablet.tablet_url)


def test_other_kinds_keep_their_token_whatever_is_asked(client: Client) -> None:
    kept = page(client, make_invitation().get_absolute_url(), headers=KEEP)

    assert re.search(r'name="token" value="[\w-]{32}"', kept)
    assert "Next person" not in kept


def test_who_opens_what_was_sealed_says_its_secret_back() -> None:
    tablet = make_tablet()
    secret = new_token()
    pairs = [*form(tablet), ("proof", secret)]

    answer = Client().post("/api/v1/sealed/", box(tablet, pairs), content_type="application/json")

    assert answer.status_code == 201
    assert answer.json()["proof"] == secret
    assert Response.objects.count() == 1


@pytest.mark.parametrize("odd", ["", "short", '"><script>', "x" * 65, "ض" * 30])
def test_only_a_sound_secret_is_said_back(odd: str) -> None:
    tablet = make_tablet()
    pairs = [*form(tablet), ("proof", odd)]

    answer = Client().post("/api/v1/sealed/", box(tablet, pairs), content_type="application/json")

    assert answer.json()["proof"] == proof(pairs[0][1])


def test_the_secret_comes_back_with_a_refusal_and_not_with_what_cannot_be_opened() -> None:
    tablet = make_tablet()
    secret = new_token()
    sealed = box(tablet, [*form(tablet), ("proof", secret)])
    closed_days_ago(tablet, 8)

    late = Client().post("/api/v1/sealed/", sealed, content_type="application/json")
    broken = {**sealed, "code": make_tablet().code}
    unopened = Client().post("/api/v1/sealed/", broken, content_type="application/json")

    assert late.status_code == 410
    assert late.json()["proof"] == secret
    assert unopened.status_code == 400
    assert secret not in unopened.content.decode()
    assert not Response.objects.exists()


def test_a_closed_survey_is_not_given_to_a_tablet(client: Client) -> None:
    tablet = make_tablet()
    closed_days_ago(tablet, 1)

    assert client.get(tablet.get_absolute_url(), headers=KEEP).status_code == 410
    assert client.get(tablet.tablet_url).status_code == 200


def test_before_it_opens_a_tablet_gets_nothing(client: Client) -> None:
    tablet = make_tablet(opens_at=timezone.now() + timedelta(days=1))

    assert client.get(tablet.get_absolute_url(), headers=KEEP).status_code == 410


def test_the_list_is_as_long_as_the_script_asks_for() -> None:
    script = (Path(__file__).parents[2] / "static/js/tablet.js").read_text()

    assert f"ours.length !== {len(word_list())}" in script


def test_the_privacy_page_says_how_long_answers_that_wait_are_taken(client: Client) -> None:
    script = (Path(__file__).parents[2] / "static/js/child.js").read_text()
    kept = re.search(r"isOld: today\(\) - day > (\d+)", script)

    page = client.get("/privacy/").content.decode()

    assert "Then they wait on the tablet, locked." in page
    assert f"we take your words for {LATE.days} more days" in page
    assert kept
    assert f"no signal for {kept[1]} days" in page
