from __future__ import annotations

from django.urls import path

from participation.moderation import theme_views, views

urlpatterns = [
    path("moderation/", views.queue, name="moderation-queue"),
    path("moderation/list/", views.waiting_list, name="moderation-list"),
    path("moderation/held/", views.held, name="moderation-held"),
    path("moderation/decided/", views.decided, name="moderation-decided"),
    path("moderation/<uuid:answer_id>/", views.words, name="moderation-words"),
    path("moderation/<uuid:answer_id>/decide/", views.decide, name="moderation-decide"),
    path("moderation/readings/<int:reading_id>/undo/", views.undo, name="moderation-undo"),
    path("themes/", theme_views.theme_list, name="theme-list"),
    path("themes/new/", theme_views.theme_create, name="theme-create"),
    path("themes/<int:theme_id>/", theme_views.theme_detail, name="theme-detail"),
    path("themes/<int:theme_id>/edit/", theme_views.theme_edit, name="theme-edit"),
    path("themes/<int:theme_id>/voices/", theme_views.theme_voices, name="theme-voices"),
    path(
        "themes/<int:theme_id>/voices/<uuid:voice_id>/remove/",
        theme_views.remove_voice,
        name="theme-remove-voice",
    ),
    path("themes/<int:theme_id>/retire/", theme_views.retire, name="theme-retire"),
    path("themes/<int:theme_id>/restore/", theme_views.restore, name="theme-restore"),
]
