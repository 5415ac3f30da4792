from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction

from backend.accounts.models import User
from surveys import building, kept, lint, results
from surveys.models import Question, Response, Survey
from surveys.models.snapshots import CountedRound, Snapshot
from surveys.results import Document, NoResultsYet, State
from tests.rounds import (
    OK,
    SAFE,
    UNSAFE,
    answer,
    facts_of,
    make_counted,
    make_first_round,
    open_round,
    sides,
    texts,
    told,
)

pytestmark = pytest.mark.django_db


def document(survey: Survey, audience: str = "children") -> Document:
    found = told(survey, audience).document
    assert found
    return found


def take_back(words: str) -> None:
    response = kept.find(words)
    assert response
    kept.erase(response)


def close(survey: Survey) -> None:
    building.close_survey(survey, by=None)


def test_there_are_no_results_before_the_close() -> None:
    survey = open_round(make_first_round())
    sides(survey, 9, 9)

    with pytest.raises(NoResultsYet, match="still open"):
        told(survey)


def test_a_round_is_counted_when_it_closes() -> None:
    survey = make_counted((6, 11))

    found = document(survey)

    safe = found["questions"][0]
    assert found["base"] == 17
    assert safe["headline"] == {"says": "feel safe", "count": 6, "percent": 35}
    assert texts(safe["cells"]) == {
        SAFE: 6, OK: 0, UNSAFE: 11, "I am not sure": 0, "No answer": 0,
    }  # fmt: skip
    assert safe["hidden"] == ""


def test_a_round_of_nine_has_no_numbers_and_stores_none() -> None:
    survey = make_counted((4, 5))

    found = told(survey)

    assert (found.state, found.document) == (State.WORDS, None)
    assert not Snapshot.objects.exists()


def test_a_round_that_waited_is_counted_with_the_next() -> None:
    first = make_counted((4, 5))
    second = make_counted((3, 6), of=first)

    found = document(second)

    assert found["base"] == 18
    assert [it["id"] for it in found["rounds"]] == [first.pk, second.pk]
    assert found["questions"][0]["headline"] == {"says": "feel safe", "count": 7, "percent": 39}
    assert told(first).snapshot_id == told(second).snapshot_id


def test_a_round_that_was_counted_is_never_counted_again() -> None:
    first = make_counted((6, 6))
    second = make_counted((3, 4), of=first)
    third = make_counted((6, 7), of=first)

    found = document(third)

    assert found["base"] == 20
    assert [it["id"] for it in found["rounds"]] == [second.pk, third.pk]
    assert document(first)["base"] == 12


def test_the_database_refuses_to_count_a_round_twice() -> None:
    survey = make_counted((6, 6))
    snapshot = Snapshot.objects.get()

    with transaction.atomic(), pytest.raises(IntegrityError):
        CountedRound.objects.create(snapshot=snapshot, survey=survey, audience="children")


def test_closing_twice_counts_once() -> None:
    survey = make_counted((6, 6))

    close(survey)

    assert Snapshot.objects.count() == 1


def test_each_audience_is_counted_for_itself() -> None:
    survey = make_counted((6, 6), practitioners=(8, 5), managers=(3, 2))

    assert document(survey)["base"] == 12
    assert document(survey, "practitioners")["base"] == 13
    assert told(survey, "managers").state == State.WORDS


def test_adults_see_their_own_wording() -> None:
    survey = make_counted((6, 6), practitioners=(8, 5))

    asked = document(survey, "practitioners")["questions"][0]["text"]

    assert asked == "How safe do you think children feel?"


def test_what_was_taken_back_before_the_close_is_not_counted() -> None:
    survey = open_round(make_first_round())
    sides(survey, 6, 6)
    (words,) = answer(survey, 1, {"safe": SAFE})
    take_back(words)
    close(survey)

    assert document(survey)["base"] == 12


def test_what_is_taken_back_after_the_close_changes_nothing() -> None:
    survey = open_round(make_first_round())
    sides(survey, 6, 5)
    (words,) = answer(survey, 1, {"safe": UNSAFE})
    close(survey)
    before = json.dumps(document(survey))

    take_back(words)

    assert json.dumps(document(survey)) == before
    assert document(survey)["base"] == 12


def test_who_takes_back_while_a_round_waits_is_not_in_the_pool() -> None:
    first = open_round(make_first_round())
    sides(first, 4, 4)
    (words,) = answer(first, 1, {"safe": SAFE})
    close(first)
    take_back(words)

    second = make_counted((5, 5), of=first)

    assert document(second)["base"] == 18


