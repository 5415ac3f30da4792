"""What whoever answers is shown is read once, and never shown when it is out of date."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.permissions import Role
from surveys import asking, building, invitations, rooms, translating
from surveys.models import AskedStamp, Audience, Helpline, Invitation, Question, Survey
from surveys.translating import sources
from tests.factories import make_invitation, make_survey, make_user, new_token

HERE = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "asking"}


@pytest.fixture
def kept(transactional_db: None, settings: Any) -> Iterator[None]:
    """As in production: transactions end, and a process keeps what it rendered."""
    settings.CACHES = settings.CACHES | {"here": HERE}
    caches["here"].clear()
    yield
    caches["here"].clear()


def make_long_survey(questions: int) -> Survey:
    survey = make_survey(opened=False)
    for place in range(questions):
        building.add_question(
            survey, kind=Question.Kind.SINGLE, text=f"Question {place}?", choices=["A", "B"]
        )
    return building.open_survey(survey, by=None)


def answers_to(survey: Survey) -> dict[str, str]:
    picked = {
        f"q-{it.pk}": str(it.choices.all()[0].pk) for it in survey.questions.exclude(kind="text")
    }
    words = {f"q-{it.pk}": "More lights." for it in survey.questions.filter(kind="text")}
    return picked | words | {"token": new_token()}


# --- Statements: each that reaches the database is counted, BEGIN and COMMIT among them ---


@pytest.mark.parametrize("kind", Invitation.Kind)
@pytest.mark.parametrize("language", ["", "pl", "ur"])
@pytest.mark.parametrize("questions", [1, 40])
def test_a_survey_takes_few_statements_whatever_its_length(
    transactional_db: None, client: Client, kind: Invitation.Kind, language: str, questions: int
) -> None:
    """Without anything kept, which is the most that it takes."""
    survey = make_long_survey(questions)
    way_in = make_invitation(survey, kind=kind)
    address = f"/s/{way_in.code}/?lang={language}"

    with CaptureQueriesContext(connection) as showing:
        page = client.get(address)
    sent = answers_to(survey)
    with CaptureQueriesContext(connection) as sending:
        thanks = client.post(address, sent)

    assert (page.status_code, thanks.status_code) == (200, 201)
    assert len(showing) <= 3, [it["sql"] for it in showing]
    # A room looks for others whose words wait.
    assert len(sending) <= 8 + way_in.is_room, [it["sql"] for it in sending]


@pytest.mark.django_db
def test_reading_what_is_asked_is_one_statement(client: Client) -> None:
    code = make_invitation(make_long_survey(9)).code

    with CaptureQueriesContext(connection) as showing:
        client.get(f"/s/{code}/?lang=pl")

    assert len(showing) == 2


# --- Nothing stale ---


def ask_plan_to_change(survey: Survey, worker: User) -> None:
    survey.plan.can_change = "Buses at night."
    survey.plan.save()


def call_another(survey: Survey, worker: User) -> None:
    number = f"0800 {survey.group.helplines.count()}"
    Helpline.objects.create(group=survey.group, name="Shout", phone=number)


def change_helpline(survey: Survey, worker: User) -> None:
    Helpline.objects.update(phone="0800 999")


def word_anew(survey: Survey, worker: User) -> None:
    building.word_for(survey.questions.all()[0], {"children": "How safe is it here?"})


def translate(survey: Survey, worker: User) -> None:
    texts = {text: f"PL {text}" for text in sources(survey)}
    translating.translate(survey, "pl", texts, by=worker)


def tick(survey: Survey, worker: User) -> None:
    translating.check(survey.translations.get(language="pl"), by=worker)


def tick_interface(survey: Survey, worker: User) -> None:
    translating.check_interface("pl", read=translating.fingerprint("pl"), by=worker)


def hear(survey: Survey, worker: User) -> None:
    building.hear_on(survey.pk, by_whom="the Board", on=timezone.localdate() + timedelta(days=9))


def change(model: str, **fields: Any) -> Callable[[Survey, User], None]:
    def changed(survey: Survey, worker: User) -> None:
        rows = {
            "question": survey.questions.all()[:1],
            "choice": survey.questions.all()[0].choices.all()[:1],
            "group": [survey.group],
            "survey": [survey],
        }
        for row in rows[model]:
            for name, value in fields.items():
                setattr(row, name, value)
            row.save()

    return changed


CHANGES: dict[str, Callable[[Survey, User], Any]] = {
    "a question": change("question", text="How safe is your street?"),
    "a choice": change("choice", text="Safe as houses"),
    "a group": change("group", name="New name"),
    "when a group's words are read": change("group", read_on="2"),
    "a title": change("survey", title="Safe at night"),
    "a wording": word_anew,
    "a plan": ask_plan_to_change,
    "a helpline": change_helpline,
    "another helpline": call_another,
    "a meeting": hear,
    "a translation": translate,
    "a tick under a translation": tick,
    "a tick under the interface": tick_interface,
    "a pause": lambda survey, worker: rooms.pause(survey.invitations.get(), by=worker),
    "the close of a room": lambda survey, worker: invitations.close(
        survey.invitations.get(), by=worker
    ),
    "the close of a survey": lambda survey, worker: building.close_survey(survey, by=worker),
    "a question taken out": lambda survey, worker: survey.questions.all()[1].delete(),
}


def what_is_told(page: Any) -> tuple[int, str]:
    """A page without what is each reader's own."""
    text = re.sub(r'value="[\w-]{32}"|data-proof="\w+"', "", page.content.decode())
    return page.status_code, re.sub(r'(receipt__word"[^>]*>)\w+', r"\1", text)


