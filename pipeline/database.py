"""Open the database safely: existing, sound, migrated, with foreign keys on."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from pipeline.migrations import migrations

BUSY_TIMEOUT_MS = 30_000


class DatabaseUnusable(Exception):
    """The database is missing, no database, or damaged; the message is for people."""


def utc(moment: datetime) -> str:
    """Give a moment as it is stored: `2026-11-23T02:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def open_database(path: Path) -> Database:
    """Open (or create) the database for the one process that writes.

    Raises `DatabaseUnusable` when the file is damaged: a night never runs on silently.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    return _connect(path, f"{path.absolute().as_uri()}?mode=rwc", migrate=True)


def open_readonly(path: Path) -> Database:
    """Open an existing database for queries.

    Raises `DatabaseUnusable` when there is none yet or it is not ours.
    """
    if not path.exists():
        raise DatabaseUnusable(f"no database at {path}; run `kansenradar nightly` first")
    return _connect(path, f"{path.absolute().as_uri()}?mode=ro", migrate=False)


def _connect(path: Path, uri: str, *, migrate: bool) -> Database:
    try:
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_TIMEOUT_MS / 1000)
        connection.execute("pragma foreign_keys = on")
        # a mail or a ledger row that was committed must survive a power cut as well
        connection.execute("pragma synchronous = full")
        sound = connection.execute("pragma quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise DatabaseUnusable(f"{path} cannot be opened: {error}") from error
    if sound != "ok":
        raise DatabaseUnusable(f"{path} is damaged ({sound}); restore a backup before the next night")
    database = Database(connection)
    if migrate:
        migrations.apply(database)
    elif migrations.pending(database):
        raise DatabaseUnusable(f"{path} is from another version; run `kansenradar nightly` first")
    return database
