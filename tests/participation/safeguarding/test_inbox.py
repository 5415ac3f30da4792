"""The inbox: whose it is, whom it is kept from, and what is written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.safeguarding.inbox import letters, services
from participation.safeguarding.inbox.services import (
    MessageClosed,
    NobodyToReadIt,
    NotAnswered,
    NotTheirs,
)
from participation.safeguarding.models import Message, MessageNote, ShutOut
from tests.factories import make_message, make_user, write

pytestmark = pytest.mark.django_db
WORDS = "kanarienvogel shouted at me"
INBOX = "/staff/messages/"


@pytest.fixture
def message(lead: User) -> Message:
    return make_message(words=WORDS, name="Josephine", reach="zwitscherweg 7")


@pytest.fixture
def second_lead(db: None) -> User:
    return make_user(Role.SAFEGUARDING_LEAD, name="Lou Lead")


def at(message: Message, deed: str = "") -> str:
    return f"{INBOX}{message.pk}/{f'{deed}/' if deed else ''}"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def finds(user: User, message: Message) -> list[bool]:
    """Whether the message is there for somebody: page, list, counts, both of the API's calls."""
    client = as_(user)
    page = client.get(at(message))
    home = text_of(client.get("/staff/"))
    listed = client.get("/api/v1/staff/messages/").json()["results"]
    return [
        page.status_code == 200,
        at(message) in text_of(client.get(INBOX)),
        '1</span> <span class="figure__text">child waits for an answer' in home,
        'data-number>1</span><span class="visually-hidden"> waiting' in home,
        str(message.pk) in [it["id"] for it in listed],
        client.get(f"/api/v1/staff/messages/{message.pk}/").status_code == 200,
    ]


def test_a_message_is_there_for_leads(lead: User, message: Message) -> None:
    assert finds(lead, message) == [True] * 6


def test_and_not_for_managers_until_it_is_handed_on_to_them(
    lead: User, manager: User, message: Message
) -> None:
    assert finds(manager, message) == [False] * 6

    services.hand_on(message, by=lead)

    assert finds(manager, message) == [True] * 6
    assert finds(lead, message) == [False] * 6


def test_a_complaint_about_a_lead_is_there_for_managers_alone(lead: User, manager: User) -> None:
    message = make_message(about="reader")

    assert finds(manager, message) == [True] * 6
    assert finds(lead, message) == [False] * 6


def test_no_lead_reads_it_by_being_a_manager_too(lead: User, manager: User) -> None:
    both = make_user(Role.SAFEGUARDING_LEAD, Role.MANAGER, name="Bobby Both")
    message = make_message(about="reader")

    assert finds(both, message) == [False] * 6
    assert list(letters.readers(message)) == [manager]


def test_for_whom_it_is_about_it_is_not_there_whatever_their_roles(
    lead: User, second_lead: User, message: Message
) -> None:
    accused = make_user(*Role, name="Ash Accused")
    assert finds(accused, message) == [True] * 6

    as_(lead).post(at(message, "shut-out"), {"shut_out-user": accused.pk})

    assert finds(accused, message) == [False] * 6
    assert finds(second_lead, message) == [True] * 6
    assert ShutOut.objects.get().by == lead
    deeds = {"answer-text": "x", "note-text": "x", "close-text": "x", "close-outcome": "done"}
    for deed in ("answer", "notes", "shut-out", "hand-on", "close"):
        assert as_(accused).post(at(message, deed), deeds).status_code == 404
        path = f"/api/v1/staff/messages/{message.pk}/{deed}/"
        assert as_(accused).post(path, {}, content_type="application/json").status_code == 404
    assert not MessageNote.objects.exists()


def test_its_404_is_that_of_a_message_that_never_was(
    lead: User, second_lead: User, message: Message
) -> None:
    services.shut_out(message, second_lead, by=lead)
    client = as_(second_lead)

    there = text_of(client.get(at(message)))
    never = text_of(client.get(f"{INBOX}00000000-0000-4000-8000-000000000000/"))

    strip = 'name="csrfmiddlewaretoken"'
    assert there.split(strip)[0] == never.split(strip)[0]


def test_no_letter_goes_to_whom_it_is_about(lead: User, second_lead: User, manager: User) -> None:
    message = make_message(now=timezone.now() - timedelta(days=60))
    services.shut_out(message, second_lead, by=lead)
    services.shut_out(message, manager, by=lead)
    Letter.objects.all().delete()

    from participation.safeguarding.inbox.keeping import remind

    remind()

    assert [it.to for it in Letter.objects.all()] == [lead.email]