@pytest.mark.parametrize("name", CHANGES)
def test_what_a_worker_changes_is_on_the_very_next_page(
    kept: None, client: Client, name: str
) -> None:
    """Changed in the database by another process, so that nothing here could have noticed."""
    survey, worker = make_survey(), make_user(Role.WORKER)
    call_another(survey, worker)
    if name == "a tick under a translation":
        translate(survey, worker)
        tick_interface(survey, worker)
    room = make_invitation(survey, kind=Invitation.Kind.LIVE)
    address = f"/s/{room.code}/?lang=pl"
    before = what_is_told(client.get(address))
    assert what_is_told(client.get(address)) == before

    CHANGES[name](Survey.objects.select_related("group", "plan").get(pk=survey.pk), worker)

    after = what_is_told(client.get(address))
    assert after != before
    caches["here"].clear()
    assert what_is_told(client.get(address)) == after


def test_a_change_in_another_process_is_on_the_very_next_page(kept: None, client: Client) -> None:
    if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("This database is in the memory of one process.")
    address = f"/s/{make_invitation().code}/"
    assert "Safety where you live" in client.get(address).content.decode()
    name = connection.settings_dict["NAME"]
    script = (
        "from django.db import connections; "
        f"connections['default'].settings_dict['NAME'] = {name!r}; "
        "from surveys.models import Survey; Survey.objects.update(title='Safe at night')"
    )

    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", script], check=True, timeout=60
    )

    assert "Safe at night" in client.get(address).content.decode()


def test_what_a_transaction_changes_is_read_within_it_and_kept_by_nobody(kept: None) -> None:

    survey = make_survey()
    code = make_invitation(survey).code
    stamp = AskedStamp.objects.get().value

    with transaction.atomic():
        Survey.objects.update(title="Not yet")
        invitation = invitations.find(code)
        assert invitation is not None
        inside = asking.asked_of(invitation).survey.title
        transaction.set_rollback(True)

    assert inside == "Not yet"
    assert AskedStamp.objects.get().value == stamp
    after = invitations.find(code)
    assert after is not None
    assert asking.asked_of(after).survey.title == survey.title


# --- A page may be a moment behind; who sends, and who is in a live room, never ---


