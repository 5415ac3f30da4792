"""What moderators send: a decision about words, a theme, the voices in it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from backend.accounts.models import User
from participation.moderation.models import Reading, Theme, Voice
from participation.moderation.suggestions import Part, Suggestion, marked, suggest, take_out
from surveys.free_text import Words
from surveys.pictures import Picture
from surveys.risk import Sign
from surveys.staff_forms import offer_groups

Decision = Reading.Decision
LASTING = "lasting"


class SeenForm(forms.Form):
    """What the page knew when the person decided: the current Reading's id, or none."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DecisionForm(SeenForm):
    """One decision about one text; the buttons send which."""

    use_required_attribute = False
    hide_optional = True
    decision = forms.ChoiceField(
        choices=[choice for choice in Decision.choices if choice[0] != Decision.ESCALATED],
        widget=forms.HiddenInput,
        error_messages={"required": "Choose what to do with these words."},
    )
    text = forms.CharField(
        label="As adults will read it",
        help_text="A copy. Take out what points to a person or a place, or say it another way.",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 4, "dir": "auto", "autocomplete": "off", "data-key": "e"}
        ),
    )
    taken_out = forms.MultipleChoiceField(
        label="What you took out",
        help_text="Tick the kinds. Only these are kept, never what it was.",
        choices=Reading.TakenOut.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.ChoiceField(
        label="Why it is not for the Board, or why you hold it",
        choices=[("", "Choose a reason"), *Reading.Reason.choices],
        required=False,
    )

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("text", words.text)
        super().__init__(*args, **kwargs)
        self.words = words.text
        if not words.quote:
            self.fields["text"].help_text = (
                "This child did not say yes to being quoted: approved, it counts towards a theme, "
                "and nobody but moderators reads it, whatever you write here."
            )

    def clean(self) -> dict[str, Any]:
        """Refuse what was surely not meant, such as approving words that were changed.

        Or the name that somebody has just taken out would go to the Board after all.
        """
        data = super().clean() or {}
        decision = data.get("decision")
        text = data.get("text", "")
        is_changed = "text" in self.data and _tidy(text) != _tidy(self.words)
        if decision == Decision.APPROVED and is_changed:
            self.add_error("text", "You changed the words. Choose “Approve with changes”.")
        elif decision in {Decision.REDACTED, Decision.PARAPHRASED}:
            if not text.strip():
                self.add_error("text", "Write what adults will read.")
            elif not is_changed:
                self.add_error("text", "Nothing is changed yet. Change the words, or approve them.")
        elif decision == Decision.REJECTED and not data.get("reason"):
            self.add_error("reason", "Say why these words are not for the Board.")
        return data

    @cached_property
    def suggested(self) -> list[Suggestion]:
        """What may point to somebody; a worker takes each out of the copy, or leaves it."""
        return suggest(self.words, self["text"].value() or "")

    @cached_property
    def marked(self) -> list[Part]:
        return marked(self.words, self.suggested)


class TakingOutForm(forms.Form):
    """The copy as it was typed, and which suggestions to take out of it."""

    text = forms.CharField(required=False, strip=False)
    taken = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, words: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words.text
        self.suggested = suggest(words.text)
        self.fields["taken"].choices = [  # type: ignore[attr-defined]  # the field above
            (it.number, it.words) for it in self.suggested
        ]

    def copy(self) -> str:
        """The copy without what was ticked."""
        numbers = self.cleaned_data["taken"]
        taken = [it for it in self.suggested if it.number in numbers]
        return take_out(self.cleaned_data["text"], self.words, taken)


class AgainForm(forms.Form):
    """Why a decision is changed after its first minute."""

    use_required_attribute = False
    because = forms.ChoiceField(
        label="Why is this decided again?",
        choices=Reading.Again.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say why this is decided again."},
    )


class PassForm(forms.Form):
    """To which colleague the open words go."""

    use_required_attribute = False
    to: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="To whom",
        empty_label="Choose a colleague",
        error_messages={
            "required": "Choose a colleague.",
            "invalid_choice": "This colleague cannot read these words today. Choose another.",
        },
    )

    def __init__(self, *args: Any, colleagues: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=[person.pk for person in colleagues])
        self.fields["to"].queryset = people  # type: ignore[attr-defined]  # the field above


