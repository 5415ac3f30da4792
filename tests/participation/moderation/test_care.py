"""Those who read are looked after: they pass on, leave out, rest, and nobody counts them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.moderation import care, claims, queue, services
from participation.moderation.care import NotTheirs
from participation.moderation.claims import Claimed
from participation.moderation.models import Care, Claim, Reading
from participation.moderation.services import NeedsReason
from surveys.models import Answer
from tests.access_table import API, STAFF
from tests.factories import make_user, make_words
from tests.test_access import signed_in
from tests.urlmap import make_world

pytestmark = pytest.mark.django_db
QUEUE = "/staff/moderation/"
HARD = "i keep cutting my arms"


@pytest.fixture
def sam(db: None) -> User:
    return make_user(Role.WORKER, name="Sam Worker")


@pytest.fixture
def page(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def words_url(answer: Answer) -> str:
    return f"{QUEUE}{answer.pk}/"


def waiting(by: User) -> list[str]:
    return [row.words.text for row in queue.waiting(by=by) if row.words]


def test_the_cover_says_what_it_may_be_about(page: Client) -> None:
    answer = make_words(HARD)

    listed = page.get(QUEUE).content.decode()
    cover = page.get(words_url(answer)).content.decode()

    for body in (listed, cover):
        assert "It may be about self-harm or suicide." in body
        assert HARD not in body
    assert "Leave them to others" in cover


def test_held_words_stay_covered(page: Client, sam: User) -> None:
    answer = make_words(HARD)
    services.hold(answer.pk, by=sam)

    listed = page.get(f"{QUEUE}held/").content.decode()
    opened = page.get(words_url(answer)).content.decode()

    assert HARD not in listed + opened


# --- Passing on -----------------------------------------------------------------------------------


def test_words_passed_on_are_a_colleagues_for_one_working_day(worker: User, sam: User) -> None:
    answer = make_words(HARD)
    friday = datetime(2026, 11, 27, 15, tzinfo=UTC)

    claim = care.pass_on(answer.pk, to=sam, by=worker, now=friday)

    assert (claim.by, claim.passed_by) == (sam, worker)
    assert claim.until == datetime(2026, 11, 30, 15, tzinfo=UTC)
    with pytest.raises(Claimed):
        claims.claim(answer.pk, by=worker, now=friday + timedelta(days=2))


def test_the_colleague_gets_a_letter_without_the_words(
    page: Client, sam: User, django_capture_on_commit_callbacks: object
) -> None:
    answer = make_words(HARD)
    mail.outbox.clear()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        body = page.post(f"{words_url(answer)}pass/", {"to": sam.pk}, follow=True).content.decode()

    (letter,) = mail.outbox
    assert "Passed to Sam Worker" in body
    assert letter.to == [sam.email]
    assert f"/staff/moderation/{answer.pk}/" in letter.body
    assert "cutting" not in f"{letter.subject} {letter.body}"
    assert "self-harm" not in f"{letter.subject} {letter.body}"


def test_passing_to_nobody_is_asked_about_where_it_was_forgotten(page: Client, sam: User) -> None:
    calm, hard = make_words("lights please"), make_words(HARD)

    asked = page.post(f"{words_url(calm)}pass/", {"to": ""})
    covered = page.post(f"{words_url(hard)}pass/", {"to": ""})

    body = asked.content.decode()
    assert asked.status_code == 400
    assert "<title>Error: " in body
    assert re.search(r"<details[^>]* open>\s*<summary>Pass it on", body)
    assert '<a href="#id_to">Choose a colleague.</a>' in body
    assert HARD not in covered.content.decode()


def test_passing_to_nobody_does_not_open_what_a_colleague_reads(page: Client, sam: User) -> None:
    answer = make_words("lights please")
    claims.claim(answer.pk, by=sam)

    body = page.post(f"{words_url(answer)}pass/", {"to": ""}).content.decode()

    assert "Sam Worker is reading this" in body
    assert "lights please" not in body


def test_the_colleague_sees_who_passed_it_on_and_others_to_whom(
    page: Client, worker: User, sam: User
) -> None:
    answer = make_words("lights please")
    care.pass_on(answer.pk, to=sam, by=worker)

    mine = page.get(QUEUE).content.decode()
    page.force_login(sam)
    theirs = page.get(QUEUE).content.decode()
    opened = page.get(words_url(answer)).content.decode()

    assert "Passed to Sam Worker" in mine
    assert "lights please" not in mine
    assert "Passed to you by Wren Worker" in theirs
    assert "Passed to you by Wren Worker" in opened
    assert "lights please" in opened


def test_what_was_passed_on_stays_with_its_reader_until_they_rest(
    page: Client, worker: User, sam: User
) -> None:
    answer, other = make_words(HARD), make_words("something else")
    care.pass_on(answer.pk, to=sam, by=worker)
    page.force_login(sam)

    page.get(words_url(other))
    page.post("/accounts/logout/")
    kept = Claim.objects.filter(answer=answer, by=sam).exists()
    care.take_break(by=sam)

    assert kept
    assert not Claim.objects.exists()


def test_words_go_only_to_those_who_may_read_them(
    worker: User, sam: User, manager: User, clerk: User
) -> None:
    answer = make_words(HARD)
    gone = make_user(Role.WORKER, name="Gone Worker")
    gone.is_active = False
    gone.save()

    assert care.colleagues(answer.pk, by=worker) == [sam]
    for person in (manager, clerk, gone, worker):
        with pytest.raises(NotTheirs):
            care.pass_on(answer.pk, to=person, by=worker)
    assert not Claim.objects.exists()


def test_words_do_not_go_to_somebody_who_left_them_out(worker: User, sam: User) -> None:
    care.leave_out(["oneself"], only_today=True, by=sam)

    assert care.colleagues(make_words(HARD).pk, by=worker) == []
    assert care.colleagues(make_words("lights").pk, by=worker) == [sam]


# --- Leaving out ----------------------------------------------------------------------------------


def test_what_somebody_leaves_out_is_on_the_others_lists_only(
    page: Client, worker: User, sam: User
) -> None:
    make_words(HARD)
    make_words("lights please")

    page.post(f"{QUEUE}care/", {"left_out": ["oneself"], "how_long": "lasting"})

    body = page.get(QUEUE).content.decode()
    assert waiting(worker) == ["lights please"]
    assert waiting(sam) == [HARD, "lights please"]
    assert queue.waiting_count(by=worker) == 1
    assert "1 text is left to your colleagues" in body


def test_nothing_is_left_out_that_no_colleague_reads(page: Client, worker: User) -> None:
    make_words(HARD)

    page.post(f"{QUEUE}care/", {"left_out": ["oneself"], "how_long": "lasting"})

    body = page.get(f"{QUEUE}care/").content.decode()
    assert waiting(worker) == [HARD]
    assert "No colleague reads words about self-harm or suicide now" in body
    assert queue.left_count(by=worker) == 0


def test_two_cannot_leave_the_same_words_to_each_other(worker: User, sam: User) -> None:
    """Of a text about two things, each reader leaves out the other one: neither may lose it."""
    make_words("i keep cutting my arms because my dad hits me")

    care.leave_out(["oneself"], only_today=False, by=worker)
    care.leave_out(["somebody"], only_today=False, by=sam)

    assert len(waiting(worker)) == len(waiting(sam)) == 1


def test_colleagues_who_left_do_not_count(worker: User, sam: User) -> None:
    make_words(HARD)
    care.leave_out(["oneself"], only_today=False, by=worker)
    assert waiting(worker) == []

    sam.is_active = False
    sam.save()

    assert waiting(worker) == [HARD]


def test_words_that_only_few_may_read_are_left_to_nobody(worker: User, sam: User) -> None:
    answer = make_words("my worker pushed a boy")
    answer.response.survey.readers.add(worker)

    care.leave_out(["staff"], only_today=False, by=worker)

    assert waiting(worker) == ["my worker pushed a boy"]


def test_a_wish_for_today_ends_with_the_day(worker: User, sam: User) -> None:
    make_words(HARD)
    care.leave_out(["oneself"], only_today=True, by=worker)
    assert waiting(worker) == []

    Care.objects.update(only_on=timezone.localdate() - timedelta(days=1))

    assert waiting(worker) == [HARD]


def test_what_somebody_leaves_out_is_written_down_nowhere(worker: User) -> None:
    care.leave_out(["oneself"], only_today=False, by=worker)

    assert not Event.objects.exists()


# --- How much -------------------------------------------------------------------------------------


def test_a_reader_is_told_how_much_they_opened_today(page: Client, worker: User) -> None:
    plain, hard = make_words("lights please"), make_words(HARD)

    page.get(words_url(plain))
    page.get(words_url(plain))
    page.get(words_url(hard))
    covered = care.today(worker)
    page.get(f"{words_url(hard)}?uncover")

    assert (covered.read, covered.hard) == (1, 0)
    assert "You have opened 2 texts today, 1 of them hard to read" in (
        page.get(QUEUE).content.decode()
    )


@pytest.mark.parametrize(("text", "number"), [("lights", 20), (HARD, 5)])
def test_a_break_is_suggested_after_a_while_and_not_pressed(
    page: Client, worker: User, text: str, number: int
) -> None:
    for place in range(number):
        assert not care.today(worker).is_break_due
        care.open_words(make_words(f"{text} {place}").pk, by=worker)

    suggested = page.get(QUEUE).content.decode()
    later = page.post(f"{QUEUE}care/carry-on/", follow=True).content.decode()

    assert "A break would be good now" in suggested
    assert "A break would be good now" not in later
    assert care.today(worker).read == number


def test_a_break_frees_what_was_open_and_says_who_to_talk_to(page: Client, worker: User) -> None:
    claims.claim(make_words().pk, by=worker)

    body = page.post(f"{QUEUE}care/break/", follow=True).content.decode()

    assert not Claim.objects.exists()
    assert "Talk to your supervisor" in body
    assert "Back to reading" in body


def test_yesterday_is_forgotten(worker: User) -> None:
    care.open_words(make_words(HARD).pk, by=worker)
    yesterday = timezone.localdate() - timedelta(days=1)
    Care.objects.update(day=yesterday)

    told = care.today(worker)
    call_command("housekeeping")

    assert told.read == 0
    assert Care.objects.get().read == Care.objects.get().hard == 0


def test_how_much_somebody_reads_is_on_nobody_elses_page_and_in_no_call(
    worker: User, sam: User, manager: User, administrator: User
) -> None:
    world = make_world(sam)
    care.leave_out(["oneself", "without"], only_today=False, by=worker)
    care.carry_on(by=worker)
    Care.objects.filter(person=worker).update(read=4817, hard=4816)
    readable = [it for it, row in {**STAFF, **API}.items() if "GET" in row.methods]
    paths = [world.path(route) for route in readable]
    paths += ["/admin/", f"/admin/accounts/user/{worker.pk}/change/", "/admin/accounts/user/"]

    for person in (sam, manager, administrator):
        client = signed_in(person)
        for path in paths:
            response = client.get(path, follow=True)
            if response["Content-Type"] == "application/pdf":
                continue  # Its offsets are numbers like any.
            body = b"".join(response).decode(errors="replace")
            # As a number of its own: a form's random token may hold the same digits.
            assert not re.search(r"\b481[67]\b", body), f"{person}: {path}"
    admin = signed_in(administrator)
    for model in ("care", "claim"):
        assert admin.get(f"/admin/participation/{model}/").status_code == 404
    assert "4817" in signed_in(worker).get(QUEUE).content.decode()


def test_a_readers_own_page_goes_with_the_account(worker: User, sam: User) -> None:
    answer = make_words()
    care.leave_out(["oneself"], only_today=False, by=sam)
    claims.claim(answer.pk, by=sam)

    sam.delete()

    assert not Care.objects.exists()
    assert not Claim.objects.exists()
    assert Answer.objects.filter(pk=answer.pk).exists()


# --- Undo -----------------------------------------------------------------------------------------


def test_whoever_decided_takes_it_back_within_a_minute_without_a_word(
    page: Client, worker: User
) -> None:
    answer = make_words()
    response = page.post(
        f"{words_url(answer)}decide/", {"decision": "approved", "text": answer.text}
    )
    reading = Reading.objects.get()

    after = page.get(response["Location"]).content.decode()
    undone = page.post(f"{QUEUE}readings/{reading.pk}/undo/", follow=True).content.decode()

    until = timezone.localtime(reading.undo_until)
    assert f"You can undo this until {until:%H:%M:%S}" in after
    assert "They wait again" in undone
    assert waiting(worker) == [answer.text]


@pytest.mark.parametrize("who", ["later", "colleague"])
def test_later_or_by_a_colleague_it_is_asked_why_and_written_down(
    page: Client, worker: User, sam: User, who: str
) -> None:
    reading = services.approve(make_words().pk, by=worker if who == "later" else sam).of_reading
    if who == "later":
        Reading.objects.update(at=timezone.now() - timedelta(seconds=61))
        reading.refresh_from_db()
    url = f"{QUEUE}readings/{reading.pk}/"

    with pytest.raises(NeedsReason):
        services.undo(reading, by=worker)
    asked = page.post(f"{url}undo/", follow=True).content.decode()
    silent = page.post(f"{url}again/")
    assert Reading.objects.current().exists()
    page.post(f"{url}again/", {"because": "more_is_known"})

    assert "Why is this decided again?" in asked
    assert silent.status_code == 400
    assert not Reading.objects.current().exists()
    assert Event.objects.get(action="decision-undone").detail["because"] == "more_is_known"


def test_a_redaction_keeps_which_kinds_were_taken_out_and_no_words(
    page: Client, worker: User
) -> None:
    answer = make_words("Kyle from Oakwood School")

    page.post(
        f"{words_url(answer)}decide/",
        {"decision": "redacted", "text": "[somebody]", "taken_out": ["school", "name"]},
    )

    reading = Reading.objects.get()
    assert reading.taken_out == "name school"
    assert "Taken out: a name, a school or club" in page.get(f"{QUEUE}decided/").content.decode()
