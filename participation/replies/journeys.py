"""The journey: what happened to one response, step by step, told to the child who holds it.

Wrong words cost the same queries as right ones: every query below runs, whatever the others find.
A concern is never shown here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from participation.meetings.models import Action, AgendaItem, Decision, Meeting
from participation.moderation.models import Reading, Theme, ThemeVoice, Voice
from participation.replies.models import Reply, Told, Verdict
from participation.replies.verdicts import counted, state_of, summarise
from surveys import kept
from surveys.kept import KeptResponse
from surveys.translating import english

REJECTED_BECAUSE = {
    Reading.Reason.NAMES_SOMEBODY: gettext_lazy("It names or points to somebody."),
    Reading.Reason.HURTS_SOMEBODY: gettext_lazy("It could hurt somebody who reads it."),
    Reading.Reason.NOT_AN_ANSWER: gettext_lazy("It was not an answer to the question."),
    Reading.Reason.TWICE: gettext_lazy("The same words came twice."),
}


@dataclass(frozen=True)
class Step:
    title: str
    on: date | None = None
    text: str = ""
    done: bool = True


@dataclass(frozen=True)
class ToThem:
    """A reply, its state by children's verdicts, and what this child said of it before."""

    reply: Reply
    state: str
    told_on: date | None
    verdict: str


@dataclass(frozen=True)
class Thread:
    """One theme that the words are part of, and all that happened to it."""

    theme: Theme
    steps: tuple[Step, ...]
    replies: tuple[ToThem, ...]


@dataclass(frozen=True)
class Journey:
    kept: KeptResponse
    as_adults_read: tuple[str, ...]
    """The checked copies made from the words, however they were made."""
    steps: tuple[Step, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True)
class _Found:
    """What the fixed list of queries brought."""

    readings: list[Reading]
    voices: list[Voice]
    memberships: list[ThemeVoice]
    items: list[AgendaItem]
    listed: set[tuple[int, int]]
    """(theme, agenda item) pairs."""
    decisions: list[Decision]
    actions: list[Action]
    replies: list[Reply]
    told: list[Told]
    verdicts: list[Verdict]
    response_id: UUID


def journey(words: str) -> Journey | None:
    """The journey of a receipt; None, after the same queries, when nothing has these words."""
    response_id = kept.find(words) or kept.nobody()
    response = kept.everything(response_id)
    found = _find(response_id)
    if response is None:
        return None
    themes = {membership.theme_id: membership for membership in found.memberships}
    return Journey(
        kept=response,
        as_adults_read=tuple(voice.text for voice in found.voices),
        steps=tuple(_first_steps(response, found)),
        threads=tuple(_thread(membership, found) for membership in themes.values()),
    )


def _find(response_id: UUID) -> _Found:
    mine = Theme.objects.filter(voices__answer__response=response_id).values("pk")
    items = AgendaItem.objects.filter(themes__in=mine).exclude(meeting__status="cancelled")
    decisions = Decision.objects.public().filter(agenda_item__themes__in=mine)
    actions = Action.objects.agreed().filter(decision__agenda_item__themes__in=mine)
    verdicts = Verdict.objects.filter(reply__theme__in=mine)
    return _Found(
        readings=list(Reading.objects.current().filter(answer__response=response_id)),
        voices=list(Voice.objects.filter(answer__response=response_id)),
        memberships=list(
            ThemeVoice.objects.filter(voice__answer__response=response_id)
            .select_related("theme")
            .order_by("on", "pk")
        ),
        items=list(items.select_related("meeting__body").distinct()),
        listed=set(
            AgendaItem.themes.through.objects.filter(theme__in=mine).values_list(
                "theme_id", "agendaitem_id"
            )
        ),
        decisions=list(decisions.select_related("agenda_item").distinct()),
        actions=list(actions.select_related("agency", "decision").distinct()),
        replies=list(Reply.objects.published().filter(theme__in=mine).select_related("agency")),
        told=list(Told.objects.filter(reply__theme__in=mine)),
        verdicts=list(verdicts.select_related("round")),
        response_id=response_id,
    )


