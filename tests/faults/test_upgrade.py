"""A release is put in place and taken back while children answer, and nothing is lost.

The next release is a copy of this tree with one more column. This release is the last one.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.browser.site import ROOT
from tests.faults.phones import Phones, tally
from tests.faults.serving import Place, Server

pytestmark = pytest.mark.xdist_group("faults")
FIELD = '    mood = models.CharField(max_length=20, default="", db_default="")\n'
MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "{last}")]
    operations = [
        migrations.AddField(
            "Response", "mood", models.CharField(max_length=20, default="", db_default="")
        )
    ]
"""


@pytest.fixture
def next_release(tmp_path: Path) -> Path:
    tree = tmp_path / "next"
    shutil.copytree(
        ROOT, tree, ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache")
    )
    (tree / ".venv").symlink_to(ROOT / ".venv")
    migrations = tree / "surveys/migrations"
    last = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "0999_mood.py").write_text(MIGRATION.format(last=last))
    models = tree / "surveys/models/answers.py"
    before = "    receipt_hash = models.CharField(max_length=64, unique=True)\n"
    text = models.read_text()
    assert before in text
    models.write_text(text.replace(before, FIELD + before, 1))
    return tree


def answer_while(phones: Phones, do: Callable[[], Any] = lambda: None) -> Any:
    """Somebody is thanked before it, and somebody after it."""
    with phones.sending():
        phones.wait_for_thanks(3, after=time.monotonic())
        done = do()
        phones.wait_for_thanks(3, after=time.monotonic())
    return done


def upgrade_and_roll_back(
    place: Place, known: dict[str, Any], tree: Path, serve: Callable[..., Server]
) -> str:
    newer = replace(place, tree=tree)
    old = serve(place)
    phones = Phones(known, [old])
    answer_while(phones, lambda: newer.manage("migrate", "-v0"))
    new = serve(newer)
    phones.servers = [old, new]
    answer_while(phones)
    phones.servers = [new]
    answer_while(phones, old.stop)
    assert place.ask("SELECT DISTINCT mood FROM surveys_response") == [("",)]
    old.start()
    phones.servers = [old]
    answer_while(phones, new.stop)
    said = answer_while(phones, lambda: newer.manage("roll_back", str(ROOT)))

    assert "Migrations taken back: 1." in said
    assert set(phones.statuses) == {201}, phones.statuses
    place.manage("migrate", "--check", "-v0")
    kept = tally(place, phones)
    assert kept.is_whole, kept
    assert kept.kept == kept.thanked
    phones.send_again()
    assert set(phones.statuses) == {200, 201}
    return f"{kept}; every answer 201, before, while and after each; 1 migration taken back"


def test_a_release_comes_and_goes_under_traffic_on_sqlite(
    sqlite: tuple[Place, dict[str, Any]],
    next_release: Path,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = sqlite

    measured("Upgrade, back; SQLite", upgrade_and_roll_back(place, known, next_release, serve))


@pytest.mark.own_postgresql
@pytest.mark.whole
def test_a_release_comes_and_goes_under_traffic_on_postgresql(
    postgres: tuple[Place, dict[str, Any]],
    next_release: Path,
    serve: Callable[..., Server],
    measured: Callable[..., None],
) -> None:
    place, known = postgres

    measured("Upgrade, back; PostgreSQL", upgrade_and_roll_back(place, known, next_release, serve))


def test_only_the_release_before_is_rolled_back_to(
    sqlite: tuple[Place, dict[str, Any]], tmp_path: Path
) -> None:
    place, _known = sqlite

    assert "is no release" in place.manage("roll_back", str(tmp_path), check=False)
    (tmp_path / "manage.py").touch()
    assert "is not the release before" in place.manage("roll_back", str(tmp_path), check=False)
