from __future__ import annotations

from django.urls import path

from participation.replies import round_views, views

urlpatterns = [
    path("replies/", views.replies, name="replies"),
    path("replies/<slug:slug>/", views.reply, name="reply"),
    path("v/<str:code>/", round_views.verdict, name="verdict-page"),
    path("journey/", views.journey, name="journey"),
]
