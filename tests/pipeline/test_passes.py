"""Two passes through the database: what is recorded, what is only searched, and what a new vocabulary reads again."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from builders import document
from reportlab.pdfgen.canvas import Canvas
from sqlite_utils import Database

from pipeline import text_store
from pipeline.originals import Originals
from pipeline.reading.pool import ReadingPool
from pipeline.records import Outcome, Passage, PlacedBox, Reading, Version
from pipeline.run import Processing, read_new
from pipeline.store import Store

OURS = "De gemeente stelt subsidie beschikbaar voor jongeren die iets voor een ander doen."
OTHERS = ["De riolering van de Havenlaan wordt vervangen.", "Het asfalt op de rondweg krijgt een nieuwe deklaag."]


@pytest.fixture
def work(database: Database, store: Store, tmp_path: Path) -> Processing:
    originals = Originals(tmp_path / "originals")
    path = tmp_path / "stuk.pdf"
    canvas = Canvas(str(path), invariant=True)
    for text in [*OTHERS, OURS, *OTHERS, *OTHERS]:
        canvas.drawString(70, 700, text)
        canvas.showPage()
    canvas.save()
    one = document(title="Begroting 2027")
    version = Version(
        document_key=one.key,
        sha256=originals.save(path.read_bytes()),
        size=path.stat().st_size,
        media_type="application/pdf",
        revision="1",
        etag="",
        last_modified="",
    )
    store.save_document(one)
    store.ledger.discover(one.url, source_id=one.source_id, kind="document", document_key=one.key)
    store.save_version(
        version, Outcome(url=one.url, source_id=one.source_id, state="stored", reason="new", document_key=one.key)
    )
    return Processing(database=database, originals=originals, now=datetime(2026, 11, 23, tzinfo=UTC))


@pytest.fixture(scope="module")
def reader() -> Iterator[ReadingPool]:
    with ReadingPool(workers=1) as pool:
        yield pool


def test_only_what_reaches_the_gate_gives_passages(work: Processing, reader: ReadingPool) -> None:
    assert read_new(work, reader) == 1
    rows = list(work.database.query("select number, method from pages order by number"))
    assert [row["method"] for row in rows] == ["pdfplumber", "pdfium", "pdfplumber", *["pdfium"] * 4]
    texts = [row["text"] for row in work.database.query("select text from passages")]
    assert OURS in " ".join(texts)
    assert OTHERS[1] not in " ".join(texts)


def test_every_page_can_be_searched(work: Processing, reader: ReadingPool) -> None:
    read_new(work, reader)
    found = work.database.query("select rowid from pages_fts where pages_fts match 'rondweg'")
    assert len(list(found)) == 3


def test_another_vocabulary_reads_only_what_it_wants_more_of(work: Processing, reader: ReadingPool) -> None:
    read_new(work, reader)
    work.database.execute("update contents set gated_with = 'older'")
    assert read_new(work, reader) == 0, "the pages are those that this gate wants, too"
    text_store.mark_gated(work.database, next(iter(work.database.query("select sha256 from contents")))["sha256"], "x")
    work.database.execute("update pages set method = 'pdfium'")
    assert read_new(work, reader) == 1
    rows = work.database.query("select method from pages where number = 3")
    assert [row["method"] for row in rows] == ["pdfplumber"]


def test_passages_come_back_from_the_database_as_they_went_in(work: Processing) -> None:
    turned = Passage(
        position=0,
        page=2,
        text="De raad\nbesluit.",
        heading="Financiën",
        structure="body",
        boxes=(PlacedBox(page=2, box=(1.0, 2.0, 3.0, 4.0)), PlacedBox(page=3, box=(1.0, 2.0, 3.0, 4.0))),
        offsets=(0, 8),
        starts=((4.0, 3.0), ()),
        turns=(90, 0),
    )
    numbered = Passage(
        position=1, page=1, text="Alinea", heading="", structure="body", boxes=(), offsets=(), paragraph=12
    )
    sha256 = next(iter(work.database.query("select sha256 from contents")))["sha256"]
    reading = Reading(state="ok", reason="", media_type="text/html", pages=(), engine="")
    text_store.save_reading(work.database, sha256, reading, [turned, numbered], "1")
    assert text_store.passages(work.database, sha256) == [turned, numbered]
