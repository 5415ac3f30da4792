from __future__ import annotations

from django.urls import path

from participation.replies import views

urlpatterns = [
    path("replies/", views.replies, name="replies"),
    path("replies/<slug:slug>/", views.reply, name="reply"),
    path("journey/", views.journey, name="journey"),
]
