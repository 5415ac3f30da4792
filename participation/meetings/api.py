"""The API of bodies, meetings, agendas, sources and recommendations, which clerks write."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from backend.accounts.models import User
from backend.rest import RemovableResource, signed_in
from participation.meetings import acting, item_rules, services
from participation.meetings.action_api import CLERKS_WRITE, Actions, Decisions, EvidenceResource
from participation.meetings.member_api import Memberships, dates_in_order
from participation.meetings.models import (
    AgendaItem,
    Body,
    Meeting,
    OtherName,
    Recommendation,
    Source,
)
from participation.moderation.models import Theme

LINKED = ("themes", "surveys")
ITEM_FIELDS = (
    "meeting",
    "order",
    "title",
    "notes",
    "access",
    "exempt_paragraph",
    "exempt_reason",
    "exempt_notes",
    "late_because",
    "reference",
    "url",
    *LINKED,
)


class FormerName(serializers.ModelSerializer[OtherName]):
    class Meta:
        model = OtherName
        fields = ("name", "start_date", "end_date", "source")


class ReadBody(serializers.ModelSerializer[Body]):
    other_names = FormerName(many=True)

    class Meta:
        model = Body
        fields = (
            *("id", "name", "classification", "plain_name", "parent"),
            *("founding_date", "dissolution_date", "source", "other_names"),
        )


class WrittenBody(serializers.ModelSerializer[Body]):
    class Meta:
        model = Body
        fields = (
            *("name", "classification", "plain_name", "parent"),
            *("founding_date", "dissolution_date", "source"),
        )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        return dates_in_order(self.instance, sent, "founding_date", "dissolution_date")


class Bodies(RemovableResource[Body]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadBody
    input_class = WrittenBody
    refusals = (services.InUse, services.PartOfItself)

    def get_queryset(self) -> QuerySet[Body]:
        return Body.objects.for_list()

    def save(self, thing: Body, data: dict[str, Any], *, by: User) -> Body:
        services.save_registered(thing, by=by)
        return thing

    def remove(self, thing: Body, *, by: User) -> None:
        services.remove_registered(thing, by=by)


@extend_schema_field({"type": "string", "pattern": r"^\d{2}:\d{2}(:\d{2})?$", "example": "17:30"})
class WallClock(serializers.TimeField):
    """A time of day without a zone, which OpenAPI's own `time` would have to have."""


class ReadMeeting(serializers.ModelSerializer[Meeting]):
    body_name = serializers.CharField(source="body.name")
    start_time = WallClock(allow_null=True)
    papers_due = serializers.DateField(help_text="The last day that leaves five clear days.")
    papers_are_late = serializers.BooleanField()
    item_count = serializers.IntegerField()

    class Meta:
        model = Meeting
        fields = (
            "id",
            "body",
            "body_name",
            "name",
            "start_date",
            "start_time",
            "location",
            "status",
            "reference",
            "url",
            "papers_due",
            "papers_are_late",
            "item_count",
        )


class WrittenMeeting(serializers.ModelSerializer[Meeting]):
    start_time = WallClock(allow_null=True, required=False)

    class Meta:
        model = Meeting
        fields = (
            "body",
            "name",
            "start_date",
            "start_time",
            "location",
            "status",
            "reference",
            "url",
        )


