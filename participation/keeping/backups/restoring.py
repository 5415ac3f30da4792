"""Put a backup back: checked before, and what was erased since is erased before anybody looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from backend import ledger
from backend.audit import chain, heads
from backend.audit.chain import Found
from backend.audit.log import record
from participation.keeping.backups import manifest
from participation.keeping.backups.engines import engine
from participation.keeping.backups.manifest import CannotRestore, Manifest
from participation.keeping.backups.replaying import replay


@dataclass(frozen=True)
class Restored:
    manifest: Manifest
    erased: Counter[str]
    audit: Found
    other_secret: bool
    """Sessions and links in letters were signed by another SECRET_KEY."""


def restore(
    path: Path, *, replace: bool = False, lost_keys: bool = False, lost_ledger: bool = False
) -> Restored:
    """Raises CannotRestore before anything is changed."""
    found = manifest.read(path)
    _check_copy(path, found)
    engine().check(found)
    if not lost_keys:
        _check_keys(found)
    if not lost_ledger:
        _check_ledger(found)
    if not (replace or engine().is_empty()):
        raise CannotRestore(
            "There is a database already. Stop the site, and say --replace if it is to go."
        )
    with _under_repair(), engine().put_back(path / found.copy.file):
        call_command("migrate", verbosity=0, interactive=False)
        erased = replay()
        # Who was switched off or signed out since would be signed in again.
        Session.objects.all().delete()
        heads.begin_again_at(found.copy.facts.head)
        record("backup-restored", by=None, made_on=f"{found.made_at:%Y-%m-%d}")
        chain.seal_all()
        audit = chain.verify()
    ours = manifest.keys()["SECRET_KEY"]
    return Restored(found, erased, audit, other_secret=found.keys["SECRET_KEY"] != ours)


def broken_off() -> bool:
    """Whether a restore was begun and did not come to its end: then the words may be back."""
    return _mark().exists()


@contextmanager
def _under_repair() -> Iterator[None]:
    """Nothing starts while this stands there; it goes only when all is done."""
    ledger.append(_mark(), ["A restore was begun, and did not come to its end. Run it again."])
    yield
    _mark().unlink()


def _mark() -> Path:
    return Path(settings.LEDGER_PATH) / "restoring"


def _check_copy(path: Path, found: Manifest) -> None:
    if found.format != manifest.FORMAT:
        raise CannotRestore("This backup was made by another release of Noticed: use that one.")
    if found.copy.engine != connection.vendor:
        raise CannotRestore(
            f"The copy is of {found.copy.engine}, and DATABASE_URL names {connection.vendor}."
        )
    file = path / found.copy.file
    if not file.is_file() or file.stat().st_size != found.size:
        raise CannotRestore("The copy is not whole: it has not the size that it was made with.")
    if manifest.digest(file) != found.sha256:
        raise CannotRestore("The copy is not as it was made: its SHA-256 is another one.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if strange := sorted(set(found.copy.facts.migrations) - known):
        raise CannotRestore(f"The backup is of a newer Noticed, which has {strange[0]}.")


def _check_keys(found: Manifest) -> None:
    ours = manifest.keys()
    for name in ("RECEIPT_KEY", "SEALING_KEYS"):
        missing = [it for it, value in found.keys[name].items() if ours[name].get(it) != value]
        if missing:
            raise CannotRestore(
                f"{name} is not the one of this backup ({', '.join(missing)} is missing): set it, "
                "and restore again. If it is lost for good, say --lost-keys: then "
                f"{MEANS[name]}."
            )


MEANS = {
    "RECEIPT_KEY": "no child finds the words of this backup again",
    "SEALING_KEYS": "answers that wait on phones cannot be opened",
}


def _check_ledger(found: Manifest) -> None:
    here = sum(1 for _ in ledger.read())
    if here < found.erasures:
        raise CannotRestore(
            f"The ledger of erasures at {settings.LEDGER_PATH} has {here} lines, and had "
            f"{found.erasures} when the backup was made: put the right one there (LEDGER_PATH), so "
            "that nobody's words come back. If it is lost for good, say --lost-ledger."
        )
