"""How far all threads have come, what hangs loose from both ends, and what is exempt in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.meetings import services as meetings
from participation.meetings.models import AgendaItem, Decision
from participation.moderation.models import Theme
from participation.replies import loose, services
from participation.replies.models import Reply
from participation.replies.steps import Step, next_gap, steps
from participation.replies.threads import thread
from tests.factories import (
    make_action,
    make_body,
    make_decision,
    make_evidence,
    make_group_voice,
    make_item,
    make_meeting,
    make_reply,
    make_theme,
    make_update,
    somebody,
)
from tests.participation.replies.test_loop import answer, judge, theme_said

pytestmark = pytest.mark.django_db


def days_ago(number: int) -> object:
    return timezone.localdate() - timedelta(days=number)


def steps_of(theme: Theme, by: User) -> list[Step]:
    return steps(thread(Theme.objects.get(pk=theme.pk), by=by))


def missing(theme: Theme, by: User) -> list[str]:
    return [step.key for step in steps_of(theme, by) if step.gap]


def exempt(item: AgendaItem) -> AgendaItem:
    AgendaItem.objects.filter(pk=item.pk).update(
        access="exempt", exempt_paragraph=1, exempt_reason="About one person."
    )
    return item


def rows(kind: str, by: User) -> list[loose.Row]:
    found = next(it for it in loose.KINDS if it.key == kind)
    return [found.row(it, None) for it in found.found(by)]


# --- One thread -----------------------------------------------------------------------------------


def test_a_missing_link_says_since_when_and_who_can_do_something(clerk: User) -> None:
    theme = theme_said(30)
    meeting = make_meeting(days=-10)

    on_agenda = next_gap(steps_of(theme, clerk))
    make_item(meeting=meeting, themes=[theme])
    decided = next_gap(steps_of(theme, clerk))

    assert on_agenda
    assert (on_agenda.since, on_agenda.days, on_agenda.who) == (theme.asked_on, 30, "the clerk")
    assert decided
    assert (decided.says, decided.days) == ("Not decided yet.", 10)


def test_before_its_meeting_a_decision_is_not_waited_for(clerk: User) -> None:
    theme = theme_said(30)
    item = make_item(meeting=make_meeting(days=5), themes=[theme])

    gap = next_gap(steps_of(theme, clerk))

    assert gap
    assert gap.since is None
    assert str(item.meeting.start_date.year) in gap.says


def test_evidence_is_waited_for_from_the_day_that_the_action_was_due(clerk: User) -> None:
    theme = theme_said(90)
    decision = make_decision(item=make_item(themes=[theme]))
    make_action(decision=decision, due_on=timezone.localdate() - timedelta(days=7))

    gap = next_gap(steps_of(theme, clerk))

    assert gap
    assert (gap.days, gap.label) == (7, "Add evidence")


def test_an_agency_that_was_asked_is_named_where_the_answer_is_missing(worker: User) -> None:
    theme = theme_said(30)
    services.ask(theme, make_body("Police", "agency"), by=worker)

    found = {step.key: step.gap for step in steps_of(theme, worker)}

    assert found["answer"]
    assert found["answer"].who == "Police, with a participation worker"


def test_words_of_a_group_are_words_without_a_question(client: Client, worker: User) -> None:
    voice = make_group_voice()
    theme = make_theme(voices=[voice], group=voice.group)
    client.force_login(worker)

    page = client.get(f"/staff/threads/{theme.slug}/").content.decode()

    assert "Said by a group together, to no question of ours." in page
    assert missing(theme, worker)[0] == "item"


def test_reports_of_an_action_stand_in_the_thread(client: Client, worker: User) -> None:
    theme = make_theme(voices=3)
    action = make_action(decision=make_decision(item=make_item(themes=[theme])))
    make_update(action=action)
    client.force_login(worker)

    page = client.get(f"/staff/threads/{theme.slug}/").content.decode()

    assert "The lamps are ordered." in page
    assert f"from http://testserver/staff/threads/{theme.slug}/" in page


def test_what_was_decided_on_an_exempt_item_is_shown_to_those_who_may_read_it(
    client: Client, worker: User, board_member: User
) -> None:
    theme = make_theme(voices=3)
    item = make_item(themes=[theme])
    make_evidence(action=make_action(decision=make_decision(item=item)))
    exempt(item)

    client.force_login(board_member)
    may = client.get(f"/staff/threads/{theme.slug}/").content.decode()
    client.force_login(worker)
    may_not = client.get(f"/staff/threads/{theme.slug}/").content.decode()

    hidden = ("Put lights on the path.", "Lights on the path", "The path is lit after dark.")
    assert [it for it in hidden if it not in may] == []
    assert [it for it in hidden if it in may_not] == []
    assert may_not.count("What was decided there is not shown to you.") == 3
    assert "About one person." in may_not
    assert "decision" not in missing(theme, worker)


def test_whether_anything_was_decided_there_is_not_told_either(
    client: Client, worker: User
) -> None:
    pages = []
    for decided in (True, False):
        theme = make_theme(voices=3, title="Same")
        item = exempt(make_item(themes=[theme]))
        if decided:
            make_decision(item=item)
        client.force_login(worker)
        page = client.get(f"/staff/threads/{theme.slug}/").content.decode()
        pages.append(
            page[page.index('thread__kind">Decision') : page.index('thread__kind">Answer')]
        )

    assert pages[0] == pages[1]


# --- All threads ----------------------------------------------------------------------------------


def test_the_list_shows_each_link_by_word_and_shape(client: Client, clerk: User) -> None:
    theme = make_theme(voices=3)
    make_item(themes=[theme])
    client.force_login(clerk)

    page = client.get("/staff/threads/").content.decode()

    assert page.count("course__step--done") == 4
    assert page.count(": missing</span>") == 6
    assert f"/staff/threads/{theme.slug}/" in page
    assert "Record a decision" in page


def test_the_list_is_of_those_who_wait_or_were_told_or_all(client: Client, clerk: User) -> None:
    waits, told = theme_said(9, title="It waits."), theme_said(9, title="They were told.")
    answer(told, told_ago=1)
    client.force_login(clerk)

    def listed(show: str) -> list[Theme]:
        found = client.get(f"/staff/threads/?show={show}").context["rows"]
        return [row["thread"].theme for row in found]

    assert [listed(it) for it in ("", "waiting", "told")] == [[waits], [waits], [told]]
    assert set(listed("all")) == {waits, told}
    assert listed("retired") == []


def test_the_list_costs_the_same_queries_for_any_number_of_threads(
    client: Client, clerk: User
) -> None:
    client.force_login(clerk)

    def fill() -> None:
        theme = make_theme(voices=3)
        make_evidence(action=make_action(decision=make_decision(item=make_item(themes=[theme]))))
        make_reply(theme=theme)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/staff/threads/")
        return len(captured)

    fill()
    few = queries()
    for _ in range(5):
        fill()

    assert queries() == few <= 20


# --- Loose ends -----------------------------------------------------------------------------------


def test_themes_hang_loose_until_a_meeting_that_stands_has_them(clerk: User) -> None:
    theme, heard = theme_said(30), theme_said(30)
    make_theme(voices=2)
    make_item(themes=[heard])
    called_off = make_item(themes=[theme])
    meetings.set_cancelled(called_off.meeting, True, by=clerk)

    (row,) = rows("themes", clerk)

    assert (row.title, row.days) == (theme.title, 30)


def test_items_hang_loose_after_their_meeting_without_a_confirmed_decision(
    clerk: User, worker: User
) -> None:
    theme = make_theme(voices=3)
    past = make_meeting(days=-4)
    item = make_item(meeting=past, order="1", themes=[theme])
    make_decision(item=item, confirmed=False)
    make_decision(item=make_item(meeting=past, order="2", themes=[theme]))
    make_item(meeting=past, order="3")
    make_item(meeting=make_meeting(days=4), themes=[theme])

    assert [row.title for row in rows("items", worker)] == [str(item)]
    exempt(item)
    assert rows("items", worker) == []
    assert [row.days for row in rows("items", clerk)] == [4]


def test_decisions_hang_loose_until_their_theme_is_answered(worker: User) -> None:
    answered, named, loose_end = (theme_said(30) for _ in range(3))
    for theme in (answered, named, loose_end):
        decision = make_decision(item=make_item(themes=[theme]))
        Decision.objects.filter(pk=decision.pk).update(decided_on=days_ago(9))
        if theme == answered:
            answer(theme, ago=2)
        elif theme == named:
            answer(theme, ago=20, decision=decision)
        else:
            answer(theme, ago=20)
            make_reply(theme=theme, published=False)

    (row,) = rows("decisions", worker)

    assert row.about.endswith("The children's item")
    assert row.days == 9
    assert Decision.objects.filter(agenda_item__themes=loose_end).get().text == row.title


def test_actions_hang_loose_past_their_day_without_evidence(clerk: User, worker: User) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    action = make_action(due_on=yesterday)
    make_evidence(action=make_action(due_on=yesterday))
    make_action()

    assert [row.title for row in rows("actions", worker)] == [action.text]
    assert action.decision
    exempt(action.decision.agenda_item)
    assert rows("actions", worker) == []
    assert len(rows("actions", clerk)) == 1


def test_answers_hang_loose_until_they_are_told_and_then_judged(worker: User) -> None:
    untold = answer(theme_said(90), ago=3)
    fresh, old, judged = (theme_said(90) for _ in range(3))
    answer(fresh, ago=50, told_ago=loose.VERDICT_DAYS)
    unjudged = answer(old, ago=50, told_ago=loose.VERDICT_DAYS + 1)
    judge(unjudged, ["yes"] * 4)
    judge(answer(judged, ago=50, told_ago=40), ["no"] * 5)

    def urls(kind: str) -> list[str]:
        return [row.url for row in rows(kind, worker)]

    assert urls("told") == [f"/staff/replies/{untold.pk}/"]
    assert urls("verdicts") == [f"/staff/replies/{unjudged.pk}/"]


def test_decisions_without_children_hang_loose_from_the_other_end(worker: User) -> None:
    make_decision(item=make_item(themes=[make_theme(voices=3)]))
    alone = make_decision()
    make_decision(confirmed=False)
    hidden = make_decision()
    exempt(hidden.agenda_item)

    assert [row.title for row in rows("unfounded", worker)] == [alone.text]
    assert len(rows("unfounded", somebody(Role.CLERK))) == 2


def test_the_page_counts_every_kind_and_leads_those_on_who_may(
    client: Client, clerk: User, worker: User
) -> None:
    theme = make_theme(voices=3)
    meeting = make_meeting()
    mend = f"/staff/meetings/{meeting.pk}/items/add/?theme={theme.pk}"
    pages = {}
    for user in (clerk, worker):
        client.force_login(user)
        pages[user] = client.get("/staff/threads/loose/").content.decode()

    assert 'Themes on no agenda <span class="tab__count">1</span>' in pages[clerk]
    assert mend in pages[clerk]
    assert mend not in pages[worker]
    for kind in loose.KINDS:
        assert client.get(f"/staff/threads/loose/?kind={kind.key}").status_code == 200


def test_loose_ends_cost_the_same_queries_however_many_there_are(
    client: Client, clerk: User
) -> None:
    client.force_login(clerk)

    def queries(kind: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/staff/threads/loose/?kind={kind}")
        return len(captured)

    def fill() -> None:
        theme = make_theme(voices=3)
        meeting = make_meeting(days=-4)
        make_item(meeting=meeting, themes=[theme])
        make_action(due_on=timezone.localdate() - timedelta(days=1))
        make_reply(theme=theme)
        old = answer(theme, told_ago=60)
        Reply.objects.filter(pk=old.pk).update(published_on=days_ago(80))
        make_theme(voices=3)

    fill()
    few = [queries(it.key) for it in loose.KINDS]
    fill()
    fill()

    assert [queries(it.key) for it in loose.KINDS] == few
    assert max(few) <= 17
