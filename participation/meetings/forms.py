"""What a clerk fills in, from the body that meets to the evidence of what changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from participation.meetings.models import (
    AgendaItem,
    Body,
    Decision,
    Meeting,
    OtherName,
)
from participation.moderation.models import Theme


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Sheet(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A form whose every error names its field, since the summary lists them apart from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            label = str(field.label)
            chosen = isinstance(field, forms.ChoiceField)
            missing = f"{label}: choose one." if chosen else f"{label}: fill this in."
            field.error_messages["required"] = missing
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = "Choose one"
            elif isinstance(field, forms.ChoiceField):
                choices: Any = field.choices
                field.choices = [(it, name if it else "Choose one") for it, name in choices]
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = f"{label}: give a day, such as 24/11/2026."


class BodyForm(Sheet):
    class Meta:
        model = Body
        fields = (
            *("name", "classification", "plain_name", "parent"),
            *("founding_date", "dissolution_date", "source"),
        )
        labels: ClassVar = {
            "classification": "What it is",
            "plain_name": "What children call it",
            "parent": "Part of",
            "founding_date": "Since",
            "dissolution_date": "Until",
        }
        help_texts: ClassVar = {
            "plain_name": "Leave empty if its name is plain.",
            "founding_date": "Only where a source says so.",
            "dissolution_date": "Only if it has ended.",
        }
        widgets: ClassVar = {"founding_date": DayInput, "dissolution_date": DayInput}
        error_messages: ClassVar = {"name": {"unique": "There is a body with this name already."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Body.objects.exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = others  # type: ignore[attr-defined]  # a model choice
        self.fields["parent"].empty_label = "Nothing"  # type: ignore[attr-defined]  # the same

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("founding_date"), data.get("dissolution_date")
        if since and until and until < since:
            self.add_error("dissolution_date", "Until: it cannot end before it began.")
        return data


class OtherNameForm(Sheet):
    class Meta:
        model = OtherName
        fields = ("name", "start_date", "end_date", "source")
        labels: ClassVar = {
            "name": "What it was called before",
            "start_date": "Since",
            "end_date": "Until",
        }
        widgets: ClassVar = {"start_date": DayInput, "end_date": DayInput}


class MeetingForm(Sheet):
    class Meta:
        model = Meeting
        fields = ("body", "name", "start_date", "start_time", "location", "status")
        labels: ClassVar = {"name": "Name of this meeting", "status": "Is the date fixed?"}
        help_texts: ClassVar = {"name": "Leave empty to call it by its body’s name."}
        widgets: ClassVar = {
            "start_date": DayInput,
            "start_time": TimeInput,
            "status": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (Meeting.Status.CONFIRMED.value, "Yes, confirmed"),
            (Meeting.Status.TENTATIVE.value, "Not yet, tentative"),
        ]
        # Cancelled has its own button, and past is what the date says: kept where they are set.
        if self.instance.status in {Meeting.Status.CANCELLED, Meeting.Status.PASSED}:
            choices.append((self.instance.status, self.instance.get_status_display()))
        self.fields["status"].choices = choices  # type: ignore[attr-defined]  # a choice field


class ItemForm(Sheet):
    class Meta:
        model = AgendaItem
        fields = ("order", "title", "notes", "themes", "surveys")
        labels: ClassVar = {
            "themes": "What children say about this",
            "surveys": "Surveys that this meeting hears",
        }
        help_texts: ClassVar = {
            "notes": "For the Board. **Bold**, lists with “- ”, links: Markdown works.",
            "themes": "Themes that the meeting will talk about under this item.",
        }
        widgets: ClassVar = {
            "themes": forms.CheckboxSelectMultiple,
            "surveys": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = self.instance.themes.values_list("pk", flat=True) if self.instance.pk else []
        offered = Theme.objects.filter(Q(retired_on=None) | Q(pk__in=list(listed)))
        self.fields["themes"].queryset = offered  # type: ignore[attr-defined]  # a model choice
        new: list[tuple[int, str]] = []
        old: list[tuple[int, str]] = []
        for theme in offered.prefetch_related("agenda_items"):
            (old if theme.agenda_items.all() else new).append((theme.pk, theme.title))
        self.fields["themes"].choices = [  # type: ignore[attr-defined]  # a model choice
            (name, themes)
            for name, themes in (("On no agenda yet", new), ("On an agenda already", old))
            if themes
        ]

    def clean_order(self) -> str:
        order = str(self.cleaned_data["order"]).strip()
        others = AgendaItem.objects.filter(meeting=self.instance.meeting, order__iexact=order)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"Number: {order} is on this agenda already.")
        return order


class DecisionForm(Sheet):
    class Meta:
        model = Decision
        fields = ("text", "weight_given", "reasons", "decided_on")
        widgets: ClassVar = {"decided_on": DayInput}
