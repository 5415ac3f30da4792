"""The Board guesses first: nobody on it sees what children said before, on any page or call."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.meetings.results import services
from participation.meetings.results.models import Guess
from surveys.models import Survey
from tests.factories import make_item, make_meeting, make_user
from tests.rounds import facts_of, make_counted, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Survey:
    """17 children: 6 of them, 35 %, feel safe. So do 18 of 25 practitioners think."""
    return make_counted((6, 11), practitioners=(18, 7))


def key_of(survey: Survey) -> UUID:
    key: UUID = survey.questions.get(kind="faces").key
    return key


def page(client: Client, survey: Survey, user: User, where: str = "gap") -> str:
    client.force_login(user)
    return shown_by(client, f"/staff/{where}/{survey.pk}/")


def shown_by(client: Client, path: str) -> str:
    """A page's text; figures are tied together there, so that no line breaks them apart."""
    return client.get(path).content.decode().replace("\u00a0", " ")


def test_a_guess_can_be_changed_until_it_is_revealed(survey: Survey, board_member: User) -> None:
    services.guess(told(survey), key_of(survey), 60, by=board_member)

    services.guess(told(survey), key_of(survey), 70, by=board_member)

    assert Guess.objects.get().figure == 70
    services.reveal(told(survey), key_of(survey), by=board_member)
    with pytest.raises(services.AlreadyRevealed):
        services.guess(told(survey), key_of(survey), 35, by=board_member)


def test_nothing_is_revealed_without_a_guess(survey: Survey, board_member: User) -> None:
    with pytest.raises(services.NotGuessed):
        services.reveal(told(survey), key_of(survey), by=board_member)


def test_there_is_nothing_to_guess_where_there_are_no_numbers(board_member: User) -> None:
    small, hidden = make_counted((4, 4)), make_counted((3, 15))

    for survey in (small, hidden):
        with pytest.raises(services.NothingToGuess):
            services.guess(told(survey), key_of(survey), 50, by=board_member)


def test_the_database_keeps_a_guess_between_none_and_all(
    survey: Survey, board_member: User
) -> None:
    snapshot = told(survey).snapshot_id
    assert snapshot

    for figure, revealed in ((101, None), (None, None)):
        with transaction.atomic(), pytest.raises(IntegrityError):
            Guess.objects.create(
                snapshot_id=snapshot,
                question=key_of(survey),
                figure=figure,
                revealed_on=revealed,
                by=board_member,
            )


def test_a_guess_remembers_the_meeting_that_hears_the_survey(survey: Survey, clerk: User) -> None:
    meeting = make_meeting()
    make_item(meeting=meeting, surveys=[survey])

    guess = services.guess(told(survey), key_of(survey), 70, by=clerk)

    assert guess.meeting == meeting


def test_guesses_and_reveals_are_audited(survey: Survey, clerk: User) -> None:
    services.guess(told(survey), key_of(survey), 70, by=clerk)
    services.reveal(told(survey), key_of(survey), by=clerk)

    assert {"guess-made", "guess-revealed"} <= set(Event.objects.values_list("action", flat=True))


@pytest.mark.parametrize("role", ["board_member", "clerk"])
def test_the_board_sees_no_figure_of_children_before_it_has_guessed(
    survey: Survey, client: Client, role: str
) -> None:
    user = make_user(Role(role))

    for where in ("gap", "results"):
        shown = page(client, survey, user, where)
        assert "Board guesses first" in shown
        assert "35%" not in shown
        assert "6 of 17" not in shown
    for file in ("gap/{}/gap.csv", "results/{}/results.csv"):
        rows = client.get(f"/staff/{file.format(survey.pk)}").content.decode()
        assert ",35" not in rows
    for call in ("results", "gap"):
        body = client.get(f"/api/v1/surveys/{survey.pk}/{call}/").content.decode()
        assert '"percent":35' not in body.replace(" ", "")


@pytest.mark.parametrize("role", ["worker", "manager"])
def test_those_who_asked_and_managers_see_it_at_once(
    survey: Survey, client: Client, role: str
) -> None:
    shown = page(client, survey, make_user(Role(role)))

    assert "35%" in shown
    assert "Guess first" not in shown


def test_a_worker_who_is_also_on_the_board_sees_it_at_once(survey: Survey, client: Client) -> None:
    both = make_user(Role.WORKER, Role.BOARD_MEMBER)

    assert "35%" in page(client, survey, both)


def test_practitioners_figures_wait_for_no_guess(
    survey: Survey, client: Client, board_member: User
) -> None:
    client.force_login(board_member)

    shown = client.get(f"/staff/results/{survey.pk}/?audience=practitioners").content.decode()

    assert "72%" in shown


def test_the_page_reveals_after_the_guess(
    survey: Survey, client: Client, board_member: User
) -> None:
    client.force_login(board_member)
    at = f"/staff/gap/{survey.pk}/{key_of(survey)}"

    client.post(f"{at}/guess/", {"figure": "70"})
    agreed = client.get(f"/staff/gap/{survey.pk}/").content.decode()
    client.post(f"{at}/reveal/")
    shown = shown_by(client, f"/staff/gap/{survey.pk}/")

    assert "70 of 100" in agreed
    assert "35%" not in agreed
    assert "Fewer children feel safe than the Board guessed: 4 in 10, not 7 in 10." in shown
    assert "The guess is outside that." in shown
    assert "35 points fewer" in shown


@pytest.mark.parametrize("figure", ["", "seventy", "-1", "101", "7.5"])
def test_what_is_no_figure_is_refused_in_place(
    survey: Survey, client: Client, board_member: User, figure: str
) -> None:
    client.force_login(board_member)

    page = client.post(f"/staff/gap/{survey.pk}/{key_of(survey)}/guess/", {"figure": figure})

    assert page.status_code == 400
    assert "from 0 to 100" in page.content.decode()
    assert not Guess.objects.exists()


def test_the_board_may_look_without_guessing_after_being_asked(
    survey: Survey, client: Client, clerk: User
) -> None:
    client.force_login(clerk)
    at = f"/staff/gap/{survey.pk}/look/"

    asked = client.get(at).content.decode()
    client.post(at)

    assert "cannot be undone" in asked
    assert Guess.objects.get().figure is None
    assert "35%" in page(client, survey, clerk)


def test_looking_without_keeps_what_was_guessed(survey: Survey, clerk: User) -> None:
    services.guess(told(survey), key_of(survey), 70, by=clerk)

    services.look_without(told(survey), by=clerk)

    guess = Guess.objects.get()
    assert (guess.figure, guess.revealed_on) == (70, timezone.localdate())


def test_guesses_are_kept_over_the_rounds(survey: Survey, client: Client, clerk: User) -> None:
    second = make_counted((8, 8), of=survey)
    for each, figure in ((survey, 70), (second, 60)):
        services.guess(told(each), key_of(each), figure, by=clerk)
        services.reveal(told(each), key_of(each), by=clerk)

    remembered = services.seen_gaps(facts_of(second), clerk).remembered

    assert [(it.figure, it.percent, it.apart) for it in remembered] == [(70, 35, 35), (60, 50, 10)]
    assert "Does the Board know its children?" in page(client, second, clerk)


def test_a_trend_leaves_out_what_is_still_to_be_guessed(
    survey: Survey, client: Client, clerk: User
) -> None:
    second = make_counted((9, 7), of=survey)
    services.look_without(told(survey), by=clerk)

    shown = page(client, second, clerk, "results")

    assert "There is only one number so far." in shown
    assert "56%" not in shown
