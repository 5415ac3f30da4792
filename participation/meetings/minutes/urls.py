from __future__ import annotations

from django.urls import path

from participation.meetings.minutes import views

urlpatterns = [
    path("meetings/<int:pk>/minutes/", views.paste, name="meeting-minutes"),
    path("meetings/<int:pk>/minutes/resolved/", views.tick, name="meeting-resolved"),
]
