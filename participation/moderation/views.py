"""Moderation pages: read words, decide about them, take a decision back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.models import User
from backend.accounts.permissions import Permission
from participation.moderation import care, claims, services
from participation.moderation import queue as rows
from participation.moderation.claims import Claimed
from participation.moderation.forms import AgainForm, DecisionForm, PassForm, TakingOutForm
from participation.moderation.models import Claim, Reading
from participation.moderation.queue import Row
from participation.moderation.services import (
    AlreadyDecided,
    NeedsColleague,
    NeedsReason,
    NoSuchWords,
)
from surveys import free_text
from surveys.free_text import Words

WAITING, HELD = "waiting", "held"
GONE = "These words are not here any more: they were taken back, or are still in a room."


@dataclass(frozen=True)
class Pane:
    """The words that are open, and what this person is doing with them."""

    row: Row
    form: DecisionForm
    is_covered: bool = False
    conflict: AlreadyDecided | None = None
    """A colleague was first; what this person typed is still in the form."""
    claim: Claim | None = None
    passing: PassForm | None = None

    is_fresh: bool = False
    """This person decided less than a minute ago."""

    @property
    def is_final(self) -> bool:
        return self.row.reading is not None and self.row.reading.decision not in Reading.PENDING


@require_safe
@require(Permission.MODERATE)
def queue(request: StaffRequest) -> HttpResponse:
    """Words that wait, and nothing opened: some may be hard to read."""
    claims.leave_others(None, by=request.user)
    return _panes(request, WAITING)


@require_safe
@require(Permission.MODERATE)
def held(request: StaffRequest) -> HttpResponse:
    claims.leave_others(None, by=request.user)
    return _panes(request, HELD)


@require_safe
@require(Permission.MODERATE)
def words(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """The same page with these words opened, unless a colleague reads them.

    Words with a risk sign open by a second choice.
    """
    uncovered = "uncover" in request.GET
    try:
        claim = care.open_words(answer_id, by=request.user, uncovered=uncovered)
    except Claimed as claimed:
        return show_taken(request, claimed)
    except AlreadyDecided:
        claim = None
    except NoSuchWords:
        raise Http404 from None
    row = rows.find(answer_id, by=request.user)
    if row is None or row.words is None:
        raise Http404
    is_fresh = _is_fresh(row.reading, request.user)
    pane = Pane(row, _form(row, row.words), claim=claim, is_fresh=is_fresh)
    is_covered = row.words.risk and not pane.is_final and not uncovered
    return show(request, replace(pane, is_covered=is_covered))


def show(request: StaffRequest, pane: Pane, *, status: int = 200) -> HttpResponse:
    """The page with these words open, and colleagues to pass them to."""
    if not pane.is_final:
        claim = pane.claim or _renew(pane.row.answer_id, request.user)
        passing = pane.passing or PassForm(
            colleagues=care.colleagues(pane.row.answer_id, by=request.user)
        )
        pane = replace(pane, claim=claim, passing=passing)
    return _panes(request, _tab(pane.row), pane, status=status)


def _renew(answer_id: UUID, user: User) -> Claim | None:
    """Whatever they do with the words, they still read them; unless a colleague took them over."""
    with suppress(Claimed, AlreadyDecided, NoSuchWords):
        return claims.renew(answer_id, by=user)
    return None


def show_not_passed(request: StaffRequest, answer_id: UUID, form: PassForm) -> HttpResponse:
    """The same page with what is missing; words that were covered are covered again."""
    try:
        claim = claims.renew(answer_id, by=request.user)
    except Claimed as claimed:
        return show_taken(request, claimed)
    except AlreadyDecided as conflict:
        return show_conflict(request, answer_id, conflict)
    except NoSuchWords:
        return gone(request)
    row = rows.find(answer_id, by=request.user)
    if row is None or row.words is None:
        return gone(request)
    pane = Pane(row, _form(row, row.words), is_covered=row.words.risk, claim=claim, passing=form)
    return show(request, pane, status=400)


def show_taken(request: StaffRequest, claimed: Claimed) -> HttpResponse:
    """Who reads these words and until when, and nothing of the words."""
    reading = rows.current(claimed.claim.answer_id, by=request.user)
    return _panes(request, HELD if reading else WAITING, taken=claimed.claim)


@require_safe
@require(Permission.MODERATE)
def next_words(request: StaffRequest) -> HttpResponse:
    """To the first words that nobody reads; or to the list, which says that there are none."""
    following = rows.next_waiting(by=request.user)
    if following is None:
        messages.info(request, "There is nothing else to read now.")
        return redirect("participation:moderation-queue")
    return redirect("participation:moderation-words", following)


@require_safe
@require(Permission.MODERATE)
def waiting_list(request: StaffRequest) -> HttpResponse:
    """Only the list, for a page that is open already; and whether its words were decided."""
    tab = HELD if request.GET.get("tab") == HELD else WAITING
    answer_id = _uuid(request.GET.get("open", ""))
    context = {"open": answer_id, **_list(request.user, tab, request.GET.get("page", ""))}
    if answer_id is not None and free_text.is_there(answer_id, by=request.user):
        reading = rows.current(answer_id, by=request.user)
        context["reading"] = reading
        context["is_news"] = str(reading.pk if reading else "") != request.GET.get("seen", "")
        theirs = claims.of_others(request.user).filter(answer=answer_id).first()
        if "taken" in request.GET:
            context["is_free"] = theirs is None
        else:
            context["taken"] = theirs
    return render(request, "participation/moderation/_list.html", context)


@require_safe
@require(Permission.MODERATE)
def decided(request: StaffRequest) -> HttpResponse:
    found = rows.decided(by=request.user, page=request.GET.get("page", ""))
    counts = {tab: _count(tab, request.user) for tab in (WAITING, HELD)}
    at_once = {row.answer_id for row in found if _is_fresh(row.reading, request.user)}
    context = {"tab": "decided", "page_obj": found, "at_once": at_once, **counts}
    return render(request, "participation/moderation/decided.html", context)


@require_POST
@require(Permission.MODERATE)
def decide(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    row = rows.find(answer_id, by=request.user)
    if row is None or row.words is None:
        return gone(request)
    form = DecisionForm(request.POST, words=row.words)
    if not form.is_valid():
        return show(request, Pane(row, form), status=400)
    try:
        reading = _decide(answer_id, form, by=request.user)
    except AlreadyDecided as conflict:
        return show_conflict(request, answer_id, conflict)
    except NeedsColleague as error:
        form.add_error(None, str(error))
        return show(request, Pane(row, form), status=409)
    except NoSuchWords:
        return gone(request)
    return go_on(request, reading)


@require_POST
@require(Permission.MODERATE)
def take_out(request: StaffRequest, answer_id: UUID) -> HttpResponse:
    """The same page, with what was ticked taken out of the copy; nothing is decided or kept."""
    row = rows.find(answer_id, by=request.user)
    if row is None or row.words is None:
        return gone(request)
    taking = TakingOutForm(request.POST, words=row.words)
    typed = request.POST.copy()
    if taking.is_valid():
        typed["text"] = taking.copy()
        messages.success(request, "Taken out of the copy. Nothing is decided yet.")
    else:
        messages.error(request, "Tick what to take out.")
    pane = Pane(row, _form(row, row.words, typed=typed))
    if pane.is_final:
        return show_conflict(request, answer_id, AlreadyDecided(row.reading))
    return _panes(request, _tab(row), pane)


@require_POST
@require(Permission.MODERATE)
def undo(request: StaffRequest, reading_id: int) -> HttpResponse:
    """Take a decision back at once; the words wait again. Later, it is asked why."""
    readings = services.readable_readings(by=request.user).select_related("by")
    reading = get_object_or_404(readings, pk=reading_id)
    try:
        services.undo(reading, by=request.user)
    except NeedsReason:
        return redirect("participation:moderation-again", reading.pk)
    except NoSuchWords:
        raise Http404 from None
    except AlreadyDecided as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Undone: {reading.get_decision_display()}. They wait again.")
    return redirect("participation:moderation-words", reading.answer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.MODERATE)
def again(request: StaffRequest, reading_id: int) -> HttpResponse:
    """Change a decision later, or a colleague's: with a reason, which is written down."""
    readings = services.readable_readings(by=request.user).select_related("by")
    reading = get_object_or_404(readings, pk=reading_id)
    form = AgainForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "reading": reading}
        status = 400 if form.is_bound else 200
        return render(request, "participation/moderation/again.html", context, status=status)
    try:
        services.undo(reading, by=request.user, because=form.cleaned_data["because"])
    except AlreadyDecided as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The words wait again. Decide when you have read them.")
    return redirect("participation:moderation-words", reading.answer_id)


