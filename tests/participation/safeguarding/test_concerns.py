from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.accounts.models import Letter, User
from backend.accounts.permissions import Role
from backend.audit.models import Event
from participation.moderation import services as moderation
from participation.moderation.models import Reading, Voice
from participation.replies.services import take_back
from participation.safeguarding import services
from participation.safeguarding.models import Concern
from participation.safeguarding.services import ConcernClosed, NeedsOutcome, escalate
from surveys.models import Answer
from tests.factories import make_invitation, make_tapped, make_user, make_words, send

pytestmark = pytest.mark.django_db
WORDS = "kanarienvogel hits me"
CONCERNS = "/staff/concerns/"


@pytest.fixture
def concern(worker: User) -> Concern:
    return escalate(make_words(WORDS).pk, by=worker)


@pytest.mark.usefixtures("clerk", "board_member", "manager", "administrator", "outsider")
def test_a_worried_worker_makes_a_concern_and_leads_get_a_letter_without_the_words(
    client: Client, worker: User, lead: User, django_capture_on_commit_callbacks: object
) -> None:
    answer = make_words(WORDS)
    client.force_login(worker)
    Letter.objects.all().delete()

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        response = client.post(
            f"/staff/moderation/{answer.pk}/escalate/", {"seen": "", "kind": "today"}
        )

    concern = Concern.objects.get()
    assert (concern.verbatim, concern.raised_by) == (WORDS, worker)
    assert Reading.objects.pending().get().decision == Reading.Decision.ESCALATED
    assert not Voice.objects.exists()
    assert "A concern is made" in client.get(response["Location"]).content.decode()
    (letter,) = mail.outbox
    assert letter.to == [lead.email]
    assert f"{CONCERNS}{concern.pk}/" in letter.body
    assert "kanarienvogel" not in f"{letter.subject} {letter.body}"


def test_a_lead_reads_what_was_tapped_beside_the_words(
    client: Client, worker: User, lead: User
) -> None:
    concern = escalate(make_tapped("and that is why").pk, by=worker)
    Answer.objects.all().delete()
    client.force_login(lead)

    page = client.get(f"{CONCERNS}{concern.pk}/").content.decode()

    assert Concern.objects.get().verbatim == "and that is why"
    assert "Also tapped: “More light”, “A later bus”" in page


def test_words_decided_by_a_colleague_make_no_concern_unseen(client: Client, worker: User) -> None:
    answer = make_words(WORDS)
    moderation.approve(answer.pk, by=make_user(Role.WORKER, name="Sam Worker"))
    client.force_login(worker)

    response = client.post(
        f"/staff/moderation/{answer.pk}/escalate/", {"seen": "", "kind": "today"}
    )

    assert response.status_code == 409
    assert "Already decided by Sam Worker" in response.content.decode()
    assert not Concern.objects.exists()


def test_words_that_were_taken_back_make_no_concern(client: Client, worker: User) -> None:
    receipt = send(make_invitation(), text=WORDS)
    answer = Answer.objects.get()
    take_back(receipt)
    client.force_login(worker)

    response = client.post(
        f"/staff/moderation/{answer.pk}/escalate/", {"seen": "", "kind": "today"}, follow=True
    )

    assert "not here any more" in response.content.decode()
    assert not Concern.objects.exists()


def test_a_concern_stays_when_the_decision_is_undone_and_when_the_words_are_taken_back(
    worker: User,
) -> None:
    receipt = send(make_invitation(), text=WORDS)
    escalate(Answer.objects.get().pk, by=worker)

    moderation.undo(Reading.objects.get(), by=worker)
    take_back(receipt)

    concern = Concern.objects.get()
    assert (concern.verbatim, concern.answer) == (WORDS, None)


def test_each_view_of_a_concern_is_audited_and_the_list_shows_no_words(
    client: Client, lead: User, concern: Concern
) -> None:
    client.force_login(lead)

    listed = client.get(CONCERNS).content.decode()
    assert not Event.objects.filter(action="read-concern").exists()
    bodies = [client.get(f"{CONCERNS}{concern.pk}/").content.decode() for _look in range(2)]

    assert "kanarienvogel" not in listed
    assert all(WORDS in body for body in bodies)
    looks = Event.objects.filter(action="read-concern", object_id=str(concern.pk))
    assert {look.actor for look in looks} == {str(lead.pk)}
    assert len(looks) == 2


def test_notes_are_added_and_a_concern_closes_with_how_it_ended(
    client: Client, lead: User, concern: Concern
) -> None:
    client.force_login(lead)
    url = f"{CONCERNS}{concern.pk}/"

    client.post(f"{url}notes/", {"note-text": "Called the service."})
    services.decide(concern, decision="referred", because="A child may be hurt.", by=lead)
    client.post(f"{url}close/", {"close-outcome": "referred", "close-text": "Referred at 14:00."})

    concern.refresh_from_db()
    assert concern.outcome == Concern.Outcome.REFERRED
    assert [note.text for note in concern.notes.all()] == [
        "Called the service.",
        "Referred at 14:00.",
    ]
    assert not Concern.objects.open().exists()
    assert "Referred" in client.get(f"{CONCERNS}?show=closed").content.decode()


@pytest.mark.parametrize(
    ("path", "data", "error"),
    [
        ("notes/", {"note-text": " "}, "Write what was done."),
        ("close/", {"close-outcome": "referred"}, "Write what was done."),
        ("close/", {"close-text": "Done."}, "Choose how it ended."),
        ("close/", {"close-text": "Done.", "close-outcome": "x"}, "Select a valid choice"),
    ],
)
def test_nothing_is_kept_of_half_a_form_and_nothing_typed_is_lost(
    client: Client, lead: User, concern: Concern, path: str, data: dict[str, str], error: str
) -> None:
    client.force_login(lead)

    response = client.post(f"{CONCERNS}{concern.pk}/{path}", data)

    body = response.content.decode()
    assert response.status_code == 400
    assert error in body
    assert data.get("close-text", "") in body
    assert Concern.objects.open().get().notes.count() == 0


def test_a_closed_concern_takes_no_more_notes(client: Client, lead: User, concern: Concern) -> None:
    services.decide(concern, decision="no_referral", because="Known.", by=lead)
    services.close(concern, outcome="no_further_action", text="Read twice.", by=lead)
    client.force_login(lead)
    url = f"{CONCERNS}{concern.pk}/"

    note = client.post(f"{url}notes/", {"note-text": "One more."})
    again = client.post(f"{url}close/", {"close-outcome": "referred", "close-text": "No."})

    assert "This concern is closed" in note.content.decode()
    assert "This concern is closed" in again.content.decode()
    assert concern.notes.count() == 1
    with pytest.raises(ConcernClosed):
        services.add_note(concern, "One more.", by=lead)
    with pytest.raises(NeedsOutcome):
        services.close(concern, outcome="", text="No.", by=lead)


def test_many_concerns_cost_no_more_queries(client: Client, lead: User, worker: User) -> None:
    invitation = make_invitation()
    client.force_login(lead)

    def queries(start: int, end: int) -> int:
        for number in range(start, end):
            escalate(make_words(f"worry {number}", invitation=invitation).pk, by=worker)
        with CaptureQueriesContext(connection) as captured:
            client.get(CONCERNS)
        return len(captured)

    few = queries(0, 3)

    assert queries(3, 30) == few <= 9
