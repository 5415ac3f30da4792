"""Builders of test data: each makes what it needs, through the project's own services."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.contrib.auth.models import Group as Role_
from django.utils import timezone
from docx import Document

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings import acting
from participation.meetings import services as meetings
from participation.meetings.models import (
    Action,
    ActionUpdate,
    AgendaItem,
    Body,
    Decision,
    Evidence,
    Framework,
    Heading,
    Meeting,
    Membership,
    Recommendation,
    Source,
)
from participation.moderation import notes, theming
from participation.moderation import services as moderation
from participation.moderation.models import GroupNote, Reading, Theme, Voice
from participation.replies import approval, rounds
from participation.replies import services as replies
from participation.replies.models import Reply, VerdictRound
from participation.safeguarding.alerts import ringing, rota
from participation.safeguarding.alerts.models import Alert, Duty
from participation.safeguarding.doors import services as doors
from participation.safeguarding.models import Message
from surveys import answering, building, data_protection, invitations
from surveys.answering import Said, Submission
from surveys.models import (
    Answer,
    Audience,
    DataProtectionNote,
    Group,
    Invitation,
    Plan,
    Question,
    Survey,
)


def make_user(*roles: Role, name: str = "", email: str = "") -> User:
    name = name or (roles[0].label if roles else "Outsider")
    email = email or f"{name.lower().replace(' ', '.')}.{secrets.token_hex(3)}@example.org"
    user = User.objects.create_user(email, "correct horse battery", name=name)
    # Made again where a test with real transactions has emptied every table.
    user.groups.set([Role_.objects.get_or_create(name=role.value)[0] for role in roles])
    return user


def somebody(role: Role) -> User:
    """Anybody with the role, where a test does not care who: it is cheaper than one more."""
    return User.objects.with_role(role).first() or make_user(role)


def make_group(name: str = "", *, signed: bool = True) -> Group:
    name = name or f"Group {secrets.token_hex(3)}"
    group = Group.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    if signed:
        sign_note(group)
    return group


def sign_note(group: Group, *, on: date | None = None) -> DataProtectionNote:
    """The note without which no survey of a group opens; by somebody whom no letter goes to."""
    by, _is_new = User.objects.get_or_create(email="signs@example.org", name="Sana Signs")
    note = data_protection.write_note(group, data_protection.BEGINNING, by=by, on=on)
    return data_protection.sign_note(note, by=by, on=on)


def make_survey(
    *, title: str = "Safety where you live", group: Group | None = None, opened: bool = True
) -> Survey:
    """An open survey that asks: faces, and words about what would help."""
    survey = Survey.objects.create(group=group or make_group(), title=title)
    Plan.objects.create(
        survey=survey,
        space="Their own phone, alone or with a worker.",
        voice="Tap, write or tell a worker.",
        audience="The Youth Justice Partnership Board.",
        power=Plan.Power.PART,
        can_change="Lights, buses and where we meet.",
        cannot_change="The law.",
    )
    building.add_question(
        survey,
        kind=Question.Kind.FACES,
        text="How safe do you feel where you live?",
        choices=["Very safe", "Mostly safe", "In the middle", "Not very safe", "Not safe at all"],
        why="The Board meets about this.",
    )
    building.add_question(survey, kind=Question.Kind.TEXT, text="What would help?")
    return building.open_survey(survey, by=None) if opened else survey


PHRASES = {"More light": "light", "A later bus": "bus", "Somebody to talk to": "talk"}


def add_phrases(
    survey: Survey, phrases: dict[str, str] | None = None, *, text: str = "What would help most?"
) -> Question:
    """A question for words at the end of a draft, with phrases to tap and their pictures."""
    phrases = PHRASES if phrases is None else phrases
    return building.add_question(
        survey, kind=Question.Kind.TEXT, text=text, choices=phrases, pictures=phrases
    )


def make_invitation(
    survey: Survey | None = None,
    *,
    kind: Invitation.Kind = Invitation.Kind.LINK,
    audience: Audience = Audience.CHILDREN,
    **fields: Any,
) -> Invitation:
    return invitations.invite(
        survey or make_survey(), audience=audience, kind=kind, by=None, **fields
    )


def new_token() -> str:
    return secrets.token_urlsafe(24)


def send(
    invitation: Invitation,
    *,
    text: str = "",
    choice: int = 0,
    quote: bool = True,
    token: str = "",
    now: datetime | None = None,
) -> str:
    """Send an answer to make_survey's two questions; return the receipt's five words.

    `choice` is the place of the face, from 1; 0 leaves the faces out.
    """
    faces, words = invitation.survey.questions.all()[:2]
    said: dict[str, Said] = {}
    if choice:
        picked = faces.choices.order_by("position")[choice - 1]
        said[str(faces.pk)] = Said(choices=(str(picked.pk),))
    if text:
        said[str(words.pk)] = Said(text=text)
    submission = Submission(token=token or new_token(), said=said, quote=quote)
    return answering.send(invitation, submission, now=now).receipt


def make_words(
    text: str = "More lights on the path", *, invitation: Invitation | None = None, **fields: Any
) -> Answer:
    """One text answer, sent through an open link, waiting to be read."""
    send(invitation or make_invitation(), text=text, **fields)
    return Answer.objects.get(text=text)


def make_tapped(text: str) -> Answer:
    """The same, with the first two of PHRASES tapped beside the words."""
    survey = make_survey(opened=False)
    asked = add_phrases(survey)
    invitation = make_invitation(building.open_survey(survey, by=None))
    picked = tuple(str(choice.pk) for choice in asked.choices.all()[:2])
    answering.send(invitation, Submission(new_token(), {str(asked.pk): Said(picked, text)}))
    return Answer.objects.get(text=text)


def make_alert(invitation: Invitation | None = None) -> Alert:
    """What rings for words with a risk sign that nobody has read."""
    answer = make_words(f"they hit me {secrets.token_hex(3)}", invitation=invitation)
    ringing.ring()
    return Alert.objects.get(answer=answer)


def make_duty(user: User, *, step: int = 1, hours: int = 24, now: datetime | None = None) -> Duty:
    """On call from an hour ago."""
    start = (now or timezone.now()) - timedelta(hours=1)
    end = start + timedelta(hours=hours)
    return rota.put_on_call(user, starts_at=start, ends_at=end, step=step, by=user)


def make_reading(answer: Answer | None = None, *, by: User | None = None) -> Reading:
    voice = moderation.approve((answer or make_words()).pk, by=by or somebody(Role.WORKER))
    return voice.of_reading


def make_voice(
    text: str = "",
    *,
    invitation: Invitation | None = None,
    by: User | None = None,
    **fields: Any,
) -> Voice:
    text = text or f"More lights on path {secrets.token_hex(3)}"
    answer = make_words(text, invitation=invitation, **fields)
    return moderation.approve(answer.pk, by=by or somebody(Role.WORKER))


def make_note(
    words: str = "Adults ask, and then nothing happens",
    *,
    group: Group | None = None,
    by: User | None = None,
    **fields: Any,
) -> GroupNote:
    """A group note that waits to be read back."""
    note = GroupNote(group=group or make_group(), how="aloud", words=words, **fields)
    return notes.save_note(note, by=by or somebody(Role.WORKER))


def make_group_voice(
    words: str = "Adults ask, and then nothing happens", *, quotable: bool = True, **fields: Any
) -> Voice:
    """A note that was read back and agreed to."""
    note = make_note(words, **fields)
    return notes.agree(note, version=note.version, quotable=quotable, by=somebody(Role.WORKER))


def make_theme(
    *,
    voices: int | Iterable[Voice] = 0,
    title: str = "Adults think it is safe here at night. It is not.",
    group: Group | None = None,
    by: User | None = None,
) -> Theme:
    """A theme; with three voices or more it is on the public board."""
    by = by or somebody(Role.WORKER)
    group = group or make_group()
    theme = theming.make_theme(group_id=group.pk, title=title, by=by)
    if isinstance(voices, int):
        invitation = make_invitation(make_survey(group=group)) if voices else None
        voices = [make_voice(invitation=invitation, by=by) for _ in range(voices)]
    theming.add_voices(theme, voices, by=by)
    theme.refresh_from_db()
    return theme


def make_body(name: str = "", classification: str = "board", **fields: Any) -> Body:
    name = name or f"Body {secrets.token_hex(3)}"
    return Body.objects.create(name=name, classification=classification, **fields)


def make_membership(
    person: User | None = None,
    *,
    organization: Body | None = None,
    on_behalf_of: Body | None = None,
    **fields: Any,
) -> Membership:
    return Membership.objects.create(
        person=person or somebody(Role.BOARD_MEMBER),
        organization=organization or make_body(),
        on_behalf_of=on_behalf_of,
        **fields,
    )


def make_heading(reference: str = "1.4.4", *, framework: Framework | None = None) -> Heading:
    """A standard about children's views, in words of our own."""
    framework = framework or Framework.objects.create(
        name=f"Standards {secrets.token_hex(3)}", version="2021"
    )
    return Heading.objects.create(
        framework=framework,
        reference=reference,
        text="Views are asked for, looked into and used.",
        verbatim=False,
    )


