"""What has to be done again and again: letters, reminders, words kept long enough."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from backend.accounts import sessions, texts
from backend.accounts.letters import send_waiting
from backend.audit.log import record
from participation.keeping import running, watching
from participation.keeping.reminders import services as reminders
from participation.meetings import services as meetings
from participation.moderation import care, notes
from participation.moderation.models import Reading
from participation.replies import rounds as verdict_rounds
from participation.safeguarding.alerts import ringing
from participation.safeguarding.inbox import keeping
from surveys import kept, unread


class Command(BaseCommand):
    help = (
        "Count rounds, send alerts and letters, remind who is late, empty old words. "
        "Safe at any time, any number of times."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rounds = unread.count_round()
        rung = ringing.ring()
        digests = reminders.remind()
        sent = send_waiting()
        texted = texts.send_waiting()
        erased = erase_old_words()
        drafts = notes.erase_old_drafts()
        reminded, emptied = keeping.remind(), keeping.erase_old()
        care.forget_old_days()
        verdict_rounds.end_old()
        meetings.let_pass()
        sessions.forget_ended()
        watching.keep()
        self.stdout.write(f"Letters sent: {sent}. Texts emptied: {erased}.")
        self.stdout.write(f"Messages reminded of: {reminded}. Messages emptied: {emptied}.")
        self.stdout.write(f"Drafts of group notes deleted: {drafts}.")
        self.stdout.write(f"Alerts sent: {rung}. Text messages sent: {texted}.")
        self.stdout.write(f"People reminded of what is due: {digests}.")
        self.stdout.write(f"Waiting texts that a round was counted for: {rounds}.")
        running.note_run()


@transaction.atomic
def erase_old_words() -> int:
    """Empty old texts that a worker has decided about for good, and write down how many."""
    erased = kept.erase_old_words(held=Reading.objects.pending().values("answer_id"))
    if erased:
        record("words-erased", by=None, count=erased)
    return erased
