"""Make and read what ties documents together: once per content, and again when the text is read better."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlite_utils import Database

from pipeline.matter import case_numbers, named_publications
from pipeline.resemblance import Sketch, bands, sketch
from pipeline.ties import Linked

TIES_VERSION = 1
LEAST_TEXT, LEAST_PASSAGE = 80, 25
"""Words below which a text or a passage is too short to call another one a copy."""
MOST_PASSAGES = 2000
_TELLING = ("body", "list_item", "table_row", "definition")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def tie_new(database: Database) -> int:
    """Make the ties of the documents that are new or were judged anew; give the count."""
    rows = database.query(
        """select d.key, d.processed_with, v.sha256, f.page, f.quote, s.gemeentecode, m.name as gemeente
           from documents d join current_versions v on v.document_key = d.key
           join sources s on s.id = d.source_id join municipalities m on m.code = s.gemeentecode
           left join findings f on f.document_key = d.key
           where d.processed_with is not null and d.tied_with is not ? || ' ' || v.sha256 || ' ' || d.processed_with
           order by d.key""",
        [str(TIES_VERSION)],
    )
    todo = list(rows)
    for row in todo:
        with database.atomic():
            _tie(database, row)
    return len(todo)


def linked(database: Database, gemeentecode: str) -> Iterator[Linked]:
    """Give what ties the documents of a municipality together."""
    references = _sets(database, "select document_key, reference from document_references", gemeentecode)
    cases = _sets(database, "select document_key, tie from document_ties where kind = 'case'", gemeentecode)
    mentions = _sets(database, "select document_key, tie from document_ties where kind = 'mention'", gemeentecode)
    for row in database.query(
        """select d.key, d.published, d.first_seen, d.changed_at, d.withdrawn, d.valid_until, d.genre, d.title,
               s.system, v.sha256, m.name as gemeente, k.text, k.passage, k.numbers
           from documents d join sources s on s.id = d.source_id join municipalities m on m.code = s.gemeentecode
           join current_versions v on v.document_key = d.key
           left join sketches k on k.document_key = d.key
           where s.gemeentecode = ? order by d.key""",
        [gemeentecode],
    ):
        key = row["key"]
        yield Linked(
            key=key,
            system=row["system"],
            ties=frozenset({row["sha256"], *references.get(key, ())}),
            published=date.fromisoformat(row["published"]),
            first_seen=row["first_seen"],
            changed_at=row["changed_at"],
            withdrawn=bool(row["withdrawn"]),
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            genre=row["genre"],
            title=row["title"],
            gemeente=row["gemeente"],
            cases=frozenset(cases.get(key, ())),
            mentions=frozenset(mentions.get(key, ())),
            text=_sketch(row["text"]),
            passage=_sketch(row["passage"]),
            numbers=row["numbers"] or "",
        )


def _sets(database: Database, query: str, gemeentecode: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    rows = database.conn.execute(
        f"""select t.* from ({query}) t join documents d on d.key = t.document_key
            join sources s on s.id = d.source_id where s.gemeentecode = ?""",  # noqa: S608  (queries from this module)
        [gemeentecode],
    )
    for key, value in rows:
        found.setdefault(key, set()).add(value)
    return found


def _tie(database: Database, row: dict[str, Any]) -> None:
    key, sha256, places = row["key"], row["sha256"], [row["gemeente"]]
    passages = _passages(database, sha256)
    naming = next((text for page, text in passages if page == row["page"] and row["quote"] in text), "")
    text = sketch("\n".join(text for _, text in passages), least_words=LEAST_TEXT, places=places)
    passage = sketch(naming, least_words=LEAST_PASSAGE, places=places)
    ties = [("case", number) for number in case_numbers(_first_page(database, sha256))]
    ties += [("mention", name) for _, one in passages for name in named_publications(one)]
    ties += [("band", band) for band in bands(text)]
    for table in ("document_ties", "sketches"):
        database.execute(f"delete from {table} where document_key = ?", [key])  # noqa: S608
    database.conn.executemany(
        "insert or ignore into document_ties (document_key, kind, tie) values (?, ?, ?)",
        [(key, kind, tie) for kind, tie in ties],
    )
    database.execute(
        "insert into sketches (document_key, text, passage, numbers) values (?, ?, ?, ?)",
        [key, json.dumps(text), json.dumps(passage), " ".join(_NUMBER.findall(naming))],
    )
    version = f"{TIES_VERSION} {sha256} {row['processed_with']}"
    database.execute("update documents set tied_with = ? where key = ?", [version, key])
    database.execute("update municipalities set stale = 1 where code = ? and stale = 0", [row["gemeentecode"]])


def _passages(database: Database, sha256: str) -> Sequence[tuple[int, str]]:
    """Give page and text of the passages that say something, in order."""
    return database.conn.execute(
        f"""select page, text from passages where sha256 = ? and structure in ({", ".join("?" for _ in _TELLING)})
            order by position limit {MOST_PASSAGES}""",  # noqa: S608  (only question marks)
        [sha256, *_TELLING],
    ).fetchall()


def _first_page(database: Database, sha256: str) -> str:
    row = database.execute("select text from pages where sha256 = ? order by number limit 1", [sha256]).fetchone()
    return row[0] if row else ""


def _sketch(raw: str | None) -> Sketch:
    return tuple(json.loads(raw)) if raw else ()