def _decide(answer_id: UUID, form: DecisionForm, *, by: User) -> Reading:
    decision, text = form.cleaned_data["decision"], form.cleaned_data["text"]
    seen, reason = form.cleaned_data["seen"], form.cleaned_data["reason"]
    if decision == Reading.Decision.APPROVED:
        return services.approve(answer_id, by=by, seen=seen).of_reading
    if decision == Reading.Decision.REDACTED:
        taken_out = form.cleaned_data["taken_out"]
        return services.redact(answer_id, text, by=by, taken_out=taken_out, seen=seen).of_reading
    if decision == Reading.Decision.PARAPHRASED:
        return services.paraphrase(answer_id, text, by=by, seen=seen).of_reading
    if decision == Reading.Decision.HELD:
        return services.hold(answer_id, reason=reason, by=by, seen=seen)
    return services.reject(answer_id, reason=reason, by=by, seen=seen)


def go_on(request: StaffRequest, reading: Reading) -> HttpResponse:
    """To the next waiting words, with what was just done and a way to undo it."""
    following = rows.next_waiting(by=request.user)
    url = (
        reverse("participation:moderation-queue")
        if following is None
        else reverse("participation:moderation-words", args=[following])
    )
    return redirect(f"{url}?done={reading.pk}#words")


def gone(request: StaffRequest) -> HttpResponse:
    """Nothing is kept of what was typed about words that their child took back."""
    messages.error(request, GONE)
    return redirect("participation:moderation-queue")


