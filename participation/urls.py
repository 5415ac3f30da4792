from __future__ import annotations

from django.urls import include, path

from participation.home import home

app_name = "participation"
urlpatterns = [
    path("staff/", home, name="home"),
    path("staff/", include("participation.keeping.urls")),
    path("staff/", include("participation.moderation.urls")),
    path("staff/", include("participation.safeguarding.urls")),
    path("staff/", include("participation.safeguarding.inbox.urls")),
    path("", include("participation.safeguarding.doors.urls")),
    path("", include("participation.replies.urls")),
    path("", include("participation.meetings.calendar.urls")),
    path("staff/", include("participation.meetings.minutes.urls")),
    path("staff/", include("participation.meetings.recording.urls")),
    path("staff/", include("participation.meetings.urls")),
    path("staff/", include("participation.meetings.results.urls")),
    path("staff/", include("participation.meetings.tracker.urls")),
    path("staff/", include("participation.papers.urls")),
    path("staff/", include("participation.replies.staff_urls")),
]
