"""What a worker fills in to make a survey: its texts, and one question with its choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from surveys.building import FACES_BY_COUNT, MOST_PHRASES, YES_AND_NO
from surveys.drafts import ChoiceDraft, QuestionDraft
from surveys.models import Audience, Choice, Group, Question, Survey
from surveys.pictures import Picture
from surveys.staff_forms import offer_groups

ADULTS = (Audience.PRACTITIONERS, Audience.MANAGERS, Audience.BOARD)
KINDS = Question.Kind
EMPTY_ROWS = 6
MOST_ROWS = 20
MOST_LETTERS = 120


class TextsForm(forms.Form):
    group = forms.ModelChoiceField(
        Group.objects.all(),
        label="Which group is it for?",
        error_messages={"required": "Choose the group."},
    )
    title = forms.CharField(
        label="Title",
        max_length=120,
        help_text="As children see it: “Safety where you live”.",
        error_messages={"required": "Give it a title."},
    )
    about = forms.CharField(
        label="What is it about?",
        required=False,
        help_text="One or two plain sentences, for children. They stand on the first screen.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_groups(self.fields["group"])


@dataclass(frozen=True)
class Row:
    """One choice in the form."""

    name: str
    text: str = ""
    picture: str = ""
    headline: bool = False
    id: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.text

    @property
    def picture_label(self) -> str:
        return Picture(self.picture).label if self.picture in Picture.values else ""


class QuestionForm(forms.Form):
    """One question of a kind. Its choices are `rows`: as many as were sent, and empty ones."""

    text = forms.CharField(
        max_length=200,
        label="Question",
        help_text="As children are asked it. One thing, in everyday words.",
        error_messages={"required": "Write the question."},
    )
    help = forms.CharField(
        max_length=200,
        required=False,
        label="A line of help",
        help_text="Stands under the question.",
    )
    why = forms.CharField(
        max_length=200,
        required=False,
        label="Why we ask",
        help_text="Children see it, after “We ask because: …”.",
    )
    feeds = forms.CharField(
        max_length=200,
        required=False,
        label="Which decision it feeds",
        help_text="For staff alone: “Where new street lights go, March meeting”.",
    )
    about = forms.ChoiceField(
        label="Who is it about?",
        choices=[
            ("all", "What life is like, or what would help"),
            ("you", "The one who answers, such as their age: asked last, clearly optional"),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )
    splits = forms.BooleanField(
        required=False,
        label="Results may be split by this",
        help_text="Declared now, so that nobody picks afterwards.",
    )
    headline = forms.CharField(
        max_length=60,
        required=False,
        label="What one side of the answers says",
        help_text="After “children …”: “feel safe where they live”. Then tick, above, the "
        "choices that say it.",
    )
    show_if = forms.MultipleChoiceField(
        required=False, label="Only after one of these answers", widget=forms.CheckboxSelectMultiple
    )
    only_for = forms.ChoiceField(
        required=False,
        label="Who is asked this?",
        choices=[("", "Everybody"), *((it.value, f"{it.label} only") for it in Audience)],
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: str,
        earlier: Iterable[Question] = (),
        question: Question | None = None,
    ) -> None:
        initial = _initial(question) if question else {}
        super().__init__(data, initial=initial)
        self.kind = kind
        for audience in ADULTS:
            who = audience.label.lower()
            self.fields[f"wording-{audience}"] = forms.CharField(
                max_length=200, required=False, label=f"How {who} are asked"
            )
            self.fields[f"wording-help-{audience}"] = forms.CharField(
                max_length=200, required=False, label=f"A line of help for {who}"
            )
        groups: Any = [
            (it.text, [(choice.pk, choice.text) for choice in it.choices.all()]) for it in earlier
        ]
        self.fields["show_if"].choices = groups  # type: ignore[attr-defined]
        for name in self._left_out():
            del self.fields[name]
        saved = list(question.choices.all()) if question else []
        self.rows = _rows(data, kind, saved)
        self.row_error = ""

    def _left_out(self) -> set[str]:
        """Fields that this kind does not need."""
        sided = set() if self.kind in Question.SIDED else {"splits", "headline"}
        has_earlier = bool(self.fields["show_if"].choices)  # type: ignore[attr-defined]
        return sided | (set() if has_earlier else {"show_if"})

    @property
    def wordings(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("wording")]

    def draft(self) -> QuestionDraft:
        """What was typed, whether or not it can be saved."""
        return QuestionDraft(
            kind=self.kind,
            text=self._said("text"),
            help=self._said("help"),
            why=self._said("why"),
            feeds=self._said("feeds"),
            about_you=self._said("about") == "you",
            splits=bool(self._said("splits")),
            headline=self._said("headline"),
            only_for=self._said("only_for"),
            show_if=tuple(int(it) for it in self["show_if"].value() or () if str(it).isdecimal())
            if "show_if" in self.fields
            else (),
            choices=tuple(
                ChoiceDraft(
                    it.text, it.picture, it.headline, int(it.id) if it.id.isdecimal() else None
                )
                for it in self.rows
                if not it.is_empty
            ),
            wordings={
                it.value: (self._said(f"wording-{it}"), self._said(f"wording-help-{it}"))
                for it in ADULTS
            },
        )

    def _said(self, name: str) -> str:
        value = self[name].value() if name in self.fields else ""
        return str(value or "").replace("\0", "").strip() if value is not False else ""

    def refuse(self, errors: dict[str, str]) -> None:
        """Show what the services would not have, each beside what it is about."""
        self.row_error = errors.get("choices", "")
        for name, sentence in errors.items():
            if name != "choices":
                self.add_error(name if name in self.fields else None, sentence)

    def clean(self) -> dict[str, Any]:
        too_long = [it.text for it in self.rows if len(it.text) > MOST_LETTERS]
        if too_long:
            self.row_error = f"A choice may have up to {MOST_LETTERS} letters."
            raise forms.ValidationError([])
        return super().clean() or {}


def _initial(question: Question) -> dict[str, Any]:
    names = ("text", "help", "why", "feeds", "splits", "headline", "only_for")
    found: dict[str, Any] = {name: getattr(question, name) for name in names}
    found["about"] = "you" if question.about_you else "all"
    found["show_if"] = [it.pk for it in question.show_if.all()]
    for wording in question.wordings.all():
        found[f"wording-{wording.audience}"] = wording.text
        found[f"wording-help-{wording.audience}"] = wording.help
    return found


def _rows(data: QueryDict | None, kind: str, saved: list[Choice]) -> list[Row]:
    """The choices as they were sent, or as they are; and empty rows up to what the kind takes."""
    if data is not None:
        rows = [_sent_row(data, number) for number in range(_number_sent(data))]
    elif saved:
        rows = [
            Row("", it.text, it.picture, it.headline, str(it.pk)) for it in saved if not it.not_sure
        ]
    elif kind == KINDS.YES_NO:
        rows = [Row("", text, picture) for text, picture in YES_AND_NO]
    else:
        rows = []
    most = {KINDS.FACES: max(FACES_BY_COUNT), KINDS.YES_NO: 2, KINDS.TEXT: MOST_PHRASES}
    room = most.get(KINDS(kind), max(EMPTY_ROWS, len(rows)))
    more = 3 if data is not None and data.get("do") == "more" else 0
    wanted = min(max(room, len(rows)) + (more if kind not in most else 0), MOST_ROWS)
    rows += [Row("")] * (wanted - len(rows))
    return [
        Row(f"choice-{at}", it.text, it.picture, it.headline, it.id) for at, it in enumerate(rows)
    ]


def _number_sent(data: QueryDict) -> int:
    sent = data.get("rows", "0")
    return min(int(sent), MOST_ROWS) if sent.isdecimal() else 0


def _sent_row(data: QueryDict, number: int) -> Row:
    name = f"choice-{number}"
    picture = data.get(f"{name}-picture", "")
    return Row(
        name,
        " ".join(data.get(name, "").replace("\0", "").split()),
        picture if picture in Picture.values else "",
        f"{name}-headline" in data,
        data.get(f"{name}-id", ""),
    )


def texts_initial(survey: Survey) -> dict[str, Any]:
    return {"group": survey.group_id, "title": survey.title, "about": survey.about}
