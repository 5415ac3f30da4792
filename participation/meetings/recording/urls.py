from __future__ import annotations

from django.urls import path

from participation.meetings.recording import views

HERE = "meetings/<int:pk>/record/"

urlpatterns = [
    path(HERE, views.show, name="meeting-record"),
    path(f"{HERE}items/<int:item_id>/", views.decide, name="record-decision"),
    path(f"{HERE}decisions/<int:decision_id>/", views.confirm, name="record-confirm"),
    path(f"{HERE}decisions/<int:decision_id>/actions/", views.act, name="record-action"),
]
