"""People as fixtures: one for each role, and an outsider who must be refused everywhere."""

from __future__ import annotations

import pytest

from backend.accounts.models import User
from backend.accounts.permissions import Role
from tests.factories import make_user


@pytest.fixture
def worker(db: None) -> User:
    return make_user(Role.WORKER, name="Wren Worker")


@pytest.fixture
def lead(db: None) -> User:
    return make_user(Role.SAFEGUARDING_LEAD, name="Lee Lead")


@pytest.fixture
def clerk(db: None) -> User:
    return make_user(Role.CLERK, name="Clem Clerk")


@pytest.fixture
def board_member(db: None) -> User:
    return make_user(Role.BOARD_MEMBER, name="Bo Board")


@pytest.fixture
def manager(db: None) -> User:
    return make_user(Role.MANAGER, name="Max Manager")


@pytest.fixture
def administrator(db: None) -> User:
    return make_user(Role.ADMINISTRATOR, name="Addie Administrator")


@pytest.fixture
def outsider(db: None) -> User:
    return make_user(name="Otto Outsider")