def show_conflict(request: StaffRequest, answer_id: UUID, conflict: AlreadyDecided) -> HttpResponse:
    """Say who was first. What was typed stays on the page; if it still can be, decide again."""
    row = rows.find(answer_id, by=request.user)
    if row is None or row.words is None:
        return gone(request)
    form = _form(row, row.words, typed=request.POST)
    return show(request, Pane(row, form, conflict=conflict), status=409)


def _form(row: Row, words: Words, typed: QueryDict | None = None) -> DecisionForm:
    """An unbound form: what is `seen` is what the page now shows, whatever was sent before."""
    initial: dict[str, object] = {"seen": row.reading.pk if row.reading else None}
    if typed is not None:
        initial |= {name: typed[name] for name in ("text", "reason") if name in typed}
    return DecisionForm(words=words, initial=initial)


def _panes(
    request: StaffRequest,
    tab: str,
    pane: Pane | None = None,
    *,
    taken: Claim | None = None,
    status: int = 200,
) -> HttpResponse:
    done = _done(request)
    context = {
        "pane": pane,
        "form": pane.form if pane else None,
        "taken": taken,
        "open": pane.row.answer_id if pane else taken.answer_id if taken else None,
        "done": done,
        "undo_seconds": _seconds_to_undo(done, request.user) if done else 0,
        "today": care.today(request.user),
        "left": rows.left_count(by=request.user),
        **_list(request.user, tab, request.GET.get("page", "")),
    }
    return render(request, "participation/moderation/queue.html", context, status=status)


def _list(user: User, tab: str, page: str) -> dict[str, object]:
    read = rows.held if tab == HELD else rows.waiting
    found: Page[Row] = read(by=user, page=page)
    other = HELD if tab == WAITING else WAITING
    counts = {tab: rows.said(found.paginator.count), other: _count(other, user)}
    return {"tab": tab, "page_obj": found, "next_free": _seconds_until_free(user), **counts}


def _seconds_until_free(user: User) -> int | None:
    """When an open page asks again: no colleague announces that their time is over."""
    until = rows.next_free(by=user)
    return None if until is None else int((until - timezone.now()).total_seconds()) + 1


def _count(tab: str, user: User) -> str:
    return rows.said(rows.held_count(by=user) if tab == HELD else rows.waiting_count(by=user))


def _is_fresh(reading: Reading | None, user: User) -> bool:
    return reading is not None and reading.may_be_undone_at_once(user)


def _tab(row: Row) -> str:
    return HELD if row.reading and row.reading.decision in Reading.PENDING else WAITING


def _done(request: StaffRequest) -> Reading | None:
    """This person's own decision that the address says was just made, while it counts."""
    number = request.GET.get("done", "")
    if not number.isdecimal():
        return None
    found: Reading | None = (
        services.readable_readings(by=request.user)
        .current()
        .filter(pk=int(number[:18]), by=request.user)
        .first()
    )
    return found


def _seconds_to_undo(reading: Reading, user: User) -> int:
    """How much is left of the minute; nothing when it is over."""
    left = (reading.undo_until - timezone.now()).total_seconds()
    return int(left) if reading.may_be_undone_at_once(user) else 0


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
