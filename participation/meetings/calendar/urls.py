from __future__ import annotations

from django.urls import path

from participation.meetings.calendar import views

urlpatterns = [
    path("calendar/<str:token>.ics", views.feed, name="calendar-feed"),
    path("staff/calendar/", views.show, name="calendar"),
    path("staff/calendar/make/", views.make, name="calendar-make"),
    path("staff/calendar/end/", views.end, name="calendar-end"),
    path("staff/meetings/<int:pk>/meeting.ics", views.one, name="meeting-file"),
]
