"""Django's admin behind our own policy: the gate and every page ask `user.may`, superusers too."""

from __future__ import annotations

from typing import Any

import allauth.account.admin  # noqa: F401  registers what is unregistered below
import allauth.mfa.admin  # noqa: F401  the same
import allauth.socialaccount.admin  # noqa: F401  the same
import allauth.usersessions.admin  # noqa: F401  the same
import django.contrib.auth.admin  # noqa: F401  the same
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from backend.accounts.models import User
from backend.accounts.permissions import Permission
from backend.audit.log import record


def may(request: HttpRequest, permission: Permission) -> bool:
    return isinstance(request.user, User) and request.user.may(permission)


class PolicyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in the stubs
    """A model's admin pages, open to those with one permission; every change is audited."""

    permission: Permission = Permission.ADMINISTER

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, self.permission)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, self.permission)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return may(request, self.permission)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, self.permission)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, self.permission)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        action = "changed" if change else "added"
        record(action, obj, by=request.user)  # type: ignore[arg-type]  # the gate checked it

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        record("deleted", obj, by=request.user)  # type: ignore[arg-type]  # the gate checked it
        super().delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        """No deleting by the dozen: each deletion is looked at and audited."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


# People and their roles are at /staff/people/; the roles are made by a migration.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)  # A person's address stands in User, once.
# Second steps and sessions are their owners'; the council's sign-in stands in the settings.
admin.site.unregister([Authenticator, UserSession, SocialAccount, SocialApp, SocialToken])


admin.site.site_header = "Noticed"
admin.site.site_title = "Noticed"
admin.site.index_title = "Set up"


def _has_gate_permission(request: HttpRequest) -> bool:
    return may(request, Permission.ADMINISTER) or may(request, Permission.BUILD_SURVEYS)


admin.site.has_permission = _has_gate_permission  # type: ignore[method-assign]  # Django's own way is a site of one's own, without its models


def _sign_in(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
    """One way in: the same sign-in as everywhere, with its limits. The admin's own form is shut."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", "/admin/"))


admin.site.login = _sign_in  # type: ignore[assignment,method-assign]  # the same
