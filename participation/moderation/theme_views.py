"""Theme pages: what several voices say together, in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.moderation import theming
from participation.moderation.forms import ThemeEditForm, ThemeForm, VoicesForm, chosen_voices
from participation.moderation.models import (
    ON_THE_BOARD_FROM,
    TITLE_WORDS,
    Theme,
    ThemeVoice,
    Voice,
    how_many_voices,
)

FOLDER = "participation/moderation"
PAGE = 50
MOST = 200
"""Voices on one page to choose from: many are chosen at once."""
FILTERS = {
    "active": ("In use", Theme.objects.active),
    "board": ("On the children's board", Theme.objects.on_the_board),
    "heard": ("Heard, not shown yet", Theme.objects.heard_not_shown),
    "retired": ("Retired", Theme.objects.retired),
}


@require_safe
@require(Permission.READ_THEMES)
def theme_list(request: StaffRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    show = show if show in FILTERS else "active"
    counted = theming.counted_voices(by=request.user)
    themes = FILTERS[show][1]().select_related("group").with_voice_count(counted)
    context = {
        "show": show,
        "filters": [(key, label) for key, (label, _rows) in FILTERS.items()],
        "page_obj": Paginator(themes, PAGE).get_page(request.GET.get("page")),
        "may_write": request.user.may(Permission.WRITE_THEMES),
        "may_moderate": request.user.may(Permission.MODERATE),
        "board_from": ON_THE_BOARD_FROM,
    }
    if context["may_write"]:
        context["free_voices"] = theming.readable_voices(by=request.user).without_theme().count()
    return render(request, f"{FOLDER}/theme_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_THEMES)
def theme_create(request: StaffRequest) -> HttpResponse:
    form = ThemeForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        words = {name: data[name] for name in ("title", "about", "picture")}
        theme = theming.make_theme(group_id=data["group"].pk, **words, by=request.user)
        messages.success(request, "The theme is made. Now choose the voices that say it.")
        return redirect("participation:theme-voices", theme.pk)
    return _theme_form(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_THEMES)
def theme_edit(request: StaffRequest, theme_id: int) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.select_related("group"), pk=theme_id)
    form = ThemeEditForm(_sent(request), instance=theme)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        words = {name: data[name] for name in ("title", "about", "picture")}
        theming.edit_theme(theme, **words, by=request.user)
        messages.success(request, "The theme is changed.")
        return redirect("participation:theme-detail", theme.pk)
    return _theme_form(request, form, theme)


def _sent(request: StaffRequest) -> QueryDict | None:
    """What was sent, even if it is nothing: `POST or None` would take that for a first look."""
    return request.POST if request.method == "POST" else None


def _theme_form(
    request: StaffRequest, form: ThemeForm | ThemeEditForm, theme: Theme | None
) -> HttpResponse:
    context = {
        "form": form,
        "theme": theme,
        "board_from": ON_THE_BOARD_FROM,
        "title_words": TITLE_WORDS,
    }
    return render(request, f"{FOLDER}/theme_form.html", context)


@require_safe
@require(Permission.READ_THEMES)
def theme_detail(request: StaffRequest, theme_id: int) -> HttpResponse:
    """A theme with its voices. Voices that only count are words to moderators alone."""
    theme = get_object_or_404(Theme.objects.select_related("group", "merged_into"), pk=theme_id)
    counts = (
        theming.counted_voices(by=request.user)
        .filter(themes=theme)
        .aggregate(all=Count("pk"), counted_only=Count("pk", filter=Q(quotable=False)))
    )
    voices = theming.read_voices(theme.voices.all(), by=request.user)
    context = {
        "theme": theme,
        "voices": voices,
        "voice_count": counts["all"],
        "heard": how_many_voices(counts["all"]),
        "counted_only": counts["counted_only"],
        "may_moderate": request.user.may(Permission.MODERATE),
        "may_write": request.user.may(Permission.WRITE_THEMES),
        "missing": max(0, ON_THE_BOARD_FROM - counts["all"]),
        "board_from": ON_THE_BOARD_FROM,
        "title_words": TITLE_WORDS,
    }
    return render(request, f"{FOLDER}/theme_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_THEMES)
def theme_voices(request: StaffRequest, theme_id: int) -> HttpResponse:
    """Choose from the group's children's voices, those without a theme first."""
    theme = get_object_or_404(Theme.objects.select_related("group", "merged_into"), pk=theme_id)
    offered = _offered(request, theme)
    page = Paginator(offered.values_list("pk", flat=True), MOST).get_page(request.GET.get("page"))
    chosen = chosen_voices(request.POST)
    if "choose" in request.POST:
        chosen |= set(_free_of(offered.filter(pk__in=list(page)), request.POST["choose"]))
    form = VoicesForm(_sent(request) if "choose" not in request.POST else None, voices=offered)
    if form.is_bound and form.is_valid():
        return _add(request, theme, form)
    found = offered.filter(pk__in=list(page)).prefetch_related("themes")
    context = {
        "theme": theme,
        "form": form,
        "page_obj": page,
        "parts": _parts(theming.read_voices(found, by=request.user), chosen),
        "chosen": chosen,
        "board_from": ON_THE_BOARD_FROM,
    }
    return render(request, f"{FOLDER}/theme_voices.html", context)


def _offered(request: StaffRequest, theme: Theme) -> QuerySet[Voice]:
    """Free ones first, then those in other themes; by survey, and within one by random id."""
    is_taken = Exists(ThemeVoice.objects.filter(voice=OuterRef("pk")))
    readable = theming.readable_voices(by=request.user)
    offered = readable.filter(group=theme.group_id, audience=theming.CHILDREN)
    offered = offered.exclude(themes=theme)
    if not request.user.may(Permission.MODERATE):
        offered = offered.filter(quotable=True)
    return offered.order_by(is_taken, "-question__survey", "pk")


def _free_of(offered: QuerySet[Voice], survey: str) -> QuerySet[Voice, UUID]:
    """Ids of the free voices of one survey; of group notes on no question, when none is named."""
    of = int(survey) if survey.isascii() and survey.isdigit() and len(survey) < 16 else None
    free = offered.filter(themes=None, question__survey=of)
    return free.values_list("pk", flat=True)


@dataclass
class Part:
    """Voices that are listed together: of one survey and free, or in other themes already."""

    title: str
    survey: int | str
    is_taken: bool
    is_chosen: bool = False
    voices: list[Voice] = field(default_factory=list)


def _parts(voices: list[Voice], chosen: set[UUID]) -> list[Part]:
    parts: dict[tuple[bool, int | str], Part] = {}
    for voice in voices:
        is_taken = bool(voice.themes.all())
        survey = voice.question.survey if voice.question and not is_taken else None
        title = "In other themes already" if is_taken else _called(survey)
        key = (is_taken, survey.pk if survey else "")
        part = parts.setdefault(key, Part(title, key[1], is_taken))
        part.voices.append(voice)
        part.is_chosen |= voice.pk in chosen
    return list(parts.values())


def _called(survey: Any) -> str:
    """Rounds of one survey have one title: their months tell them apart."""
    if survey is None:
        return "Group notes on no question"
    return f"{survey}, {survey.opened_on:%B %Y}" if survey.opened_on else str(survey)


def _add(request: StaffRequest, theme: Theme, form: VoicesForm) -> HttpResponse:
    chosen = form.cleaned_data["voices"]
    try:
        theming.add_voices(theme, chosen, by=request.user)
    except theming.ThemeMerged as error:
        messages.error(request, str(error))
    else:
        _say_added(request, theme, len(chosen))
    return redirect("participation:theme-detail", theme.pk)


def _say_added(request: StaffRequest, theme: Theme, number: int) -> None:
    was_on_board = theme.is_on_the_board
    theme.refresh_from_db()
    messages.success(request, f"{number} voice{'s' * (number != 1)} added.")
    if theme.is_on_the_board and not was_on_board:
        messages.info(request, "The theme is on the children's board now, answered or not.")


@require_POST
@require(Permission.WRITE_THEMES)
def remove_voice(request: StaffRequest, theme_id: int, voice_id: UUID) -> HttpResponse:
    theme = get_object_or_404(Theme, pk=theme_id)
    readable = theming.readable_voices(by=request.user)
    voice = get_object_or_404(readable.filter(themes=theme), pk=voice_id)
    theming.remove_voices(theme, [voice], by=request.user)
    messages.success(request, "Taken out. You find it again under “Add voices”.")
    return redirect("participation:theme-detail", theme.pk)


@require_POST
@require(Permission.WRITE_THEMES)
def retire(request: StaffRequest, theme_id: int) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.active(), pk=theme_id)
    theming.retire_theme(theme, by=request.user)
    messages.success(request, "The theme is retired. You can bring it back below.")
    return redirect("participation:theme-detail", theme.pk)


@require_POST
@require(Permission.WRITE_THEMES)
def restore(request: StaffRequest, theme_id: int) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.retired().filter(merged_into=None), pk=theme_id)
    theming.restore_theme(theme, by=request.user)
    messages.success(request, "The theme is back in use.")
    return redirect("participation:theme-detail", theme.pk)
