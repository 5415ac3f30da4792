"""What the calls of the REST API share: refusals in sentences, and resources on services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions, serializers, status
from rest_framework.filters import BaseFilterBackend
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler
from rest_framework.viewsets import GenericViewSet

from backend import limits
from backend.accounts.models import User
from backend.limits import TooMany

AT_ONCE = "Somebody changed this at the same moment. Read it again, then try again."
NOTHING_HERE = "There is nothing here. Check the address; it may have been taken away."
SENTENCES: dict[type[exceptions.APIException], str] = {
    exceptions.NotAuthenticated: "Sign in first, or send your token as `Authorization: Token …`.",
    exceptions.PermissionDenied: "Your role does not include this. Your administrator can say why.",
}
ModelT = TypeVar("ModelT", bound=Model)


class Conflict(exceptions.APIException):
    """The call is well made, and what it asks for cannot be now."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Problem(serializers.Serializer[Any]):
    """How a refusal looks; a 400 has a list of sentences for each field instead."""

    detail = serializers.CharField(help_text="A sentence that says what can be done.")


def explain(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to a refusal, in a sentence that says what to do next."""
    if isinstance(exc, TooMany):
        body = {"detail": limits.sentence()}
        return limits.ask_to_wait(Response(body, status=status.HTTP_429_TOO_MANY_REQUESTS), exc)
    response = exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, Http404):
        response.data = {"detail": NOTHING_HERE}
    if isinstance(exc, exceptions.ValidationError) and isinstance(exc.detail, dict):
        response.data = {name: list(_sentences(it)) for name, it in exc.detail.items()}
    for kind, sentence in SENTENCES.items():
        if type(exc) is kind and exc.detail == kind.default_detail:
            response.data = {"detail": sentence}
    return response


def _sentences(errors: Any) -> Iterator[str]:
    """Of one field, however deep inside it: each sentence once, as every 400 is described."""
    if isinstance(errors, str):
        yield errors
        return
    inside = errors.values() if isinstance(errors, dict) else errors
    yield from dict.fromkeys(sentence for it in inside for sentence in _sentences(it))


def too_many(many: TooMany) -> HttpResponseBase:
    """The same answer, for what stands around a whole call."""
    return limits.ask_to_wait(JsonResponse({"detail": limits.sentence()}, status=429), many)


@contextmanager
def refused_as(kind: type[exceptions.APIException], *facts: type[Exception]) -> Iterator[None]:
    """Turn a service's exceptions, which carry a sentence, into the answer they mean."""
    try:
        yield
    except facts as fact:
        raise kind(str(fact)) from None


def signed_in(request: Request) -> User:
    """Whoever passed `needs`."""
    if not isinstance(request.user, User):
        raise exceptions.NotAuthenticated
    return request.user


class ByIds(BaseFilterBackend):
    """Narrow a list by the ids that the view names in `filters`, as in `?meeting=3`."""

    def filter_queryset(
        self, request: Request, queryset: QuerySet[Any, Any], view: APIView
    ) -> QuerySet[Any, Any]:
        for name in getattr(view, "filters", ()):
            value = request.query_params.get(name)
            if value is None:
                continue
            if not (value.isascii() and value.isdigit() and len(value) <= 18):
                raise exceptions.ValidationError({name: ["Give the number of one."]})
            queryset = queryset.filter(**{name: int(value)})
        return queryset

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        return [
            {
                "name": name,
                "in": "query",
                "description": f"Only those of this {name.replace('_', ' ')}.",
                "schema": {"type": "integer"},
            }
            for name in getattr(view, "filters", ())
        ]


class Resource(ListModelMixin, RetrieveModelMixin, GenericViewSet[ModelT]):
    """List, read, make and change one kind of thing; the services hold the rules.

    `serializer_class` says what goes out and `input_class` what may come in; `save` calls the
    services, whose exceptions in `refusals` become a 409 with their sentence.
    """

    lookup_value_converter = "int"
    filter_backends = (ByIds,)
    filters: ClassVar[tuple[str, ...]] = ()
    input_class: ClassVar[type[serializers.BaseSerializer[Any]]]
    refusals: ClassVar[tuple[type[Exception], ...]] = ()

    def save(self, thing: ModelT, data: dict[str, Any], *, by: User) -> ModelT:
        """Keep a new or changed thing; `data` has what does not stand in its own row."""
        raise NotImplementedError

    def create(self, request: Request, **names: Any) -> Response:
        thing = self._write(request, None)
        return Response(self.get_serializer(thing).data, status=status.HTTP_201_CREATED)

    def update(self, request: Request, **names: Any) -> Response:
        thing = self._write(request, self.get_object())
        return Response(self.get_serializer(thing).data)

    def partial_update(self, request: Request, **names: Any) -> Response:
        thing = self._write(request, self.get_object(), partial=True)
        return Response(self.get_serializer(thing).data)

    def _write(self, request: Request, thing: ModelT | None, *, partial: bool = False) -> ModelT:
        sent = self.input_class(thing, data=request.data, partial=partial)
        sent.is_valid(raise_exception=True)
        model = self.get_queryset().model
        own = {field.name for field in model._meta.concrete_fields}
        thing = thing or model()
        for name in own & sent.validated_data.keys():
            setattr(thing, name, sent.validated_data[name])
        beside = {name: it for name, it in sent.validated_data.items() if name not in own}
        try:
            with transaction.atomic(), refused_as(Conflict, *self.refusals):
                kept = self.save(thing, beside, by=signed_in(request))
        except IntegrityError:
            raise Conflict(AT_ONCE) from None
        return self.get_queryset().get(pk=kept.pk)


class RemovableResource(Resource[ModelT]):
    def remove(self, thing: ModelT, *, by: User) -> None:
        raise NotImplementedError

    def destroy(self, request: Request, **names: Any) -> Response:
        thing = self.get_object()
        with refused_as(Conflict, *self.refusals):
            self.remove(thing, by=signed_in(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
