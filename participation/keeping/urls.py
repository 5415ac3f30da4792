from __future__ import annotations

from django.urls import path

from participation.keeping import audit_views, people_views, views

urlpatterns = [
    path("housekeeping/", views.housekeeping, name="housekeeping"),
    path("housekeeping/letters/", views.send_letters_again, name="letters-again"),
    path("audit/", audit_views.audit, name="audit"),
    path("people/", people_views.person_list, name="person-list"),
    path("people/invite/", people_views.person_invite, name="person-invite"),
    path("people/<int:person_id>/", people_views.person_detail, name="person-detail"),
    path("people/<int:person_id>/write/", people_views.person_write, name="person-write"),
    path("people/<int:person_id>/second-step/", people_views.reset_step, name="person-reset"),
    path("people/<int:person_id>/sign-out/", people_views.sign_out, name="person-sign-out"),
    path("people/<int:person_id>/switch/", people_views.person_switch, name="person-switch"),
]
