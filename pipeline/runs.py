"""The run log: one row per night, with its report."""

from __future__ import annotations

import json

from sqlite_utils import Database


def start_run(database: Database, *, started: str, now: str) -> int:
    """Open a run and give its number; `now` is the moment the run works with, `started` the clock."""
    with database.atomic():
        cursor = database.execute("insert into runs (started, now) values (?, ?)", [started, now])
    assert cursor.lastrowid is not None  # noqa: S101  (an insert always has one)
    return cursor.lastrowid


def enter_step(database: Database, run_id: int, step: str) -> None:
    """Note how far the run is, for whoever looks while it works."""
    with database.atomic():
        database.execute("update runs set step = ? where id = ?", [step, run_id])


def finish_run(database: Database, run_id: int, *, finished: str, exit_code: int, summary: dict[str, object]) -> None:
    """Close a run with its report."""
    with database.atomic():
        database.execute(
            "update runs set finished = ?, exit_code = ?, step = 'done', summary = ? where id = ?",
            [finished, exit_code, json.dumps(summary, ensure_ascii=False), run_id],
        )


def end_interrupted(database: Database, *, before_run: int, finished: str) -> int:
    """Close the runs that were killed, without an exit code; give the count."""
    with database.atomic():
        cursor = database.execute(
            "update runs set finished = ?, step = 'interrupted in ' || step where finished is null and id < ?",
            [finished, before_run],
        )
    return cursor.rowcount
