"""Who may call a view: one decorator for pages, one permission class for the API."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from rest_framework.permissions import BasePermission

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record

if TYPE_CHECKING:  # DRF's views read the settings, which name a class of this module.
    from rest_framework.request import Request
    from rest_framework.views import APIView

Params = ParamSpec("Params")


class StaffRequest(HttpRequest):
    """A request whose user has passed `require`."""

    user: User


StaffView = Callable[Concatenate[StaffRequest, Params], HttpResponseBase]


def require(
    permission: Permission,
) -> Callable[[StaffView[Params]], Callable[Concatenate[HttpRequest, Params], HttpResponseBase]]:
    """Let through only people with the permission, before anything is looked up.

    So a refusal never shows whether a thing exists. Refusals are audited.
    """

    def decorate(
        view: StaffView[Params],
    ) -> Callable[Concatenate[HttpRequest, Params], HttpResponseBase]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs
        ) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if not request.user.may(permission):
                record("refused", by=request.user, permission=permission.value)
                raise PermissionDenied
            return view(request, *args, **kwargs)  # type: ignore[arg-type]  # the user is ours now

        return guarded

    return decorate


class Needs(BasePermission):
    """Base of the API's permissions; make one with `needs`."""

    read: Permission
    write: Permission

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        needed = self.read if request.method in {"GET", "HEAD", "OPTIONS"} else self.write
        if not isinstance(user, User):
            return False
        if not user.may(needed):
            record("refused", by=user, permission=needed.value)
            return False
        return True


def needs(read: Permission, *, to_write: Permission | None = None) -> type[Needs]:
    """A DRF permission class: `read` for safe methods, `to_write` (or the same) for the others."""
    return type("Needs", (Needs,), {"read": read, "write": to_write or read})


class NobodyUnlessNamed(BasePermission):
    """The default: an API view that names no permission refuses everybody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False
