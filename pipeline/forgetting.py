"""Remove a document everywhere it is held, and keep it from coming back.

The same bytes under another key are the same document: they go together. Backups are not reached.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from pipeline.finding_store import findings, write_finding
from pipeline.inheritance import disinherit
from pipeline.originals import Originals

FORGOTTEN = "forgotten"
"""The reason in the ledger."""
_OF_DOCUMENT = ("document_ties", "sketches", "findings", "earlier_findings", "dossier_documents", "document_references")
_OF_CONTENT = ("scanned_pages", "pages", "passages", "contents")


class UnknownDocument(LookupError):
    """No document has this key, address or opportunity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """What belongs to one document."""

    keys: tuple[str, ...]
    contents: tuple[str, ...]
    opportunities: tuple[str, ...]
    """Opportunities that one of the documents stands for, or stood for."""
    related: tuple[str, ...]
    """Other documents of the same matters, which stay and may say the same in other bytes."""


def find_document(database: Database, wanted: str) -> Forgetting:
    """Find a document by key, address or opportunity, with its copies; raises `UnknownDocument`."""
    rows = database.query(
        """select key from documents where ?1 in (key, url, page_url)
           union select document_key from opportunities where id = ?1 collate nocase""",
        [wanted.strip()],
    )
    keys = {row["key"] for row in rows}
    if not keys:
        raise UnknownDocument(f"no document or opportunity is called {wanted!r}")
    return _whole(database, keys)


def forget(database: Database, originals: Originals, found: Forgetting, now: str) -> None:
    """Remove the rows in one transaction, then the bytes; a killed run leaves at most files that the next sweeps."""
    database.execute("pragma secure_delete = on")
    with database.atomic():
        _remember(database, found, now)
        _delete_opportunities(database, found)
        _delete_documents(database, found)
        _delete_contents(database, found.contents)
    for sha256 in found.contents:
        originals.path(sha256).unlink(missing_ok=True)


def wipe(database: Database) -> None:
    """Overwrite what deleted rows left behind in the search index, the log and the free pages."""
    database.execute("insert into pages_fts (pages_fts) values ('rebuild')")
    database.execute("pragma wal_checkpoint(truncate)")
    database.execute("vacuum")
    database.execute("pragma wal_checkpoint(truncate)")


def is_forgotten(database: Database, document_key: str) -> bool:
    """Tell whether a document was removed on request."""
    query = "select 1 from forgotten_documents where document_key = ?"
    return database.execute(query, [document_key]).fetchone() is not None


def is_forgotten_content(database: Database, sha256: str) -> bool:
    """Tell whether these bytes were removed on request, under whatever key."""
    return database.execute("select 1 from forgotten_contents where sha256 = ?", [sha256]).fetchone() is not None


def forget_copy(database: Database, originals: Originals, document_key: str, sha256: str, now: str) -> None:
    """Remove a document that came back under another key, with the bytes that were just kept."""
    found = _whole(database, {document_key})
    forget(database, originals, Forgetting(**_parts(found) | {"contents": (*found.contents, sha256)}), now)


def _parts(found: Forgetting) -> dict[str, tuple[str, ...]]:
    return {name: getattr(found, name) for name in ("keys", "contents", "opportunities", "related")}


def _whole(database: Database, keys: set[str]) -> Forgetting:
    contents: set[str] = set()
    while True:
        found = _column(database, "select sha256 from versions where document_key in", keys)
        more = _column(database, "select document_key from versions where sha256 in", found)
        if found == contents and more <= keys:
            break
        contents, keys = found, keys | more
    told = _column(database, "select id from opportunities where document_key in", keys)
    told |= _column(database, "select id from opportunities where first_document_key in", keys)
    dossiers = told | _column(database, "select dossier from dossier_documents where document_key in", keys)
    related = _column(database, "select document_key from dossier_documents where dossier in", dossiers) - keys
    return Forgetting(
        keys=tuple(sorted(keys)),
        contents=tuple(sorted(contents)),
        opportunities=tuple(sorted(told)),
        related=tuple(sorted(related)),
    )


def _remember(database: Database, found: Forgetting, now: str) -> None:
    for table, values in (("forgotten_documents", found.keys), ("forgotten_contents", found.contents)):
        rows = [(value, now) for value in values]
        database.conn.executemany(f"insert or ignore into {table} values (?, ?)", rows)  # noqa: S608
    keys = json.dumps(found.keys)
    database.execute(
        """delete from issues where url in
           (select url from ledger_entries where document_key in (select value from json_each(?)))""",
        [keys],
    )
    database.execute(
        """update ledger_entries set state = 'refused', reason = ?, ended_at = coalesce(ended_at, ?)
           where document_key in (select value from json_each(?))""",
        [FORGOTTEN, now, keys],
    )


def _delete_opportunities(database: Database, found: Forgetting) -> None:
    """Let what others of the matter say stand under the same id; without others the opportunity goes."""
    for opportunity in found.opportunities:
        heirs = database.query(
            """select d.key from dossier_documents x join documents d on d.key = x.document_key
               join findings f on f.document_key = d.key
               where x.dossier = ? and d.key not in (select value from json_each(?))
                 and d.key not in (select first_document_key from opportunities where id <> x.dossier)
               order by d.first_seen, d.published, d.key limit 1""",
            [opportunity, json.dumps(found.keys)],
        )
        heir = next(iter(list(heirs)), None)
        if heir is None:
            for table, column in (
                ("marks", "opportunity_id"),
                ("deliveries", "opportunity_id"),
                ("opportunities", "id"),
            ):
                database.execute(f"delete from {table} where {column} = ?", [opportunity])  # noqa: S608
        else:
            database.execute(
                "update opportunities set document_key = ?1, first_document_key = ?1 where id = ?2",
                [heir["key"], opportunity],
            )
    _take_back(database, found)


def _take_back(database: Database, found: Forgetting) -> None:
    """Remove what later versions took over from these documents."""
    for (code,) in database.execute("select code from municipalities").fetchall():
        for finding in findings(database, code).values():
            if any(one.document_key in found.keys for one in finding.evidence):
                write_finding(database, disinherit(finding))


def _delete_documents(database: Database, found: Forgetting) -> None:
    keys = set(found.keys)
    for table in (*_OF_DOCUMENT, "appearances", "versions"):
        _delete(database, table, "document_key", keys)
    database.execute(
        """update municipalities set stale = 1 where stale = 0 and code in
           (select s.gemeentecode from documents d join sources s on s.id = d.source_id
            where d.key in (select value from json_each(?)))""",
        [json.dumps(found.keys)],
    )
    _delete(database, "documents", "key", keys)


def _delete_contents(database: Database, contents: Sequence[str]) -> None:
    for table in ("tags", "signals"):
        database.execute(
            f"""delete from {table} where passage_id in
                (select id from passages where sha256 in (select value from json_each(?)))""",  # noqa: S608
            [json.dumps(contents)],
        )
    for table in _OF_CONTENT:
        _delete(database, table, "sha256", set(contents))


def _delete(database: Database, table: str, column: str, values: set[str]) -> None:
    one_of = "in (select value from json_each(?))"
    database.execute(f"delete from {table} where {column} {one_of}", [json.dumps(sorted(values))])  # noqa: S608


def _column(database: Database, query: str, values: set[str]) -> set[str]:
    rows = database.execute(f"{query} (select value from json_each(?))", [json.dumps(sorted(values))])  # noqa: S608
    return {value for (value,) in rows.fetchall()}
