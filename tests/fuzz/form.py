"""The children's form as a state machine: any number of children and a worker, in any order.

The model beside it is a dictionary of what was acknowledged. Everything else is looked up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from participation.moderation import services as moderation
from participation.moderation import theming
from surveys import building, invitations, rooms, translating
from surveys.invitations import CannotInvite
from surveys.models import Answer, Invitation, Response
from surveys.receipts import is_token, receipt
from surveys.rooms import NotARoom
from tests.everywhere import where
from tests.factories import make_invitation
from tests.fuzz.form_model import FormModel
from tests.fuzz.words import as_sent, said, typed_by_staff

T = TypeVar("T")
which = st.integers(0, 30)
"""One of those that there are, by its place."""
languages = st.sampled_from(("", "pl", "ur", "xx", "\0"))
NO_TOKENS = ("", "short", "ä" * 30, "a b" * 10, "A" * 65, "\0" * 32, "A" * 21)
SPELLINGS: tuple[Callable[[str], str], ...] = (
    str,
    str.upper,
    lambda words: f"  {words.replace(' ', '   ')} ",
    lambda words: words.replace(" ", "-"),
    lambda words: words.replace(" ", ", ") + ".",
)


def at(those: Sequence[T], place: int) -> T:
    return those[place % len(those)]


class SurveyForm(FormModel):
    """See the rules: each is something that a child, a bad phone, a stranger or a worker does."""

    @initialize()
    def begin(self) -> None:
        self.begin_with_a_survey()
        self.answer(0, "More lights", 0, True)
        self.answer(0, "Nobody comes", 1, False)

    # --- Children ---------------------------------------------------------------------------------

    @rule(way=which, lang=languages)
    def open_the_page(self, way: int, lang: str) -> None:
        code = at(self.ways, way)

        response = self.get(f"/s/{code}/", {"lang": lang} if lang else {})

        assert response.status_code == (200 if self.is_open(code) else 410), response.status_code
        if response.status_code == 410:
            return
        found = re.search(r'name="token" value="([^"]*)"', response.content.decode())
        assert found is not None
        assert is_token(found[1])
        self.pages.append((code, found[1]))

    @rule(
        page=st.one_of(st.none(), which),
        picked=st.lists(st.integers(0, 30), max_size=5),
        texts=st.lists(said, max_size=2),
        quote=st.booleans(),
        stray=st.sampled_from(("", "", "", "", "a choice", "a question")),
    )
    def send(
        self, page: int | None, picked: list[int], texts: list[str], quote: bool, stray: str
    ) -> None:
        """From a new page, or from one that has stood open, and may have been sent before."""
        if page is None:
            self.open_the_page(-1, "")
        filled = self.fill(*at(self.pages, -1 if page is None else page), picked, texts, quote)
        if stray:
            pk = self.questions[0].pk if stray == "a choice" else 10**20
            filled.picks[pk] = ["9" * 21]
        self.deliver(filled)

    @rule(way=which, text=typed_by_staff, face=st.integers(0, 5), quote=st.booleans())
    def answer(self, way: int, text: str, face: int, quote: bool) -> None:
        """Open it and send what is right, as most do; what anybody may type seldom is."""
        self.open_the_page(way, "")
        self.deliver(self.fill(*self.pages[-1], [face], [text], quote))

    @rule(before=which, times=st.integers(1, 3))
    def send_the_same_again(self, before: int, times: int) -> None:
        for _number in range(times):
            self.deliver(at(self.sent, before))

    @rule(before=which, texts=st.lists(said, min_size=1, max_size=2))
    def send_something_else_from_the_same_page(self, before: int, texts: list[str]) -> None:
        filled = at(self.sent, before)
        self.deliver(self.fill(filled.code, filled.token, [], texts, filled.quote))

    @rule(before=which, way=which)
    def send_by_another_way(self, before: int, way: int) -> None:
        self.deliver(replace(at(self.sent, before), code=at(self.ways, way)))

    @rule(before=which, token=st.sampled_from(NO_TOKENS))
    def send_without_a_token_of_ours(self, before: int, token: str) -> None:
        response = self.post_form(replace(at(self.sent, before), token=token))

        assert response.status_code == 400, response.status_code

    @rule(code=st.one_of(said, st.sampled_from(("AAAAAA", "o0o0o0", "..", "%2e", "a b c d e"))))
    def guess_a_code(self, code: str) -> None:
        response = self.post("/", [("code", code)])

        assert response.status_code == (404 if as_sent(code).strip() else 200)

    @rule(before=which, spell=st.sampled_from(SPELLINGS), lang=languages)
    def look_at_the_journey(self, before: int, spell: Callable[[str], str], lang: str) -> None:
        filled = at(self.sent, before)

        response = self.post_words(spell(receipt(filled.token)), lang=lang)

        mine = self.kept.get(filled.token)
        assert response.status_code == (200 if mine else 404), response.status_code
        shown = response.content.decode()
        others = {mark for kept in self.kept.values() if kept is not mine for mark in kept.marks}
        assert not {mark for mark in others if mark in shown}
        if mine:
            assert all(mark in shown for mark in mine.marks)

    @rule(words=said, do=st.sampled_from(("", "take-back", "ask-take-back", "verdict", "\0")))
    def type_words_that_are_nobodys(self, words: str, do: str) -> None:
        assert self.post_words(words, do=do).status_code == 404

    @rule(before=which, spell=st.sampled_from(SPELLINGS))
    def take_back(self, before: int, spell: Callable[[str], str]) -> None:
        filled = at(self.sent, before)
        mine, words = self.kept.get(filled.token), receipt(filled.token)

        asked = self.post_words(spell(words), do="ask-take-back")
        response = self.post_words(spell(words), do="take-back")

        assert asked.status_code == response.status_code == (200 if mine else 404)
        if mine:
            self.gone[filled.token] = self.kept.pop(filled.token)
            self.read -= mine.marks
            assert not {mark for mark in mine.marks if where(mark)}

    # --- The worker -------------------------------------------------------------------------------

    @rule(kind=st.sampled_from(Invitation.Kind))
    def invite(self, kind: Invitation.Kind) -> None:
        try:
            self.ways.append(make_invitation(self.survey, kind=kind).code)
        except CannotInvite:
            assert self.is_closed

    @rule(place=which, how=st.sampled_from(("approve", "redact", "hold", "reject")))
    def read_words(self, place: int, how: str) -> None:
        waiting = list(Answer.objects.waiting().filter(from_room=False).order_by("text"))
        if not waiting:
            return
        answer = at(waiting, place)
        if how == "approve":
            voice = moderation.approve(answer.pk, by=self.worker)
            theming.add_voices(self.theme, [voice], by=self.worker)
            marks = {mark for kept in self.kept.values() for mark in kept.marks}
            self.read |= {mark for mark in marks if voice.quotable and mark in answer.text}
        elif how == "redact":
            moderation.redact(answer.pk, "Something was taken out.", by=self.worker)
        elif how == "hold":
            moderation.hold(answer.pk, by=self.worker)
        else:
            moderation.reject(answer.pk, by=self.worker, reason="names_somebody")

    @rule(way=which)
    def close_a_way_in(self, way: int) -> None:
        code = at(self.ways, way)
        invitations.close(self.found(code), by=self.worker)
        self.shut.add(code)
        self.paused.discard(code)

    @rule(way=which)
    def reopen_a_way_in(self, way: int) -> None:
        code = at(self.ways, way)
        try:
            invitations.reopen(self.found(code), by=self.worker)
        except CannotInvite:
            assert self.is_closed
        else:
            self.shut.discard(code)

    @rule(way=which, is_on=st.booleans())
    def pause_a_room(self, way: int, is_on: bool) -> None:
        code = at(self.ways, way)
        found = self.found(code)
        try:
            (rooms.pause if is_on else rooms.go_on)(found, by=self.worker)
        except NotARoom:
            assert found.kind != Invitation.Kind.LIVE or code in self.shut or self.is_closed
        else:
            (self.paused.add if is_on else self.paused.discard)(code)

    @rule(lang=st.sampled_from(("pl", "ur")), text=said)
    def translate(self, lang: str, text: str) -> None:
        texts = dict.fromkeys(translating.sources(self.survey), as_sent(text))
        translating.translate(self.survey, lang, texts, by=self.worker)

    @rule(name=st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1, max_size=20))
    def name_a_helpline(self, name: str) -> None:
        self.group.helplines.create(name=name, phone="0800 1111")

    @precondition(lambda self: len(self.kept) > 5)
    @rule()
    def close_the_survey(self) -> None:
        building.close_survey(self.survey, by=self.worker)
        self.is_closed = True

    # --- What always holds ------------------------------------------------------------------------

    @invariant()
    def what_was_acknowledged_is_there_once_and_nothing_else(self) -> None:
        kept = list(self.kept.values())
        there = Answer.objects.filter(response__survey=self.survey)
        texts = there.filter(choice=None).values_list("text", flat=True)
        picks = there.exclude(choice=None).values_list("choice", flat=True)
        assert Response.objects.filter(survey=self.survey).count() == len(kept)
        assert Counter(texts) == sum((it.texts for it in kept), Counter())
        assert Counter(map(str, picks)) == sum((it.picks for it in kept), Counter())

    @invariant()
    def ways_in_count_what_came_through_them(self) -> None:
        ways = self.survey.invitations.filter(answered__gt=0)
        counted = dict(ways.values_list("code", "answered"))
        assert counted == dict(self.answered)

    @invariant()
    def no_page_shows_words_that_nobody_read(self) -> None:
        if self.looks_at_pages:
            self.look_at_pages()

    def look_at_pages(self) -> None:
        marks = {mark for kept in self.kept.values() for mark in kept.marks} - self.read
        marks |= {mark for kept in self.gone.values() for mark in kept.filled.marks}
        self.theme.refresh_from_db()
        pages = ["/", "/replies/", "/replies/?find=kanarie", f"/replies/{self.theme.slug}/"]
        shown = "".join(self.get(page).content.decode() for page in pages)
        assert not {mark for mark in marks if mark in shown}

    def at_the_end(self) -> None:
        """Nothing of what was taken back, and nothing that was refused, is anywhere."""
        self.look_at_pages()
        kept = {mark for it in self.kept.values() for mark in it.marks}
        assert not {mark for mark in self.marks - kept if where(mark)}
