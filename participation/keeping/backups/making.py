"""Make a backup, and remove those of ours that are older than children were told."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from backend import ledger
from backend.audit import chain, heads
from backend.audit.log import record
from participation.keeping.backups import manifest
from participation.keeping.backups.engines import engine
from participation.keeping.backups.manifest import CannotBackUp, CannotRestore, Manifest


@dataclass(frozen=True)
class Made:
    manifest: Manifest
    removed: list[Path]


def back_up(path: Path) -> Made:
    """Make the folder `path`, with a copy of the database and what is to be known of it.

    It appears there once it is whole; a backup that broke off leaves nothing by that name.
    """
    if settings.BACKUP_DAYS == 0:
        raise CannotBackUp("BACKUP_DAYS is 0, and so children read that there are no copies.")
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise CannotBackUp(f"{path} is there already: give the name of a new folder.")
    part = path.with_name(f"{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    try:
        made = _make(part)
        os.replace(part, path)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    ledger.sync_folder(path.parent)
    heads.write(made.copy.facts.head)
    record("backup-made", by=None, head=made.copy.facts.audit[0])
    return Made(made, remove_old(path.parent))


def _make(part: Path) -> Manifest:
    chain.seal_all()
    erasures = sum(1 for _ in ledger.read())  # Before the copy: rather one line too many replayed.
    copied = engine().copy(part)
    file = part / copied.file
    file.chmod(0o600)
    made = Manifest(
        format=manifest.FORMAT,
        site=settings.SITE_URL,
        made_at=timezone.now(),
        copy=copied,
        size=file.stat().st_size,
        sha256=manifest.digest(file),
        erasures=erasures,
        keys=manifest.keys(),
    )
    manifest.write(part, made)
    for name in (copied.file, manifest.NAME):
        with (part / name).open("rb") as written:
            os.fsync(written.fileno())
    return made


def remove_old(folder: Path) -> list[Path]:
    """Backups of this site in the same folder, past the days that /privacy/ says."""
    removed = []
    for path in sorted(folder.iterdir()):
        try:
            found = manifest.read(path)
        except CannotRestore:
            continue
        is_old = timezone.now() - found.made_at > timedelta(days=settings.BACKUP_DAYS)
        if is_old and found.site == settings.SITE_URL:
            shutil.rmtree(path)
            removed.append(path)
    return removed
