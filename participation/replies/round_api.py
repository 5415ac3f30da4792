"""The API of verdict rounds: workers open and close them; children say what they make of an answer.

It gives no number of a round to anybody.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, NotFound, ValidationError
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from backend import limits
from backend.accounts.http import needs
from backend.accounts.permissions import Permission
from backend.limits import ANSWERS, WRONG_CODES
from backend.rest import ByIds, Conflict, Problem, refused_as, signed_in
from participation.replies import rounds
from participation.replies.models import Reply, Verdict, VerdictRound


class ReadVerdictRound(serializers.ModelSerializer[VerdictRound]):
    url = serializers.CharField(source="get_absolute_url")
    is_over = serializers.SerializerMethodField()
    enough_to_say = serializers.SerializerMethodField()

    class Meta:
        model = VerdictRound
        fields = (
            *("id", "reply", "group", "way", "code", "url", "opened_at", "ends_at", "closed_at"),
            *("is_over", "enough_to_say"),
        )

    def get_is_over(self, asked: VerdictRound) -> bool:
        return asked.is_over(timezone.now())

    def get_enough_to_say(self, asked: VerdictRound) -> bool | None:
        return rounds.says_enough(asked)


class WrittenVerdictRound(serializers.ModelSerializer[VerdictRound]):
    class Meta:
        model = VerdictRound
        fields = ("reply", "group", "way", "present")


class Rounds(ListModelMixin, RetrieveModelMixin, GenericViewSet[VerdictRound]):
    """One question for a group whose receipts are lost. How many said what, nobody is shown."""

    permission_classes = (needs(Permission.WRITE_REPLIES),)
    serializer_class = ReadVerdictRound
    input_class = WrittenVerdictRound
    lookup_value_converter = "int"
    filter_backends = (ByIds,)
    filters = ("reply", "group")

    def get_queryset(self) -> QuerySet[VerdictRound]:
        return VerdictRound.objects.for_list()

    @extend_schema(request=WrittenVerdictRound, responses={201: ReadVerdictRound, 409: Problem})
    def create(self, request: Request) -> Response:
        sent = WrittenVerdictRound(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        with refused_as(Conflict, rounds.CannotOpen):
            opened = rounds.open_round(
                data["reply"],
                group_id=data["group"].pk,
                present=data["present"],
                way=data.get("way", VerdictRound.Way.TABLET),
                by=signed_in(request),
            )
        return Response(ReadVerdictRound(opened).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="It takes no more answers", request=None, responses=ReadVerdictRound)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: int) -> Response:
        closed = rounds.close(self.get_object(), by=signed_in(request))
        return Response(ReadVerdictRound(closed).data)


# --- Children -------------------------------------------------------------------------------------


class AskedOf(serializers.Serializer[Any]):
    """What a child reads before they say whether it answered them."""

    theme = serializers.CharField(source="reply.theme.title")
    agency = serializers.CharField(source="reply.agency.called")
    state = serializers.ChoiceField(Reply.State.choices, source="reply.state")
    text = serializers.CharField(source="reply.text")
    by_when = serializers.DateField(source="reply.by_when", allow_null=True)
    because = serializers.CharField(source="reply.because", allow_blank=True)
    passed_to = serializers.CharField(source="reply.passed_to", allow_blank=True)


class SentInRound(serializers.Serializer[Any]):
    token = serializers.CharField(
        help_text="At least 128 random bits in 22 to 64 URL-safe characters; one for each child."
    )
    value = serializers.ChoiceField(Verdict.Value.choices)


class KeptInRound(serializers.Serializer[Any]):
    kept = serializers.BooleanField(help_text="Always true; what was said is in no answer.")


class Gone(APIException):
    status_code = status.HTTP_410_GONE
    default_code = "gone"


class RoundCall(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def find(self, code: str) -> VerdictRound:
        asked = limits.guess(WRONG_CODES, self.request, lambda: rounds.find(code))
        if asked is None:
            raise NotFound(_("We do not know this code. Look at each letter again."))
        return asked

    def over(self) -> Gone:
        return Gone(_("This has closed"))


class RoundView(RoundCall):
    @extend_schema(
        summary="Did this answer you?",
        responses={200: AskedOf, 404: Problem, 410: Problem, 429: Problem},
    )
    def get(self, request: Request, code: str) -> Response:
        asked = self.find(code)
        if asked.is_over(timezone.now()):
            raise self.over()
        return Response(AskedOf(asked).data)


class RoundVerdictsView(RoundCall):
    """The same token and value again is 200; the same token with another value is 409."""

    @extend_schema(
        summary="Say whether it did",
        request=SentInRound,
        responses={
            201: KeptInRound,
            200: KeptInRound,
            404: Problem,
            409: Problem,
            410: Problem,
            429: Problem,
        },
    )
    def post(self, request: Request, code: str) -> Response:
        asked = self.find(code)
        sent = SentInRound(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        try:
            kept = rounds.give(
                asked, said["token"], said["value"], limit=limits.counting(ANSWERS, request)
            )
        except rounds.Refused as refused:
            raise ValidationError({name: [it] for name, it in refused.errors.items()}) from None
        except rounds.SentBefore:
            raise Conflict(_("This page was used before. We kept the first answer.")) from None
        except rounds.RoundOver:
            raise self.over() from None
        code_ = status.HTTP_200_OK if kept.is_repeat else status.HTTP_201_CREATED
        return Response({"kept": True}, status=code_)


router = SimpleRouter(use_regex_path=False)
router.register("staff/verdict-rounds", Rounds, "verdict-round")
urlpatterns = [
    *router.urls,
    path("verdict-rounds/<str:code>/", RoundView.as_view(), name="round"),
    path("verdict-rounds/<str:code>/verdicts/", RoundVerdictsView.as_view(), name="round-verdicts"),
]
