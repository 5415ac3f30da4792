"""What a worker types with the group around."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from participation.moderation.models import GroupNote
from surveys.staff_forms import offer_groups


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """A draft of a group note. Names and places stay out from the first word on."""

    use_required_attribute = False

    class Meta:
        model = GroupNote
        fields: ClassVar = ["group", "question", "how", "words", "how_many", "said_on"]
        labels: ClassVar = {"question": "Which question it answers"}
        help_texts: ClassVar = {
            "words": "As they said it. Leave names and places out. Of a drawing, write what they "
            "say it shows.",
            "how_many": "Never a number, and never “all of them”: that says it of each who was "
            "there.",
        }
        widgets: ClassVar = {
            "how": forms.RadioSelect,
            "how_many": forms.RadioSelect,
            "words": forms.Textarea(attrs={"rows": 5, "dir": "auto", "autocomplete": "off"}),
            "said_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        error_messages: ClassVar = {
            "group": {"required": "Choose which group said it."},
            "how": {"required": "Choose how they said it."},
            "words": {"required": "Type what they said."},
            "said_on": {
                "required": "Give the day they said it.",
                "invalid": "Give the day, such as 24/11/2026.",
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        offer_groups(fields["group"])
        fields["how"].choices = GroupNote.How.choices
        fields["how_many"].choices = GroupNote.HowMany.choices
        asked = fields["question"].queryset.filter(about_you=False, survey__about_staff=False)
        asked = asked.exclude(survey__status="draft").select_related("survey__group")
        fields["question"].queryset = asked
        fields["question"].choices = [("", "No question in particular"), *_by_survey(asked)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        group, question, said_on = data.get("group"), data.get("question"), data.get("said_on")
        if group and question and question.survey.group_id != group.pk:
            self.add_error("question", "Another group was asked this. Choose another question.")
        if said_on and said_on > timezone.localdate():
            self.add_error("said_on", "This day is still to come.")
        return data


class NoteEditForm(NoteForm):
    class Meta(NoteForm.Meta):
        fields: ClassVar = [*NoteForm.Meta.fields, "changes"]


def _by_survey(questions: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    """Questions under their surveys, the newest first, as a list to choose from shows them."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for question in questions.order_by("-survey", "position"):
        name = f"{question.survey.group}: {question.survey}"
        groups.setdefault(name, []).append((question.pk, question.text))
    return list(groups.items())


class AgreeForm(forms.Form):
    """The group's yes to exactly these words, and whether adults may read them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    quotable = forms.BooleanField(
        required=False,
        label="Yes, adults may read our words",
        help_text="If not, they still count, and nobody but workers reads them.",
    )
