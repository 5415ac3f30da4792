"""Every change of a draft: what it does, what it refuses, and of two people neither is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from backend.accounts.models import User
from backend.audit.models import Event
from surveys import building, drafting, drafts, invitations
from surveys.drafting import ChangedMeanwhile, NotADraft, Refused
from surveys.drafts import ChoiceDraft, QuestionDraft
from surveys.models import Choice, Question, Survey
from tests.factories import make_group, make_survey

pytestmark = pytest.mark.django_db
PICK = QuestionDraft(
    kind="single",
    text="Which would help?",
    why="To choose first.",
    feeds="Lights in March",
    choices=(ChoiceDraft("A lamp", "light"), ChoiceDraft("A bus", "bus")),
)


@pytest.fixture
def survey() -> Survey:
    return make_survey(opened=False)


@pytest.fixture
def pick(survey: Survey, worker: User) -> Question:
    return fresh(drafting.add_question(survey, PICK, by=worker))


def fresh(question: Question) -> Question:
    return Question.objects.get(pk=question.pk)


def drafted(question: Question, **changes: Any) -> QuestionDraft:
    """A question as the form sends it back, with what is named changed."""
    rows = [it for it in question.choices.all() if not it.not_sure]
    return QuestionDraft(
        kind=changes.pop("kind", question.kind),
        text=changes.pop("text", question.text),
        help=question.help,
        why=question.why,
        feeds=question.feeds,
        about_you=changes.pop("about_you", question.about_you),
        show_if=changes.pop("show_if", tuple(it.pk for it in question.show_if.all())),
        choices=changes.pop(
            "choices",
            tuple(ChoiceDraft(it.text, it.picture, it.headline, it.pk) for it in rows),
        ),
        wordings=changes.pop("wordings", {}),
        **changes,
    )


def change(question: Question, by: User, **changes: Any) -> Question:
    seen = drafts.mark_of(question)
    return drafting.change_question(question, drafted(question, **changes), seen=seen, by=by)


def texts(survey: Survey) -> list[str]:
    return [it.text for it in survey.questions.all()]


def test_a_survey_begins_as_a_draft_that_asks_nothing(worker: User) -> None:
    survey = drafting.start_survey(group_id=make_group().pk, title="Buses", by=worker)

    assert (survey.status, survey.questions.count()) == (Survey.Status.DRAFT, 0)
    assert Event.objects.get(action="survey-drafted").actor == str(worker.pk)


def test_a_question_is_added_at_the_end_with_all_that_was_typed(pick: Question) -> None:
    choices = [(it.text, it.picture, it.not_sure) for it in pick.choices.all()]

    assert (pick.position, pick.why, pick.feeds) == (3, "To choose first.", "Lights in March")
    assert choices == [
        ("A lamp", "light", False),
        ("A bus", "bus", False),
        ("I am not sure", "not-sure", True),
    ]


@pytest.mark.parametrize("number", [3, 4, 5])
def test_faces_come_by_themselves_the_best_first(survey: Survey, worker: User, number: int) -> None:
    rows = tuple(ChoiceDraft(f"Words {at}", picture="home") for at in range(number))

    made = drafting.add_question(
        survey, QuestionDraft(kind="faces", text="How is it?", choices=rows), by=worker
    )

    asked = made.choices.filter(not_sure=False)
    assert tuple(it.face for it in asked) == building.FACES_BY_COUNT[number]
    assert {it.picture for it in made.choices.all()} == {""}


def test_yes_and_no_need_no_typing(survey: Survey, worker: User) -> None:
    made = drafting.add_question(survey, QuestionDraft(kind="yes_no", text="Is it?"), by=worker)

    assert [it.text for it in made.choices.all()] == ["Yes", "No", "I am not sure"]


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"text": " "}, "text", "Write the question."),
        ({"choices": (ChoiceDraft("A bus"),)}, "choices", "at least two"),
        ({"choices": (ChoiceDraft("Bus"), ChoiceDraft("bus"))}, "choices", "say the same"),
        ({"kind": "faces"}, "choices", "three, four or five"),
        ({"kind": "yes_no", "choices": (ChoiceDraft("Yes"),)}, "choices", "Or give both"),
        (
            {"kind": "text", "choices": tuple(ChoiceDraft(str(at)) for at in range(7))},
            "choices",
            "up to 6 phrases",
        ),
        ({"choices": (ChoiceDraft("A", "x"), ChoiceDraft("B"))}, "choices", "our own pictures"),
        ({"headline": "feel safe"}, "headline", "Tick the choices"),
        ({"headline": "feel safe", "kind": "multiple"}, "headline", "one choice"),
        ({"headline": "feel safe", "about_you": True}, "headline", "about the one who answers"),
        ({"splits": True}, "splits", "about the one who answers"),
    ],
)
def test_each_kind_has_what_it_needs_and_says_so_at_the_field(
    survey: Survey, worker: User, fields: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        drafting.add_question(survey, replace(PICK, **fields), by=worker)

    assert sentence in refused.value.errors[field]
    assert survey.questions.count() == 2


def test_a_headline_stands_with_the_choices_that_say_it(survey: Survey, worker: User) -> None:
    rows = (ChoiceDraft("Safe", headline=True), ChoiceDraft("Not safe"))

    made = drafting.add_question(
        survey, replace(PICK, headline="feel safe", choices=rows), by=worker
    )

    assert [it.text for it in made.choices.all() if it.headline] == ["Safe"]


def test_a_change_keeps_the_choices_that_are_still_there(pick: Question, worker: User) -> None:
    lamp = pick.choices.get(text="A lamp")
    bench = ChoiceDraft("A bench", "park")

    changed = change(
        pick, worker, choices=(bench, ChoiceDraft("A brighter lamp", "light", id=lamp.pk))
    )

    assert [it.text for it in changed.choices.all()] == [
        "A bench",
        "A brighter lamp",
        "I am not sure",
    ]
    assert Choice.objects.get(pk=lamp.pk).text == "A brighter lamp"


def test_a_choice_of_another_question_cannot_be_taken_over(
    survey: Survey, pick: Question, worker: User
) -> None:
    foreign = survey.questions.get(kind="faces").choices.all()[0]

    change(pick, worker, choices=(ChoiceDraft("Mine", id=foreign.pk), ChoiceDraft("Other")))

    foreign.refresh_from_db()
    assert foreign.question_id != pick.pk
    assert foreign.text == "Very safe"


def test_another_kind_keeps_the_words_and_gets_its_own_way_out(
    pick: Question, worker: User
) -> None:
    as_words = change(pick, worker, kind="text")

    assert [it.text for it in as_words.choices.all()] == ["A lamp", "A bus"]


def test_changed_words_are_another_question_and_a_changed_reason_is_not(
    pick: Question, worker: User
) -> None:
    key = pick.key

    same = change(pick, worker, wordings={})
    other = change(fresh(pick), worker, text="What would help most?")

    assert same.key == key
    assert other.key != key


def test_in_a_round_the_key_stays_and_the_counting_compares_the_words(worker: User) -> None:
    again = building.next_round(make_survey(), by=worker)
    asked = again.questions.get(kind="text")

    changed = change(asked, worker, text="What else would help?")

    assert changed.key == asked.key


def test_other_audiences_are_asked_in_their_own_words(pick: Question, worker: User) -> None:
    change(pick, worker, wordings={"board": ("What would help them?", ""), "managers": ("", "")})
    asked = fresh(pick)
    assert [(it.audience, it.text) for it in asked.wordings.all()] == [
        ("board", "What would help them?")
    ]

    change(asked, worker, wordings={"board": ("", "")})

    assert not fresh(pick).wordings.exists()


def test_a_question_hangs_on_earlier_choices_of_its_own_survey_only(
    survey: Survey, pick: Question, worker: User
) -> None:
    first = survey.questions.get(kind="faces")
    own, later = first.choices.all()[0], pick.choices.all()[0]
    foreign = make_survey(opened=False).questions.get(kind="faces").choices.all()[0]

    for question, choice in ((first, later), (pick, foreign)):
        with pytest.raises(Refused) as refused:
            change(question, worker, show_if=(choice.pk,))
        assert "is not asked before this question" in refused.value.errors["show_if"]
    change(pick, worker, show_if=(own.pk,))

    assert list(fresh(pick).show_if.all()) == [own]


@pytest.fixture
def hanging(survey: Survey, pick: Question, worker: User) -> Question:
    bus = pick.choices.get(text="A bus")
    draft = QuestionDraft(kind="text", text="Which bus?", show_if=(bus.pk,))
    return drafting.add_question(survey, draft, by=worker)


def test_what_others_hang_on_stays_before_them(
    survey: Survey, pick: Question, hanging: Question, worker: User
) -> None:
    seen = drafts.mark_of_order(survey.questions.all())

    with pytest.raises(Refused, match="has to come later"):
        drafting.move_question(pick, up=False, seen=seen, by=worker)
    with pytest.raises(Refused, match="must come after it"):
        change(pick, worker, about_you=True)

    assert texts(survey)[-2:] == [pick.text, hanging.text]


def test_a_choice_that_others_hang_on_does_not_go_unnoticed(
    pick: Question, hanging: Question, worker: User
) -> None:
    with pytest.raises(Refused, match="“Which bus\\?” is asked only after “A bus”"):
        change(pick, worker, choices=(ChoiceDraft("A lamp"), ChoiceDraft("A bench")))

    assert hanging.show_if.get().text == "A bus"


def test_questions_move_among_their_own(survey: Survey, pick: Question, worker: User) -> None:
    age = drafting.add_question(
        survey, replace(PICK, text="How old are you?", about_you=True), by=worker
    )

    def move(question: Question, up: bool) -> bool:
        seen = drafts.mark_of_order(survey.questions.all())
        return drafting.move_question(question, up=up, seen=seen, by=worker)

    assert move(pick, True)
    assert not move(age, True)
    assert texts(survey)[1:] == [pick.text, "What would help?", age.text]
    assert [it.position for it in survey.questions.all()] == [1, 2, 3, 4]


def test_a_copy_is_another_question_right_behind_the_first(
    survey: Survey, pick: Question, hanging: Question, worker: User
) -> None:
    copy = drafting.copy_question(hanging, by=worker)
    twice = drafting.copy_question(pick, by=worker)

    assert texts(survey)[2:] == [pick.text, pick.text, "Which bus?", "Which bus?"]
    assert copy.key != hanging.key
    assert list(copy.show_if.all()) == list(hanging.show_if.all())
    assert [it.picture for it in twice.choices.all()] == ["light", "bus", "not-sure"]


def test_a_question_that_is_taken_out_frees_what_hung_on_it(
    survey: Survey, pick: Question, hanging: Question, worker: User
) -> None:
    freed = drafting.remove_question(pick, seen=drafts.mark_of(pick), by=worker)
    added = drafting.add_question(survey, PICK, by=worker)

    assert freed == [hanging]
    assert not hanging.show_if.exists()
    assert [it.position for it in survey.questions.all()] == [1, 2, 3, 4]
    assert added.position == 4


def test_of_two_people_at_once_the_second_is_told(
    survey: Survey, pick: Question, worker: User
) -> None:
    seen, order = drafts.mark_of(pick), drafts.mark_of_order(survey.questions.all())
    told = drafts.mark_of_texts(survey)
    change(pick, worker, text="Theirs?")
    drafting.move_question(pick, up=True, seen=order, by=worker)
    theirs: dict[str, Any] = {"group": survey.group, "title": "Theirs", "about": ""}
    drafting.edit_texts(survey, **theirs, seen=told, by=worker)

    mine: list[Callable[[], object]] = [
        lambda: drafting.change_question(pick, drafted(pick), seen=seen, by=worker),
        lambda: drafting.remove_question(pick, seen=seen, by=worker),
        lambda: drafting.move_question(pick, up=True, seen=order, by=worker),
        lambda: drafting.edit_texts(survey, **(theirs | {"title": "Mine"}), seen=told, by=worker),
    ]
    for deed in mine:
        with pytest.raises(ChangedMeanwhile, match="Somebody else has changed this"):
            deed()

    survey.refresh_from_db()
    assert (fresh(pick).text, survey.title) == ("Theirs?", "Theirs")


def test_a_question_that_is_gone_is_said_to_be(pick: Question, worker: User) -> None:
    seen = drafts.mark_of(pick)
    drafting.remove_question(pick, seen=seen, by=worker)

    with pytest.raises(ChangedMeanwhile):
        drafting.change_question(pick, PICK, seen=seen, by=worker)


def test_what_was_asked_stays_as_it_was(survey: Survey, pick: Question, worker: User) -> None:
    seen, order = drafts.mark_of(pick), drafts.mark_of_order(survey.questions.all())
    building.open_survey(survey, by=worker)
    told: dict[str, Any] = {"group": survey.group, "title": "New", "about": ""}
    deeds: list[Callable[[], object]] = [
        lambda: drafting.add_question(survey, PICK, by=worker),
        lambda: drafting.change_question(pick, PICK, seen=seen, by=worker),
        lambda: drafting.remove_question(pick, seen=seen, by=worker),
        lambda: drafting.move_question(pick, up=True, seen=order, by=worker),
        lambda: drafting.copy_question(pick, by=worker),
        lambda: drafting.edit_texts(survey, **told, seen="", by=worker),
        lambda: drafting.remove_survey(survey, by=worker),
    ]

    for deed in deeds:
        with pytest.raises(NotADraft, match="has been opened"):
            deed()

    assert texts(survey)[-1] == pick.text
    assert survey.questions.count() == 3


def test_a_draft_goes_with_all_that_is_in_it(survey: Survey, worker: User) -> None:
    invitations.invite(survey, audience="children", by=worker)

    drafting.remove_survey(survey, by=worker)

    assert not Survey.objects.exists()
    assert Event.objects.filter(action="draft-removed").exists()
