"""Which web socket leads where."""

from __future__ import annotations

from django.urls import path

from participation.live.consumers import MeetingConsumer, ModerationConsumer, RoomConsumer

websocket_urlpatterns = [
    path("ws/moderation/", ModerationConsumer.as_asgi(), name="ws-moderation"),
    path("ws/live/<slug:code>/", RoomConsumer.as_asgi(), name="ws-live"),
    path("ws/meetings/<int:meeting_id>/", MeetingConsumer.as_asgi(), name="ws-meeting"),
]
