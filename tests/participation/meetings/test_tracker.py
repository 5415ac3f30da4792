"""Council trackers, out and in: nothing is written before it was shown, and then just that."""

from __future__ import annotations

import csv
import re
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import Event
from participation.meetings import acting
from participation.meetings.models import Action, Evidence, Recommendation, Source
from participation.meetings.tracker import columns, services
from participation.meetings.tracker.columns import NotUnderstood
from participation.meetings.tracker.planning import Row
from participation.meetings.tracker.reading import (
    MOST_BYTES,
    MOST_ROWS,
    BadFile,
    decode,
    pack,
    read,
    unpack,
)
from tests.factories import make_action, make_body, make_evidence, make_recommendation

pytestmark = pytest.mark.django_db
HEADS = (
    "Ref,Origin,Date,Area,Recommendation,Exec date,Lead officer/member,Agency,Action taken,"
    "RAG,Evidence,Checked by"
)
NEW = (
    "R7,Peer review 2022,31 March 2022,Partners,Hold partners to account,12/03/2027,"
    "Head of service,Housing,Keep one list,On track,,"
)
HERE = "/staff/recommendations/import/"


def file(*lines: str, heads: str = HEADS) -> str:
    return "\n".join([heads, *lines])


def fates(text: str) -> list[tuple[str, str]]:
    return [(row.fate, row.why) for row in services.look(text).rows]


def only(text: str) -> Row:
    (row,) = services.look(text).rows
    return row


def write(text: str, by: User) -> None:
    services.write(text, digest=services.look(text).digest, by=by)


def exported(client: Client, by: User) -> str:
    client.force_login(by)
    answer = client.get("/staff/recommendations/export/")
    return decode(answer.content)


# --- Out ------------------------------------------------------------------------------------------


def test_the_table_has_the_columns_of_trackers_and_opens_in_a_spreadsheet(
    client: Client, clerk: User
) -> None:
    action = make_action(recommendation=make_recommendation("R7"))
    make_evidence(action=action)
    make_recommendation("R8", source=action.source)
    client.force_login(clerk)

    answer = client.get("/staff/recommendations/export/")

    assert answer.content.startswith(b"\xef\xbb\xbfReference,Origin,Date,Area,Recommendation,Due")
    assert answer["Content-Disposition"].endswith('.csv"')
    first, second = csv.DictReader(StringIO(decode(answer.content)))
    assert first["Reference"] == "R7"
    assert first["Lead officer or member (role)"] == "Head of highways"
    assert first["Due date"] == f"{action.due_on:%d/%m/%Y}"
    assert first["Status"] == "Not started"
    assert first["Evidence"] == "The path is lit after dark."
    assert (second["Reference"], second["Action taken"]) == ("R8", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula_and_it_comes_back_as_it_was(
    client: Client, clerk: User, start: str
) -> None:
    recommendation = make_recommendation("R7")
    text = f"{start}HYPERLINK(1)"
    Recommendation.objects.update(text=text)

    table = exported(client, clerk)

    (row,) = csv.DictReader(StringIO(table))
    assert row["Recommendation"].startswith("'")
    assert only(table).fate == "unchanged" or start in "\t\r"
    recommendation.refresh_from_db()
    assert recommendation.text == text


def test_what_goes_out_and_comes_back_changes_nothing(client: Client, clerk: User) -> None:
    make_action()
    action = make_action(recommendation=make_recommendation("R7"))
    make_evidence(action=action)
    acting.set_status(action, "done", by=clerk)
    make_recommendation("R8")

    found = fates(exported(client, clerk))

    assert found == [("unchanged", "")] * 3


# --- How councils write ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("12/03/2026", "12.3.2026", "12-03-2026", "12/03/26", "2026-03-12", "12 March 2026"),
        *("12th March, 2026", "12 Mar 2026"),
    ],
)
def test_days_are_read_as_councils_write_them(text: str) -> None:
    assert columns.day(text) == date(2026, 3, 12)


