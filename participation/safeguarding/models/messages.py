"""Messages through the other doors: word for word, added to and never changed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role


class MessageQuerySet(models.QuerySet["Message"]):
    def open(self) -> MessageQuerySet:
        return self.filter(closed_on=None)

    def closed(self) -> MessageQuerySet:
        return self.filter(closed_on__isnull=False).order_by("-closed_on", "pk")

    def unanswered(self) -> MessageQuerySet:
        return self.open().filter(answered_on=None)

    def readable_by(self, user: User) -> MessageQuerySet:
        """Those addressed to a role of theirs and not about them; all others are not there.

        What a child said is about somebody who reads the safeguarding leads' inbox is no lead's to
        read, whatever other role that lead has.
        """
        messages = self.filter(to__in=user.roles).exclude(shut_out__user=user)
        if Role.SAFEGUARDING_LEAD in user.roles:
            messages = messages.exclude(about=Message.About.READER)
        return messages


class Message(models.Model):
    """What came through another door: never joined to answers, and of the child only the day."""

    class Kind(models.TextChoices):
        TELL = "tell", "Wants someone to know who they are"
        COMPLAIN = "complain", "A complaint"
        ADVOCATE = "advocate", "Wants an advocate"

    class About(models.TextChoices):
        WORKER = "worker", "A worker"
        READER = "reader", "Somebody who may be a safeguarding lead"
        SOMEONE_ELSE = "someone_else", "Somebody else"
        RULE_OR_PLACE = "rule_or_place", "A rule or a place"

    class To(models.TextChoices):
        """The role whose inbox it lies in."""

        LEADS = Role.SAFEGUARDING_LEAD.value, "Safeguarding leads"
        MANAGERS = Role.MANAGER.value, "Managers"

    class Outcome(models.TextChoices):
        DONE = "done", "Done: the child has what they asked for"
        PUT_RIGHT = "put_right", "Put right"
        PASSED_ON = "passed_on", "Passed to the council's complaints team"
        NOT_AGREED = "not_agreed", "Looked into, not agreed, reasons given"
        REFERRED = "referred", "Referred: a child may not be safe (kept for good)"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=15, choices=About.choices, blank=True)
    words = models.TextField(blank=True)
    name = models.CharField(max_length=80, blank=True)
    reach = models.TextField("how to reach them", blank=True)
    sent_on = models.DateField()
    to = models.CharField(max_length=20, choices=To.choices)
    due_on = models.DateField("answer by")
    stopped_on = models.DateField("the child asked to stop on", null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    erased_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    digest = models.CharField(
        max_length=64, help_text="Of what was sent, keyed by the token, which is not kept."
    )

    objects: ClassVar = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="message_has_what_its_door_needs",
                condition=Q(erased_on__isnull=False, words="", name="", reach="")
                | (Q(erased_on=None, kind="tell") & ~Q(name=""))
                | (Q(erased_on=None, kind="complain") & ~Q(words=""))
                | (Q(erased_on=None, kind="advocate") & ~Q(reach="")),
            ),
            models.CheckConstraint(
                name="only_complaints_are_about_something",
                condition=(Q(kind="complain") & ~Q(about="")) | (Q(about="") & ~Q(kind="complain")),
            ),
            models.CheckConstraint(
                name="complaint_about_a_reader_goes_past_them",
                condition=~Q(about="reader", to="safeguarding_lead"),
            ),
            models.CheckConstraint(
                name="message_closes_answered_with_an_outcome",
                condition=Q(closed_on=None, outcome="")
                | (Q(closed_on__isnull=False, answered_on__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Message {self.pk}"

    def is_overdue(self, today: date) -> bool:
        return self.answered_on is None and self.due_on < today


class MessageNote(models.Model):
    """What was done about a message; one is added, none is changed."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        ANSWER = "answer", "Answer to the child"
        HANDED_ON = "handed_on", "Handed on"
        CLOSED = "closed", "Closed"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.message_id}"


class ShutOut(models.Model):
    """A person a message is about: from then on it is not there for them, whatever their roles."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="shut_out")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]
        verbose_name_plural = "shut out"
        constraints: ClassVar = [
            models.UniqueConstraint(name="a_person_is_shut_out_once", fields=["message", "user"])
        ]

    def __str__(self) -> str:
        return f"{self.user} from {self.message_id}"
