"""The API of themes, and of the voices they are made of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.generics import ListAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from backend.accounts.http import needs
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.rest import Conflict, Problem, Resource, refused_as, signed_in
from participation.moderation import histories, theming
from participation.moderation.models import Theme, ThemeEvent, Voice

MOST_VOICES = 200


class QuotedVoice(serializers.ModelSerializer[Voice]):
    class Meta:
        model = Voice
        fields = ("id", "text", "audience")


class ReadTheme(serializers.ModelSerializer[Theme]):
    """A theme with the voices that may be quoted; the others count, and are never shown."""

    group_name = serializers.CharField(source="group.name", read_only=True)
    heard = serializers.CharField(
        read_only=True, help_text="How many voices, in words: no number below the threshold."
    )
    voices = QuotedVoice(source="quoted", many=True, read_only=True)

    class Meta:
        model = Theme
        fields = (
            "id",
            "title",
            "slug",
            "about",
            "picture",
            "group",
            "group_name",
            "heard",
            "voices",
            "asked_on",
            "on_board_since",
            "retired_on",
            "merged_into",
            "created_on",
        )


class WrittenTheme(serializers.ModelSerializer[Theme]):
    class Meta:
        model = Theme
        fields = ("title", "about", "picture", "group")


class PickedVoices(serializers.Serializer[Any]):
    voices = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=MOST_VOICES
    )


class MergedInto(serializers.Serializer[Any]):
    into: serializers.PrimaryKeyRelatedField[Theme] = serializers.PrimaryKeyRelatedField(
        queryset=Theme.objects.all()
    )


class SplitOff(PickedVoices):
    title = serializers.CharField(max_length=120)
    about = serializers.CharField(required=False, allow_blank=True, default="")


class ReadEvent(serializers.ModelSerializer[ThemeEvent]):
    """One deed. `other` is the theme it was merged into, or split into."""

    by = serializers.CharField(allow_null=True, help_text="Null: a child took the last voice back.")

    class Meta:
        model = ThemeEvent
        fields = ("kind", "theme", "other", "on", "by", "voices", "before", "after")


class ListedVoice(serializers.ModelSerializer[Voice]):
    """A voice to put into a theme. Its words are left out where the child did not say yes."""

    text = serializers.SerializerMethodField()
    themes: serializers.ManyRelatedField = serializers.PrimaryKeyRelatedField(
        many=True, read_only=True
    )  # type: ignore[assignment]

    class Meta:
        model = Voice
        fields = ("id", "text", "quotable", "question", "group", "audience", "said_on", "themes")

    def get_text(self, voice: Voice) -> str | None:
        return voice.text if voice.quotable else None


class Themes(Resource[Theme]):
    permission_classes = (needs(Permission.READ_THEMES, to_write=Permission.WRITE_THEMES),)
    serializer_class = ReadTheme
    input_class = WrittenTheme
    filters = ("group",)

    def get_queryset(self) -> QuerySet[Theme]:
        quoted = Prefetch("voices", Voice.objects.quotable(), to_attr="quoted")
        themes = Theme.objects.with_voice_count().order_by("-created_on", "-pk")
        return themes.select_related("group").prefetch_related(quoted)

    def save(self, thing: Theme, data: dict[str, Any], *, by: User) -> Theme:
        if thing._state.adding:
            return theming.make_theme(
                group_id=thing.group_id,
                title=thing.title,
                about=thing.about,
                picture=thing.picture,
                by=by,
            )
        return theming.edit_theme(
            thing, title=thing.title, about=thing.about, picture=thing.picture, by=by
        )

    @extend_schema(summary="Put voices into a theme", request=PickedVoices, responses=ReadTheme)
    @action(detail=True, methods=["post"])
    def voices(self, request: Request, pk: int) -> Response:
        theme = self.get_object()
        sent = PickedVoices(data=request.data)
        sent.is_valid(raise_exception=True)
        ids = set(sent.validated_data["voices"])
        readable = theming.readable_voices(by=signed_in(request))
        of_theirs = readable.filter(group=theme.group_id, audience=theming.CHILDREN)
        voices = list(of_theirs.filter(pk__in=ids))
        if len(voices) < len(ids):
            sentence = "One of these is not a voice of a child of this group."
            raise ValidationError({"voices": [sentence]})
        with refused_as(Conflict, theming.ThemeMerged):
            theming.add_voices(theme, voices, by=signed_in(request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="Take a voice out of a theme", request=None, responses={204: None})
    @action(detail=True, methods=["delete"], url_path="voices/<uuid:voice>", url_name="voice")
    def voice(self, request: Request, pk: int, voice: UUID) -> Response:
        theme = self.get_object()
        readable = theming.readable_voices(by=signed_in(request))
        member = get_object_or_404(readable.filter(themes=theme), pk=voice)
        theming.remove_voices(theme, [member], by=signed_in(request))
        return Response(status=204)

    @extend_schema(summary="Retire a theme", request=None, responses=ReadTheme)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: int) -> Response:
        theming.retire_theme(self.get_object(), by=signed_in(request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="Bring a retired theme back", request=None, responses=ReadTheme)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: int) -> Response:
        with refused_as(Conflict, theming.ThemeMerged):
            theming.restore_theme(self.get_object(), by=signed_in(request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        summary="Merge a theme into another: its voices move, and it retires",
        request=MergedInto,
        responses={200: ReadTheme, 409: Problem},
    )
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: int) -> Response:
        theme = self.get_object()
        sent = MergedInto(data=request.data)
        sent.is_valid(raise_exception=True)
        with refused_as(Conflict, theming.CannotMerge):
            theming.merge(theme, sent.validated_data["into"], by=signed_in(request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(summary="Undo a merge", request=None, responses={200: ReadTheme, 409: Problem})
    @action(detail=True, methods=["post"])
    def unmerge(self, request: Request, pk: int) -> Response:
        with refused_as(Conflict, theming.CannotUnmerge):
            theming.unmerge(self.get_object(), by=signed_in(request))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        summary="Make a new theme of some voices of this one",
        request=SplitOff,
        responses={201: ReadTheme, 409: Problem},
    )
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: int) -> Response:
        theme = self.get_object()
        sent = SplitOff(data=request.data)
        sent.is_valid(raise_exception=True)
        data = sent.validated_data
        readable = theming.readable_voices(by=signed_in(request))
        voices = list(readable.filter(themes=theme, pk__in=data["voices"]))
        if len(voices) < len(set(data["voices"])):
            raise ValidationError({"voices": ["One of these is not in this theme."]})
        with refused_as(Conflict, theming.CannotSplit):
            made = theming.split(
                theme, voices, title=data["title"], about=data["about"], by=signed_in(request)
            )
        return Response(self.get_serializer(self.get_queryset().get(pk=made.pk)).data, status=201)


class History(ListAPIView[ThemeEvent]):
    """Who did what with a theme on which day. For those who may count its voices."""

    permission_classes = (needs(Permission.WRITE_THEMES),)
    serializer_class = ReadEvent

    def get_queryset(self) -> Any:
        theme = get_object_or_404(Theme.objects.all(), pk=self.kwargs.get("pk"))
        return histories.history(theme, by=signed_in(self.request))

    @extend_schema(summary="The history of a theme")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class Voices(ListAPIView[Voice]):
    """Voices, to be put into themes; with `without_theme=true` only those that are in none."""

    is_forgiving = True
    permission_classes = (needs(Permission.WRITE_THEMES),)
    serializer_class = ListedVoice

    def get_queryset(self) -> QuerySet[Voice]:
        readable = theming.readable_voices(by=signed_in(self.request))
        voices = readable.prefetch_related("themes")
        if self.request.query_params.get("without_theme") == "true":
            voices = voices.without_theme()
        return voices

    @extend_schema(summary="Voices", parameters=[OpenApiParameter("without_theme", bool)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


router = SimpleRouter(use_regex_path=False)
router.register("themes", Themes, "theme")
urlpatterns = [
    *router.urls,
    path("themes/<int:pk>/history/", History.as_view(), name="theme-history"),
    path("voices/", Voices.as_view(), name="voices"),
]
