"""Where surveys are made for now. What children sent is not here, and never will be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Max, Model
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html_join

from backend.accounts.admin import PolicyAdmin, may
from backend.accounts.permissions import Permission
from backend.working_days import SATURDAY
from surveys import building, gate, invitations
from surveys.models import (
    Choice,
    Contact,
    Group,
    Helpline,
    Invitation,
    Plan,
    Question,
    Survey,
    Wording,
)


def is_draft(survey: Survey) -> bool:
    return survey.status == Survey.Status.DRAFT


def warn(request: HttpRequest, advice: Iterable[building.Advice]) -> None:
    """Say what children will find hard. What was saved stays saved."""
    for it in advice:
        messages.warning(request, f"Saved, but hard to read: “{it.text}” {it.could}")


class BuildAdmin(PolicyAdmin):
    permission = Permission.BUILD_SURVEYS


class BuildInline(admin.StackedInline):  # type: ignore[type-arg]  # generic only in the stubs
    """Part of what it stands in: whoever may change that may change this."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, Permission.BUILD_SURVEYS)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What children were asked stays as it was: only a draft's parts can change."""
        survey = obj.survey if isinstance(obj, Question) and obj.pk else obj
        is_asked = isinstance(survey, Survey) and not is_draft(survey)
        return self.has_view_permission(request) and not is_asked


class HelplineInline(BuildInline):
    model = Helpline


