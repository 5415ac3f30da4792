"""The staff pages' menu: what this person may open, with what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from participation.keeping import running
from participation.moderation import queue
from participation.safeguarding.models import Concern, Message


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    permission: Permission
    count: Callable[[User], int] | None = None


HOME = "/staff/"
LINKS = (
    Link("Home", HOME, Permission.SEE_STAFF_HOME),
    Link(
        "Waiting words",
        "/staff/moderation/",
        Permission.MODERATE,
        lambda user: queue.waiting_count(by=user),
    ),
    Link("Themes", "/staff/themes/", Permission.READ_THEMES),
    Link("Group notes", "/staff/notes/", Permission.MODERATE),
    Link(
        "Concerns",
        "/staff/concerns/",
        Permission.HANDLE_CONCERNS,
        lambda user: Concern.objects.readable_by(user).open().count(),
    ),
    Link("On call", "/staff/rota/", Permission.KEEP_ROTA),
    Link(
        "Messages",
        "/staff/messages/",
        Permission.HANDLE_MESSAGES,
        lambda user: Message.objects.readable_by(user).open().count(),
    ),
    Link("Surveys", "/staff/surveys/", Permission.SEE_SURVEYS),
    Link("Groups", "/staff/groups/", Permission.SEE_NOTES),
    Link("Meetings", "/staff/meetings/", Permission.READ_MEETINGS),
    Link("Actions", "/staff/actions/", Permission.READ_MEETINGS),
    Link("Recommendations", "/staff/recommendations/", Permission.READ_MEETINGS),
    Link("Bodies", "/staff/bodies/", Permission.READ_MEETINGS),
    Link("Replies", "/staff/replies/", Permission.READ_REPLIES),
    Link("Threads", "/staff/threads/", Permission.READ_MEETINGS),
    Link("Overview", "/staff/overview/", Permission.SEE_OVERVIEW),
    Link("Evidence pack", "/staff/evidence-pack/", Permission.MAKE_EVIDENCE),
    Link("Standards", "/staff/standards/", Permission.MAKE_EVIDENCE),
    Link("Housekeeping", "/staff/housekeeping/", Permission.SEE_HOUSEKEEPING),
    Link("People", "/staff/people/", Permission.ADMINISTER),
    Link("Audit", "/staff/audit/", Permission.SEE_AUDIT),
)


def staff(request: HttpRequest) -> dict[str, Any]:
    """For templates: `navigation`, `demo`, and if housekeeping `is_late`.

    Nothing is read until a staff page shows it.
    """
    return {
        "demo": settings.DEMO,
        "navigation": SimpleLazyObject(lambda: _links(request)),
        "is_housekeeping_late": SimpleLazyObject(running.is_late_here),
    }


def _links(request: HttpRequest) -> list[dict[str, Any]]:
    user = request.user
    if not isinstance(user, User):
        return []
    links = [link for link in LINKS if user.may(link.permission)]
    inside = [it.url for it in links if it.url != HOME and request.path.startswith(it.url)]
    here = max(inside, key=len, default=request.path)
    return [
        {
            "label": link.label,
            "url": link.url,
            "current": link.url == here,
            "count": None if link.count is None else queue.said(link.count(user)),
        }
        for link in links
    ]
