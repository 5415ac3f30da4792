from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend.accounts.models import User
from participation.meetings.results.files import safe
from surveys import building
from surveys.models import Survey
from tests.factories import make_invitation, make_survey, make_theme, make_voice
from tests.rounds import SAFE, UNSAFE, answer, make_counted, make_first_round, open_round

pytestmark = pytest.mark.django_db


def page_of(staff: Client, path: str) -> str:
    """A page's text; figures are tied together there, so that no line breaks them apart."""
    return staff.get(path).content.decode().replace("\u00a0", " ")


@pytest.fixture
def staff(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def test_results_are_shown_with_their_sentence_dates_base_and_threshold(staff: Client) -> None:
    survey = make_counted((6, 11))

    page = page_of(staff, f"/staff/results/{survey.pk}/")

    assert "4 in 10 of the children feel safe: 6 of 17." in page
    assert "17 children answered" in page
    assert "Every number of fewer than 5 people" in page
    assert 'width="35%"' in page


def test_before_the_close_the_page_says_when_there_will_be_results(staff: Client) -> None:
    survey = open_round(make_first_round())

    for where in ("results", "gap"):
        answer = staff.get(f"/staff/{where}/{survey.pk}/")
        assert answer.status_code == 409
        assert "when a worker closes it" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("audience=parents", "children, practitioners"),
        ("audience=children&audience=practitioners", "children, practitioners"),
        ("by=age", "How old are you?"),
        ("by=a&by=b", "How old are you?"),
    ],
)
def test_what_cannot_be_asked_is_answered_with_what_can(
    staff: Client, query: str, offered: str
) -> None:
    survey = make_counted((6, 11), practitioners=(6, 6))

    answer = staff.get(f"/staff/results/{survey.pk}/?{query}")

    assert answer.status_code == 400
    assert offered in answer.content.decode()


def test_too_few_for_numbers_are_words_and_a_childs_reason(staff: Client, worker: User) -> None:
    invitation = make_invitation(make_survey())
    voices = [
        make_voice(text=text, invitation=invitation, by=worker)
        for text in ("more lights", "more lights please", "lights")
    ]
    make_theme(title="Lights", voices=voices, group=invitation.survey.group, by=worker)
    building.close_survey(invitation.survey, by=worker)

    page = staff.get(f"/staff/results/{invitation.survey_id}/").content.decode()

    assert "a number could point at one of us" in page
    assert all(text in page for text in ("more lights please", "Lights", "fewer than 5 voices"))
    assert "%" not in page.split("<main")[1]
    assert "answered, in" not in page


def test_a_manager_reads_themes_and_is_led_to_no_page_that_refuses_them(
    client: Client, worker: User, manager: User
) -> None:
    invitation = make_invitation(make_survey())
    voice = make_voice(invitation=invitation, by=worker)
    theme = make_theme(title="Lights", voices=[voice], group=invitation.survey.group, by=worker)
    building.close_survey(invitation.survey, by=worker)
    client.force_login(manager)

    page = client.get(f"/staff/results/{invitation.survey_id}/").content.decode()

    assert "Lights" in page
    assert f"/staff/themes/{theme.pk}/" not in page


def test_words_that_may_not_be_quoted_are_not_shown(staff: Client, worker: User) -> None:
    invitation = make_invitation(make_survey())
    make_voice(text="only counted", quote=False, invitation=invitation, by=worker)
    building.close_survey(invitation.survey, by=worker)

    for where in ("results", "gap"):
        assert (
            "only counted"
            not in staff.get(f"/staff/{where}/{invitation.survey_id}/").content.decode()
        )


def test_hidden_answers_are_shown_together_and_alike(staff: Client) -> None:
    survey = open_round(make_first_round())
    answer(survey, 8, {"safe": SAFE, "wish": ("Lights", "Adults")})
    answer(survey, 10, {"safe": UNSAFE, "wish": ("Lights",)})
    answer(survey, 3, {"safe": "In the middle", "wish": ("Buses", "Lights")})
    building.close_survey(survey, by=None)

    page = staff.get(f"/staff/results/{survey.pk}/").content.decode()

    assert "(together)" in page
    assert page.count("Hidden</td>") == 1
    assert "has fewer than 5 children" in page


def test_a_split_is_shown_when_it_is_asked_for(staff: Client) -> None:
    survey = open_round(make_first_round())
    for age in ("Under 15", "15 or older"):
        answer(survey, 6, {"safe": SAFE, "age": age})
        answer(survey, 7, {"safe": UNSAFE, "age": age})
    building.close_survey(survey, by=None)
    key = survey.questions.get(splits=True).key

    plain = staff.get(f"/staff/results/{survey.pk}/").content.decode()
    split = staff.get(f"/staff/results/{survey.pk}/?by={key}").content.decode()

    assert "6 of 13" not in plain
    assert split.count("6 of 13") == 2
    assert "In every group, 5 in 10 feel safe." in split


def rows(answered: Any) -> list[list[str]]:
    text = answered.content.decode("utf-8-sig")
    return [row for row in csv.reader(StringIO(text)) if row]


