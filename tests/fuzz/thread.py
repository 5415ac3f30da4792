"""A whole thread as a state machine, and what holds in it whatever was done in whatever order."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Count, Q, QuerySet
from hypothesis.stateful import invariant

from backend.audit import chain
from participation.meetings.models import Action, AgendaItem, Decision
from participation.moderation.models import GroupNote, Reading, Theme, Voice
from participation.replies.models import Reply, Told, Verdict, VerdictRound
from surveys.models import Answer
from tests.everywhere import where
from tests.fuzz.thread_board import Board

CONCERN = {"participation_concern.verbatim"}
PAPERS = {"participation_issuedpaper.public", "participation_issuedpaper.board"}
REACHED: dict[str, QuerySet[Any]] = {
    "themes on the board": Theme.objects.on_the_board(),
    "decisions confirmed": Decision.objects.confirmed(),
    "actions done": Action.objects.filter(status=Action.Status.DONE),
    "answers published": Reply.objects.published(),
    "verdicts": Verdict.objects.all(),
}
"""How far the runs came, for the table: rules that are never reached prove nothing."""
THREE, FIVE = 3, 5
"""Written down a second time: a rule must not change unnoticed (promises 4 and 6)."""
OURS = ("surveys", "participation")


class Thread(Board):
    """Words that are sent, read, put together, decided on, acted on, answered and judged."""

    # --- What children and the public see ---------------------------------------------------------

    @invariant()
    def only_words_that_may_be_quoted_are_on_a_public_page(self) -> None:
        if self.looks_at_pages:
            self.look_at_pages()

    def look_at_pages(self) -> None:
        pages = ["/replies/", "/api/v1/replies/"]
        shown = Theme.objects.on_the_board().values_list("slug", flat=True)
        for slug in shown:
            pages += [f"/replies/{slug}/", f"/api/v1/replies/{slug}/"]
        said = "".join(self.get(page).content.decode() for page in pages)
        assert {mark for mark in self.all_marks() if mark in said} <= self.quoted()

    @invariant()
    def a_theme_is_on_the_board_by_rule_and_by_nothing_else(self) -> None:
        enough = Theme.objects.annotate(said=Count("memberships")).filter(said__gte=THREE)
        self.on_the_board |= set(enough.values_list("pk", flat=True))
        there = Theme.objects.exclude(on_board_since=None)
        assert set(there.values_list("pk", flat=True)) == self.on_the_board

    # --- Words ------------------------------------------------------------------------------------

    @invariant()
    def a_voice_is_what_somebody_decided_and_nothing_else(self) -> None:
        heard = Reading.objects.filter(current=True, decision__in=Reading.HEARD)
        of_answers = Voice.objects.exclude(answer=None).values_list("answer", flat=True)
        of_notes = Voice.objects.exclude(note=None).values_list("note", flat=True)
        agreed = GroupNote.objects.exclude(agreed_on=None).values_list("pk", flat=True)
        assert set(of_answers) == set(heard.values_list("answer", flat=True))
        assert set(of_notes) == set(agreed)
        assert not Voice.objects.exclude(reading=None).exclude(reading__in=heard).exists()

    @invariant()
    def words_wait_until_somebody_decides(self) -> None:
        decided = Reading.objects.filter(current=True).values("answer")
        words = Answer.objects.filter(choice=None)
        assert not words.filter(waiting=True, pk__in=decided).exists()
        assert not words.filter(waiting=False).exclude(pk__in=decided).exists()

    @invariant()
    def themes_hold_childrens_voices_of_their_own_group(self) -> None:
        for theme in Theme.objects.all():
            assert not theme.voices.exclude(audience="children").exists()
            assert not theme.voices.exclude(group=theme.group_id).exists()
            assert theme.merged_into_id is None or not theme.voices.exists()

    # --- The Board's side -------------------------------------------------------------------------

    @invariant()
    def what_is_done_has_evidence(self) -> None:
        done = Action.objects.filter(status=Action.Status.DONE)
        assert not done.filter(evidence=None).exists()

    @invariant()
    def what_is_confirmed_says_why(self) -> None:
        assert all(it.is_complete for it in Decision.objects.confirmed())

    @invariant()
    def exempt_items_hear_no_survey_and_stand_in_no_answer(self) -> None:
        exempt = AgendaItem.objects.filter(access=AgendaItem.Access.EXEMPT)
        assert not exempt.filter(surveys__isnull=False).exists()
        named = Q(decision__agenda_item__in=exempt) | Q(action__decision__agenda_item__in=exempt)
        assert not Reply.objects.filter(named).exists()

    @invariant()
    def what_children_were_told_or_judged_stays_as_somebody_else_approved_it(self) -> None:
        published = Reply.objects.published()
        assert not [it for it in published if it.approved_by_id in {None, it.written_by_id}]
        for model in (Told, Verdict, VerdictRound):
            assert not model.objects.exclude(reply__in=published).exists()

    @invariant()
    def rounds_count_in_fives_and_never_more_than_were_there(self) -> None:
        for reply in Reply.objects.filter(rounds__isnull=False).distinct():
            counted = [it for it in reply.rounds.all() if it.counted_on]
            assert not counted or sum(it.given for it in counted) >= FIVE
        for asked in VerdictRound.objects.all():
            assert asked.verdicts.count() == asked.given <= asked.present

    # --- At the end -------------------------------------------------------------------------------

    def at_the_end(self) -> None:
        self.look_at_pages()
        for theme in Theme.objects.select_related("merged_into"):
            status = self.get(f"/replies/{theme.slug}/").status_code
            into = theme.merged_into
            leads_on = into is not None and into.is_on_the_board
            assert status == (200 if theme.is_on_the_board else 302 if leads_on else 404)
        for mark in self.gone:
            may_stay = CONCERN if mark in self.concerned else set()
            may_stay |= PAPERS if mark in self.issued else set()
            assert where(mark) <= may_stay, (mark, where(mark))
        for model in apps.get_models():
            if model._meta.app_label in OURS:
                for row in model._default_manager.all():
                    row.validate_constraints()
        chain.seal_all()
        assert not chain.verify().fault
        for what, those in REACHED.items():
            type(self).seen[what] += those.all().count()
