"""The API of decisions, actions and evidence: clerks write, boards and workers read."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.http import needs
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.rest import RemovableResource, signed_in
from participation.meetings import services
from participation.meetings.models import Action, Decision, Evidence

CLERKS_WRITE = (needs(Permission.READ_MEETINGS, to_write=Permission.WRITE_MEETINGS),)
COMES_FROM = ("decision", "recommendation")


class ReadDecision(serializers.ModelSerializer[Decision]):
    class Meta:
        model = Decision
        fields = (
            "id",
            "agenda_item",
            "text",
            "weight_given",
            "reasons",
            "decided_on",
            "status",
            "confirmed_at",
        )


class WrittenDecision(serializers.ModelSerializer[Decision]):
    class Meta:
        model = Decision
        fields = ("agenda_item", "text", "weight_given", "reasons", "decided_on")


class Decisions(RemovableResource[Decision]):
    """A decision is a draft until the clerk confirms it; children see it then."""

    permission_classes = CLERKS_WRITE
    serializer_class = ReadDecision
    input_class = WrittenDecision
    refusals = (services.DecisionConfirmed, services.HasDecisions, services.InUse)
    filters = ("agenda_item",)

    def get_queryset(self) -> QuerySet[Decision]:
        return Decision.objects.all()

    def save(self, thing: Decision, data: dict[str, Any], *, by: User) -> Decision:
        return services.save_decision(thing, by=by)

    def remove(self, thing: Decision, *, by: User) -> None:
        services.remove_decision(thing, by=by)

    @extend_schema(summary="Confirm a decision", request=None, responses=ReadDecision)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: int) -> Response:
        decision = services.confirm(self.get_object(), by=signed_in(request))
        return Response(ReadDecision(decision).data)

    @extend_schema(summary="Make it a draft again", request=None, responses=ReadDecision)
    @action(detail=True, methods=["post"])
    def unconfirm(self, request: Request, pk: int) -> Response:
        decision = services.unconfirm(self.get_object(), by=signed_in(request))
        return Response(ReadDecision(decision).data)


class ReadAction(serializers.ModelSerializer[Action]):
    agency_name = serializers.CharField(source="agency.name")
    is_overdue = serializers.BooleanField()
    evidence_count = serializers.IntegerField()

    class Meta:
        model = Action
        fields = (
            "id",
            "decision",
            "recommendation",
            "text",
            "owner_role",
            "agency",
            "agency_name",
            "due_on",
            "status",
            "is_overdue",
            "started_on",
            "done_on",
            "evidence_count",
        )


class WrittenAction(serializers.ModelSerializer[Action]):
    # Not the row's own `status`: it changes by its service alone, which asks for evidence.
    status = serializers.ChoiceField(
        Action.Status.choices,
        source="new_status",
        required=False,
        help_text="Done needs evidence of what changed for children.",
    )

    class Meta:
        model = Action
        fields = (
            "decision",
            "recommendation",
            "text",
            "owner_role",
            "agency",
            "due_on",
            "status",
        )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        before = self.instance
        if not any(sent.get(name, getattr(before, name, None)) for name in COMES_FROM):
            raise serializers.ValidationError(
                {"decision": ["Name the decision or the recommendation that it comes from."]}
            )
        return sent


class Actions(RemovableResource[Action]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadAction
    input_class = WrittenAction
    refusals = (services.NeedsEvidence, services.InUse)
    filters = ("decision", "recommendation", "agency")

    def get_queryset(self) -> QuerySet[Action]:
        return Action.objects.for_list().order_by("due_on", "pk")

    def save(self, thing: Action, data: dict[str, Any], *, by: User) -> Action:
        kept = services.save_action(thing, by=by)
        if status := data.get("new_status"):
            kept = services.set_status(kept, status, by=by)
        return kept

    def remove(self, thing: Action, *, by: User) -> None:
        services.remove_action(thing, by=by)


class ReadEvidence(serializers.ModelSerializer[Evidence]):
    class Meta:
        model = Evidence
        fields = ("id", "action", "text", "on", "checked_by", "url")


class WrittenEvidence(serializers.ModelSerializer[Evidence]):
    class Meta:
        model = Evidence
        fields = ("action", "text", "on", "checked_by", "url")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        action = sent.get("action") or getattr(self.instance, "action", None)
        if isinstance(self.instance, Evidence) and action != self.instance.action:
            raise serializers.ValidationError({"action": ["Evidence stays with its action."]})
        checked_by = sent.get("checked_by", "").strip().casefold()
        if action and checked_by == action.owner_role.strip().casefold():
            raise serializers.ValidationError(
                {"checked_by": ["Somebody other than the one who did it must have looked."]}
            )
        return sent


class EvidenceResource(RemovableResource[Evidence]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadEvidence
    input_class = WrittenEvidence
    refusals = (services.NeedsEvidence,)
    filters = ("action",)

    def get_queryset(self) -> QuerySet[Evidence]:
        return Evidence.objects.all()

    def save(self, thing: Evidence, data: dict[str, Any], *, by: User) -> Evidence:
        return services.save_evidence(thing, by=by)

    def remove(self, thing: Evidence, *, by: User) -> None:
        services.remove_evidence(thing, by=by)
