"""What a clerk fills in about who sits on a body."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from participation.meetings.forms import DayInput, Sheet
from participation.meetings.members import people_who_can_sit
from participation.meetings.models import Membership

DATES: dict[str, Any] = {"start_date": DayInput, "end_date": DayInput}


class _Dated(Sheet):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start_date"), data.get("end_date")
        if start and end and end < start:
            self.add_error("end_date", "Until: it cannot end before it began.")
        return data


class _Person(_Dated):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.fields["person"]
        person.choices = [  # type: ignore[attr-defined]  # a model choice
            ("", "Choose one"),
            *((it.pk, f"{it} ({it.email})") for it in people_who_can_sit()),
        ]


class MemberForm(_Person):
    class Meta:
        model = Membership
        fields = ("person", "organization", "on_behalf_of", "role", "start_date")
        labels: ClassVar = {
            "person": "Who",
            "organization": "Sits on",
            "on_behalf_of": "On behalf of",
            "start_date": "Since",
        }
        help_texts: ClassVar = {
            "person": "People who sign in and have a role. The administrator adds them.",
            "on_behalf_of": "The agency they stand for. Leave it empty for nobody but the body.",
        }
        widgets: ClassVar = DATES


class DeputyForm(_Person):
    """Sits where the member sits, for the same agency."""

    class Meta:
        model = Membership
        fields = ("person", "role", "start_date")
        labels: ClassVar = {"person": "Who", "start_date": "Since"}
        help_texts: ClassVar = {
            "person": "People who sign in and have a role. The administrator adds them."
        }
        widgets: ClassVar = DATES


class ChangeMemberForm(_Dated):
    """Who, where and for whom stay: another person is another membership."""

    class Meta:
        model = Membership
        fields = ("role", "start_date", "end_date")
        labels: ClassVar = {"start_date": "Since", "end_date": "Until"}
        widgets: ClassVar = DATES


class EndForm(forms.Form):
    on = forms.DateField(
        label="Last day",
        initial=timezone.localdate,
        widget=DayInput,
        error_messages={
            "required": "Last day: fill this in.",
            "invalid": "Last day: give a day, such as 24/11/2026.",
        },
    )
