"""The floor: a bare pair of Django views, which give the same bytes and write the same rows.

Nothing is checked, limited, rendered or told. The pages are those of the real site, from files.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from surveys.models import Answer, Invitation, Response

FOLDER = Path(os.environ["BARE_PAGES"])
PAGES = {it.stem: it.read_bytes() for it in FOLDER.glob("*.html")}


def survey(request: HttpRequest, code: str) -> HttpResponse:
    if request.method == "GET":
        return HttpResponse(PAGES[code])
    keep(request, code)
    return HttpResponse(PAGES["thanks"], status=201)


def keep(request: HttpRequest, code: str) -> None:
    invitation = Invitation.objects.get(code=code)
    today = timezone.localdate()
    with transaction.atomic():
        response = Response.objects.create(
            survey_id=invitation.survey_id,
            audience=invitation.audience,
            sent_on=today,
            receipt_hash=uuid4().hex,
            digest=uuid4().hex,
        )
        Answer.objects.bulk_create(
            Answer(
                response=response,
                audience=response.audience,
                sent_on=today,
                question_id=int(name.removeprefix("q-")),
                choice_id=int(said) if said.isdecimal() else None,
                text="" if said.isdecimal() else said,
                waiting=not said.isdecimal(),
            )
            for name, [said] in request.POST.lists()
            if name.startswith("q-")
        )
        Invitation.objects.filter(pk=invitation.pk).update(answered=F("answered") + 1)


def room(request: HttpRequest, code: str) -> HttpResponse:
    """The same, and tell a group of the same layer."""
    keep(request, code)
    message = {"type": "relay", "topic": "bare", "kind": "sent", "id": ""}
    async_to_sync(get_channel_layer().group_send)("bare", message)
    return HttpResponse(PAGES["thanks"], status=201)


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive")


urlpatterns = [
    path("healthz", alive),
    path("s/<str:code>/", survey),
    path("room/<str:code>/", room),
]
