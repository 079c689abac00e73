"""Open the database safely: existing, sound, migrated, with foreign keys on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_TIMEOUT_MS = 30_000
NEWEST = "m019_back_off"
"""The last migration, known without importing them."""


class DatabaseUnusable(Exception):
    """The database is missing, no database, or damaged; the message is for people."""


class Queries(Protocol):
    """What answers queries with a mapping per row."""

    def query(self, sql: str, params: Any = None) -> Iterable[dict[str, Any]]:
        """Run a query."""
        ...


class Reader:
    """Reads a database through sqlite3 alone, which starts much sooner than what writes it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def query(self, sql: str, params: Any = None) -> Iterator[dict[str, Any]]:
        """Run a query."""
        cursor = self._connection.execute(sql, params or ())
        names = [column[0] for column in cursor.description]
        return (dict(zip(names, row, strict=True)) for row in cursor)


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
    _must_exist(path)
    return _connect(path, _read_only(path), migrate=False)


def open_reader(path: Path) -> Reader:
    """Open an existing database for one command that only asks, without reading all of it to see that it is sound.

    Raises `DatabaseUnusable` as `open_readonly`.
    """
    _must_exist(path)
    newest = "select count(*) from _sqlite_migrations where name = ?"
    try:
        connection = sqlite3.connect(_read_only(path), uri=True, timeout=BUSY_TIMEOUT_MS / 1000)
        with closing(connection.execute("select 1 from sqlite_schema where name = '_sqlite_migrations'")) as ours:
            is_current = ours.fetchone() is not None and connection.execute(newest, [NEWEST]).fetchone()[0] > 0
    except sqlite3.DatabaseError as error:
        raise DatabaseUnusable(f"{path} cannot be opened: {error}") from error
    if not is_current:
        raise DatabaseUnusable(_other_version(path))
    return Reader(connection)


def _must_exist(path: Path) -> None:
    if not path.exists():
        raise DatabaseUnusable(f"no database at {path}; run `kansenradar nightly` first")


def _read_only(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def _other_version(path: Path) -> str:
    return f"{path} is from another version; run `kansenradar nightly` first"


def _connect(path: Path, uri: str, *, migrate: bool) -> Database:
    from sqlite_utils import Database  # noqa: PLC0415  (takes longer than a query)

    from pipeline.migrations import migrations  # noqa: PLC0415

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
        raise DatabaseUnusable(_other_version(path))
    return database
