"""What safeguarding leads send: a note, or the end of a concern."""

from __future__ import annotations

from django import forms

from participation.safeguarding.models import Concern

TOLD = "What was done, by whom and when. It is kept as it is: nobody can change it later."


class NoteForm(forms.Form):
    use_required_attribute = False
    text = forms.CharField(
        label="What was done",
        help_text=TOLD,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": "Write what was done."},
    )


class CloseForm(NoteForm):
    outcome = forms.ChoiceField(
        label="How it ended",
        choices=Concern.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended."},
    )
    field_order = ("outcome", "text")