def make_meeting(*, body: Body | None = None, days: int = 14, **fields: Any) -> Meeting:
    """A meeting in so many days from today (negative: ago)."""
    meeting = Meeting(
        body=body or make_body(),
        start_date=timezone.localdate() + timedelta(days=days),
        **fields,
    )
    return meetings.save_meeting(meeting, by=somebody(Role.CLERK))


def make_item(
    *,
    meeting: Meeting | None = None,
    themes: Iterable[Theme] = (),
    order: str = "1",
    title: str = "The children's item",
    surveys: Iterable[Survey] = (),
    **fields: Any,
) -> AgendaItem:
    item = AgendaItem(meeting=meeting or make_meeting(), order=order, title=title, **fields)
    return meetings.save_item(
        item,
        themes=[theme.pk for theme in themes],
        surveys=[survey.pk for survey in surveys],
        by=somebody(Role.CLERK),
    )


def make_decision(*, item: AgendaItem | None = None, confirmed: bool = True) -> Decision:
    clerk = somebody(Role.CLERK)
    decision = Decision(
        agenda_item=item or make_item(),
        text="Put lights on the path.",
        weight_given="Children said it is dark; we gave it most weight.",
        reasons="It is cheap and can be done at once.",
        decided_on=timezone.localdate(),
    )
    meetings.save_decision(decision, by=clerk)
    return meetings.confirm(decision, by=clerk) if confirmed else decision


