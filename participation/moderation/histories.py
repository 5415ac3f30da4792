"""What happened to a theme, as somebody may read it."""

from __future__ import annotations

from backend.accounts.models import User
from participation.moderation.models import Theme, ThemeEvent, Voice
from participation.moderation.theming import Kind, readable_voices


def history(theme: Theme, *, by: User) -> list[ThemeEvent]:
    """What happened to a theme, and what came of it into others, the newest first.

    Without voices that are not there for this person, and what was done to them alone.
    """
    mine = ThemeEvent.objects.filter(theme=theme) | ThemeEvent.objects.filter(other=theme)
    events = list(mine.select_related("theme", "other", "by"))
    named = {pk for event in events for pk in event.voices}
    mine_to_read = readable_voices(by=by)
    gone = (
        Voice.objects.filter(pk__in=named).exclude(pk__in=mine_to_read).values_list("pk", flat=True)
    )
    hidden = {str(pk) for pk in gone}
    shown = []
    for event in events:
        voices = [pk for pk in event.voices if pk not in hidden]
        if voices or not event.voices or event.kind not in {Kind.ADDED, Kind.REMOVED}:
            event.voices = voices
            shown.append(event)
    return shown
