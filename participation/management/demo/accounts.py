"""The demo's sign-ins. They are public, so they exist only where nothing real is kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from backend.accounts.models import User
from backend.accounts.permissions import Role
from backend.audit.log import record

PASSWORD = "noticed-demo-password"  # noqa: S105  public on purpose, and refused outside a demo


@dataclass(frozen=True)
class Account:
    email: str
    name: str
    role: Role | None

    @property
    def role_name(self) -> str:
        return self.role.value if self.role else "outsider"


ACCOUNTS = (
    Account("worker@example.org", "Participation worker", Role.WORKER),
    Account("colleague@example.org", "Second participation worker", Role.WORKER),
    Account("lead@example.org", "Safeguarding lead", Role.SAFEGUARDING_LEAD),
    Account("clerk@example.org", "Clerk", Role.CLERK),
    Account("board@example.org", "Board member", Role.BOARD_MEMBER),
    Account("manager@example.org", "Manager", Role.MANAGER),
    Account("administrator@example.org", "Administrator", Role.ADMINISTRATOR),
    Account("outsider@example.org", "Somebody without a role", None),
)


@dataclass(frozen=True)
class People:
    """Those in whose name the demo's deeds are written down."""

    worker: User
    lead: User
    clerk: User
    board: User
    manager: User


def make_accounts() -> People:
    hashed = make_password(PASSWORD)  # Once: it is slow by design.
    users = {
        account.email.partition("@")[0]: User.objects.create(
            email=account.email, name=account.name, password=hashed
        )
        for account in ACCOUNTS
    }
    return People(*(users[it] for it in ("worker", "lead", "clerk", "board", "manager")))


def give_roles(*people: User) -> None:
    """Give the roles, last of all: nobody gets a letter about things that happened weeks ago.

    To these people first, who need theirs for what happened then.
    """
    wanted = {user.email for user in people}
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        if account.role and (account.email in wanted or not wanted) and not user.groups.exists():
            user.groups.add(Group.objects.get(name=account.role))
            record("role-given", user, by=None, role=account.role.value)
