"""A screen reader can list a page's links: each name says which of the rows it is about."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.moderation import services as moderation
from participation.safeguarding.services import escalate
from surveys.models import Survey
from tests.factories import make_invitation, make_message, make_survey, make_words

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.mark.parametrize(
    "path",
    ["/staff/surveys/", "/staff/moderation/decided/", "/staff/concerns/", "/staff/messages/"],
)
def test_no_two_links_have_one_name_and_lead_to_different_pages(
    client: Client, worker: User, lead: User, path: str
) -> None:
    asked = make_invitation(make_survey(title="Another survey"))
    for days in (0, 90):
        survey = make_survey()
        opened = TODAY - timedelta(days=days)
        Survey.objects.filter(pk=survey.pk).update(
            opened_on=opened, status="closed", closed_on=TODAY
        )
        moderation.approve(make_words(f"lit {days}", invitation=asked).pk, by=worker)
        then = timezone.now() - timedelta(days=days)
        escalate(make_words(f"unlit {days}", invitation=asked).pk, by=worker, now=then)
        make_message(now=then)
    client.force_login(lead if path in {"/staff/concerns/", "/staff/messages/"} else worker)

    leads_to = defaultdict(set)
    for address, name in links_in(client.get(path).content.decode()):
        leads_to[name].add(address)

    assert len(leads_to) > 2
    assert {name: found for name, found in leads_to.items() if len(found) > 1} == {}


def links_in(page: str) -> list[tuple[str, str]]:
    """The address and the name of each link in the main part, as they are read out."""
    main = page[page.index("<main") :]
    found = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', main, re.DOTALL)
    return [(it, " ".join(re.sub(r"<[^>]+>", "", name).split())) for it, name in found]


def test_rounds_of_one_survey_are_told_apart_by_their_months(client: Client, worker: User) -> None:
    survey = make_survey()
    client.force_login(worker)

    names = [name for _address, name in links_in(client.get("/staff/surveys/").content.decode())]

    assert f"{survey.title}, {survey.opened_on:%B %Y}" in names
