"""What readers of messages send: an answer, a note, whom it is about, or its end."""

from __future__ import annotations

from typing import Any

from django import forms

from backend.accounts.models import User
from participation.safeguarding.forms import NoteForm
from participation.safeguarding.models import Message, ShutOut


class AnswerForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label="Your answer",
        help_text=(
            "The child reads this with their five words. Plain and short; no name of anybody: "
            "others may see their phone. It cannot be changed later."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        error_messages={"required": "Write what the child should read."},
    )


class ShutOutForm(forms.Form):
    """Everybody who signs in can be picked, oneself too: for them it is then not there."""

    use_required_attribute = False
    user = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Who it is about",
        empty_label="Pick a person",
        error_messages={"required": "Pick the person."},
    )

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        out = ShutOut.objects.filter(message=message).values("user")
        people = User.objects.filter(is_active=True).exclude(pk__in=out)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]  # a model choice


class CloseMessageForm(NoteForm):
    outcome = forms.ChoiceField(
        label="How it ended",
        choices=Message.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended."},
    )
    field_order = ("outcome", "text")
