"""The API of answers to children: workers draft, publish and tell them; boards and clerks read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import GenericViewSet

from backend.accounts.http import needs
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.rest import ByIds, Conflict, Problem, RemovableResource, refused_as, signed_in
from participation.meetings.models import Action
from participation.replies import approval, services
from participation.replies.forms import ReplyForm
from participation.replies.models import Asked, Reply, Told

WORKERS_WRITE = (needs(Permission.READ_REPLIES, to_write=Permission.WRITE_REPLIES),)
APPROVERS = (needs(Permission.READ_REPLIES, to_write=Permission.APPROVE_REPLIES),)


class ReadTold(serializers.ModelSerializer[Told]):
    group_name = serializers.CharField(source="group.name")

    class Meta:
        model = Told
        fields = ("id", "group", "group_name", "on", "how")


class WrittenTold(serializers.ModelSerializer[Told]):
    class Meta:
        model = Told
        fields = ("group", "on", "how")
        extra_kwargs = {"on": {"required": True}}

    def validate_on(self, on: date) -> date:
        if on > timezone.localdate():
            raise serializers.ValidationError("Write this down once children were told.")
        return on


class ReadReply(serializers.ModelSerializer[Reply]):
    theme_title = serializers.CharField(source="theme.title")
    agency_name = serializers.CharField(source="agency.name")
    approved_by_name = serializers.CharField(
        source="approved_by.name", allow_null=True, default=None
    )
    told = ReadTold(many=True)

    class Meta:
        model = Reply
        fields = (
            "id",
            "theme",
            "theme_title",
            "agency",
            "agency_name",
            "state",
            "text",
            "by_when",
            "because",
            "passed_to",
            "decision",
            "action",
            "status",
            "version",
            "sent_on",
            "sent_back_because",
            "approved_by",
            "approved_by_name",
            "approved_at",
            "published_on",
            "told",
        )


class WrittenReply(serializers.ModelSerializer[Reply]):
    class Meta:
        model = Reply
        fields = (
            "theme",
            "agency",
            "state",
            "text",
            "by_when",
            "because",
            "passed_to",
            "decision",
            "action",
        )

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """What the form asks of each state, the API asks too."""

        def said(name: str) -> Any:
            return sent.get(name, getattr(self.instance, name, None))

        name, sentence = ReplyForm.DEMANDS.get(said("state"), ("", ""))
        if name and not said(name):
            raise serializers.ValidationError({name: [sentence]})
        action, decision = said("action"), said("decision")
        if said("state") == Reply.State.WE_DID and action and action.status != Action.Status.DONE:
            raise serializers.ValidationError({"action": ["This action is not done yet."]})
        if action and not action.is_public:
            raise serializers.ValidationError({"action": ["Children may not be told of this one."]})
        if decision and not decision.is_public:
            raise serializers.ValidationError(
                {"decision": ["Name a confirmed decision, and none of an exempt item."]}
            )
        return sent


class Approved(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, help_text="Of the answer, as it was read.")


class SentBack(serializers.Serializer[Any]):
    because = serializers.CharField(max_length=1000, help_text="What should change.")


class Replies(RemovableResource[Reply]):
    """Answers to children as staff see them, drafts too. Verdicts are not here: see the board."""

    permission_classes = WORKERS_WRITE
    serializer_class = ReadReply
    input_class = WrittenReply
    refusals = (
        *(services.ReplyPublished, services.WasTold, services.NotApproved),
        *(approval.NotNow, approval.NobodySpeaks, approval.DoesNotSpeak, approval.AnswerChanged),
    )
    filters = ("theme", "agency")

    def get_queryset(self) -> QuerySet[Reply]:
        everything = Reply.objects.select_related("theme", "agency", "approved_by")
        return everything.prefetch_related("told__group")

    def save(self, thing: Reply, data: dict[str, Any], *, by: User) -> Reply:
        return services.save_reply(thing, by=by)

    def remove(self, thing: Reply, *, by: User) -> None:
        services.remove_reply(thing, by=by)

    @extend_schema(
        summary="Send it for approval to those who speak for the body",
        request=None,
        responses={200: ReadReply, 409: Problem},
    )
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: int) -> Response:
        with refused_as(Conflict, *self.refusals):
            approval.send(self.get_object(), by=signed_in(request))
        return Response(ReadReply(self.get_object()).data)

    @extend_schema(
        summary="Approve it, in the version that was read",
        request=Approved,
        responses={200: ReadReply, 409: Problem},
    )
    @action(detail=True, methods=["post"], permission_classes=APPROVERS)
    def approve(self, request: Request, pk: int) -> Response:
        reply = self.get_object()
        sent = Approved(data=request.data)
        sent.is_valid(raise_exception=True)
        with refused_as(Conflict, *self.refusals):
            approval.approve(reply, version=sent.validated_data["version"], by=signed_in(request))
        return Response(ReadReply(self.get_object()).data)

    @extend_schema(
        summary="Send it back with a note",
        request=SentBack,
        responses={200: ReadReply, 409: Problem},
    )
    @action(detail=True, methods=["post"], url_path="send-back", permission_classes=APPROVERS)
    def send_back(self, request: Request, pk: int) -> Response:
        reply = self.get_object()
        sent = SentBack(data=request.data)
        sent.is_valid(raise_exception=True)
        with refused_as(Conflict, *self.refusals):
            approval.send_back(reply, because=sent.validated_data["because"], by=signed_in(request))
        return Response(ReadReply(self.get_object()).data)

    @extend_schema(
        summary="Publish: children can read it",
        request=None,
        responses={200: ReadReply, 409: Problem},
    )
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: int) -> Response:
        with refused_as(Conflict, *self.refusals):
            services.publish(self.get_object(), by=signed_in(request))
        return Response(ReadReply(self.get_object()).data)

    @extend_schema(
        summary="Take it off the board", request=None, responses={200: ReadReply, 409: Problem}
    )
    @action(detail=True, methods=["post"])
    def unpublish(self, request: Request, pk: int) -> Response:
        with refused_as(Conflict, *self.refusals):
            services.unpublish(self.get_object(), by=signed_in(request))
        return Response(ReadReply(self.get_object()).data)

    @extend_schema(
        summary="Write down that a group was told in person",
        request=WrittenTold,
        responses={201: ReadReply, 409: Problem},
    )
    @action(detail=True, methods=["post"])
    def told(self, request: Request, pk: int) -> Response:
        reply = self.get_object()
        sent = WrittenTold(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        with refused_as(Conflict, *self.refusals):
            services.tell(
                reply,
                group_id=data["group"].pk,
                how=data["how"],
                on=data["on"],
                by=signed_in(request),
            )
        return Response(ReadReply(self.get_object()).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="They were not told after all", request=None, responses={204: None, 409: Problem}
    )
    @action(detail=True, methods=["delete"], url_path="told/<int:told>", url_name="untell")
    def untell(self, request: Request, pk: int, told: int) -> Response:
        telling = get_object_or_404(Told.objects.filter(reply=self.get_object()), pk=told)
        with refused_as(Conflict, *self.refusals):
            services.untell(telling, by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadAsked(serializers.ModelSerializer[Asked]):
    theme_title = serializers.CharField(source="theme.title")
    agency_name = serializers.CharField(source="agency.name")

    class Meta:
        model = Asked
        fields = ("id", "theme", "theme_title", "agency", "agency_name", "on")


class WrittenAsked(serializers.ModelSerializer[Asked]):
    class Meta:
        model = Asked
        fields = ("theme", "agency")
        # Asking twice is the same as asking once.
        validators: tuple[Any, ...] = ()


class Askings(ListModelMixin, GenericViewSet[Asked]):
    """Agencies that were asked to answer a theme; the board names them until they do."""

    permission_classes = WORKERS_WRITE
    serializer_class = ReadAsked
    input_class = WrittenAsked
    lookup_value_converter = "int"
    filter_backends = (ByIds,)
    filters = ("theme", "agency")

    def get_queryset(self) -> QuerySet[Asked]:
        return Asked.objects.select_related("theme", "agency")

    def create(self, request: Request) -> Response:
        sent = WrittenAsked(data=request.data)
        sent.is_valid(raise_exception=True)
        asked = services.ask(
            sent.validated_data["theme"], sent.validated_data["agency"], by=signed_in(request)
        )
        return Response(ReadAsked(asked).data, status=status.HTTP_201_CREATED)

    def destroy(self, request: Request, pk: int) -> Response:
        services.unask(self.get_object(), by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


router = SimpleRouter(use_regex_path=False)
router.register("staff/replies", Replies, "reply")
router.register("staff/asked", Askings, "asked")
urlpatterns = router.urls
