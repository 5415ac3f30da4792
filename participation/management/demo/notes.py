"""What the invented group said together: one note it agreed to, one still to be read back."""

from __future__ import annotations

from collections.abc import Mapping

from backend.accounts.models import User
from participation.management.demo.clock import day
from participation.moderation import notes, theming
from participation.moderation.models import GroupNote, Theme

AGREED = (
    "When something happens on our street, come back and tell us. We talked about it for a long "
    "time. We all think it is fair to ask."
)
DRAFT = "We drew the way home. The red bits are where we walk faster."


def write_notes(group_id: int, themes: Mapping[str, Theme], *, by: User) -> None:
    agreed = notes.save_note(
        GroupNote(group_id=group_id, how="flipchart", words=AGREED, said_on=day(-6)), by=by
    )
    voice = notes.agree(agreed, version=agreed.version, quotable=True, by=by)
    theming.add_voices(themes["after"], [voice], by=by, on=day(-6))
    notes.save_note(
        GroupNote(group_id=group_id, how="drawing", words=DRAFT, said_on=day(-1)), by=by
    )