@pytest.fixture
def moment(kept: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Shown for half a second, as in production; and a clock to move on by hand."""
    settings.SHOWN_FOR = 0.5
    monkeypatch.setattr(asking, "_shown", {})
    now = [1000.0]
    monkeypatch.setattr("surveys.asking.time.monotonic", lambda: now[0])
    return lambda seconds: now.append(now.pop() + seconds)


def test_a_class_that_opens_one_link_asks_the_database_once(
    moment: Callable[[float], None], client: Client
) -> None:
    address = f"/s/{make_invitation().code}/"
    client.get(address)

    with CaptureQueriesContext(connection) as asked:
        pages = [client.get(address) for _child in range(30)]

    assert {page.status_code for page in pages} == {200}
    assert len({page.content for page in pages}) == 30
    assert len(asked) == 0


def test_a_page_is_behind_for_half_a_second_at_most(
    moment: Callable[[float], None], client: Client
) -> None:
    survey = make_survey()
    address = f"/s/{make_invitation(survey).code}/"
    client.get(address)
    building.close_survey(survey, by=make_user(Role.WORKER))

    moment(0.49)
    assert client.get(address).status_code == 200
    moment(0.02)
    assert client.get(address).status_code == 410


def test_who_sends_is_asked_after_anew(moment: Callable[[float], None], client: Client) -> None:
    survey = make_survey()
    address = f"/s/{make_invitation(survey).code}/"
    client.get(address)
    sent = answers_to(survey)
    building.close_survey(survey, by=make_user(Role.WORKER))

    assert client.post(address, sent).status_code == 410
    assert survey.responses.count() == 0


@pytest.mark.parametrize("kind", [Invitation.Kind.LIVE, Invitation.Kind.SINGLE])
def test_a_live_room_and_a_card_are_never_behind(
    moment: Callable[[float], None], client: Client, kind: Invitation.Kind
) -> None:
    way_in = make_invitation(kind=kind)
    address = f"/s/{way_in.code}/"
    client.get(address)

    invitations.close(way_in, by=make_user(Role.WORKER))

    assert client.get(address).status_code == 410


def test_a_code_that_is_new_is_known_at_once(
    moment: Callable[[float], None], client: Client
) -> None:
    survey = make_survey()
    assert client.get("/s/NEWC23/").status_code == 404

    make_invitation(survey, code="NEWC23")

    assert client.get("/s/NEWC23/").status_code == 200


def test_few_codes_are_remembered(
    moment: Callable[[float], None], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_SHOWN", 2)
    for _way_in in range(5):
        client.get(f"/s/{make_invitation().code}/")

    assert len(asking._shown) <= 2


# --- The same page ---


@pytest.mark.parametrize("kind", Invitation.Kind)
@pytest.mark.parametrize("wishes", ["", "lang=pl", "lang=ur&look=dark&text=large&code=a%20%22b"])
def test_a_page_with_filled_holes_is_the_page_rendered_whole(
    kept: None, client: Client, kind: Invitation.Kind, wishes: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page as it is rendered for one reader, byte for byte."""
    from surveys import forms
    from surveys.answering import Submission

    way_in = make_invitation(kind=kind)
    address = f"/s/{way_in.code}/?{wishes}"
    client.get(address)

    page = client.get(address)
    token = re.findall(r'name="token" value="([^"]+)"', page.content.decode())[0]
    whole = client.get(address, headers={"Noticed-Keep": "1"}) if kind == "tablet" else None

    request = page.wsgi_request
    from django.template.loader import render_to_string
    from django.utils import translation

    with translation.override(request.GET.get("lang", "en-gb")):
        found = invitations.find(way_in.code)
        assert found is not None
        context = forms.page(found, Submission(token=token))
        rendered = render_to_string("surveys/answer.html", context, request=request)
    assert page.content.decode() == rendered
    assert whole is None or 'value=""' in whole.content.decode()


def test_each_reader_has_a_token_and_words_of_their_own(kept: None, client: Client) -> None:
    address = f"/s/{make_invitation().code}/"

    pages = [client.get(address).content.decode() for _reader in range(3)]

    assert len({re.findall(r'name="token" value="([^"]+)"', page)[0] for page in pages}) == 3
    assert len({tuple(re.findall(r'receipt__word"[^>]*>(\w+)<', page)) for page in pages}) == 3


def test_two_who_send_read_their_own_words(kept: None, client: Client) -> None:
    from surveys.receipts import receipt

    survey = make_survey()
    address = f"/s/{make_invitation(survey).code}/"
    for _child in range(3):
        sent = answers_to(survey)

        thanks = client.post(address, sent).content.decode()

        assert re.findall(r'receipt__word"[^>]*>(\w+)<', thanks) == receipt(sent["token"]).split()
        assert thanks.count(receipt(sent["token"])) == 1


def test_each_audience_and_host_has_a_page_of_its_own(kept: None, client: Client) -> None:
    survey = make_survey()
    board = make_invitation(survey, audience=Audience.BOARD).code
    children = make_invitation(survey).code

    pages = {
        client.get(f"/s/{code}/", headers={"host": host}).content.decode()
        for code in (board, children)
        for host in ("testserver", "localhost")
    }

    assert sum("Childline" in page and "/s/" + board in page for page in pages) == 2
    assert sum("localhost/journey/" in page for page in pages) == 2
