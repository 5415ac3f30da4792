"""What a worker fills in: whom to ask, the answer to a theme, and that children were told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.text import Truncator

from participation.meetings.forms import DayInput, Sheet
from participation.meetings.models import Action, Body, Decision
from participation.moderation.models import Theme
from participation.replies import rounds
from participation.replies.models import Reply, Told, VerdictRound

State = Reply.State
Choices = list[tuple[str, list[tuple[int | str, str]]]]


class AskForm(forms.Form):
    """Which agency should answer a theme; those that were asked are left out."""

    agency = forms.ModelChoiceField(
        Body.objects.none(),
        empty_label="Choose an agency",
        error_messages={"required": "Agency: choose one."},
        help_text="Until it answers, the children’s board names it as not having answered.",
    )

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = Body.objects.exclude(asked__theme=theme)
        self.fields["agency"].queryset = free  # type: ignore[attr-defined]  # the field above


class ReplyForm(Sheet):
    """Asks for everything; `clean` says what the chosen state still lacks, by field."""

    hide_optional = True
    DEMANDS: ClassVar = {
        State.WE_WILL: ("by_when", "By when: say the day, so that children can hold you to it."),
        State.FINDING_OUT: ("by_when", "By when: say the day on which children hear more."),
        State.WE_CANT: ("because", "Because: children need a reason for “We can’t”."),
        State.NOT_OURS: ("passed_to", "Passed to: say who decides this, and that you told them."),
    }

    class Meta:
        model = Reply
        fields = (
            "agency",
            "state",
            "text",
            "by_when",
            "because",
            "passed_to",
            "decision",
            "action",
        )
        labels: ClassVar = {
            "agency": "Who answers",
            "state": "The answer is",
            "text": "The answer, in plain words",
            "passed_to": "Passed to",
            "decision": "The decision it comes from (if there is one)",
            "action": "The action it speaks of (if there is one)",
        }
        help_texts: ClassVar = {
            "by_when": "Needed for “We will” and “We are finding out”.",
            "because": "Needed for “We can’t”. Children read it after the word “Because”.",
            "passed_to": "Needed for “Not ours to decide”.",
            "decision": "Confirmed decisions only. Children can read it beside the answer.",
            "action": "For “We did” it must be done.",
        }
        widgets: ClassVar = {
            "state": forms.RadioSelect,
            "by_when": DayInput,
            "because": forms.Textarea({"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        state, decision, action = (self.fields[name] for name in ("state", "decision", "action"))
        state.choices = State.choices  # type: ignore[attr-defined]  # no empty one to pick
        theme = self.instance.theme_id
        decisions = Decision.objects.public().select_related("agenda_item__meeting__body")
        about = set(decisions.filter(agenda_item__themes=theme).values_list("pk", flat=True))
        decision.queryset = decisions  # type: ignore[attr-defined]  # a model choice
        decision.choices = _grouped(  # type: ignore[attr-defined]  # a model choice
            (it.pk in about, it.pk, _decided(it)) for it in decisions
        )
        actions = Action.objects.agreed().select_related("agency")
        action.queryset = actions  # type: ignore[attr-defined]  # a model choice
        action.choices = _grouped(  # type: ignore[attr-defined]  # a model choice
            (it.decision_id in about, it.pk, f"{it} ({it.get_status_display()}, {it.agency})")
            for it in actions
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name, missing = self.DEMANDS.get(data.get("state", ""), ("", ""))
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, missing)
        action = data.get("action")
        if data.get("state") == State.WE_DID and action and action.status != Action.Status.DONE:
            self.add_error(
                "action",
                "Action: this one is not done yet. Choose “We will”, or an action that is done.",
            )
        return data


def _decided(decision: Decision) -> str:
    meeting = decision.agenda_item.meeting
    return f"{Truncator(decision.text).chars(90)} ({meeting}, {meeting.start_date:%-d %B %Y})"


def _grouped(rows: Iterable[tuple[bool, int, str]]) -> Choices:
    """What is about this theme first."""
    groups: dict[bool, list[tuple[int | str, str]]] = {True: [], False: []}
    for is_about_it, pk, label in rows:
        groups[is_about_it].append((pk, label))
    named: Choices = [("About this theme", groups[True]), ("Others", groups[False])]
    return [("No link", [("", "None")]), *(group for group in named if group[1])]


class SendBackForm(forms.Form):
    """What has to change before the answer can go out."""

    because = forms.CharField(
        label="What should change",
        help_text="The worker who wrote the answer reads this. Name no child.",
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "What should change: say it, so that it can be mended."},
    )


class RoundForm(forms.Form):
    """Which group is asked what it makes of an answer, and how many of its children are there."""

    group = forms.TypedChoiceField(
        label="Which group",
        coerce=int,
        error_messages={"required": "Which group: choose one."},
    )
    way = forms.ChoiceField(
        label="How they answer",
        choices=VerdictRound.Way.choices,
        initial=VerdictRound.Way.TABLET,
        widget=forms.RadioSelect,
        error_messages={"required": "How they answer: choose one."},
    )
    present = forms.IntegerField(
        label="How many children are there",
        help_text="No more answers than that are taken. Nobody is shown this number.",
        min_value=1,
        max_value=rounds.MOST,
        error_messages={
            "required": "How many children are there: count them.",
            "invalid": "How many children are there: give a number.",
            "min_value": "How many children are there: at least one.",
            "max_value": f"How many children are there: at most {rounds.MOST}.",
        },
    )

    def __init__(self, *args: Any, groups: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: list[tuple[int | str, str]] = [*groups.items()]
        if len(offered) != 1:
            offered.insert(0, ("", "Choose one"))
        self.fields["group"].choices = offered  # type: ignore[attr-defined]  # the field above


class ToldForm(Sheet):
    class Meta:
        model = Told
        fields = ("group", "on", "how")
        labels: ClassVar = {"group": "Which group", "how": "How"}
        help_texts: ClassVar = {
            "how": "Such as: “Read out by the chair, with time for questions.” Name no child."
        }
        widgets: ClassVar = {"on": DayInput}

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError("When: write this down once children were told.")
        return on