@pytest.mark.parametrize("text", ["March 2026", "03/25/2026", "soon", "31/02/2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotUnderstood, match="is no day"):
        columns.day(text)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Complete", "done"),
        ("BLUE", "done"),
        ("✓", "done"),
        ("On  track", "in_progress"),
        ("Green", "in_progress"),
        ("amber", "in_progress"),
        ("Red", "stuck"),
        ("Paused", "stuck"),
        ("Not started", "not_started"),
    ],
)
def test_statuses_are_known_by_several_words(word: str, status: str) -> None:
    assert columns.status(word) == status


def test_no_word_means_two_statuses() -> None:
    words = [word for words in columns.STATUSES.values() for word in words]

    assert len(words) == len(set(words))


def test_files_of_older_spreadsheets_are_read() -> None:
    text = decode(
        file(NEW.replace("Keep", "Café").replace(",", ";"), heads=HEADS.replace(",", ";")).encode(
            "cp1252"
        )
    )

    (line,) = read(text)

    assert line["action"] == "Café one list"


def test_a_row_is_numbered_as_the_spreadsheet_does() -> None:
    text = 'Reference,Origin,Evidence\nR1,Here,"two\nlines"\n,,\nR2,Here,'

    assert [line.number for line in read(text)] == [2, 5]


# --- What it would do -----------------------------------------------------------------------------


def test_looking_writes_nothing(clerk: User) -> None:
    make_body("Housing", "agency")

    assert fates(file(NEW)) == [("new", "")]

    assert not Recommendation.objects.exists()
    assert not Source.objects.exists()


def test_a_new_row_becomes_a_source_a_recommendation_and_an_action(clerk: User) -> None:
    housing = make_body("Housing", "agency")

    write(file(NEW), clerk)

    action = Action.objects.get()
    assert (action.agency, action.status, action.due_on) == (
        housing,
        "in_progress",
        date(2027, 3, 12),
    )
    recommendation = Recommendation.objects.get()
    assert (recommendation.heading, recommendation.text) == ("Partners", "Hold partners to account")
    source = Source.objects.get()
    assert (source.kind, source.on) == ("peer_review", date(2022, 3, 31))
    assert action.source == recommendation.source == source
    assert [it.status for it in action.updates.all()] == ["in_progress"]
    assert fates(file(NEW)) == [("unchanged", "")]


def test_a_change_is_shown_field_by_field_and_then_made(client: Client, clerk: User) -> None:
    action = make_action(recommendation=make_recommendation("R7"))
    make_body("Housing", "agency", plain_name="The flats")
    heads = "Reference,Origin,Action,Lead,Agency,Status,Number here"
    text = file(
        f"R7,{action.source},Brighter lights,Chief engineer,the flats,Red,{action.pk}", heads=heads
    )

    row = only(text)
    assert [(it.label, it.before, it.after) for it in row.changes] == [
        ("Action taken", "Lights on the path", "Brighter lights"),
        ("Lead officer or member (role)", "Head of highways", "Chief engineer"),
        ("Agency", str(action.agency), "Housing"),
        ("Status", "Not started", "Stuck"),
    ]
    action.refresh_from_db()
    assert action.text == "Lights on the path"

    write(text, clerk)
    action.refresh_from_db()
    assert (
        action.text,
        action.owner_role,
        action.agency.name,
        action.status,
        action.started_on,
    ) == (
        "Brighter lights",
        "Chief engineer",
        "Housing",
        "stuck",
        timezone.localdate(),
    )
    assert fates(text) == [("unchanged", "")]


def test_an_empty_cell_changes_nothing(clerk: User) -> None:
    action = make_action(recommendation=make_recommendation("R7"))

    text = file(f"R7,{action.source},,,,,,,lights  ON the path,,,")

    assert [it.name for it in only(text).changes] == ["action"]


