"""The calls of safeguarding: a worker is worried; leads read what is not about them, and act."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.http import needs
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.rest import NOTHING_HERE, Problem, signed_in
from participation.moderation.api import Decide, Seen
from participation.moderation.models import GroupNote
from participation.moderation.notes import NoSuchNote
from participation.safeguarding import services
from participation.safeguarding.calls import ByState, Deed, Nothing, SentPerson, SentText
from participation.safeguarding.forms import handed_over_problem
from participation.safeguarding.models import Concern, ConcernNote, HandOver, Look

LEADS = (needs(Permission.HANDLE_CONCERNS),)

# --- What goes out --------------------------------------------------------------------------------


class MadeConcern(serializers.ModelSerializer[Concern]):
    """That there is a concern now; what it says, leads read."""

    class Meta:
        model = Concern
        fields = ("id",)


class ListedConcern(serializers.ModelSerializer[Concern]):
    """No words: those are read one concern at a time."""

    see_by = serializers.DateTimeField(help_text="By when a lead should have read it.")
    decide_by = serializers.DateTimeField(help_text="By when a referral should be decided.")

    class Meta:
        model = Concern
        fields = (
            "id", "kind", "group", "question", "raised_at", "see_by", "seen_at", "decide_by",
            "decided_at", "decision", "closed_at", "outcome",
        )  # fmt: skip


class ReadConcernNote(serializers.ModelSerializer[ConcernNote]):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = ConcernNote
        fields = ("text", "by", "at")


class ReadHandOver(serializers.ModelSerializer[HandOver]):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = HandOver
        fields = ("to", "handed_at", "reference", "by", "at")


class ReadLook(serializers.ModelSerializer[Look]):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = Look
        fields = ("by", "at")


class ReadConcern(serializers.ModelSerializer[Concern]):
    """Word for word. That it was read is kept, and the first to read it has seen it."""

    see_by = serializers.DateTimeField()
    decide_by = serializers.DateTimeField()
    notes = ReadConcernNote(many=True)
    hand_overs = ReadHandOver(many=True)
    looks = ReadLook(many=True)

    class Meta:
        model = Concern
        fields = (
            *ListedConcern.Meta.fields, "verbatim", "tapped", "said_on", "decided_because",
            "notes", "hand_overs", "looks",
        )  # fmt: skip


# --- What comes in --------------------------------------------------------------------------------


class Worried(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(Concern.Kind.choices, default=Concern.Kind.TODAY)
    about = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True),
        required=False,
        allow_null=True,
        default=None,
        help_text="Whom it is about, if they sign in here: it is then not there for them.",
    )


class SeenAndWorried(Seen, Worried):
    """Of an answer, which somebody else may have decided about since it was seen."""


class SentDecision(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(Concern.Decision.choices)
    because = serializers.CharField(trim_whitespace=False)


class SentHandOver(serializers.Serializer[Any]):
    to = serializers.CharField(max_length=200)
    handed_at = serializers.DateTimeField()
    reference = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate_handed_at(self, at: datetime) -> datetime:
        if problem := handed_over_problem(at):
            raise ValidationError(problem)
        return at


class SentOutcome(SentText):
    outcome = serializers.ChoiceField(Concern.Outcome.choices)


# --- Calls ----------------------------------------------------------------------------------------


@extend_schema(
    summary="Escalate: worried about this child", responses={200: MadeConcern, 409: Problem}
)
class Escalate(Decide):
    """Raise a concern and hold the words. Whoever is on call is told, without the words."""

    input_class, output_class = SeenAndWorried, MadeConcern

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Concern:
        return services.escalate(answer, by=by, **sent)


class WorriedAboutNote(APIView):
    """Raise a concern. If it says whom it is about, the note is held, and its Voice goes."""

    permission_classes = (needs(Permission.MODERATE),)

    @extend_schema(
        summary="Worried about what a group said", request=Worried, responses=MadeConcern
    )
    def post(self, request: Request, note: int) -> Response:
        by = signed_in(request)
        found = get_object_or_404(GroupNote.objects.readable_by(by), pk=note)
        sent = Worried(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            concern = services.raise_about_note(found, by=by, **sent.validated_data)
        except NoSuchNote:
            raise NotFound(NOTHING_HERE) from None
        return Response(MadeConcern(concern).data)


@extend_schema(summary="Concerns")
class ConcernList(ListAPIView[Concern]):
    """The oldest first, or, of those that are closed, the newest; none that is about the reader."""

    permission_classes = LEADS
    queryset = Concern.objects.all()
    filter_backends = (ByState,)
    serializer_class = ListedConcern


class ConcernView(APIView):
    permission_classes = LEADS

    @extend_schema(summary="Read a concern", responses=ReadConcern)
    def get(self, request: Request, concern: UUID) -> Response:
        by = signed_in(request)
        found = get_object_or_404(Concern.objects.readable_by(by), pk=concern)
        return Response(ReadConcern(services.look(found, by=by)).data)


class ConcernDeed(Deed[Concern]):
    permission_classes = LEADS
    queryset = Concern.objects.all()
    serializer_class = ListedConcern
    refusals = (
        services.ConcernClosed,
        services.AlreadyDecided,
        services.NeedsReason,
        services.NeedsOutcome,
    )
    not_theirs = services.NotTheirs


@extend_schema(summary="“I have it”: nobody else is called")
class AcknowledgeConcern(ConcernDeed):
    input_class = Nothing

    def do(self, concern: Concern, /, *, by: User, **sent: Any) -> None:
        services.acknowledge(concern, by=by)


@extend_schema(summary="Decide about a referral, once")
class DecideConcern(ConcernDeed):
    input_class = SentDecision

    def do(self, concern: Concern, /, *, by: User, **sent: Any) -> None:
        services.decide(concern, by=by, **sent)


@extend_schema(summary="Write down that it was handed over outside")
class HandConcernOver(ConcernDeed):
    input_class = SentHandOver

    def do(self, concern: Concern, /, *, by: User, **sent: Any) -> HandOver:
        return services.hand_over(concern, by=by, **sent)


@extend_schema(summary="Write down what was done about a concern")
class NoteConcern(ConcernDeed):
    input_class = SentText

    def do(self, concern: Concern, /, *, by: User, **sent: Any) -> ConcernNote:
        return services.add_note(concern, by=by, **sent)


@extend_schema(summary="Keep a concern from a person it is about")
class KeepConcernFrom(ConcernDeed):
    """At once and for good, whatever roles they have; the words in moderation too."""

    input_class = SentPerson

    def do(self, concern: Concern, /, *, by: User, **sent: Any) -> None:
        services.shut_out(concern, sent["person"], by=by)


@extend_schema(summary="Close a concern that is decided")
class CloseConcern(ConcernDeed):
    input_class = SentOutcome

    def do(self, concern: Concern, /, *, by: User, **sent: Any) -> None:
        services.close(concern, by=by, **sent)


DEEDS: dict[str, type[ConcernDeed]] = {
    "acknowledge": AcknowledgeConcern,
    "decide": DecideConcern,
    "hand-over": HandConcernOver,
    "notes": NoteConcern,
    "shut-out": KeepConcernFrom,
    "close": CloseConcern,
}
ONE = "staff/concerns/<uuid:concern>/"
urlpatterns = [
    path("moderation/<uuid:answer>/escalate/", Escalate.as_view(), name="escalate"),
    path("group-notes/<int:note>/worried/", WorriedAboutNote.as_view(), name="group-note-worried"),
    path("staff/concerns/", ConcernList.as_view(), name="staff-concerns"),
    path(ONE, ConcernView.as_view(), name="staff-concern"),
    *(
        path(f"{ONE}{deed}/", view.as_view(), name=f"staff-concern-{deed}")
        for deed, view in DEEDS.items()
    ),
]
