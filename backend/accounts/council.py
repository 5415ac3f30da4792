"""The council's own sign-in, by OpenID Connect: who comes in by it, and as what.

It opens accounts that are there: an administrator invited somebody by the address that the council
vouches for. Only where the settings say so does a group of the council's make an account. Nobody
signs up, and nobody joins a second council account to theirs.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from backend.accounts import people, second_step
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record

logger = logging.getLogger(__name__)
LOGIN = "login"


@dataclass(frozen=True)
class Claims:
    """What the council says of somebody."""

    email: str
    name: str
    groups: frozenset[str] | None
    """None where it says nothing of groups: then nothing follows from them."""
    asked_second_step: bool

    @classmethod
    def of(cls, said: dict[str, Any]) -> Claims:
        token = said.get("id_token") or {}
        both = {**token, **(said.get("userinfo") or {})}
        groups = both.get(settings.OIDC_GROUPS_CLAIM)
        methods = {*_listed(token.get("amr")), *_listed(token.get("acr"))}
        return cls(
            email=_vouched_for(both),
            name=str(both.get("name") or ""),
            groups=None if groups is None else frozenset(_listed(groups)),
            asked_second_step=bool(methods & set(settings.OIDC_SECOND_STEP)),
        )

    @property
    def roles(self) -> frozenset[Role]:
        """What the groups are here."""
        return frozenset(
            Role(role) for group, role in settings.OIDC_ROLES if group in (self.groups or ())
        )


def _listed(value: Any) -> list[str]:
    return [str(it) for it in (value if isinstance(value, list) else [value] if value else [])]


def _vouched_for(claims: dict[str, Any]) -> str:
    """The address, if the council says that it checked it, or gives out addresses of its kind."""
    email = str(claims.get("email") or "").lower()
    is_own = email.rpartition("@")[2] in settings.OIDC_EMAIL_DOMAINS
    return email if is_own or claims.get("email_verified") is True else ""


class CouncilAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whoever may come in has an account before allauth would make one."""
        return False

    def list_apps(self, request: HttpRequest, **wanted: Any) -> list[Any]:
        """What the settings name; nobody adds another sign-in through the database."""
        return [app for app in super().list_apps(request, **wanted) if app.pk is None]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The council says who it is. Let them in as an account of ours, or refuse."""
        claims = Claims.of(sociallogin.account.extra_data)
        # Of all that it says, what we need again: whether it asked for a second step.
        sociallogin.account.extra_data = {"second_step": claims.asked_second_step}
        person = sociallogin.user if sociallogin.is_existing else _invited(claims) or _made(claims)
        if person is None or not person.is_active or sociallogin.state.get("process") != LOGIN:
            record("council-sign-in-refused", person, by=None)
            refusal = render(request, "socialaccount/not_invited.html", status=403)
            raise ImmediateHttpResponse(refusal)
        _give_roles(person, claims)
        if sociallogin.is_existing:
            sociallogin.account.save()
        else:
            sociallogin.connect(request, person)
            record("council-account-joined", person, by=person)
        if claims.asked_second_step:
            second_step.passed(request, person, second_step.COUNCIL)


def _invited(claims: Claims) -> User | None:
    """Whoever has the address here, unless another person at the council had it before."""
    person = User.objects.filter(email__iexact=claims.email).first() if claims.email else None
    if person and SocialAccount.objects.filter(user=person).exists():
        return None
    return person


def _made(claims: Claims) -> User | None:
    """A new account, where the settings allow it and a group of theirs is a role here."""
    is_taken = User.objects.filter(email__iexact=claims.email).exists()
    if not (settings.OIDC_MAKES_ACCOUNTS and claims.email and claims.roles) or is_taken:
        return None
    return people.admit(email=claims.email, name=claims.name)


def _give_roles(person: User, claims: Claims) -> None:
    """Roles that groups stand for follow the groups; those that an administrator gave stay."""
    if claims.groups is None or not settings.OIDC_ROLES:
        return
    by_groups = {Role(role) for _group, role in settings.OIDC_ROLES}
    try:
        people.set_roles(person, (person.roles - by_groups) | claims.roles, by=None)
    except people.KeepsTheKeys:
        logger.warning("The last administrator is in none of the council's groups for it")


class SecondStepStage(AuthenticateStage):  # type: ignore[misc]  # allauth ships no types
    """Ours is asked, unless the council has just asked for its own."""

    def handle(self) -> Any:
        user = self.login.user
        if user is not None and second_step.council_asked(self.request.session, user):
            return None, True
        return super().handle()
