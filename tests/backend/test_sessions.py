"""Sessions end by themselves, are listed and ended, and lose nothing that was typed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from backend.accounts import sessions
from backend.accounts.adapter import in_words
from backend.accounts.models import User
from backend.accounts.unsent import Unsent, seal, unseal
from backend.audit.models import Event
from participation.moderation.models import Theme
from tests.factories import make_theme
from tests.signing_in import code, give_app, sign_in, type_password

pytestmark = pytest.mark.django_db
WORDS = "They say the path by the canal has no light at all"
ADDRESS = "203.0.113.77"


def age(client: Client, **seconds: int) -> None:
    """Make a session so much older."""
    session = client.session
    for name, by in seconds.items():
        session[name] -= by
    session.save()


@pytest.mark.parametrize(
    ("seconds", "is_open"),
    [
        ({"seen": 29 * 60}, True),
        ({"seen": 30 * 60 + 1}, False),
        ({"began": 12 * 3600 - 60}, True),
        ({"began": 12 * 3600 + 1}, False),
    ],
)
def test_a_session_ends_after_half_an_hour_unused_and_twelve_hours_at_most(
    client: Client, worker: User, seconds: dict[str, int], is_open: bool
) -> None:
    client.force_login(worker)
    age(client, **seconds)

    assert (client.get("/staff/").status_code == 200) == is_open
    assert Event.objects.filter(action="session-ended").exists() != is_open


@pytest.mark.parametrize("name", ["began", "seen"])
def test_a_clock_that_goes_back_ends_sessions_and_lengthens_none(
    client: Client, worker: User, name: str
) -> None:
    client.force_login(worker)
    age(client, **{name: -3600})

    assert client.get("/staff/").status_code == 302


def test_a_session_that_nobody_began_is_over(client: Client, worker: User) -> None:
    client.force_login(worker)
    session = client.session
    del session["began"], session["seen"]
    session.save()

    assert client.get("/staff/").status_code == 302


def test_what_a_page_asks_for_by_itself_keeps_no_session_open(client: Client, worker: User) -> None:
    client.force_login(worker)
    age(client, seen=600)
    before = client.session["seen"]

    client.get("/staff/moderation/", headers={"sec-fetch-dest": "empty"})
    client.get("/accounts/session/", headers={"sec-fetch-dest": "empty"})
    assert client.session["seen"] == before

    client.get("/staff/", headers={"sec-fetch-dest": "document"})
    assert client.session["seen"] > before


def test_somebody_who_says_so_stays(client: Client, worker: User) -> None:
    client.force_login(worker)
    age(client, seen=28 * 60)

    assert client.get("/accounts/session/").json()["left"] <= 120
    assert client.post("/accounts/session/").json()["left"] > 29 * 60


def test_nobody_stays_longer_than_the_longest(client: Client, worker: User) -> None:
    client.force_login(worker)
    age(client, began=12 * 3600 - 100)

    assert client.post("/accounts/session/").json()["left"] <= 100


def test_the_limits_are_said_on_the_page_without_script(client: Client, worker: User) -> None:
    client.force_login(worker)

    page = client.get("/staff/").content.decode()

    assert "after 30 minutes without opening a page, and at" in page
    assert 'data-session="/accounts/session/"' in page


def test_sessions_are_listed_by_browser_and_ended(worker: User) -> None:
    here = sign_in(give_app(worker))
    other = UserSession.objects.create(
        user=worker, ip="::", session_key=_signed_in_key(worker), user_agent="Safari on iPad"
    )

    page = here.get("/accounts/sessions/").content.decode()
    assert "Safari on iPad" in page
    here.post("/accounts/sessions/")

    assert here.get("/staff/").status_code == 200
    assert not UserSession.objects.filter(pk=other.pk).exists()
    assert not other.exists()


def _signed_in_key(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.session.session_key)


def test_no_address_is_kept_of_anybody(worker: User) -> None:
    client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=FIREFOX)
    give_app(worker)
    type_password(client, worker, "wrong")
    type_password(client, worker)
    client.post("/accounts/2fa/authenticate/", {"code": code()})

    kept = UserSession.objects.get(user=worker)
    assert (kept.ip, kept.user_agent) == ("::", "Firefox on Windows")
    assert ADDRESS not in str(list(Event.objects.values())) + str(dict(client.session))


FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (X11; Linux) Chrome/156.0 Safari/537.36 Edg/156.0", "Edge on Linux"),
        ("Mozilla/5.0 (iPhone; CPU) Version/19.0 Safari/604.1", "Safari on iPhone"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, said: str) -> None:
    assert in_words(agent) == said


# --- What was typed ---


def send(client: Client, theme: Theme, **more: Any) -> Any:
    data = {"title": "Lights", "about": WORDS, "picture": ""}
    return client.post(f"/staff/themes/{theme.pk}/edit/", data, **more)


def sealed_in(page: str) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_what_was_typed_comes_back_to_whoever_typed_it(client: Client, worker: User) -> None:
    client.force_login(worker)
    theme = make_theme(by=worker)
    age(client, seen=3600)

    refused = send(client, theme)
    page = refused.content.decode()
    assert refused.status_code == 401
    assert WORDS not in page
    assert WORDS not in str(refused.headers)

    still_out = client.post("/accounts/typed/", {"sealed": sealed_in(page)})
    assert WORDS not in still_out.content.decode()

    client.force_login(worker)
    back = client.post("/accounts/typed/", {"sealed": sealed_in(still_out.content.decode())})
    form = dict(re.findall(r'name="(\w+)" value="([^"]*)"', back.content.decode()))
    form.pop("csrfmiddlewaretoken", None)
    assert f'action="/staff/themes/{theme.pk}/edit/"' in back.content.decode()
    client.post(f"/staff/themes/{theme.pk}/edit/", form)

    theme.refresh_from_db()
    assert theme.about == WORDS


def test_what_was_typed_is_shown_to_nobody_else(client: Client, worker: User, clerk: User) -> None:
    client.force_login(worker)
    theme = make_theme(by=worker)
    age(client, seen=3600)
    sealed = sealed_in(send(client, theme).content.decode())

    client.force_login(clerk)
    response = client.post("/accounts/typed/", {"sealed": sealed})

    assert response.status_code == 403
    assert WORDS not in response.content.decode()


def test_what_was_typed_is_kept_where_the_session_was_ended_from_elsewhere(worker: User) -> None:
    client = sign_in(give_app(worker))
    theme = make_theme(by=worker)
    sessions.end_all(worker)

    sealed = sealed_in(send(client, theme).content.decode())

    kept = unseal(sealed, worker)
    assert kept is not None
    assert WORDS in kept.words


def test_a_form_is_refused_as_before_where_we_know_nobody(client: Client, worker: User) -> None:
    response = send(client, make_theme(by=worker))

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_a_form_left_open_while_signing_in_again_comes_back(worker: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(worker)
    theme = make_theme(by=worker)

    ours = send(client, theme, headers={"sec-fetch-site": "same-origin"})
    theirs = send(client, theme, headers={"sec-fetch-site": "cross-site"})

    assert ours.status_code == theirs.status_code == 403
    assert WORDS in ours.content.decode()
    assert WORDS not in theirs.content.decode()
    theme.refresh_from_db()
    assert theme.about != WORDS


def test_nothing_that_we_did_not_seal_is_opened(worker: User, settings: Settings) -> None:
    sealed = seal(Unsent("/staff/", [("a", WORDS)], had_files=False), worker)
    assert unseal(sealed[:-4] + "AAAA", worker) is None
    assert unseal("nonsense", worker) is None

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [settings.SECRET_KEY]
    assert unseal(sealed, worker) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(sealed, worker) is None


def test_housekeeping_deletes_what_was_kept_of_sessions_that_are_over(worker: User) -> None:
    give_app(worker)
    there, over = sign_in(worker), sign_in(worker)
    key = over.session.session_key
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(minutes=1))

    call_command("housekeeping")

    assert [it.session_key for it in UserSession.objects.all()] == [there.session.session_key]
    assert not Session.objects.filter(pk=key).exists()
    assert there.get("/staff/").status_code == 200
