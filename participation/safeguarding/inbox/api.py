"""The API of the inbox: what is addressed to a reader's role and not about them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.http import needs
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record
from backend.rest import signed_in
from participation.safeguarding.calls import ByState, Deed, Nothing, SentPerson, SentText
from participation.safeguarding.inbox import services
from participation.safeguarding.models import Message, MessageNote

READERS = (needs(Permission.HANDLE_MESSAGES),)


class ListedMessage(serializers.ModelSerializer[Message]):
    """No words and no names: those are read one message at a time."""

    class Meta:
        model = Message
        fields = (
            "id", "kind", "about", "to", "sent_on", "due_on", "stopped_on", "answered_on",
            "closed_on", "outcome",
        )  # fmt: skip


class ReadNote(serializers.ModelSerializer[MessageNote]):
    by = serializers.CharField(source="by.name")

    class Meta:
        model = MessageNote
        fields = ("kind", "text", "by", "at")


class ReadMessage(serializers.ModelSerializer[Message]):
    """Word for word; that it was read is written down."""

    notes = ReadNote(many=True)

    class Meta:
        model = Message
        fields = (*ListedMessage.Meta.fields, "words", "name", "reach", "erased_on", "notes")


class SentEnd(SentText):
    outcome = serializers.ChoiceField(Message.Outcome.choices)


@extend_schema(summary="Messages to one's own role")
class MessageList(ListAPIView[Message]):
    """The next due first, or, of those that are closed, the newest first."""

    permission_classes = READERS
    queryset = Message.objects.all()
    filter_backends = (ByState,)
    serializer_class = ListedMessage


class MessageView(APIView):
    permission_classes = READERS

    @extend_schema(summary="Read a message", responses=ReadMessage)
    def get(self, request: Request, message: UUID) -> Response:
        by = signed_in(request)
        found = get_object_or_404(Message.objects.readable_by(by), pk=message)
        record("read-message", found, by=by)
        return Response(ReadMessage(found).data)


class MessageDeed(Deed[Message]):
    permission_classes = READERS
    queryset = Message.objects.all()
    serializer_class = ListedMessage
    refusals = (services.MessageClosed, services.NotAnswered, services.NobodyToReadIt)
    not_theirs = services.NotTheirs


@extend_schema(summary="Answer: the child reads it with their five words")
class Answer(MessageDeed):
    input_class = SentText

    def do(self, message: Message, /, *, by: User, **sent: Any) -> None:
        services.answer(message, by=by, **sent)


@extend_schema(summary="Write down what was done")
class Note(MessageDeed):
    input_class = SentText

    def do(self, message: Message, /, *, by: User, **sent: Any) -> None:
        services.add_note(message, by=by, **sent)


@extend_schema(summary="Keep it from a person it is about")
class ShutPersonOut(MessageDeed):
    """At once and for good, whatever roles they have. If nobody is left, it is handed on."""

    input_class = SentPerson

    def do(self, message: Message, /, *, by: User, **sent: Any) -> None:
        services.shut_out(message, sent["person"], by=by)


@extend_schema(summary="Hand it on to the other inbox")
class HandOn(MessageDeed):
    input_class = Nothing

    def do(self, message: Message, /, *, by: User, **sent: Any) -> None:
        services.hand_on(message, by=by)


@extend_schema(summary="Close a message that is answered")
class CloseMessage(MessageDeed):
    input_class = SentEnd

    def do(self, message: Message, /, *, by: User, **sent: Any) -> None:
        services.close(message, by=by, **sent)


urlpatterns = [
    path("staff/messages/", MessageList.as_view(), name="staff-messages"),
    path("staff/messages/<uuid:message>/", MessageView.as_view(), name="staff-message"),
    path("staff/messages/<uuid:message>/answer/", Answer.as_view(), name="staff-message-answer"),
    path("staff/messages/<uuid:message>/notes/", Note.as_view(), name="staff-message-note"),
    path(
        "staff/messages/<uuid:message>/shut-out/",
        ShutPersonOut.as_view(),
        name="staff-message-shut-out",
    ),
    path("staff/messages/<uuid:message>/hand-on/", HandOn.as_view(), name="staff-message-hand-on"),
    path(
        "staff/messages/<uuid:message>/close/", CloseMessage.as_view(), name="staff-message-close"
    ),
]
