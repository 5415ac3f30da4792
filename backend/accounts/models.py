"""Adults who sign in, their tokens, and the letters we owe them. Children never have an account."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

from backend.accounts.permissions import PERMITTED, Permission, Role, permitted


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Django asks for this. Superusers get no more than their roles: give them one."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def with_role(self, *roles: Role) -> models.QuerySet[User]:
        return self.filter(is_active=True, groups__name__in=[*roles]).distinct()

    def who_may(self, permission: Permission) -> models.QuerySet[User]:
        return self.with_role(*(role for role in Role if permission in PERMITTED[role]))


class User(AbstractUser):
    username = None  # type: ignore[assignment]  # the e-mail address is the name to sign in by
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=120, help_text="As colleagues know this person.")
    email = models.EmailField("e-mail address", unique=True)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # by e-mail

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def roles(self) -> frozenset[Role]:
        names = self.groups.values_list("name", flat=True)
        return frozenset(Role(name) for name in names if name in Role.values)

    def may(self, permission: Permission) -> bool:
        return self.is_active and permission in permitted(self.roles)


class Token(models.Model):
    """One for each person at most. The token itself is with its owner; this is its SHA-256."""

    user = models.OneToOneField(User, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(default=timezone.localdate)

    def __str__(self) -> str:
        return f"The token of {self.user}"


class OwedQuerySet(models.QuerySet[Any]):
    def waiting(self) -> Self:
        """Not sent, as far as we know."""
        return self.filter(sent_on=None)

    def unsure(self) -> Self:
        """Tried so often without an end that we know of that one more would be one too many."""
        return self.waiting().filter(unsure__gte=MOST_UNSURE, hand=Hand.FREE)


MOST_UNSURE = 2
"""A message whose sending ended in the dark is sent once more, and not a third time."""


class Hand(models.IntegerChoices):
    """Who has a message in hand. No times: one would tell when a child sent something."""

    FREE = 0, "Nobody"
    TAKEN = 1, "Somebody is sending it"
    LEFT = 2, "Somebody was sending it when housekeeping last came by"


class Owed(models.Model):
    """Something that we owe somebody, kept until it is taken. It holds no child's words."""

    # Days, not times: a letter about words to read first would tell when they were sent.
    written_on = models.DateField(default=timezone.localdate)
    sent_on = models.DateField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    unsure = models.PositiveSmallIntegerField(
        default=0, help_text="Tries of which we do not know how they ended."
    )
    hand = models.PositiveSmallIntegerField(
        "who has it in hand", choices=Hand.choices, default=Hand.FREE
    )

    objects: ClassVar = OwedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["written_on", "pk"]


class Letter(Owed):
    """An e-mail."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()

    def __str__(self) -> str:
        return self.subject


class TextMessageQuerySet(OwedQuerySet):
    def waiting(self) -> Self:
        """Not sent yet, and still worth sending: by the next day the alert has gone its way."""
        yesterday = timezone.localdate() - timedelta(days=1)
        return super().waiting().filter(written_on__gte=yesterday)


class TextMessage(Owed):
    """A text to somebody's phone."""

    to = models.CharField(max_length=20)
    body = models.CharField(max_length=300)

    objects: ClassVar = TextMessageQuerySet.as_manager()

    def __str__(self) -> str:
        return self.body
