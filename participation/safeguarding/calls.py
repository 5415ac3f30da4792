"""What calls about concerns and about messages share: neither is there for whom it is about."""

from __future__ import annotations

from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts.models import User
from backend.rest import NOTHING_HERE, Conflict, refused_as, signed_in

STATES = ("open", "closed")
ModelT = TypeVar("ModelT", bound=Model)


class SentText(serializers.Serializer[Any]):
    text = serializers.CharField(trim_whitespace=False)


class SentPerson(serializers.Serializer[Any]):
    person = serializers.PrimaryKeyRelatedField(
        queryset=User.objects.filter(is_active=True), help_text="Whom it is about."
    )


class Nothing(serializers.Serializer[Any]):
    """Nothing needs to be said."""


class ByState(BaseFilterBackend):
    """Those that are there for the reader: open ones, or closed ones."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any, Any], view: APIView
    ) -> QuerySet[Any, Any]:
        state = request.query_params.get("state", "open")
        if state not in STATES:
            raise ValidationError({"state": ["Say open or closed."]})
        mine: Any = queryset
        mine = mine.readable_by(signed_in(request))
        found: QuerySet[Any, Any] = mine.closed() if state == "closed" else mine.open()
        return found

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": "state",
                "in": "query",
                "description": "Open, unless you say so.",
                "schema": {"type": "string", "enum": list(STATES)},
            }
        ]


class Deed(APIView, Generic[ModelT]):
    """Do something about one, if it is there for the reader; get it back as it is in the list."""

    queryset: ClassVar[Any]
    input_class: ClassVar[type[serializers.Serializer[Any]]]
    serializer_class: ClassVar[type[serializers.BaseSerializer[Any]]]
    refusals: ClassVar[tuple[type[Exception], ...]]
    not_theirs: ClassVar[type[Exception]]

    def do(self, thing: ModelT, /, *, by: User, **sent: Any) -> Any:
        raise NotImplementedError

    def post(self, request: Request, **names: UUID) -> Response:
        by, (pk,) = signed_in(request), names.values()
        found: ModelT = get_object_or_404(self.queryset.all().readable_by(by), pk=pk)
        sent = self.input_class(data=request.data)
        sent.is_valid(raise_exception=True)
        try:
            with refused_as(Conflict, *self.refusals):
                self.do(found, by=by, **sent.validated_data)
        except self.not_theirs:
            raise NotFound(NOTHING_HERE) from None
        found.refresh_from_db()
        return Response(self.serializer_class(found).data)
