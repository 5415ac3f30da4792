"""Packs: what leaves and comes in is the same, and nothing else gets in."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.accounts.models import User
from backend.accounts.permissions import Role
from surveys import gate, invitations, lint, packs, translating
from surveys.building import FACES_BY_COUNT
from surveys.models import Audience, Group, Question, Survey
from surveys.pack_format import (
    LIMIT,
    After,
    BadPack,
    Pack,
    PackChoice,
    PackQuestion,
    PackWording,
    tidy,
    write_pack,
)
from surveys.pictures import Picture
from tests.factories import make_group, make_survey, make_words, somebody

IMPORT = "/staff/surveys/packs/import/"
KEY = "11111111-1111-4111-8111-111111111111"


def content(**changes: Any) -> dict[str, Any]:
    question = {"key": KEY, "kind": "text", "text": "What would help?"}
    return {
        "format": "noticed-survey-pack",
        "version": 1,
        "title": "Ours",
        "questions": [question],
        **changes,
    }


def file(**changes: Any) -> bytes:
    return json.dumps(content(**changes)).encode()


def asked(**changes: Any) -> bytes:
    return file(questions=[{"key": KEY, "kind": "text", "text": "What?", **changes}])


# --- There and back -------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)
ONE_LINE = WORDS.map(tidy).filter(bool)
LINES = st.text(max_size=60).map(lambda it: tidy(it, lines=True))
MAYBE = st.one_of(st.just(""), ONE_LINE)
NOT_SURE = "I am not sure"
UNTIL_NOW = [Question.Kind.FACES, Question.Kind.SINGLE, Question.Kind.YES_NO]


@st.composite
def questions(draw: st.DrawFn, about_you: bool, before: list[PackQuestion]) -> PackQuestion:
    kind = draw(st.sampled_from(list(Question.Kind.values)))
    least, most = {"text": (0, 6), "faces": (3, 5), "yes_no": (2, 2)}.get(kind, (2, 5))
    texts = ONE_LINE.filter(lambda it: it != NOT_SURE)
    said = draw(st.lists(texts, min_size=least, max_size=most, unique=True))
    show_if: tuple[After, ...] = ()
    with_choices = [it for it in before if it.choices]
    hangs = draw(st.booleans())
    if with_choices and hangs:
        on = draw(st.sampled_from(with_choices))
        show_if = (After(on.key, draw(st.integers(1, len(on.choices)))),)
    sided = kind in UNTIL_NOW and not about_you and not show_if and draw(st.booleans())
    faces = FACES_BY_COUNT.get(len(said), ()) if kind == "faces" else ("",) * len(said)
    pictures = st.sampled_from(["", *Picture.values]) if kind != "faces" else st.just("")
    choices = [
        PackChoice(text, face, draw(pictures), headline=sided and place == 0)
        for place, (text, face) in enumerate(zip(said, faces, strict=True))
    ]
    if kind != "text":
        face = "not_sure" if kind == "faces" else ""
        choices.append(PackChoice(NOT_SURE, face, not_sure=True))
    audiences = draw(st.lists(st.sampled_from(Audience.values), unique=True, max_size=2))
    return PackQuestion(
        key=UUID(int=draw(st.integers(0, 2**128 - 1))),
        kind=kind,
        text=draw(ONE_LINE),
        help=draw(MAYBE),
        why=draw(MAYBE),
        feeds=draw(MAYBE),
        about_you=about_you,
        splits=about_you and kind in UNTIL_NOW and draw(st.booleans()),
        only_for=draw(st.sampled_from(["", *Audience.values])),
        headline="feel safe" if sided else "",
        choices=tuple(choices),
        wordings=tuple(PackWording(it, draw(ONE_LINE), draw(MAYBE)) for it in audiences),
        show_if=show_if,
    )


@st.composite
def whole_packs(draw: st.DrawFn) -> Pack:
    made: list[PackQuestion] = []
    for about_you in sorted(draw(st.lists(st.booleans(), max_size=4))):
        made.append(draw(questions(about_you, made)))
    title = draw(ONE_LINE)
    texts = [title, *(it.text for it in made)]
    translated = {text: draw(ONE_LINE) for text in texts if draw(st.booleans())}
    return Pack(
        title=title,
        about=draw(LINES),
        about_staff=draw(st.booleans()),
        questions=tuple(made),
        translations={"pl": translated} if translated else {},
    )


@pytest.mark.django_db
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pack=whole_packs())
def test_what_goes_out_and_comes_in_again_is_exactly_the_same(db: None, pack: Pack) -> None:
    by, group = somebody(Role.WORKER), Group.objects.first() or make_group()
    if len({it.key for it in pack.questions}) < len(pack.questions):
        return
    Question.objects.all().delete()  # Else a key drawn again may stand for other words.

    read = packs.read_pack(write_pack(pack))
    survey = packs.draft_from(read, group=group, by=by).survey

    assert read == pack
    assert packs.pack_of(survey) == pack
    assert packs.read_pack(packs.export_pack(survey)) == pack


@pytest.mark.django_db
def test_a_pack_holds_no_answer_person_invitation_or_date(worker: User) -> None:
    survey = make_survey()
    make_words("kanarienvogel", invitation=invitations.invite(survey, audience="children", by=None))
    survey.readers.add(worker)

    text = packs.export_pack(survey).decode()

    for secret in ("kanarienvogel", worker.name, worker.email, survey.invitations.get().code):
        assert secret not in text
    assert str(survey.opened_on) not in text
    assert survey.group.name not in text


# --- What does not get in -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", "not a survey pack"),
        (b"\xff\xfe", "not a survey pack"),
        (b"[1]", "not a survey pack"),
        (b"[" * 100_000, "not a survey pack"),
        (b'{"format": "noticed-survey-pack", "version": 1, "version": 1}', "same name twice"),
        (b'{"format": "other"}', "not a survey pack"),
        (b" " * (LIMIT + 1), "too large"),
        (file(version=2), "another version"),
        (file(version=True), "another version"),
        (file(title=""), "The survey: “title” is empty"),
        (file(title="x" * 121), "The survey: “title” has more than 120 letters"),
        (file(answers=[]), "The survey: we do not know “answers”"),
        (file(readers=["a@example.org"]), "we do not know “readers”"),
        (file(questions={}), "“questions” is not a list"),
        (file(questions=["?"]), "Question 1 is not written as it should be"),
        (asked(kind="poem"), "Question 1: “kind” is not one of"),
        (asked(kind=["text"]), "Question 1: “kind” is not one of"),
        (asked(text=7), "Question 1: “text” is not a text"),
        (asked(about_you="yes"), "neither true nor false"),
        (asked(key="1"), "Question 1: “key” is not a key"),
        (asked(id=3), "Question 1: we do not know “id”"),
        (asked(choices=[{"text": "A", "picture": "gun"}]), "Question 1, choice 1: “picture”"),
        (asked(choices=[{"text": "A"}, {"text": " A "}]), "two choices say the same"),
        (asked(choices=[{"text": str(it)} for it in range(7)]), "up to 6 phrases"),
        (asked(choices=[{"text": "A", "not_sure": True}]), "need no “I am not sure”"),
        (asked(kind="single", choices=[{"text": "A"}]), "at least two choices"),
        (asked(kind="single", choices=[{"text": "A"}, {"text": "B"}]), "the way out"),
        (asked(kind="faces", choices=[{"text": "A"}]), "three, four or five points"),
        (asked(headline="feel safe"), "only a question with one choice"),
        (asked(splits=True), "results are split by a question about the one"),
        (asked(show_if=[{"question": str(uuid4()), "choice": 1}]), "not asked before it"),
        (asked(show_if=[{"question": KEY, "choice": 0}]), "not a number from 1"),
        (file(questions=content()["questions"] * 2), "Question 2: another question has the same"),
        (file(translations={"../pl": {}}), "named by its code"),
        (file(translations={"pl": {"Ours": 3}}), "is not a text"),
    ],
)
def test_what_is_not_in_the_format_is_refused_with_its_place(sent: bytes, sentence: str) -> None:
    with pytest.raises(BadPack, match=sentence.replace("?", r"\?")):
        packs.read_pack(sent)


def test_questions_about_the_one_who_answers_come_last() -> None:
    first = {"key": KEY, "kind": "text", "text": "How old?", "about_you": True}
    second = {"key": str(uuid4()), "kind": "text", "text": "What?"}

    with pytest.raises(BadPack, match="come last"):
        packs.read_pack(file(questions=[first, second]))


def test_texts_are_cleaned_as_if_they_had_been_typed() -> None:
    pack = packs.read_pack(file(title="  A\u0000 \ud800 title\n ", about=" one \r\n two "))

    assert (pack.title, pack.about) == ("A title", "one\ntwo")


# --- The same question ----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["words", "choices", "wording"])
def test_a_key_that_was_asked_in_other_words_becomes_a_new_question(
    worker: User, where: str
) -> None:
    ours = packs.template("safety-where-you-live")
    group = make_group()
    packs.draft_from(ours, group=group, by=worker)
    first = ours.questions[0]
    changed = {
        "words": replace(first, text="How safe is it?"),
        "choices": replace(
            first, choices=(replace(first.choices[0], text="Safest"), *first.choices[1:])
        ),
        "wording": replace(first, wordings=()),
    }[where]
    theirs = replace(ours, questions=(changed, *ours.questions[1:]))

    look = packs.look(theirs)
    made = packs.draft_from(theirs, group=group, by=worker)

    keys = [it.key for it in made.survey.questions.all()]
    assert look.renamed == {first.key}
    assert made.renamed == (changed.text,)
    assert keys[0] != first.key
    assert keys[1:] == [it.key for it in ours.questions[1:]]


@pytest.mark.django_db
def test_the_same_pack_twice_asks_the_same_questions(worker: User) -> None:
    ours = packs.template("waiting-for-help")
    one, two = (packs.draft_from(ours, group=make_group(), by=worker) for _time in range(2))

    assert not two.renamed
    assert {it.key for it in one.survey.questions.all()} == {
        it.key for it in two.survey.questions.all()
    }


@pytest.mark.django_db
def test_questions_of_the_bank_keep_their_keys_and_bring_what_they_hang_on(worker: User) -> None:
    draft = make_survey(opened=False)
    hangs = next(it for it in packs.bank() if it.show_if)
    safe = packs.template("safety-where-you-live").questions[0]

    packs.add_from_bank(draft, [hangs.key, safe.key], by=worker)
    again = packs.add_from_bank(draft, [safe.key], by=worker)

    keys = {it.key for it in draft.questions.all()}
    added = draft.questions.get(key=hangs.key)
    assert {hangs.key, safe.key, hangs.show_if[0].question} <= keys
    assert [it.question.key for it in added.show_if.all()] == [hangs.show_if[0].question]
    assert again == []
    polish = draft.translations.get(language="pl")
    assert polish.texts[safe.text]
    assert polish.checked_on is None


@pytest.mark.django_db
def test_an_open_survey_takes_nothing_from_the_bank(client: Client, worker: User) -> None:
    survey = make_survey()
    client.force_login(worker)

    with pytest.raises(packs.NotADraft):
        packs.add_from_bank(survey, [packs.bank()[0].key], by=worker)
    client.post(f"/staff/surveys/{survey.pk}/bank/", {"question": [str(packs.bank()[0].key)]})

    assert survey.questions.count() == 2


# --- Pages ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_pack_is_looked_at_before_anything_is_made(client: Client, worker: User) -> None:
    group = make_group("Tuesday")
    client.force_login(worker)
    upload = SimpleUploadedFile(
        "pack.json", file(translations={"pl": {"Ours": "Nasz"}, "xx": {"Ours": "?"}})
    )

    looked = client.post(IMPORT, {"file": upload})
    before = Survey.objects.count()
    carried = looked.context["carried"]
    without = client.post(IMPORT, {"carried": carried, "make": "yes", "group": ""})
    made = client.post(IMPORT, {"carried": carried, "make": "yes", "group": group.pk})

    body = looked.content.decode()
    survey = Survey.objects.get()
    assert before == 0
    assert "Nothing is made yet" in body
    assert "left out: xx" in body
    assert "Choose the group that is asked." in without.content.decode()
    assert made["Location"] == f"/staff/surveys/{survey.pk}/plan/"
    assert (survey.title, survey.group, survey.status) == ("Ours", group, "draft")
    assert survey.translations.get().checked_on is None


@pytest.mark.django_db
def test_a_file_that_is_no_pack_is_refused_in_a_sentence(client: Client, worker: User) -> None:
    client.force_login(worker)

    wrong = client.post(IMPORT, {"file": SimpleUploadedFile("pack.json", b"hello")})
    none = client.post(IMPORT, {})

    assert wrong.status_code == 400
    assert "The file is not a survey pack." in wrong.content.decode()
    assert "Choose a file first." in none.content.decode()
    assert not Survey.objects.exists()


@pytest.mark.django_db
def test_a_template_becomes_a_draft_that_only_lacks_its_plan(client: Client, worker: User) -> None:
    group = make_group()
    client.force_login(worker)

    for name in packs.TEMPLATES:
        client.post("/staff/surveys/templates/", {"template": name, "group": group.pk})
        survey = Survey.objects.latest("pk")
        left = [it.url for it in gate.missing(survey)]
        assert all("/plan/" in it for it in left[:6]), name
        assert len(left) == 6 + survey.about_staff, name
    assert Survey.objects.filter(about_staff=True).get().title == "How your worker listens"


@pytest.mark.django_db
def test_a_survey_is_exported_from_its_page(client: Client, worker: User) -> None:
    survey = make_survey(title="Safety where you live")
    client.force_login(worker)

    answer = client.get(f"/staff/surveys/{survey.pk}/pack/")

    assert 'filename="safety-where-you-live.json"' in answer["Content-Disposition"]
    assert packs.read_pack(answer.content) == packs.pack_of(survey)


@pytest.mark.django_db
def test_an_unfinished_survey_is_not_given_to_others(client: Client, worker: User) -> None:
    survey = make_survey(opened=False)
    Question.objects.create(survey=survey, position=9, kind="single", text="Which?")
    client.force_login(worker)

    body = client.get(f"/staff/surveys/{survey.pk}/pack/", follow=True).content.decode()

    assert "Question 3: it needs at least two choices." in body


@pytest.mark.django_db
def test_translations_of_a_pack_are_shown_as_unchecked(worker: User) -> None:
    made = packs.draft_from(packs.template("safety-where-you-live"), group=make_group(), by=worker)

    standing = {it.code: it for it in translating.standing(made.survey)}

    assert {code: it.is_checked for code, it in standing.items()} == {"pl": False, "ur": False}
    assert all(it.missing == 0 for it in standing.values())
    assert lint.findings(made.survey) == []
