"""Staff pages for replies: who may use them, what they ask for, and what they show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from participation.meetings import acting
from participation.meetings.models import Action
from participation.replies import services
from participation.replies.models import Asked, Reply, Told, Verdict
from surveys.models import Response
from tests.factories import (
    approve_reply,
    make_action,
    make_body,
    make_decision,
    make_evidence,
    make_invitation,
    make_item,
    make_reply,
    make_survey,
    make_theme,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_worker(client: Client, worker: User) -> Client:
    client.force_login(worker)
    return client


def day(days: int = 0) -> str:
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def addresses() -> tuple[list[str], list[str], list[str]]:
    """Pages to read, forms to write with, and buttons."""
    reply = make_reply()
    theme = reply.theme
    worker = reply.published_by
    assert worker is not None
    told = services.tell(
        reply, group_id=theme.group_id, how="Read out.", on=timezone.localdate(), by=worker
    )
    asked = services.ask(theme, make_body(), by=worker)
    draft = make_reply(theme=theme, published=False)
    to, one = f"replies/to/{theme.slug}/", f"replies/{draft.pk}/"
    read = ["replies/", to, one, f"replies/{reply.pk}/"]
    forms = [f"{to}add/", f"{to}ask/", f"{one}edit/", f"{one}remove/", f"{one}told/add/"]
    buttons = [f"{one}publish/", f"{one}unpublish/"]
    buttons += [f"replies/told/{told.pk}/remove/", f"replies/asked/{asked.pk}/remove/"]
    return read, forms, buttons


# --- Who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["board_member", "clerk"])
def test_those_who_only_read_write_nothing(
    client: Client, request: pytest.FixtureRequest, who: str
) -> None:
    read, forms, buttons = addresses()
    client.force_login(request.getfixturevalue(who))

    for address in read:
        answer = client.get(f"/staff/{address}")
        page = answer.content.decode()
        assert answer.status_code == 200
        assert 'method="post"' not in page[page.index("<main") :], address
        for word in ("/add/", "/ask/", "/edit/", "/remove/"):
            assert word not in page, address
    assert {client.get(f"/staff/{it}").status_code for it in forms} == {403}
    assert {client.post(f"/staff/{it}").status_code for it in forms + buttons} == {403}
    assert Asked.objects.exists()
    assert Told.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "manager", "administrator", "lead"])
def test_others_are_refused(client: Client, request: pytest.FixtureRequest, who: str) -> None:
    read, forms, buttons = addresses()
    client.force_login(request.getfixturevalue(who))

    assert {client.get(f"/staff/{it}").status_code for it in read + forms} == {403}
    assert {client.post(f"/staff/{it}").status_code for it in forms + buttons} == {403}


def test_a_worker_opens_every_page_and_form(as_worker: Client) -> None:
    read, forms, buttons = addresses()

    assert {it: as_worker.get(f"/staff/{it}").status_code for it in read + forms} == dict.fromkeys(
        read + forms, 200
    )
    assert {as_worker.get(f"/staff/{it}").status_code for it in buttons} == {405}


# --- The list -------------------------------------------------------------------------------------


def test_what_is_not_answered_comes_first_with_its_days(as_worker: Client) -> None:
    make_reply(theme=make_theme(voices=3, title="Answered one"))
    make_theme(voices=3, title="Waiting one")
    make_reply(theme=make_theme(voices=3, title="Drafted one"), published=False)

    page = as_worker.get("/staff/replies/").content.decode()

    board = page[page.index("On the children’s board") :]
    assert board.index("Waiting one") < board.index("Answered one")
    assert "0 days waiting" in board
    assert "Drafted one" in page[: page.index("On the children’s board")]


def test_an_empty_list_says_what_to_do_next(as_worker: Client) -> None:
    assert "No theme is on the board yet" in as_worker.get("/staff/replies/").content.decode()


@pytest.mark.parametrize("address", ["/staff/replies/", "/staff/replies/to/{slug}/"])
def test_a_list_costs_the_same_however_long_it_is(
    as_worker: Client, worker: User, django_assert_max_num_queries: Any, address: str
) -> None:
    theme = make_theme(voices=3)
    for rows in (1, 5):
        for _ in range(rows):
            make_theme(voices=3)
            services.ask(theme, make_body(), by=worker)
            make_reply(published=False)
            reply = make_reply(theme=theme)
            services.tell(
                reply, group_id=theme.group_id, how="Read.", on=timezone.localdate(), by=worker
            )
        with django_assert_max_num_queries(20):
            assert as_worker.get(address.format(slug=theme.slug)).status_code == 200


# --- Asking ---------------------------------------------------------------------------------------


def test_an_agency_is_asked_and_that_is_taken_back(as_worker: Client) -> None:
    theme, agency = make_theme(voices=3), make_body("Highways", "agency")
    here = f"/staff/replies/to/{theme.slug}/"

    page = as_worker.post(f"{here}ask/", {"agency": agency.pk}, follow=True).content.decode()
    assert "Has not answered: the board says so." in page

    form = as_worker.get(f"{here}ask/").content.decode()
    assert f'<option value="{agency.pk}">' not in form

    as_worker.post(f"/staff/replies/asked/{Asked.objects.get().pk}/remove/")
    assert not Asked.objects.exists()


def test_asking_nobody_is_refused(as_worker: Client) -> None:
    theme = make_theme(voices=3)

    page = as_worker.post(f"/staff/replies/to/{theme.slug}/ask/").content.decode()

    assert "Agency: choose one." in page


# --- Drafting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "field", "value", "sentence"),
    [
        ("we_will", "by_when", day(60), "By when: say the day"),
        ("finding_out", "by_when", day(30), "By when: say the day"),
        ("we_cant", "because", "There is no money.", "Because: children need a reason"),
        ("not_ours", "passed_to", "The bus company", "Passed to: say who decides this"),
    ],
)
def test_each_state_says_what_it_still_needs(
    as_worker: Client, state: str, field: str, value: str, sentence: str
) -> None:
    theme = make_theme(voices=3)
    here = f"/staff/replies/to/{theme.slug}/add/"
    sent = {"agency": make_body().pk, "state": state, "text": "Here is our answer."}

    page = as_worker.post(here, sent).content.decode()
    assert sentence in page
    assert f'href="#id_{field}"' in page
    assert "Constraint" not in page
    assert not Reply.objects.exists()

    as_worker.post(here, {**sent, field: value})
    assert Reply.objects.get().status == Reply.Status.DRAFT


def test_every_field_shows_without_script_with_what_it_is_needed_for(as_worker: Client) -> None:
    theme = make_theme(voices=3)
    make_body()

    page = as_worker.get(f"/staff/replies/to/{theme.slug}/add/").content.decode()

    for name in ("by_when", "because", "passed_to", "decision", "action"):
        assert f'name="{name}"' in page
    assert page.count("Needed for") == 3
    main = page[page.index("<main") : page.index("</main>")]
    assert " hidden" not in main.replace('type="hidden"', "").replace("visually-hidden", "")


def test_we_did_speaks_of_what_is_done(as_worker: Client, clerk: User) -> None:
    theme, action = make_theme(voices=3), make_action()
    here = f"/staff/replies/to/{theme.slug}/add/"
    sent = {
        "agency": make_body().pk,
        "state": "we_did",
        "text": "We put lights on the path.",
        "action": action.pk,
    }
    page = as_worker.post(here, sent).content.decode()
    assert "Action: this one is not done yet." in page
    assert not Reply.objects.exists()

    make_evidence(action=action)
    acting.set_status(action, Action.Status.DONE, by=clerk)
    as_worker.post(here, sent)
    assert Reply.objects.get().action == action


def test_only_confirmed_decisions_and_their_actions_are_offered(as_worker: Client) -> None:
    theme = make_theme(voices=3)
    item = make_item(themes=[theme])
    confirmed, draft = make_decision(item=item), make_decision(confirmed=False)
    agreed, not_agreed = make_action(decision=confirmed), make_action(decision=draft)
    here = f"/staff/replies/to/{theme.slug}/add/"

    page = as_worker.get(here).content.decode()
    assert page.count("About this theme") == 2
    sent = {"agency": make_body().pk, "state": "we_will", "by_when": day(9), "text": "Soon."}
    as_worker.post(here, {**sent, "decision": draft.pk})
    as_worker.post(here, {**sent, "action": not_agreed.pk})
    assert not Reply.objects.exists()

    as_worker.post(here, {**sent, "decision": confirmed.pk, "action": agreed.pk})
    assert Reply.objects.get().decision == confirmed


def test_a_published_reply_is_not_edited(as_worker: Client) -> None:
    reply = make_reply()
    sent = {"agency": reply.agency_id, "state": "we_did", "text": "Something else"}

    page = as_worker.post(f"/staff/replies/{reply.pk}/edit/", sent, follow=True).content.decode()

    assert "This answer is on the board. Take it off before you change it." in page
    reply.refresh_from_db()
    assert reply.text == "We put lights on the path."


def test_without_an_agency_nobody_can_answer_yet(as_worker: Client) -> None:
    theme = make_theme(voices=3)

    page = as_worker.get(f"/staff/replies/to/{theme.slug}/add/", follow=True).content.decode()

    assert "There is no agency yet that could answer." in page


# --- One reply ------------------------------------------------------------------------------------


def test_a_draft_is_previewed_published_and_taken_off(as_worker: Client) -> None:
    reply = make_reply(published=False, text="We put up three lights.")
    here = f"/staff/replies/{reply.pk}/"
    board = f"/replies/{reply.theme.slug}/"

    page = as_worker.get(here).content.decode()
    assert "As children will see it" in page
    assert "We put up three lights." in page
    assert "We put up three lights." not in as_worker.get(board).content.decode()

    approve_reply(reply)
    as_worker.post(f"{here}publish/")
    assert "We put up three lights." in as_worker.get(board).content.decode()

    as_worker.post(f"{here}unpublish/")
    assert "We put up three lights." not in as_worker.get(board).content.decode()

    as_worker.post(f"{here}remove/")
    assert not Reply.objects.exists()


def test_telling_is_written_down_and_holds_the_answer_in_place(as_worker: Client) -> None:
    reply = make_reply()
    here = f"/staff/replies/{reply.pk}/"
    told = {"group": reply.theme.group_id, "on": day(), "how": "Read out by the chair."}

    page = as_worker.post(f"{here}told/add/", told, follow=True).content.decode()
    assert "Read out by the chair." in page
    assert "Take it off the board" not in page

    page = as_worker.post(f"{here}unpublish/", follow=True).content.decode()
    assert "Children were told this answer" in page
    reply.refresh_from_db()
    assert reply.is_published

    as_worker.post(f"/staff/replies/told/{Told.objects.get().pk}/remove/")
    as_worker.post(f"{here}unpublish/")
    reply.refresh_from_db()
    assert not reply.is_published


def test_telling_has_happened_already(as_worker: Client) -> None:
    reply = make_reply()
    told = {"group": reply.theme.group_id, "on": day(1), "how": "Read out."}

    page = as_worker.post(f"/staff/replies/{reply.pk}/told/add/", told).content.decode()

    assert "When: write this down once children were told." in page
    assert not Told.objects.exists()


def test_a_draft_is_not_told(as_worker: Client) -> None:
    reply = make_reply(published=False)
    told = {"group": reply.theme.group_id, "on": day(), "how": "Read out."}

    page = as_worker.post(
        f"/staff/replies/{reply.pk}/told/add/", told, follow=True
    ).content.decode()

    assert "Publish the answer first" in page


@pytest.mark.parametrize(
    ("verdicts", "sentence"),
    [
        (["no"] * 4, "Not enough children have told us yet."),
        (["yes"] * 4 + ["no"], "Most children say this answered them."),
        (["no"] * 4 + ["yes"], "Most children say this did not answer them."),
        (["yes", "no"] * 3, "Some children say this answered them, some say it did not."),
    ],
)
def test_verdicts_are_words_and_never_counts(
    as_worker: Client, verdicts: list[str], sentence: str
) -> None:
    reply = make_reply()
    invitation = make_invitation(make_survey(group=reply.theme.group))
    for value in verdicts:
        send(invitation, choice=1)
        response = Response.objects.exclude(pk__in=Verdict.objects.values("response"))
        Verdict.objects.create(reply=reply, response=response.latest("pk"), value=value)

    for address in (f"replies/{reply.pk}/", f"replies/to/{reply.theme.slug}/"):
        page = as_worker.get(f"/staff/{address}").content.decode()
        assert sentence in page
        assert f"{len(verdicts)} verdict" not in page


def test_earlier_answers_to_the_theme_are_listed(as_worker: Client) -> None:
    reply = make_reply()
    earlier = make_reply(theme=reply.theme, state="finding_out")

    page = as_worker.get(f"/staff/replies/{reply.pk}/").content.decode()

    assert f"/staff/replies/{earlier.pk}/" in page


def test_an_answer_to_a_theme_off_the_board_says_who_sees_it(as_worker: Client) -> None:
    reply = make_reply(theme=make_theme(voices=2))

    page = as_worker.get(f"/staff/replies/{reply.pk}/").content.decode()

    assert "This theme is not on the children’s board." in page
