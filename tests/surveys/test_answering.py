"""What is sent is checked, kept once, and shown to moderators when its order names nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from backend.accounts.models import User
from participation.replies.services import take_back
from surveys import answering, building
from surveys.answering import InvitationClosed, Refused, Said, SentBefore, Submission, TakenBack
from surveys.models import TEXT_LIMIT, Answer, Audience, Invitation, Question, Response
from tests.factories import make_invitation, make_survey, new_token, send

pytestmark = pytest.mark.django_db


def submit(invitation: Invitation, said: dict[Question, Said], **fields: Any) -> answering.Kept:
    by_id = {str(question.pk): what for question, what in said.items()}
    return answering.send(invitation, Submission(new_token(), by_id, **fields))


def errors_of(invitation: Invitation, said: dict[Question, Said]) -> dict[str, str]:
    with pytest.raises(Refused) as refused:
        submit(invitation, said)
    assert not Response.objects.exists()
    return refused.value.errors


def test_response_and_answers_are_kept_together() -> None:
    invitation = make_invitation()

    send(invitation, text="more lights", choice=4, quote=True)

    response = Response.objects.get()
    assert response.sent_on == timezone.localdate()
    assert response.quote
    assert set(response.answers.values_list("text", "choice__text")) == {
        ("more lights", None),
        ("", "Not very safe"),
    }


def test_half_a_response_is_not_kept(worker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("surveys.arriving.write_to_people", fail)

    with pytest.raises(RuntimeError):
        send(make_invitation(), text="i want to kill myself", choice=1)

    assert not Response.objects.exists()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("audience", Audience)
def test_answers_are_kept_as_those_of_the_audience_that_was_invited(audience: Audience) -> None:
    send(make_invitation(audience=audience), text="more lights")

    assert Response.objects.get().audience == audience


def test_nothing_kept_says_who_when_or_through_which_invitation() -> None:
    columns = {field.name for field in Response._meta.concrete_fields}

    assert columns == {
        "audience",
        "beyond",  # the n-th and later ones, of hundreds: nobody is the last
        "digest",
        "id",
        "late",  # after the close: words only
        "quote",
        "receipt_hash",
        "sent_on",
        "survey",
    }
    assert Response._meta.get_field("sent_on").get_internal_type() == "DateField"


def test_the_same_token_again_gives_the_same_receipt_and_counts_once() -> None:
    invitation, token = make_invitation(), new_token()
    first = send(invitation, text="more lights", token=token)

    again = send(invitation, text="more lights", token=token)

    assert again == first
    assert Response.objects.count() == 1


def test_a_repeat_is_known_after_the_survey_closed() -> None:
    invitation, token = make_invitation(), new_token()
    first = send(invitation, text="more lights", token=token)
    building.close_survey(invitation.survey, by=None)

    again = send(Invitation.objects.get(), text="more lights", token=token)

    assert again == first


def test_other_answers_with_the_same_token_are_not_kept() -> None:
    invitation, token = make_invitation(), new_token()
    first = send(invitation, text="more lights", token=token)

    with pytest.raises(SentBefore) as before:
        send(invitation, text="fewer lights", token=token)

    assert before.value.receipt == first
    assert Answer.objects.get().text == "more lights"


def test_another_choice_is_another_answer() -> None:
    invitation, token = make_invitation(), new_token()
    send(invitation, choice=1, token=token)

    with pytest.raises(SentBefore):
        send(invitation, choice=2, token=token)

    assert Answer.objects.values_list("choice__text", flat=True).get() == "Very safe"


def test_a_repeat_is_known_in_whatever_order_its_fields_come() -> None:
    invitation, token = make_invitation(), new_token()
    faces, words = invitation.survey.questions.all()
    said = {str(faces.pk): pick(faces, "Very safe"), str(words.pk): Said(text="more lights")}
    answering.send(invitation, Submission(token, said))

    again = answering.send(invitation, Submission(token, dict(reversed(said.items()))))

    assert again.is_repeat


def test_the_fingerprint_of_what_was_sent_is_useless_without_the_token() -> None:
    """Or anybody with the database could find out whose answers these are by trying texts."""
    said = {"1": Said(text="more lights")}

    one, other = (Submission(new_token(), said).digest() for _token in range(2))

    assert one != other


def test_another_yes_to_quoting_is_another_answer() -> None:
    invitation, token = make_invitation(), new_token()
    send(invitation, text="more lights", token=token, quote=False)

    with pytest.raises(SentBefore):
        send(invitation, text="more lights", token=token, quote=True)

    assert not Response.objects.get().quote


def test_answers_taken_back_do_not_come_back_with_a_late_repeat() -> None:
    invitation, token = make_invitation(), new_token()
    take_back(send(invitation, text="more lights", token=token))

    with pytest.raises(TakenBack):
        send(invitation, text="more lights", token=token)

    assert not Response.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_sends_at_the_same_instant_are_kept_once() -> None:
    invitation, token = make_invitation(), new_token()
    start = Barrier(8)

    def one(_number: int) -> str:
        try:
            connections["default"].ensure_connection()
            start.wait(timeout=20)
            return send(Invitation.objects.get(pk=invitation.pk), text="more lights", token=token)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(one, range(8)))

    assert len(receipts) == 1
    assert Response.objects.count() == 1
    assert Answer.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_single_use_code_takes_one_of_two_at_the_same_instant() -> None:
    invitation = make_invitation(kind=Invitation.Kind.SINGLE)

    def one(number: int) -> bool:
        try:
            send(Invitation.objects.get(pk=invitation.pk), text=f"words {number}")
        except InvitationClosed:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(one, range(6)))

    assert taken.count(True) == 1
    assert Response.objects.count() == 1


@pytest.mark.django_db
def test_a_card_that_two_opened_before_either_sent_is_used_once() -> None:
    card = make_invitation(kind=Invitation.Kind.SINGLE)
    opened = [Invitation.objects.get(pk=card.pk) for _phone in range(2)]

    send(opened[0], text="first")
    with pytest.raises(InvitationClosed):
        send(opened[1], text="second")

    assert [it.text for it in Answer.objects.all()] == ["first"]


@pytest.mark.parametrize("token", ["", "short", "x" * 65, "has spaces in it, that one!", "é" * 30])
def test_what_is_not_a_token_is_refused(token: str) -> None:
    with pytest.raises(Refused) as refused:
        answering.send(make_invitation(), Submission(token, {}))

    assert "token" in refused.value.errors


def test_a_choice_of_another_question_is_refused() -> None:
    invitation = make_invitation()
    faces = invitation.survey.questions.all()[0]
    other = make_survey().questions.all()[0].choices.all()[0]

    errors = errors_of(invitation, {faces: Said(choices=(str(other.pk),))})

    assert errors == {f"q-{faces.pk}": "Pick one from the list."}


def test_two_choices_where_one_is_asked_are_refused() -> None:
    invitation = make_invitation()
    faces = invitation.survey.questions.all()[0]
    two = tuple(str(choice.pk) for choice in faces.choices.all()[:2])

    errors = errors_of(invitation, {faces: Said(choices=two)})

    assert errors == {f"q-{faces.pk}": "Pick only one."}


def test_a_question_of_another_survey_is_refused() -> None:
    invitation = make_invitation()
    words, others = (it.questions.all()[1] for it in (invitation.survey, make_survey()))

    errors = errors_of(invitation, {words: Said(text="hello"), others: Said(text="hello")})

    assert errors == {"answers": "One answer is to a question that is not asked here."}


def test_words_are_taken_only_where_words_are_asked_for() -> None:
    """Or they would wait for moderators under a question that nobody wrote them to."""
    invitation = make_invitation()
    faces, words = invitation.survey.questions.all()

    errors = errors_of(invitation, {faces: Said(text="hello"), words: pick(faces, "Very safe")})

    assert errors == {
        f"q-{faces.pk}": "Pick from the list.",
        f"q-{words.pk}": "Use your own words here.",
    }


def test_a_choice_is_picked_once() -> None:
    survey = make_survey(opened=False)
    several = building.add_question(
        survey, kind=Question.Kind.MULTIPLE, text="What would help?", choices=["Lights", "Buses"]
    )
    twice = (str(several.choices.get(text="Lights").pk),) * 2

    errors = errors_of(
        make_invitation(building.open_survey(survey, by=None)), {several: Said(choices=twice)}
    )

    assert errors == {f"q-{several.pk}": "Pick each one only once."}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x" * (TEXT_LIMIT + 3), "3 letters too long"),
        ("a\0b", "hidden sign"),
        ("a\ud800b", "broken letter"),
    ],
)
def test_words_that_cannot_be_kept_are_refused_with_a_sentence(text: str, sentence: str) -> None:
    invitation = make_invitation()
    words = invitation.survey.questions.all()[1]

    errors = errors_of(invitation, {words: Said(text=text)})

    assert sentence in errors[f"q-{words.pk}"]


@pytest.mark.parametrize(
    "text",
    [
        "I <3 school & football",
        "<script>alert(1)</script>",
        "\u202eabc\u202c \u200f اردو",
        "👍🏽🏳️‍🌈",
        "  two  spaces\nand a line ",
        "x" * TEXT_LIMIT,
        "&lt;already&gt;",
    ],
)
def test_words_are_kept_exactly_as_typed(text: str) -> None:
    send(make_invitation(), text=text)

    assert Answer.objects.get().text == text


def test_nothing_answered_is_said_to_be_so() -> None:
    errors = errors_of(make_invitation(), {})

    assert "not answered anything" in errors["answers"]


def make_show_if_survey() -> tuple[Invitation, Question, Question, Question]:
    survey = make_survey(opened=False)
    faces = survey.questions.all()[0]
    why = building.add_question(
        survey,
        kind=Question.Kind.YES_NO,
        text="Is it after dark?",
        show_if=[faces.choices.get(text="Not safe at all")],
    )
    more = building.add_question(
        survey,
        kind=Question.Kind.TEXT,
        text="What happens then?",
        show_if=[why.choices.get(text="Yes")],
    )
    return make_invitation(building.open_survey(survey, by=None)), faces, why, more


def pick(question: Question, text: str) -> Said:
    return Said(choices=(str(question.choices.get(text=text).pk),))


def test_answers_that_show_if_hides_are_left_out() -> None:
    invitation, faces, why, more = make_show_if_survey()

    submit(
        invitation,
        {faces: pick(faces, "Very safe"), why: pick(why, "Yes"), more: Said(text="hidden words")},
    )

    assert [answer.choice and answer.choice.text for answer in Answer.objects.all()] == [
        "Very safe"
    ]


def test_answers_that_show_if_hides_are_checked_like_all_others() -> None:
    invitation, faces, why, _more = make_show_if_survey()

    errors = errors_of(invitation, {faces: pick(faces, "Very safe"), why: pick(faces, "Very safe")})

    assert errors == {f"q-{why.pk}": "Pick one from the list."}


def test_words_under_a_question_that_was_not_opened_are_not_lost_in_silence() -> None:
    invitation, _faces, _why, more = make_show_if_survey()

    errors = errors_of(invitation, {more: Said(text="my words")})

    assert "Give that answer first." in errors[f"q-{more.pk}"]


def test_answers_that_show_if_opens_are_kept() -> None:
    invitation, faces, why, more = make_show_if_survey()

    submit(
        invitation,
        {faces: pick(faces, "Not safe at all"), why: pick(why, "Yes"), more: Said(text="words")},
    )

    assert Answer.objects.count() == 3


def test_each_audience_is_asked_in_its_own_wording() -> None:
    survey = make_survey()
    survey.questions.all()[0].wordings.create(audience="board", text="How safe do you think?")

    board = answering.questions_for(make_invitation(survey, audience=Audience.BOARD))
    children = answering.questions_for(make_invitation(survey))

    assert board[0].text == "How safe do you think?"
    assert children[0].text == "How safe do you feel where you live?"


def test_a_question_for_one_audience_is_not_asked_of_another() -> None:
    survey = make_survey(opened=False)
    building.add_question(survey, kind=Question.Kind.TEXT, text="Adults?", only_for="managers")

    asked = answering.questions_for(make_invitation(survey))

    assert "Adults?" not in [question.text for question in asked]


@pytest.mark.parametrize(
    "fields",
    [
        {"opens_at": timedelta(hours=1)},
        {"closes_at": timedelta(hours=-1)},
    ],
)
def test_an_invitation_takes_nothing_outside_its_time(fields: dict[str, timedelta]) -> None:
    times: dict[str, Any] = {name: timezone.now() + delta for name, delta in fields.items()}
    invitation = make_invitation(**times)

    with pytest.raises(InvitationClosed):
        send(invitation, text="more lights")

    assert not Response.objects.exists()


def test_a_draft_survey_takes_nothing() -> None:
    with pytest.raises(InvitationClosed):
        send(make_invitation(make_survey(opened=False)), text="more lights")


def test_the_database_refuses_an_answer_that_is_both_choice_and_words() -> None:
    send(make_invitation(), choice=1)

    with pytest.raises(IntegrityError, match="answer_is_a_choice_or_words"):
        Answer.objects.update(text="words")


def test_sending_costs_the_same_statements_however_long_the_survey(
    django_assert_max_num_queries: Any,
) -> None:
    survey = make_survey(opened=False)
    for number in range(12):
        building.add_question(survey, kind=Question.Kind.TEXT, text=f"Question {number}?")
    invitation = make_invitation(building.open_survey(survey, by=None))
    said = {question: Said(text="words") for question in survey.questions.filter(kind="text")}

    with django_assert_max_num_queries(11):
        submit(invitation, said)
