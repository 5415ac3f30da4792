"""Every URL of the project, and a world of objects to fill their parameters with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings.calendar import services as calendar
from participation.moderation import services as moderation
from participation.moderation.models import Voice
from participation.papers.services import issue, set_template
from participation.replies import services as replies
from participation.safeguarding.services import escalate
from surveys.models import Answer, Invitation
from tests.factories import (
    make_action,
    make_alert,
    make_body,
    make_decision,
    make_duty,
    make_evidence,
    make_group,
    make_heading,
    make_invitation,
    make_item,
    make_letterhead,
    make_meeting,
    make_membership,
    make_message,
    make_note,
    make_reply,
    make_round,
    make_survey,
    make_theme,
    make_update,
    make_user,
    make_voice,
    make_words,
    somebody,
)
from tests.rounds import make_counted


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Every route of the URL map, as it is written there."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


@dataclass(frozen=True)
class World:
    """One of everything, so that each route leads to something that is there."""

    ids: dict[str, Any]
    answer: Answer
    voice: Voice
    invitation: Invitation

    def path(self, route: str) -> str:
        """The route with its parameters filled by what the world holds."""

        def value(match: re.Match[str]) -> str:
            name = match.group(2)
            before = route[: match.start()].rstrip("/").rsplit("/", 1)[-1]
            return str(self.ids.get(f"{before}/{name}") or self.ids[name])

        return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", value, route)


def make_world(worker: User, text: str = "More lights on the path") -> World:
    """A thread from the first word to the verdict; `text` waits, with decided words beside it."""
    group = make_group("CHANCE")
    invitation = make_invitation(make_survey(group=group))
    waiting = make_words(text, invitation=invitation)
    voices = [make_voice(invitation=invitation, by=worker) for _number in range(3)]
    theme = make_theme(voices=voices, group=group, by=worker)
    item = make_item(meeting=make_meeting(), themes=[theme], surveys=[invitation.survey])
    decision = make_decision(item=item)
    action = make_action(decision=decision)
    evidence = make_evidence(action=action)
    make_update(action=action)
    reply = make_reply(theme=theme, decision=decision)
    agency = make_body("Police", "agency")
    membership = make_membership(organization=item.meeting.body, on_behalf_of=agency)
    heading = make_heading()
    asked = replies.ask(theme, agency, by=worker)
    told = replies.tell(
        reply, group_id=group.pk, how="In person", on=timezone.localdate(), by=worker
    )
    asked_group = make_round(reply)
    concern = escalate(make_words("somebody hits me", invitation=invitation).pk, by=worker)
    message = make_message()
    reading = moderation.hold(make_words("hold this", invitation=invitation).pk, by=worker)
    note = make_note(group=group, by=worker)
    other_name = agency.other_names.create(name="Constabulary")
    source, recommendation = _source()
    counted = make_counted((6, 11))
    asked_first = counted.questions.get(kind="faces")
    issued = issue(item.meeting, by=somebody(Role.CLERK))
    set_template("Letterhead.docx", make_letterhead(), by=somebody(Role.CLERK))
    room = make_invitation(invitation.survey, kind=Invitation.Kind.LIVE)
    ids = {
        "code": invitation.code,
        "tablet/code": make_invitation(invitation.survey, kind=Invitation.Kind.TABLET).code,
        "live/code": room.code,
        "invitation": invitation.pk,
        "language": "pl",
        "group_id": group.pk,
        "slug": theme.slug,
        "theme": theme.slug,
        "theme_id": theme.pk,
        "voice": voices[0].pk,
        "voice_id": voices[0].pk,
        "survey_id": invitation.survey_id,
        "results/survey_id": counted.pk,
        "gap/survey_id": counted.pk,
        "question_id": invitation.survey.questions.all()[0].pk,
        "survey": counted.pk,
        "question": asked_first.key,
        "invitation_id": invitation.pk,
        "answer": waiting.pk,
        "answer_id": waiting.pk,
        "reading_id": reading.pk,
        "concern_id": concern.pk,
        "concern": concern.pk,
        "alert_id": make_alert(invitation).pk,
        "duty_id": make_duty(somebody(Role.SAFEGUARDING_LEAD)).pk,
        "paper_id": issued.pk,
        "message": message.pk,
        "message_id": message.pk,
        "meeting_id": item.meeting_id,
        "item_id": item.pk,
        "decision_id": decision.pk,
        "action_id": action.pk,
        "source_id": source.pk,
        "recommendation_id": recommendation.pk,
        "token": calendar.make_address(by=somebody(Role.BOARD_MEMBER)),
        "told": told.pk,
        "number": "answered",
        "bodies/pk": agency.pk,
        "names/pk": other_name.pk,
        "members/pk": membership.pk,
        "memberships/pk": membership.pk,
        "headings/pk": heading.pk,
        "frameworks/pk": heading.framework_id,
        "meetings/pk": item.meeting_id,
        "items/pk": item.pk,
        "agenda-items/pk": item.pk,
        "decisions/pk": decision.pk,
        "actions/pk": action.pk,
        "evidence/pk": evidence.pk,
        "sources/pk": source.pk,
        "recommendations/pk": recommendation.pk,
        "replies/pk": reply.pk,
        "rounds/pk": asked_group.pk,
        "verdict-rounds/pk": asked_group.pk,
        "v/code": asked_group.code,
        "verdict-rounds/code": asked_group.code,
        "told/pk": told.pk,
        "asked/pk": asked.pk,
        "themes/pk": theme.pk,
        "person_id": make_user(Role.CLERK).pk,
        "note_id": note.pk,
        "group-notes/pk": note.pk,
        "group-notes/note": note.pk,
    }
    return World(ids, waiting, voices[0], invitation)


def _source() -> tuple[Any, Any]:
    from participation.meetings.models import Recommendation, Source

    source = Source.objects.create(name="Peer review 2022")
    recommendation = Recommendation.objects.create(
        source=source, reference="R7", text="Hold partners to account"
    )
    return source, recommendation
