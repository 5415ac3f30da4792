from __future__ import annotations

from django.urls import include, path

from surveys import views

app_name = "surveys"
urlpatterns = [
    path("staff/surveys/", include("surveys.staff_urls")),
    path("", views.front_door, name="front-door"),
    path("s/<str:code>/", views.answer, name="answer"),
]
