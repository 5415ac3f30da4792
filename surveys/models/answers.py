"""What was answered, and the ways in. Nothing here can say who, by which invitation, or when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from surveys.models.asking import Choice, Question, Survey
from surveys.models.groups import Audience

TEXT_LIMIT = 2000
"""Characters of one text answer, as people count them (code points)."""

LATE_FROM = 2
"""Alarm rounds after which unread words wait longer than they should (surveys/unread.py)."""

LATE = timedelta(days=7)
"""How long after the close words are taken that waited on a phone without a signal."""


def expected_at_first() -> int:
    """How many answers one invitation is expected to bring, until a worker expects more."""
    return int(settings.ANSWERS_EXPECTED)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def closed_by_hand_or_time(self, now: datetime) -> InvitationQuerySet:
        return self.filter(Q(closed_at__lte=now) | Q(closes_at__lte=now))

    def together(self, invitation: Invitation) -> InvitationQuerySet:
        """The cards that were made with it, itself included; most invitations stand alone."""
        if invitation.batch is None:
            return self.filter(pk=invitation.pk)
        return self.filter(batch=invitation.batch)

    def open_rooms(self, now: datetime) -> InvitationQuerySet:
        """Rooms in which somebody may still send, so that order could name the author."""
        return (
            self.filter(kind__in=Invitation.ROOMS, survey__status=Survey.Status.OPEN)
            .exclude(closed_at__lte=now)
            .exclude(closes_at__lte=now)
        )


class Invitation(models.Model):
    """A code and a link to one survey for one audience. Never joined to what came through it."""

    class Kind(models.TextChoices):
        LINK = "link", "Link or poster"
        LIVE = "live", "Live room"
        TABLET = "tablet", "Shared tablet"
        HELPED = "helped", "Helped by a worker"
        SINGLE = "single", "Single use"

    ROOMS = (Kind.LIVE, Kind.TABLET, Kind.HELPED)
    """Where children sit together: words wait until their order names nobody."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    audience = models.CharField(max_length=15, choices=Audience.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LINK)
    code = models.CharField(max_length=12, unique=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    used = models.BooleanField(default=False, editable=False, help_text="Single use: no date kept.")
    paused = models.BooleanField(
        default=False, editable=False, help_text="A live room that takes nothing for a moment."
    )
    batch = models.UUIDField(
        null=True, editable=False, help_text="Single-use cards that were made, and print, together."
    )
    answered = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often somebody sent: a count, without times."
    )
    expected = models.PositiveIntegerField(
        default=expected_at_first,
        editable=False,
        help_text="What comes beyond is counted once a worker says so.",
    )
    told_of = models.PositiveIntegerField(
        default=0, editable=False, help_text="Of which such number workers were told."
    )
    opened = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often its page was opened, in live rooms alone."
    )

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="only_live_rooms_are_paused", condition=Q(paused=False) | Q(kind="live")
            ),
            models.CheckConstraint(
                name="only_single_use_is_made_in_batches",
                condition=Q(batch=None) | Q(kind="single"),
            ),
            models.CheckConstraint(
                name="only_live_rooms_count_who_opened", condition=Q(opened=0) | Q(kind="live")
            ),
            models.CheckConstraint(
                name="only_single_use_is_used", condition=Q(used=False) | Q(kind="single")
            ),
            models.CheckConstraint(
                name="invitation_opens_before_it_closes",
                condition=Q(opens_at=None)
                | Q(closes_at=None)
                | Q(closes_at__gt=models.F("opens_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.get_audience_display()})"

    def get_absolute_url(self) -> str:
        return f"/s/{self.code}/"

    @property
    def tablet_url(self) -> str:
        """The worker's page on a shared tablet."""
        return f"/tablet/{self.code}/"

    @property
    def is_room(self) -> bool:
        return self.kind in self.ROOMS

    def waits_until(self, now: datetime) -> datetime | None:
        """When it opens, if it is not open yet and that is known."""
        return self.opens_at if self.opens_at and self.opens_at > now else None

    def is_early(self, now: datetime) -> bool:
        return self.survey.status == Survey.Status.DRAFT or self.waits_until(now) is not None

    def closed_since(self, now: datetime) -> date | None:
        """The day it closed, by its own time, by hand, or with its survey."""
        moments = [moment for moment in (self.closed_at, self.closes_at) if moment]
        days = [timezone.localdate(moment) for moment in moments if moment <= now]
        if self.survey.closed_on:
            days.append(self.survey.closed_on)
        return min(days) if days else None

    def is_open(self, now: datetime) -> bool:
        return not (self.is_early(now) or self.closed_since(now) or self.used)

    def takes_what_waited(self, now: datetime) -> bool:
        """Whether it closed so few days ago that answers may still come from a phone."""
        closed = self.closed_since(now)
        if closed is None or self.is_early(now):
            return False
        return timezone.localdate(now) - closed <= LATE


class Response(models.Model):
    """What somebody sent. It holds the day and nothing else about its sender."""

    class Beyond(models.TextChoices):
        """How one stands that came beyond what was expected."""

        COUNTED = "", "Counted"
        WAITING = "waiting", "Waits for a worker’s word"
        LEFT_OUT = "left_out", "Left out"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    audience = models.CharField(max_length=15, choices=Audience.choices)
    sent_on = models.DateField()
    late = models.BooleanField(
        default=False, help_text="Waited on a phone past the close: words only, counted nowhere."
    )
    beyond = models.CharField(
        max_length=10,
        choices=Beyond.choices,
        default=Beyond.COUNTED,
        help_text="Came beyond what was expected: counted once a worker says so.",
    )
    quote = models.BooleanField(default=False, help_text="The yes to being quoted.")
    receipt_hash = models.CharField(max_length=64, unique=True)
    digest = models.CharField(
        max_length=64, help_text="Of the answers, keyed by the token, which is not kept."
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["survey", "audience", "late", "beyond"], name="response_counting")
        ]

    def __str__(self) -> str:
        return f"A response to {self.survey}"


class Ruling(models.Model):
    """What a worker said of answers beyond what was expected: counted, or left out, and why."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="rulings")
    audience = models.CharField(max_length=15, choices=Audience.choices)
    answers = models.PositiveIntegerField(help_text="How many waited.")
    counted = models.BooleanField()
    because = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="answers_are_left_out_for_a_reason",
                condition=Q(counted=True) | ~Q(because=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.answers} {'counted' if self.counted else 'left out'}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def words(self) -> AnswerQuerySet:
        return self.filter(choice=None, erased_on=None)

    def waiting(self) -> AnswerQuerySet:
        """Words that nobody has decided about: by a constraint, these are words and not emptied.

        To say so in the query as well makes SQLite look at all words instead of the first to read.
        """
        return self.filter(waiting=True)

    def readable(self, now: datetime) -> AnswerQuerySet:
        """Words a moderator may see by now."""
        return self.words().let_go(now)

    def let_go(self, now: datetime) -> AnswerQuerySet:
        """Those that no room keeps.

        From an open link at once, words with a risk sign at once; from a room in fives
        or when no room of the same survey and audience is open any more.
        """
        still_open = Invitation.objects.open_rooms(now).filter(
            survey=OuterRef("response__survey"), audience=OuterRef("response__audience")
        )
        return self.filter(Q(from_room=False) | Q(risk=True) | ~Exists(still_open))


class Answer(models.Model):
    """One thing said to one question: a choice (one row each), or words."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    audience = models.CharField(
        max_length=15,
        choices=Audience.choices,
        help_text="Its response’s, for counting: empty while it is in no number.",
    )
    sent_on = models.DateField(help_text="Its response’s: for the order in which words are read.")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    choice = models.ForeignKey(
        Choice, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    text = models.TextField(blank=True)
    erased_on = models.DateField(null=True, blank=True)
    risk = models.BooleanField(default=False, help_text="A word on the list; decides nothing.")
    signs = models.CharField(
        max_length=100,
        blank=True,
        help_text="Of which categories, with spaces between: what a reader may leave to others.",
    )
    beyond = models.BooleanField(
        default=False, help_text="Its response came beyond what was expected: read after others."
    )
    waiting = models.BooleanField(
        default=False, help_text="Words that nobody has decided about: the queue."
    )
    rounds = models.PositiveSmallIntegerField(
        default=0, help_text="Alarm rounds it has waited unread: its clock, without a time."
    )
    from_room = models.BooleanField(
        default=False, help_text="Sent in a room and not yet mixed with four others."
    )

    objects: ClassVar = AnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="answer_is_a_choice_or_words",
                condition=Q(choice__isnull=False, text="", erased_on=None)
                | (Q(choice=None, erased_on=None) & ~Q(text=""))
                | Q(choice=None, erased_on__isnull=False, text=""),
            ),
            models.CheckConstraint(
                name="signs_go_with_the_words", condition=Q(signs="") | ~Q(text="")
            ),
            models.CheckConstraint(
                name="only_words_wait", condition=Q(waiting=False) | ~Q(text="")
            ),
            models.UniqueConstraint(
                name="a_choice_is_picked_once", fields=["response", "question", "choice"]
            ),
            models.UniqueConstraint(
                name="words_are_given_once",
                fields=["response", "question"],
                condition=Q(choice=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["question", "audience", "choice"], name="answer_counting"),
            models.Index(
                fields=["response"], name="answer_words", condition=Q(choice=None, erased_on=None)
            ),
            # In the order of reading, so that a hundred thousand waiting cost what a hundred do.
            models.Index(
                fields=["-risk", "beyond", "sent_on", "id"],
                name="answer_waiting",
                condition=Q(waiting=True),
            ),
            models.Index(
                fields=["rounds"],
                name="answer_late",
                condition=Q(waiting=True, rounds__gte=LATE_FROM),
            ),
        ]

    def __str__(self) -> str:
        return f"An answer to {self.question_id}"

    @property
    def is_late(self) -> bool:
        return self.rounds >= LATE_FROM


class KeptFrom(models.Model):
    """That a text is not there for a person, whatever their roles: it may be about them."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="kept_from")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(name="a_text_is_kept_from_once", fields=["answer", "user"])
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} from {self.user_id}"


class LastRound(models.Model):
    """The one row that says which alarm round was counted last, so that each counts once."""

    began_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="there_is_one_last_round", condition=Q(pk=1))
        ]

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M}"


class Withdrawal(models.Model):
    """A receipt whose answers were taken back, so that a phone that sends again adds nothing."""

    receipt_hash = models.CharField(max_length=64, unique=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"Taken back on {self.on}"
