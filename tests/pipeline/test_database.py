import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from pipeline.database import NEWEST, DatabaseUnusable, open_database, open_reader, open_readonly, utc
from pipeline.migrations import migrations


def test_opening_twice_applies_nothing_again(tmp_path: Path) -> None:
    path = tmp_path / "radar.db"
    open_database(path).close()
    database = open_database(path)
    assert migrations.pending(database) == []
    assert database.execute("pragma journal_mode").fetchone()[0] == "wal"
    assert database.execute("pragma foreign_keys").fetchone()[0] == 1


def test_the_views_have_their_columns_from_the_first_day(tmp_path: Path) -> None:
    database = open_database(tmp_path / "radar.db")
    columns = [column.name for column in database.view("matches").columns]
    assert columns == [
        "id", "dossier", "gemeentecode", "gemeente", "bestuurslaag", "type", "state", "genre", "title",
        "document_url", "page", "quote", "rects", "domains", "themes", "groups", "amount_eur", "amount_kind",
        "max_per_application_eur", "deadline", "deadline_kind", "decision_date", "stage", "holder", "roles",
        "perspectives", "score", "band", "reasons", "first_seen", "changed_at", "status",
            "paragraph",
    ]  # fmt: skip
    assert {"listed", "held", "ratio", "expected_low", "expected_high", "last_success", "last_new", "state"} <= {
        column.name for column in database.view("coverage").columns
    }


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "radar.db"
    path.write_bytes(b"this is no database, but long enough to look at" * 40)
    with pytest.raises(DatabaseUnusable, match=r"radar\.db"):
        open_database(path)


def test_a_missing_database_is_not_made_by_a_question(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="nightly"):
        open_readonly(tmp_path / "radar.db")
    assert not (tmp_path / "radar.db").exists()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    open_database(tmp_path / "radar.db").close()
    with pytest.raises(sqlite3.OperationalError):
        open_readonly(tmp_path / "radar.db").execute("delete from runs")


def test_moments_are_stored_in_utc() -> None:
    amsterdam = timezone(timedelta(hours=1))
    assert utc(datetime(2026, 11, 23, 3, 15, tzinfo=amsterdam)) == "2026-11-23T02:15:00Z"
    assert utc(datetime(2026, 11, 23, 2, 15, tzinfo=UTC)) == "2026-11-23T02:15:00Z"


def test_the_newest_migration_is_the_last_one(tmp_path: Path) -> None:
    with closing(open_database(tmp_path / "radar.db")) as database:
        applied = [row["name"] for row in database.query("select name from _sqlite_migrations order by id")]
    assert applied[-1] == NEWEST


def test_a_reader_gives_rows_and_refuses_what_is_not_ours(tmp_path: Path) -> None:
    file = tmp_path / "radar.db"
    with pytest.raises(DatabaseUnusable, match="no database"):
        open_reader(file)
    file.write_bytes(b"not a database at all, just bytes " * 100)
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        open_reader(file)
    file.write_bytes(b"")
    with pytest.raises(DatabaseUnusable, match="another version"):
        open_reader(file)
    file.unlink()
    open_database(file).close()
    assert list(open_reader(file).query("select ? as one, 2 as two", ["a"])) == [{"one": "a", "two": 2}]
