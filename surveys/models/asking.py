"""What is asked: surveys, their plan, questions and choices."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from backend.accounts.models import User
from surveys.models.groups import Audience, Group
from surveys.models.stamps import stamped
from surveys.pictures import Picture


class SurveyQuerySet(models.QuerySet["Survey"]):
    def drafts(self) -> SurveyQuerySet:
        return self.filter(status=Survey.Status.DRAFT)

    def rounds_with(self, survey: Survey) -> SurveyQuerySet:
        """All rounds of the survey that this is one of, the first one first."""
        first = survey.first_round_id
        return self.filter(Q(pk=first) | Q(round_of=first)).order_by("pk")

    def closed_to(self, person: User) -> SurveyQuerySet:
        """Surveys whose words are not there for this person, whatever their role.

        They are asked about in it; or it asks about staff, and they are not named to read it.
        """
        asked = Survey.objects.filter(asked_about=person).values("pk")
        reads = Survey.objects.filter(readers=person).values("pk")
        return self.filter(Q(pk__in=asked) | Q(about_staff=True) & ~Q(pk__in=reads))

    def asking(self, answer_id: UUID) -> models.QuerySet[Survey, int]:
        """The people whom the survey of this answer asks about, by id."""
        asked = self.filter(questions__answers=answer_id, asked_about__isnull=False)
        return asked.values_list("asked_about", flat=True)

    def for_building(self) -> SurveyQuerySet:
        """With everything that its own page shows, in the same few queries."""
        return self.select_related("group", "plan").prefetch_related(
            "translations",
            "questions__choices",
            "questions__wordings",
            "questions__show_if__question",
        )

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
    round_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rounds",
        help_text="The first round, if this asks the same again.",
    )
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
    about_staff = models.BooleanField(
        "asks about staff",
        default=False,
        help_text="Then only those named below read its words, and never those it asks about.",
    )
    readers: models.ManyToManyField[User, User] = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        help_text="Who may read the words of a survey that asks about staff.",
    )
    asked_about: models.ManyToManyField[User, User] = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        help_text="Who is asked about: these words are not there for them.",
    )

    objects: ClassVar = SurveyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar = [
            stamped("survey"),
            models.CheckConstraint(
                name="survey_dates_agree_with_status",
                condition=Q(status="draft", opened_on=None, closed_on=None)
                | Q(status="open", opened_on__isnull=False, closed_on=None)
                | Q(status="closed", opened_on__isnull=False, closed_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def first_round_id(self) -> int:
        """What all rounds of a survey have in common."""
        return self.round_of_id or self.pk


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

    class Meta:
        constraints: ClassVar = [stamped("plan")]

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

    SIDED = (Kind.FACES, Kind.SINGLE, Kind.YES_NO)
    """Kinds whose choices can be on one of two sides, or make groups: people pick one."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    key = models.UUIDField(
        default=uuid4, editable=False, help_text="The same in every round that asks this."
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.CharField(max_length=200, help_text="As children are asked.")
    help = models.CharField(max_length=200, blank=True)
    why = models.CharField("why we ask", max_length=200, blank=True, help_text="Shown to children.")
    feeds = models.CharField(
        "which decision it feeds", max_length=200, blank=True, help_text="For staff alone."
    )
    about_you = models.BooleanField(
        default=False, help_text="About the one who answers: asked last, clearly optional."
    )
    splits = models.BooleanField(
        "results may be split by this",
        default=False,
        help_text="Only a question about the one who answers, with one choice. Declared before "
        "the survey opens; one at a time.",
    )
    headline = models.CharField(
        max_length=60,
        blank=True,
        help_text="What one side of the answers says, after “children …”: “feel safe where they "
        "live”. Tick the choices that say it. Declared before the survey opens.",
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
            stamped("question"),
            models.UniqueConstraint(
                name="question_has_its_own_position", fields=["survey", "position"]
            ),
            models.UniqueConstraint(name="asked_once_a_round", fields=["survey", "key"]),
            models.CheckConstraint(
                name="two_sides_of_one_choice_about_all",
                condition=Q(headline="")
                | Q(about_you=False, kind__in=["faces", "single", "yes_no"]),
                violation_error_message="Only a question with one choice has two sides, and none "
                "about the one who answers.",
            ),
            models.CheckConstraint(
                name="split_by_one_choice_about_you",
                condition=Q(splits=False)
                | Q(about_you=True, kind__in=["faces", "single", "yes_no"]),
                violation_error_message="Results are split by a question about the one who "
                "answers, with one choice.",
            ),
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
            stamped("wording"),
            models.UniqueConstraint(
                name="one_wording_for_an_audience", fields=["question", "audience"]
            ),
        ]

    def __str__(self) -> str:
        return self.text


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
    headline = models.BooleanField(
        "says the headline",
        default=False,
        help_text="On the side that the question’s headline names.",
    )
    not_sure = models.BooleanField(
        default=False, help_text="The way out that every question with choices has."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["not_sure", "position", "pk"]
        constraints: ClassVar = [
            stamped("choice"),
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
