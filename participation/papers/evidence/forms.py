"""What a manager fills in: a period, a framework, a heading and what bears on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q
from django.utils import timezone

from participation.meetings.forms import DayInput, Sheet
from participation.meetings.models import Action, Framework, Heading
from participation.moderation.models import Theme
from participation.papers.blocks import day

YEAR = timedelta(days=365)


class PeriodForm(forms.Form):
    """From which day to which, and by whose headings."""

    first = forms.DateField(
        label="From",
        widget=DayInput,
        error_messages={
            "required": "From: give the first day.",
            "invalid": "From: give a day, such as 24/11/2026.",
        },
    )
    last = forms.DateField(
        label="To",
        widget=DayInput,
        error_messages={
            "required": "To: give the last day.",
            "invalid": "To: give a day, such as 24/11/2026.",
        },
    )
    framework = forms.ModelChoiceField(
        Framework.objects.all(),
        label="Order by the headings of",
        required=False,
        empty_label="No framework",
        error_messages={"invalid_choice": "Order by: choose one of these."},
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and first > last:
            self.add_error("last", "To: this is before the first day.")
        return said

    @staticmethod
    def beginning() -> dict[str, Any]:
        """The last year."""
        today = timezone.localdate()
        return {"first": today - YEAR, "last": today}


class FrameworkForm(Sheet):
    class Meta:
        model = Framework
        fields = ("name", "version", "document")
        labels: ClassVar = {"document": "Where it is written down"}
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": "This framework is here in that version already."}
        }


class HeadingForm(Sheet):
    class Meta:
        model = Heading
        fields = ("reference", "text", "verbatim", "surveys", "themes", "actions")
        labels: ClassVar = {
            "reference": "Number",
            "text": "What it says",
            "verbatim": "These are the framework’s own words",
            "surveys": "Surveys that bear on it",
            "themes": "Themes that bear on it",
            "actions": "Actions that bear on it",
        }
        help_texts: ClassVar = {
            "reference": "As the framework numbers it, or a short word.",
            "verbatim": "If not, the pack says that they are ours.",
            "themes": "Those on the children’s board.",
        }
        widgets: ClassVar = {
            "surveys": forms.CheckboxSelectMultiple,
            "themes": forms.CheckboxSelectMultiple,
            "actions": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["surveys"].queryset = fields["surveys"].queryset.exclude(status="draft")
        # Rounds have the same title: the day tells them apart.
        fields["surveys"].label_from_instance = lambda it: f"{it}, from {day(it.opened_on)}"
        ticked = {
            name: list(getattr(self.instance, name).values_list("pk", flat=True))
            if self.instance.pk
            else []
            for name in ("themes", "actions")
        }
        shown = Theme.objects.on_the_board().values("pk")
        fields["themes"].queryset = Theme.objects.filter(
            Q(pk__in=shown) | Q(pk__in=ticked["themes"])
        )
        public = Action.objects.agreed().values("pk")
        fields["actions"].queryset = Action.objects.filter(
            Q(pk__in=public) | Q(pk__in=ticked["actions"], decision=None)
        )

    def clean_reference(self) -> str:
        reference = str(self.cleaned_data["reference"]).strip()
        others = Heading.objects.filter(framework=self.instance.framework, reference=reference)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"Number: {reference} is in this framework already.")
        return reference
