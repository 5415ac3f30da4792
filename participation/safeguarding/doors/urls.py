from __future__ import annotations

from django.urls import path

from participation.safeguarding.doors import views
from participation.safeguarding.models import Message

urlpatterns = [
    *(path(f"{kind}/", views.door, {"kind": kind}, name=kind) for kind in Message.Kind.values),
    path("messages/", views.messages, name="messages"),
]
