"""The API of group notes: a draft, what its group agreed to, and taking it back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from backend.accounts.http import needs
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record
from backend.rest import (
    NOTHING_HERE,
    Conflict,
    Problem,
    RemovableResource,
    refused_as,
    signed_in,
)
from participation.moderation import notes
from participation.moderation.models import GroupNote


class ReadGroupNote(serializers.ModelSerializer[GroupNote]):
    is_held = serializers.SerializerMethodField(
        help_text="A concern names somebody the words are about: another worker decides about them."
    )
    voice = serializers.SerializerMethodField(
        help_text="The one voice it is, once its group agreed; or null."
    )

    class Meta:
        model = GroupNote
        fields = (
            "id",
            "group",
            "question",
            "how",
            "how_many",
            "words",
            "changes",
            "said_on",
            "version",
            "agreed_on",
            "quotable",
            "is_held",
            "voice",
        )

    def get_is_held(self, note: GroupNote) -> bool:
        return note.held_by_id is not None

    def get_voice(self, note: GroupNote) -> str | None:
        return str(note.voice.pk) if note.agreed_on else None


class WrittenGroupNote(serializers.ModelSerializer[GroupNote]):
    class Meta:
        model = GroupNote
        fields = ("group", "question", "how", "how_many", "words", "changes", "said_on")


class AgreedNote(serializers.Serializer[Any]):
    version = serializers.IntegerField(
        help_text="The `version` of the words that were read to the group."
    )
    quotable = serializers.BooleanField(
        default=False, help_text="Whether the group said yes to being quoted."
    )


class GroupNotes(RemovableResource[GroupNote]):
    """Each look at the words is audited, and removing one takes its voice back, too."""

    permission_classes = (needs(Permission.MODERATE),)
    serializer_class = ReadGroupNote
    input_class = WrittenGroupNote
    filters = ("group",)
    refusals = (notes.NoteAgreed,)

    def get_queryset(self) -> QuerySet[GroupNote]:
        return GroupNote.objects.select_related("voice").order_by("-said_on", "-pk")

    def filter_queryset(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Of a list, and of one by its address: theirs to read, or not there at all."""
        mine = queryset.filter(pk__in=GroupNote.objects.readable_by(signed_in(self.request)))
        return super().filter_queryset(mine)

    def handle_exception(self, exc: Exception) -> Response:
        gone = isinstance(exc, notes.NoSuchNote)
        return super().handle_exception(NotFound(NOTHING_HERE) if gone else exc)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = super().list(request, *args, **kwargs)
        ids = [str(note["id"]) for note in found.data["results"]]
        if ids:
            record("read-group-notes", by=signed_in(request), notes=ids)
        return found

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        record("read-group-note", self.get_object(), by=signed_in(request))
        return super().retrieve(request, *args, **kwargs)

    def save(self, thing: GroupNote, data: dict[str, Any], *, by: User) -> GroupNote:
        try:
            return notes.save_note(thing, by=by)
        except notes.WrongQuestion as wrong:
            raise ValidationError({"question": [str(wrong)]}) from None

    def remove(self, thing: GroupNote, *, by: User) -> None:
        notes.take_back(thing, by=by)

    @extend_schema(
        summary="The group agreed: it is one voice now",
        request=AgreedNote,
        responses={200: ReadGroupNote, 409: Problem},
    )
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: int) -> Response:
        note = self.get_object()
        sent = AgreedNote(data=request.data)
        sent.is_valid(raise_exception=True)
        with refused_as(Conflict, notes.NoteAgreed, notes.NoteChanged, notes.NoteHeld):
            notes.agree(note, by=signed_in(request), **sent.validated_data)
        return Response(self.get_serializer(self.get_object()).data)


router = SimpleRouter(use_regex_path=False)
router.register("group-notes", GroupNotes, "group-note")
urlpatterns = [*router.urls]
