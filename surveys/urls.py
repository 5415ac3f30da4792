from __future__ import annotations

from django.urls import include, path

from surveys import staff_groups, tablet, views

app_name = "surveys"
urlpatterns = [
    # First, since most that is asked for is asked here.
    path("s/<str:code>/", views.answer, name="answer"),
    path("staff/surveys/", include("surveys.staff_urls")),
    path("staff/groups/", staff_groups.groups, name="staff-groups"),
    path("staff/groups/<int:group_id>/note/", staff_groups.note, name="staff-note"),
    path("staff/groups/<int:group_id>/note/write/", staff_groups.write, name="staff-note-write"),
    path("staff/groups/<int:group_id>/note/sign/", staff_groups.sign, name="staff-note-sign"),
    path("staff/groups/<int:group_id>/note.txt", staff_groups.note_file, name="staff-note-file"),
    path("staff/", include("surveys.ways_in.urls")),
    path("", views.front_door, name="front-door"),
    path("tablet/<str:code>/", tablet.this_tablet, name="tablet"),
    # At the root, so that its scope is every page that a tablet keeps.
    path("tablet.js", tablet.service_worker, name="service-worker"),
]
