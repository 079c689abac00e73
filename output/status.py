"""The state of runs, sources, ledger and documents, for the beheerder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite_utils import Database

RUNS_SHOWN = 10


def report(database: Database) -> dict[str, Any]:
    """Collect runs (newest first), sources with their coverage, ledger sums, document states and open issues."""
    runs = [
        row | {"summary": json.loads(row["summary"])}
        for row in database.query("select * from runs order by id desc limit ?", [RUNS_SHOWN])
    ]
    newest = runs[0]["id"] if runs else 0
    return {
        "runs": runs,
        "sources": list(database.query("select * from coverage order by source_id, list_name")),
        "ledger": _counts(database, "select coalesce(state, 'open') as name, count(*) as n from ledger group by 1"),
        "documents": _counts(
            database, "select coalesce(state, 'unread') as name, count(*) as n from contents group by 1"
        ),
        "waiting_scans": database.execute("select count(*) from waiting_scans").fetchone()[0],
        "issues": list(
            database.query("select source_id, kind, message, url from issues where run_id = ? order by id", [newest])
        ),
        "outbox": _counts(database, "select state as name, count(*) as n from outbox group by 1"),
    }


def text(report: dict[str, Any]) -> str:
    """Write the report for a terminal."""
    lines = ["Runs"]
    for run in report["runs"]:
        end = f"exit {run['exit_code']}" if run["finished"] else "running"
        if run["finished"] and run["exit_code"] is None:
            end = run["step"]
        lines.append(f"  {run['id']:>4}  {run['now']}  {end}")
    lines += ["", "Sources: held of listed in the last run"]
    lines += [
        f"  {one['source_id']:<24} {one['list_name'][:32]:<32} {one['held']:>5} of {one['listed']:<5} {one['state']}"
        for one in report["sources"]
    ]
    for title, key in (("URLs", "ledger"), ("Documents", "documents"), ("Outbox", "outbox")):
        counts = ", ".join(f"{name} {number}" for name, number in report[key].items()) or "none"
        lines += ["", f"{title}: {counts}"]
    if report["waiting_scans"]:
        lines += ["", f"Scanned pages that wait for recognition: {report['waiting_scans']}"]
    if report["issues"]:
        lines += ["", "Issues of the last run"]
        lines += [f"  {one['source_id']}: {one['kind']}: {one['message']}" for one in report["issues"]]
    return "\n".join(lines)


def _counts(database: Database, query: str) -> dict[str, int]:
    return {row["name"]: row["n"] for row in database.query(query)}
