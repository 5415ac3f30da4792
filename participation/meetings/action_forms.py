"""What is filled in about actions, how they go, what they changed, and what asked for them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q
from django.utils.html import format_html

from participation.meetings.forms import DayInput, Sheet
from participation.meetings.models import (
    Action,
    ActionQuerySet,
    ActionUpdate,
    Body,
    Evidence,
    Recommendation,
    Source,
)
from participation.moderation.models import Theme

ROLE_NOT_NAME = "A role, such as “Head of highways”. No person’s name: children read this."


class ActionForm(Sheet):
    class Meta:
        model = Action
        fields = ("text", "source", "agency", "owner_role", "due_on", "with_children")
        labels: ClassVar = {"owner_role": "Who does it", "source": "Where it came from"}
        help_texts: ClassVar = {
            "text": "One thing that can be seen to be done. Children read this.",
            "source": "Leave it as it is where the decision or the recommendation says it.",
            "owner_role": ROLE_NOT_NAME,
            "with_children": "Such as “They walk the path with us”. Empty: they do not.",
        }
        widgets: ClassVar = {"due_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source = self.fields["source"]
        source.required = False
        source.empty_label = "As it hangs together"  # type: ignore[attr-defined]  # a model choice


class UpdateForm(Sheet):
    class Meta:
        model = ActionUpdate
        fields = ("text", "status")
        labels: ClassVar = {"text": "How it goes", "status": "How far it is now"}
        help_texts: ClassVar = {
            "text": "What happened since the last update, and what is in the way. Nobody’s name.",
            "status": "Done needs evidence of what changed for children.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        now = self.instance.action.get_status_display()
        others = [it for it in Action.Status.choices if it[0] != self.instance.action.status]
        choices = [("", f"As before: {now}"), *others]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]  # a choice field


class EvidenceForm(Sheet):
    url = forms.URLField(
        label="Where it can be seen",
        help_text="An address on the web, if there is one.",
        required=False,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url"}),
    )

    class Meta:
        model = Evidence
        fields = ("text", "on", "checked_by", "checked_on", "url")
        labels: ClassVar = {
            "on": "Since when",
            "checked_by": "Who checked it",
            "checked_on": "Checked on",
        }
        help_texts: ClassVar = {
            "text": "Not what was done: what is different for children now.",
            "checked_by": "A role, no person’s name; and not the one who did it.",
        }
        widgets: ClassVar = {"on": DayInput, "checked_on": DayInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.hint and not self.is_bound:
            text = self.fields["text"]
            text.help_text = format_html(
                "{}<br><strong>{}</strong>", text.help_text, self.instance.hint
            )

    def clean_checked_by(self) -> str:
        checked_by = str(self.cleaned_data["checked_by"]).strip()
        if self.instance.action.is_owned_by(checked_by):
            raise forms.ValidationError(
                "Who checked it: somebody other than the one who did it must have looked."
            )
        return checked_by


class SourceForm(Sheet):
    class Meta:
        model = Source
        fields = ("name", "kind", "on", "document")
        labels: ClassVar = {"on": "Date", "kind": "What it is"}
        widgets: ClassVar = {"on": DayInput}
        error_messages: ClassVar = {"name": {"unique": "There is a source with this name already."}}


class RecommendationForm(Sheet):
    class Meta:
        model = Recommendation
        fields = (
            "source",
            "kind",
            "reference",
            "heading",
            "text",
            "verbatim",
            "measured_by",
            "themes",
        )
        labels: ClassVar = {
            "text": "What it says",
            "verbatim": "These are the source’s own words",
            "measured_by": "How it is measured",
            "themes": "What children say that bears on it",
        }
        help_texts: ClassVar = {
            "verbatim": "If not, it is shown as a summary in our words.",
            "measured_by": "What would show that it is embedded: something that can be seen or "
            "counted, and who looks.",
            "themes": "",
        }
        widgets: ClassVar = {"themes": forms.CheckboxSelectMultiple}
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {"unique_together": "This source has that reference already."}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        linked = self.instance.themes.values_list("pk", flat=True) if self.instance.pk else []
        offered = Theme.objects.filter(Q(retired_on=None) | Q(pk__in=list(linked)))
        self.fields["themes"].queryset = offered  # type: ignore[attr-defined]  # a model choice


class StatusForm(forms.Form):
    status = forms.ChoiceField(choices=Action.Status.choices)


class FilterForm(forms.Form):
    """Which of these actions to list."""

    LATE = "late"
    SOON = "soon"
    CHILDREN_SAY_DONE = "children_say_done"

    agency = forms.ModelChoiceField(Body.objects.none(), required=False, empty_label="All agencies")
    source = forms.ModelChoiceField(
        Source.objects.all(), required=False, label="Where it came from", empty_label="Anywhere"
    )
    status = forms.ChoiceField(
        choices=[
            ("", "Any"),
            *Action.Status.choices,
            (CHILDREN_SAY_DONE, "Children say it is done"),
        ],
        required=False,
        label="How far",
    )
    due = forms.ChoiceField(
        choices=[("", "Any day"), (LATE, "Late"), (SOON, "In the next 30 days")], required=False
    )

    def __init__(self, *args: Any, actions: ActionQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Body.objects.filter(pk__in=actions.order_by().values("agency"))
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]  # a model choice


class RecommendationFilterForm(forms.Form):
    """Which recommendations to list; `words` are the standings that they are told apart by."""

    source = forms.ModelChoiceField(Source.objects.none(), required=False, empty_label="All")
    word = forms.ChoiceField(required=False, label="How it stands")

    def __init__(self, *args: Any, words: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = Source.objects.filter(pk__in=Recommendation.objects.order_by().values("source"))
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]  # a model choice
        self.fields["word"].choices = [("", "Any"), *words.items()]  # type: ignore[attr-defined]  # a choice field
