"""Who decides: bodies and their members. Popolo's names (Organization, Membership)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Permission


class BodyQuerySet(models.QuerySet["Body"]):
    def for_list(self) -> BodyQuerySet:
        return self.prefetch_related("other_names")


class Body(models.Model):
    """A board, a committee, an agency or a service."""

    class Classification(models.TextChoices):
        BOARD = "board", "Board"
        COMMITTEE = "committee", "Committee"
        AGENCY = "agency", "Agency"
        SERVICE = "service", "Service"

    name = models.CharField(max_length=120, unique=True)
    classification = models.CharField(max_length=10, choices=Classification.choices)
    plain_name = models.CharField(
        max_length=60,
        blank=True,
        help_text="What children call it in a sentence, if its name is hard: “the Board”.",
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="The body it is part of, or answers to.",
    )
    founding_date = models.DateField("since", null=True, blank=True)
    dissolution_date = models.DateField("until", null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="Where this is written down.")

    objects: ClassVar = BodyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        verbose_name_plural = "bodies"
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_body_is_part_of_another",
                condition=Q(parent=None) | ~Q(parent=models.F("pk")),
            ),
            models.CheckConstraint(
                name="a_body_ends_after_it_began",
                condition=Q(dissolution_date__gte=models.F("founding_date"))
                | Q(founding_date=None)
                | Q(dissolution_date=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        return self.plain_name or self.name


class OtherName(models.Model):
    """What a body was called before."""

    body = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=120)
    start_date = models.DateField("since", null=True, blank=True)
    end_date = models.DateField("until", null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-end_date", "name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date | None = None) -> MembershipQuerySet:
        """Those that stand on that day, by default today."""
        day = day or timezone.localdate()
        return self.filter(
            Q(start_date=None) | Q(start_date__lte=day), Q(end_date=None) | Q(end_date__gte=day)
        )

    def speaking_for(self, body: Body) -> MembershipQuerySet:
        """Who answers in its name: an agency's members and deputies, a board's own members."""
        return self.filter(Q(on_behalf_of=body) | Q(on_behalf_of=None, organization=body))

    def concerning(self, body: Body) -> MembershipQuerySet:
        """Those who sit on it, and those who sit elsewhere on its behalf."""
        return self.filter(Q(organization=body) | Q(on_behalf_of=body))

    def who_may_approve(self) -> MembershipQuerySet:
        """Those whose answers go out: people who can sign in, in a role that may approve."""
        return self.filter(person__in=User.objects.who_may(Permission.APPROVE_REPLIES))

    def for_list(self) -> MembershipQuerySet:
        return self.select_related("person", "organization", "on_behalf_of", "deputy_for__person")


class Membership(models.Model):
    """That an adult who signs in sits on a body, for an agency or as one of its own.

    Only people with an account: this is no register of anybody else, and never of children.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    organization = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="memberships", verbose_name="body"
    )
    on_behalf_of = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="represented_by",
        help_text="The agency this person stands for; empty: nobody but the body itself.",
    )
    role = models.CharField(max_length=80, default="Member", help_text="Such as Chair or Member.")
    deputy_for = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputies",
        help_text="The member this person stands in for.",
    )
    start_date = models.DateField("since", null=True, blank=True)
    end_date = models.DateField("until", null=True, blank=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["organization", "on_behalf_of", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_membership_ends_after_it_began",
                condition=Q(end_date__gte=models.F("start_date"))
                | Q(start_date=None)
                | Q(end_date=None),
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_deputy",
                condition=Q(deputy_for=None) | ~Q(deputy_for=models.F("pk")),
            ),
            models.UniqueConstraint(
                "person",
                "organization",
                Coalesce("on_behalf_of", 0),  # Databases take two nulls for two different things.
                name="a_person_sits_once_for_the_same",
                condition=Q(end_date=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.role}"


def bodies_of(user: User, on: date | None = None) -> set[int]:
    """The bodies that this person may answer for on that day, by default today."""
    found = Membership.objects.on(on).filter(person=user)
    pairs = found.values_list("organization", "on_behalf_of")
    return {agency or body for body, agency in pairs}
