"""Staff pages of this app; `surveys.urls` places them under `/staff/surveys/`."""

from __future__ import annotations

from django.urls import include, path

from surveys import staff_languages, staff_packs, staff_plan
from surveys import staff_views as views

urlpatterns = [
    path("", views.survey_list, name="staff-list"),
    path("templates/", staff_packs.templates, name="staff-templates"),
    path("packs/import/", staff_packs.import_pack, name="staff-pack-import"),
    path("<int:survey_id>/pack/", staff_packs.export, name="staff-pack"),
    path("<int:survey_id>/bank/", staff_packs.bank, name="staff-bank"),
    path("<int:survey_id>/plan/", staff_plan.plan, name="staff-plan"),
    path("<int:survey_id>/readers/", staff_plan.readers, name="staff-readers"),
    path("", include("surveys.builder.urls")),
    path("<int:survey_id>/open/", views.open_survey, name="staff-open"),
    path(
        "<int:survey_id>/languages/<slug:language>/",
        staff_languages.survey,
        name="staff-translation",
    ),
    path("languages/", staff_languages.languages, name="staff-languages"),
    path("languages/<slug:language>/", staff_languages.interface, name="staff-language"),
    path("<int:survey_id>/close/", views.close_survey, name="staff-close"),
    path("<int:survey_id>/next-round/", views.next_round, name="staff-next-round"),
]
