"""The minutes, pasted; and which of their “Resolved” lines become drafts, for which item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from participation.meetings.minutes.services import Found
from participation.meetings.models import AgendaItem

MOST_LETTERS = 200_000


class MinutesForm(forms.Form):
    minutes = forms.CharField(
        label="The minutes",
        help_text="Paste them whole. Every line that begins with “Resolved” is found.",
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 12}),
        error_messages={"required": "The minutes: paste them here."},
    )


class LinesForm(forms.Form):
    """Two fields a line, named by its key: a tick, and the agenda item it goes to."""

    def __init__(
        self, *args: Any, lines: Iterable[Found], items: Iterable[AgendaItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose one"), *((str(item.pk), str(item)) for item in items)]
        self.lines = [line for line in lines if not line.made]
        for line in self.lines:
            key = line.resolution.key
            self.fields[f"tick-{key}"] = forms.BooleanField(
                label=line.resolution.text, required=False, initial=line.is_offered
            )
            self.fields[f"item-{key}"] = forms.ChoiceField(
                label="Goes to item",
                choices=choices,
                required=False,
                initial=str(line.item.pk) if line.item else "",
            )

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        for line in self.lines:
            key = line.resolution.key
            if sent.get(f"tick-{key}") and not sent.get(f"item-{key}"):
                words = line.resolution.text[:60]
                self.add_error(f"item-{key}", f"“{words}”: choose the agenda item it goes to.")
        return sent

    @property
    def chosen(self) -> dict[str, int]:
        """Of a valid form: the ticked lines' keys, each with its item."""
        sent = self.cleaned_data
        keys = (line.resolution.key for line in self.lines)
        return {key: int(sent[f"item-{key}"]) for key in keys if sent[f"tick-{key}"]}

    def rows(self) -> list[tuple[Found, forms.BoundField, forms.BoundField]]:
        return [
            (line, self[f"tick-{line.resolution.key}"], self[f"item-{line.resolution.key}"])
            for line in self.lines
        ]
