"""Three doors of their own: what a child sends, the five words, and what the pages say first."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import Letter, User
from backend.audit.models import Event
from participation.safeguarding.doors import services
from participation.safeguarding.doors.services import Refused, Sent, SentBefore
from participation.safeguarding.inbox import services as inbox
from participation.safeguarding.models import Message
from surveys import kept
from surveys.contacts import add_contacts
from surveys.models import Response
from surveys.receipts import STEADY, receipt, receipt_hash
from tests.factories import make_group, make_invitation, make_message, new_token, send, write

pytestmark = pytest.mark.django_db
WORDS = "kanarienvogel said it <3\n\nagain"
DOORS = ("tell", "complain", "advocate")
NEEDED = {
    "tell": {"name": "Jo"},
    "complain": {"words": WORDS, "about": "worker"},
    "advocate": {"reach": "at the club"},
}
TUESDAY = datetime(2026, 11, 24, 23, 30, tzinfo=timezone.get_default_timezone())


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def post(kind: str, **fields: str) -> Any:
    return Client().post(f"/{kind}/", {"token": new_token(), **NEEDED[kind], **fields})


def words_in(response: Any) -> str:
    return " ".join(re.findall(r'class="receipt__word"[^>]*>(\w+)<', response.content.decode()))


@pytest.mark.parametrize("kind", DOORS)
def test_a_door_opens_for_anybody_and_sets_no_cookie(kind: str) -> None:
    client = Client(enforce_csrf_checks=True)

    shown = client.get(f"/{kind}/")
    sent = client.post(f"/{kind}/", {"token": new_token(), **NEEDED[kind]})

    assert (shown.status_code, sent.status_code) == (200, 201)
    assert not shown.cookies
    assert not sent.cookies
    assert shown["Cache-Control"] == "no-store"
    assert 'autocomplete="off"' in shown.content.decode()
    assert "csrf" not in shown.content.decode()


@pytest.mark.parametrize(
    ("kind", "days", "last"), [("tell", 1, "25"), ("advocate", 2, "26"), ("complain", 10, "8")]
)
def test_a_child_is_told_the_day_of_the_answer(kind: str, days: int, last: str) -> None:
    message = make_message(kind, now=TUESDAY)

    assert services.ANSWER_WITHIN[Message.Kind(kind)] == days
    assert message.due_on.day == int(last)
    assert message.sent_on == date(2026, 11, 24)
    response = Client().post("/messages/", {"receipt": write(kind, now=TUESDAY)})
    assert f"{last} {'December' if kind == 'complain' else 'November'} 2026" in text_of(response)


def test_what_was_typed_is_kept_as_it_was_typed() -> None:
    response = post("complain", words=WORDS.replace("\n", "\r\n"), reach="  by the gate ")

    message = Message.objects.get()
    assert (message.words, message.reach) == (WORDS, "  by the gate ")
    shown = Client().post("/messages/", {"receipt": words_in(response)})
    assert "kanarienvogel said it &lt;3<br><br>again" in shown.content.decode()


def test_sending_twice_counts_once_and_gives_the_same_words() -> None:
    token = new_token()

    first, second = post("complain", token=token), post("complain", token=token)

    assert (first.status_code, second.status_code) == (201, 200)
    assert words_in(first) == words_in(second) != ""
    assert Message.objects.count() == 1
    assert len(words_in(first).split()) == 5


@pytest.mark.parametrize("change", [{"words": "other"}, {"name": "Jo"}, {"about": "reader"}])
def test_the_same_page_with_other_words_keeps_the_first(change: dict[str, str]) -> None:
    token = new_token()
    post("complain", token=token)

    response = post("complain", token=token, **change)

    assert response.status_code == 409
    assert "We kept the first ones" in text_of(response)
    message = Message.objects.get()
    assert (message.words, message.name, message.about) == (WORDS, "", "worker")


def test_one_page_is_one_message_whatever_door_its_token_is_tried_at() -> None:
    token = new_token()
    services.send(Sent(token, "tell", name="Jo"))

    with pytest.raises(SentBefore):
        services.send(Sent(token, "advocate", name="Jo", reach="at the club"))


@pytest.mark.parametrize(
    ("kind", "field", "sentence"),
    [
        ("tell", "name", "Write your name here"),
        ("complain", "words", "Write here what is not right."),
        ("advocate", "reach", "how an advocate can reach you"),
    ],
)
def test_a_door_asks_for_what_it_makes_no_sense_without(
    kind: str, field: str, sentence: str
) -> None:
    response = post(kind, **{field: " \n"})

    body = text_of(response)
    assert response.status_code == 400
    assert f'<li><a href="#{field}">' in body
    assert body.count(sentence) == 2
    assert "Error:" in body
    assert not Message.objects.exists()


def test_everything_else_can_be_left_out() -> None:
    made = [post(kind).status_code for kind in DOORS]

    assert made == [201] * 3


def test_an_error_loses_nothing_that_was_typed_or_picked() -> None:
    response = post("complain", words="", about="rule_or_place", name="Jo <b>", reach="the gate")

    body = response.content.decode()
    assert 'value="Jo &lt;b&gt;"' in body
    assert "the gate</textarea>" in body
    assert re.search(r'value="rule_or_place"[^>]*checked', body)
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"words": "x" * 2001}, "1 letter too long"),
        ({"name": "x" * 81}, "1 letter too long"),
        ({"reach": "x" * 301}, "1 letter too long"),
        ({"words": "a\0b"}, "hidden sign"),
        ({"about": ""}, "Pick who or what it is about."),
        ({"about": "lee-lead"}, "Pick who or what it is about."),
        ({"token": "short"}, "out of date"),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence(fields: dict[str, str], sentence: str) -> None:
    response = post("complain", **fields)

    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not Message.objects.exists()


def test_only_a_complaint_is_about_somebody() -> None:
    with pytest.raises(Refused):
        services.send(Sent(new_token(), "tell", name="Jo", about="worker"))


def test_a_page_that_is_out_of_date_gets_a_token_that_works() -> None:
    body = post("tell", token="short").content.decode()

    token = re.search(r'name="token" value="([^"]+)"', body)

    assert token is not None
    assert post("tell", token=token[1]).status_code == 201


def test_a_child_is_shown_nobody_who_works_here(lead: User, worker: User, manager: User) -> None:
    pages = [Client().get(f"/{kind}/").content.decode() for kind in DOORS]

    people = (lead, worker, manager)
    assert not [it for it in people for page in pages if it.name in page or it.email in page]


def test_help_from_outside_is_named_before_the_first_box() -> None:
    add_contacts(
        make_group("CHANCE").pk,
        [
            {"kind": "advocacy", "name": "Advocates here", "how": "Ask at the desk."},
            {"kind": "complaints", "name": "Complaints team", "how": "Write.", "phone": "01 2"},
        ],
        by=None,
    )

    for kind, names in (
        ("tell", ["Advocates here"]),
        ("complain", ["Advocates here", "Complaints team"]),
        ("advocate", ["Advocates here"]),
    ):
        body = Client().get(f"/{kind}/").content.decode()
        places = [body.find(name) for name in (*names, "<form")]
        assert -1 not in places
        assert places == sorted(places), kind
        assert ("Complaints team" in body) == (kind == "complain")
        assert "CHANCE" not in body  # One group: nobody has to know its name.


def test_with_several_groups_each_one_is_named_with_its_own() -> None:
    for group in ("CHANCE", "Riverside"):
        row = {"kind": "advocacy", "name": f"Advocates of {group}", "how": "Ask."}
        add_contacts(make_group(group).pk, [row], by=None)

    body = text_of(Client().get("/advocate/"))

    assert body.index("<h3>CHANCE</h3>") < body.index("Advocates of CHANCE")
    assert body.index("Advocates of CHANCE") < body.index("<h3>Riverside</h3>")


@pytest.mark.parametrize("website", ["javascript:alert(1)", "http://plain.example/", "club"])
def test_a_contacts_website_is_an_address_that_children_can_follow_safely(website: str) -> None:
    row = {"kind": "advocacy", "name": "Somebody", "how": "They listen.", "website": website}

    with pytest.raises(ValidationError):
        add_contacts(make_group().pk, [row], by=None)

    assert website not in Client().get("/advocate/").content.decode()


@pytest.mark.parametrize("kind", ["tell", "complain", "advocate"])
def test_a_browser_is_asked_to_keep_nothing_that_is_typed(kind: str) -> None:
    page = Client().get(f"/{kind}/").content.decode()

    typed = re.findall(r'<(?:form|textarea|input id="(?:name|reach)")[^>]*>', page)

    assert len(typed) >= 3
    assert all('autocomplete="off"' in it for it in typed)


def test_without_contacts_the_page_still_says_what_to_do() -> None:
    assert "Ask any worker for an advocate" in text_of(Client().get("/advocate/"))


@pytest.mark.parametrize("kind", DOORS)
def test_what_a_child_has_to_know_is_said_before_the_first_box(kind: str) -> None:
    body = text_of(Client().get(f"/{kind}/"))

    before = body[: body.index("<form")]
    assert "they have to tell someone" in before
    assert "You cannot take this back" in before
    assert "kept apart from your answers" in before
    assert "You get an answer by" in before
    assert "whose job is keeping children safe reads it" in before


def test_a_letter_goes_to_the_leads_alone_and_holds_no_word(
    lead: User,
    worker: User,
    manager: User,
    administrator: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = make_message(words=WORDS, name="Josephine", reach="zwitscherweg 7")

    (letter,) = mail.outbox
    assert letter.to == [lead.email]
    assert f"/staff/messages/{message.pk}/" in letter.body
    said = f"{letter.subject} {letter.body}"
    assert not [it for it in ("kanarienvogel", "Josephine", "zwitscher") if it in said]
    assert not Event.objects.exists()  # What a child does is not in the audit.


def test_a_complaint_about_a_lead_goes_past_every_lead(lead: User, manager: User) -> None:
    message = make_message(about="reader")

    assert message.to == Message.To.MANAGERS
    assert list(Letter.objects.values_list("to", flat=True)) == [manager.email]


def test_if_nobody_may_read_it_whoever_gives_the_roles_is_told(
    lead: User, administrator: User
) -> None:
    make_message(about="reader", words=WORDS)

    letter = Letter.objects.get()
    assert letter.to == administrator.email
    assert "nobody may read it" in letter.body
    assert "kanarienvogel" not in letter.body


def test_a_language_of_a_page_is_not_that_of_the_letters(lead: User) -> None:
    now = timezone.localdate()

    response = Client().post("/tell/?lang=ur", {"token": new_token(), "name": "Jo"})

    assert response.status_code == 201
    body = Letter.objects.get().body
    assert body.isascii()
    assert str(now.year) in body


# --- Five words of their own ------------------------------------------------------------------


def test_the_words_of_a_message_open_no_answers_and_the_other_way_round() -> None:
    token = new_token()
    of_answers = send(make_invitation(), text="hello", token=token)
    of_message = write("complain", token=token)

    assert of_answers != of_message
    for path, own, other in (
        ("/journey/", of_answers, of_message),
        ("/messages/", of_message, of_answers),
    ):
        assert Client().post(path, {"receipt": own}).status_code == 200
        assert Client().post(path, {"receipt": other}).status_code == 404
    assert kept.find(of_message) is None
    assert services.read(of_answers) is None


def test_the_same_five_words_have_another_hash_in_each_space() -> None:
    token = new_token()
    words = receipt(token, space=services.SPACE)
    send(make_invitation(), text="hello", token=token)
    write("complain", token=token)

    hashes = {receipt_hash(words), receipt_hash(words, space=services.SPACE)}

    assert len(hashes) == 2
    response, message = Response.objects.get(), Message.objects.get()
    assert response.receipt_hash != message.receipt_hash
    assert response.digest != message.digest


def test_nothing_in_the_database_leads_from_a_message_to_answers() -> None:
    """No key, neither way, however long: from a message one only gets to what adults did."""
    seen: set[type[models.Model]] = set()
    todo: list[type[models.Model]] = [Message]
    while todo:
        model = todo.pop()
        if model in seen or model._meta.label == "accounts.User":
            continue
        seen.add(model)
        todo += [it.related_model for it in model._meta.get_fields() if it.related_model]

    assert {it._meta.label for it in seen} == {
        "participation.Message",
        "participation.MessageNote",
        "participation.ShutOut",
    }
    shared = {it.name for it in Message._meta.concrete_fields} & {
        it.name for it in apps.get_model("surveys.Response")._meta.concrete_fields
    }
    assert shared == {"id", "sent_on", "receipt_hash", "digest"}


def test_wrong_words_cost_the_same_queries_and_time_as_right_ones(lead: User) -> None:
    message, words = make_message(), write("tell")
    inbox.answer(message, "We are on it.", by=lead)

    costs = []
    for typed in (words, "one two three four five"):
        with CaptureQueriesContext(connection) as captured:
            start = timezone.now()
            Client().post("/messages/", {"receipt": typed})
            assert (timezone.now() - start).total_seconds() >= STEADY
        costs.append(len(captured))

    assert costs[0] == costs[1] == 3  # Helplines, message, answers.


def test_words_are_not_found_in_a_sentence_and_stay_in_the_box() -> None:
    response = Client().post("/messages/", {"receipt": "One, TWO three four five"})

    assert response.status_code == 404
    assert "We can&#x27;t find those words" in response.content.decode()
    assert 'value="one two three four five"' in response.content.decode()


def test_words_are_never_in_an_address() -> None:
    words = write()

    response = Client().get("/messages/", {"receipt": words})

    assert "Your message" not in text_of(response)


# --- What comes back --------------------------------------------------------------------------


def test_an_answer_is_read_with_the_five_words_and_nothing_else_of_the_staffs(lead: User) -> None:
    words = write()
    message = Message.objects.get()
    inbox.add_note(message, "Rang the school, kept it short.", by=lead)
    inbox.answer(message, "We heard you <3", by=lead)
    inbox.answer(message, "It is put right.", by=lead)

    body = text_of(Client().post("/messages/", {"receipt": words}))

    assert "We heard you &lt;3" in body
    assert "It is put right." in body
    assert body.index("We heard") < body.index("It is put right.")
    assert "From a person whose job is keeping children safe" in body
    assert "Rang the school" not in body
    assert lead.name not in body
    assert not re.search(r"\d\d:\d\d", body)


def test_a_late_answer_is_said_to_be_late(lead: User) -> None:
    words = write(now=TUESDAY.replace(year=2025))

    late = text_of(Client().post("/messages/", {"receipt": words}))
    inbox.answer(Message.objects.get(), "Sorry.", by=lead)
    answered = text_of(Client().post("/messages/", {"receipt": words}))

    assert "We are late. We are sorry." in late
    assert "We are late" not in answered


def test_a_child_may_change_their_mind_and_nothing_is_deleted(lead: User) -> None:
    words = write(words=WORDS)
    Letter.objects.all().delete()

    bodies = [
        text_of(Client().post("/messages/", {"receipt": words, "do": "stop"})) for _ in range(2)
    ]

    message = Message.objects.get()
    assert (message.stopped_on, message.words) == (timezone.localdate(), WORDS)
    assert all("They know that now" in body for body in bodies)
    letter = Letter.objects.get()  # One, however often it is pressed.
    assert letter.to == lead.email
    assert not Event.objects.exists()


def test_wrong_words_stop_nothing() -> None:
    make_message()

    response = Client().post("/messages/", {"receipt": "one two three four five", "do": "stop"})

    assert response.status_code == 404
    assert not Message.objects.exclude(stopped_on=None).exists()


@pytest.mark.parametrize("path", ["/help/", "/"])
def test_the_doors_are_found_from_help_and_from_the_front_door(path: str) -> None:
    body = Client().get(path).content.decode()

    assert all(f'href="/{kind}/"' in body for kind in DOORS)


def test_a_child_who_has_answered_is_shown_the_way_to_be_found_and_no_adult_is() -> None:
    def thanks(audience: str) -> str:
        invitation = make_invitation(audience=audience)  # type: ignore[arg-type]
        words = invitation.survey.questions.all()[1]
        sent = {f"q-{words.pk}": "hello", "token": new_token()}
        return Client().post(f"/s/{invitation.code}/", sent).content.decode()

    assert 'href="/tell/" rel="noreferrer"' in thanks("children")
    assert "/tell/" not in thanks("board")