def _first_steps(response: KeptResponse, found: _Found) -> list[Step]:
    steps = [Step(_("Your answers arrived"), response.sent_on)]
    # Two texts read on one day make one step, not the same step twice.
    steps += dict.fromkeys(_read_step(it) for it in sorted(found.readings, key=lambda it: it.at))
    if len(found.readings) < response.texts:
        steps.append(_waiting_step(some_read=bool(found.readings)))
    rejected = sum(it.decision == Reading.Decision.REJECTED for it in found.readings)
    is_heard = response.picks or rejected < response.texts
    if response.heard_on and not found.items and is_heard:
        steps.append(
            Step(
                _("%(body)s hears what children say") % {"body": capfirst(response.heard_by)},
                response.heard_on,
                done=response.heard_on < timezone.localdate(),
            )
        )
    return steps


def _waiting_step(*, some_read: bool) -> Step:
    """Words that no worker has read yet; who only picked answers has none."""
    title = (
        _("A worker still has to read your other words")
        if some_read
        else _("A worker reads every word first")
    )
    wait = _("What you wrote waits to be read. Look again in a few days.")
    return Step(title, text=wait, done=False)


def _read_step(reading: Reading) -> Step:
    on = timezone.localdate(reading.at)
    if reading.decision == Reading.Decision.REJECTED:
        why = REJECTED_BECAUSE.get(Reading.Reason(reading.reason), "")
        text = f"{why} {_('You can still tell a worker what you think.')}".strip()
        return Step(_("A worker read your words. They do not go to the Board."), on, text)
    if reading.decision in Reading.PENDING:
        return Step(_("A worker read your words and is thinking about them"), on)
    changed = {
        Reading.Decision.REDACTED: _("Names and places were taken out, to keep people safe."),
        Reading.Decision.PARAPHRASED: _("A worker said it in other words, to keep you safe."),
    }
    text = changed.get(Reading.Decision(reading.decision), "")
    return Step(_("A worker read your words"), on, text)


def _thread(membership: ThemeVoice, found: _Found) -> Thread:
    theme = membership.theme
    items = [item for item in found.items if (theme.pk, item.pk) in found.listed]
    item_ids = {item.pk for item in items}
    decisions = [it for it in found.decisions if it.agenda_item_id in item_ids]
    decision_ids = {decision.pk for decision in decisions}
    actions = [it for it in found.actions if it.decision_id in decision_ids]
    today = timezone.localdate()
    steps = [
        Step(_("Your words became part of this"), membership.on),
        *(_listed_step(item.meeting, today) for item in items),
        *(Step(_("They decided"), it.decided_on, english(it.text)) for it in decisions),
        # What is still to come stands last, so that the thread breaks in one place.
        *sorted((_action_step(action) for action in actions), key=lambda step: not step.done),
    ]
    return Thread(
        theme=theme,
        steps=tuple(steps),
        replies=tuple(
            _to_them(reply, found) for reply in found.replies if reply.theme_id == theme.pk
        ),
    )


def _to_them(reply: Reply, found: _Found) -> ToThem:
    verdicts = [it for it in found.verdicts if it.reply_id == reply.pk]
    mine = (it.value for it in verdicts if it.response_id == found.response_id)
    return ToThem(
        reply=reply,
        state=state_of(reply, summarise(counted(verdicts))),
        told_on=min((it.on for it in found.told if it.reply_id == reply.pk), default=None),
        verdict=next(mine, ""),
    )


def _listed_step(meeting: Meeting, today: date) -> Step:
    listed = (
        _("It was on the list of %(body)s")
        if meeting.start_date < today
        else _("It is on the list of %(body)s")
    )
    done = meeting.start_date <= today
    return Step(listed % {"body": meeting.body.called}, meeting.start_date, done=done)


def _action_step(action: Action) -> Step:
    if action.status == Action.Status.DONE:
        return Step(_("Adults say this is done"), action.done_on, english(action.text))
    if action.status == Action.Status.STUCK:
        return Step(_("This has got stuck"), action.started_on, english(action.text), done=False)
    if action.status == Action.Status.NOT_STARTED:
        return Step(_("This will be done"), action.due_on, english(action.text), done=False)
    return Step(_("This is being done"), action.started_on, english(action.text))
