"""What a clerk fills in, from the body that meets to the evidence of what changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from participation.meetings import item_rules
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
            if isinstance(field, forms.ModelMultipleChoiceField):
                continue  # Boxes to tick: none of them means "choose one".
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


def address_there() -> forms.URLField:
    """Where the council's committee system shows the same."""
    return forms.URLField(
        label="Its page in the council’s system",
        required=False,
        assume_scheme="https",
        max_length=200,
        widget=forms.TextInput({"inputmode": "url"}),
        error_messages={"invalid": "Its page in the council’s system: give a web address."},
    )


class MeetingForm(Sheet):
    url = address_there()

    class Meta:
        model = Meeting
        fields = (
            "body",
            "name",
            "start_date",
            "start_time",
            "location",
            "status",
            "reference",
            "url",
        )
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


ACCESS = [
    (AgendaItem.Access.PUBLIC.value, "Public"),
    (AgendaItem.Access.PART_EXEMPT.value, "Part exempt: some of the text, and no decision"),
    (AgendaItem.Access.EXEMPT.value, "Exempt: all of the text, and what is decided"),
]


class ItemForm(Sheet):
    url = address_there()

    class Meta:
        model = AgendaItem
        fields = (
            "order",
            "title",
            "late_because",
            "notes",
            "access",
            "exempt_paragraph",
            "exempt_reason",
            "exempt_notes",
            "themes",
            "surveys",
            "reference",
            "url",
        )
        labels: ClassVar = {
            "themes": "What children say about this",
            "surveys": "Surveys that this meeting hears",
        }
        help_texts: ClassVar = {
            "notes": "For the Board. **Bold**, lists with “- ”, links: Markdown works.",
            "themes": "Themes that the meeting will talk about under this item.",
            "access": "Its number, title, paragraph and reason are public either way.",
            "exempt_paragraph": "Needed for what is exempt.",
            "exempt_reason": "Needed for what is exempt. Public, with the title.",
            "exempt_notes": "Markdown. The Board and its clerk read it, nobody else.",
        }
        widgets: ClassVar = {
            "access": forms.RadioSelect,
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
        self.fields["access"].choices = ACCESS  # type: ignore[attr-defined]  # a choice field
        meeting = self.instance.meeting
        is_late = meeting.is_to_come and self.instance.is_late
        if not (is_late or self.instance.late_because):
            del self.fields["late_because"]

    def clean_order(self) -> str:
        order = str(self.cleaned_data["order"]).strip()
        others = AgendaItem.objects.filter(meeting=self.instance.meeting, order__iexact=order)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"Number: {order} is on this agenda already.")
        return order

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if sent.get("access") == AgendaItem.Access.PUBLIC:  # What hung on another choice goes.
            sent |= {"exempt_paragraph": None, "exempt_reason": ""}
        own = {name: sent[name] for name in sent.keys() - {"themes", "surveys"}}
        item = AgendaItem(meeting=self.instance.meeting, added_on=self.instance.added_on, **own)
        for name, sentence in item_rules.faults(item, surveys=sent.get("surveys") or ()).items():
            if name not in self.errors:
                self.add_error(name, f"{self.fields[name].label}: {sentence}")
        return sent


class DecisionForm(Sheet):
    """What was decided, with what weight and why; a draft of the minutes may wait for these."""

    class Meta:
        model = Decision
        fields = ("text", "weight_given", "reasons", "not_agreed", "minute_number", "decided_on")
        labels: ClassVar = {"not_agreed": "What was not agreed"}
        help_texts: ClassVar = {
            "reasons": "Why it was decided so.",
            "not_agreed": "What children asked for and did not get. They may ask.",
        }
        widgets: ClassVar = {"decided_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("weight_given", "reasons"):
            if not self.instance.minuted_as:  # Those of the minutes are filled in one by one.
                self.fields[name].required = True
