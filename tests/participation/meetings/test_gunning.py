"""A decision taken before children could finish saying what they think is flagged, not refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.meetings.gunning import informing
from participation.meetings.models import AgendaItem, Decision
from surveys import building, invitations
from surveys.models import Invitation, Survey
from tests.factories import (
    make_decision,
    make_invitation,
    make_item,
    make_meeting,
    make_survey,
    make_theme,
    make_voice,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def closed_on(survey: Survey, day: date) -> Survey:
    building.close_survey(survey, by=None)
    Survey.objects.filter(pk=survey.pk).update(closed_on=day)
    return survey


def heard(survey: Survey) -> AgendaItem:
    return make_item(meeting=make_meeting(days=0), surveys=[survey])


def asked(survey: Survey) -> AgendaItem:
    """The item has a theme of words that the survey asked for, and hears no survey."""
    voice = make_voice(invitation=make_invitation(survey))
    theme = make_theme(voices=[voice], group=survey.group)
    return make_item(meeting=make_meeting(days=0), themes=[theme])


def is_flagged(decision: Decision) -> bool:
    found: Any = Decision.objects.with_surveys_open().get(pk=decision.pk)
    surveys = informing([decision.agenda_item_id])[decision.agenda_item_id]
    in_pages = any(it.was_open_on(decision.decided_on) for it in surveys)
    assert found.before_surveys_closed == in_pages, "pages and calls say the same"
    return in_pages


@pytest.mark.parametrize("informs", [heard, asked])
@pytest.mark.parametrize(("closed", "flagged"), [(None, True), (1, True), (0, False), (-3, False)])
def test_it_is_flagged_while_a_survey_that_informs_it_was_open(
    informs: Any, closed: int | None, flagged: bool
) -> None:
    survey = make_survey()
    decision = make_decision(item=informs(survey))
    if closed is not None:
        closed_on(survey, TODAY + timedelta(days=closed))

    assert is_flagged(decision) is flagged


def test_a_survey_that_has_not_opened_counts_as_not_answered() -> None:
    assert is_flagged(make_decision(item=heard(make_survey(opened=False))))


def test_a_survey_that_opened_after_the_decision_did_not_inform_it() -> None:
    survey = make_survey()
    item = asked(survey)
    decision = make_decision(item=item)
    Survey.objects.filter(pk=survey.pk).update(opened_on=TODAY + timedelta(days=1))
    assert not is_flagged(decision)

    item.surveys.add(survey)
    assert is_flagged(decision), "the item hears it, and went on without"


def test_a_survey_of_another_item_does_not_count() -> None:
    heard(make_survey())

    assert not is_flagged(make_decision())


def test_one_survey_is_named_once_however_it_informs() -> None:
    survey = make_survey()
    item = asked(survey)
    item.surveys.add(survey)

    assert [it.survey for it in informing([item.pk])[item.pk]] == [survey.pk]


def test_the_form_warns_before_it_is_saved(client: Client, clerk: User) -> None:
    survey = make_survey()
    until = timezone.now() + timedelta(days=9)
    make_invitation(survey, closes_at=until)
    item = heard(survey)
    client.force_login(clerk)
    here = f"/staff/meetings/items/{item.pk}/decisions/add/"

    form = client.get(here).content.decode()
    sent = {"text": "Lamps.", "weight_given": "Most.", "reasons": "Dark.", "decided_on": TODAY}
    page = client.post(here, sent, follow=True).content.decode()

    warning = f"“{survey.title}” is still open until {timezone.localdate(until):%-d %B %Y}."
    assert warning in form
    assert "It was decided before children could finish saying." in page
    assert Decision.objects.exists(), "it warns, and forbids nothing"
    assert warning in page


def test_a_day_after_the_survey_closed_is_no_warning(client: Client, clerk: User) -> None:
    item = heard(closed_on(make_survey(), TODAY - timedelta(days=1)))
    client.force_login(clerk)

    form = client.get(f"/staff/meetings/items/{item.pk}/decisions/add/").content.decode()

    assert "Decide when children could finish" not in form


def test_the_last_day_is_known_only_if_every_way_in_closes_by_itself(worker: User) -> None:
    soon, later = (timezone.now() + timedelta(days=days) for days in (2, 5))
    both, one_stays_open, closed = make_survey(), make_survey(), make_survey()
    for survey, closes_at in ((both, soon), (both, later), (one_stays_open, soon)):
        make_invitation(survey, closes_at=closes_at)
    make_invitation(one_stays_open)
    invitations.close(make_invitation(closed), by=worker)

    found = invitations.last_days([both.pk, one_stays_open.pk, closed.pk])

    assert found == {both.pk: timezone.localdate(later)}
    assert Invitation.objects.count() == 5
