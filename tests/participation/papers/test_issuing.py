"""Papers that went out stay as they were; those that did not follow what children take back."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from backend.accounts.models import User
from backend.audit.models import Event
from participation.meetings import services as meetings
from participation.meetings.models import Meeting
from participation.moderation import services as moderation
from participation.papers import services
from participation.papers.content import Edition, papers
from participation.papers.models import IssuedPaper
from participation.replies.services import take_back
from surveys.models import Answer
from tests.factories import (
    make_group,
    make_invitation,
    make_item,
    make_meeting,
    make_survey,
    make_theme,
    make_voice,
    send,
)
from tests.participation.papers.test_content import SECRET, make_exempt

pytestmark = pytest.mark.django_db


def test_words_taken_back_leave_new_papers_and_stay_in_issued_ones(
    clerk: User, worker: User
) -> None:
    group = make_group()
    way = make_invitation(make_survey(group=group))
    receipt = send(way, text="It is dark by the park")
    dark = moderation.approve(Answer.objects.get(text__startswith="It is dark").pk, by=worker)
    others = [make_voice(invitation=way, quote=False) for _number in range(3)]
    theme = make_theme(voices=[dark, *others], group=group)
    meeting = make_item(themes=[theme]).meeting
    issued = services.issue(meeting, by=clerk)

    take_back(receipt)

    issued.refresh_from_db()
    now = json.dumps(papers(meeting, Edition.PUBLIC))
    assert "It is dark by the park" in json.dumps(issued.public)
    assert "It is dark by the park" not in now
    assert "It is dark by the park" not in json.dumps(services.issue(meeting, by=clerk).public)


def test_each_issue_is_the_next_version_and_says_so(clerk: User) -> None:
    meeting = make_item().meeting

    first, second = (services.issue(meeting, by=clerk) for _one in range(2))

    assert (first.version, second.version) == (1, 2)
    assert "Version 2." in second.public["about"][1]
    assert Event.objects.filter(action="papers-issued").count() == 2


def test_an_issued_paper_is_never_changed(clerk: User) -> None:
    issued = services.issue(make_item().meeting, by=clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedPaper.objects.filter(pk=issued.pk).update(board={})


def test_a_meeting_without_an_agenda_or_that_is_off_has_nothing_to_issue(clerk: User) -> None:
    off = meetings.set_cancelled(make_item().meeting, True, by=clerk)

    for meeting in (make_meeting(), off):
        with pytest.raises(services.NothingToIssue):
            services.issue(meeting, by=clerk)


def test_a_meeting_whose_papers_went_out_is_not_removed(clerk: User) -> None:
    item = make_item()
    services.issue(item.meeting, by=clerk)
    meetings.remove_item(item, by=clerk)

    with pytest.raises(meetings.InUse):
        meetings.remove_meeting(item.meeting, by=clerk)

    assert Meeting.objects.filter(pk=item.meeting_id).exists()


def test_both_editions_are_kept_apart(client: Client, clerk: User, worker: User) -> None:
    issued = services.issue(make_exempt("part_exempt").meeting, by=clerk)
    client.force_login(worker)

    page = client.get(f"/staff/papers/{issued.pk}/")
    refused = client.get(f"/staff/papers/{issued.pk}/board/")

    assert SECRET not in json.dumps(issued.public)
    assert SECRET in json.dumps(issued.board)
    assert SECRET not in page.content.decode()
    assert refused.status_code == 403
    assert f"/staff/papers/{issued.pk}/board/" not in page.content.decode()


def test_a_clerk_is_asked_before_papers_go_out(client: Client, clerk: User) -> None:
    meeting = make_item().meeting
    client.force_login(clerk)

    asked = client.get(f"/staff/meetings/{meeting.pk}/papers/issue/")
    before = IssuedPaper.objects.count()
    done = client.post(f"/staff/meetings/{meeting.pk}/papers/issue/", follow=True)

    assert "What is issued stays." in asked.content.decode()
    assert before == 0
    assert "Version 1 is issued." in done.content.decode()
    listed = client.get(f"/staff/meetings/{meeting.pk}/papers/").content.decode()
    assert "Version 1</a>" in listed
