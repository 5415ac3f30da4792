"""The second half of a thread as rules: it is decided on, done, shown, answered and judged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from backend.accounts.models import User
from participation.meetings import acting, item_rules
from participation.meetings import services as meetings
from participation.meetings.models import Action, AgendaItem, Decision, Evidence, Meeting
from participation.moderation.models import Theme
from participation.papers.services import NothingToIssue, issue
from participation.replies import approval, rounds
from participation.replies import services as replies
from participation.replies.forms import ReplyForm
from participation.replies.models import Asked, Reply, Told, Verdict, VerdictRound
from surveys.models import Survey
from tests.factories import make_body, make_membership, new_token
from tests.fuzz.thread_words import Words, some, which, who
from tests.fuzz.words import typed_by_staff

days = st.integers(-400, 400)
optional = st.one_of(typed_by_staff, st.just(""))
SHUT = (
    *(meetings.DecisionConfirmed, meetings.NotSaidWhy, meetings.HearsNoSurvey),
    *(meetings.HasDecisions, meetings.InUse),
)
NO_ANSWER = (
    *(approval.NobodySpeaks, approval.DoesNotSpeak, approval.AnswerChanged, approval.NotNow),
    *(replies.ReplyPublished, replies.NotApproved, replies.WasTold),
)


def day(from_today: int) -> Any:
    return timezone.localdate() + timedelta(days=from_today)


class Board(Words):
    clerk: User
    members: tuple[User, User]

    @initialize()
    def begin(self) -> None:
        """With a theme on the board, and a meeting that has it on its agenda."""
        self.begin_with_words()
        self.three_say_the_same(0, True)
        self.board, self.police, self.vacant = (
            make_body("The Board"),
            make_body("Police", "agency"),
            make_body("Nobody's agency", "agency"),
        )
        for person in (*self.members, self.workers[2]):
            make_membership(person, organization=self.board, on_behalf_of=self.police)
        self.agencies = (self.police, self.vacant, self.board)
        self.call_a_meeting(14, "")
        self.write_an_item(
            0, None, "What children say", AgendaItem.Access.PUBLIC, None, "", [0], [0]
        )

    # --- Meetings ---------------------------------------------------------------------------------

    @rule(on=days, name=optional)
    def call_a_meeting(self, on: int, name: str) -> None:
        meetings.save_meeting(
            Meeting(body=self.board, start_date=day(on), name=name), by=self.clerk
        )

    @rule(place=which, how=st.sampled_from(("cancel", "call back on", "move", "remove")), on=days)
    def change_a_meeting(self, place: int, how: str, on: int) -> None:
        if meeting := self.one(Meeting, place):
            with self.may_refuse(meetings.InUse):
                if how == "remove":
                    meetings.remove_meeting(meeting, by=self.clerk)
                elif how == "move":
                    meeting.start_date = day(on)
                    meetings.save_meeting(meeting, by=self.clerk)
                else:
                    meetings.set_cancelled(meeting, how == "cancel", by=self.clerk)

    @rule(
        place=which,
        old=st.one_of(st.none(), which),
        title=typed_by_staff,
        access=st.sampled_from(AgendaItem.Access),
        paragraph=st.sampled_from((None, 1, 7, 8)),
        notes=optional,
        themes=some,
        surveys=some,
    )
    def write_an_item(
        self,
        place: int,
        old: int | None,
        title: str,
        access: AgendaItem.Access,
        paragraph: int | None,
        notes: str,
        themes: list[int],
        surveys: list[int],
    ) -> None:
        meeting = self.one(Meeting, place)
        item = AgendaItem(meeting=meeting) if old is None else self.one(AgendaItem, old)
        if item is None or meeting is None:
            return
        heard = self.several(Survey, surveys)
        item.order = item.order or str(AgendaItem.objects.filter(meeting=meeting).count())
        item.title, item.access, item.notes = title, access, notes
        item.exempt_paragraph, item.exempt_reason = paragraph, title if paragraph else ""
        item.late_because = title
        with self.may_refuse(ValidationError, *SHUT):
            item.full_clean()
            if faults := item_rules.faults(item, surveys=heard):
                raise ValidationError(faults)
            meetings.save_item(
                item,
                themes=[it.pk for it in self.several(Theme, themes)],
                surveys=[it.pk for it in heard],
                by=self.clerk,
            )

    @rule(place=which)
    def take_an_item_off(self, place: int) -> None:
        if item := self.one(AgendaItem, place):
            with self.may_refuse(*SHUT):
                meetings.remove_item(item, by=self.clerk)

    @rule(place=which)
    def issue_papers(self, place: int) -> None:
        if meeting := self.one(Meeting, place):
            with self.may_refuse(NothingToIssue):
                paper = issue(meeting, by=self.clerk)
                said = f"{paper.public}{paper.board}"
                marks = {mark for mark in self.all_marks() if mark in said}
                assert marks <= self.quoted(), "papers quote what nobody may"
                self.issued |= marks

    # --- Decisions, actions, evidence -------------------------------------------------------------

    @rule(place=which, old=st.one_of(st.none(), which), text=typed_by_staff, why=optional, on=days)
    def write_a_decision(self, place: int, old: int | None, text: str, why: str, on: int) -> None:
        item = self.one(AgendaItem, place)
        decision = Decision(agenda_item=item) if old is None else self.one(Decision, old)
        if item is None or decision is None:
            return
        decision.text, decision.weight_given, decision.reasons = text, why, why
        decision.decided_on = day(on)
        with self.may_refuse(*SHUT):
            meetings.save_decision(decision, by=self.clerk)

    @rule(place=which, how=st.sampled_from(("confirm", "confirm", "unconfirm", "remove_decision")))
    def settle_a_decision(self, place: int, how: str) -> None:
        if decision := self.one(Decision, place):
            with self.may_refuse(*SHUT):
                getattr(meetings, how)(decision, by=self.clerk)

    @rule(place=which, text=typed_by_staff, agency=who, due=days)
    def agree_on_an_action(self, place: int, text: str, agency: int, due: int) -> None:
        if decision := self.one(Decision, place):
            action = Action(
                decision=decision,
                text=text,
                owner_role=text,
                agency=self.agencies[agency],
                due_on=day(due),
            )
            acting.save_action(action, by=self.clerk)

    @rule(place=which, status=st.sampled_from(("", *Action.Status.values)), text=optional, by=who)
    def report_on_an_action(self, place: int, status: str, text: str, by: int) -> None:
        person = (self.clerk, self.members[0], self.workers[2])[by]
        if (action := self.one(Action, place)) and (status or text):
            with self.may_refuse(acting.NeedsEvidence, acting.NotTheirs):
                acting.add_update(action, text=text, status=status, by=person)

    @rule(place=which, status=st.sampled_from(Action.Status.values))
    def set_a_status(self, place: int, status: str) -> None:
        if action := self.one(Action, place):
            with self.may_refuse(acting.NeedsEvidence):
                acting.set_status(action, status, by=self.clerk)

    @rule(place=which, text=typed_by_staff)
    def add_evidence(self, place: int, text: str) -> None:
        if action := self.one(Action, place):
            acting.save_evidence(
                Evidence(action=action, text=text, checked_by="Somebody else"), by=self.clerk
            )

    @rule(place=which)
    def remove_evidence(self, place: int) -> None:
        if evidence := self.one(Evidence, place):
            with self.may_refuse(acting.NeedsEvidence):
                acting.remove_evidence(evidence, by=self.clerk)

    @rule(place=which)
    def remove_an_action(self, place: int) -> None:
        if action := self.one(Action, place):
            with self.may_refuse(acting.NeedsEvidence, meetings.InUse):
                acting.remove_action(action, by=self.clerk)

    @rule(place=which, text=typed_by_staff, agency=who)
    def decide_and_do(self, place: int, text: str, agency: int) -> None:
        """All of it at once; by single rules a run seldom comes so far."""
        self.write_a_decision(place, None, text, text, 0)
        self.settle_a_decision(-1, "confirm")
        self.agree_on_an_action(-1, text, agency, 30)
        self.add_evidence(-1, text)
        self.set_a_status(-1, Action.Status.DONE)

    # --- Answers ----------------------------------------------------------------------------------

    @rule(place=which, agency=who, by=who)
    def ask_an_agency(self, place: int, agency: int, by: int) -> None:
        if theme := self.one(Theme, place):
            replies.ask(theme, self.agencies[agency], by=self.workers[by])

    @rule(place=which, by=who)
    def ask_it_no_more(self, place: int, by: int) -> None:
        if asked := self.one(Asked, place):
            replies.unask(asked, by=self.workers[by])

    @rule(
        place=which,
        old=st.one_of(st.none(), which),
        by=who,
        agency=who,
        state=st.sampled_from(Reply.State.values),
        text=typed_by_staff,
        why=optional,
        decision=st.one_of(st.none(), which),
        action=st.one_of(st.none(), which),
    )
    def write_an_answer(
        self,
        place: int,
        old: int | None,
        by: int,
        agency: int,
        state: str,
        text: str,
        why: str,
        decision: int | None,
        action: int | None,
    ) -> None:
        theme = self.one(Theme, place)
        reply = Reply(theme=theme) if old is None else self.one(Reply, old)
        if theme is None or reply is None:
            return
        decided = None if decision is None else self.one(Decision, decision)
        doing = None if action is None else self.one(Action, action)
        form = ReplyForm(
            {
                "agency": self.agencies[agency].pk,
                "state": state,
                "text": text,
                "by_when": day(30) if why else "",
                "because": why,
                "passed_to": why,
                "decision": decided.pk if decided else "",
                "action": doing.pk if doing else "",
            },
            instance=reply,
        )
        if form.is_valid():
            with self.may_refuse(*NO_ANSWER):
                replies.save_reply(form.save(commit=False), by=self.workers[by])

    @rule(
        place=which,
        how=st.sampled_from(("send", "approve", "approve", "send back", "publish", "publish")),
        by=who,
        version=st.integers(1, 3),
        note=typed_by_staff,
    )
    def take_an_answer_further(
        self, place: int, how: str, by: int, version: int, note: str
    ) -> None:
        speaker = (*self.members, self.workers[2])[by]
        if reply := self.one(Reply, place):
            with self.may_refuse(*NO_ANSWER):
                if how == "send":
                    approval.send(reply, by=self.workers[by])
                elif how == "approve":
                    approval.approve(reply, version=version, by=speaker)
                elif how == "send back":
                    approval.send_back(reply, because=note, by=speaker)
                else:
                    replies.publish(reply, by=self.workers[by])

    @rule(place=which, text=typed_by_staff, group=st.integers(0, 1), does=st.booleans())
    def answer_and_tell(self, place: int, text: str, group: int, does: bool) -> None:
        """All of it at once, as above."""
        state = Reply.State.WE_DID if does else Reply.State.WE_WILL
        self.write_an_answer(place, None, 0, 0, state, text, text, -1, -1 if does else None)
        for how in ("send", "approve", "publish"):
            self.take_an_answer_further(-1, how, 0, 1, text)
        self.tell_children(-1, 0, group, text)

    @rule(place=which, by=who, how=st.sampled_from(("unpublish", "remove_reply")))
    def take_an_answer_away(self, place: int, by: int, how: str) -> None:
        if reply := self.one(Reply, place):
            with self.may_refuse(*NO_ANSWER):
                getattr(replies, how)(reply, by=self.workers[by])

    @rule(place=which, by=who, group=st.integers(0, 1), how=typed_by_staff)
    def tell_children(self, place: int, by: int, group: int, how: str) -> None:
        if reply := self.one(Reply, place):
            with self.may_refuse(*NO_ANSWER):
                replies.tell(
                    reply,
                    group_id=self.groups[group].pk,
                    how=how,
                    on=timezone.localdate(),
                    by=self.workers[by],
                )

    @rule(place=which, by=who)
    def they_were_not_told(self, place: int, by: int) -> None:
        if told := self.one(Told, place):
            with self.may_refuse(*NO_ANSWER):
                replies.untell(told, by=self.workers[by])

    # --- Children again ---------------------------------------------------------------------------

    @rule(place=which, reply=which, value=st.sampled_from(Verdict.Value.values))
    def judge_an_answer(self, place: int, reply: int, value: str) -> None:
        judged = self.one(Reply, reply)
        if judged and self.receipts:
            mark = sorted(self.receipts)[place % len(self.receipts)]
            with self.may_refuse(replies.NotTheirs):
                replies.give_verdict(self.receipts[mark], judged.pk, value)

    @rule(reply=which, value=st.sampled_from(Verdict.Value.values))
    def all_judge_an_answer(self, reply: int, value: str) -> None:
        for place in range(len(self.receipts)):
            self.judge_an_answer(place, reply, value)

    @rule(place=which, by=who, group=st.integers(0, 1), present=st.integers(0, 61))
    def ask_a_group(self, place: int, by: int, group: int, present: int) -> None:
        if reply := self.one(Reply, place):
            with self.may_refuse(rounds.CannotOpen):
                rounds.open_round(
                    reply,
                    group_id=self.groups[group].pk,
                    present=present,
                    by=self.workers[by],
                )

    @rule(
        place=which,
        value=st.sampled_from(("yes", "no", "partly", "", "x")),
        times=st.integers(1, 6),
    )
    def say_it_in_a_round(self, place: int, value: str, times: int) -> None:
        """Each twice: the page sends again, and it counts once."""
        if asked := self.one(VerdictRound, place):
            with self.may_refuse(rounds.RoundOver, rounds.Refused):
                for _number in range(times):
                    token = new_token()
                    assert not rounds.give(asked, token, value).is_repeat
                    assert rounds.give(asked, token, value).is_repeat

    @rule(place=which, by=who)
    def end_a_round(self, place: int, by: int) -> None:
        if asked := self.one(VerdictRound, place):
            rounds.close(asked, by=self.workers[by])
