"""Keys are changed without anybody losing anything: receipts, sealed answers, who is signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from backend.accounts.models import User
from participation.replies import rounds
from participation.replies import services as replies
from participation.replies.journeys import journey
from participation.safeguarding.doors import services as doors
from participation.safeguarding.doors.services import Sent
from participation.safeguarding.models import Message
from surveys import answering
from surveys.answering import Submission, TakenBack
from surveys.models import Response
from surveys.receipts import proof, receipt_hash, receipt_hashes
from tests.factories import make_invitation, make_reply, make_round, make_theme, new_token, send

pytestmark = pytest.mark.django_db
OLD, NEW, NEWER = ("key " * 20 + name for name in ("old", "new", "newer"))


@pytest.fixture
def rotate(settings: Settings) -> Callable[..., None]:
    """From here on these keys, the newest first."""

    def use(*keys: str) -> None:
        settings.RECEIPT_KEYS = list(keys)

    use(OLD)
    return use


def test_words_of_every_key_are_found_and_taken_back(rotate: Callable[..., None]) -> None:
    invitation = make_invitation()
    words = []
    for keys in ([OLD], [NEW, OLD], [NEWER, NEW, OLD]):
        rotate(*keys)
        words.append(send(invitation, text=f"More light {len(keys)}"))

    assert all(journey(it) for it in words)
    hashes = set(Response.objects.values_list("receipt_hash", flat=True))
    assert hashes == {receipt_hashes(it)[place] for it, place in zip(words, (2, 1, 0), strict=True)}
    for it in words:
        replies.take_back(it)
    assert not Response.objects.exists()


def test_a_repeat_is_known_whichever_key_the_first_was_kept_under(
    rotate: Callable[..., None],
) -> None:
    invitation, token = make_invitation(), new_token()
    first = send(invitation, text="More light", token=token)

    rotate(NEW, OLD)

    assert send(invitation, text="More light", token=token) == first
    assert Response.objects.count() == 1
    replies.take_back(first)
    rotate(NEWER, NEW, OLD)
    with pytest.raises(TakenBack):
        answering.send(invitation, Submission(token))


def test_messages_and_verdicts_are_known_under_every_key(rotate: Callable[..., None]) -> None:
    sent = Sent(new_token(), "tell", words="Help", name="Jo")
    words = doors.send(sent).receipt
    asked, token = make_round(make_reply(theme=make_theme(voices=3))), new_token()
    rounds.give(asked, token, "yes")

    rotate(NEW, OLD)

    assert doors.send(sent).is_repeat
    assert doors.read(words)
    doors.stop(words)
    assert Message.objects.get().stopped_on
    assert rounds.give(asked, token, "yes").is_repeat


def test_without_the_old_key_its_words_are_lost(rotate: Callable[..., None]) -> None:
    words = send(make_invitation(), text="More light")

    rotate(NEW)

    assert journey(words) is None


def test_right_and_wrong_words_ask_the_same_however_many_keys(rotate: Callable[..., None]) -> None:
    words = send(make_invitation(), text="More light")

    def asked(typed: str) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            journey(typed)
        return [it["sql"].split("WHERE")[0] for it in queries]

    one = asked(words)
    rotate(NEWER, NEW, OLD)

    assert asked(words) == asked("river lamp seven cloud boat") == one


def test_a_page_that_was_open_while_keys_changed_knows_the_answer_for_ours(
    rotate: Callable[..., None],
) -> None:
    token = new_token()
    on_the_page = proof(token)

    rotate(NEW, OLD)

    assert on_the_page in proof(token).split(" ")
    assert proof(token).split(" ")[0] != on_the_page


def test_who_is_signed_in_stays_so_while_secret_key_changes(
    client: Client, worker: User, settings: Settings
) -> None:
    client.force_login(worker)
    old = settings.SECRET_KEY

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [old]
    assert client.get("/staff/").status_code == 200

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEWER, []
    assert client.get("/staff/").status_code == 302


def test_receipts_hang_on_no_secret_key(settings: Settings) -> None:
    before = receipt_hash("river lamp seven cloud boat")

    settings.SECRET_KEY = NEW

    assert receipt_hash("river lamp seven cloud boat") == before
