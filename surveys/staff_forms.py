"""What workers write about a survey: its plan, its group's note, who reads it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from backend.accounts.models import User
from surveys import data_protection, planning
from surveys.models import DataProtectionNote, Group, Plan


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})


def offer_groups(field: Any) -> None:
    """Where there is one group alone, nobody has to choose it."""
    field.empty_label = "Choose one"
    groups = list(field.queryset.values_list("pk", flat=True)[:2])
    if len(groups) == 1:
        field.initial = groups[0]


class PlanForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """All of the plan. It can be saved half done: the checklist says what is missing."""

    use_required_attribute = False
    hide_optional = True

    class Meta:
        model = Plan
        fields: ClassVar = list(planning.FIELDS)
        labels: ClassVar = {
            "space": "Space: how is it made safe to speak, and for whom?",
            "voice": "Voice: which ways are there to say something?",
            "audience": "Audience: who will hear this?",
            "power": "Can those who hear it decide?",
            "can_change": "What can change",
            "cannot_change": "What cannot change",
        }
        help_texts: ClassVar = {
            "space": "Where and with whom children answer, and who may be left out otherwise. For "
            "example: “In our Tuesday session with a worker they know, or alone on their own "
            "phone. Nobody has to answer.”",
            "voice": "For example: “Tap a face or a picture, write, or tell a worker who writes it "
            "down.”",
            "audience": "Children read this. For example: “A worker reads it first. Then the Board "
            "sees the checked words.”",
            "power": "Children are told this in plain words, so that nobody hopes for too much.",
            "can_change": "Children read this before the first question. For example: “Lights, "
            "buses and where we meet.”",
            "cannot_change": "Children read this too. Say it as plainly: “The law, and who lives "
            "in your street.”",
        }
        widgets: ClassVar = {
            name: _lines(3)
            for name in ("space", "voice", "audience", "can_change", "cannot_change")
        } | {"power": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
        power = self.fields["power"]
        power.choices = Plan.Power.choices  # type: ignore[attr-defined]  # no empty line among radios


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    use_required_attribute = False

    class Meta:
        model = DataProtectionNote
        fields: ClassVar = list(data_protection.FIELDS)
        widgets: ClassVar = {name: _lines(6) for name in data_protection.FIELDS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.label = str(field.label).capitalize()
            field.error_messages["required"] = "Write this part, or take ours and change it."


class People(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.email})"


class ReadersForm(forms.Form):
    use_required_attribute = False
    hide_optional = True
    about_staff = forms.BooleanField(
        label="This survey asks about staff",
        required=False,
        help_text="Then only the people ticked below read its words, and children are told so.",
    )
    readers = People(
        queryset=User.objects.none(),
        required=False,
        label="Who reads the words",
        help_text="Only people who may read children's words anyway can be named.",
    )
    asked_about = People(
        queryset=User.objects.none(),
        required=False,
        label="Who is asked about",
        help_text="For them these words are not there: no text, no count, whatever their role.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moderators = [it.pk for it in planning.people_to_name()]
        readers, asked_about = self.fields["readers"], self.fields["asked_about"]
        readers.queryset = User.objects.filter(pk__in=moderators)  # type: ignore[attr-defined]
        asked_about.queryset = User.objects.filter(is_active=True)  # type: ignore[attr-defined]


class ForGroupForm(forms.Form):
    """Whose survey a template or a pack becomes."""

    use_required_attribute = False
    group = forms.ModelChoiceField(
        queryset=Group.objects.all(),
        label="For which group?",
        error_messages={"required": "Choose the group that is asked."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_groups(self.fields["group"])
