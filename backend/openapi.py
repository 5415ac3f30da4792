"""The description of the REST API: what each call takes and answers, and who may make it."""

from __future__ import annotations

from functools import cache
from inspect import cleandoc
from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from rest_framework.permissions import AllowAny
from rest_framework.viewsets import GenericViewSet

from backend.accounts.http import Needs
from backend.accounts.permissions import PERMITTED, Permission
from backend.rest import Problem

ANYONE = "anyone"
NOBODY = "nobody"
SUMMARIES = {
    "list": "All {many}",
    "retrieve": "One {one}",
    "create": "Make: {one}",
    "update": "Write again, whole: {one}",
    "partial_update": "Change: {one}",
    "destroy": "Take away: {one}",
}
STAFF_REFUSALS = {
    "401": "Nobody is signed in, or the token is not known.",
    "403": "The role does not include this.",
}
PAGING = frozenset({"page", "limit"})
FIELDS = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {"type": "string"}},
}


def who_may(permission_classes: Any, method: str) -> list[str]:
    """The roles that a view's permission lets through: read from the policy, never written down."""
    for named in permission_classes:
        if named is AllowAny:
            return [ANYONE]
        if issubclass(named, Needs):
            needed: Permission = named.read if method in {"GET", "HEAD"} else named.write
            return [role.value for role, held in PERMITTED.items() if needed in held]
    return [NOBODY]


class PagesSession(SessionScheme):  # type: ignore[no-untyped-call]  # the package's own
    """Found by the package itself: how our own class of the pages' session is described."""

    target_class = "backend.accounts.api_sessions.SessionAuthentication"


class Schema(AutoSchema):
    """Adds to each call who may make it (`x-who`) and the refusals that all calls share.

    A view that leaves aside what it is asked for and does not know says so by `is_forgiving`.
    """

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "input_class", None) or super().get_request_serializer()

    def get_summary(self) -> str | None:
        summary = SUMMARIES.get(getattr(self.view, "action", None) or "")
        if summary is None or not isinstance(self.view, GenericViewSet):
            return None
        # What somebody may read is asked for by a reader, and a description has none.
        things: Any = vars(type(self.view)).get("queryset")
        meta = (self.view.get_queryset() if things is None else things).model._meta
        return summary.format(one=meta.verbose_name, many=meta.verbose_name_plural)

    def get_description(self) -> str:  # type: ignore[override]  # as the package has it
        """What the view itself says, not what it is made from."""
        return cleandoc(vars(type(self.view)).get("__doc__") or "")

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        who = who_may(self.view.permission_classes, self.method)
        operation["x-who"] = who
        shared = {} if who == [ANYONE] else dict(STAFF_REFUSALS)
        if self.method != "GET" and getattr(self.view, "refusals", None):
            shared["409"] = "It cannot be done now; the sentence says why, and what to do first."
        asked = {it["name"] for it in operation.get("parameters", ()) if it["in"] == "query"}
        is_narrowed = asked - PAGING and not getattr(self.view, "is_forgiving", False)
        if "requestBody" in operation or is_narrowed:
            shared["400"] = "A list of sentences for each field that cannot be taken."
        if "requestBody" in operation:
            shared["400"] += " Or one in `detail`, where the body cannot be read at all."
        if "{" in self.path:
            shared["404"] = "Nothing is there, or nothing that this person may see."
        elif "page" in asked:
            shared["404"] = "There is no such page."
        problem = self.resolve_serializer(Problem(), "response").ref
        for code, why in shared.items():
            shape = {"anyOf": [FIELDS, problem]} if code == "400" else problem
            content = {"application/json": {"schema": shape}}
            operation["responses"].setdefault(code, {"content": content, "description": why})
        operation["responses"] = dict(sorted(operation["responses"].items()))
        return operation


@cache
def schema() -> dict[str, Any]:
    """The whole description, made once: the calls do not change while the server runs."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # the package's own
    made: dict[str, Any] = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
    return made
