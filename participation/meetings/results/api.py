"""The API of results, the gap and the Board's guesses."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.http import needs
from backend.accounts.permissions import Permission
from backend.rest import Conflict, Problem, refused_as, signed_in
from participation.meetings.results import asking, sentences, services
from participation.meetings.results.asking import NotOffered, split_rows
from participation.meetings.results.models import Guess
from participation.meetings.results.services import SeenGap
from surveys import results
from surveys.gaps import Difference, Side
from surveys.results import Document, NoResultsYet, QuestionResult, SurveyFacts

WHEN_HIDDEN = "Null where it is hidden."


class ReadCell(serializers.Serializer[Any]):
    text = serializers.CharField()
    count = serializers.IntegerField(allow_null=True, help_text=WHEN_HIDDEN)
    percent = serializers.IntegerField(allow_null=True)
    says_headline = serializers.BooleanField()


class ReadTogether(serializers.Serializer[Any]):
    texts = serializers.ListField(child=serializers.CharField())
    count = serializers.IntegerField()
    percent = serializers.IntegerField()
    says_headline = serializers.BooleanField()


class ReadHeadline(serializers.Serializer[Any]):
    says = serializers.CharField()
    count = serializers.IntegerField(allow_null=True, help_text=WHEN_HIDDEN)
    percent = serializers.IntegerField(allow_null=True)


class ReadRow(serializers.Serializer[Any]):
    group = serializers.CharField()
    size = serializers.IntegerField()
    count = serializers.IntegerField()
    percent = serializers.IntegerField()


class ReadQuestion(serializers.Serializer[Any]):
    key = serializers.UUIDField(help_text="The same in every round that asks this.")
    kind = serializers.CharField()
    text = serializers.CharField(help_text="As this audience was asked.")
    cells = ReadCell(many=True)
    together = ReadTogether(
        many=True, help_text="Answers whose counts are hidden, and how many gave any of them."
    )
    headline = ReadHeadline(allow_null=True)
    split = ReadRow(
        many=True,
        allow_null=True,
        help_text="The headline by the groups of `by`; null where hidden or not asked for.",
    )
    hidden = serializers.CharField(help_text="A sentence that says why something is hidden.")
    sentence = serializers.CharField(help_text="What the numbers say, in words.")


class ReadRound(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    opened_on = serializers.DateField()
    closed_on = serializers.DateField()


class ReadDimension(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    question = serializers.CharField()


class ReadResults(serializers.Serializer[Any]):
    """One audience's results: the snapshot, or why there are no numbers."""

    survey = serializers.IntegerField()
    title = serializers.CharField()
    audience = serializers.CharField()
    state = serializers.ChoiceField(
        choices=["counted", "words"], help_text="`words`: too few answered for numbers so far."
    )
    detail = serializers.CharField(help_text="Why there are no numbers; else empty.")
    rounds = ReadRound(many=True)
    made_on = serializers.DateField(allow_null=True)
    base = serializers.IntegerField(allow_null=True, help_text="How many answered.")
    threshold = serializers.IntegerField(help_text="The smallest number of people that is shown.")
    may_be_asked_by = ReadDimension(many=True, help_text="What `by` can be.")
    questions = ReadQuestion(many=True)


def _facts(survey_id: int) -> SurveyFacts:
    facts = results.find(survey_id)
    if facts is None:
        raise Http404
    return facts


class ResultsView(APIView):
    permission_classes = (needs(Permission.SEE_RESULTS),)

    @extend_schema(
        summary="A survey's results, for one audience",
        parameters=[
            OpenApiParameter("audience", str, description="Whom the survey asked; else children."),
            OpenApiParameter("by", str, description="The key of one declared dimension."),
        ],
        responses={200: ReadResults, 404: Problem, 409: Problem},
    )
    def get(self, request: Request, survey: int) -> Response:
        facts, query = _facts(survey), request.query_params
        try:
            asked = asking.read(facts, audiences=query.getlist("audience"), by=query.getlist("by"))
        except NotOffered as refused:
            errors = {name: [it] for name, it in refused.errors.items()}
            raise ValidationError(errors) from None
        except NoResultsYet as early:
            raise Conflict(str(early)) from None
        (seen,) = services.as_seen([asked.result], signed_in(request))
        body = {
            "survey": facts.id,
            "title": facts.title,
            "audience": seen.audience.value,
            "state": seen.state.value,
            **(_counted(seen.document, asked.by) if seen.document else _words_only()),
        }
        return Response(ReadResults(body).data)


def _words_only() -> dict[str, Any]:
    least = results.board().threshold
    detail = (
        f"Fewer than {2 * least} have answered so far. With so few, a number could point at one of "
        "them: read the themes and voices. They are counted with the next round."
    )
    return {
        "detail": detail,
        "rounds": [],
        "made_on": None,
        "base": None,
        "threshold": least,
        "may_be_asked_by": [],
        "questions": [],
    }


def _counted(document: Document, by: str) -> dict[str, Any]:
    return {
        "detail": "",
        "rounds": document["rounds"],
        "made_on": document["made_on"],
        "base": document["base"],
        "threshold": document["threshold"],
        "may_be_asked_by": document["may_be_asked_by"],
        "questions": [_question(it, document, by) for it in document["questions"]],
    }


def _question(question: QuestionResult, document: Document, by: str) -> dict[str, Any]:
    _is_split, rows = split_rows(question, by)
    return {
        **question,
        "split": rows,
        "hidden": sentences.why_hidden(question, document),
        "sentence": sentences.result_sentence(question, document),
    }


class ReadSide(serializers.Serializer[Any]):
    audience = serializers.CharField()
    asked = serializers.CharField(help_text="The question in this audience's wording.")
    count = serializers.IntegerField()
    base = serializers.IntegerField()
    percent = serializers.IntegerField()
    low = serializers.IntegerField(help_text="Wilson's interval at 95 %, in percent.")
    high = serializers.IntegerField()


