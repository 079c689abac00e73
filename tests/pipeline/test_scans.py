"""The queue of scanned pages: budget, order, what is kept when it stops, and what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest
from builders import document, hold
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from sqlite_utils import Database

from pipeline.originals import Originals
from pipeline.reading import ocr
from pipeline.reading.limits import ScanLimits
from pipeline.reading.pool import ReadingPool
from pipeline.run import Processing, read_new
from pipeline.scans import read_scans
from pipeline.store import Store

PAGES = [
    ["De gemeente stelt subsidie beschikbaar voor jongeren", "die iets voor een ander willen doen in de wijk."],
    ["Aanvragen worden ingediend tot en met 31 januari 2027", "bij het college van burgemeester en wethouders."],
]


def scan(path: Path, pages: list[list[str]], *, empty: int = 0) -> Path:
    """Print pages and put their pictures in a PDF without text; `empty` pages of grey after them."""
    printed = path.with_suffix(".printed.pdf")
    canvas = Canvas(str(printed), pagesize=A4, invariant=True)
    for lines in [*pages, *[[]] * empty]:
        canvas.setFont("Times-Roman", 13)
        for number, line in enumerate(lines):
            canvas.drawString(70, 700 - 18 * number, line)
        canvas.showPage()
    canvas.save()
    target = Canvas(str(path), pagesize=A4, invariant=True)
    for page in pypdfium2.PdfDocument(printed):
        target.drawImage(ImageReader(page.render(scale=200 / 72, grayscale=True).to_pil()), 0, 0, *A4)
        target.showPage()
    target.save()
    return path


@pytest.fixture
def work(database: Database, tmp_path: Path) -> Processing:
    return Processing(
        database=database, originals=Originals(tmp_path / "originals"), now=datetime(2026, 11, 23, tzinfo=UTC)
    )


@pytest.fixture(scope="module")
def reader() -> Iterator[ReadingPool]:
    with ReadingPool(workers=1) as pool:
        yield pool


def state(work: Processing) -> tuple[str, str]:
    (row,) = work.database.query("select state, reason from contents")
    return row["state"], row["reason"]


def waiting(work: Processing) -> int:
    return int(work.database.execute("select count(*) from waiting_scans").fetchone()[0])


def test_a_scan_waits_until_it_is_recognised(
    work: Processing, store: Store, reader: ReadingPool, tmp_path: Path
) -> None:
    hold(store, work.originals, scan(tmp_path / "scan.pdf", PAGES), document(title="Subsidieregeling"))
    read_new(work, reader)
    assert state(work)[0] == "needs_ocr"
    assert waiting(work) == 2
    assert read_scans(work, reader, ScanLimits()) == 2
    found, reason = state(work)
    assert found == "ok"
    assert reason.startswith("2 of 2 pictures read by tesseract ")
    assert waiting(work) == 0
    pages = list(work.database.query("select method, confidence, text from pages order by number"))
    assert [page["method"] for page in pages] == ["ocr", "ocr"]
    assert all(page["confidence"] > 0.8 for page in pages)
    found_text = work.database.execute("select count(*) from pages_fts where pages_fts match 'jongeren'").fetchone()[0]
    assert found_text == 1
    boxes = work.database.execute("select boxes from passages where text like '%jongeren%'").fetchone()[0]
    assert boxes != "[]"


def test_a_budget_is_kept_and_the_rest_goes_on_the_next_night(
    work: Processing, store: Store, reader: ReadingPool, tmp_path: Path
) -> None:
    hold(store, work.originals, scan(tmp_path / "scan.pdf", PAGES), document())
    read_new(work, reader)
    assert read_scans(work, reader, ScanLimits(pages=1)) == 1
    assert state(work)[0] == "needs_ocr"
    assert waiting(work) == 2, "pages wait until their document is whole"
    assert read_scans(work, reader, ScanLimits(pages=1)) == 1, "the first page is not recognised again"
    assert state(work)[0] == "ok"
    assert read_scans(work, reader, ScanLimits(pages=1)) == 0


def test_a_night_without_budget_leaves_everything(
    work: Processing, store: Store, reader: ReadingPool, tmp_path: Path
) -> None:
    hold(store, work.originals, scan(tmp_path / "scan.pdf", PAGES), document())
    read_new(work, reader)
    assert read_scans(work, reader, ScanLimits(pages=0)) == 0
    assert waiting(work) == 2


def test_a_picture_without_text_is_told_and_not_tried_again(
    work: Processing, store: Store, reader: ReadingPool, tmp_path: Path
) -> None:
    hold(store, work.originals, scan(tmp_path / "scan.pdf", PAGES[:1], empty=1), document())
    read_new(work, reader)
    read_scans(work, reader, ScanLimits())
    assert state(work)[0] == "ok", "nothing is lost"
    assert "page 2 is a picture without text" in state(work)[1]
    assert read_scans(work, reader, ScanLimits()) == 0


def test_a_page_that_takes_too_long_is_told(
    work: Processing, store: Store, reader: ReadingPool, tmp_path: Path
) -> None:
    hold(store, work.originals, scan(tmp_path / "scan.pdf", PAGES[:1]), document())
    read_new(work, reader)
    read_scans(work, reader, ScanLimits(page_seconds=0.01))
    found, reason = state(work)
    assert found == "needs_ocr"
    assert "took more than 0.01 s" in reason


def test_without_tesseract_scans_wait_and_are_counted(
    work: Processing, store: Store, reader: ReadingPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(store, work.originals, scan(tmp_path / "scan.pdf", PAGES[:1]), document())
    read_new(work, reader)
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr.engine.cache_clear()
    assert read_scans(work, reader, ScanLimits()) == 0
    ocr.engine.cache_clear()
    assert (state(work)[0], waiting(work)) == ("needs_ocr", 1)


def test_the_newest_papers_come_first(work: Processing, store: Store, reader: ReadingPool, tmp_path: Path) -> None:
    old = replace(document("notubiz:9901:1"), published=date(2026, 1, 5))
    new = replace(document("notubiz:9901:2"), published=date(2026, 11, 20))
    hold(store, work.originals, scan(tmp_path / "old.pdf", PAGES[:1]), old)
    sha256 = hold(store, work.originals, scan(tmp_path / "new.pdf", PAGES[1:]), new)
    read_new(work, reader)
    read_scans(work, reader, ScanLimits(pages=1))
    (done,) = work.database.query("select sha256 from contents where ocr_with is not null")
    assert done["sha256"] == sha256
