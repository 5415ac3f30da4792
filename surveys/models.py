"""What is asked, and what was answered. Only this app may import these models.

Nothing here can say who answered, by which invitation, or at what time of day.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import uuid4

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from surveys.pictures import Picture

TEXT_LIMIT = 2000
"""Characters of one text answer, as people count them (code points)."""


class Audience(models.TextChoices):
    CHILDREN = "children", "Children"
    PRACTITIONERS = "practitioners", "Practitioners"
    MANAGERS = "managers", "Managers"
    BOARD = "board", "Board members"


class Group(models.Model):
    """A children's group, such as CHANCE. Never a list of its members."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    about = models.TextField(blank=True, help_text="One or two plain sentences, for children.")

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Helpline(models.Model):
    """Somebody to call, besides Childline, which stands on every page anyway."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="helplines")
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=30)
    note = models.CharField(max_length=120, blank=True, help_text="When it is open, what it costs.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Whom to turn to outside: an advocate, or the council's own way to complain."""

    class Kind(models.TextChoices):
        ADVOCACY = "advocacy", "Advocacy: somebody independent, on the child's side"
        COMPLAINTS = "complaints", "The council's own way to complain"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=80, help_text="As children know it.")
    how = models.CharField(
        max_length=200,
        help_text="What they do and how to reach them, in plain words.",
    )
    phone = models.CharField(max_length=30, blank=True)
    website = models.CharField(max_length=200, blank=True, validators=[URLValidator(["https"])])
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["group__name", "position", "pk"]

    def __str__(self) -> str:
        return self.name


class SurveyQuerySet(models.QuerySet["Survey"]):
    def drafts(self) -> SurveyQuerySet:
        return self.filter(status=Survey.Status.DRAFT)

    def for_list(self) -> SurveyQuerySet:
        return self.select_related("group", "plan").prefetch_related(
            "invitations", "translations", "questions__choices", "questions__wordings"
        )


