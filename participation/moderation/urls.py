from __future__ import annotations

from django.urls import path

from participation.moderation import care_views, note_views, theme_views, theming_views, views

urlpatterns = [
    path("moderation/", views.queue, name="moderation-queue"),
    path("moderation/list/", views.waiting_list, name="moderation-list"),
    path("moderation/next/", views.next_words, name="moderation-next"),
    path("moderation/held/", views.held, name="moderation-held"),
    path("moderation/decided/", views.decided, name="moderation-decided"),
    path("moderation/<uuid:answer_id>/", views.words, name="moderation-words"),
    path("moderation/<uuid:answer_id>/decide/", views.decide, name="moderation-decide"),
    path("moderation/<uuid:answer_id>/take-out/", views.take_out, name="moderation-take-out"),
    path("moderation/readings/<int:reading_id>/undo/", views.undo, name="moderation-undo"),
    path("moderation/readings/<int:reading_id>/again/", views.again, name="moderation-again"),
    path("moderation/<uuid:answer_id>/take-over/", care_views.take_over, name="moderation-take"),
    path("moderation/<uuid:answer_id>/renew/", care_views.renew, name="moderation-renew"),
    path("moderation/<uuid:answer_id>/release/", care_views.release, name="moderation-release"),
    path("moderation/<uuid:answer_id>/pass/", care_views.pass_on, name="moderation-pass"),
    path("moderation/care/", care_views.care_page, name="moderation-care"),
    path("moderation/care/break/", care_views.take_break, name="moderation-break"),
    path("moderation/care/carry-on/", care_views.carry_on, name="moderation-carry-on"),
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
    path("themes/<int:theme_id>/history/", theming_views.theme_history, name="theme-history"),
    path("themes/<int:theme_id>/merge/", theming_views.theme_merge, name="theme-merge"),
    path("themes/<int:theme_id>/unmerge/", theming_views.theme_unmerge, name="theme-unmerge"),
    path("themes/<int:theme_id>/split/", theming_views.theme_split, name="theme-split"),
    path("notes/", note_views.note_list, name="note-list"),
    path("notes/new/", note_views.note_create, name="note-create"),
    path("notes/<int:note_id>/", note_views.note_detail, name="note-detail"),
    path("notes/<int:note_id>/read-back/", note_views.note_read_back, name="note-read-back"),
    path("notes/<int:note_id>/agree/", note_views.note_agree, name="note-agree"),
    path("notes/<int:note_id>/take-back/", note_views.note_take_back, name="note-take-back"),
]
