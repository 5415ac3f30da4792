"""The API of who reads what: claim words, leave them, pass them on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.models import User
from backend.rest import Conflict, Problem, refused_as, signed_in
from participation.moderation import care, claims
from participation.moderation.api import MODERATORS
from participation.moderation.models import Claim
from participation.moderation.services import AlreadyDecided, NoSuchWords


class MadeClaim(serializers.ModelSerializer[Claim]):
    """Who reads these words, until when."""

    by = serializers.CharField(help_text="By name.")
    passed_by = serializers.CharField(allow_null=True, help_text="Who passed it on, by name.")

    class Meta:
        model = Claim
        fields = ("answer", "by", "until", "passed_by")


class Claiming(serializers.Serializer[Any]):
    take_over = serializers.BooleanField(
        default=False, help_text="Read it although a colleague does; they are told."
    )


class Passing(serializers.Serializer[Any]):
    to = serializers.EmailField(help_text="A colleague who may read it, by e-mail address.")


class Claimed(APIView):
    """Say that you read these words, so that nobody else has to; what you had open is free."""

    permission_classes = MODERATORS

    @extend_schema(
        summary="Claim words to read",
        request=Claiming,
        responses={200: MadeClaim, 409: Problem},
    )
    def post(self, request: Request, answer: UUID) -> Response:
        sent = Claiming(data=request.data)
        sent.is_valid(raise_exception=True)
        by = signed_in(request)
        with (
            refused_as(NotFound, NoSuchWords),
            refused_as(Conflict, AlreadyDecided, claims.Claimed),
        ):
            if sent.validated_data["take_over"]:
                claims.take_over(answer, by=by)
            claim = care.open_words(answer, by=by)
        return Response(MadeClaim(claim).data)


class Released(APIView):
    """Leave words to the others."""

    permission_classes = MODERATORS

    @extend_schema(summary="Release words", request=None, responses={204: None})
    def post(self, request: Request, answer: UUID) -> Response:
        claims.leave(answer, by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class PassedOn(APIView):
    """Give words to a colleague for one working day. They get a letter without the words."""

    permission_classes = MODERATORS

    @extend_schema(
        summary="Pass words on", request=Passing, responses={200: MadeClaim, 409: Problem}
    )
    def post(self, request: Request, answer: UUID) -> Response:
        sent = Passing(data=request.data)
        sent.is_valid(raise_exception=True)
        by = signed_in(request)
        to = User.objects.filter(email__iexact=sent.validated_data["to"]).first()
        try:
            with (
                refused_as(NotFound, NoSuchWords),
                refused_as(Conflict, AlreadyDecided, claims.Claimed),
            ):
                claim = care.pass_on(answer, to=to, by=by)
        except care.NotTheirs as refusal:
            raise ValidationError({"to": [str(refusal)]}) from None
        return Response(MadeClaim(claim).data)


urlpatterns = [
    path("moderation/<uuid:answer>/claim/", Claimed.as_view(), name="claim"),
    path("moderation/<uuid:answer>/release/", Released.as_view(), name="release"),
    path("moderation/<uuid:answer>/pass/", PassedOn.as_view(), name="pass-on"),
]
