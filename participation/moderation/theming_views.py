"""Themes in relation to each other: merge, split, and the history of both."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.moderation import histories, theming
from participation.moderation.forms import MergeForm, SplitForm, chosen_voices
from participation.moderation.models import ON_THE_BOARD_FROM, Theme

FOLDER = "participation/moderation"


@require_safe
@require(Permission.WRITE_THEMES)
def theme_history(request: StaffRequest, theme_id: int) -> HttpResponse:
    """Who did what on which day. For those who may count voices, since it counts them."""
    theme = get_object_or_404(Theme.objects.select_related("group", "merged_into"), pk=theme_id)
    context = {
        "theme": theme,
        "events": histories.history(theme, by=request.user),
        "why_not": theming.why_not_unmerge(theme) if theme.merged_into else "",
    }
    return render(request, f"{FOLDER}/theme_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_THEMES)
def theme_merge(request: StaffRequest, theme_id: int) -> HttpResponse:
    """Choose which theme it goes into; those it cannot go into say why."""
    theme = get_object_or_404(Theme.objects.active().select_related("group"), pk=theme_id)
    others = Theme.objects.active().filter(group=theme.group_id).exclude(pk=theme.pk)
    why = {other: theming.why_not_merge(theme, other) for other in others}
    possible = [other.pk for other, reason in why.items() if not reason]
    form = MergeForm(
        request.POST if request.method == "POST" else None, themes=others.filter(pk__in=possible)
    )
    if request.method == "POST" and form.is_valid():
        try:
            into = theming.merge(theme, form.cleaned_data["into"], by=request.user)
        except theming.CannotMerge as error:
            form.add_error("into", str(error))
        else:
            messages.success(request, f"Merged into “{into}”. You can undo it in the history.")
            return redirect("participation:theme-history", theme.pk)
    context = {
        "theme": theme,
        "form": form,
        "possible": possible,
        "reasons": [(other, reason) for other, reason in why.items() if reason],
        "gone_further": theming.has_gone_further(theme),
        "board_from": ON_THE_BOARD_FROM,
    }
    return render(request, f"{FOLDER}/theme_merge.html", context)


@require_POST
@require(Permission.WRITE_THEMES)
def theme_unmerge(request: StaffRequest, theme_id: int) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.select_related("merged_into"), pk=theme_id)
    try:
        theming.unmerge(theme, by=request.user)
    except theming.CannotUnmerge as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The merge is undone. The voices are back in this theme.")
    return redirect("participation:theme-history", theme.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_THEMES)
def theme_split(request: StaffRequest, theme_id: int) -> HttpResponse:
    """Choose voices: a new theme of them, or back to the voices without one."""
    theme = get_object_or_404(Theme.objects.select_related("group"), pk=theme_id)
    voices = theming.readable_voices(by=request.user).filter(themes=theme)
    if not request.user.may(Permission.MODERATE):
        voices = voices.filter(quotable=True)
    form = SplitForm(request.POST if request.method == "POST" else None, voices=voices)
    if request.method == "POST" and form.is_valid():
        done = _sort_out(request, theme, form)
        if done is not None:
            return done
    context = {
        "theme": theme,
        "form": form,
        "voices": theming.read_voices(voices, by=request.user),
        "chosen": chosen_voices(request.POST),
        "gone_further": theming.has_gone_further(theme),
    }
    return render(request, f"{FOLDER}/theme_split.html", context)


def _sort_out(request: StaffRequest, theme: Theme, form: SplitForm) -> HttpResponse | None:
    data = form.cleaned_data
    if data["do"] == SplitForm.TAKE_OUT:
        theming.remove_voices(theme, data["voices"], by=request.user)
        messages.success(request, "Taken out. You find them again under “Add voices”.")
        return redirect("participation:theme-detail", theme.pk)
    try:
        made = theming.split(
            theme, data["voices"], title=data["title"], about=data["about"], by=request.user
        )
    except theming.CannotSplit as error:
        form.add_error("voices", str(error))
        return None
    messages.success(request, f"A new theme of its own, out of “{theme}”.")
    return redirect("participation:theme-detail", made.pk)
