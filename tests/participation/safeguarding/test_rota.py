"""Who is on call, and when nobody is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.working_days import at
from participation.safeguarding.alerts import rota
from participation.safeguarding.alerts.models import ContactCard, Duty
from tests.factories import make_duty

pytestmark = pytest.mark.django_db
ROTA = "/staff/rota/"
MONDAY = date(2026, 11, 23)


def moment(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def on_call(user: User, start: str, end: str, step: int = 1) -> Duty:
    return rota.put_on_call(user, starts_at=moment(start), ends_at=moment(end), step=step, by=user)


def said(day: rota.OnDay) -> tuple[list[str], list[str]]:
    return [it.hours for it in day.on_call], [it.hours for it in day.gaps]


def test_days_show_who_is_on_call_and_when_nobody_is(lead: User) -> None:
    on_call(lead, "2026-11-23T09:00", "2026-11-25T17:00")
    on_call(lead, "2026-11-27T09:00", "2026-11-27T13:00", step=2)
    on_call(lead, "2026-11-27T12:00", "2026-11-27T17:00")

    weeks = rota.weeks(MONDAY + timedelta(days=3))

    assert [len(week.days) for week in weeks] == [7] * 5
    assert weeks[0].monday == MONDAY
    assert [said(day) for day in weeks[0].days[:5]] == [
        (["from 9:00"], ["until 9:00"]),
        (["all day"], []),
        (["until 17:00"], ["from 17:00"]),
        ([], ["all day"]),
        (["12:00 to 17:00", "9:00 to 13:00"], ["until 9:00", "from 17:00"]),
    ]


def test_a_day_of_25_hours_has_no_gap(lead: User) -> None:
    day = date(2026, 10, 25)  # The clocks go back.
    on_call(lead, "2026-10-24T00:00", "2026-10-27T00:00")

    found = rota.on_day(day, Duty.objects.all())

    assert said(found) == (["all day"], [])
    assert at(day + timedelta(days=1), time()) - at(day, time()) is not None


def test_leads_and_managers_change_it_and_gaps_are_shown_plainly(
    client: Client, lead: User, manager: User
) -> None:
    client.force_login(manager)
    empty = client.get(ROTA).content.decode()
    today = timezone.localdate()
    sent = {
        "duty-user": lead.pk,
        "duty-starts_at": f"{today}T00:00",
        "duty-ends_at": f"{today + timedelta(days=1)}T00:00",
        "duty-step": "1",
    }

    added = client.post(ROTA, sent, follow=True).content.decode()
    duty = Duty.objects.get()
    removed = client.post(f"{ROTA}{duty.pk}/remove/", follow=True).content.decode()

    assert empty.count("Nobody is on call all week") == 5
    assert added.count("Nobody is on call all week") == 4
    assert added.count("Nobody is on call on") == 6
    assert "Lee Lead is on call then." in added
    assert "Lee Lead is not on call then any more." in removed
    assert not Duty.objects.exists()


def test_half_a_duty_is_refused_in_words(client: Client, lead: User) -> None:
    client.force_login(lead)

    nothing = client.post(ROTA, {"duty-step": "1"})
    backwards = client.post(
        ROTA,
        {
            "duty-user": lead.pk,
            "duty-starts_at": "2026-11-27T17:00",
            "duty-ends_at": "2026-11-27T09:00",
            "duty-step": "1",
        },
    )

    assert nothing.status_code == backwards.status_code == 400
    assert "Pick the person." in nothing.content.decode()
    assert "It ends before it starts." in backwards.content.decode()
    assert not Duty.objects.exists()


def test_only_who_may_read_a_concern_can_be_on_call(
    client: Client, lead: User, worker: User
) -> None:
    with pytest.raises(rota.CannotBeTold):
        make_duty(worker)
    client.force_login(lead)

    assert "Wren Worker" not in client.get(ROTA).content.decode()


def test_numbers_are_for_leads_alone(client: Client, lead: User, manager: User) -> None:
    client.force_login(lead)
    client.post(f"{ROTA}numbers/", {"number-user": lead.pk, "number-phone": "07700 900123"})
    wrong = client.post(f"{ROTA}numbers/", {"number-user": lead.pk, "number-phone": "12"})
    theirs = client.get(ROTA).content.decode()
    client.force_login(manager)
    managers = client.get(ROTA).content.decode()

    assert ContactCard.objects.get().phone == "+447700900123"
    assert "Give a phone number" in wrong.content.decode()
    assert "+447700900123" in theirs
    assert "7700900123" not in managers
    assert client.post(f"{ROTA}numbers/", {}).status_code == 403


def test_the_page_says_when_no_texts_are_set_up(
    client: Client, lead: User, settings: object
) -> None:
    client.force_login(lead)
    without = client.get(ROTA).content.decode()
    settings.NOTIFY_API_KEY = "set"  # type: ignore[attr-defined]
    with_texts = client.get(ROTA).content.decode()

    assert "No text messages are set up" in without
    assert "No text messages are set up" not in with_texts
