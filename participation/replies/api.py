"""The children's API: the board of answers, and the journey of their own words. Nobody signs in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import limits
from backend.rest import NOTHING_HERE, Problem, too_many
from backend.wire import Pages
from participation.replies import board, finding, journeys, services
from participation.replies.finding import Wanted, groups
from participation.replies.models import Reply, Verdict
from participation.replies.verdicts import CHILDREN_SAY_DONE, Summary
from surveys.kept import Beyond
from surveys.pictures import Picture
from surveys.receipts import steady

STATES = [*finding.STATES]

# --- The board ------------------------------------------------------------------------------------


class PublishedReply(serializers.Serializer[Any]):
    """One agency's answer. What children make of it is a word, never a count."""

    id = serializers.IntegerField(source="reply.pk")
    agency = serializers.CharField(source="reply.agency.called")
    state = serializers.ChoiceField(STATES)
    text = serializers.CharField(source="reply.text")
    by_when = serializers.DateField(source="reply.by_when", allow_null=True)
    because = serializers.CharField(source="reply.because", allow_blank=True)
    passed_to = serializers.CharField(source="reply.passed_to", allow_blank=True)
    published_on = serializers.DateField(source="reply.published_on")
    told_on = serializers.DateField(allow_null=True, help_text="When children were told.")
    days = serializers.IntegerField(
        allow_null=True, help_text="From the first voice to the day children were told."
    )
    verdict = serializers.ChoiceField([*Summary], source="summary")
    changed = serializers.ListField(
        child=serializers.CharField(), help_text="What is different now, once it was checked."
    )


class HeardAt(serializers.Serializer[Any]):
    body = serializers.CharField(source="body.called")
    on = serializers.DateField(source="start_date")


class BoardTheme(serializers.Serializer[Any]):
    title = serializers.CharField(source="theme.title")
    slug = serializers.SlugField(source="theme.slug")
    about = serializers.CharField(source="theme.about", allow_blank=True)
    picture = serializers.ChoiceField(Picture.choices, source="theme.picture", allow_blank=True)
    group = serializers.SerializerMethodField(
        help_text="Null where naming it could pick somebody out: most groups are small."
    )
    state = serializers.ChoiceField(STATES)
    is_answered = serializers.BooleanField(help_text="Whether children were told an answer.")
    days_waiting = serializers.IntegerField(help_text="Since the first voice.")
    not_answered = serializers.ListField(
        child=serializers.CharField(), help_text="Agencies that were asked and have not answered."
    )
    heard_at = HeardAt(allow_null=True, help_text="The next meeting that has it on its agenda.")
    replies = PublishedReply(source="answers", many=True)

    def get_group(self, card: board.Card) -> str | None:
        """Its name; `groups` in the context names those that may be told, by their slug."""
        groups: dict[str, str] = self.context["groups"]
        return groups.get(card.theme.group.slug)


class BoardThemeAndQuotes(serializers.Serializer[Any]):
    theme = BoardTheme()
    quotes = serializers.ListField(
        child=serializers.CharField(), help_text="A few voices that may be quoted."
    )


class BoardPage(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    answered = serializers.IntegerField(
        help_text="Themes whose children were told an answer: of the whole board, as the next two."
    )
    written = serializers.IntegerField(help_text="Themes with an answer that is still to be told.")
    waiting = serializers.IntegerField(help_text="Themes without an answer.")
    heard_not_shown = serializers.IntegerField(help_text="Themes of fewer than three voices.")
    results = BoardTheme(many=True)


class BoardView(APIView):
    """Every theme that three or more children's words are part of; what waits longest first."""

    is_forgiving = True
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        summary="You said, we did",
        parameters=[
            OpenApiParameter("state", str, enum=STATES),
            OpenApiParameter("group", str, description="A slug, of a group that may be named."),
            OpenApiParameter("find", str, description="Words of a title, its text or an answer."),
            OpenApiParameter("page", int),
            OpenApiParameter("limit", int),
        ],
        responses=BoardPage,
    )
    def get(self, request: Request) -> Response:
        asked = {name: request.query_params.get(name, "") for name in ("group", "state", "find")}
        counted, pages = board.counts(), Pages()
        rows: Any = finding.found(Wanted.of(**asked)).values_list("pk", flat=True)
        page: Any = pages.paginate_queryset(rows, request, self)
        shown = BoardTheme(board.cards(page), many=True, context={"groups": dict(groups())})
        response = pages.get_paginated_response(shown.data)
        response.data |= {
            "answered": counted.answered,
            "written": counted.written,
            "waiting": counted.waiting,
            "heard_not_shown": counted.heard_not_shown,
        }
        return response


class BoardThemeView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        summary="One theme of the board",
        operation_id="replies_retrieve_one",
        responses=BoardThemeAndQuotes,
    )
    def get(self, request: Request, slug: str) -> Response:
        card = board.card(slug)
        if card is None:
            raise NotFound(NOTHING_HERE)
        shown = {"theme": card, "quotes": board.quotes(card.theme)}
        return Response(BoardThemeAndQuotes(shown, context={"groups": dict(groups())}).data)


# --- The journey ----------------------------------------------------------------------------------


