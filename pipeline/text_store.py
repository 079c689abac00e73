"""What reading and tagging write: states, pages, passages, tags, signals, per content."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from models.records import Tags
from pipeline.reading.page_text import page_texts
from pipeline.records import Page, Passage, PlacedBox, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A content that is to be read, with the title of its first document."""

    sha256: str
    media_type: str
    title: str


def unread(database: Database, version: str) -> list[Unread]:
    """List the contents that this version of the readers has not seen."""
    rows = database.query(
        """select c.sha256, c.media_type,
               (select d.title from versions v join documents d on d.key = v.document_key
                where v.sha256 = c.sha256 order by d.published, d.key limit 1) as title
           from contents c where c.read_with is not ? order by c.size desc, c.sha256""",
        [version],
    )
    return [Unread(**row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated:
    """The pages of a content of which another gate chose those to record."""

    sha256: str
    title: str
    texts: tuple[str, ...]
    surveyed: tuple[bool, ...]
    """True for the pages of which only the survey is known."""


def gated_otherwise(database: Database, version: str) -> Iterator[Gated]:
    """Yield the contents with surveyed pages that this version of the gate has not seen."""
    rows = database.query(
        """select sha256, (select d.title from versions v join documents d on d.key = v.document_key
               where v.sha256 = c.sha256 order by d.published, d.key limit 1) as title
           from contents c where c.gated_with is not ? and c.gated_with is not null
               and exists (select 1 from pages p where p.sha256 = c.sha256 and p.method = 'pdfium')""",
        [version],
    )
    for row in list(rows):
        pages = list(database.query("select method, text from pages where sha256 = ? order by number", [row["sha256"]]))
        yield Gated(
            sha256=row["sha256"],
            title=row["title"] or "",
            texts=tuple(page["text"] for page in pages),
            surveyed=tuple(page["method"] == "pdfium" for page in pages),
        )


def mark_gated(database: Database, sha256: str, version: str, *, is_enough: bool = True) -> None:
    """Note which gate chose the pages of a content; when they are not enough it is read again."""
    with database.atomic():
        database.execute("update contents set gated_with = ? where sha256 = ?", [version, sha256])
        if not is_enough:
            database.execute("update contents set read_with = null where sha256 = ?", [sha256])


def save_reading(database: Database, sha256: str, reading: Reading, passages: Sequence[Passage], version: str) -> None:
    """Replace what is known of a content, in one transaction; its documents are processed anew."""
    texts = page_texts(reading.pages, passages)
    with database.atomic():
        database.execute("delete from pages where sha256 = ?", [sha256])
        database.execute("delete from passages where sha256 = ?", [sha256])
        _insert(
            database,
            "pages",
            (_page_row(sha256, page, texts[page.number]) for page in reading.pages),
        )
        _insert(database, "passages", (_passage_row(sha256, passage) for passage in passages))
        database.execute(
            """update contents set state = ?, reason = ?, engine = ?, page_count = ?, media_type = ?,
                   read_with = ?, for_ocr = ?, ocr_with = null, tagged_with = null where sha256 = ?""",
            [
                reading.state,
                reading.reason,
                reading.engine,
                len(reading.pages),
                reading.media_type,
                version,
                json.dumps(reading.for_ocr),
                sha256,
            ],
        )
        database.execute(
            "update documents set processed_with = null where key in "
            "(select document_key from versions where sha256 = ?)",
            [sha256],
        )


def passages(database: Database, sha256: str) -> list[Passage]:
    """Give the passages of a content in order."""
    rows = database.query("select * from passages where sha256 = ? order by position", [sha256])
    return [
        Passage(
            position=row["position"],
            page=row["page"],
            text=row["text"],
            heading=row["heading"],
            structure=row["structure"],
            boxes=tuple(PlacedBox(page=page, box=tuple(box)) for page, box, *_ in json.loads(row["boxes"])),
            offsets=tuple(json.loads(row["offsets"])),
            starts=tuple(tuple(starts) for _, _, starts, *_ in json.loads(row["boxes"])),
            turns=tuple(turn for _, _, _, turn in json.loads(row["boxes"])),
            paragraph=row["paragraph"],
        )
        for row in rows
    ]


def save_tags(database: Database, sha256: str, tags: Sequence[Tags], version: str) -> None:
    """Replace the tags of a content, in the order of its passages; part of the caller's transaction.

    The same bytes under two titles keep the tags of the document that was judged first.
    """
    rows = database.query("select tagged_with from contents where sha256 = ?", [sha256])
    if next(iter(rows))["tagged_with"] == version:
        return
    rows = database.query("select id from passages where sha256 = ? order by position", [sha256])
    ids = [row["id"] for row in rows]
    for table in ("tags", "signals"):
        database.execute(
            f"delete from {table} where passage_id in (select id from passages where sha256 = ?)",  # noqa: S608
            [sha256],
        )
    pairs = list(zip(ids, tags, strict=True))
    _insert(
        database,
        "tags",
        (
            {"passage_id": passage_id, "domain": score.key, "score": round(score.probability, 4)}
            for passage_id, found in pairs
            for score in found.domains
        ),
    )
    _insert(
        database,
        "signals",
        (
            {
                "passage_id": passage_id,
                "type": signal.type,
                "state": signal.state,
                "score": round(signal.probability, 4),
            }
            for passage_id, found in pairs
            for signal in found.signals
        ),
    )
    database.execute("update contents set tagged_with = ? where sha256 = ?", [version, sha256])


def _page_row(sha256: str, page: Page, text: str) -> dict[str, object]:
    return {
        "sha256": sha256,
        "number": page.number,
        "method": page.method,
        "text": text,
        "confidence": page.confidence,
    }


def _passage_row(sha256: str, passage: Passage) -> dict[str, object]:
    edges = passage.starts or ((),) * len(passage.boxes)
    turns = passage.turns or (0,) * len(passage.boxes)
    lines = zip(passage.boxes, edges, turns, strict=True)
    return {
        "sha256": sha256,
        "position": passage.position,
        "page": passage.page,
        "paragraph": passage.paragraph,
        "text": passage.text,
        "heading": passage.heading,
        "structure": passage.structure,
        "boxes": json.dumps([[one.page, one.box, edge, turn] for one, edge, turn in lines]),
        "offsets": json.dumps(passage.offsets),
    }


def _insert(database: Database, table: str, rows: Iterable[dict[str, object]]) -> None:
    database.table(table).insert_all(rows)
