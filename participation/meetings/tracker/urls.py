from __future__ import annotations

from django.urls import path

from participation.meetings.tracker import views

urlpatterns = [
    path("recommendations/export/", views.get, name="tracker-export"),
    path("recommendations/import/", views.look, name="tracker-import"),
    path("recommendations/import/write/", views.write, name="tracker-write"),
]
