"""What somebody had typed when their session ended: given back to them, and to nobody else.

The page that refuses a form seals it for the person whose session it was and stays open in the
browser, which is the only place that keeps it. After signing in again they hand it back, see what
they typed, and send it.
"""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass

from django.http import HttpRequest

from backend.accounts.models import User
from backend.accounts.secrets_at_rest import lock, unlock

PURPOSE = "unsent"
KEPT_FOR = 24 * 60 * 60
LONG = 12
"""Letters: shorter values are codes and choices, which nobody wants to read again."""


@dataclass(frozen=True)
class Unsent:
    path: str
    fields: list[tuple[str, str]]
    had_files: bool

    @property
    def words(self) -> list[str]:
        """What a person would miss."""
        return [value for _name, value in self.fields if len(value.strip()) > LONG]


def of(request: HttpRequest) -> Unsent:
    """The form that was just sent."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    return Unsent(request.get_full_path(), fields, bool(request.FILES))


def seal(unsent: Unsent, person: User) -> str:
    """Readable by us alone, and opened for that person alone."""
    kept = [person.pk, unsent.path, unsent.fields, unsent.had_files]
    packed = zlib.compress(json.dumps(kept).encode())
    return lock(base64.b64encode(packed).decode(), purpose=PURPOSE)


def unseal(sealed: str, person: User) -> Unsent | None:
    """Nothing, if somebody else typed it, if it is a day old, or if it was never ours."""
    opened = unlock(sealed, purpose=PURPOSE, seconds=KEPT_FOR)
    if opened is None:
        return None
    owner, path, fields, had_files = json.loads(zlib.decompress(base64.b64decode(opened)))
    if owner != person.pk:
        return None
    return Unsent(path, [(name, value) for name, value in fields], had_files)
