"""Back up while children send, restore elsewhere: receipts work, and what is gone stays gone."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO

import pytest
from django.utils import timezone
from pytest_django import Settings

from participation.keeping.backups import making, manifest
from participation.keeping.backups.manifest import CannotBackUp, Copy, Facts, Manifest
from tests.places import Place, make_place

SET_UP = """
    from tests.factories import *
    from participation.moderation import services as moderation
    worker = make_user(Role.WORKER, name="Wren Worker")
    survey = make_survey(title="Lights")
    invitation = make_invitation(survey)
    token = new_token()
    voiced = send(invitation, text="kanarienvogel taken back", token=token)
    voice = moderation.approve(Answer.objects.get().pk, by=worker)
    theme = make_theme(voices=[voice], group=survey.group, by=worker)
    note = make_note("kanarienvogel said together", group=survey.group, by=worker)
    wrong = make_voice("kanarienvogel points to somebody", invitation=invitation, by=worker)
    old = make_voice("kanarienvogel long ago", invitation=invitation, by=worker)
    print(json.dumps({"code": invitation.code, "token": token, "voiced": voiced}))
"""
SENDING = """
    from tests.factories import *
    from pathlib import Path
    invitation, number = Invitation.objects.get(code="{code}"), 0
    while not Path("{until}").exists():
        number += 1
        print(send(invitation, text=f"More light {{number}}", choice=1 + number % 5), flush=True)
"""
ERASING = """
    from tests.factories import *
    from participation.management.commands.housekeeping import erase_old_words
    worker = User.objects.get(name="Wren Worker")
    for words in {words}:
        replies.take_back(words)
    notes.take_back(GroupNote.objects.get(), by=worker)
    wrong = Voice.objects.get(text__contains="points")
    moderation.undo(wrong.of_reading, by=worker, because="points_to_somebody")
    on = timezone.localdate() - timedelta(days=91)
    building.close_survey(Survey.objects.get(title="Lights"), by=None, on=on)
    print(json.dumps(erase_old_words()))
"""
LOOKING = """
    from tests.factories import *
    from participation.replies.journeys import journey
    from surveys.models import Withdrawal
    found = [words for words in {words} if journey(words)]
    try:
        answering.send(Invitation.objects.get(code="{code}"), Submission("{token}"))
    except answering.TakenBack:
        again = "taken back"
    voices = [it.text for it in Voice.objects.all() if "kanarienvogel" in it.text]
    print(json.dumps({{
        "found": found,
        "again": again,
        "voices": voices,
        "answers": [it.text for it in Answer.objects.all() if "kanarienvogel" in it.text],
        "notes": GroupNote.objects.count(),
        "retired": Theme.objects.get().retired_on is not None,
    }}))
"""


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Its tables are made once, and copied: that takes longer than all else."""
    folder = tmp_path_factory.mktemp("migrated")
    with make_place(folder / "place", ledger=folder / "ledger") as place:
        place.must("migrate", "-v0")
        yield place


@pytest.fixture
def places(migrated: Place, tmp_path: Path) -> Iterator[tuple[Place, Place]]:
    """One with a database, and one without; the ledger is the same, as on a shared volume."""
    with (
        make_place(tmp_path / "here", ledger=tmp_path / "ledger", like=migrated) as here,
        make_place(tmp_path / "elsewhere", ledger=tmp_path / "ledger") as elsewhere,
    ):
        yield here, elsewhere


def lines(of: IO[str] | None, number: int) -> list[str]:
    assert of is not None
    return [of.readline().strip() for _ in range(number)]


