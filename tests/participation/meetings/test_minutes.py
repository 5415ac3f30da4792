"""Minutes are pasted, what was resolved is ticked, and drafts are made of it once."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from backend.accounts.models import User
from backend.audit.models import Event
from participation.meetings import services
from participation.meetings.minutes import services as minutes
from participation.meetings.models import Decision, Meeting
from tests.factories import make_decision, make_item, make_meeting

pytestmark = pytest.mark.django_db

TEXT = """25. DECLARATIONS OF INTEREST
There were none.

26. PROGRESS UPDATE
The Head of Service reported.

Resolved:- 1) That the report be noted; and
2) That an update be brought in six months.

27. EXCLUSION OF THE PRESS AND PUBLIC
Resolved:- That the press and public be excluded from the meeting.

3. LATE LAMPS
RESOLVED – That each lamp be mended.
"""


@pytest.fixture
def meeting(clerk: User) -> Meeting:
    """Its agenda has the progress update, and another item that is numbered 3."""
    meeting = make_meeting(days=-1)
    make_item(meeting=meeting, order="1", title="Something else")
    make_item(meeting=meeting, order="2", title="Update on progress")
    make_item(meeting=meeting, order="3", title="Lamps")
    return minutes.keep_minutes(meeting, TEXT, by=clerk)


@pytest.fixture
def as_clerk(client: Client, clerk: User) -> Client:
    client.force_login(clerk)
    return client


def ticked(meeting: Meeting) -> dict[str, str]:
    """The form as the page offers it."""
    sent = {}
    for line in minutes.resolutions(meeting):
        if line.is_offered:
            sent[f"tick-{line.resolution.key}"] = "on"
            sent[f"item-{line.resolution.key}"] = str(line.item.pk) if line.item else ""
    return sent


def test_each_line_goes_to_the_item_that_it_is_most_like(meeting: Meeting) -> None:
    found = minutes.resolutions(meeting)

    assert [it.item.order if it.item else "" for it in found] == ["2", "2", "", "3"]
    assert [it.resolution.minute_number for it in found] == ["26 (1)", "26 (2)", "27", "3"]


def test_that_the_public_leave_is_not_ticked(as_clerk: Client, meeting: Meeting) -> None:
    assert [it.is_offered for it in minutes.resolutions(meeting)] == [True, True, False, True]

    page = as_clerk.get(f"/staff/meetings/{meeting.pk}/minutes/resolved/").content.decode()

    assert page.count(" checked") == 3
    assert "the press and the public were asked to leave" in page


def test_minutes_are_pasted_looked_at_and_become_drafts(as_clerk: Client, meeting: Meeting) -> None:
    here = f"/staff/meetings/{meeting.pk}/minutes/"

    shown = as_clerk.post(here, {"minutes": TEXT}, follow=True).content.decode()
    said = as_clerk.post(f"{here}resolved/", ticked(meeting), follow=True).content.decode()

    assert "That each lamp be mended." in shown
    assert "3 drafts are made." in said
    drafts = {it.minute_number: it for it in Decision.objects.all()}
    assert drafts.keys() == {"26 (1)", "26 (2)", "3"}
    draft = drafts["26 (1)"]
    assert (draft.text, draft.minuted_as) == ("That the report be noted", draft.text)
    assert (draft.status, draft.decided_on) == ("draft", meeting.start_date)
    assert "Fill in weight and reasons, to confirm it" in said


def test_pasting_again_makes_nothing_twice(as_clerk: Client, meeting: Meeting, clerk: User) -> None:
    here = f"/staff/meetings/{meeting.pk}/minutes/"
    sent = ticked(meeting)
    as_clerk.post(f"{here}resolved/", sent)
    reworded = Decision.objects.get(minute_number="3")
    reworded.text, reworded.minute_number = "We mend each lamp.", "3 (a)"
    services.save_decision(reworded, by=clerk)

    as_clerk.post(here, {"minutes": TEXT.replace("Resolved:- 1)", "Resolved:-\n\n1)")})
    again = as_clerk.get(f"{here}resolved/").content.decode()
    as_clerk.post(f"{here}resolved/", sent)

    assert Decision.objects.count() == 3
    assert "Made before" in again
    assert again.count(" checked") == 0


def test_the_same_press_twice_makes_drafts_once(meeting: Meeting, clerk: User) -> None:
    chosen = {it.resolution.key: it.item.pk for it in minutes.resolutions(meeting) if it.item}

    first = minutes.make_drafts(meeting, chosen, by=clerk)
    second = minutes.make_drafts(meeting, chosen, by=clerk)

    assert (len(first), len(second)) == (3, 0)


def test_a_line_in_other_words_under_the_same_minute_is_not_ticked(
    as_clerk: Client, meeting: Meeting, clerk: User
) -> None:
    as_clerk.post(f"/staff/meetings/{meeting.pk}/minutes/resolved/", ticked(meeting))

    minutes.keep_minutes(meeting, TEXT.replace("each lamp", "every lamp"), by=clerk)
    meeting.refresh_from_db()

    line = minutes.resolutions(meeting)[-1]
    assert not line.is_offered
    assert line.looks_like
    assert line.looks_like.minute_number == "3"


def test_a_ticked_line_needs_an_item(as_clerk: Client, meeting: Meeting) -> None:
    sent: dict[str, Any] = dict.fromkeys(ticked(meeting), "")
    sent |= {name: "on" for name in sent if name.startswith("tick-")}

    page = as_clerk.post(f"/staff/meetings/{meeting.pk}/minutes/resolved/", sent).content.decode()

    assert "choose the agenda item it goes to." in page
    assert not Decision.objects.exists()


def test_an_item_of_another_meeting_is_no_choice(as_clerk: Client, meeting: Meeting) -> None:
    other = make_item(title="Elsewhere")
    sent = {name: str(other.pk) for name in ticked(meeting)}

    page = as_clerk.post(f"/staff/meetings/{meeting.pk}/minutes/resolved/", sent).content.decode()

    assert "Select a valid choice" in page
    assert not Decision.objects.exists()


def test_minutes_in_which_nothing_is_resolved_say_what_to_do(
    as_clerk: Client, meeting: Meeting
) -> None:
    page = as_clerk.post(
        f"/staff/meetings/{meeting.pk}/minutes/", {"minutes": "We met."}, follow=True
    ).content.decode()

    assert "Nothing resolved was found" in page


def test_pasting_is_audited_without_a_word_of_it(meeting: Meeting) -> None:
    event = Event.objects.get(action="minutes-pasted")

    assert (event.object_id, event.detail) == (str(meeting.pk), {})


def test_what_was_resolved_costs_the_same_however_long_the_minutes_are(
    as_clerk: Client, clerk: User, django_assert_max_num_queries: Any
) -> None:
    for rows in (1, 100):
        meeting = make_meeting()
        for number in range(rows):
            make_item(meeting=meeting, order=str(number), title=f"Thing {number}")
        lines = (f"{it}. THING {it}\nResolved: That {it} be done.\n" for it in range(rows))
        minutes.keep_minutes(meeting, "\n".join(lines), by=clerk)

        with django_assert_max_num_queries(9):
            page = as_clerk.get(f"/staff/meetings/{meeting.pk}/minutes/resolved/").content.decode()

        assert page.count('type="checkbox"') == rows


# --- Before it is confirmed -----------------------------------------------------------------------


def test_a_draft_is_confirmed_once_it_says_weight_and_reasons(
    as_clerk: Client, clerk: User, meeting: Meeting
) -> None:
    as_clerk.post(f"/staff/meetings/{meeting.pk}/minutes/resolved/", ticked(meeting))
    draft = Decision.objects.get(minute_number="3")
    here = f"/staff/meetings/decisions/{draft.pk}"

    refused = as_clerk.post(f"{here}/confirm/", follow=True).content.decode()
    as_clerk.post(
        f"{here}/edit/",
        {
            "text": "We mend each lamp.",
            "weight_given": "Most of all.",
            "reasons": "It is dark.",
            "not_agreed": "New lamps.",
            "minute_number": "3",
            "decided_on": f"{meeting.start_date}",
        },
    )
    page = as_clerk.post(f"{here}/confirm/", follow=True).content.decode()

    assert "Say what weight children’s views were given" in refused
    draft.refresh_from_db()
    assert draft.is_confirmed
    assert "New lamps." in page
    assert "That each lamp be mended." in page


def test_the_database_confirms_nothing_without_weight_and_reasons() -> None:
    make_decision()

    for name in ("weight_given", "reasons"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.update(**{name: ""})
