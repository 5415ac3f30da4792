from __future__ import annotations

from django.urls import path

from participation.safeguarding import views
from participation.safeguarding.alerts import views as alerts

urlpatterns = [
    path("moderation/<uuid:answer_id>/escalate/", views.escalate, name="moderation-escalate"),
    path("notes/<int:note_id>/worried/", views.note_worried, name="note-worried"),
    path("concerns/", views.concern_list, name="concern-list"),
    path("concerns/<uuid:concern_id>/", views.concern_detail, name="concern-detail"),
    path("concerns/<uuid:concern_id>/have/", views.concern_have, name="concern-have"),
    path("concerns/<uuid:concern_id>/decide/", views.concern_decide, name="concern-decide"),
    path("concerns/<uuid:concern_id>/hand-over/", views.concern_hand, name="concern-hand-over"),
    path("concerns/<uuid:concern_id>/notes/", views.concern_note, name="concern-note"),
    path("concerns/<uuid:concern_id>/shut-out/", views.concern_shut_out, name="concern-shut-out"),
    path("concerns/<uuid:concern_id>/close/", views.concern_close, name="concern-close"),
    path("alerts/<uuid:alert_id>/", alerts.alert, name="alert"),
    path("rota/", alerts.rota, name="rota"),
    path("rota/<int:duty_id>/remove/", alerts.remove_duty, name="rota-remove"),
    path("rota/numbers/", alerts.numbers, name="rota-numbers"),
]
