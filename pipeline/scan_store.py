"""The queue of scanned pages: what waits, and the words that were recognised."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlite_utils import Database

from pipeline.reading.ocr import ScannedWord


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingScan:
    """A content with pages that wait for recognition, with the title of its first document."""

    sha256: str
    media_type: str
    title: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedPage:
    """What recognition made of one page: its words, or the problem that kept it from them."""

    number: int
    words: tuple[ScannedWord, ...] = ()
    problem: str = ""


def waiting(database: Database) -> list[WaitingScan]:
    """List what waits: the newest papers first, among those of one day the shortest."""
    rows = database.query(
        """select c.sha256, c.media_type, c.for_ocr, d.title from contents c
           join (select v.sha256, max(d.published) as day, min(d.title) as title
                 from versions v join documents d on d.key = v.document_key group by v.sha256) d using (sha256)
           where c.for_ocr <> '[]' and c.ocr_with is null
           order by d.day desc, json_array_length(c.for_ocr), c.sha256"""
    )
    return [
        WaitingScan(
            sha256=row["sha256"],
            media_type=row["media_type"],
            title=row["title"],
            numbers=tuple(json.loads(row["for_ocr"])),
        )
        for row in rows
    ]


def recognised(database: Database, sha256: str, engine: str) -> dict[int, ScannedPage]:
    """Give the pages of a content that this engine has seen, by number."""
    rows = database.query(
        "select number, words, problem from scanned_pages where sha256 = ? and engine = ? order by number",
        [sha256, engine],
    )
    return {
        row["number"]: ScannedPage(
            number=row["number"],
            words=tuple(ScannedWord(**word) for word in json.loads(row["words"])),
            problem=row["problem"],
        )
        for row in rows
    }


def save_page(database: Database, sha256: str, engine: str, page: ScannedPage) -> None:
    """Keep what came of one page; it is not tried again by this engine."""
    words = json.dumps([asdict(word) for word in page.words], ensure_ascii=False)
    with database.atomic():
        database.execute(
            "insert or replace into scanned_pages (sha256, number, engine, words, problem) values (?, ?, ?, ?, ?)",
            [sha256, page.number, engine, words, page.problem],
        )


def finish(database: Database, sha256: str, engine: str) -> None:
    """Note that all pages of a content have been through recognition; part of the caller's transaction."""
    database.execute("update contents set ocr_with = ? where sha256 = ?", [engine, sha256])
