"""Whatever is sent gets a sentence, writes nothing, and breaks nothing."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.rest import NOTHING_HERE
from surveys import building
from surveys.models import Invitation, Question, Response
from tests.access_table import API, PUBLIC, STAFF
from tests.api.conftest import Call
from tests.factories import (
    make_invitation,
    make_meeting,
    make_survey,
    make_theme,
    make_user,
    make_voice,
    make_words,
    new_token,
    send,
)
from tests.test_access import signed_in
from tests.urlmap import make_world

TOKEN = "A" * 32
HUGE = 10**400
STRANGE: list[Any] = [
    None,
    True,
    0,
    -1,
    1.5,
    1e308,
    HUGE,
    "",
    "abc",
    "\ud800",
    "\0",
    "9" * 5000,
    [],
    [[[]]],
    {},
    {"a": [1]},
    [None],
    ["\ud800"],
]
NOT_JSON = [
    b"",
    b"{",
    b"not json",
    b"\xff\xfe",
    b"NaN",
    b'{"a": Infinity}',
    b'{"a": 1e400}',
    b'{"a": ' + b"9" * 5000 + b"}",
    b"[" * 100_000,
    b"[" * 500 + b"]" * 500,
    b'{"a":' * 60 + b"1" + b"}" * 60,
    b"null",
    b"[]",
    b'"text"',
    b"1",
    b"\xef\xbb\xbf{}",
]


@pytest.fixture
def invitation(db: None) -> Invitation:
    survey = make_survey(opened=False)
    building.add_question(
        survey, kind=Question.Kind.MULTIPLE, text="Where?", choices=["Here", "There"]
    )
    return make_invitation(building.open_survey(survey, by=None))


def refused(call: Call, invitation: Invitation, body: Any) -> Any:
    """The sentences of a 400, after looking that nothing was written."""
    response = call("POST", f"invitations/{invitation.code}/responses/", body)
    assert response.status_code == 400
    assert not Response.objects.exists()
    return response.json()


def test_a_choice_of_another_question_is_refused(call: Call, invitation: Invitation) -> None:
    faces, _words, where = invitation.survey.questions.all()
    stray = where.choices.all()[0].pk

    errors = refused(
        call, invitation, {"token": TOKEN, "answers": [{"question": faces.pk, "choice": stray}]}
    )

    assert errors == {f"q-{faces.pk}": ["Pick one from the list."]}


def test_two_choices_for_one_are_refused(call: Call, invitation: Invitation) -> None:
    faces = invitation.survey.questions.all()[0]
    two = [choice.pk for choice in faces.choices.all()[:2]]

    errors = refused(
        call, invitation, {"token": TOKEN, "answers": [{"question": faces.pk, "choices": two}]}
    )

    assert errors == {f"q-{faces.pk}": ["Pick only one."]}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * 2001, "1 letter too long"),
        ("a\0b", "hidden sign"),
        ("a\ud800b", "broken letter"),
        (5, "This has to be text."),
        (True, "This has to be text."),
        (["a"], "This has to be text."),
    ],
)
def test_text_that_cannot_be_kept_is_refused(
    call: Call, invitation: Invitation, text: Any, sentence: str
) -> None:
    words = invitation.survey.questions.all()[1]

    errors = refused(
        call, invitation, {"token": TOKEN, "answers": [{"question": words.pk, "text": text}]}
    )

    assert sentence in errors[f"q-{words.pk}"][0]


def test_every_question_that_is_wrong_has_its_own_sentence(
    call: Call, invitation: Invitation
) -> None:
    faces, words, _where = invitation.survey.questions.all()
    answers = [{"question": faces.pk, "choice": 0}, {"question": words.pk, "text": "x" * 3000}]

    errors = refused(call, invitation, {"token": TOKEN, "answers": answers})

    assert errors.keys() == {f"q-{faces.pk}", f"q-{words.pk}"}


def test_one_question_is_answered_once_and_in_one_way(call: Call, invitation: Invitation) -> None:
    faces, words, _where = invitation.survey.questions.all()
    one = {"question": words.pk, "text": "a"}
    both = {"question": faces.pk, "choice": faces.choices.all()[0].pk, "text": "a"}

    twice = refused(call, invitation, {"token": TOKEN, "answers": [one, one]})
    mixed = refused(call, invitation, {"token": TOKEN, "answers": [both]})

    assert twice == {f"q-{words.pk}": ["There are two answers to this question."]}
    assert mixed == {f"q-{faces.pk}": ["Send one of choice, choices and text."]}


def test_only_a_question_for_words_takes_choices_and_words(
    call: Call, invitation: Invitation
) -> None:
    faces, words, where = invitation.survey.questions.all()
    here = where.choices.all()[0].pk
    answers = [
        {"question": where.pk, "choices": [here], "text": "over there"},
        {"question": words.pk, "choices": [here], "text": "lights"},
    ]
    one = {"question": faces.pk, "choice": here, "text": "lights"}

    errors = refused(call, invitation, {"token": TOKEN, "answers": answers})
    mixed = refused(call, invitation, {"token": TOKEN, "answers": [one]})

    assert errors == {
        f"q-{where.pk}": ["Pick from the list."],
        f"q-{words.pk}": ["Use your own words here."],
    }
    assert mixed == {f"q-{faces.pk}": ["Send one of choice, choices and text."]}


def test_a_question_of_another_survey_is_refused(call: Call, invitation: Invitation) -> None:
    other = make_survey().questions.all()[1]

    errors = refused(
        call, invitation, {"token": TOKEN, "answers": [{"question": other.pk, "text": "a"}]}
    )

    assert errors == {"answers": ["One answer is to a question that is not asked here."]}


def test_an_answer_to_nothing_is_refused(call: Call, invitation: Invitation) -> None:
    errors = refused(call, invitation, {"token": TOKEN, "answers": []})

    assert "not answered anything yet" in errors["answers"][0]


def test_too_many_answers_are_refused_without_a_sentence_for_each(
    call: Call, invitation: Invitation
) -> None:
    errors = refused(call, invitation, {"token": TOKEN, "answers": [{}] * 50_000})

    assert len(json.dumps(errors)) < 300


def test_a_token_that_is_not_one_is_refused(call: Call, invitation: Invitation) -> None:
    words = invitation.survey.questions.all()[1]
    answers = [{"question": words.pk, "text": "a"}]

    for token in [*STRANGE, "a" * 21, "a" * 65, "ä" * 30, "a b" * 10]:
        errors = refused(call, invitation, {"token": token, "answers": answers})

        assert errors.keys() == {"token"}


def test_a_consent_is_true_or_false(call: Call, invitation: Invitation) -> None:
    words = invitation.survey.questions.all()[1]
    answers = [{"question": words.pk, "text": "a"}]

    strange: list[Any] = ["yes", "true", 1, 0, None, [], {}, "\ud800"]
    for quote in strange:
        errors = refused(call, invitation, {"token": TOKEN, "answers": answers, "quote": quote})

        assert errors.keys() == {"quote"}


def test_strange_answers_are_refused(call: Call, invitation: Invitation) -> None:
    faces, words, where = invitation.survey.questions.all()

    for strange in STRANGE:
        for answers in (
            strange,
            [strange],
            [{"question": strange, "text": "a"}],
            [{"question": faces.pk, "choice": strange}],
            [{"question": where.pk, "choices": strange}],
            [{"question": where.pk, "choices": [strange]}],
            [{"question": words.pk, "choice": strange}],
        ):
            errors = refused(call, invitation, {"token": TOKEN, "answers": answers})
            assert all(isinstance(it, str) for sentences in errors.values() for it in sentences)


def test_what_is_not_json_is_refused(call: Call, invitation: Invitation) -> None:
    for body in NOT_JSON:
        assert refused(call, invitation, body)


def test_what_is_not_an_object_is_refused_everywhere(call: Call, worker: User, clerk: User) -> None:
    answer = make_words()

    for body in (b"", b"{", b"null", b"[]", b"[" * 100_000):
        for path, by in (
            ("journeys/", None),
            ("journeys/withdraw/", None),
            ("journeys/verdicts/", None),
            ("messages/", None),
            ("messages/answers/", None),
            ("messages/stop/", None),
            (f"moderation/{answer.pk}/reject/", worker),
            ("themes/", worker),
            ("staff/replies/", worker),
            ("staff/asked/", worker),
            ("meetings/", clerk),
            ("actions/", clerk),
        ):
            response = call("POST", path, body, by=by)

            assert response.status_code == 400, path
            assert response.json()


def test_strange_values_break_no_call(call: Call, worker: User, clerk: User) -> None:
    answer, theme, meeting = make_words(), make_theme(), make_meeting()
    receipt = send(make_invitation(), text="a")

    for strange in STRANGE:
        said = {"receipt": receipt, "reply": 1, "value": "yes"}
        for method, path, body, by in (
            ("POST", "journeys/", {"receipt": strange}, None),
            ("POST", "journeys/withdraw/", {"receipt": strange}, None),
            ("POST", "messages/answers/", {"receipt": strange}, None),
            ("POST", "messages/stop/", {"receipt": strange}, None),
            ("POST", "messages/", {"token": TOKEN, "kind": strange}, None),
            ("POST", "messages/", {"token": TOKEN, "kind": "tell", "words": strange}, None),
            ("POST", "journeys/verdicts/", said | {"reply": strange}, None),
            ("POST", "journeys/verdicts/", said | {"value": strange}, None),
            ("POST", f"moderation/{answer.pk}/hold/", {"reason": strange, "seen": 7}, worker),
            ("POST", f"moderation/{answer.pk}/redact/", {"text": strange, "seen": 7}, worker),
            ("POST", f"themes/{theme.pk}/voices/", {"voices": strange}, worker),
            ("POST", f"themes/{theme.pk}/voices/", {"voices": [strange]}, worker),
            ("PATCH", f"themes/{theme.pk}/", {"group": strange}, worker),
            ("PATCH", f"meetings/{meeting.pk}/", {"body": strange, "start_date": strange}, clerk),
            ("POST", "agenda-items/", {"meeting": meeting.pk, "themes": [strange]}, clerk),
            ("POST", "agenda-items/", {"meeting": meeting.pk, "surveys": strange}, clerk),
        ):
            response = call(method, path, body, by=by)

            # One and a half is taken for one: nothing of that is worth a refusal.
            assert response.status_code in {400, 404, 409} or strange == 1.5, (path, body)


@pytest.mark.parametrize("seen", [0, -5, HUGE, 12])
def test_what_was_never_seen_is_a_conflict(call: Call, worker: User, seen: int) -> None:
    answer = make_words()

    response = call("POST", f"moderation/{answer.pk}/approve/", {"seen": seen}, by=worker)

    assert response.status_code == 409


@pytest.mark.parametrize("pk", ["0", "9" * 19, "9" * 400, "9" * 5000])
def test_numbers_that_nothing_has_are_not_found(call: Call, clerk: User, pk: str) -> None:
    assert call("GET", f"meetings/{pk}/", by=clerk).status_code == 404


@pytest.mark.django_db
def test_a_number_that_no_row_can_have_breaks_nothing(worker: User) -> None:
    """SQLite and PostgreSQL take none above 2 to the 63rd, not even to look for it."""
    world, client = make_world(worker), signed_in(make_user(*Role))
    for route, row in {**PUBLIC, **STAFF, **API}.items():
        for number in re.findall(r"<int:\w+>", route):
            path = world.path(route.replace(number, "9" * 30))
            for method in row.methods.split():
                status = client.generic(method, path, "{}", "application/json").status_code
                assert status in {404, 400}, f"{method} {path}: {status}"


@pytest.mark.parametrize(
    "path", ["nothing/", "meetings/x/", "themes/1/nothing/", "moderation/1/approve/"]
)
def test_an_address_that_is_no_calls_is_answered_in_json(
    call: Call, worker: User, path: str
) -> None:
    for by in (None, worker):
        response = call("POST", path, {}, by=by)

        assert response.status_code == 404
        assert response.json() == {"detail": NOTHING_HERE}


def test_a_list_inside_a_body_has_its_sentences_in_one(call: Call, worker: User) -> None:
    sent = {"voices": [None, "x", "y", str(make_voice().pk)]}

    refused = call("POST", f"themes/{make_theme().pk}/voices/", sent, by=worker)

    assert refused.status_code == 400
    assert refused.json() == {"voices": ["This field may not be null.", "Must be a valid UUID."]}


@pytest.mark.parametrize("value", ["x", "-1", "9" * 400, "%00", "%ED%A0%80", "٣"])
def test_a_list_is_narrowed_by_numbers_only(call: Call, clerk: User, value: str) -> None:
    assert call("GET", f"meetings/?body={value}", by=clerk).status_code == 400
    assert call("GET", f"meetings/?page={value}", by=clerk).status_code == 404


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-16",
        "application/json; charset=nothing",
        "text/plain",
        "",
        ";;;",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ],
)
def test_no_content_type_breaks_a_call(invitation: Invitation, kind: str) -> None:
    for path in (f"invitations/{invitation.code}/responses/?a=%41&page=%41", "journeys/?%41"):
        response = Client().generic("POST", f"/api/v1/{path}", b"{}", content_type=kind)

        assert response.status_code in {400, 415}


@pytest.mark.parametrize("accept", ["text/html", ";", "*/*;q=x", "a/b/c", "application/json;;"])
def test_no_accept_header_breaks_a_call(invitation: Invitation, accept: str) -> None:
    response = Client().get(f"/api/v1/invitations/{invitation.code}/", headers={"accept": accept})

    assert response.status_code in {200, 406}


def test_a_body_that_is_too_large_is_a_413(call: Call, invitation: Invitation) -> None:
    body = {"token": new_token(), "answers": [], "more": "x" * 256 * 1024}

    response = call("POST", f"invitations/{invitation.code}/responses/", body)

    assert response.status_code == 413
    assert response.json()["detail"]


def test_fields_that_a_call_does_not_know_are_left_aside(
    call: Call, invitation: Invitation
) -> None:
    words = invitation.survey.questions.all()[1]
    answers = [{"question": words.pk, "text": "a", "more": 1}]

    response = call(
        "POST",
        f"invitations/{invitation.code}/responses/",
        {"token": new_token(), "answers": answers, "more": 1},
    )

    assert response.status_code == 201
