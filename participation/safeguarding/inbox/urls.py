from __future__ import annotations

from django.urls import path

from participation.safeguarding.inbox import views

urlpatterns = [
    path("messages/", views.message_list, name="message-list"),
    path("messages/<uuid:message_id>/", views.message_detail, name="message-detail"),
    path("messages/<uuid:message_id>/answer/", views.message_answer, name="message-answer"),
    path("messages/<uuid:message_id>/notes/", views.message_note, name="message-note"),
    path("messages/<uuid:message_id>/shut-out/", views.message_shut_out, name="message-shut-out"),
    path("messages/<uuid:message_id>/hand-on/", views.message_hand_on, name="message-hand-on"),
    path("messages/<uuid:message_id>/close/", views.message_close, name="message-close"),
]
