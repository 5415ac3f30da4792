"""What goes out to those who answer, and what comes back from them, as the API has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from backend.rest import Problem
from surveys.answering import Said, Submission
from surveys.models import Audience, Choice, Group, Helpline, Plan, Question, Survey

MOST_ANSWERS = 200
MOST_CHOICES = 100

# --- What goes out --------------------------------------------------------------------------------


class AskedChoice(serializers.ModelSerializer[Choice]):
    class Meta:
        model = Choice
        fields = ("id", "text", "face", "picture", "not_sure")


class AskedQuestion(serializers.ModelSerializer[Question]):
    """A question, in the wording of the invitation's audience."""

    optional = serializers.BooleanField(read_only=True, help_text="Always: skipping is a right.")
    show_if = serializers.ListField(
        child=serializers.IntegerField(),
        read_only=True,
        help_text="Choices of earlier questions: ask it after one of them. Empty: always ask.",
    )
    choices = AskedChoice(
        many=True, help_text="Of a text question: phrases to tap beside the words."
    )

    class Meta:
        model = Question
        fields = (
            "id",
            "kind",
            "text",
            "help",
            "why",
            "optional",
            "about_you",
            "show_if",
            "choices",
        )


class ToldPlan(serializers.ModelSerializer[Plan]):
    """What whoever answers is told before the first question."""

    class Meta:
        model = Plan
        fields = ("audience", "power", "can_change", "cannot_change")


class ToCall(serializers.ModelSerializer[Helpline]):
    class Meta:
        model = Helpline
        fields = ("name", "phone", "note")


class NamedGroup(serializers.ModelSerializer[Group]):
    class Meta:
        model = Group
        fields = ("id", "name", "slug")


class AskedSurvey(serializers.ModelSerializer[Survey]):
    group = NamedGroup()
    plan = ToldPlan(allow_null=True)
    helplines = ToCall(source="group.helplines", many=True)

    class Meta:
        model = Survey
        fields = ("id", "title", "about", "group", "plan", "heard_by", "heard_on", "helplines")


class OpenInvitation(serializers.Serializer[Any]):
    survey = AskedSurvey()
    audience = serializers.ChoiceField(Audience.choices)
    questions = AskedQuestion(many=True)
    text_limit = serializers.IntegerField(help_text="Characters that one text answer may have.")
    language = serializers.CharField(help_text="What the texts are in, as `lang` asked.")
    translation_checked = serializers.BooleanField(help_text="By a person who reads the language.")
    translation_complete = serializers.BooleanField(help_text="No: some texts are in English.")


class NotOpen(Problem):
    opens_at = serializers.DateTimeField(allow_null=True, help_text="If it has still to open.")
    closed_on = serializers.DateField(allow_null=True, help_text="If it has closed.")


class Next(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="What happens next and when, in a sentence.")
    heard_by = serializers.CharField(allow_blank=True)
    heard_on = serializers.DateField(allow_null=True)


class Receipt(serializers.Serializer[Any]):
    receipt = serializers.CharField(help_text="Five words: the only key to these answers.")
    next = Next()


class KeptBefore(Problem):
    receipt = serializers.CharField(help_text="Of the first answers, which are kept.")


class Arrived(serializers.Serializer[Any]):
    """Never the receipt: whoever opens the next page on a shared phone is not who wrote."""

    detail = serializers.CharField(help_text="That they have come, in a sentence.")
    proof = serializers.CharField(
        help_text="That of the form they come from, or what was sealed beside the answers as "
        "`proof`: with it, the device may erase what it kept. With a space between, where the "
        "server has several keys."
    )
    late = serializers.BooleanField(help_text="They came after the close: only words were kept.")


class NotTaken(Problem):
    proof = serializers.CharField(
        help_text="As above: they were opened, and sending again is vain."
    )


class ListedSurvey(serializers.ModelSerializer[Survey]):
    group = NamedGroup()
    audiences = serializers.SerializerMethodField(help_text="Who is invited to answer.")

    class Meta:
        model = Survey
        fields = (
            "id",
            "title",
            "about",
            "group",
            "status",
            "opened_on",
            "closed_on",
            "heard_by",
            "heard_on",
            "audiences",
        )

    def get_audiences(self, survey: Survey) -> list[str]:
        invited = {invitation.audience for invitation in survey.invitations.all()}
        return [audience for audience in Audience.values if audience in invited]


