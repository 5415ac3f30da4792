"""Say it by tapping: phrases beside the words count as choices and never become a Voice."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from participation.moderation import services as moderation
from surveys import answering, building, free_text, kept
from surveys.answering import Refused, Said, SentBefore, Submission
from surveys.models import Answer, Choice, Invitation, Question, Survey
from tests.factories import PHRASES, add_phrases, make_invitation, make_survey, new_token

pytestmark = pytest.mark.django_db
LIGHT, BUS, TALK = PHRASES


@pytest.fixture
def asked() -> Question:
    survey = make_survey(opened=False)
    question = add_phrases(survey)
    building.open_survey(survey, by=None)
    make_invitation(survey)
    return question


def tap(question: Question, *phrases: str, text: str = "") -> Said:
    picked = tuple(str(question.choices.get(text=it).pk) for it in phrases)
    return Said(choices=picked, text=text)


def send(*said: tuple[Question, Said], token: str = "") -> str:
    by_id = {str(question.pk): what for question, what in said}
    return answering.send(
        Invitation.objects.latest("pk"), Submission(token or new_token(), by_id)
    ).receipt


def waiting(by: User) -> list[free_text.Words]:
    return free_text.read_waiting(by=by)


def test_phrases_and_words_are_kept_side_by_side(asked: Question) -> None:
    send((asked, tap(asked, LIGHT, TALK, text="and that is why")))

    assert set(Answer.objects.values_list("choice__text", "text")) == {
        (LIGHT, ""),
        (TALK, ""),
        (None, "and that is why"),
    }


def test_who_only_taps_leaves_nothing_to_be_read(asked: Question, worker: User) -> None:
    send((asked, tap(asked, LIGHT)))

    assert free_text.waiting_count(by=worker) == 0
    assert waiting(worker) == []


def test_blank_words_beside_a_phrase_are_no_words(asked: Question) -> None:
    send((asked, tap(asked, LIGHT, text=" \n ")))

    assert Answer.objects.get().choice


@pytest.mark.parametrize(
    ("phrases", "text", "sentence"),
    [
        ((LIGHT, LIGHT), "", "Pick each one only once."),
        (("Very safe",), "", "Pick one from the list."),
        ((LIGHT,), "x" * 2003, "3 letters too long"),
    ],
)
def test_phrases_are_checked_as_choices_and_words_as_words(
    asked: Question, phrases: tuple[str, ...], text: str, sentence: str
) -> None:
    ids = tuple(str(Choice.objects.get(text=it).pk) for it in phrases)

    with pytest.raises(Refused) as refused:
        send((asked, Said(ids, text)))

    assert sentence in refused.value.errors[f"q-{asked.pk}"]
    assert not Answer.objects.exists()


def test_the_same_phrases_again_count_once_and_others_are_other_answers(asked: Question) -> None:
    token = new_token()
    first = send((asked, tap(asked, LIGHT, BUS)), token=token)

    again = send((asked, tap(asked, BUS, LIGHT)), token=token)
    with pytest.raises(SentBefore):
        send((asked, tap(asked, LIGHT)), token=token)

    assert again == first
    assert Answer.objects.count() == 2


def test_a_phrase_opens_a_later_question() -> None:
    survey = make_survey(opened=False)
    asked = add_phrases(survey)
    more = building.add_question(
        survey, kind=Question.Kind.TEXT, text="Who?", show_if=[asked.choices.get(text=TALK)]
    )
    make_invitation(building.open_survey(survey, by=None))

    send((asked, tap(asked, LIGHT)), (more, Said(text="hidden")))
    send((asked, tap(asked, TALK)), (more, Said(text="my nan")))

    assert [it.text for it in Answer.objects.words()] == ["my nan"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"choices": ["1", "2", "3", "4", "5", "6", "7"]},
        {"choices": ["1"], "pictures": {"1": "dragon"}},
        {"choices": ["1"], "pictures": {"2": "home"}},
    ],
)
def test_a_question_takes_six_phrases_and_pictures_of_ours(wrong: dict[str, Any]) -> None:
    survey = make_survey(opened=False)

    with pytest.raises(ValueError, match=r"up to 6|one of our own"):
        building.add_question(survey, kind=Question.Kind.TEXT, text="What?", **wrong)


def test_phrases_get_no_way_out_of_their_own() -> None:
    asked = add_phrases(make_survey(opened=False))

    assert [it.text for it in asked.choices.all()] == list(PHRASES)


def make_choices(survey: Survey, kind: str, **fields: Any) -> list[tuple[str, str]]:
    question = building.add_question(survey, kind=kind, text="Which?", **fields)
    return [(it.text, it.picture) for it in question.choices.all()]


def test_yes_and_no_have_pictures_and_not_sure_has_one_where_others_do() -> None:
    survey, several = make_survey(opened=False), ["A", "B"]

    assert make_choices(survey, "yes_no") == [
        ("Yes", "yes"),
        ("No", "no"),
        ("I am not sure", "not-sure"),
    ]
    assert make_choices(survey, "single", choices=several, pictures={"A": "bus", "B": "home"}) == [
        ("A", "bus"),
        ("B", "home"),
        ("I am not sure", "not-sure"),
    ]
    assert make_choices(survey, "single", choices=several)[-1] == ("I am not sure", "")


def test_words_are_read_with_the_phrases_that_their_own_child_tapped_there(worker: User) -> None:
    survey = make_survey(opened=False)
    asked, other = add_phrases(survey), add_phrases(survey, {"A dog": "happy"}, text="And?")
    make_invitation(building.open_survey(survey, by=None))
    send((asked, tap(asked, TALK, LIGHT, text="one")), (other, tap(other, "A dog", text="two")))
    send((asked, tap(asked, BUS)))
    send((asked, tap(asked, text="three")))

    tapped = {words.text: words.tapped for words in waiting(worker)}

    assert tapped == {"one": (LIGHT, TALK), "two": ("A dog",), "three": ()}


def test_reading_costs_the_same_however_many_phrases_there_are(
    asked: Question, worker: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        send((asked, tap(asked, LIGHT, BUS, text=f"words {number}")))

    with django_assert_max_num_queries(3):
        assert len(waiting(worker)) == 6


def test_a_phrase_is_never_part_of_a_voice(asked: Question, worker: User) -> None:
    send((asked, tap(asked, LIGHT, text="and that is why")))

    voice = moderation.approve(waiting(worker)[0].answer_id, by=worker)

    assert voice.text == "and that is why"


def test_a_child_finds_phrases_and_words_as_they_gave_them(asked: Question) -> None:
    receipt = send((asked, tap(asked, TALK, LIGHT, text="and that is why")))

    response = kept.everything(kept.find(receipt) or kept.nobody())

    assert response
    assert [it.said for it in response.answers] == [(LIGHT, TALK, "and that is why")]


def test_phrases_stay_when_old_words_are_erased(asked: Question, worker: User) -> None:
    receipt = send((asked, tap(asked, LIGHT, text="and that is why")))
    moderation.approve(waiting(worker)[0].answer_id, by=worker)
    long_ago = timezone.localdate() - timedelta(days=200)
    building.close_survey(asked.survey, by=None, on=long_ago)

    erased = kept.erase_old_words(held=Answer.objects.none())

    response = kept.everything(kept.find(receipt) or kept.nobody())
    assert erased == 1
    assert response
    assert response.answers[0].said == (LIGHT,)
    assert response.answers[0].erased_on == timezone.localdate()


# --- In the one form ------------------------------------------------------------------------------


def form_url() -> str:
    return Invitation.objects.latest("pk").get_absolute_url()


def test_phrases_are_ticked_by_nobody_but_the_child(asked: Question, client: Client) -> None:
    page = client.get(form_url()).content.decode()

    boxes = re.findall(rf'<input type="checkbox" name="q-{asked.pk}-say"[^>]*>', page)
    assert len(boxes) == len(PHRASES)
    assert not any("checked" in box for box in boxes)
    assert page.index("Tap what fits.") < page.index(boxes[0])
    assert page.index(boxes[-1]) < page.index(f'<textarea id="q-{asked.pk}" name="q-{asked.pk}"')


def test_a_question_without_phrases_has_no_word_about_them(client: Client) -> None:
    page = client.get(make_invitation().get_absolute_url()).content.decode()

    assert "Tap what fits." not in page


def test_the_form_brings_phrases_and_words_together(asked: Question, client: Client) -> None:
    said = tap(asked, LIGHT, BUS)
    sent = {
        f"q-{asked.pk}-say": list(said.choices),
        f"q-{asked.pk}": "two\r\nlines",
        "token": new_token(),
    }

    answer = client.post(form_url(), sent)
    again = client.post(form_url(), sent)

    assert [answer.status_code, again.status_code] == [201, 200]
    assert set(Answer.objects.values_list("choice__text", "text")) == {
        (LIGHT, ""),
        (BUS, ""),
        (None, "two\nlines"),
    }


def test_an_error_keeps_phrases_ticked_and_leads_to_the_words(
    asked: Question, client: Client
) -> None:
    (bus,) = tap(asked, BUS).choices
    sent = {f"q-{asked.pk}-say": bus, f"q-{asked.pk}": "x" * 2001, "token": new_token()}

    answer = client.post(form_url(), sent)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count(" checked>") == 1
    assert re.search(rf'<input [^>]*id="q-{asked.pk}-say-{bus}"[^>]* checked', page)
    assert f'<a href="#q-{asked.pk}">' in page


def test_phrases_where_none_are_offered_are_refused(client: Client) -> None:
    invitation = make_invitation()
    faces, words = invitation.survey.questions.all()
    very_safe = faces.choices.all()[0].pk

    on_words = client.post(
        invitation.get_absolute_url(), {f"q-{words.pk}-say": very_safe, "token": new_token()}
    )
    on_faces = client.post(
        invitation.get_absolute_url(), {f"q-{faces.pk}-say": very_safe, "token": new_token()}
    )

    assert "Use your own words here." in on_words.content.decode()
    assert on_faces.status_code == 400
    assert not Answer.objects.exists()
