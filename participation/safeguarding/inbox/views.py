"""The inbox of the other doors: for those it is addressed to, and never for whom it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from backend.audit.log import record
from participation.safeguarding.forms import NoteForm
from participation.safeguarding.inbox import services
from participation.safeguarding.inbox.forms import AnswerForm, CloseMessageForm, ShutOutForm
from participation.safeguarding.models import Message

FOLDER = "participation/safeguarding/inbox"
PAGE = 50
REFUSALS = (services.MessageClosed, services.NotAnswered, services.NobodyToReadIt)


@require_safe
@require(Permission.HANDLE_MESSAGES)
def message_list(request: StaffRequest) -> HttpResponse:
    """Open messages, the next due first, or closed ones, the newest first. No words, no names."""
    mine = Message.objects.readable_by(request.user)
    is_closed = request.GET.get("show") == "closed"
    found = mine.closed() if is_closed else mine.open()
    today = timezone.localdate()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "is_closed": is_closed,
        "page_obj": page,
        "rows": [(message, message.is_overdue(today)) for message in page],
    }
    return render(request, f"{FOLDER}/message_list.html", context)


@require_safe
@require(Permission.HANDLE_MESSAGES)
def message_detail(request: StaffRequest, message_id: UUID) -> HttpResponse:
    return _detail(request, _message(request, message_id))


@require_POST
@require(Permission.HANDLE_MESSAGES)
def message_answer(request: StaffRequest, message_id: UUID) -> HttpResponse:
    message = _message(request, message_id)
    form = AnswerForm(request.POST, prefix="answer")
    return _do(request, message, "answer", form, "Answered. The child can read it now.")


@require_POST
@require(Permission.HANDLE_MESSAGES)
def message_note(request: StaffRequest, message_id: UUID) -> HttpResponse:
    message = _message(request, message_id)
    form = NoteForm(request.POST, prefix="note")
    return _do(request, message, "note", form, "Written down.")


@require_POST
@require(Permission.HANDLE_MESSAGES)
def message_shut_out(request: StaffRequest, message_id: UUID) -> HttpResponse:
    message = _message(request, message_id)
    form = ShutOutForm(request.POST, prefix="shut_out", message=message)
    done = "That person can no longer find this message."
    return _do(request, message, "shut_out", form, done)


@require_POST
@require(Permission.HANDLE_MESSAGES)
def message_hand_on(request: StaffRequest, message_id: UUID) -> HttpResponse:
    message = _message(request, message_id)
    form = forms.Form(request.POST)
    return _do(request, message, "hand_on", form, "Handed on. It is theirs to read now.")


@require_POST
@require(Permission.HANDLE_MESSAGES)
def message_close(request: StaffRequest, message_id: UUID) -> HttpResponse:
    message = _message(request, message_id)
    form = CloseMessageForm(request.POST, prefix="close")
    return _do(request, message, "close", form, "The message is closed.")


DEEDS: dict[str, Callable[..., Any]] = {
    "answer": services.answer,
    "note": services.add_note,
    "shut_out": services.shut_out,
    "hand_on": services.hand_on,
    "close": services.close,
}


def _message(request: StaffRequest, message_id: UUID) -> Message:
    """Theirs, or not there at all."""
    return get_object_or_404(Message.objects.readable_by(request.user), pk=message_id)


def _do(
    request: StaffRequest, message: Message, deed: str, form: forms.Form, done: str
) -> HttpResponse:
    """Call the service with what the form holds; show the page again where it is refused."""
    if form.is_valid():
        try:
            DEEDS[deed](message, by=request.user, **form.cleaned_data)
        except services.NotTheirs:
            raise Http404 from None
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            mine = Message.objects.readable_by(request.user)
            if deed != "close" and mine.filter(pk=message.pk).exists():
                return redirect("participation:message-detail", message.pk)
            return redirect("participation:message-list")
    return _detail(request, _message(request, message.pk), **{deed: form})


def _detail(request: StaffRequest, message: Message, **forms_with_errors: Any) -> HttpResponse:
    """The words as they were typed, so each view is audited."""
    record("read-message", message, by=request.user)
    shown: dict[str, Any] = {
        "answer": AnswerForm(prefix="answer"),
        "note": NoteForm(prefix="note"),
        "shut_out": ShutOutForm(prefix="shut_out", message=message),
        "close": CloseMessageForm(prefix="close"),
    }
    context = {
        "message": message,
        "is_overdue": message.is_overdue(timezone.localdate()),
        "notes": message.notes.select_related("by"),
        "people_out": message.shut_out.select_related("user", "by"),
        "other_inbox": "safeguarding leads" if message.to == Message.To.MANAGERS else "managers",
        "forms": shown | forms_with_errors,
        "form": next(iter(forms_with_errors.values()), None),
    }
    status = 400 if forms_with_errors else 200
    return render(request, f"{FOLDER}/message_detail.html", context, status=status)
