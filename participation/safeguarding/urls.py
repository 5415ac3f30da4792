from __future__ import annotations

from django.urls import path

from participation.safeguarding import views

urlpatterns = [
    path("moderation/<uuid:answer_id>/escalate/", views.escalate, name="moderation-escalate"),
    path("notes/<int:note_id>/worried/", views.note_worried, name="note-worried"),
    path("concerns/", views.concern_list, name="concern-list"),
    path("concerns/<uuid:concern_id>/", views.concern_detail, name="concern-detail"),
    path("concerns/<uuid:concern_id>/notes/", views.concern_note, name="concern-note"),
    path("concerns/<uuid:concern_id>/close/", views.concern_close, name="concern-close"),
]
