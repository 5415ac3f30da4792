"""Which months, and whose, the overview shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from participation.meetings.forms import DayInput
from participation.replies.loop import Scope


class OverviewForm(forms.Form):
    """Any first and last day; an empty one is open. Python has no name `from` for a field."""

    agency = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, Any] | None, *, agencies: Mapping[int, str]) -> None:
        super().__init__(data)
        for name, label in (("from", "From"), ("to", "To")):
            day = forms.DateField(label=label, required=False, widget=DayInput())
            day.error_messages["invalid"] = f"{label}: give a day, such as 24/11/2026."
            self.fields[name] = day
        self.fields["agency"].choices = [("", "All agencies"), *agencies.items()]  # type: ignore[attr-defined]  # a choice field
        self.order_fields(["from", "to", "agency"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("from"), data.get("to")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            self.add_error("to", "To: choose a day that is not before the first one.")
        return data

    @property
    def scope(self) -> Scope:
        """Of a valid form."""
        data = self.cleaned_data
        return Scope(data["from"], data["to"], data["agency"])