class CareForm(forms.Form):
    """What a reader leaves to colleagues."""

    hide_optional = True
    left_out = forms.MultipleChoiceField(
        label="I do not want to read words that may be about",
        choices=[(sign.value, sign.label.capitalize()) for sign in Sign],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    how_long = forms.ChoiceField(
        label="For how long",
        choices=[("today", "Today"), (LASTING, "Until I change it")],
        widget=forms.RadioSelect,
        required=False,
    )


def _tidy(text: str) -> str:
    """Browsers send other line ends than they were given; that changes nothing."""
    return text.replace("\r\n", "\n").strip()


class PictureInput(forms.RadioSelect):
    """Our own drawings, each with its name, to choose one of or none."""

    template_name = "participation/moderation/_pictures.html"


class ThemeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    use_required_attribute = False

    class Meta:
        model = Theme
        fields: ClassVar = ["group", "title", "about", "picture"]
        widgets: ClassVar = {"about": forms.Textarea(attrs={"rows": 4}), "picture": PictureInput}
        error_messages: ClassVar = {
            "group": {"required": "Choose whose theme this is."},
            "title": {"required": "Say in one plain sentence what children said."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "group" in self.fields:
            offer_groups(self.fields["group"])
        self.fields["picture"].choices = [("", "No picture"), *Picture.choices]  # type: ignore[attr-defined]  # a choice field


class ThemeEditForm(ThemeForm):
    """The group stays: its children's voices are in the theme."""

    class Meta(ThemeForm.Meta):
        fields: ClassVar = ["title", "about", "picture"]


class VoicesForm(forms.Form):
    """Which voices go into a theme."""

    voices: forms.ModelMultipleChoiceField[Voice] = forms.ModelMultipleChoiceField(
        queryset=Voice.objects.none(),
        error_messages={
            "required": "Choose at least one voice.",
            "invalid_choice": "One voice is not free any more. Look at the list again.",
        },
    )

    def __init__(self, *args: Any, voices: QuerySet[Voice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["voices"].queryset = voices  # type: ignore[attr-defined]  # the field above


def chosen_voices(sent: QueryDict) -> set[UUID]:
    """What was ticked, to be ticked still when the page comes again."""
    found = set()
    for text in sent.getlist("voices"):
        with suppress(ValueError):
            found.add(UUID(text))
    return found


class MergeForm(forms.Form):
    """Which theme another one goes into."""

    use_required_attribute = False
    into: forms.ModelChoiceField[Theme] = forms.ModelChoiceField(
        queryset=Theme.objects.none(),
        label="It goes into",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose the theme it goes into.",
            "invalid_choice": "It cannot go into that theme any more. Look at the list again.",
        },
    )

    def __init__(self, *args: Any, themes: QuerySet[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = themes  # type: ignore[attr-defined]  # the field above


class SplitForm(VoicesForm):
    """Voices of a theme: into a new one, or out of it."""

    SPLIT, TAKE_OUT = "split", "take-out"
    use_required_attribute = False
    hide_optional = True
    do = forms.ChoiceField(
        choices=[(SPLIT, "Make a new theme of them"), (TAKE_OUT, "Take them out")],
        widget=forms.HiddenInput,
        error_messages={"required": "Choose what to do with these voices."},
    )
    title = forms.CharField(
        label="The new theme in plain words",
        help_text="One sentence, as children would say it.",
        max_length=120,
        required=False,
    )
    about = forms.CharField(
        label="More about it",
        help_text="Public with the title. You may leave it empty.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("do") == self.SPLIT and not data.get("title"):
            self.add_error("title", "Say in one plain sentence what these children said.")
        return data