class JourneyStep(serializers.Serializer[Any]):
    title = serializers.CharField()
    on = serializers.DateField(allow_null=True)
    text = serializers.CharField(allow_blank=True)
    done = serializers.BooleanField(help_text="Whether it has happened.")


class KeptAnswer(serializers.Serializer[Any]):
    question = serializers.CharField()
    said = serializers.ListField(child=serializers.CharField(), help_text="Word for word.")
    erased_on = serializers.DateField(allow_null=True)


class KeptResponse(serializers.Serializer[Any]):
    """Everything that is kept."""

    survey = serializers.CharField()
    group = serializers.CharField()
    sent_on = serializers.DateField()
    late = serializers.BooleanField(help_text="It came after the close: only words were kept.")
    beyond = serializers.ChoiceField(
        Beyond.choices,
        allow_blank=True,
        help_text="How it stands, if more answers came than were expected.",
    )
    quote = serializers.BooleanField()
    heard_by = serializers.CharField(allow_blank=True)
    heard_on = serializers.DateField(allow_null=True)
    answers = KeptAnswer(many=True)


class ReplyToThem(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="reply.pk")
    agency = serializers.CharField(source="reply.agency.called")
    state = serializers.ChoiceField([*Reply.State.values, CHILDREN_SAY_DONE])
    text = serializers.CharField(source="reply.text")
    by_when = serializers.DateField(source="reply.by_when", allow_null=True)
    because = serializers.CharField(source="reply.because", allow_blank=True)
    passed_to = serializers.CharField(source="reply.passed_to", allow_blank=True)
    told_on = serializers.DateField(allow_null=True)
    verdict = serializers.ChoiceField(
        Verdict.Value.choices, allow_blank=True, help_text="What this receipt said of it before."
    )


class JourneyThread(serializers.Serializer[Any]):
    title = serializers.CharField(source="theme.title")
    slug = serializers.SlugField(source="theme.slug")
    on_the_board = serializers.BooleanField(source="theme.is_on_the_board")
    steps = JourneyStep(many=True)
    replies = ReplyToThem(many=True)


class Journey(serializers.Serializer[Any]):
    kept = KeptResponse()
    as_adults_read = serializers.ListField(
        child=serializers.CharField(), help_text="The checked copies made from the words."
    )
    steps = JourneyStep(many=True)
    threads = JourneyThread(many=True)


class SentReceipt(serializers.Serializer[Any]):
    receipt = serializers.CharField(max_length=200, help_text="The five words.")


class SentVerdict(SentReceipt):
    reply = serializers.IntegerField(min_value=1)
    value = serializers.ChoiceField(Verdict.Value.choices)


class KeptVerdict(serializers.Serializer[Any]):
    reply = serializers.IntegerField(source="reply_id")
    value = serializers.ChoiceField(Verdict.Value.choices)
    on = serializers.DateField()


class Deleted(serializers.Serializer[Any]):
    answers = serializers.IntegerField()
    voices = serializers.IntegerField(help_text="Checked copies of the words.")


class WordsNotFound(NotFound):
    default_detail = "We can't find those words. Look at each one again."


class JourneyCall(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        def answer() -> HttpResponseBase:
            with steady():
                return super(JourneyCall, self).dispatch(request, *args, **kwargs)

        return limits.look_up(request, answer, too_many)


class JourneyView(JourneyCall):
    """What happened to one response. A receipt is never in an address: those are logged."""

    @extend_schema(
        summary="Follow your words",
        request=SentReceipt,
        responses={200: Journey, 404: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        sent = SentReceipt(data=request.data)
        sent.is_valid(raise_exception=True)
        found = journeys.journey(sent.validated_data["receipt"])
        if found is None:
            raise WordsNotFound
        return Response(Journey(found).data)


class WithdrawView(JourneyCall):
    """Delete the answers and everything made from them. A concern for a child's safety stays."""

    @extend_schema(
        summary="Take your words back",
        request=SentReceipt,
        responses={200: Deleted, 404: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        sent = SentReceipt(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            gone = services.take_back(sent.validated_data["receipt"])
        except services.NoSuchWords:
            raise WordsNotFound from None
        return Response(Deleted(gone).data)


class VerdictsView(JourneyCall):
    """Did this answer you? The last verdict of a receipt on a reply counts."""

    @extend_schema(
        summary="Give a verdict",
        request=SentVerdict,
        responses={200: KeptVerdict, 404: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        sent = SentVerdict(data=request.data)
        sent.is_valid(raise_exception=True)
        said = sent.validated_data
        try:
            verdict = services.give_verdict(said["receipt"], said["reply"], said["value"])
        except services.NoSuchWords:
            raise WordsNotFound from None
        except services.NotTheirs:
            raise NotFound(_("We can't find that answer to your words.")) from None
        return Response(KeptVerdict(verdict).data)


urlpatterns = [
    path("replies/", BoardView.as_view(), name="board"),
    path("replies/<slug:slug>/", BoardThemeView.as_view(), name="board-theme"),
    path("journeys/", JourneyView.as_view(), name="journey"),
    path("journeys/withdraw/", WithdrawView.as_view(), name="withdraw"),
    path("journeys/verdicts/", VerdictsView.as_view(), name="verdicts"),
]
