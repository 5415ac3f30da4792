"""The API of the loop's six numbers."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.http import needs
from backend.accounts.permissions import Permission
from participation.moderation.models import Theme
from participation.replies import loop
from participation.replies.overview import newest
from participation.replies.staff_forms import OverviewForm

KEYS = [number.key for number in loop.NUMBERS]


class FigureData(serializers.Serializer[Any]):
    """A share is `value` of `base`; a median is `value` days, of `base` themes."""

    value = serializers.IntegerField(allow_null=True, help_text="Null where there is nothing yet.")
    base = serializers.IntegerField(help_text="How many themes or answers. Never children.")
    text = serializers.CharField(help_text="As the page says it.")


class QuarterData(FigureData):
    start = serializers.DateField(source="scope.start")
    end = serializers.DateField(source="scope.end")


class NumberData(serializers.Serializer[Any]):
    key = serializers.ChoiceField(KEYS, source="number.key")
    name = serializers.CharField(source="number.name")
    about = serializers.CharField(source="number.about", help_text="What is counted.")
    unit = serializers.SerializerMethodField(help_text="days, or share.")
    figure = FigureData()
    late = serializers.IntegerField(
        source="figure.late", help_text="Of the themes: waiting for longer than was promised."
    )
    quarters = serializers.SerializerMethodField()

    def get_unit(self, shown: Any) -> str:
        return "days" if shown.number.is_median else "share"

    @extend_schema(responses=QuarterData(many=True))
    def get_quarters(self, shown: Any) -> Any:
        return QuarterData([it.figure for it in shown.quarters], many=True).data


class AgencyFigure(FigureData):
    key = serializers.ChoiceField(KEYS, source="number.key")


class AgencyData(serializers.Serializer[Any]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    figures = AgencyFigure(many=True)


class OverviewData(serializers.Serializer[Any]):
    start = serializers.DateField(source="scope.start", allow_null=True)
    end = serializers.DateField(source="scope.end", allow_null=True)
    agency = serializers.IntegerField(source="scope.agency", allow_null=True)
    numbers = NumberData(many=True)
    agencies = AgencyData(many=True, help_text="Empty where one was asked for.")


class WholeOverview(OverviewData):
    heard_not_shown = serializers.IntegerField(
        help_text="Themes of fewer than three voices, which no number counts."
    )


class OverviewView(APIView):
    permission_classes = (needs(Permission.SEE_OVERVIEW),)

    @extend_schema(
        summary="The loop's six numbers",
        description="How many themes are answered, how long it takes, and what children make of "
        "it: in a period, by quarter and by agency. What children make of an answer is counted "
        "in answers, and only of answers that five children or more have judged.",
        parameters=[
            OpenApiParameter("from", str, description="The first day. Open if it is left out."),
            OpenApiParameter("to", str, description="The last day. Open if it is left out."),
            OpenApiParameter("agency", int, description="One agency's themes and answers."),
        ],
        responses=WholeOverview,
    )
    def get(self, request: Request) -> Response:
        form = OverviewForm(request.query_params, agencies=loop.agencies())
        if not form.is_valid():
            raise ValidationError(
                {name: [str(it) for it in errors] for name, errors in form.errors.items()}
            )
        shown = newest(form.scope)
        heard_not_shown = Theme.objects.heard_not_shown().count()
        return Response({**OverviewData(shown).data, "heard_not_shown": heard_not_shown})


urlpatterns = [path("overview/", OverviewView.as_view())]