def test_the_last_reader_may_keep_it_from_themselves_and_managers_have_it_then(
    lead: User, manager: User, message: Message
) -> None:
    Letter.objects.all().delete()

    response = as_(lead).post(at(message, "shut-out"), {"shut_out-user": lead.pk}, follow=True)

    message.refresh_from_db()
    assert message.to == Message.To.MANAGERS
    assert response.redirect_chain[-1][0] == INBOX
    assert finds(manager, message) == [True] * 6
    assert [it.to for it in Letter.objects.all()] == [manager.email]


def test_a_complaint_about_a_lead_that_no_manager_may_read_still_goes_to_no_lead(
    lead: User, manager: User, administrator: User
) -> None:
    message = make_message(about="reader")
    Letter.objects.all().delete()

    services.shut_out(message, manager, by=manager)

    message.refresh_from_db()
    assert message.to == Message.To.MANAGERS
    assert finds(lead, message) == [False] * 6
    assert [it.to for it in Letter.objects.all()] == [administrator.email]


def test_keeping_it_from_the_same_person_twice_is_written_down_once(
    lead: User, second_lead: User, message: Message
) -> None:
    for _time in range(2):
        services.shut_out(message, second_lead, by=lead)

    assert Event.objects.filter(action="message-shut-out").count() == 1


def test_if_nobody_is_left_at_all_whoever_gives_the_roles_is_told(
    lead: User, administrator: User, message: Message
) -> None:
    services.shut_out(message, lead, by=lead)

    assert Letter.objects.latest("pk").to == administrator.email


def test_somebody_shut_out_while_the_page_was_open_writes_nothing(
    lead: User, second_lead: User, message: Message
) -> None:
    services.shut_out(message, second_lead, by=lead)

    with pytest.raises(NotTheirs):
        services.answer(message, "All is well.", by=second_lead)
    with pytest.raises(NotTheirs):
        services.close(message, outcome="done", text="All is well.", by=second_lead)


def test_what_was_handed_on_while_the_page_was_open_takes_nothing_from_its_old_readers(
    lead: User, worker: User, manager: User, message: Message
) -> None:
    about_a_lead = make_message(about="reader")
    services.hand_on(message, by=lead)

    for by, whose in ((lead, message), (lead, about_a_lead), (worker, message)):
        with pytest.raises(NotTheirs):
            services.answer(whose, "All is well.", by=by)
        with pytest.raises(NotTheirs):
            services.hand_on(whose, by=by)
        with pytest.raises(NotTheirs):
            services.shut_out(whose, manager, by=by)
    assert not MessageNote.objects.filter(kind=MessageNote.Kind.ANSWER).exists()
    assert not ShutOut.objects.exists()


def test_a_message_goes_nowhere_where_nobody_may_read_it(lead: User, message: Message) -> None:
    with pytest.raises(NobodyToReadIt):
        services.hand_on(message, by=lead)

    response = as_(lead).post(at(message, "hand-on"))

    assert response.status_code == 400
    assert "Nobody there may read this message" in text_of(response)
    message.refresh_from_db()
    assert message.to == Message.To.LEADS


def test_a_complaint_about_a_lead_is_never_handed_to_leads(lead: User, manager: User) -> None:
    message = make_message(about="reader")

    with pytest.raises(NobodyToReadIt):
        services.hand_on(message, by=manager)

    message.refresh_from_db()
    assert message.to == Message.To.MANAGERS


def test_each_look_is_audited_and_the_list_shows_no_words(lead: User, message: Message) -> None:
    client = as_(lead)

    listed = text_of(client.get(INBOX)) + text_of(client.get("/api/v1/staff/messages/"))
    assert not Event.objects.filter(action="read-message").exists()
    bodies = [text_of(client.get(at(message))) for _look in range(2)]
    client.get(f"/api/v1/staff/messages/{message.pk}/")

    assert not [it for it in ("kanarienvogel", "Josephine", "zwitscher") if it in listed]
    assert all(WORDS in body and "Josephine" in body for body in bodies)
    looks = Event.objects.filter(action="read-message", object_id=str(message.pk))
    assert [look.actor for look in looks] == [str(lead.pk)] * 3