def test_done_needs_evidence_and_somebody_else_who_checked(clerk: User) -> None:
    make_body("Housing", "agency")
    complete = NEW.replace("On track,,", "Complete,{},{}")

    bare = only(file(complete.format("", "")))
    unchecked = only(file(complete.format("All know who does what.", "")))
    own = only(file(complete.format("All know who does what.", "head of SERVICE")))
    proved = file(complete.format("All know who does what.", "Clerk"))

    assert bare.why.startswith("Status: done needs evidence")
    assert unchecked.why.startswith("Checked by (role)")
    assert own.why == "Checked by (role): not the one who did it."
    write(proved, clerk)
    action = Action.objects.get()
    assert (action.status, action.done_on) == ("done", timezone.localdate())
    assert Evidence.objects.get().checked_by == "Clerk"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("Housing", "Nobody", "Agency: there is no body “Nobody”."),
        ("On track", "Fine", "Status: “Fine” is no status we know."),
        ("On track", "Children say it is done", "Status: Children say it is done by their own"),
        ("12/03/2027", "", "Due date: fill this in."),
        ("12/03/2027", "next year", "Due date: “next year” is no day."),
        ("31 March 2022", "then", "“then” is no day."),
        ("Head of service", "", "Lead officer or member (role): fill this in."),
        ("Hold partners to account", "", "Recommendation: say what it says"),
        ("Peer review 2022", "", "Origin: say where it came from."),
        ("R7,", ",", "Reference: an action comes from a recommendation"),
        ("R7,", "A long reference,", "Reference: 16 letters are too many; at most 12 fit."),
        ("Keep one list", "x" * 201, "Action taken: 201 letters are too many"),
    ],
)
def test_a_row_is_refused_with_its_reason(before: str, after: str, why: str) -> None:
    make_body("Housing", "agency")

    row = only(file(NEW.replace(before, after, 1)))

    assert row.fate == "refused"
    assert why in row.why


def test_a_refused_row_is_left_out_and_says_nothing_of_the_others(clerk: User) -> None:
    make_body("Housing", "agency")
    text = file(NEW.replace("Housing", "Nobody"), NEW.replace("Keep one", "Keep a"))

    assert [it[0] for it in fates(text)] == ["refused", "new"]
    write(text, clerk)

    assert [it.text for it in Action.objects.all()] == ["Keep a list"]


def test_rows_of_one_file_do_not_contradict_each_other() -> None:
    make_body("Housing", "agency")
    other = NEW.replace("Keep one", "Keep a")

    found = fates(file(NEW, NEW, other, other.replace("a list", "it").replace("Hold", "Held")))

    assert found[0] == found[2] == ("new", "")
    assert found[1] == ("refused", "It is about the same as row 2.")
    assert found[3] == ("refused", "Recommendation: it says something else than row 2.")


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("999999", "Number here: there is no action 999999."),
        ("x", "Number here: there is no action x."),
        ("own", "belongs to another recommendation"),
    ],
)
def test_a_number_is_of_an_action_of_the_same_recommendation(number: str, why: str) -> None:
    action = make_action(recommendation=make_recommendation("R7"))
    other = make_recommendation("R8")
    number = str(action.pk) if number == "own" else number

    row = only(file(f"R8,{other.source},{number}", heads="Reference,Origin,Number here"))

    assert why in row.why


# --- Writing --------------------------------------------------------------------------------------


def test_what_changed_since_it_was_shown_is_shown_again(clerk: User) -> None:
    action = make_action(recommendation=make_recommendation("R7"))
    text = file(f"R7,{action.source},,,,,Engineer,,Lights on the path,,,")
    shown = services.look(text)
    Action.objects.update(owner_role="Somebody else")

    with pytest.raises(services.SomethingChanged) as changed:
        services.write(text, digest=shown.digest, by=clerk)

    assert [it.before for it in changed.value.plan.rows[0].changes] == ["Somebody else"]
    assert Action.objects.get().owner_role == "Somebody else"
    services.write(text, digest=changed.value.plan.digest, by=clerk)
    assert Action.objects.get().owner_role == "Engineer"


def test_all_of_it_is_written_or_nothing(clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    make_body("Housing", "agency")
    shown = services.look(file(NEW))

    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "record", fail)
    with pytest.raises(RuntimeError):
        services.write(file(NEW), digest=shown.digest, by=clerk)

    assert not Source.objects.exists()
    assert not Action.objects.exists()


