"""The file that a clerk brings in, and what goes round until it is written."""

from __future__ import annotations

from django import forms

from participation.meetings.tracker.reading import MOST_BYTES


class FileForm(forms.Form):
    file = forms.FileField(
        label="The table, as a CSV file",
        help_text="At most 5,000 rows and 2 MB. In your spreadsheet: Save as, then CSV UTF-8.",
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        error_messages={
            "required": "The table, as a CSV file: choose one.",
            "empty": "The table, as a CSV file: this one is empty.",
        },
    )

    def content(self) -> bytes:
        """What was sent; one byte over the limit is enough to tell that it is too much."""
        return bytes(self.cleaned_data["file"].read(MOST_BYTES + 1))


class LookedForm(forms.Form):
    table = forms.CharField()
    digest = forms.CharField(max_length=64)
