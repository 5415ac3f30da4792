"""The REST API, /api/v1/: every call, its description, and the token to make it with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe
from drf_spectacular.renderers import OpenApiJsonRenderer
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.accounts import tokens
from backend.accounts.api_sessions import SessionAuthentication
from backend.accounts.http import needs
from backend.accounts.permissions import Permission
from backend.api_docs import chapters
from backend.openapi import schema
from backend.rest import signed_in


class SchemaView(APIView):
    """This description, as OpenAPI."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (JSONRenderer, OpenApiJsonRenderer)

    @extend_schema(summary="This description, as OpenAPI", responses={200: dict[str, Any]})
    def get(self, request: Request) -> Response:
        return Response(schema())


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The same for people to read: made on the server, since Swagger UI needs inline styles."""
    context = {"chapters": chapters(), "here": settings.SITE_URL}
    return render(request, "api/docs.html", context)


class MadeToken(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Shown this once. `Authorization: Token …`")


class TokenView(APIView):
    """A token of one's own. Only whoever has signed in on the pages can make one.

    Never by password: that would go past the second step of signing in.
    """

    authentication_classes = (SessionAuthentication,)
    permission_classes = (needs(Permission.SEE_STAFF_HOME),)

    @extend_schema(
        summary="Make a token; the one before stops working",
        request=None,
        responses={201: MadeToken},
    )
    def post(self, request: Request) -> Response:
        made = {"token": tokens.make_token(signed_in(request))}
        return Response(MadeToken(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="Take the token away", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        user = signed_in(request)
        tokens.end_token(user, by=user)
        return Response(status=status.HTTP_204_NO_CONTENT)


app_name = "api"
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", docs, name="docs"),
    path("token/", TokenView.as_view(), name="token"),
    path("", include("surveys.api")),
    path("", include("surveys.ways_in.api")),
    path("", include("participation.api")),
]
