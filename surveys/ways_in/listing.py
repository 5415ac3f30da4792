"""A survey's ways in as the page and the API list them: how each stands, and how many answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from surveys.models import Invitation, Survey

LABELS = {
    "early": "Not open yet",
    "open": "Open",
    "paused": "Paused",
    "closed": "Closed",
    "used": "Used",
}
LOOKS = {
    "early": "waiting",
    "open": "in_progress",
    "paused": "stuck",
    "closed": "confirmed",
    "used": "confirmed",
}
"""Which of the states that pages know how to draw each looks like."""

WITH_POSTER = {Invitation.Kind.LINK, Invitation.Kind.LIVE}
WITH_CARDS = {*WITH_POSTER, Invitation.Kind.SINGLE}


def state_of(invitation: Invitation, now: datetime) -> str:
    if invitation.used:
        return "used"
    if invitation.closed_since(now):
        return "closed"
    if invitation.is_early(now):
        return "early"
    return "paused" if invitation.paused else "open"


@dataclass(frozen=True)
class Way:
    """One invitation, or the cards that were made together."""

    cards: tuple[Invitation, ...]
    now: datetime

    @property
    def invitation(self) -> Invitation:
        return self.cards[0]

    @property
    def is_batch(self) -> bool:
        return self.invitation.batch is not None

    @property
    def made(self) -> int:
        return len(self.cards)

    @property
    def used(self) -> int:
        return sum(card.used for card in self.cards)

    @property
    def left(self) -> list[Invitation]:
        """What can still be handed out."""
        return [card for card in self.cards if not card.used]

    @property
    def answered(self) -> int:
        return self.used if self.is_batch else self.invitation.answered

    @property
    def state(self) -> str:
        """Of a batch: that of the cards which are left."""
        return state_of((self.left or self.cards)[0], self.now)

    @property
    def label(self) -> str:
        return LABELS[self.state]

    @property
    def look(self) -> str:
        return LOOKS[self.state]

    @property
    def is_beyond(self) -> bool:
        """Whether more have answered than were expected."""
        return self.invitation.answered >= self.invitation.expected

    @property
    def has_poster(self) -> bool:
        return self.invitation.kind in WITH_POSTER

    @property
    def has_cards(self) -> bool:
        return self.invitation.kind in WITH_CARDS and self.state != "used"

    @property
    def is_live(self) -> bool:
        return self.invitation.kind == Invitation.Kind.LIVE

    @property
    def is_over(self) -> bool:
        """Closed with its survey, or used up: there is nothing to open again."""
        return self.invitation.survey.status == Survey.Status.CLOSED or self.state == "used"

    @property
    def is_shut(self) -> bool:
        """By hand, so that it can be opened again as it was."""
        return self.invitation.closed_at is not None


def ways_in(survey: Survey, now: datetime) -> list[Way]:
    """All ways in, the newest first; cards that were made together are one."""
    together: dict[object, list[Invitation]] = {}
    for invitation in survey.invitations.all():
        invitation.survey = survey
        together.setdefault(invitation.batch or invitation.pk, []).append(invitation)
    ways = [Way(tuple(cards), now) for cards in together.values()]
    return sorted(ways, key=lambda way: way.invitation.pk, reverse=True)


def way_of(invitation: Invitation, now: datetime) -> Way:
    """The way in that an invitation is, or is one card of."""
    cards = list(Invitation.objects.together(invitation))
    for card in cards:
        card.survey = invitation.survey
    return Way(tuple(cards), now)