# --- What comes in --------------------------------------------------------------------------------


@extend_schema_field(OpenApiTypes.STR)
class AsTyped(serializers.Field[str, Any, Any, Any]):
    """A text exactly as it was typed; what cannot be kept of it is said by `answering`."""

    default_error_messages = {"invalid": "This has to be text."}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


@extend_schema_field(OpenApiTypes.BOOL)
class YesOrNo(serializers.Field[bool, Any, Any, Any]):
    """A consent is true or false, never something that could be taken for it."""

    default_error_messages = {"invalid": "This has to be true or false."}

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid")
        return data


class SentAnswer(serializers.Serializer[Any]):
    """One of choice, choices and text; none of them is a question skipped.

    A text question takes choices and text together: the phrases that were tapped, and the words.
    """

    question = serializers.IntegerField()
    choice = serializers.IntegerField(
        required=False, allow_null=True, help_text="For faces, single and yes_no."
    )
    choices = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        allow_null=True,
        max_length=MOST_CHOICES,
        help_text="For multiple; for text, the phrases that were tapped.",
    )
    text = AsTyped(required=False, allow_null=True, help_text="For text, exactly as typed.")

    def validate(self, answer: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("choice", "choices", "text") if answer.get(name) is not None]
        if len(given) > 1 and given != ["choices", "text"]:
            raise ValidationError(_("Send one of choice, choices and text."))
        return answer


class SentSealed(serializers.Serializer[Any]):
    code = AsTyped(help_text="Of the invitation, as it stands in the page.")
    key = AsTyped(help_text="The id of the key it was sealed to.")
    sealed = AsTyped(
        help_text="Base64 of the sealer's public key (65 bytes, P-256), a nonce (12) "
        "and the form's names and values as JSON, in AES-GCM with code, newline and key id as "
        "additional data."
    )


class SentResponse(serializers.Serializer[Any]):
    token = AsTyped(help_text="Made by the page: 22 to 64 URL-safe characters, 128 random bits.")
    answers = SentAnswer(many=True, max_length=MOST_ANSWERS)  # type: ignore[call-arg]  # a list
    quote = YesOrNo(default=False, help_text="The yes to being quoted.")


def read(data: Any) -> Submission:
    """What a client sent, in the shape that `answering` checks; ValidationError by field."""
    sent = SentResponse(data=data)
    if not sent.is_valid():
        raise ValidationError(_by_question(sent.errors, data))
    said: dict[str, Said] = {}
    for answer in sent.validated_data["answers"]:
        key = str(answer["question"])
        if key in said:
            raise ValidationError({f"q-{key}": [_("There are two answers to this question.")]})
        picked = answer.get("choices") or []
        if answer.get("choice") is not None:
            picked = [answer["choice"]]
        said[key] = Said(tuple(str(choice) for choice in picked), answer.get("text") or "")
    return Submission(sent.validated_data["token"], said, sent.validated_data["quote"])


def _by_question(errors: Any, data: Any) -> dict[str, list[str]]:
    """Sentences under the names that the page's form uses: `token`, `answers` and `q-12`."""
    by_field: dict[str, list[str]] = {}
    for field, error in errors.items():
        if field != "answers" or isinstance(error, list):
            by_field[field] = list(_sentences(error))
            continue
        for place, inside in error.items():
            # Errors of one answer stand under its place, those of the whole list under a name.
            name = _name(data["answers"][place]) if isinstance(place, int) else field
            by_field.setdefault(name, []).extend(_sentences(inside))
    return by_field


def _name(answer: Any) -> str:
    question = answer.get("question") if isinstance(answer, dict) else None
    is_id = isinstance(question, int) and not isinstance(question, bool)
    return f"q-{question}" if is_id else "answers"


def _sentences(error: Any) -> Iterator[str]:
    if isinstance(error, dict):
        error = list(error.values())
    if not isinstance(error, list):
        yield str(error)
        return
    for inside in error:
        yield from _sentences(inside)