class ReadDifference(ReadSide):
    points = serializers.IntegerField(help_text="How many points children are above; below: minus.")
    points_low = serializers.IntegerField(help_text="Newcombe's interval at 95 %, in points.")
    points_high = serializers.IntegerField()
    too_few_to_be_sure = serializers.BooleanField()


class ReadGuess(serializers.Serializer[Any]):
    figure = serializers.IntegerField(allow_null=True, help_text="Of 100; null: did not guess.")
    on = serializers.DateField()
    revealed_on = serializers.DateField(allow_null=True)


class ReadGap(serializers.Serializer[Any]):
    key = serializers.UUIDField()
    question = serializers.CharField(help_text="As children are asked.")
    says = serializers.CharField(help_text="What one side of the answers says.")
    sentence = serializers.CharField()
    guess_first = serializers.BooleanField(
        help_text="Children's figure is held back until the Board has guessed."
    )
    children = ReadSide(allow_null=True, help_text=WHEN_HIDDEN)
    adults = ReadDifference(many=True)
    hidden = serializers.ListField(
        child=serializers.CharField(), help_text="Audiences that are too few for numbers."
    )
    guess = ReadGuess(allow_null=True)


class ReadGaps(serializers.Serializer[Any]):
    survey = serializers.IntegerField()
    title = serializers.CharField()
    rounds = ReadRound(many=True, help_text="Of children's answers; empty where too few answered.")
    made_on = serializers.DateField(allow_null=True)
    threshold = serializers.IntegerField(help_text="The smallest number of people that is shown.")
    gaps = ReadGap(many=True, help_text="The widest first.")


class GapView(APIView):
    permission_classes = (needs(Permission.SEE_RESULTS),)

    @extend_schema(
        summary="How far children's and adults' answers are apart",
        responses={200: ReadGaps, 404: Problem, 409: Problem},
    )
    def get(self, request: Request, survey: int) -> Response:
        facts = _facts(survey)
        with refused_as(Conflict, NoResultsYet):
            seen = services.seen_gaps(facts, signed_in(request))
        document = seen.children.document
        body = {
            "survey": facts.id,
            "title": facts.title,
            "rounds": document["rounds"] if document else [],
            "made_on": document["made_on"] if document else None,
            "threshold": results.board().threshold,
            "gaps": [_gap(it) for it in seen.rows],
        }
        return Response(ReadGaps(body).data)


def _gap(row: SeenGap) -> dict[str, Any]:
    gap = row.gap
    return {
        "key": gap.key,
        "question": gap.question,
        "says": gap.says,
        "sentence": sentences.gap_sentence(row),
        "guess_first": row.is_held,
        "children": _side(gap.children) if gap.children else None,
        "adults": [_difference(it) for it in gap.differences],
        "hidden": [it.value for it in gap.hidden],
        "guess": row.guess,
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "audience": side.audience.value,
        "asked": side.asked,
        "count": side.count,
        "base": side.base,
        "percent": side.percent,
        "low": side.low,
        "high": side.high,
    }


def _difference(it: Difference) -> dict[str, Any]:
    return {
        **_side(it.adults),
        "points": it.points,
        "points_low": it.low,
        "points_high": it.high,
        "too_few_to_be_sure": it.is_few,
    }


class SentGuess(serializers.Serializer[Any]):
    question = serializers.UUIDField(help_text="The question's key.")
    figure = serializers.IntegerField(min_value=0, max_value=100, help_text="Of 100 children.")


class SentReveal(serializers.Serializer[Any]):
    question = serializers.UUIDField(help_text="The question's key.")


REFUSALS = (
    services.NothingToGuess,
    services.AlreadyRevealed,
    services.NotGuessed,
    NoResultsYet,
)


class GuessesView(APIView):
    """What the Board agreed on. It can be changed until it is revealed."""

    permission_classes = (needs(Permission.GUESS),)

    @extend_schema(
        summary="Keep the Board's guess",
        request=SentGuess,
        responses={201: ReadGuess, 404: Problem, 409: Problem},
    )
    def post(self, request: Request, survey: int) -> Response:
        facts, sent = _facts(survey), SentGuess(data=request.data)
        sent.is_valid(raise_exception=True)
        question, figure = sent.validated_data["question"], sent.validated_data["figure"]
        with refused_as(Conflict, *REFUSALS):
            children = results.read(facts, results.Audience.CHILDREN)
            kept = services.guess(children, question, figure, by=signed_in(request))
        return Response(ReadGuess(kept).data, status=status.HTTP_201_CREATED)


class RevealView(APIView):
    permission_classes = (needs(Permission.GUESS),)

    @extend_schema(
        summary="Show what children said beside the guess, for good",
        request=SentReveal,
        responses={200: ReadGuess, 404: Problem, 409: Problem},
    )
    def post(self, request: Request, survey: int) -> Response:
        facts, sent = _facts(survey), SentReveal(data=request.data)
        sent.is_valid(raise_exception=True)
        with refused_as(Conflict, *REFUSALS):
            children = results.read(facts, results.Audience.CHILDREN)
            shown: Guess = services.reveal(
                children, sent.validated_data["question"], by=signed_in(request)
            )
        return Response(ReadGuess(shown).data)


urlpatterns = [
    path("surveys/<int:survey>/results/", ResultsView.as_view(), name="results"),
    path("surveys/<int:survey>/gap/", GapView.as_view(), name="gap"),
    path("surveys/<int:survey>/guesses/", GuessesView.as_view(), name="guesses"),
    path("surveys/<int:survey>/guesses/reveal/", RevealView.as_view(), name="guess-reveal"),
]
