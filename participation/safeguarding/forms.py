"""What a worried worker sends, and what safeguarding leads do until a concern is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from backend.accounts.models import User
from backend.working_days import EARLIEST
from participation.moderation.forms import SeenForm
from participation.safeguarding.models import Concern

TOLD = "What was done, by whom and when. It is kept as it is: nobody can change it later."
AT = "%Y-%m-%dT%H:%M"


def at_field(label: str, **kwargs: Any) -> forms.DateTimeField:
    """A day and a time, as the browser's own picker sends them; or typed as in 2026-11-27 14:10."""
    widget = forms.DateTimeInput(format=AT, attrs={"type": "datetime-local"})
    errors = {
        "required": "Give the day and the time.",
        "invalid": "Give a day and a time, such as 2026-11-27 14:10.",
    }
    formats = [AT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]
    return forms.DateTimeField(
        label=label, widget=widget, input_formats=formats, error_messages=errors, **kwargs
    )


def everybody() -> Any:
    """Whoever can sign in, oneself too."""
    return User.objects.filter(is_active=True)


class WorryForm(forms.Form):
    """Of what kind, and about whom: the same for an answer and for what a group said."""

    use_required_attribute = False
    hide_optional = True
    kind = forms.ChoiceField(
        label="What kind of worry is it?",
        choices=Concern.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of worry it is."},
    )
    about = forms.ModelChoiceField(
        queryset=User.objects.none(),
        required=False,
        label="If it is about somebody who signs in here: who?",
        help_text=(
            "The concern and these words are then not there for them: no list, no count, no "
            "e-mail. Pick yourself if it is about you. You need not pick anybody."
        ),
        empty_label="Nobody who signs in here, or I do not know",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].queryset = everybody()  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("about") and data.get("kind") == Concern.Kind.TODAY:
            self.add_error("kind", "You picked a person it is about: choose “An allegation”.")
        return data


class RaiseForm(SeenForm, WorryForm):
    """Of an answer, which somebody else may have decided about since it was seen."""


class NoteForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label="What was done",
        help_text=TOLD,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": "Write what was done."},
    )


class DecideForm(forms.Form):
    use_required_attribute = False
    decision = forms.ChoiceField(
        label="What you decided",
        choices=Concern.Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you decided."},
    )
    because = forms.CharField(
        label="Why",
        help_text="Your reason, and who was asked. It is kept as it is.",
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": "Write why."},
    )


def handed_over_problem(at: datetime) -> str:
    """Why nothing can have been handed over then, in a sentence; nothing if it can.

    What has not happened yet cannot be written down for good.
    """
    if at > timezone.now():
        return "This time is still to come. Write it down when it is done."
    return "This is long past. Look at the year again." if at.year < EARLIEST else ""


class HandOverForm(forms.Form):
    use_required_attribute = False
    hide_optional = True
    to = forms.CharField(
        label="To whom",
        max_length=200,
        help_text="The service and the person's role: “Children's services, duty social worker”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Write to whom it was handed over."},
    )
    handed_at = at_field("When")
    reference = forms.CharField(
        label="Their case reference, if they gave one",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_handed_at(self) -> datetime:
        handed_at: datetime = self.cleaned_data["handed_at"]
        if problem := handed_over_problem(handed_at):
            raise forms.ValidationError(problem)
        return handed_at


class KeepFromForm(forms.Form):
    use_required_attribute = False
    user = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who it is about",
        empty_label="Pick a person",
        error_messages={"required": "Pick the person."},
    )

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = everybody().exclude(pk__in=concern.shut_out.values("user"))
        self.fields["user"].queryset = people  # type: ignore[attr-defined]  # a model choice


class CloseForm(NoteForm):
    outcome = forms.ChoiceField(
        label="How it ended",
        choices=Concern.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended."},
    )
    field_order = ("outcome", "text")
