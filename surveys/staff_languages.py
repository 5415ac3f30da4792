"""Staff pages for other languages: translate a survey side by side, and tick what was checked."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_info
from django.views.decorators.http import require_http_methods, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from surveys import translating
from surveys.models import CatalogCheck, Survey
from surveys.translating import NotRead, NotTranslated


@dataclass(frozen=True)
class Side:
    """One text in English, and in the other language."""

    source: str
    text: str

    @property
    def rows(self) -> int:
        return 1 + len(self.source) // 60


@require_safe
@require(Permission.BUILD_SURVEYS)
def languages(request: StaffRequest) -> HttpResponse:
    """Which languages there are, and whether a person has read the pages in them."""
    checks = {it.language: it for it in CatalogCheck.objects.all()}
    rows = [
        (
            code,
            get_language_info(code),
            checks.get(code) if translating.is_interface_checked(code) else None,
            code in checks,
        )
        for code in translating.languages()
    ]
    return render(request, "surveys/staff_languages.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def interface(request: StaffRequest, language: str) -> HttpResponse:
    """Every sentence of the pages for children, beside its English; and the tick under them."""
    info = _info(language)
    if request.method == "POST":
        read = request.POST.get("read", "")
        try:
            translating.check_interface(language, read=read, by=request.user)
        except NotRead as error:
            messages.error(request, str(error))
            return redirect("surveys:staff-language", language)
        messages.success(
            request, f"{info['name']}: children are no longer told that nobody checked."
        )
        return redirect("surveys:staff-languages")
    context = {
        "language": info,
        "sides": [
            Side(_readable(source), _readable(text))
            for source, text in sorted(translating.catalog(language).items())
        ],
        "is_checked": translating.is_interface_checked(language),
        "read": translating.fingerprint(language),
    }
    return render(request, "surveys/staff_language.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.BUILD_SURVEYS)
def survey(request: StaffRequest, survey_id: int, language: str) -> HttpResponse:
    """A survey's texts, English on one side; saved as they are, or saved and ticked."""
    asked = get_object_or_404(Survey.objects.select_related("plan"), pk=survey_id)
    info = _info(language)
    if request.method == "POST":
        pairs = zip(request.POST.getlist("source"), request.POST.getlist("text"), strict=False)
        kept = translating.translate(asked, language, dict(pairs), by=request.user)
        if "check" not in request.POST:
            messages.success(request, f"Saved in {info['name']}.")
            return redirect("surveys:staff-translation", asked.pk, language)
        try:
            translating.check(kept, by=request.user)
        except NotTranslated as error:
            messages.error(request, str(error))
            return redirect("surveys:staff-translation", asked.pk, language)
        messages.success(request, f"{info['name']} is saved and ticked as checked.")
        return redirect("surveys:builder-languages", asked.pk)
    found = asked.translations.filter(language=language).first()
    texts = found.texts if found else {}
    sides = [Side(source, texts.get(source, "")) for source in translating.sources(asked)]
    context = {
        "survey": asked,
        "language": info,
        "sides": sides,
        "missing": sum(not side.text for side in sides),
        "checked_on": found.checked_on if found else None,
    }
    return render(request, "surveys/staff_translation.html", context)


def _readable(sentence: str) -> str:
    """With what is filled in later as a person would mark it: ‹day›."""
    return re.sub(r"%\((\w+)\)s|\{(\w+)\}", lambda it: f"‹{it[1] or it[2]}›", sentence)


def _info(language: str) -> dict[str, str | bool]:
    if language not in translating.languages():
        raise Http404
    info: dict[str, str | bool] = get_language_info(language)
    return info
