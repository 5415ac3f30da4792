"""The API of bodies, meetings, agendas, sources and recommendations, which clerks write."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.routers import SimpleRouter

from backend.accounts.models import User
from backend.rest import RemovableResource
from participation.meetings import acting, services
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


class ReadMeeting(serializers.ModelSerializer[Meeting]):
    body_name = serializers.CharField(source="body.name")
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
            "item_count",
        )


class WrittenMeeting(serializers.ModelSerializer[Meeting]):
    class Meta:
        model = Meeting
        fields = ("body", "name", "start_date", "start_time", "location", "status")


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
    themes = ListedThemeName(many=True)

    class Meta:
        model = AgendaItem
        fields = ("id", "meeting", "order", "title", "notes", "themes", "surveys")


class WrittenAgendaItem(serializers.ModelSerializer[AgendaItem]):
    class Meta:
        model = AgendaItem
        fields = ("meeting", "order", "title", "notes", "themes", "surveys")


class AgendaItems(RemovableResource[AgendaItem]):
    permission_classes = CLERKS_WRITE
    serializer_class = ReadAgendaItem
    input_class = WrittenAgendaItem
    refusals = (services.HasDecisions,)
    filters = ("meeting",)

    def get_queryset(self) -> QuerySet[AgendaItem]:
        return AgendaItem.objects.prefetch_related("themes", "surveys")

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
