"""Where surveys are made; `surveys.staff_urls` places these under `/staff/surveys/`."""

from __future__ import annotations

from django.urls import path

from surveys.builder import preview, questions, views

urlpatterns = [
    path("new/", views.new, name="builder-new"),
    path("<int:survey_id>/", views.survey, name="builder-survey"),
    path("<int:survey_id>/texts/", views.texts, name="builder-texts"),
    path("<int:survey_id>/remove/", views.remove, name="builder-remove"),
    path("<int:survey_id>/languages/", views.languages, name="builder-languages"),
    path("<int:survey_id>/preview/", preview.survey, name="builder-preview"),
    path("<int:survey_id>/questions/add/", questions.add, name="builder-add"),
    path("<int:survey_id>/questions/show/", preview.question, name="builder-show"),
    path(
        "<int:survey_id>/questions/<int:question_id>/change/",
        questions.change,
        name="builder-change",
    ),
    path("<int:survey_id>/questions/<int:question_id>/move/", questions.move, name="builder-move"),
    path("<int:survey_id>/questions/<int:question_id>/copy/", questions.copy, name="builder-copy"),
    path(
        "<int:survey_id>/questions/<int:question_id>/remove/",
        questions.remove,
        name="builder-take-out",
    ),
]