def make_recommendation(reference: str = "R1", *, source: Source | None = None) -> Recommendation:
    source = source or Source.objects.create(name=f"Review {secrets.token_hex(3)}")
    return Recommendation.objects.create(
        source=source, reference=reference, text=f"Listen to children, says {reference}."
    )


def make_action(
    *,
    decision: Decision | None = None,
    recommendation: Recommendation | None = None,
    due_on: date | None = None,
) -> Action:
    """An action from a decision, unless it comes from a recommendation."""
    action = Action(
        decision=decision or (None if recommendation else make_decision()),
        recommendation=recommendation,
        text="Lights on the path",
        owner_role="Head of highways",
        agency=make_body(classification="agency"),
        due_on=due_on or timezone.localdate() + timedelta(days=30),
    )
    return acting.save_action(action, by=somebody(Role.CLERK))


def make_evidence(*, action: Action | None = None) -> Evidence:
    evidence = Evidence(
        action=action or make_action(),
        text="The path is lit after dark.",
        checked_by="Participation worker",
    )
    return acting.save_evidence(evidence, by=somebody(Role.CLERK))


def make_update(*, action: Action | None = None) -> ActionUpdate:
    action = action or make_action()
    return ActionUpdate.objects.create(
        action=action, text="The lamps are ordered.", by=somebody(Role.CLERK)
    )


def make_letterhead(header: str = "The Council", said: str = "") -> bytes:
    """A .docx such as a council's, with a header, and words of its own on the page."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = header
    document.add_paragraph(said)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def make_reply(
    *,
    theme: Theme | None = None,
    state: str = "we_did",
    text: str = "We put lights on the path.",
    published: bool = True,
    approved: bool = False,
    **fields: Any,
) -> Reply:
    """An answer on the board; or a draft, approved or not."""
    worker = somebody(Role.WORKER)
    demands: dict[str, dict[str, Any]] = {
        "we_did": {},
        "we_will": {"by_when": timezone.localdate() + timedelta(days=60)},
        "finding_out": {"by_when": timezone.localdate() + timedelta(days=30)},
        "we_cant": {"because": "There are too few workers."},
        "not_ours": {"passed_to": "The bus company"},
    }
    reply = Reply(
        theme=theme or make_theme(voices=3),
        agency=fields.pop("agency", None) or make_body(classification="agency"),
        state=state,
        text=text,
        **{**demands[state], **fields},
    )
    replies.save_reply(reply, by=worker)
    if published or approved:
        reply = approve_reply(reply)
    return replies.publish(reply, by=worker) if published else reply


def approve_reply(reply: Reply) -> Reply:
    """As a member who speaks for its agency does."""
    if not (speaker := approval.speakers(reply.agency).exclude(pk=reply.written_by_id).first()):
        others = User.objects.with_role(Role.BOARD_MEMBER).exclude(pk=reply.written_by_id)
        speaker = others.first() or make_user(Role.BOARD_MEMBER)
        make_membership(speaker, on_behalf_of=reply.agency)
    sent = approval.send(reply, by=reply.written_by)
    return approval.approve(sent, version=sent.version, by=speaker)


def make_round(
    reply: Reply | None = None, *, present: int = 8, now: datetime | None = None, **fields: Any
) -> VerdictRound:
    """A verdict round about an answer that its theme's group was told."""
    worker = somebody(Role.WORKER)
    reply = reply or make_reply()
    group, today = reply.theme.group_id, timezone.localdate()
    if not reply.told.filter(group=group).exists():
        replies.tell(reply, group_id=group, how="Read out.", on=today, by=worker)
    return rounds.open_round(reply, group_id=group, present=present, by=worker, now=now, **fields)


def write(kind: str = "complain", *, now: datetime | None = None, **fields: str) -> str:
    """Send a message through a door, with what that door needs; return its five words."""
    needs = {
        "complain": {"words": "Nobody listens to me.", "about": "worker"},
        "tell": {"name": "Jo"},
        "advocate": {"reach": "At the club, ask for Jo"},
    }
    sent = doors.Sent(**{"token": new_token(), "kind": kind, **needs[kind], **fields})
    return doors.send(sent, now=now).receipt


def make_message(kind: str = "complain", *, now: datetime | None = None, **fields: str) -> Message:
    before = set(Message.objects.values_list("pk", flat=True))
    write(kind, now=now, **fields)
    return Message.objects.exclude(pk__in=before).get()