def test_the_file_says_what_was_asked_when_of_whom_and_what_is_hidden(staff: Client) -> None:
    survey = open_round(make_first_round(title="=Safety"))
    answer(survey, 8, {"safe": SAFE})
    answer(survey, 12, {"safe": UNSAFE})
    answer(survey, 3, {"safe": "In the middle"})
    building.close_survey(survey, by=None)

    answered = staff.get(f"/staff/results/{survey.pk}/results.csv")

    found = rows(answered)
    assert (
        answered["Content-Disposition"]
        == f'attachment; filename="results-{survey.pk}-children.csv"'
    )
    assert ["Survey", "'=Safety"] in found
    assert ["How many answered", "23"] in found
    assert ["Smallest number shown", "5"] in found
    assert ["How safe do you feel?", "Headline: feel safe", "yes", "8", "35", ""] in found
    hidden = next(row for row in found if row[1:2] == ["In the middle"])
    assert hidden[3:5] == ["[c]", "[c]"]
    assert "fewer than 5 children" in hidden[5]


def test_the_gaps_file_has_both_sides_their_wording_and_the_sentence(staff: Client) -> None:
    survey = make_counted((6, 11), practitioners=(18, 7))

    found = rows(staff.get(f"/staff/gap/{survey.pk}/gap.csv"))

    told = [row for row in found if row[0] == "How safe do you feel?"]
    assert [row[2:7] for row in told] == [
        ["Children", "How safe do you feel?", "6", "17", "35"],
        ["Practitioners", "How safe do you think children feel?", "18", "25", "72"],
    ]
    assert told[1][-1] == "Fewer children feel safe than practitioners think: 4 in 10, not 7 in 10."


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx", "\rx", "\nx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe(text) == f"'{text}"


def test_a_file_of_nothing_leads_back_to_the_words(staff: Client) -> None:
    survey = make_counted((4, 4))

    answered = staff.get(f"/staff/results/{survey.pk}/results.csv", follow=True)

    assert "too few answered" in answered.content.decode()


def test_the_gap_names_who_is_too_few(staff: Client) -> None:
    survey = make_counted((6, 11), practitioners=(18, 7), managers=(2, 2), board=(1, 9))

    page = page_of(staff, f"/staff/gap/{survey.pk}/")

    assert "Too few managers and Board members for numbers" in page
    assert "Fewer children feel safe than practitioners think: 4 in 10, not 7 in 10." in page


def test_gaps_come_widest_first(staff: Client) -> None:
    survey = make_first_round()
    building.add_question(
        survey,
        kind="yes_no",
        text="Is it OK after dark?",
        headline="feel OK after dark",
        says_headline=("Yes",),
    )
    survey = open_round(survey, "children", "practitioners")
    dark = survey.questions.get(kind="yes_no")
    yes, no = dark.choices.order_by("position")[:2]
    from surveys import answering

    for audience, safe_, many in (("children", SAFE, 8), ("practitioners", SAFE, 9)):
        answer(survey, many, {"safe": safe_}, audience=audience)
        answer(survey, 9, {"safe": UNSAFE}, audience=audience)
        invitation = survey.invitations.get(audience=audience)
        for place in range(20):
            pick = yes if (place < 5) == (audience == "children") else no
            said = {str(dark.pk): answering.Said(choices=(str(pick.pk),))}
            token = f"widest-first-{audience}-{place:012d}"
            answering.send(invitation, answering.Submission(token, said))
    building.close_survey(survey, by=None)

    page = staff.get(f"/staff/gap/{survey.pk}/").content.decode()

    assert page.index("Is it OK after dark?") < page.index("How safe do you feel?")


def test_a_survey_without_a_headline_has_nothing_to_compare(staff: Client) -> None:
    survey = make_survey()
    building.close_survey(survey, by=None)

    assert "Nothing to compare" in staff.get(f"/staff/gap/{survey.pk}/").content.decode()


FRAME = 6
"""Queries of every staff page of a worker: session, person, roles, words, housekeeping."""


@pytest.mark.parametrize("where", ["results", "gap"])
def test_a_snapshot_is_shown_with_six_queries_however_many_there_are(
    staff: Client, where: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    survey = make_counted((6, 11), practitioners=(18, 7))

    with django_assert_max_num_queries(FRAME + 6) as first:
        staff.get(f"/staff/{where}/{survey.pk}/")
    for _round in range(2):
        last = make_counted((6, 11), of=survey, practitioners=(18, 7))
    with django_assert_max_num_queries(FRAME + 6) as later:
        staff.get(f"/staff/{where}/{last.pk}/")

    assert len(first) == len(later)


def test_a_closed_survey_links_to_its_results_and_its_next_round(staff: Client) -> None:
    survey = make_counted((6, 11))

    page = staff.get("/staff/surveys/").content.decode()
    staff.post(f"/staff/surveys/{survey.pk}/next-round/")

    assert f"/staff/results/{survey.pk}/" in page
    assert f"/staff/gap/{survey.pk}/" in page
    assert Survey.objects.get(status="draft").first_round_id == survey.pk


def test_a_draft_has_no_next_round(staff: Client) -> None:
    draft = make_first_round()

    assert staff.post(f"/staff/surveys/{draft.pk}/next-round/").status_code == 404
    assert Survey.objects.count() == 1