def test_words_that_came_late_are_not_in_the_base() -> None:
    survey = open_round(make_first_round())
    sides(survey, 5, 5)
    Response.objects.filter(pk=Response.objects.order_by("pk")[0].pk).update(late=True)
    close(survey)

    assert told(survey).state == State.WORDS
    assert not Snapshot.objects.exists()


def test_small_answers_are_not_stored_anywhere() -> None:
    survey = open_round(make_first_round())
    answer(survey, 7, {"safe": SAFE})
    answer(survey, 9, {"safe": UNSAFE})
    answer(survey, 3, {"safe": OK})
    answer(survey, 1, {"wish": ("Lights",)})
    close(survey)

    safe = document(survey)["questions"][0]

    assert texts(safe["cells"]) == {
        SAFE: 7, OK: None, UNSAFE: None, "I am not sure": None, "No answer": None,
    }  # fmt: skip
    assert [(it["count"], len(it["texts"])) for it in safe["together"]] == [(13, 4)]
    assert safe["hidden"] == "some"
    snapshot = Snapshot.objects.get()
    assert '"count": 3' not in json.dumps([snapshot.board, snapshot.public])
    assert '"count": 1,' not in json.dumps([snapshot.board, snapshot.public])


def test_a_headline_with_a_small_side_is_hidden_whole() -> None:
    survey = make_counted((3, 20))

    safe = document(survey)["questions"][0]

    assert safe["headline"] == {"says": "feel safe", "count": None, "percent": None}
    assert all(cell["count"] is None for cell in safe["cells"])
    assert (safe["together"], safe["hidden"]) == ([], "sides")


def test_choices_of_which_several_may_be_picked_are_each_a_share_of_everybody() -> None:
    survey = open_round(make_first_round())
    answer(survey, 8, {"safe": SAFE, "wish": ("Lights", "Buses")})
    answer(survey, 9, {"safe": UNSAFE, "wish": ("Lights",)})
    answer(survey, 5, {"safe": UNSAFE})
    answer(survey, 2, {"safe": UNSAFE, "wish": ("Adults",)})
    close(survey)

    wishes = document(survey)["questions"][1]["cells"]

    assert [(it["text"], it["count"], it["percent"]) for it in wishes] == [
        ("Lights", 17, 71),
        ("Buses", 8, 33),
        ("Adults", None, None),
        ("I am not sure", 0, 0),
    ]


def test_what_children_say_about_themselves_has_no_results_of_its_own() -> None:
    survey = open_round(make_first_round())
    answer(survey, 12, {"safe": SAFE, "age": "Under 15"})
    answer(survey, 13, {"safe": UNSAFE, "age": "15 or older"})
    close(survey)

    found = document(survey)

    assert "How old are you?" not in [it["text"] for it in found["questions"]]
    assert [it["question"] for it in found["may_be_asked_by"]] == ["How old are you?"]


def test_a_headline_is_split_by_the_dimension_that_was_declared() -> None:
    survey = open_round(make_first_round())
    answer(survey, 6, {"safe": SAFE, "age": "Under 15"})
    answer(survey, 9, {"safe": UNSAFE, "age": "Under 15"})
    answer(survey, 10, {"safe": SAFE, "age": "15 or older"})
    answer(survey, 6, {"safe": UNSAFE, "age": "15 or older"})
    close(survey)

    safe, wish, _words = document(survey)["questions"]

    assert safe["splits"][0]["rows"] == [
        {"group": "Under 15", "size": 15, "count": 6, "percent": 40},
        {"group": "15 or older", "size": 16, "count": 10, "percent": 63},
    ]
    assert wish["splits"] == []


def test_a_split_with_a_small_cell_is_hidden_whole() -> None:
    survey = open_round(make_first_round())
    answer(survey, 3, {"safe": SAFE, "age": "Under 15"})
    answer(survey, 12, {"safe": UNSAFE, "age": "Under 15"})
    answer(survey, 10, {"safe": SAFE, "age": "15 or older"})
    answer(survey, 6, {"safe": UNSAFE, "age": "15 or older"})
    close(survey)

    assert document(survey)["questions"][0]["splits"][0]["rows"] is None


def test_groups_too_small_to_stand_alone_are_everybody_else() -> None:
    survey = open_round(make_first_round())
    answer(survey, 10, {"safe": SAFE, "age": "15 or older"})
    answer(survey, 11, {"safe": UNSAFE, "age": "15 or older"})
    answer(survey, 5, {"safe": SAFE, "age": "Under 15"})
    answer(survey, 6, {"safe": UNSAFE, "age": "Under 15"})
    answer(survey, 4, {"safe": UNSAFE})
    close(survey)

    rows = document(survey)["questions"][0]["splits"][0]["rows"]

    assert rows == [
        {"group": "15 or older", "size": 21, "count": 10, "percent": 48},
        {"group": "Everybody else", "size": 15, "count": 5, "percent": 33},
    ]


