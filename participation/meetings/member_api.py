"""The API of memberships, with Popolo's names; clerks write, boards and workers read."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers

from backend.accounts.models import User
from backend.rest import RemovableResource
from participation.meetings import members
from participation.meetings.action_api import CLERKS_WRITE
from participation.meetings.models import Membership


def dates_in_order(
    instance: Model | None, sent: dict[str, Any], first: str, last: str
) -> dict[str, Any]:
    """What the database asks too, in a sentence by its field."""
    start, end = (sent.get(name, getattr(instance, name, None)) for name in (first, last))
    if start and end and end < start:
        raise serializers.ValidationError({last: ["It cannot end before it began."]})
    return sent


class ReadMembership(serializers.ModelSerializer[Membership]):
    person_name = serializers.CharField(source="person.name")
    organization_name = serializers.CharField(source="organization.name")
    on_behalf_of_name = serializers.CharField(
        source="on_behalf_of.name", allow_null=True, default=None
    )

    class Meta:
        model = Membership
        fields = (
            *("id", "person", "person_name", "organization", "organization_name"),
            *("on_behalf_of", "on_behalf_of_name", "role", "deputy_for"),
            *("start_date", "end_date"),
        )


class WrittenMembership(serializers.ModelSerializer[Membership]):
    class Meta:
        model = Membership
        fields = (
            *("person", "organization", "on_behalf_of", "role", "deputy_for"),
            *("start_date", "end_date"),
        )
        # The service says it in a sentence.
        validators: tuple[Any, ...] = ()

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return dates_in_order(self.instance, sent, "start_date", "end_date")


class Memberships(RemovableResource[Membership]):
    """Who sits on a body, for which agency. Give it an end date; remove only a mistake."""

    permission_classes = CLERKS_WRITE
    serializer_class = ReadMembership
    input_class = WrittenMembership
    refusals = (members.CannotSit, members.HasDeputies)
    filters = ("person", "organization", "on_behalf_of")

    def get_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.for_list()

    def save(self, thing: Membership, data: dict[str, Any], *, by: User) -> Membership:
        return members.save_membership(thing, by=by)

    def remove(self, thing: Membership, *, by: User) -> None:
        members.remove_membership(thing, by=by)
