"""The first half of a thread as rules: words are sent, read, put together, and taken back."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from hypothesis import strategies as st
from hypothesis.stateful import rule

from backend.accounts.models import User
from participation.moderation import claims, notes, theming
from participation.moderation import services as moderation
from participation.moderation.models import GroupNote, Reading, Theme, Voice
from participation.replies import services as replies
from participation.safeguarding import services as safeguarding
from participation.safeguarding.models import Concern
from surveys import answering
from surveys.answering import Said, Submission
from surveys.models import Answer, Audience, Invitation
from tests.factories import make_group, make_invitation, make_survey, new_token
from tests.fuzz.machine import Machine
from tests.fuzz.words import marked, said, typed_by_staff

ModelT = TypeVar("ModelT", bound=Model)
which = st.integers(0, 30)
"""One of those that there are, by its place; there may be none."""
some = st.lists(which, max_size=5)
who = st.integers(0, 2)
ORDERS: dict[type[Model], tuple[str, ...]] = {
    Answer: ("text",),  # Which begins with its mark's number.
    Voice: ("reading_id", "note_id"),
    Concern: ("raised_at",),
}
"""Of those whose ids are random, and tell nothing of when they were made."""
DECIDED = (
    *(moderation.AlreadyDecided, moderation.NoSuchWords),
    *(moderation.NeedsColleague, moderation.NeedsWords, moderation.NeedsReason),
)


class Words(Machine):
    workers: tuple[User, User, User]
    """The last of them is a member of the Board too, and speaks for an agency."""
    lead: User

    def __init__(self) -> None:
        super().__init__()
        self.receipts: dict[str, str] = {}
        """Five words, by the mark in what they lead to."""
        self.group_marks: dict[int, str] = {}
        """By group note."""
        self.gone: set[str] = set()
        """Marks that were taken back."""
        self.concerned: set[str] = set()
        self.issued: set[str] = set()
        """Marks that may stay: of a concern, or in papers that had gone out by then."""
        self.on_the_board: set[int] = set()
        """Themes that the rules put there: by three voices, or with one that was there."""

    def begin_with_words(self) -> None:
        self.groups = [make_group(), make_group()]
        self.ways: list[Invitation] = []
        for group, audience in zip(
            [*self.groups, self.groups[0]], ["children", "children", "practitioners"], strict=True
        ):
            survey = make_survey(group=group)
            self.ways.append(make_invitation(survey, audience=Audience(audience)))
        for group in (*self.groups, self.groups[0]):
            theming.make_theme(group_id=group.pk, title="It is dark", by=self.workers[0])

    def one(self, model: type[ModelT], place: int, **of: Any) -> ModelT | None:
        found = self.all(model, **of)
        return found[place % len(found)] if found else None

    def several(self, model: type[ModelT], places: list[int]) -> list[ModelT]:
        found = self.all(model)
        return [found[it] for it in {place % len(found) for place in places}] if found else []

    def all(self, model: type[ModelT], **of: Any) -> list[ModelT]:
        """In the order of their making, so that a run that is repeated does the same."""
        order = ORDERS.get(model, ("pk",))
        return list(model._default_manager.filter(**of).order_by(*order))

    def all_marks(self) -> set[str]:
        return {*self.receipts, *self.group_marks.values(), *self.gone}

    def quoted(self) -> set[str]:
        """Marks that somebody read, that may be quoted, and that were not taken back."""
        said = " ".join(Voice.objects.quotable().values_list("text", flat=True))
        return {mark for mark in self.all_marks() - self.gone if mark in said}

    # --- Children ---------------------------------------------------------------------------------

    @rule(
        way=st.sampled_from((0, 0, 0, 1, 2)), text=said, quote=st.sampled_from((True, True, False))
    )
    def send(self, way: int, text: str, quote: bool) -> None:
        text, mark = marked(text)
        invitation = self.ways[way]
        question = invitation.survey.questions.get(kind="text")
        submission = Submission(new_token(), {str(question.pk): Said(text=text)}, quote=quote)
        with self.may_refuse(answering.Refused, answering.InvitationClosed):
            self.receipts[mark] = answering.send(invitation, submission).receipt

    @rule(place=which, quote=st.booleans())
    def three_say_the_same(self, place: int, quote: bool) -> None:
        """Sent, read and put together at once, or hardly a theme would ever have three voices."""
        for _number in range(3):
            self.send(0, "Nobody comes", quote)
            self.decide(-1, 0, "approve", "", False)
        self.put_voices_in_or_out(place, 0, [-1, -2, -3], True)

    @rule(place=which)
    def take_back(self, place: int) -> None:
        if not self.receipts:
            return
        mark = sorted(self.receipts)[place % len(self.receipts)]
        replies.take_back(self.receipts.pop(mark))
        self.gone.add(mark)

    # --- Workers and leads ------------------------------------------------------------------------

    @rule(
        place=which,
        by=who,
        how=st.sampled_from(("approve", "approve", "redact", "paraphrase", "hold", "reject")),
        text=st.one_of(typed_by_staff, st.sampled_from(("", " \r\n"))),
        is_stale=st.sampled_from((False, False, False, True)),
    )
    def decide(self, place: int, by: int, how: str, text: str, is_stale: bool) -> None:
        answer = self.one(Answer, place, choice=None)
        if answer is None:
            return
        current = Reading.objects.current().filter(answer=answer).first()
        seen = None if is_stale or current is None else current.pk
        more: dict[str, Any] = {"by": self.workers[by], "seen": seen}
        with self.may_refuse(*DECIDED):
            if how in {"redact", "paraphrase"}:
                getattr(moderation, how)(answer.pk, text, **more)
            elif how == "reject":
                moderation.reject(answer.pk, reason="other" if text.strip() else "", **more)
            else:
                getattr(moderation, how)(answer.pk, **more)

    @rule(place=which, by=who, because=st.sampled_from(("", "mistake", "asked")))
    def undo(self, place: int, by: int, because: str) -> None:
        if reading := self.one(Reading, place):
            with self.may_refuse(*DECIDED):
                moderation.undo(reading, by=self.workers[by], because=because)

    @rule(place=which, by=who, how=st.sampled_from(("claim", "take_over", "leave")))
    def claim(self, place: int, by: int, how: str) -> None:
        if answer := self.one(Answer, place, choice=None):
            with self.may_refuse(claims.Claimed, *DECIDED):
                getattr(claims, how)(answer.pk, by=self.workers[by])

    @rule(place=which, by=who, about=st.sampled_from((None, 0, 1, 2)))
    def worry(self, place: int, by: int, about: int | None) -> None:
        answer = self.one(Answer, place, choice=None)
        if answer is None:
            return
        current = Reading.objects.current().filter(answer=answer).first()
        with self.may_refuse(*DECIDED):
            safeguarding.escalate(
                answer.pk,
                by=self.workers[by],
                about=None if about is None else self.workers[about],
                seen=current.pk if current else None,
            )
            self.concerned |= {mark for mark in self.receipts if mark in answer.text}

    @rule(place=which, person=who)
    def keep_a_concern_from(self, place: int, person: int) -> None:
        if concern := self.one(Concern, place):
            with self.may_refuse(safeguarding.NotTheirs):
                safeguarding.shut_out(concern, self.workers[person], by=self.lead)

    @rule(group=st.integers(0, 1), by=who, text=typed_by_staff)
    def write_down_what_a_group_says(self, group: int, by: int, text: str) -> None:
        text, mark = marked(text)
        note = GroupNote(group=self.groups[group], how="aloud", words=text)
        saved = notes.save_note(note, by=self.workers[by])
        self.group_marks[saved.pk] = mark

    @rule(
        place=which,
        by=who,
        how=st.sampled_from(("agree", "agree", "take_back", "change", "worry")),
        version=st.integers(1, 2),
        quotable=st.booleans(),
    )
    def read_a_note_back(self, place: int, by: int, how: str, version: int, quotable: bool) -> None:
        note, user = self.one(GroupNote, place), self.workers[by]
        if note is None:
            return
        with self.may_refuse(
            *(notes.NoteAgreed, notes.NoteChanged, notes.NoteHeld, notes.NoSuchNote)
        ):
            if how == "agree":
                notes.agree(note, version=version, quotable=quotable, by=user)
            elif how == "take_back":
                pk = note.pk
                notes.take_back(note, by=user)
                self.gone.add(self.group_marks.pop(pk))
            elif how == "change":
                notes.save_note(note, by=user)
            else:
                safeguarding.raise_about_note(note, by=user, about=self.workers[version])
                self.concerned.add(self.group_marks[note.pk])

    # --- Themes -----------------------------------------------------------------------------------

    @rule(group=st.integers(0, 1), by=who, title=typed_by_staff, voices=some)
    def make_a_theme(self, group: int, by: int, title: str, voices: list[int]) -> None:
        made = theming.make_theme(group_id=self.groups[group].pk, title=title, by=self.workers[by])
        theming.add_voices(made, self.several(Voice, voices), by=self.workers[by])

    @rule(place=which, by=who, voices=st.lists(which, min_size=3, max_size=8), are_in=st.booleans())
    def put_voices_in_or_out(self, place: int, by: int, voices: list[int], are_in: bool) -> None:
        if theme := self.one(Theme, place):
            with self.may_refuse(theming.ThemeMerged):
                deed = theming.add_voices if are_in else theming.remove_voices
                deed(theme, self.several(Voice, voices), by=self.workers[by])

    @rule(
        place=which,
        by=who,
        how=st.sampled_from(("retire", "restore", "edit")),
        title=typed_by_staff,
    )
    def change_a_theme(self, place: int, by: int, how: str, title: str) -> None:
        if theme := self.one(Theme, place):
            with self.may_refuse(theming.ThemeMerged):
                if how == "edit":
                    theming.edit_theme(
                        theme, title=title, about=title, picture="", by=self.workers[by]
                    )
                else:
                    getattr(theming, f"{how}_theme")(theme, by=self.workers[by])

    @rule(place=which, into=which, by=who)
    def merge(self, place: int, into: int, by: int) -> None:
        theme, other = self.one(Theme, place), self.one(Theme, into)
        if theme and other:
            was_there = theme.is_on_the_board
            with self.may_refuse(theming.CannotMerge):
                theming.merge(theme, other, by=self.workers[by])
                self.on_the_board |= {other.pk} if was_there else set()

    @rule(place=which, by=who)
    def unmerge(self, place: int, by: int) -> None:
        if theme := self.one(Theme, place, merged_into__isnull=False):
            with self.may_refuse(theming.CannotUnmerge):
                theming.unmerge(theme, by=self.workers[by])

    @rule(place=which, by=who, voices=some, title=typed_by_staff)
    def split(self, place: int, by: int, voices: list[int], title: str) -> None:
        if theme := self.one(Theme, place):
            was_there = theme.is_on_the_board
            with self.may_refuse(theming.CannotSplit):
                made = theming.split(
                    theme, self.several(Voice, voices), title=title, by=self.workers[by]
                )
                self.on_the_board |= {made.pk} if was_there else set()