class Survey(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(max_length=120)
    about = models.TextField(blank=True, help_text="What this is about, in a child's words.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    opened_on = models.DateField(null=True, blank=True, editable=False)
    closed_on = models.DateField(null=True, blank=True, editable=False)
    heard_by = models.CharField(
        max_length=120, blank=True, editable=False, help_text="Pushed down by `meetings`."
    )
    heard_on = models.DateField(
        null=True, blank=True, editable=False, help_text="Pushed down by `meetings`."
    )

    objects: ClassVar = SurveyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="survey_dates_agree_with_status",
                condition=Q(status="draft", opened_on=None, closed_on=None)
                | Q(status="open", opened_on__isnull=False, closed_on=None)
                | Q(status="closed", opened_on__isnull=False, closed_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title


class Plan(models.Model):
    """The Lundy answers that a survey needs before it opens (Lundy 2007; standards P2, P3)."""

    class Power(models.TextChoices):
        YES = "yes", "They can decide this"
        PART = "part", "They can decide some of this"
        NO = "no", "They cannot decide this; they can ask those who can"

    survey = models.OneToOneField(Survey, on_delete=models.CASCADE, related_name="plan")
    space = models.TextField(help_text="How is it made safe to speak, and for whom?")
    voice = models.TextField(help_text="Which ways are there to say something?")
    audience = models.TextField(help_text="Who will hear this? Shown to children.")
    power = models.CharField("can they decide?", max_length=5, choices=Power.choices)
    can_change = models.TextField(help_text="What can change. Shown to children.")
    cannot_change = models.TextField(help_text="What cannot change. Shown to children.")

    def __str__(self) -> str:
        return f"Plan of {self.survey}"


class Question(models.Model):
    class Kind(models.TextChoices):
        FACES = "faces", "Faces, each with its words"
        SINGLE = "single", "One choice"
        MULTIPLE = "multiple", "Several choices"
        YES_NO = "yes_no", "Yes or no"
        TEXT = "text", "In their own words"

    optional = True
    """Every question is: not answering is a right (design 4, "skipped always possible")."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=200, help_text="As children are asked.")
    help = models.CharField(max_length=200, blank=True)
    why = models.CharField("why we ask", max_length=200, blank=True, help_text="Shown to children.")
    about_you = models.BooleanField(
        default=False, help_text="About the one who answers: asked last, clearly optional."
    )
    only_for = models.CharField(
        max_length=15, choices=Audience.choices, blank=True, help_text="Empty: for every audience."
    )
    show_if: models.ManyToManyField[Choice, Choice] = models.ManyToManyField(
        "Choice",
        blank=True,
        related_name="opens",
        help_text="Asked only after one of these choices of an earlier question.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["about_you", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="question_has_its_own_position", fields=["survey", "position"]
            )
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def takes_text(self) -> bool:
        return self.kind == self.Kind.TEXT

    @property
    def takes_several(self) -> bool:
        """So does a question for words: its choices are phrases to tap, beside the words."""
        return self.kind in {self.Kind.MULTIPLE, self.Kind.TEXT}


class Wording(models.Model):
    """How another audience is asked: children how safe they feel, adults how safe they think so."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="wordings")
    audience = models.CharField(max_length=15, choices=Audience.choices)
    text = models.CharField(max_length=200)
    help = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_wording_for_an_audience", fields=["question", "audience"]
            )
        ]

    def __str__(self) -> str:
        return self.text


class Translation(models.Model):
    """A survey in another language: its texts by what they are in English.

    By the English, since that is what a translator sees, and since a text that was changed has no
    translation any more.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=10)
    texts = models.JSONField(default=dict)
    checked_on = models.DateField(
        null=True, blank=True, help_text="A worker who reads the language has ticked it."
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_translation_a_language", fields=["survey", "language"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey} in {self.language}"


class CatalogCheck(models.Model):
    """A person has read the interface in a language, as it then was."""

    language = models.CharField(max_length=10, unique=True)
    fingerprint = models.CharField(max_length=64, help_text="Of what was read; changed is unread.")
    checked_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.language}, checked on {self.checked_on}"


class Choice(models.Model):
    class Face(models.TextChoices):
        VERY_GOOD = "very_good", "Very good"
        GOOD = "good", "Good"
        MIDDLE = "middle", "In the middle"
        BAD = "bad", "Bad"
        VERY_BAD = "very_bad", "Very bad"
        NOT_SURE = "not_sure", "Not sure"

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    face = models.CharField(max_length=10, choices=Face.choices, blank=True)
    picture = models.CharField(
        max_length=10,
        choices=Picture.choices,
        blank=True,
        help_text="Stands before the words. Never instead of them.",
    )
    not_sure = models.BooleanField(
        default=False, help_text="The way out that every question with choices has."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["not_sure", "position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                name="one_not_sure_a_question", fields=["question"], condition=Q(not_sure=True)
            ),
            models.CheckConstraint(
                name="a_choice_has_a_face_or_a_picture",
                condition=Q(face="") | Q(picture=""),
                violation_error_message="A face is a picture already: leave one of them out.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def closed_by_hand_or_time(self, now: datetime) -> InvitationQuerySet:
        return self.filter(Q(closed_at__lte=now) | Q(closes_at__lte=now))

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

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar = [
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


class Response(models.Model):
    """What somebody sent. It holds the day and nothing else about its sender."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="responses")
    audience = models.CharField(max_length=15, choices=Audience.choices)
    sent_on = models.DateField()
    quote = models.BooleanField(default=False, help_text="The yes to being quoted.")
    receipt_hash = models.CharField(max_length=64, unique=True)
    digest = models.CharField(
        max_length=64, help_text="Of the answers, keyed by the token, which is not kept."
    )

    def __str__(self) -> str:
        return f"A response to {self.survey}"


class AnswerQuerySet(models.QuerySet["Answer"]):
    def words(self) -> AnswerQuerySet:
        return self.filter(choice=None, erased_on=None)

    def readable(self, now: datetime) -> AnswerQuerySet:
        """Words a moderator may see by now.

        From an open link at once, words with a risk sign at once; from a room in fives (`batched`)
        or when no room of the same survey and audience is open any more.
        """
        still_open = Invitation.objects.open_rooms(now).filter(
            survey=OuterRef("response__survey"), audience=OuterRef("response__audience")
        )
        return self.words().filter(Q(from_room=False) | Q(risk=True) | ~Exists(still_open))


class Answer(models.Model):
    """One thing said to one question: a choice (one row each), or words."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    choice = models.ForeignKey(
        Choice, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    text = models.TextField(blank=True)
    erased_on = models.DateField(null=True, blank=True)
    risk = models.BooleanField(default=False, help_text="A word on the list; decides nothing.")
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
            models.Index(fields=["question", "choice"], name="answer_counting"),
            models.Index(
                fields=["risk", "id"], name="answer_words", condition=Q(choice=None, erased_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"An answer to {self.question_id}"


class Withdrawal(models.Model):
    """A receipt whose answers were taken back, so that a phone that sends again adds nothing."""

    receipt_hash = models.CharField(max_length=64, unique=True)
    on = models.DateField()

    def __str__(self) -> str:
        return f"Taken back on {self.on}"