def test_a_backup_made_while_children_send_brings_back_all_but_what_was_erased_since(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    here, elsewhere = places
    made = here.run(SET_UP)
    until = tmp_path / "enough"
    sending = here.start(SENDING.format(code=made["code"], until=until))
    before = lines(sending.stdout, 20)

    here.must("backup", str(tmp_path / "backup"))

    until.touch()
    after = sending.communicate(timeout=120)[0].split()
    gone = [made["voiced"], before[3]]
    assert here.run(ERASING.format(words=gone)) >= 1
    assert sending.returncode == 0
    assert len(after) > 5

    said = elsewhere.must("restore", str(tmp_path / "backup"))

    looking = LOOKING.format(words=[*before, made["voiced"]], **made)
    found = elsewhere.run(looking)
    assert found["found"] == [words for words in before if words not in gone]
    assert found["again"] == "taken back"
    assert found["voices"] == ["kanarienvogel long ago"]  # A copy, which stays.
    assert found["answers"] == ["kanarienvogel points to somebody"]  # Waits for another decision.
    assert found["notes"] == 0
    assert found["retired"]
    assert "2 of them taken back" in said
    assert "The audit is whole" in said
    assert "The audit is whole" in elsewhere.must("verify_audit")
    assert "No backup" not in elsewhere.must("backup", str(tmp_path / "again"))


def test_nothing_is_written_where_something_is_wrong(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    here, elsewhere = places
    backup, manifest_file = tmp_path / "backup", tmp_path / "backup" / "manifest.json"
    here.run(ERASING.format(words=[here.run(SET_UP)["voiced"]]))
    here.must("backup", str(backup))
    (copied,) = (it for it in backup.iterdir() if it != manifest_file)
    whole, said = copied.read_bytes(), manifest_file.read_text()
    engine = "sqlite" if here.is_sqlite else "postgresql"
    newer = said.replace("surveys.0001_initial", "surveys.0007_new")
    wrong = {
        "The copy is not whole": (copied, whole[:-1]),
        "its SHA-256 is another one": (copied, whole[:-1] + bytes([whole[-1] ^ 1])),
        "is of a newer Noticed, which has surveys.0007_new": (manifest_file, newer.encode()),
        "The copy is of another": (
            manifest_file,
            said.replace(f'"{engine}"', '"another"').encode(),
        ),
        "is not a backup that": (manifest_file, b"{}"),
    }
    other = {
        "RECEIPT_KEY is not the one": {"RECEIPT_KEY": "other-" + "o" * 50},
        "SEALING_KEYS is not the one": {"SEALING_KEYS": "places:" + "y" * 43},
        "The ledger of erasures at": {"LEDGER_PATH": str(tmp_path / "another")},
    }

    assert "There is a database already" in here.manage("restore", str(backup)).stderr
    for sentence, (file, content) in wrong.items():
        file.write_bytes(content)
        assert sentence in elsewhere.manage("restore", str(backup)).stderr
        copied.write_bytes(whole)
        manifest_file.write_text(said)
    for sentence, settings in other.items():
        done = elsewhere.manage("restore", str(backup), **settings)
        assert done.returncode == 1
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "ledger" / "restoring").exists()

    new = other["RECEIPT_KEY is not the one"]["RECEIPT_KEY"]
    both = f"{new},{elsewhere.environment['RECEIPT_KEY']}"
    elsewhere.must("restore", str(backup), RECEIPT_KEY=both)
    elsewhere.must("restore", str(backup), "--replace", "--lost-keys", RECEIPT_KEY=new)


def test_keys_are_in_no_backup(places: tuple[Place, Place], tmp_path: Path) -> None:
    here, _elsewhere = places
    here.run(SET_UP)

    said = here.must("backup", str(tmp_path / "backup"))

    content = b"".join(it.read_bytes() for it in (tmp_path / "backup").iterdir())
    for name in ("SECRET_KEY", "RECEIPT_KEY", "SEALING_KEYS"):
        assert here.environment[name].encode() not in content
        assert here.environment[name] not in said
        assert name in said


def test_a_restore_that_broke_off_keeps_the_site_from_starting(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    here, elsewhere = places
    here.run(SET_UP)
    here.must("backup", str(tmp_path / "backup"))
    ledger = tmp_path / "ledger"
    (ledger / "erasures").write_text(f"2026-11-26 voice {secrets.token_hex(16)}ffff\n" * 2)

    broken = elsewhere.manage("restore", str(tmp_path / "backup"))

    assert broken.returncode == 1  # Those are no ids: it stops while it erases.
    for command in ("check", "housekeeping"):
        assert "A restore was begun and did not" in elsewhere.manage(command).stderr
    (ledger / "erasures").write_text("")
    elsewhere.must("restore", str(tmp_path / "backup"), "--replace")
    elsewhere.must("check")


def test_a_ledger_that_cannot_be_written_keeps_the_site_from_starting(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with make_place(tmp_path / "here", ledger=tmp_path / "file" / "ledger") as here:
        assert "cannot be written: nobody could take words back" in here.manage("check").stderr


@pytest.mark.postgresql
def test_the_password_is_on_no_command_line_and_in_no_output(
    places: tuple[Place, Place], tmp_path: Path
) -> None:
    here, elsewhere = places
    seen, bin_folder = tmp_path / "seen", tmp_path / "bin"
    bin_folder.mkdir()
    for tool in ("pg_dump", "pg_restore"):
        script = f'#!/bin/sh\necho "$0 $@" >> {seen}\necho "has $PGPASSWORD" >> {seen}\n'
        (bin_folder / tool).write_text(f'{script}exec {shutil.which(tool)} "$@"\n')
        (bin_folder / tool).chmod(0o755)
    path = f"{bin_folder}:{os.environ['PATH']}"

    def with_password(place: Place) -> dict[str, str]:
        user, host = place.environment["DATABASE_URL"].split("@")
        return {"DATABASE_URL": f"{user}:kanarienvogel@{host}", "PATH": path}

    said = here.must("backup", str(tmp_path / "backup"), **with_password(here))
    said += elsewhere.must("restore", str(tmp_path / "backup"), **with_password(elsewhere))
    wrong = with_password(here)["DATABASE_URL"].replace("@", "@nowhere.invalid.")
    said += here.manage("backup", str(tmp_path / "b2"), DATABASE_URL=wrong, PATH=path).stderr

    assert "kanarienvogel" not in said
    commands = [it for it in seen.read_text().splitlines() if not it.startswith("has ")]
    assert len(commands) == 4  # Each is asked for its version first.
    assert "kanarienvogel" not in str(commands)
    assert "has kanarienvogel" in seen.read_text()


# --- What becomes of old ones ---------------------------------------------------------------------


def put(folder: Path, *, days: int, site: str = "http://127.0.0.1:8000") -> Path:
    folder.mkdir()
    (folder / "noticed.sqlite3").write_bytes(b"-")
    copied = Copy("noticed.sqlite3", "sqlite", 3, 3, Facts([], (1, "0" * 64)))
    made_at = timezone.now() - timedelta(days=days)
    manifest.write(folder, Manifest(1, site, made_at, copied, 1, "-", 0, manifest.keys()))
    return folder


def test_backups_go_after_the_days_that_children_are_told(
    tmp_path: Path, settings: Settings
) -> None:
    settings.BACKUP_DAYS = 35
    old = put(tmp_path / "old", days=36)
    put(tmp_path / "new", days=34)
    put(tmp_path / "of another site", days=90, site="https://other.example")
    (tmp_path / "something else").mkdir()
    (tmp_path / "file").write_text("")

    assert making.remove_old(tmp_path) == [old]

    assert len(list(tmp_path.iterdir())) == 4


def test_where_children_read_that_there_are_no_copies_none_is_made(
    tmp_path: Path, settings: Settings
) -> None:
    settings.BACKUP_DAYS = 0

    with pytest.raises(CannotBackUp, match="BACKUP_DAYS is 0"):
        making.back_up(tmp_path / "backup")

    assert not list(tmp_path.iterdir())


def test_a_backup_takes_nobody_elses_place(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("")

    for path in (tmp_path, tmp_path / "mine"):
        with pytest.raises(CannotBackUp, match="is there already"):
            making.back_up(path)


def test_a_manifest_is_read_as_it_was_written(tmp_path: Path) -> None:
    folder = put(tmp_path / "backup", days=1)

    found = manifest.read(folder)

    assert found.copy.facts.head.position == 1
    assert json.loads((folder / "manifest.json").read_text())["site"] == found.site
