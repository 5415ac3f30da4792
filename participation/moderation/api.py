"""The API of the moderation queue: waiting words out, one decision a text in."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.http import needs
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.rest import Conflict, Problem, refused_as, signed_in
from backend.wire import Pages
from participation.moderation import claims, services
from participation.moderation.models import Claim, Reading, Voice
from participation.moderation.queue import Waiting
from participation.moderation.taking_out import Kind, find
from surveys import free_text
from surveys.free_text import Words
from surveys.risk import Sign

MODERATORS = (needs(Permission.MODERATE),)
STATES = ("waiting", "held")

# --- What goes out --------------------------------------------------------------------------------


class Suggested(serializers.Serializer[Any]):
    """A stretch of the text that may point to somebody. It decides nothing, and misses things."""

    start = serializers.IntegerField(
        help_text="Where it starts in `text`, counted in Unicode code points, not in UTF-16 units."
    )
    end = serializers.IntegerField(help_text="The first code point after it.")
    kind = serializers.ChoiceField([(kind.value, kind.label) for kind in Kind])


class WaitingWords(serializers.Serializer[Any]):
    """One text as it was typed, with the phrases tapped beside it on the same question.

    It does not say whose it is, nor what else was answered.
    """

    answer = serializers.UUIDField(source="answer_id")
    text = serializers.CharField()
    tapped = serializers.ListField(
        child=serializers.CharField(),
        help_text="Phrases of the question that the same child tapped. Never part of a Voice.",
    )
    question = serializers.CharField()
    survey = serializers.CharField()
    audience = serializers.CharField()
    quote = serializers.BooleanField(help_text="Whether it may be quoted.")
    sent_on = serializers.DateField()
    risk = serializers.BooleanField(help_text="A sign that it should be read first.")
    is_late = serializers.BooleanField(help_text="It waits longer than it should.")
    suggestions = serializers.SerializerMethodField(
        help_text="What somebody may want to take out of the words. They miss things: look too."
    )
    signs = serializers.ListField(
        child=serializers.ChoiceField([(sign.value, sign.label) for sign in Sign]),
        help_text="What it may be about, by signs that a computer found. They decide nothing.",
    )
    read_by = serializers.SerializerMethodField(
        help_text="Who else reads it now, by name. Null: nobody does."
    )
    seen = serializers.SerializerMethodField(
        help_text="Send it back with your decision. Null: nobody has decided yet."
    )

    @extend_schema_field(Suggested(many=True))
    def get_suggestions(self, words: Words) -> Any:
        return Suggested(find(words.text), many=True).data

    def get_seen(self, words: Words) -> int | None:
        readings: dict[UUID, int] = self.context["readings"]
        return readings.get(words.answer_id)

    def get_read_by(self, words: Words) -> str | None:
        claims: dict[UUID, Claim] = self.context["claims"]
        claim = claims.get(words.answer_id)
        return None if claim is None else str(claim.by)


class MadeVoice(serializers.ModelSerializer[Voice]):
    """The Voice that the decision made: what adults may read from now on."""

    reading = serializers.IntegerField(source="reading_id")
    decision = serializers.CharField(source="reading.decision")

    class Meta:
        model = Voice
        fields = ("id", "reading", "decision", "text", "quotable", "said_on")


class MadeReading(serializers.ModelSerializer[Reading]):
    reading = serializers.IntegerField(source="pk")

    class Meta:
        model = Reading
        fields = ("reading", "decision", "reason")


# --- What comes in --------------------------------------------------------------------------------


class Seen(serializers.Serializer[Any]):
    seen = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The `seen` of the words when you read them, so that nobody decides blindly.",
    )


class SeenAndRewritten(Seen):
    text = serializers.CharField(trim_whitespace=False, help_text="What adults will read.")


class SeenAndRedacted(SeenAndRewritten):
    taken_out = serializers.MultipleChoiceField(
        choices=Reading.TakenOut.choices,
        default=set,
        help_text="Of which kinds. Only these are kept, never the words.",
    )


class SeenAndUndone(Seen):
    reason = serializers.ChoiceField(
        Reading.Again.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Needed after a minute, and for a colleague's decision.",
    )


class SeenAndHeld(Seen):
    reason = serializers.ChoiceField(
        Reading.Reason.choices, required=False, allow_blank=True, default=""
    )


class SeenAndRejected(Seen):
    reason = serializers.ChoiceField(Reading.Reason.choices)


# --- Calls ----------------------------------------------------------------------------------------


class Queue(APIView):
    """Words that wait for a first decision, risk signs first; or those that were held."""

    permission_classes = MODERATORS
    pagination_class = Pages

    @extend_schema(
        summary="Waiting words",
        parameters=[
            OpenApiParameter("state", str, enum=STATES, description="Waiting, unless you say so."),
        ],
        responses=WaitingWords(many=True),
    )
    def get(self, request: Request) -> Response:
        state = request.query_params.get("state", "waiting")
        if state not in STATES:
            raise ValidationError({"state": ["Say waiting or held."]})
        by, pages = signed_in(request), self.pagination_class()
        readings: dict[UUID, int] = {}
        if state == "held":
            pending = services.readable_readings(by=by).pending().order_by("at", "pk")
            held = pages.paginate_queryset(pending, request, self) or []
            readings = {reading.answer_id: reading.pk for reading in held}
            page = free_text.read_these(readings, by=by)
            others = {it.answer_id: it for it in claims.of_others(by).filter(answer__in=readings)}
        else:
            rows: Any = Waiting(by)
            read: list[Any] = pages.paginate_queryset(rows, request, self) or []
            page = [row.words for row in read]
            others = {row.answer_id: row.claim for row in read if row.claim}
        words = WaitingWords(page, many=True, context={"readings": readings, "claims": others})
        return pages.get_paginated_response(words.data)


class Decide(APIView):
    """Decide about one text. The first decision counts; a later one is told whose that was."""

    permission_classes = MODERATORS
    input_class: ClassVar[type[Seen]]
    output_class: ClassVar[type[serializers.BaseSerializer[Any]]]

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Any:
        raise NotImplementedError

    def post(self, request: Request, answer: UUID) -> Response:
        sent = self.input_class(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            with (
                refused_as(NotFound, services.NoSuchWords),
                refused_as(Conflict, services.AlreadyDecided, services.NeedsColleague),
            ):
                made = self.decide(answer, by=signed_in(request), **sent.validated_data)
        except services.NeedsWords as needed:
            raise ValidationError({"text": [str(needed)]}) from None
        except services.NeedsReason as needed:
            raise ValidationError({"reason": [str(needed)]}) from None
        return Response(self.output_class(made).data)


@extend_schema(
    summary="Approve: adults read it as it was typed", responses={200: MadeVoice, 409: Problem}
)
class Approve(Decide):
    input_class, output_class = Seen, MadeVoice

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Voice:
        return services.approve(answer, by=by, **sent)


@extend_schema(
    summary="Redact: adults read a changed copy", responses={200: MadeVoice, 409: Problem}
)
class Redact(Decide):
    input_class, output_class = SeenAndRedacted, MadeVoice

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Voice:
        return services.redact(answer, by=by, **sent)


@extend_schema(
    summary="Paraphrase: adults read it in other words", responses={200: MadeVoice, 409: Problem}
)
class Paraphrase(Decide):
    input_class, output_class = SeenAndRewritten, MadeVoice

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Voice:
        return services.paraphrase(answer, by=by, **sent)


@extend_schema(
    summary="Hold until somebody decides again", responses={200: MadeReading, 409: Problem}
)
class Hold(Decide):
    input_class, output_class = SeenAndHeld, MadeReading

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Reading:
        return services.hold(answer, by=by, **sent)


@extend_schema(summary="Reject: not for the Board", responses={200: MadeReading, 409: Problem})
class Reject(Decide):
    input_class, output_class = SeenAndRejected, MadeReading

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Reading:
        return services.reject(answer, by=by, **sent)


@extend_schema(
    summary="Undo the decision: the words wait again", responses={200: MadeReading, 409: Problem}
)
class Undo(Decide):
    """Take the decision back, and the Voice made by it. A concern stays.

    Within a minute, whoever decided need not say why.
    """

    input_class, output_class = SeenAndUndone, MadeReading

    def decide(self, answer: UUID, *, by: User, **sent: Any) -> Reading:
        readings = services.readable_readings(by=by).select_related("by")
        reading = readings.current().filter(answer=answer).first()
        if reading is None:
            raise services.NoSuchWords("Nobody has decided about these words.")
        if sent["seen"] not in {None, reading.pk}:
            raise services.AlreadyDecided(reading)
        services.undo(reading, by=by, because=sent["reason"])
        return reading


urlpatterns = [
    path("moderation/", Queue.as_view(), name="moderation"),
    path("moderation/<uuid:answer>/approve/", Approve.as_view(), name="approve"),
    path("moderation/<uuid:answer>/redact/", Redact.as_view(), name="redact"),
    path("moderation/<uuid:answer>/paraphrase/", Paraphrase.as_view(), name="paraphrase"),
    path("moderation/<uuid:answer>/hold/", Hold.as_view(), name="hold"),
    path("moderation/<uuid:answer>/reject/", Reject.as_view(), name="reject"),
    path("moderation/<uuid:answer>/undo/", Undo.as_view(), name="undo"),
]
