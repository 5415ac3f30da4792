"""The API of decisions, actions and evidence: clerks write, boards and workers read.

Who speaks for an agency also says how its actions go.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.accounts.http import needs
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.rest import Conflict, RemovableResource, refused_as, signed_in
from participation.meetings import acting, services
from participation.meetings.models import (
    Action,
    ActionUpdate,
    Decision,
    Evidence,
)

CLERKS_WRITE = (needs(Permission.READ_MEETINGS, to_write=Permission.WRITE_MEETINGS),)
UPDATES = (needs(Permission.READ_MEETINGS, to_write=Permission.UPDATE_ACTIONS),)
COMES_FROM = ("decision", "recommendation")


class ReadDecision(serializers.ModelSerializer[Decision]):
    before_surveys_closed = serializers.BooleanField(
        help_text="Decided before a survey that informs it had closed."
    )

    class Meta:
        model = Decision
        fields = (
            "id",
            "agenda_item",
            "text",
            "weight_given",
            "reasons",
            "not_agreed",
            "minute_number",
            "decided_on",
            "before_surveys_closed",
            "status",
            "confirmed_at",
        )


class WrittenDecision(serializers.ModelSerializer[Decision]):
    class Meta:
        model = Decision
        fields = (
            "agenda_item",
            "text",
            "weight_given",
            "reasons",
            "not_agreed",
            "minute_number",
            "decided_on",
        )
        # A draft made of the minutes may wait for these; one that is written here says them.
        extra_kwargs: ClassVar = {
            name: {"required": True, "allow_blank": False} for name in ("weight_given", "reasons")
        }


class Decisions(RemovableResource[Decision]):
    """A decision is a draft until the clerk confirms it; children see it then."""

    permission_classes = CLERKS_WRITE
    serializer_class = ReadDecision
    input_class = WrittenDecision
    refusals = (services.DecisionConfirmed, services.HasDecisions, services.InUse)
    filters = ("agenda_item",)

    queryset = Decision.objects.all()  # For the description, which has no reader.

    def get_queryset(self) -> QuerySet[Decision]:
        return Decision.objects.readable_by(signed_in(self.request)).with_surveys_open()

    def save(self, thing: Decision, data: dict[str, Any], *, by: User) -> Decision:
        return services.save_decision(thing, by=by)

    def remove(self, thing: Decision, *, by: User) -> None:
        services.remove_decision(thing, by=by)

    @extend_schema(summary="Confirm a decision", request=None, responses=ReadDecision)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: int) -> Response:
        with refused_as(Conflict, services.NotSaidWhy):
            services.confirm(self.get_object(), by=signed_in(request))
        return Response(ReadDecision(self.get_object()).data)

    @extend_schema(summary="Make it a draft again", request=None, responses=ReadDecision)
    @action(detail=True, methods=["post"])
    def unconfirm(self, request: Request, pk: int) -> Response:
        services.unconfirm(self.get_object(), by=signed_in(request))
        return Response(ReadDecision(self.get_object()).data)


class ReadAction(serializers.ModelSerializer[Action]):
    agency_name = serializers.CharField(source="agency.name")
    source_name = serializers.CharField(source="source.name")
    is_overdue = serializers.BooleanField()
    evidence_count = serializers.IntegerField()

    class Meta:
        model = Action
        fields = (
            "id",
            "decision",
            "recommendation",
            "source",
            "source_name",
            "text",
            "owner_role",
            "agency",
            "agency_name",
            "due_on",
            "with_children",
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
            "source",
            "text",
            "owner_role",
            "agency",
            "due_on",
            "with_children",
            "status",
        )
        extra_kwargs: ClassVar = {
            "source": {
                "required": False,
                "help_text": "Left out: what it hangs on says where it came from.",
            }
        }

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        before = self.instance
        if not any(sent.get(name, getattr(before, name, None)) for name in COMES_FROM):
            raise serializers.ValidationError(
                {"decision": ["Name the decision or the recommendation that it comes from."]}
            )
        return sent


class ReadUpdate(serializers.ModelSerializer[ActionUpdate]):
    class Meta:
        model = ActionUpdate
        fields = ("id", "action", "text", "status", "on")


class WrittenUpdate(serializers.ModelSerializer[ActionUpdate]):
    class Meta:
        model = ActionUpdate
        fields = ("text", "status")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if not any(sent.values()):
            raise serializers.ValidationError({"text": ["Say how it goes, or how far it is now."]})
        return sent


class Actions(RemovableResource[Action]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadAction
    input_class = WrittenAction
    refusals = (acting.NeedsEvidence, services.InUse)
    filters = ("decision", "recommendation", "agency", "source")

    queryset = Action.objects.all()  # For the description, which has no reader.

    def get_queryset(self) -> QuerySet[Action]:
        return Action.objects.readable_by(signed_in(self.request)).for_list()

    def save(self, thing: Action, data: dict[str, Any], *, by: User) -> Action:
        kept = acting.save_action(thing, by=by)
        if status := data.get("new_status"):
            kept = acting.set_status(kept, status, by=by)
        return kept

    def remove(self, thing: Action, *, by: User) -> None:
        acting.remove_action(thing, by=by)

    @extend_schema(
        summary="Read how an action goes, what was said last first", responses=ReadUpdate(many=True)
    )
    @action(detail=True, methods=["get"], permission_classes=UPDATES, filter_backends=())
    def updates(self, request: Request, pk: int) -> Response:
        updates = ActionUpdate.objects.filter(action=self.get_object())
        page: Any = self.paginate_queryset(updates)  # type: ignore[arg-type]  # of another model
        return self.get_paginated_response(ReadUpdate(page, many=True).data)

    @extend_schema(
        summary="Add an update, which is never rewritten",
        description="The clerk may, and who speaks for the action's agency today.",
        request=WrittenUpdate,
        responses={201: ReadUpdate},
    )
    @updates.mapping.post
    def add_update(self, request: Request, pk: int) -> Response:
        written = WrittenUpdate(data=request.data)
        written.is_valid(raise_exception=True)
        with refused_as(Conflict, acting.NeedsEvidence, acting.NotTheirs):
            update = acting.add_update(
                self.get_object(), **written.validated_data, by=signed_in(request)
            )
        return Response(ReadUpdate(update).data, status=status.HTTP_201_CREATED)


class ReadEvidence(serializers.ModelSerializer[Evidence]):
    hint = serializers.CharField(help_text="What to think about: it says what was done. Or empty.")

    class Meta:
        model = Evidence
        fields = ("id", "action", "text", "hint", "on", "checked_by", "checked_on", "url")


class WrittenEvidence(serializers.ModelSerializer[Evidence]):
    class Meta:
        model = Evidence
        fields = ("action", "text", "on", "checked_by", "checked_on", "url")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        action = sent.get("action") or getattr(self.instance, "action", None)
        if isinstance(self.instance, Evidence) and action != self.instance.action:
            raise serializers.ValidationError({"action": ["Evidence stays with its action."]})
        if action and action.is_owned_by(sent.get("checked_by", "")):
            raise serializers.ValidationError(
                {"checked_by": ["Somebody other than the one who did it must have looked."]}
            )
        return sent


class EvidenceResource(RemovableResource[Evidence]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadEvidence
    input_class = WrittenEvidence
    refusals = (acting.NeedsEvidence,)
    filters = ("action",)

    queryset = Evidence.objects.all()  # For the description, which has no reader.

    def get_queryset(self) -> QuerySet[Evidence]:
        return Evidence.objects.readable_by(signed_in(self.request))

    def save(self, thing: Evidence, data: dict[str, Any], *, by: User) -> Evidence:
        return acting.save_evidence(thing, by=by)

    def remove(self, thing: Evidence, *, by: User) -> None:
        acting.remove_evidence(thing, by=by)
