"""Clocks of concerns, which have times, and of unread words, which have none."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.moderation import services as moderation
from participation.safeguarding import clocks, services
from participation.safeguarding.models import Concern
from participation.safeguarding.services import escalate
from surveys import unread
from surveys.models import Answer, Invitation, LastRound
from tests.factories import make_invitation, make_survey, make_words

pytestmark = pytest.mark.django_db


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def rounds(text: str) -> int:
    return unread.count_round(now=moment(text))


@pytest.mark.parametrize(
    ("kind", "raised", "see_by", "decide_by"),
    [
        ("today", "2026-11-26T10:10", "2026-11-26T14:10", "2026-11-27T10:10"),
        ("today", "2026-11-27T18:00", "2026-11-30T13:00", "2026-11-30T17:00"),
        ("allegation", "2026-12-24T15:00", "2026-12-29T11:00", "2026-12-29T15:00"),
        ("now", "2026-12-25T03:00", "2026-12-25T03:30", "2026-12-29T17:00"),
    ],
)
def test_a_concern_is_seen_and_decided_in_time(
    worker: User, kind: str, raised: str, see_by: str, decide_by: str
) -> None:
    concern = escalate(make_words().pk, kind=Concern.Kind(kind), by=worker, now=moment(raised))

    assert (concern.see_by, concern.decide_by) == (moment(see_by), moment(decide_by))


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-11-26T10:00", "Look at it by 14:10 today"),
        ("2026-11-25T18:00", "Look at it by 14:10 tomorrow"),
        ("2026-11-24T18:00", "Look at it by 14:10 on Thursday 26 November"),
        ("2026-11-26T14:11", "Look at it: 1 minute late"),
        ("2026-11-26T15:30", "Look at it: 2 hours late"),
        ("2026-11-29T15:30", "Look at it: 4 days late"),
    ],
)
def test_a_clock_is_said_in_words_and_never_kinder_than_it_is(now: str, said: str) -> None:
    due = moment("2026-11-26T14:10")

    assert clocks.clock("Look at it", due, moment(now)).text == said


def test_late_concerns_come_first_and_say_so(client: Client, worker: User, lead: User) -> None:
    invitation, now = make_invitation(), timezone.now()
    raised = {"one": 0, "two": 20, "three": 10}
    for text, days in raised.items():
        at = now - timedelta(days=days)
        escalate(make_words(text, invitation=invitation).pk, by=worker, now=at)
    client.force_login(lead)

    page = client.get("/staff/concerns/").content.decode()

    order = [it.verbatim for it in Concern.objects.open().by_urgency()]
    assert order == ["two", "three", "one"]
    assert page.count("days late") == 2
    assert "Look at it by" in page


def test_the_first_look_stops_one_clock_and_a_decision_the_other(
    client: Client, worker: User, lead: User
) -> None:
    concern = escalate(make_words("he hits me").pk, by=worker)
    client.force_login(lead)
    url = f"/staff/concerns/{concern.pk}/"

    first = client.get(url).content.decode()
    client.post(f"{url}decide/", {"decide-decision": "referred", "decide-because": "Hurt at home."})
    then = client.get(url).content.decode()

    concern.refresh_from_db()
    assert (concern.seen_by, concern.decided_by) == (lead, lead)
    assert "Decide about it by" in first
    assert "Decide about it by" not in then
    assert "Hurt at home." in then
    assert "Who looked (2)" in then


def test_a_decision_needs_a_reason_and_is_made_once(worker: User, lead: User) -> None:
    concern = escalate(make_words("he hits me").pk, by=worker)

    with pytest.raises(services.NeedsReason):
        services.decide(concern, decision="referred", because=" ", by=lead)
    services.decide(concern, decision="referred", because="Hurt.", by=lead)
    with pytest.raises(services.AlreadyDecided, match="Lee Lead has decided already: Referred"):
        services.decide(concern, decision="no_referral", because="No.", by=lead)


def test_a_concern_closes_only_when_it_is_decided(worker: User, lead: User) -> None:
    concern = escalate(make_words("he hits me").pk, by=worker)

    with pytest.raises(services.NeedsOutcome, match="Record first"):
        services.close(concern, outcome="referred", text="Done.", by=lead)


def test_no_deed_changes_the_words(worker: User, lead: User) -> None:
    concern = escalate(make_words("he hits me").pk, by=worker)
    raised = ("kind", "question", "verbatim", "tapped", "said_on", "raised_by_id", "raised_at")
    before = Concern.objects.values(*raised).get()

    services.look(concern, by=lead)
    services.acknowledge(concern, by=lead)
    services.decide(concern, decision="advice", because="Asked.", by=lead)
    services.hand_over(concern, to="Front door", handed_at=timezone.now(), by=lead)
    services.add_note(concern, "Called.", by=lead)
    services.close(concern, outcome="advice_taken", text="Done.", by=lead)

    assert Concern.objects.values(*raised).get() == before


# --- Unread words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "began"),
    [
        ("2026-11-26T09:00", "2026-11-26T09:00"),
        ("2026-11-26T10:59", "2026-11-26T09:00"),
        ("2026-11-26T23:00", "2026-11-26T15:00"),
        ("2026-11-26T08:59", "2026-11-25T15:00"),
        ("2026-11-29T12:00", "2026-11-27T15:00"),
        ("2026-12-26T12:00", "2026-12-24T15:00"),
    ],
)
def test_rounds_are_at_fixed_hours_of_working_days(now: str, began: str) -> None:
    assert unread.last_round(moment(now)) == moment(began)


def test_a_text_waits_by_rounds_each_counted_once() -> None:
    answer = make_words()

    counted = [rounds(f"2026-11-26T{time}") for time in ("09:01", "09:05", "10:59", "11:00")]

    answer.refresh_from_db()
    assert counted == [1, 0, 0, 1]
    assert (answer.rounds, answer.is_late) == (2, True)
    assert LastRound.objects.get().began_at == moment("2026-11-26T11:00")


def test_deciding_stops_the_clock_and_undoing_begins_it_anew(worker: User) -> None:
    answer = make_words()
    rounds("2026-11-26T09:01")

    voice = moderation.approve(answer.pk, by=worker)
    assert rounds("2026-11-26T11:01") == 0
    answer.refresh_from_db()
    assert answer.rounds == 0

    moderation.undo(voice.of_reading, by=worker)
    rounds("2026-11-26T13:01")
    answer.refresh_from_db()
    assert answer.rounds == 1


def test_words_still_in_a_room_have_no_clock() -> None:
    make_words("in a room", invitation=make_invitation(kind=Invitation.Kind.TABLET))

    assert rounds("2026-11-26T09:01") == 0


def test_workers_and_leads_are_told_what_waits_too_long(
    client: Client, worker: User, lead: User
) -> None:
    make_words("late words")
    Answer.objects.update(rounds=2)

    client.force_login(worker)
    queue = client.get("/staff/moderation/").content.decode()
    home = client.get("/staff/").content.decode()
    client.force_login(lead)
    leads = client.get("/staff/").content.decode()

    assert "Waiting longer than it should" in queue
    assert "text waits longer than it should" in home
    assert "text waits for a worker longer than it should" in leads
    assert "late words" not in leads


def test_housekeeping_counts_a_round_once(capsys: pytest.CaptureFixture[str]) -> None:
    answer = make_words()

    call_command("housekeeping")
    call_command("housekeeping")

    answer.refresh_from_db()
    assert answer.rounds == 1


# --- When words are next read ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "now", "read"),
    [
        ("01234", "2026-11-26T14:59", date(2026, 11, 26)),  # a Thursday; today counts
        ("01234", "2026-11-26T15:00", date(2026, 11, 27)),
        ("0134", "2026-11-24T15:00", date(2026, 11, 26)),
        ("03", "2026-11-26T15:00", date(2026, 11, 30)),
        ("01234", "2026-11-28T10:00", date(2026, 11, 30)),
        ("4", "2026-12-24T10:00", date(2027, 1, 8)),  # Christmas and New Year are Fridays
        ("", "2026-11-26T10:00", None),
        ("56", "2026-11-26T10:00", None),
    ],
)
def test_words_are_next_read_on_a_working_day_of_the_groups(
    days: str, now: str, read: date | None
) -> None:
    assert unread.next_read(days, moment(now)) == read


def test_a_child_is_told_when_words_are_next_read_and_a_tablet_which_days(client: Client) -> None:
    survey = make_survey()
    survey.group.read_on = "03"
    survey.group.save()
    link = make_invitation(survey)
    tablet = make_invitation(survey, kind=Invitation.Kind.TABLET)
    day = unread.next_read("03", timezone.now())
    assert day is not None

    at_home = client.get(f"/s/{link.code}/").content.decode()
    in_polish = client.get(f"/s/{link.code}/?lang=pl").content.decode()
    on_tablet = client.get(f"/s/{tablet.code}/").content.decode()

    assert f"A worker next reads words on {day:%A %-d %B}." in at_home
    assert "Pracownik czyta słowa następnym razem" in in_polish
    assert "A worker reads words on these days: Monday, Thursday." in on_tablet
    assert f"{day:%-d %B}" not in on_tablet
