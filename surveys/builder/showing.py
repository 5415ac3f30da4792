"""What stands beside a text while it is written: how it reads, what is wrong, how it will look."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import number_format

from surveys import forms as child_forms
from surveys import lint
from surveys.answering import Submission
from surveys.builder.forms import QuestionForm
from surveys.drafts import QuestionDraft, lay_out
from surveys.models import TEXT_LIMIT, Audience, Choice, Invitation, Question, Survey

NEVER_SENT = "x" * 32
"""The token of a page that cannot be sent from."""


@dataclass(frozen=True)
class Beside:
    """Under one field: how its text reads, and what is wrong with it."""

    field: str
    reads: str
    findings: list[lint.Finding]


def facts(draft: QuestionDraft) -> lint.Asked:
    return lint.Asked(
        kind=draft.kind,
        text=draft.text,
        help=draft.help,
        why=draft.why,
        choices=tuple(it.text for it in draft.choices),
        wordings=tuple(
            (name, text) for name, texts in draft.wordings.items() for text in texts if text
        ),
        about_you=draft.about_you,
        for_children=draft.only_for in {"", Audience.CHILDREN},
    )


def beside(draft: QuestionDraft) -> dict[str, Beside]:
    """By field; those of choices stand together, and nothing is said of an empty form."""
    found = lint.of_question(facts(draft)) if draft.text else []
    texts = {"text": draft.text, "help": draft.help, "why": draft.why, "choices": "", "other": ""}
    return {
        field: Beside(field, lint.reads(text), [it for it in found if _place(it.field) == field])
        for field, text in texts.items()
    }


def _place(field: str) -> str:
    start = field.split("-")[0]
    return {"choice": "choices", "wording": "other"}.get(start, field)


def beside_texts(title: str, about: str) -> dict[str, Beside]:
    return {
        name: Beside(name, lint.reads(text), lint.of_told(text))
        for name, text in {"title": title, "about": about}.items()
    }


def phone(form: QuestionForm) -> str:
    """One question as a child sees it: a page of its own, from the child's own template."""
    draft = form.draft()
    question = Question(kind=draft.kind, text=draft.text or "…", help=draft.help, why=draft.why)
    name = "preview-say" if question.takes_text else "preview"
    asked = child_forms.Asked(
        question=question,
        name="preview",
        options=tuple(
            child_forms.Option(choice, f"{name}-{at}", checked=False)
            for at, choice in enumerate(lay_out(draft))
        ),
        options_name=name,
        text="",
        error="",
        after=tuple(Choice.objects.filter(pk__in=draft.show_if).values_list("text", flat=True)),
        after_ids="",
    )
    limit = number_format(TEXT_LIMIT, force_grouping=True)
    context = {"it": asked, "limit": limit, "about_you": draft.about_you}
    return render_to_string("surveys/builder/phone.html", context)


def child_page(survey: Survey, *, audience: str, language: str, host: str) -> str:
    """The page with the form, as somebody who is invited gets it; nothing can be sent from it."""
    page = HttpRequest()
    page.method, page.path = "GET", "/s/preview/"
    page.META = {"HTTP_HOST": host}
    page.GET = QueryDict(f"lang={language}")
    invitation = Invitation(survey=survey, audience=audience, code="PREVIEW")
    with translation.override(language):
        context = child_forms.page(invitation, Submission(token=NEVER_SENT))
        html = render_to_string("surveys/answer.html", context, request=page)
    # Links then ask for a window of their own, which the frame's sandbox does not give.
    return html.replace("<head>", '<head><base target="_blank">', 1)
