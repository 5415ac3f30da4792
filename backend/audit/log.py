"""The one way to write the audit."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from backend.audit.chain import seal_soon
from backend.audit.models import Event

Detail = str | int | bool | None | list[str]


def record(
    action: str,
    subject: Model | None = None,
    *,
    by: AbstractBaseUser | None,
    day_only: bool = False,
    **detail: Detail,
) -> None:
    """Write down who did (or read) what. Call it inside the transaction of the deed itself.

    `day_only` is for deeds whose time would tell when a child did something (promise 2).
    `detail` takes ids, dates and codes, never words: whoever may read the audit may not read
    what children wrote.
    """
    now = timezone.localtime()
    Event.objects.create(
        at=now.replace(hour=0, minute=0, second=0, microsecond=0) if day_only else now,
        actor="" if by is None or by.pk is None else str(by.pk),
        action=action,
        kind="" if subject is None else subject._meta.model_name or "",
        object_id="" if subject is None else str(subject.pk),
        detail=detail,
    )
    # After the commit, once for a deed of many events: the deed itself never waits for the chain.
    if not any(after is seal_soon for _, after, *_ in connection.run_on_commit):
        transaction.on_commit(seal_soon)
