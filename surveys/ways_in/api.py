"""The API of a survey's ways in: list them with counts, make them, pause, close and reopen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.http import needs
from backend.accounts.permissions import Permission
from backend.rest import Conflict, Problem, refused_as, signed_in
from surveys import beyond, invitations, rooms
from surveys.beyond import BECAUSE_LIMIT, CannotSay
from surveys.invitations import MOST_CARDS, CannotInvite
from surveys.models import Audience, Invitation, Ruling, Survey
from surveys.rooms import NotARoom
from surveys.ways_in import inviting, qr
from surveys.ways_in.listing import LABELS, Way, way_of, ways_in


class ListedWay(serializers.Serializer[Any]):
    """One invitation, or the cards that were made together."""

    id = serializers.IntegerField(source="invitation.pk")
    kind = serializers.ChoiceField(Invitation.Kind.choices, source="invitation.kind")
    audience = serializers.ChoiceField(Audience.choices, source="invitation.audience")
    state = serializers.ChoiceField(list(LABELS.items()))
    opens_at = serializers.DateTimeField(source="invitation.opens_at", allow_null=True)
    closes_at = serializers.DateTimeField(source="invitation.closes_at", allow_null=True)
    answered = serializers.IntegerField(help_text="How often somebody sent: a count, no times.")
    expected = serializers.IntegerField(
        source="invitation.expected",
        help_text="What comes beyond is counted once a worker says so.",
    )
    opened = serializers.IntegerField(
        source="invitation.opened", help_text="How often its page was opened, in live rooms alone."
    )
    codes = serializers.SerializerMethodField(help_text="One, or one for each card not used yet.")
    urls = serializers.SerializerMethodField(help_text="Where they lead.")

    def get_codes(self, way: Way) -> list[str]:
        return [card.code for card in way.left]

    def get_urls(self, way: Way) -> list[str]:
        return [qr.address(card) for card in way.left]


class SentInvitation(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(Invitation.Kind.choices)
    audience = serializers.ChoiceField(Audience.choices)
    opens_at = serializers.DateTimeField(required=False, allow_null=True)
    closes_at = serializers.DateTimeField(required=False, allow_null=True)
    cards = serializers.IntegerField(
        required=False, min_value=1, max_value=MOST_CARDS, help_text="For single use: how many."
    )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        problems = invitations.times_problems(
            sent.get("opens_at"), sent.get("closes_at"), now=timezone.now()
        )
        if problems:
            raise ValidationError({name: [it] for name, it in problems.items()})
        return sent


class WaysInView(APIView):
    permission_classes = (needs(Permission.BUILD_SURVEYS),)

    @extend_schema(summary="Ways into a survey, with counts", responses=ListedWay(many=True))
    def get(self, request: Request, survey: int) -> Response:
        found = get_object_or_404(Survey, pk=survey)
        return Response(ListedWay(ways_in(found, timezone.now()), many=True).data)

    @extend_schema(
        summary="Make a way in, or cards",
        request=SentInvitation,
        responses={201: ListedWay, 409: Problem},
    )
    def post(self, request: Request, survey: int) -> Response:
        found = get_object_or_404(Survey, pk=survey)
        sent = SentInvitation(data=request.data)
        sent.is_valid(raise_exception=True)
        with refused_as(Conflict, CannotInvite):
            made = inviting.invite(found, sent.validated_data, by=signed_in(request))
        way = way_of(made[0], timezone.now())
        return Response(ListedWay(way).data, status=status.HTTP_201_CREATED)


class WayInDeed(APIView):
    """One deed to one way in; of a batch, to all of its cards."""

    permission_classes = (needs(Permission.BUILD_SURVEYS),)
    deed: ClassVar[Callable[..., None]]

    @extend_schema(request=None, responses={200: ListedWay, 409: Problem})
    def post(self, request: Request, survey: int, invitation: int) -> Response:
        found = get_object_or_404(
            Invitation.objects.select_related("survey"), pk=invitation, survey=survey
        )
        with refused_as(Conflict, CannotInvite, NotARoom):
            type(self).deed(found, by=signed_in(request))
        return Response(ListedWay(way_of(found, timezone.now())).data)


def _deed(name: str, summary: str, deed: Callable[..., None]) -> Any:
    return extend_schema(summary=summary)(type(name, (WayInDeed,), {"deed": staticmethod(deed)}))


class Beyond(serializers.Serializer[Any]):
    """Answers of one audience beyond what was expected: in no number yet."""

    audience = serializers.ChoiceField(Audience.choices)
    answers = serializers.IntegerField()


class SaidOfBeyond(serializers.Serializer[Any]):
    audience = serializers.ChoiceField(Audience.choices)
    counted = serializers.BooleanField()
    because = serializers.CharField(
        required=False, allow_blank=True, max_length=BECAUSE_LIMIT, help_text="Why not, if not."
    )


class MadeRuling(serializers.ModelSerializer[Ruling]):
    class Meta:
        model = Ruling
        fields = ("audience", "answers", "counted", "because", "on")


class BeyondView(APIView):
    permission_classes = (needs(Permission.BUILD_SURVEYS),)

    @extend_schema(summary="Answers beyond what was expected", responses=Beyond(many=True))
    def get(self, request: Request, survey: int) -> Response:
        found = beyond.waiting(get_object_or_404(Survey, pk=survey))
        rows = [{"audience": it, "answers": number} for it, number in found.items()]
        return Response(Beyond(rows, many=True).data)

    @extend_schema(
        summary="Count them, or leave them out",
        request=SaidOfBeyond,
        responses={201: MadeRuling, 409: Problem},
    )
    def post(self, request: Request, survey: int) -> Response:
        found = get_object_or_404(Survey, pk=survey)
        sent = SaidOfBeyond(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        with refused_as(Conflict, CannotSay):
            ruling = beyond.say(
                found,
                said["audience"],
                are_counted=said["counted"],
                because=said.get("because", ""),
                by=signed_in(request),
            )
        return Response(MadeRuling(ruling).data, status=status.HTTP_201_CREATED)


ONE = "surveys/<int:survey>/invitations/<int:invitation>/"
DEEDS = {
    "close": _deed("CloseWayIn", "Close a way in", invitations.close),
    "reopen": _deed("ReopenWayIn", "Open a way in again", invitations.reopen),
    "pause": _deed("PauseRoom", "Pause a live room", rooms.pause),
    "expect-more": _deed("ExpectMore", "Expect twice as many answers", beyond.expect_more),
    "go-on": _deed("GoOnInRoom", "Go on in a live room", rooms.go_on),
}
urlpatterns = [
    path("surveys/<int:survey>/invitations/", WaysInView.as_view(), name="ways-in"),
    path("surveys/<int:survey>/beyond/", BeyondView.as_view(), name="beyond"),
    *(path(f"{ONE}{deed}/", view.as_view(), name=f"way-in-{deed}") for deed, view in DEEDS.items()),
]