def test_it_is_audited_with_counts_and_none_of_the_words(clerk: User) -> None:
    make_body("Housing", "agency")
    text = file(NEW, NEW.replace("Housing", "Nobody").replace("Keep", "Make"))

    write(text, clerk)

    detail = Event.objects.get(action="tracker-imported").detail
    assert detail.pop("digest")
    assert detail == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}


def test_a_clerk_looks_and_presses_once(client: Client, clerk: User) -> None:
    make_body("Housing", "agency")
    client.force_login(clerk)
    text = file(NEW, NEW.replace("Keep", "Make").replace("On track", "Fine"))
    sent = SimpleUploadedFile("t.csv", ("\ufeff" + text.replace("\n", "\r\n")).encode())

    page = client.post(HERE, {"file": sent}).content.decode()
    assert "1 new, 0 changed, 0 as they are, 1 refused." in page
    assert "“Fine” is no status we know." in page
    assert "Write 1 row and leave 1 out" in page
    assert '<th class="table__short" scope="row">3</th>' in page
    assert "R7 Hold partners to account (Peer review 2022)" in page
    hidden = dict(re.findall(r'type="hidden" name="(table|digest)" value="([^"]+)"', page))
    page = client.post(f"{HERE}write/", hidden, follow=True).content.decode()

    assert "Written: 1 new, 0 changed. 1 left out." in page
    assert Action.objects.get().text == "Keep one list"


def test_a_page_whose_facts_changed_shows_them_and_writes_nothing(
    client: Client, clerk: User
) -> None:
    make_body("Housing", "agency")
    client.force_login(clerk)

    page = client.post(
        f"{HERE}write/", {"table": pack(file(NEW)), "digest": "0" * 64}
    ).content.decode()

    assert "Look again: nothing is written." in page
    assert "Write 1 row" in page
    assert not Action.objects.exists()


# --- What is no table -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"x" * (MOST_BYTES + 1), "over 2 MB"),
        (b"PK\0\0", "no CSV file"),
        (b"Name,Age\nA,1", "Missing: Reference, Origin"),
        (b"Reference,Origin", "There is no row"),
        (b"Ref,Reference,Origin\n1,1,1", "Two columns are both “Reference”"),
    ],
)
def test_a_file_that_is_no_tracker_is_refused(
    client: Client, clerk: User, content: bytes, why: str
) -> None:
    client.force_login(clerk)

    page = client.post(HERE, {"file": SimpleUploadedFile("t.csv", content)}).content.decode()

    assert why in page


def test_more_than_5000_rows_are_refused() -> None:
    with pytest.raises(BadFile, match="over 5,000 rows"):
        read(file(*["R1,Here,,,,,,,,,,"] * (MOST_ROWS + 1)))


@pytest.mark.parametrize("packed", ["", "no base64 !", "aGVsbG8=", pack("x" * (MOST_BYTES + 1))])
def test_what_does_not_come_back_whole_is_refused(packed: str) -> None:
    with pytest.raises(BadFile):
        read(unpack(packed))


def test_only_this_page_takes_more_than_the_rest(client: Client, clerk: User) -> None:
    client.force_login(clerk)

    def answer(path: str, size: int) -> int:
        sent = client.post(path, b"x" * size, content_type="application/octet-stream")
        return sent.status_code

    assert answer(HERE, 300_000) == 200
    assert answer(HERE, 3_200_000) == 413
    assert answer("/staff/recommendations/sources/add/", 300_000) == 413


def test_looking_costs_the_same_queries_however_many_rows(clerk: User) -> None:
    make_body("Housing", "agency")
    rows = [NEW.replace("R7", f"R{number}") for number in range(30)]
    write(file(*rows[:15]), clerk)

    with CaptureQueriesContext(connection) as few:
        services.look(file(rows[0]))
    with CaptureQueriesContext(connection) as many:
        services.look(file(*rows))

    assert len(few) == len(many)
