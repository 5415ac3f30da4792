"""The loop's six numbers: what each counts, when, whose, and what none of them gives away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from backend.accounts.permissions import Role
from participation.meetings import services as meetings
from participation.meetings.models import AgendaItem, Body
from participation.moderation import theming
from participation.moderation.models import Theme
from participation.replies import loop, services
from participation.replies.loop import Figure, Scope
from participation.replies.models import Reply
from participation.replies.overview import Quarter, overview, quarter_of
from surveys.models import Answer
from tests.factories import (
    make_body,
    make_decision,
    make_item,
    make_reply,
    make_theme,
    make_voice,
    somebody,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


def day(offset: int) -> date:
    """So many days from today, which this module takes to be the real one."""
    return timezone.localdate() + timedelta(days=offset)


def theme_said(days_ago: int, *, title: str = "It is dark here.") -> Theme:
    theme = make_theme(voices=3, title=title)
    Theme.objects.filter(pk=theme.pk).update(asked_on=day(-days_ago))
    theme.refresh_from_db()
    return theme


def answer(theme: Theme, *, told_ago: int | None = None, ago: int = 0, **fields: Any) -> Reply:
    """Published so many days ago, and told to the group."""
    reply = make_reply(theme=theme, **fields)
    Reply.objects.filter(pk=reply.pk).update(published_on=day(-ago))
    if told_ago is not None:
        worker = somebody(Role.WORKER)
        services.tell(reply, group_id=theme.group_id, how="Read out.", on=day(-told_ago), by=worker)
    return reply


def judge(reply: Reply, values: Iterable[str]) -> None:
    for value in values:
        response = Answer.objects.get(voice=make_voice()).response
        reply.verdicts.create(response=response, value=value)


def decide(theme: Theme, *, ago: int, access: str = "public") -> None:
    item = make_item(themes=[theme])
    decision = make_decision(item=item)
    type(decision).objects.filter(pk=decision.pk).update(decided_on=day(-ago))
    if access != "public":
        AgendaItem.objects.filter(pk=item.pk).update(
            access=access, exempt_paragraph=1, exempt_reason="About one person."
        )


def number(key: str, scope: Scope | None = None) -> Figure:
    figures = loop.figures(loop.facts(), scope or Scope())
    return next(it for it in figures if it.number.key == key)


def test_without_anything_every_number_says_so() -> None:
    assert [it.text for it in loop.figures(loop.facts(), Scope())] == ["None yet"] * 6


def test_a_theme_is_answered_once_children_were_told_and_not_before() -> None:
    answer(theme_said(40), told_ago=3)
    answer(theme_said(40))
    theme_said(40)

    assert number("answered").text == "1 of 3"


def test_themes_heard_and_not_shown_and_retired_ones_are_in_no_number() -> None:
    answer(make_theme(voices=2), told_ago=1)
    gone = theme_said(9)
    answer(gone, told_ago=1)
    theming.retire_theme(gone, by=somebody(Role.WORKER))

    assert number("answered").base == number("days-to-answer").base == 0


def test_days_run_from_the_first_voice_to_the_first_telling() -> None:
    for waited in (10, 20, 60):
        theme = theme_said(waited + 5)
        answer(theme, told_ago=5)
        answer(theme, told_ago=1)
    theme_said(300)

    figure = number("days-to-answer")

    assert (figure.text, figure.base) == ("20 days", 3)


def test_of_two_in_the_middle_the_longer_is_told() -> None:
    for waited in (10, 20):
        answer(theme_said(waited), told_ago=0)

    assert number("days-to-answer").text == "20 days"


def test_a_decision_counts_confirmed_public_first_and_after_the_first_voice() -> None:
    first = theme_said(50)
    decide(first, ago=30)
    decide(first, ago=10)
    decide(theme_said(50), ago=5, access=AgendaItem.Access.EXEMPT)
    decide(theme_said(50), ago=60)
    make_decision(item=make_item(themes=[theme_said(50)]), confirmed=False)

    figure = number("days-to-decision")

    assert (figure.text, figure.base) == ("20 days", 1)


def test_a_decision_of_a_cancelled_meeting_is_none() -> None:
    theme = theme_said(50)
    item = make_item(themes=[theme])
    make_decision(item=item)
    meetings.set_cancelled(item.meeting, True, by=somebody(Role.CLERK))

    assert number("days-to-decision").base == 0


def test_every_cannot_says_why() -> None:
    for _ in range(2):
        answer(theme_said(9), state="we_cant")
    answer(theme_said(9), state="we_did")

    assert number("cant-with-reason").text == "2 of 2"


def test_followed_up_on_time_is_another_answer_of_the_same_agency_by_the_day_it_named() -> None:
    agency = make_body(classification="agency")
    in_time, late, by_others, nothing, not_due = (theme_said(90) for _ in range(5))
    for theme in (in_time, late, by_others, nothing):
        answer(theme, ago=60, state="we_will", by_when=day(-20), agency=agency)
    answer(in_time, ago=20, state="finding_out", by_when=day(30), agency=agency)
    answer(late, ago=19, agency=agency)
    answer(by_others, ago=30)
    answer(not_due, ago=60, state="we_will", by_when=day(0), agency=agency)

    assert number("on-time").text == "1 of 4"


def test_what_children_say_is_counted_in_answers_that_five_have_judged() -> None:
    yes, no, few, untold = (theme_said(30) for _ in range(4))
    judge(answer(yes, told_ago=9), ["yes"] * 4 + ["no"])
    judge(answer(no, told_ago=9), ["no"] * 5)
    judge(answer(few, told_ago=9), ["yes"] * 4)
    judge(answer(untold), ["yes"] * 5)

    figure = number("children-say")

    assert (figure.text, figure.base) == ("1 of 2", 2)


def test_one_verdict_more_moves_no_number_while_the_word_stays_the_same() -> None:
    reply = answer(theme_said(30), told_ago=9)
    judge(reply, ["yes"] * 5)
    before = number("children-say")

    judge(reply, ["no", "yes"])

    assert number("children-say") == before


def test_verdicts_are_never_said_in_percent_and_of_few_no_share_is() -> None:
    facts = loop.facts()
    cases = [loop.Case(theme=None, on=TODAY, counts=it < 4) for it in range(12)]  # type: ignore[arg-type]  # no theme is asked for
    by_key = {it.key: it for it in loop.NUMBERS}

    def told(key: str, many: int) -> str:
        return loop.figure(by_key[key], cases[:many], Scope(), facts.today).text

    assert told("children-say", 12) == "4 of 12"
    assert told("answered", 9) == "4 of 9"
    assert told("answered", 12) == "33%"


def test_a_share_is_rounded_to_nothing_or_all_only_where_it_is() -> None:
    answered = loop.NUMBERS[0]

    def percent(value: int, base: int) -> int | None:
        return Figure(answered, Scope(), base, value).percent

    assert [percent(0, 400), percent(1, 400), percent(399, 400), percent(400, 400)] == [
        *(0, 1, 99, 100)
    ]


def test_late_is_longer_than_was_promised(settings: Settings) -> None:
    settings.REPLY_WITHIN_WEEKS = 2
    theme_said(14)
    theme_said(15)
    answer(theme_said(15), told_ago=0)

    assert number("answered").late == 1


def test_a_period_takes_each_number_by_its_own_day() -> None:
    theme = theme_said(100)
    answer(theme, ago=50, told_ago=40)
    of_asking, of_telling = Scope(day(-100), day(-100)), Scope(day(-40), day(-40))

    assert (number("answered", of_asking).base, number("answered", of_telling).base) == (1, 0)
    assert (
        number("days-to-answer", of_asking).base,
        number("days-to-answer", of_telling).base,
    ) == (
        0,
        1,
    )


def test_an_agencys_numbers_are_of_what_it_was_asked_and_what_it_answered() -> None:
    asked, other = make_body("Police", "agency"), make_body("Health", "agency")
    theme = theme_said(30)
    services.ask(theme, asked, by=somebody(Role.WORKER))
    answer(theme, agency=other, told_ago=10)
    theme_said(30)

    def told(agency: Body) -> str:
        return number("answered", Scope(agency=agency.pk)).text

    assert (told(asked), told(other)) == ("0 of 1", "1 of 1")
    assert number("days-to-answer", Scope(agency=asked.pk)).base == 0


def test_quarters_are_those_of_the_calendar() -> None:
    first = quarter_of(date(2026, 2, 28))

    assert (first.start, first.end, str(first)) == (
        date(2026, 1, 1),
        date(2026, 3, 31),
        "Jan to Mar 2026",
    )
    assert quarter_of(date(2026, 12, 31)).next == Quarter(date(2027, 1, 1))
    assert first.before == Quarter(date(2025, 10, 1))


def test_the_quarters_of_a_period_add_up_to_it_and_keep_within_it() -> None:
    for ago in (10, 100, 200, 300):
        theme_said(ago)
    scope = Scope(day(-250), day(-20))

    shown = overview(loop.facts(), scope).numbers[0]

    assert shown.figure.base == sum(it.figure.base for it in shown.quarters) == 2
    assert shown.quarters[0].figure.scope.start == day(-250)
    assert shown.quarters[-1].figure.scope.end == day(-20)


def test_all_that_the_numbers_stand_on_costs_the_same_however_much_there_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        theme = theme_said(30)
        answer(theme, told_ago=3)
        decide(theme, ago=4)

    with django_assert_num_queries(6):
        overview(loop.facts(), Scope())