class ContactInline(BuildInline):
    model = Contact
    verbose_name_plural = "Whom to turn to: for children, and for staff with a worry"


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """The days on which words are read, ticked; children are told the next of them."""

    read_on = forms.TypedMultipleChoiceField(
        label="Words are read on",
        choices=[(str(day), name) for day, name in WEEKDAYS.items() if day < SATURDAY],
        coerce=str,
        widget=forms.CheckboxSelectMultiple,
        help_text="Children are told the next of these days before they write. Keep to it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["read_on"] = list(self.initial.get("read_on", "01234"))

    def clean_read_on(self) -> str:
        return "".join(sorted(self.cleaned_data["read_on"]))


@admin.register(Group)
class GroupAdmin(BuildAdmin):
    form = GroupForm
    list_display = ("name",)
    prepopulated_fields: ClassVar = {"slug": ("name",)}
    inlines = (HelplineInline, ContactInline)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A group that was asked anything stays, and so does one with a note."""
        is_kept = isinstance(obj, Group) and (obj.surveys.exists() or obj.notes.exists())
        return super().has_delete_permission(request, obj) and not is_kept


class PlanInline(BuildInline):
    model = Plan
    extra = 1


@admin.register(Survey)
class SurveyAdmin(BuildAdmin):
    list_display = ("title", "group", "status")
    list_filter = ("status", "group")
    fields = ("group", "title", "about", "status", "heard_by", "heard_on")
    inlines = (PlanInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        warn(request, building.advise(Survey.objects.get(pk=form.instance.pk)))

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Status changes on the surveys page, where its rules are kept."""
        always = ("status", "heard_by", "heard_on")
        return always if obj is None or is_draft(obj) else (*always, "group")  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_asked = isinstance(obj, Survey) and not is_draft(obj)
        return super().has_delete_permission(request, obj) and not is_asked


class ChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Model) -> str:
        return f"{obj.question}: {obj}" if isinstance(obj, Choice) else str(obj)


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    show_if = ChoiceField(
        queryset=Choice.objects.none(),
        required=False,
        help_text="Asked only after one of these choices of an earlier question.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "show_if" in self.fields:
            survey = self.instance.survey_id or self.initial.get("survey") or self["survey"].data
            choices = Choice.objects.exclude(question=self.instance.pk).select_related("question")
            numbered = str(survey or "").isdecimal()
            choices = choices.filter(question__survey=survey) if numbered else choices.none()
            choices = choices.order_by("question__about_you", "question__position", "position")
            self.fields["show_if"].queryset = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A question may hang on earlier ones only, and those on it must stay later."""
        data = super().clean() or {}
        place = (data.get("about_you", False), data.get("position", 0))
        for choice in data.get("show_if", ()):
            if (choice.question.about_you, choice.question.position) >= place:
                self.add_error("show_if", f"“{choice.question}” is not asked before this question.")
                break
        later = Question.objects.filter(show_if__question=self.instance.pk or 0).distinct()
        for question in later:
            if (question.about_you, question.position) <= place:
                self.add_error("position", f"“{question}” hangs on this and must come after it.")
                break
        return data


class ChoiceFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def clean(self) -> None:
        """Each kind has the choices it needs; "I am not sure" is added by itself."""
        super().clean()
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        asked = [data for data in kept if not data["not_sure"]]
        kind = self.instance.kind
        if kind == Question.Kind.TEXT:
            self.clean_phrases(kept)
        if kind == Question.Kind.FACES and len(asked) not in building.FACES_BY_COUNT:
            raise ValidationError("Faces need three, four or five points, each with its words.")
        if kind == Question.Kind.FACES and not all(data["face"] for data in asked):
            raise ValidationError("Choose the face of each point.")
        if kind in {Question.Kind.SINGLE, Question.Kind.MULTIPLE} and len(asked) < 2:
            raise ValidationError("Give at least two choices.")
        if kind == Question.Kind.YES_NO and len(asked) not in {0, 2}:
            raise ValidationError("Leave the choices out: yes and no are added. Or give both.")

    def clean_phrases(self, kept: list[dict[str, Any]]) -> None:
        """The choices of a question for words are phrases to tap, beside the words."""
        if len(kept) > building.MOST_PHRASES:
            raise ValidationError(f"Give up to {building.MOST_PHRASES} phrases to tap.")
        if any(data["not_sure"] for data in kept):
            raise ValidationError("Phrases to tap need no “I am not sure”.")
        if any(data["face"] for data in kept):
            raise ValidationError("Phrases to tap have pictures, not faces.")


class ChoiceInline(BuildInline):
    model = Choice
    fk_name = "question"
    formset = ChoiceFormSet


class WordingInline(BuildInline):
    model = Wording


@admin.register(Question)
class QuestionAdmin(BuildAdmin):
    form = QuestionForm
    list_display = ("text", "survey", "position", "kind", "about_you")
    list_filter = ("survey",)
    list_select_related = ("survey",)
    inlines = (ChoiceInline, WordingInline)
    fields = (
        "survey", "position", "kind", "text", "help", "why", "headline", "about_you", "splits",
        "only_for", "show_if",
    )  # fmt: skip

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """How it reads stands below what is written; a new question says nothing yet."""
        after = self.fields.index("why") + 1
        reads = () if obj is None else ("how_it_reads",)
        return (*self.fields[:after], *reads, *self.fields[after:])

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return () if obj is None else ("survey", "how_it_reads")

    def how_it_reads(self, question: Question) -> str:
        """A warning beside the question; it can be saved all the same."""
        lines = ((it.text, it.could) for it in building.advise_question(question))
        found = format_html_join("", "<div>“{}” {}</div>", lines)
        return found or "No hard words and no long sentences."

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """At the end of the survey that the link names."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        survey = str(initial.get("survey", ""))
        if survey.isdecimal():
            last = Question.objects.filter(survey=int(survey)).aggregate(last=Max("position"))[
                "last"
            ]
            initial["position"] = (last or 0) + 1
        return initial

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "survey":
            kwargs["queryset"] = Survey.objects.drafts()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        is_asked = isinstance(obj, Question) and not is_draft(obj.survey)
        return super().has_change_permission(request, obj) and not is_asked

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.has_change_permission(
            request, obj
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        building.complete_choices(form.instance)
        warn(request, building.advise_question(form.instance))
        if problem := gate.two_sides_problem(form.instance):
            messages.warning(request, f"Saved, but the survey cannot open like this. {problem}")


@admin.register(Invitation)
class InvitationAdmin(BuildAdmin):
    list_display = ("code", "survey", "audience", "kind", "closes_at")
    list_filter = ("survey", "audience", "kind")
    list_select_related = ("survey",)
    fields = ("survey", "audience", "kind", "opens_at", "closes_at", "code")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Another kind or audience is another invitation: words wait by the one they came by."""
        return ("code",) if obj is None else ("code", "survey", "audience", "kind")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """An invitation is closed, not deleted, once its survey was open."""
        is_used = isinstance(obj, Invitation) and not is_draft(obj.survey)
        return super().has_delete_permission(request, obj) and not is_used

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        if isinstance(obj, Invitation) and not change:
            obj.code = invitations.make_code(obj.kind)
        super().save_model(request, obj, form, change)