def test_what_is_done_is_added_and_a_message_closes_when_the_child_has_an_answer(
    lead: User, message: Message
) -> None:
    client = as_(lead)

    client.post(at(message, "notes"), {"note-text": "Rang the school."})
    early = client.post(at(message, "close"), {"close-outcome": "done", "close-text": "Done."})
    client.post(at(message, "answer"), {"answer-text": "We heard you."})
    client.post(at(message, "close"), {"close-outcome": "put_right", "close-text": "Spoke."})

    assert early.status_code == 400
    assert "Answer the child first" in text_of(early)
    message.refresh_from_db()
    assert (message.outcome, message.closed_on) == ("put_right", timezone.localdate())
    assert message.answered_on == timezone.localdate()
    assert [(it.kind, it.text) for it in message.notes.all()] == [
        ("note", "Rang the school."),
        ("answer", "We heard you."),
        ("closed", "Spoke."),
    ]
    assert not Message.objects.open().exists()
    assert "Put right" in text_of(client.get(f"{INBOX}?show=closed"))
    assert "takes nothing more" in text_of(client.get(at(message)))


@pytest.mark.parametrize(
    ("deed", "data", "error"),
    [
        ("answer", {"answer-text": " "}, "Write what the child should read."),
        ("notes", {"note-text": ""}, "Write what was done."),
        ("shut-out", {"shut_out-user": ""}, "Pick the person."),
        ("shut-out", {"shut_out-user": "9999"}, "Select a valid choice"),
        ("close", {"close-outcome": "done"}, "Write what was done."),
        ("close", {"close-text": "kept text"}, "Choose how it ended."),
    ],
)
def test_nothing_is_kept_of_half_a_form_and_nothing_typed_is_lost(
    lead: User, message: Message, deed: str, data: dict[str, str], error: str
) -> None:
    response = as_(lead).post(at(message, deed), data)

    body = response.content.decode()
    assert response.status_code == 400
    assert error in body
    assert data.get("close-text", "") in body
    assert not MessageNote.objects.exists()


def test_a_closed_message_takes_nothing_more(lead: User, message: Message) -> None:
    services.answer(message, "We heard you.", by=lead)
    services.close(message, outcome="done", text="Met them.", by=lead)

    for deed in (services.add_note, services.answer):
        with pytest.raises(MessageClosed):
            deed(message, "More.", by=lead)
    with pytest.raises(MessageClosed):
        services.close(message, outcome="done", text="Again.", by=lead)
    response = as_(lead).post(at(message, "answer"), {"answer-text": "More."})
    assert "takes nothing more" in text_of(response)
    assert message.notes.count() == 2


def test_an_outcome_and_what_was_done_are_asked_for_by_the_rule_itself(
    lead: User, message: Message
) -> None:
    services.answer(message, "We heard you.", by=lead)

    for outcome, text in (("", "Done."), ("nothing", "Done."), ("done", " ")):
        with pytest.raises(NotAnswered):
            services.close(message, outcome=outcome, text=text, by=lead)


def test_only_the_first_answer_keeps_the_promised_day(lead: User, message: Message) -> None:
    early = timezone.now() - timedelta(days=3)

    services.answer(message, "We heard you.", by=lead, now=early)
    services.answer(message, "It is done.", by=lead)

    message.refresh_from_db()
    assert message.answered_on == timezone.localdate(early)


def test_what_is_late_is_seen_to_be_late_and_stands_first(lead: User) -> None:
    make_message(words="new")
    late = make_message(words="old", now=timezone.now() - timedelta(days=60))

    body = text_of(as_(lead).get(INBOX))

    assert body.count("Overdue") == 1
    assert body.index(at(late)) < body.index("Waits for an answer")


def test_that_a_child_asks_to_stop_is_seen(lead: User) -> None:
    from participation.safeguarding.doors.services import stop

    words = write()
    stop(words)

    assert "The child asks to stop" in text_of(as_(lead).get(INBOX))
    assert "do not want to go on" in text_of(as_(lead).get(at(Message.objects.get())))


def test_every_deed_is_audited_without_a_word(lead: User, manager: User, message: Message) -> None:
    somebody = make_user(name="Sam Somebody")

    services.add_note(message, WORDS, by=lead)
    services.answer(message, WORDS, by=lead)
    services.shut_out(message, somebody, by=lead)
    services.hand_on(message, by=lead)
    services.close(message, outcome="done", text=WORDS, by=manager)

    deeds = Event.objects.filter(object_id=str(message.pk)).order_by("pk")
    assert [it.action for it in deeds] == [
        "message-noted",
        "message-answered",
        "message-shut-out",
        "message-handed-on",
        "message-closed",
    ]
    assert "kanarienvogel" not in str([it.detail for it in deeds])


def test_many_messages_cost_no_more_queries(lead: User) -> None:
    client = as_(lead)

    def queries(number: int) -> int:
        for _message in range(number):
            write()
        with CaptureQueriesContext(connection) as captured:
            client.get(INBOX)
        return len(captured)

    few = queries(3)

    assert queries(27) == few <= 9
