"""Where the staff pages of this room are."""

from __future__ import annotations

from django.urls import path

from participation.replies.staff_views import (
    actions,
    approval,
    overview,
    posters,
    recommendations,
    replies,
    rounds,
    themes,
    threads,
)

urlpatterns = [
    path("replies/", replies.show_all, name="reply-list"),
    path("replies/waiting/", approval.waiting, name="reply-waiting"),
    path("replies/<int:pk>/", replies.show, name="reply-detail"),
    path("replies/<int:pk>/edit/", replies.edit, name="reply-edit"),
    path("replies/<int:pk>/send/", approval.send, name="reply-send"),
    path("replies/<int:pk>/approve/", approval.approve, name="reply-approve"),
    path("replies/<int:pk>/send-back/", approval.send_back, name="reply-send-back"),
    path("replies/<int:pk>/publish/", replies.publish, name="reply-publish"),
    path("replies/<int:pk>/unpublish/", replies.unpublish, name="reply-unpublish"),
    path("replies/<int:pk>/remove/", replies.remove, name="reply-remove"),
    path("replies/<int:pk>/told/add/", replies.tell, name="told-add"),
    path("replies/<int:pk>/rounds/open/", rounds.open_one, name="verdict-round-open"),
    path("replies/rounds/<int:pk>/", rounds.show, name="verdict-round"),
    path("replies/rounds/<int:pk>/close/", rounds.close, name="verdict-round-close"),
    path("replies/told/<int:pk>/remove/", replies.untell, name="told-remove"),
    path("replies/to/<slug:slug>/", themes.answers, name="theme-replies"),
    path("replies/to/<slug:slug>/add/", replies.add, name="reply-add"),
    path("replies/to/<slug:slug>/ask/", themes.ask, name="agency-ask"),
    path("replies/asked/<int:pk>/remove/", themes.unask, name="agency-unask"),
    path("replies/posters/", posters.show_posters, name="poster-list"),
    path("replies/posters/board.pdf", posters.board_poster, name="board-poster"),
    path("replies/posters/<slug:slug>/poster.pdf", posters.theme_poster, name="theme-poster"),
    path("actions/", actions.show_all, name="action-list"),
    path("actions/<int:pk>/", actions.show, name="action-detail"),
    path("recommendations/", recommendations.show_all, name="recommendation-list"),
    path("recommendations/<int:pk>/", recommendations.show, name="recommendation-detail"),
    path("threads/", threads.show_all, name="thread-list"),
    path("threads/loose/", threads.show_loose, name="thread-loose"),
    path("threads/<slug:theme>/", threads.show, name="thread"),
    path("overview/", overview.show, name="overview"),
    path("overview/<slug:number>/", overview.behind, name="overview-behind"),
]
