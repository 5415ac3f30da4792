"""Who signs in, and as what: invite, give and take roles, switch off and on, help back in.

All of it audited.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import TextChoices
from django.urls import reverse

from backend.accounts import second_step, sessions, tokens
from backend.accounts.letters import write_to_people
from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record

logger = logging.getLogger(__name__)


class KeepsTheKeys(Exception):
    """Nobody shuts themselves out, and somebody has to be left who can let people in."""


@transaction.atomic
def invite(*, email: str, name: str, roles: Iterable[Role], by: User) -> User:
    """Make an account without a password; `send_key` lets the person set one."""
    person = User.objects.create_user(email, None, name=name)
    record("person-invited", person, by=by)
    set_roles(person, roles, by=by)
    return person


def send_key(person: User, *, by: User) -> bool:
    """Write to somebody how to set a password; whether the mail server took it.

    Not a Letter of ours: those are kept, and this one holds a key.
    """
    key = default_token_generator.make_token(person)
    names = {"uidb36": user_pk_to_url_str(person), "key": key}
    path = reverse("account_reset_password_from_key", kwargs=names)
    days = settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60)
    body = (
        f"{by} has made you an account for Noticed.\n\n"
        f"Choose a password here, within {days} days:\n{settings.SITE_URL}{path}\n\n"
        f"Later, ask for a new link: {settings.SITE_URL}{reverse('account_reset_password')}"
    )
    try:
        send_mail("Noticed: your account", body, None, [person.email])
    except OSError:  # smtplib's errors are OSErrors: no server, no route, refused.
        logger.warning("An invitation could not be sent")
        return False
    record("person-written-to", person, by=by)
    return True


@transaction.atomic
def admit(*, email: str, name: str) -> User:
    """Make an account for somebody whom the council's groups let in. It has no password."""
    person = User.objects.create_user(email, None, name=name or email.split("@")[0])
    record("person-admitted", person, by=None)
    return person


@transaction.atomic
def edit_person(person: User, *, email: str, name: str, by: User) -> User:
    """An address is changed here only until its owner has signed in; then it is theirs."""
    if person.last_login is None:
        person.email = email.lower()
    person.name = name
    person.save(update_fields=["email", "name"])
    record("person-changed", person, by=by)
    return person


@transaction.atomic
def set_roles(person: User, roles: Iterable[Role], *, by: User | None) -> None:
    """Give exactly these roles; not one's own administrator role away, nor the last one."""
    wanted, now = set(roles), set(_fresh(person).roles)
    if Role.ADMINISTRATOR in now - wanted:
        _refuse_to_shut_out(person, by=by)
    for role in sorted(wanted - now):
        person.groups.add(Group.objects.get(name=role))
        record("role-given", person, by=by, role=role.value)
    for role in sorted(now - wanted):
        person.groups.remove(Group.objects.get(name=role))
        record("role-taken", person, by=by, role=role.value)


@transaction.atomic
def switch_off(person: User, *, by: User) -> None:
    """They cannot sign in any more, and are signed out. What they did stays under their name."""
    if person.pk == by.pk:
        raise KeepsTheKeys("You cannot switch yourself off. Ask another administrator.")
    if Role.ADMINISTRATOR in _fresh(person).roles:
        _refuse_to_shut_out(person, by=by)
    User.objects.filter(pk=person.pk).update(is_active=False)
    sessions.end_all(person)
    tokens.end_token(person, by=by)
    record("person-switched-off", person, by=by)


@transaction.atomic
def switch_on(person: User, *, by: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=True)
    record("person-switched-on", person, by=by)


@transaction.atomic
def sign_out_everywhere(person: User, *, by: User) -> None:
    """End every session and the token of somebody: a laptop was left on a bus."""
    sessions.end_all(person)
    tokens.end_token(person, by=by)
    record("person-signed-out", person, by=by)


class Reason(TextChoices):
    """Why somebody's second step was taken away. Of a list, since the audit holds no words."""

    LOST = "lost", "Their phone or key is lost or broken"
    STOLEN = "stolen", "Their phone or key may be in other hands"
    CHANGED = "changed", "They have a new phone or key"
    LEFT = "left", "They never finished setting it up"


@transaction.atomic
def reset_second_step(person: User, reason: Reason, *, by: User | None) -> None:
    """Somebody can no longer pass it: they set up a new one when they next sign in.

    Never by the person alone, who is told by letter. `by` is nobody on the server itself, where
    the only administrator is helped.
    """
    if by is not None and person.pk == by.pk:
        raise KeepsTheKeys("You cannot reset your own second step. Ask another administrator.")
    second_step.forget(person)
    sessions.end_all(person)
    tokens.end_token(person, by=by)
    record("second-step-reset", person, by=by, reason=reason.value)
    write_to_people(
        [person],
        subject="Noticed: your second step was reset",
        body=(
            f"{by or 'Whoever runs the server'} has reset the second step of your sign-in. "
            f"The reason given: {reason.label.lower()}.\n\n"
            "You are signed out everywhere. When you next sign in with your password, you set up "
            f"a new second step: {settings.SITE_URL}{reverse('account_login')}\n\n"
            "If you did not ask for this, tell an administrator at once."
        ),
    )


def _refuse_to_shut_out(person: User, *, by: User | None) -> None:
    if by is not None and person.pk == by.pk:
        raise KeepsTheKeys("You cannot take this role from yourself. Ask another administrator.")
    # Locked: of two who take the role from each other at once, the second finds nobody left.
    Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
    others = User.objects.with_role(Role.ADMINISTRATOR).exclude(pk=person.pk)
    if not others.exists():
        raise KeepsTheKeys("This is the last administrator. Give somebody else the role first.")


def _fresh(person: User) -> User:
    """As the database has them: roles are read once a request."""
    return User.objects.get(pk=person.pk)
