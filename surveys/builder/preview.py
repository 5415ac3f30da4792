"""A draft as those who are asked will see it. Nothing can be sent from these pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language_info
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import drafting
from surveys.builder import showing
from surveys.builder.forms import QuestionForm
from surveys.models import Audience, Question, Survey


@require_safe
@require(Permission.BUILD_SURVEYS)
def survey(request: StaffRequest, survey_id: int) -> HttpResponse:
    """The whole page, in a phone's frame, for an audience and in a language."""
    asked = get_object_or_404(Survey.objects.select_related("group", "plan"), pk=survey_id)
    audience = request.GET.get("audience", "")
    audience = audience if audience in Audience.values else Audience.CHILDREN
    codes = [code for code, _name in settings.LANGUAGES]
    language = request.GET.get("language", "")
    language = language if language in codes else settings.LANGUAGE_CODE
    title = asked.title
    html = showing.child_page(asked, audience=audience, language=language, host=request.get_host())
    context = {
        "survey": asked,
        "title": title,
        "page": html,
        "audience": audience,
        "language": language,
        "audiences": Audience.choices,
        "languages": [(code, get_language_info(code)["name"]) for code in codes],
    }
    return render(request, "surveys/builder/preview.html", context)


@require_POST
@require(Permission.BUILD_SURVEYS)
def question(request: StaffRequest, survey_id: int) -> HttpResponse:
    """What stands beside the form, for what is typed in it now; fetched, and never kept."""
    asked = get_object_or_404(Survey, pk=survey_id)
    kind = request.POST.get("kind", "")
    kind = kind if kind in Question.Kind.values else Question.Kind.TEXT
    form = QuestionForm(request.POST, kind=kind, earlier=drafting.may_hang_on(asked))
    context = {"beside": showing.beside(form.draft()), "phone": showing.phone(form)}
    return render(request, "surveys/builder/_shown.html", context)