def test_the_public_is_told_from_ten_up_in_fives_and_never_more_than_the_board() -> None:
    survey = open_round(make_first_round())
    answer(survey, 12, {"safe": SAFE, "age": "Under 15"})
    answer(survey, 17, {"safe": UNSAFE, "age": "15 or older"})
    answer(survey, 6, {"safe": UNSAFE, "wish": ("Lights",)})
    close(survey)

    public = Snapshot.objects.get().public

    assert (public["base"], public["threshold"]) == (35, 10)
    assert public["questions"][0]["headline"] == {"says": "feel safe", "count": 10, "percent": 29}
    assert texts(public["questions"][1]["cells"])["Lights"] is None
    assert all(not it["splits"] and not it["together"] for it in public["questions"])


def test_questions_that_changed_between_rounds_are_not_pooled() -> None:
    first = make_counted((4, 5))
    second = building.next_round(first, by=None)
    Question.objects.filter(survey=second, kind="faces").update(text="How safe are you?")
    second = open_round(second)
    sides(second, 5, 5)
    close(second)

    found = document(second)

    assert found["questions"][0]["hidden"] == "changed"
    assert all(cell["count"] is None for cell in found["questions"][0]["cells"])
    assert found["questions"][1]["hidden"] == ""


def test_a_next_round_asks_the_same_with_everything_that_belongs_to_it(worker: User) -> None:
    first = make_counted((6, 6))
    faces = Question.objects.get(survey=first, kind="faces")
    building.add_question(first, kind="text", text="Why?", show_if=faces.choices.all()[:1])

    second = building.next_round(first, by=worker)

    assert second.status == "draft"
    assert (
        second.first_round_id == building.next_round(second, by=worker).first_round_id == first.pk
    )
    for before, after in zip(first.questions.all(), second.questions.all(), strict=True):
        assert (before.key, before.text, before.headline) == (
            after.key, after.text, after.headline,
        )  # fmt: skip
        same = [(it.text, it.headline, it.face) for it in before.choices.all()]
        assert [(it.text, it.headline, it.face) for it in after.choices.all()] == same
        assert {it.question.survey_id for it in after.show_if.all()} <= {second.pk}
        assert after.show_if.count() == before.show_if.count()
        assert after.wordings.count() == before.wordings.count()
    assert second.plan.audience == first.plan.audience


def test_a_headline_that_no_answer_says_keeps_a_survey_shut() -> None:
    survey = make_first_round()
    Question.objects.get(survey=survey, kind="faces").choices.update(headline=False)

    with pytest.raises(building.CannotOpen, match="Tick the choices"):
        building.open_survey(survey, by=None)


def test_results_over_time_are_every_snapshot_in_order() -> None:
    first = make_counted((6, 6))
    second = make_counted((8, 6), of=first)

    found = results.over_time(facts_of(second), results.Audience.CHILDREN)

    assert [it.document and it.document["base"] for it in found] == [12, 14]


def test_when_there_will_be_results_is_said_with_the_last_way_in() -> None:
    survey = make_first_round()

    assert "has not opened yet" in results.when_there(facts_of(survey))


def test_a_survey_that_asks_for_no_words_has_no_numbers_and_is_warned(worker: User) -> None:
    survey = make_first_round()
    survey.questions.filter(kind="text").delete()
    warned = [it.what for it in lint.findings(survey)]
    survey = open_round(survey)
    sides(survey, 6, 8)
    close(survey)

    found = document(survey)

    assert lint.NO_WORDS in warned
    assert found["base"] == 14
    assert [it["hidden"] for it in found["questions"]] == ["alone", "alone"]
    assert 'count": 6' not in json.dumps(found)


def test_a_question_asked_after_a_choice_says_no_more_than_the_choice() -> None:
    survey = make_first_round()
    unsafe = Question.objects.get(survey=survey, kind="faces").choices.filter(text=UNSAFE)
    building.add_question(survey, kind="yes_no", text="Is it at night?", show_if=unsafe)
    survey = open_round(survey)
    sides(survey, 6, 7)
    answer(survey, 3, {"safe": OK})
    close(survey)

    night = document(survey)["questions"][3]

    assert night["text"] == "Is it at night?"
    assert all(cell["count"] is None for cell in night["cells"])
    assert night["hidden"] == "after"
