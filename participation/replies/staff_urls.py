"""Where the staff pages of this room are."""

from __future__ import annotations

from django.urls import path

from participation.replies.staff_views import posters, replies, themes

urlpatterns = [
    path("replies/", replies.show_all, name="reply-list"),
    path("replies/<int:pk>/", replies.show, name="reply-detail"),
    path("replies/<int:pk>/edit/", replies.edit, name="reply-edit"),
    path("replies/<int:pk>/publish/", replies.publish, name="reply-publish"),
    path("replies/<int:pk>/unpublish/", replies.unpublish, name="reply-unpublish"),
    path("replies/<int:pk>/remove/", replies.remove, name="reply-remove"),
    path("replies/<int:pk>/told/add/", replies.tell, name="told-add"),
    path("replies/told/<int:pk>/remove/", replies.untell, name="told-remove"),
    path("replies/to/<slug:slug>/", themes.answers, name="theme-replies"),
    path("replies/to/<slug:slug>/add/", replies.add, name="reply-add"),
    path("replies/to/<slug:slug>/ask/", themes.ask, name="agency-ask"),
    path("replies/asked/<int:pk>/remove/", themes.unask, name="agency-unask"),
    path("replies/posters/", posters.show_posters, name="poster-list"),
    path("replies/posters/board.pdf", posters.board_poster, name="board-poster"),
    path("replies/posters/<slug:slug>/poster.pdf", posters.theme_poster, name="theme-poster"),
    path("threads/<slug:theme>/", themes.thread, name="thread"),
]
