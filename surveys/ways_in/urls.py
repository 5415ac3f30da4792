from __future__ import annotations

from django.urls import path

from surveys.ways_in import room_views, views

INVITATION = "surveys/invitations/<int:invitation_id>/"
ROOM = "live/<str:code>/"
urlpatterns = [
    path("surveys/<int:survey_id>/invitations/", views.show_ways_in, name="ways-in"),
    path(f"{INVITATION}times/", views.change_times, name="way-in-times"),
    path(f"{INVITATION}close/", views.close, name="staff-invitation-close"),
    path(f"{INVITATION}reopen/", views.reopen, name="staff-invitation-reopen"),
    path(f"{INVITATION}expect-more/", views.expect_more, name="way-in-expect-more"),
    path("surveys/<int:survey_id>/beyond/", views.say_of_beyond, name="say-of-beyond"),
    path(f"{INVITATION}poster.pdf", views.poster, name="way-in-poster"),
    path(f"{INVITATION}cards.pdf", views.cards, name="way-in-cards"),
    path(ROOM, room_views.show_room, name="room"),
    path(f"{ROOM}now/", room_views.room_now, name="room-now"),
    path(f"{ROOM}screen/", room_views.screen, name="room-screen"),
    path(f"{ROOM}screen/now/", room_views.screen_now, name="room-screen-now"),
    path(f"{ROOM}pause/", room_views.pause, name="room-pause"),
    path(f"{ROOM}go-on/", room_views.go_on, name="room-go-on"),
    path(f"{ROOM}close/", room_views.close, name="room-close"),
]
