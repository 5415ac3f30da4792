"""One figure, agreed aloud."""

from __future__ import annotations

from django import forms


class GuessForm(forms.Form):
    figure = forms.IntegerField(
        label="Of 100 children, how many?",
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "Type the figure that you agreed on, from 0 to 100.",
            "invalid": "Type a whole number from 0 to 100.",
            "min_value": "Type a whole number from 0 to 100.",
            "max_value": "Type a whole number from 0 to 100.",
        },
    )
