"""Invite: which way in, for whom, from when until when, and how many cards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html

from surveys import invitations
from surveys.models import Audience, Invitation

Kind = Invitation.Kind
WHEN = {
    Kind.LINK: (
        "Link or poster",
        "For everybody, each on their own phone and when they like: a poster on a wall, a link in "
        "a message. The same code works for all, and somebody could answer twice.",
    ),
    Kind.LIVE: (
        "Live room",
        "A group sits with you now, each with a phone. You show the code on a screen, see how many "
        "have sent, pause and close. Words wait until five people's can be read together.",
    ),
    Kind.TABLET: (
        "Shared tablet",
        "One tablet goes round. It begins anew for each child, and works without a signal.",
    ),
    Kind.HELPED: (
        "Helped by a worker",
        "You sit beside one child and tap what they say. The page tells them that you can see it.",
    ),
    Kind.SINGLE: (
        "Single use",
        "A card for each child, with a code that works once. For when each should answer once, "
        "and nobody may know who used which card.",
    ),
}
"""When to use which, in plain words."""


def _moment(label: str, hint: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=hint,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "invalid": "Choose a day and a time. Without a calendar to choose from, type it as "
            "2027-01-31 15:30."
        },
    )


class TimesForm(forms.Form):
    opens_at = _moment("Opens", "Leave it empty: it opens as soon as the survey is open.")
    closes_at = _moment("Closes", "Leave it empty: it stays open until you close it.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        problems = invitations.times_problems(
            data.get("opens_at"), data.get("closes_at"), now=timezone.now()
        )
        for name, sentence in problems.items():
            self.add_error(name, sentence)
        return data

    @property
    def times(self) -> dict[str, datetime | None]:
        return {name: self.cleaned_data[name] for name in ("opens_at", "closes_at")}


class InvitationForm(TimesForm):
    kind = forms.ChoiceField(
        label="Which way in?",
        choices=[
            (kind, format_html("<strong>{}</strong><br>{}", name, when))
            for kind, (name, when) in WHEN.items()
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which way in."},
    )
    audience = forms.ChoiceField(
        label="For whom?",
        choices=Audience.choices,
        initial=Audience.CHILDREN,
        help_text="Each audience is counted apart, and may be asked in other words.",
    )
    cards = forms.IntegerField(
        label="How many cards?",
        help_text=f"For single use alone: 1 to {invitations.MOST_CARDS} at once.",
        min_value=1,
        max_value=invitations.MOST_CARDS,
        required=False,
        error_messages={
            "min_value": "Make at least one card.",
            "max_value": f"Make up to {invitations.MOST_CARDS} cards at once; then make more.",
            "invalid": "Type the number of cards in figures, such as 30.",
        },
    )
    field_order = ("kind", "cards", "audience", "opens_at", "closes_at")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        is_single = data.get("kind") == Kind.SINGLE
        if is_single and not data.get("cards") and "cards" not in self.errors:
            self.add_error("cards", "Say how many cards you need, such as 30.")
        return data