class Meetings(RemovableResource[Meeting]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadMeeting
    input_class = WrittenMeeting
    refusals = (services.InUse,)
    filters = ("body",)

    def get_queryset(self) -> QuerySet[Meeting]:
        return Meeting.objects.for_list().order_by("-start_date", "-pk")

    def save(self, thing: Meeting, data: dict[str, Any], *, by: User) -> Meeting:
        return services.save_meeting(thing, by=by)

    def remove(self, thing: Meeting, *, by: User) -> None:
        services.remove_meeting(thing, by=by)


class ListedThemeName(serializers.ModelSerializer[Theme]):
    class Meta:
        model = Theme
        fields = ("id", "title", "slug")


class ReadAgendaItem(serializers.ModelSerializer[AgendaItem]):
    exempt_notes = serializers.CharField(
        source="exempt_text", help_text="Empty for whoever may not read exempt text."
    )
    is_late = serializers.BooleanField(help_text="Put on after the day on which papers were due.")
    themes = ListedThemeName(many=True)

    class Meta:
        model = AgendaItem
        fields = ("id", "is_late", *ITEM_FIELDS)


class WrittenAgendaItem(serializers.ModelSerializer[AgendaItem]):
    class Meta:
        model = AgendaItem
        fields = ITEM_FIELDS

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        own = {name: it for name, it in sent.items() if name not in LINKED}
        before = self.instance if isinstance(self.instance, AgendaItem) else AgendaItem()
        item = copy(before)
        for name, value in own.items():
            setattr(item, name, value)
        surveys = sent.get("surveys", before.surveys.all() if before.pk else ())
        if found := item_rules.faults(item, surveys=surveys):
            raise serializers.ValidationError({name: [it] for name, it in found.items()})
        return sent


class AgendaItems(RemovableResource[AgendaItem]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadAgendaItem
    input_class = WrittenAgendaItem
    refusals = (services.HasDecisions, services.HearsNoSurvey, services.InUse)
    filters = ("meeting",)

    queryset = AgendaItem.objects.all()  # For the description, which has no reader.

    def get_queryset(self) -> QuerySet[AgendaItem]:
        readable = AgendaItem.objects.readable_by(signed_in(self.request))
        return readable.select_related("meeting").prefetch_related("themes", "surveys")

    def save(self, thing: AgendaItem, data: dict[str, Any], *, by: User) -> AgendaItem:
        kept = {name: list(getattr(thing, name).all()) if thing.pk else [] for name in LINKED}
        linked = {name: [it.pk for it in data.get(name, kept[name])] for name in LINKED}
        return services.save_item(thing, **linked, by=by)

    def remove(self, thing: AgendaItem, *, by: User) -> None:
        services.remove_item(thing, by=by)


class ReadSource(serializers.ModelSerializer[Source]):
    class Meta:
        model = Source
        fields = ("id", "kind", "name", "on", "document")


class WrittenSource(serializers.ModelSerializer[Source]):
    class Meta:
        model = Source
        fields = ("kind", "name", "on", "document")


class Sources(RemovableResource[Source]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadSource
    input_class = WrittenSource
    refusals = (services.InUse,)

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.all()

    def save(self, thing: Source, data: dict[str, Any], *, by: User) -> Source:
        services.save_registered(thing, by=by)
        return thing

    def remove(self, thing: Source, *, by: User) -> None:
        services.remove_registered(thing, by=by)


class ReadRecommendation(serializers.ModelSerializer[Recommendation]):
    source_name = serializers.CharField(source="source.name")

    class Meta:
        model = Recommendation
        fields = (
            "id",
            "source",
            "source_name",
            "kind",
            "reference",
            "heading",
            "text",
            "verbatim",
            "measured_by",
            "themes",
        )


class WrittenRecommendation(serializers.ModelSerializer[Recommendation]):
    class Meta:
        model = Recommendation
        fields = (
            "source",
            "kind",
            "reference",
            "heading",
            "text",
            "verbatim",
            "measured_by",
            "themes",
        )


class Recommendations(RemovableResource[Recommendation]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadRecommendation
    input_class = WrittenRecommendation
    refusals = (services.InUse,)
    filters = ("source",)

    def get_queryset(self) -> QuerySet[Recommendation]:
        return Recommendation.objects.select_related("source").prefetch_related("themes")

    def save(self, thing: Recommendation, data: dict[str, Any], *, by: User) -> Recommendation:
        return acting.save_recommendation(thing, themes=data.get("themes"), by=by)

    def remove(self, thing: Recommendation, *, by: User) -> None:
        services.remove_registered(thing, by=by)


router = SimpleRouter(use_regex_path=False)
router.register("bodies", Bodies, "body")
router.register("memberships", Memberships, "membership")
router.register("meetings", Meetings, "meeting")
router.register("agenda-items", AgendaItems, "agenda-item")
router.register("decisions", Decisions, "decision")
router.register("actions", Actions, "action")
router.register("evidence", EvidenceResource, "evidence")
router.register("sources", Sources, "source")
router.register("recommendations", Recommendations, "recommendation")
urlpatterns = router.urls
