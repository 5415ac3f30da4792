"""The audit: nothing in it can be changed, and what was changed past the database is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.audit import chain, heads
from backend.audit.chain import Found
from backend.audit.heads import Head
from backend.audit.log import record
from backend.audit.models import Event
from participation.keeping import watching
from participation.safeguarding.models import Message
from surveys.models import Question, Withdrawal
from surveys.receipts import receipt
from tests.factories import new_token
from tests.urlmap import make_world

pytestmark = pytest.mark.django_db


def events(number: int) -> None:
    """So many deeds, sealed, with their head written down outside."""
    for place in range(1, number + 1):
        record("looked", by=None, place=place, why=["a", "ä"])
    watching.keep()


def past_the_database(sql: str, *values: str | int) -> None:
    """As somebody who may do anything to the database: the triggers are gone first."""
    with connection.cursor() as cursor:
        for name in ("event_stays_as_it_was", "event_is_sealed_once", "event_stays"):
            on = " ON audit_event" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        cursor.execute(sql, values)


def make_a_new_chain() -> None:
    """Seal all of it anew, as whoever reads this code could."""
    past_the_database("UPDATE audit_event SET position = NULL, seal = NULL")
    chain.seal_all()


FAULTS = {
    "UPDATE audit_event SET actor = '7' WHERE position = 3": (3, "not as it was sealed"),
    "UPDATE audit_event SET detail = '{}' WHERE position = 3": (3, "not as it was sealed"),
    "UPDATE audit_event SET id = 99999 WHERE position = 3": (3, "not as it was sealed"),
    "UPDATE audit_event SET position = 77 WHERE position = 3": (3, "is gone"),
    "DELETE FROM audit_event WHERE position = 3": (3, "is gone"),
    "DELETE FROM audit_event WHERE position <= 2": (3, "before number 3 are gone"),
    "DELETE FROM audit_event WHERE position >= 4": (4, "its end is gone, 2 events"),
    "DELETE FROM audit_event": (1, "its end is gone, 5 events"),
    "UPDATE audit_event SET position = NULL, seal = NULL WHERE position = 5": (5, "end is gone"),
}


@pytest.mark.parametrize(("sql", "said"), FAULTS.items())
@pytest.mark.parametrize("look", [chain.verify, chain.verify_tail])
def test_what_was_changed_past_the_database_is_found(
    look: Callable[[], Found], sql: str, said: tuple[int, str]
) -> None:
    events(5)
    assert look().fault == ""

    past_the_database(sql)

    found = look()
    assert found.position == said[0]
    assert said[1] in str(found)


def test_events_that_changed_places_are_found() -> None:
    events(5)

    for old, new in ((5, 8), (4, 5), (8, 4)):
        past_the_database("UPDATE audit_event SET position = %s WHERE position = %s", new, old)

    assert chain.verify().position == 4


def test_an_event_put_in_between_is_found() -> None:
    events(3)
    record("looked", by=None)
    (new,) = Event.objects.unsealed()

    past_the_database("UPDATE audit_event SET position = 4 WHERE position = 3")
    insert = "UPDATE audit_event SET position = 3, seal = %s WHERE id = %s"
    past_the_database(insert, "0" * 64, new.pk)

    assert chain.verify().position == 3


def test_a_chain_that_was_made_anew_does_not_lead_to_the_head_outside() -> None:
    events(5)
    past_the_database("UPDATE audit_event SET actor = '7' WHERE position = 2")

    make_a_new_chain()

    assert "another one than was written down" in chain.verify().fault
    heads.path().unlink()
    assert chain.verify().fault == ""  # So the heads have to be kept where nobody changes them.


def test_a_new_chain_of_the_same_length_hides_behind_no_newer_head() -> None:
    events(5)
    past_the_database("UPDATE audit_event SET actor = '7' WHERE position = 2")
    make_a_new_chain()

    heads.write(chain.head())

    assert chain.verify().position == 5


def test_the_command_says_what_it_found_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    events(3)
    call_command("verify_audit")
    said = capsys.readouterr().out.strip()
    assert (
        said == f"The audit is whole: 3 sealed events, each as it was sealed; 0 wait to be "
        f"sealed. Its head is {chain.head()}."
    )
    call_command("verify_audit", head=str(chain.head()))
    with pytest.raises(CommandError, match="does not lead to the head you gave"):
        call_command("verify_audit", head=f"3 {'0' * 64}")

    past_the_database("DELETE FROM audit_event WHERE position = 2")

    with pytest.raises(CommandError, match="The audit is not whole: event number 2 is gone"):
        call_command("verify_audit")


def test_a_fault_is_told_to_administrators_once_a_day_and_no_head_is_noted(
    administrator: User, worker: User, client: Client
) -> None:
    events(3)
    past_the_database("UPDATE audit_event SET actor = '7' WHERE position = 2")

    call_command("housekeeping", verbosity=0)
    call_command("housekeeping", verbosity=0)

    assert Letter.objects.get().to == administrator.email
    assert [it.position for it in heads.read()] == [3]
    for path in ("/staff/", "/staff/housekeeping/", "/staff/audit/"):
        client.force_login(administrator)
        assert "The audit is not whole" in client.get(path).content.decode(), path
        client.force_login(worker)
        assert "The audit is not whole" not in client.get(path).content.decode(), path


def test_sealing_follows_the_commit_and_once_a_deed(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        with transaction.atomic():
            record("looked", by=None)
            record("looked", by=None)
        assert Event.objects.unsealed().count() == 2
        callbacks = [it[1] for it in connection.run_on_commit]
        assert callbacks == [chain.seal_soon]

    assert [it.position for it in Event.objects.sealed()] == [1, 2]


def test_what_a_child_does_writes_no_event_and_never_comes_near_the_chain(
    client: Client, worker: User, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    world = make_world(worker)
    token, path = new_token(), f"/s/{world.invitation.code}/"
    words = {"receipt": receipt(token)}
    question = Question.objects.get(survey=world.invitation.survey, kind="text")
    message = {"token": new_token(), "name": "Jo", "words": "Help", "kind": "tell"}
    posts = (
        (path, {"token": token, f"q-{question.pk}": "More light"}),
        ("/journey/", words),
        ("/journey/", {**words, "do": "take-back"}),
        ("/tell/", message),
        ("/messages/", {"receipt": receipt(message["token"], space="message")}),
    )
    before = Event.objects.count()

    with (
        CaptureQueriesContext(connection) as asked,
        django_capture_on_commit_callbacks(execute=True),
    ):
        client.get(path)
        for page, sent in posts:
            assert client.post(page, sent).status_code in (200, 201), page

    assert Message.objects.filter(name="Jo").exists()
    assert Withdrawal.objects.count() == 1
    assert not [it["sql"] for it in asked if "audit" in it["sql"] or "advisory" in it["sql"]]
    assert Event.objects.count() == before


def test_old_events_go_a_month_at_a_time_and_the_chain_begins_after_them() -> None:
    now = timezone.now()
    years = timedelta(days=365 * 6 + 3)
    for days in (0, 10, 40, 41, 1000):
        Event.objects.create(action="looked", at=now - years - timedelta(days=30 - days))
    chain.seal_all()

    assert chain.forget_old(now) == 0  # Not for a few days' sake.
    assert chain.forget_old(now + timedelta(days=5)) == 2
    chain.seal_all()

    assert [it.position for it in Event.objects.sealed()] == [3, 4, 5, 6]
    assert chain.verify().fault == ""
    assert chain.forget_old(now) == 0


def test_nobody_lets_younger_events_be_forgotten() -> None:
    events(5)
    third = Event.objects.get(position=3)
    past_the_database("DELETE FROM audit_event WHERE position <= 3")

    record(chain.FORGOTTEN, by=None, through=3, seal=str(third.seal))
    chain.seal_all()

    assert "before number 4 are gone" in chain.verify().fault


def test_the_database_deletes_no_event_of_six_years() -> None:
    events(1)
    Event.objects.create(action="looked", at=timezone.now() - timedelta(days=6 * 366))

    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(position=1).delete()

    assert Event.objects.filter(action="looked", position=None).delete()[0] == 1


def test_heads_after_a_restored_one_hold_no_more() -> None:
    first, second, third = (Head(number, str(number) * 64) for number in (1, 2, 3))
    for it in (first, second, third):
        heads.write(it)

    heads.begin_again_at(second)

    assert heads.read() == [first, second]


def test_a_head_is_noted_once_an_hour() -> None:
    events(3)
    events(3)
    assert [it.position for it in heads.read()] == [3]

    noted = heads.path().read_text()
    year = str(timezone.now().year)
    heads.path().write_text(noted.replace(f"\n{year}", f"\n{int(year) - 1}"))
    watching.keep()

    assert [it.position for it in heads.read()] == [3, 6]
