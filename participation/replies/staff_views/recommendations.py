"""Staff pages to read recommendations: is it embedded, and how is that measured?"""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.meetings.action_forms import RecommendationFilterForm
from participation.meetings.models import Recommendation
from participation.moderation.models import Theme
from participation.replies.judged import WORDS, standings, with_word

SHOWN = 50


@require_safe
@require(Permission.READ_MEETINGS)
def show_all(request: StaffRequest) -> HttpResponse:
    form = RecommendationFilterForm(request.GET, words=WORDS)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Recommendation.objects.select_related("source")
    if wanted.get("source"):
        found = found.filter(source=wanted["source"])
    if wanted.get("word"):
        found = with_word(found, wanted["word"], for_=request.user)
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "page_obj": page,
        "standings": standings(page, for_=request.user),
        "source": wanted.get("source"),
        "is_filtered": any(wanted.values()),
        "may_write": request.user.may(Permission.WRITE_MEETINGS),
    }
    return render(request, "participation/replies/staff_recommendations.html", context)


@require_safe
@require(Permission.READ_MEETINGS)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """All that answers "is it properly embedded and how is this measured?" on one page."""
    recommendation = get_object_or_404(Recommendation.objects.select_related("source"), pk=pk)
    (standing,) = standings([recommendation], for_=request.user)
    decisions = [it.action.decision_id for it in standing.actions if it.action.decision_id]
    themes = (
        Theme.objects.filter(
            Q(recommendations=recommendation) | Q(agenda_items__decisions__in=decisions)
        )
        .distinct()
        .with_voice_count()
    )
    context = {
        "recommendation": recommendation,
        "standing": standing,
        "themes": themes,
        "answers": [(it, answer) for it in standing.actions for answer in it.answers],
        "may_write": request.user.may(Permission.WRITE_MEETINGS),
    }
    return render(request, "participation/replies/staff_recommendation.html", context)
