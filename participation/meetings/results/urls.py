from __future__ import annotations

from django.urls import path

from participation.meetings.results import views

urlpatterns = [
    path("results/<int:survey_id>/", views.show_results, name="results"),
    path("results/<int:survey_id>/results.csv", views.results_file, name="results-file"),
    path("gap/<int:survey_id>/", views.show_gap, name="gap"),
    path("gap/<int:survey_id>/gap.csv", views.gap_file, name="gap-file"),
    path("gap/<int:survey_id>/look/", views.look, name="gap-look"),
    path("gap/<int:survey_id>/<uuid:question>/guess/", views.guess, name="gap-guess"),
    path("gap/<int:survey_id>/<uuid:question>/reveal/", views.reveal, name="gap-reveal"),
]
