"""Whether a recommendation is embedded: worked out of actions, evidence and verdicts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.meetings import acting
from participation.meetings.models import Action, Evidence, Recommendation
from participation.moderation.models import Theme
from participation.replies import services
from participation.replies.judged import WORDS, standings, with_word
from participation.replies.models import Reply
from surveys.models import Answer
from tests.factories import (
    make_action,
    make_decision,
    make_evidence,
    make_invitation,
    make_item,
    make_recommendation,
    make_reply,
    make_survey,
    make_theme,
    make_voice,
)

pytestmark = pytest.mark.django_db
YES, NO = ["yes"] * 5, ["no"] * 5


def done(recommendation: Recommendation, clerk: User) -> Action:
    action = make_action(recommendation=recommendation)
    make_evidence(action=action)
    return acting.set_status(action, "done", by=clerk)


def judge(reply: Reply, values: list[str]) -> None:
    """As many children as values, each with one verdict."""
    invitation = make_invitation(make_survey(group=reply.theme.group))
    for value in values:
        voice = make_voice(invitation=invitation)
        response = Answer.objects.get(voice=voice).response
        reply.verdicts.create(response=response, value=value)


def sentence(recommendation: Recommendation, clerk: User) -> str:
    (standing,) = standings([recommendation], for_=clerk)
    return standing.sentence


def test_without_an_action_nothing_came_of_it(clerk: User) -> None:
    assert sentence(make_recommendation(), clerk) == "No action yet"


def test_what_is_done_late_and_old_is_counted(clerk: User) -> None:
    recommendation = make_recommendation()
    done(recommendation, clerk)
    done(recommendation, clerk)
    make_action(recommendation=recommendation, due_on=timezone.localdate() - timedelta(days=1))
    assert sentence(recommendation, clerk) == "2 of 3 actions done, 1 late"

    old = Evidence.objects.earliest("pk")
    Evidence.objects.filter(pk=old.pk).update(checked_on=timezone.localdate() - timedelta(days=366))

    assert sentence(recommendation, clerk) == (
        "2 of 3 actions done, 1 with evidence older than a year, 1 late"
    )


def test_adults_alone_cannot_say_that_it_is_done(clerk: User, worker: User) -> None:
    recommendation = make_recommendation()
    action = done(recommendation, clerk)
    adults = "Adults say it is done; "
    assert sentence(recommendation, clerk) == f"{adults}children have not been asked"

    reply = make_reply(action=action)
    assert sentence(recommendation, clerk) == f"{adults}children have not been asked"

    services.tell(
        reply, group_id=reply.theme.group_id, how="Said", on=timezone.localdate(), by=worker
    )
    assert sentence(recommendation, clerk) == (
        f"{adults}too few children have said what they think"
    )

    judge(reply, YES)
    assert sentence(recommendation, clerk) == "Children say it is done"


def test_a_no_of_children_is_said(clerk: User) -> None:
    recommendation = make_recommendation()
    judge(make_reply(action=done(recommendation, clerk)), NO)

    assert sentence(recommendation, clerk) == "Adults say it is done; children do not say so"


@pytest.mark.parametrize(
    ("state", "published"), [("we_will", True), ("we_did", False), ("we_did", True)]
)
def test_only_a_published_we_did_can_be_said_to_be_done(
    clerk: User, client: Client, state: str, published: bool
) -> None:
    action = done(make_recommendation(), clerk)
    reply = make_reply(action=action, state=state, published=published)
    judge(reply, YES)
    client.force_login(clerk)

    pages = [
        f"actions/{action.pk}/",
        "recommendations/",
        f"recommendations/{action.recommendation_id}/",
    ]
    said = {
        "pill--children_say_done" in client.get(f"/staff/{it}").content.decode() for it in pages
    }

    assert said == {state == "we_did" and published}


def test_the_list_is_narrowed_to_each_word(client: Client, clerk: User) -> None:
    kinds = {
        "not_started": make_recommendation(),
        "in_progress": make_recommendation(),
        "done": make_recommendation(),
        "children_say_done": make_recommendation(),
    }
    make_action(recommendation=kinds["in_progress"])
    judge(make_reply(action=done(kinds["done"], clerk)), NO)
    judge(make_reply(action=done(kinds["children_say_done"], clerk)), YES)
    client.force_login(clerk)

    assert WORDS.keys() == kinds.keys()
    for word, recommendation in kinds.items():
        assert list(with_word(Recommendation.objects.all(), word, for_=clerk)) == [recommendation]
        answer = client.get(f"/staff/recommendations/?word={word}")
        assert list(answer.context["page_obj"]) == [recommendation]
        (standing,) = answer.context["standings"]
        assert standing.state == word
    source = kinds["done"].source_id
    assert list(client.get(f"/staff/recommendations/?source={source}").context["page_obj"]) == [
        kinds["done"]
    ]


def test_actions_that_children_say_are_done_are_a_list_of_their_own(
    client: Client, clerk: User
) -> None:
    theirs, other = (done(make_recommendation(), clerk) for _number in range(2))
    judge(make_reply(action=theirs), YES)
    judge(make_reply(action=other), NO)
    client.force_login(clerk)

    answer = client.get("/staff/actions/?status=children_say_done")

    assert list(answer.context["page_obj"]) == [theirs]


def test_one_page_says_how_it_is_measured_what_is_done_and_what_children_say(
    client: Client, clerk: User
) -> None:
    linked, decided_on = make_theme(title="We linked this"), make_theme(title="They decided on it")
    recommendation = make_recommendation("R7")
    recommendation.measured_by = "We ask children twice a year."
    acting.save_recommendation(recommendation, themes=[linked.pk], by=clerk)
    action = make_action(decision=make_decision(item=make_item(themes=[decided_on])))
    Action.objects.update(recommendation=recommendation)
    make_evidence(action=action)
    make_reply(theme=decided_on, action=action)
    client.force_login(clerk)

    page = client.get(f"/staff/recommendations/{recommendation.pk}/").content.decode()

    for words in (
        "0 of 1 action done.",
        "Listen to children, says R7.",
        str(recommendation.source),
        "We ask children twice a year.",
        "Lights on the path",
        "The path is lit after dark.",
        "We linked this",
        "They decided on it",
        "Not enough children have told us yet.",
    ):
        assert words in page, words
    assert Theme.objects.count() == 2
