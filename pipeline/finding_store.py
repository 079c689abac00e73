"""What detection reads and writes: documents to judge, and what was found in them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from pipeline.opportunities import Subject
from pipeline.records import Evidence, Finding, PlacedBox

_JSON = ("domains", "themes", "groups", "roles", "perspectives")
_DATES = ("deadline", "decision_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprocessed:
    """A document whose current content is to be judged."""

    subject: Subject
    sha256: str


def unprocessed(database: Database, version: str) -> list[Unprocessed]:
    """List the documents that this version has not judged, oldest first."""
    rows = database.query(
        """select d.*, v.sha256, m.name as gemeente
           from documents d
           join current_versions v on v.document_key = d.key
           join sources s on s.id = d.source_id
           join municipalities m on m.code = s.gemeentecode
           where d.processed_with is not ? order by d.published, d.key""",
        [version],
    )
    return [_unprocessed(database, row) for row in list(rows)]


def save_finding(database: Database, document_key: str, finding: Finding | None, version: str) -> None:
    """Replace the finding of a document; part of the caller's transaction. That of another version is kept apart."""
    database.execute(
        """insert or replace into earlier_findings select f.* from findings f
           join current_versions v on v.document_key = f.document_key
           where f.document_key = ? and f.sha256 <> v.sha256""",
        [document_key],
    )
    if finding is None:
        database.execute("delete from findings where document_key = ?", [document_key])
    else:
        write_finding(database, finding)
    database.execute("update documents set processed_with = ? where key = ?", [version, document_key])
    database.execute(
        """update municipalities set stale = 1 where stale = 0 and code =
           (select gemeentecode from sources s join documents d on d.source_id = s.id where d.key = ?)""",
        [document_key],
    )


def write_finding(database: Database, finding: Finding) -> None:
    """Write a finding ; part of the caller's transaction."""
    row = _finding_row(finding)
    columns = list(row)
    database.execute(
        f"""insert into findings ({", ".join(columns)}) values ({", ".join("?" for _ in columns)})
            on conflict (document_key) do update set
            {", ".join(f"{column} = excluded.{column}" for column in columns[1:])}""",  # noqa: S608
        list(row.values()),
    )


def findings(database: Database, gemeentecode: str) -> dict[str, Finding]:
    """Give the findings of a municipality by document."""
    return _findings(database, "findings", gemeentecode)


def earlier_findings(database: Database, gemeentecode: str) -> dict[str, Finding]:
    """Give what the version before the current one said, by document."""
    return _findings(database, "earlier_findings", gemeentecode)


def _findings(database: Database, table: str, gemeentecode: str) -> dict[str, Finding]:
    rows = database.query(
        f"""select f.* from {table} f join documents d on d.key = f.document_key
            join sources s on s.id = d.source_id where s.gemeentecode = ?""",  # noqa: S608  (names from this module)
        [gemeentecode],
    )
    return {row["document_key"]: _finding(row) for row in rows}


def _unprocessed(database: Database, row: dict[str, Any]) -> Unprocessed:
    meetings = database.query(
        """select distinct e.date, e.body from appearances a join events e on e.key = a.event_key
           where a.document_key in (select document_key from current_versions where sha256 = ?)
           order by e.date""",
        [row["sha256"]],
    )
    dates = [(date.fromisoformat(meeting["date"]), meeting["body"]) for meeting in meetings]
    subject = Subject(
        document_key=row["key"],
        title=row["title"],
        genre=row["genre"],
        gemeente=row["gemeente"],
        published=date.fromisoformat(row["published"]),
        meetings=tuple(dates),
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    )
    return Unprocessed(subject=subject, sha256=row["sha256"])


def _finding_row(finding: Finding) -> dict[str, Any]:
    row = {"document_key": finding.document_key} | asdict(finding)
    boxes = row.pop("boxes")
    row["rects"] = json.dumps(boxes)
    row["list_only"] = int(finding.list_only)
    row["evidence"] = json.dumps(row["evidence"], ensure_ascii=False)
    for name in _JSON:
        row[name] = json.dumps(row[name])
    for name in _DATES:
        row[name] = row[name] and row[name].isoformat()
    return row


def _finding(row: dict[str, Any]) -> Finding:
    values = dict(row)
    values["boxes"] = tuple(_placed(box) for box in json.loads(values.pop("rects")))
    values["list_only"] = bool(values["list_only"])
    values["evidence"] = tuple(
        replace(Evidence(**{**raw, "boxes": ()}), boxes=tuple(_placed(box) for box in raw["boxes"]))
        for raw in json.loads(values["evidence"])
    )
    for name in _JSON:
        values[name] = tuple(json.loads(values[name]))
    for name in _DATES:
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    return Finding(**values)


def _placed(raw: dict[str, Any]) -> PlacedBox:
    return PlacedBox(page=raw["page"], box=tuple(raw["box"]))
