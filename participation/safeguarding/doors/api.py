"""The API of the other doors: send a message, read its answer. Nobody signs in."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend import limits
from backend.limits import MESSAGES
from backend.rest import Problem, too_many
from participation.safeguarding.doors import services
from participation.safeguarding.doors.services import LIMITS, Answered, Refused, Sent, SentBefore
from participation.safeguarding.models import Message, MessageNote
from surveys.receipts import steady

OPTIONAL: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


class SentMessage(serializers.Serializer[Any]):
    """What a door takes. Whatever else it needs, the 400 says in a sentence."""

    token = serializers.CharField(
        help_text="At least 128 random bits in 22 to 64 URL-safe characters."
    )
    kind = serializers.ChoiceField(Message.Kind.choices)
    about = serializers.ChoiceField(
        Message.About.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="For a complaint. `reader`: only a manager reads it.",
    )
    words = serializers.CharField(
        trim_whitespace=False, help_text=f"Up to {LIMITS['words']} characters.", **OPTIONAL
    )
    name = serializers.CharField(
        trim_whitespace=False, help_text=f"Up to {LIMITS['name']} characters.", **OPTIONAL
    )
    reach = serializers.CharField(
        trim_whitespace=False,
        help_text=f"How to reach them. Up to {LIMITS['reach']} characters.",
        **OPTIONAL,
    )


class KeptMessage(serializers.Serializer[Any]):
    receipt = serializers.CharField(help_text="Five words. They open this message and no answers.")
    due_on = serializers.DateField(help_text="The day by which there is an answer.")


class KeptMessageBefore(serializers.Serializer[Any]):
    detail = serializers.CharField()
    receipt = serializers.CharField(help_text="Of the message that is kept.")


class MessageReceipt(serializers.Serializer[Any]):
    receipt = serializers.CharField(max_length=200, help_text="The five words.")


class MessageAnswer(serializers.Serializer[MessageNote]):
    on = serializers.SerializerMethodField()
    text = serializers.CharField()

    def get_on(self, note: MessageNote) -> str:
        return timezone.localdate(note.at).isoformat()


class AnsweredMessage(serializers.Serializer[Answered]):
    """Everything that is kept, and every answer."""

    kind = serializers.ChoiceField(Message.Kind.choices, source="message.kind")
    about = serializers.ChoiceField(Message.About.choices, source="message.about", allow_blank=True)
    words = serializers.CharField(source="message.words")
    name = serializers.CharField(source="message.name")
    reach = serializers.CharField(source="message.reach")
    sent_on = serializers.DateField(source="message.sent_on")
    due_on = serializers.DateField(source="message.due_on")
    stopped_on = serializers.DateField(source="message.stopped_on", allow_null=True)
    closed_on = serializers.DateField(source="message.closed_on", allow_null=True)
    erased_on = serializers.DateField(source="message.erased_on", allow_null=True)
    answers = MessageAnswer(many=True)


class MessageNotFound(NotFound):
    default_detail = "We can't find those words. Look at each one again."


class DoorCall(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        def answer() -> HttpResponseBase:
            with steady():
                return super(DoorCall, self).dispatch(request, *args, **kwargs)

        return limits.look_up(request, answer, too_many)


class MessagesView(DoorCall):
    """Nothing joins it to answers. The same token again gives the same receipt, and counts once."""

    @extend_schema(
        summary="Send a message: someone to know who I am, a complaint, an advocate",
        request=SentMessage,
        responses={
            200: KeptMessage,
            201: KeptMessage,
            409: KeptMessageBefore,
            413: Problem,
            429: Problem,
        },
    )
    def post(self, request: Request) -> Response:
        sent = SentMessage(data=request.data)
        sent.is_valid(raise_exception=True)
        known = {it.name for it in fields(Sent)}
        try:
            kept = services.send(
                Sent(**{key: sent.validated_data[key] for key in known}),
                limit=limits.counting(MESSAGES, request),
            )
        except Refused as refused:
            raise ValidationError({name: [it] for name, it in refused.errors.items()}) from None
        except SentBefore as before:
            sentence = _("This was not sent: the first message with this token is kept.")
            body = {"detail": sentence, "receipt": before.receipt}
            return Response(KeptMessageBefore(body).data, status=status.HTTP_409_CONFLICT)
        return Response(
            KeptMessage(kept).data,
            status=status.HTTP_200_OK if kept.is_repeat else status.HTTP_201_CREATED,
        )


class AnswersView(DoorCall):
    """A receipt is never in an address: those are logged."""

    @extend_schema(
        summary="Read the answer to a message",
        request=MessageReceipt,
        responses={200: AnsweredMessage, 404: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        return Response(AnsweredMessage(_read(_receipt(request))).data)


class StopView(DoorCall):
    """The child has changed their mind. Nothing is deleted; whoever reads it is told."""

    @extend_schema(
        summary="Ask to stop",
        request=MessageReceipt,
        responses={200: AnsweredMessage, 404: Problem, 429: Problem},
    )
    def post(self, request: Request) -> Response:
        words = _receipt(request)
        try:
            services.stop(words)
        except services.NoSuchMessage:
            raise MessageNotFound from None
        return Response(AnsweredMessage(_read(words)).data)


def _receipt(request: Request) -> str:
    sent = MessageReceipt(data=request.data)
    sent.is_valid(raise_exception=True)
    return str(sent.validated_data["receipt"])


def _read(words: str) -> Answered:
    found = services.read(words)
    if found is None:
        raise MessageNotFound
    return found


urlpatterns = [
    path("messages/", MessagesView.as_view(), name="messages"),
    path("messages/answers/", AnswersView.as_view(), name="message-answers"),
    path("messages/stop/", StopView.as_view(), name="message-stop"),
]
