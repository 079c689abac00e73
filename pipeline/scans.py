"""Recognise scanned pages within a budget per night; what does not fit waits, counted and shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline import scan_store, text_store
from pipeline.reading import READER_VERSION
from pipeline.reading.limits import ScanLimits
from pipeline.reading.ocr import DPI, NotRecognised, engine, page_of, recognise
from pipeline.reading.pool import ReadingPool
from pipeline.reading.segment import segment
from pipeline.records import Reading
from pipeline.run import Processing
from pipeline.scan_store import ScannedPage, WaitingScan

_SURE = 0.6
"""Below this mean confidence a page is no text that anyone should read."""


def read_scans(work: Processing, pool: ReadingPool, budget: ScanLimits) -> int:
    """Recognise what waits, newest first, page by page so that it can be stopped anywhere; give the pages done."""
    name, done = engine(), 0
    if not name:
        return 0
    for scan in scan_store.waiting(work.database):
        known = scan_store.recognised(work.database, scan.sha256, name)
        todo = [number for number in scan.numbers if number not in known][: budget.pages - done]
        for number in todo:
            page = _recognised(pool, work.originals.path(scan.sha256), number, budget.page_seconds)
            scan_store.save_page(work.database, scan.sha256, name, page)
            done += 1
            work.progress("recognise", done)
        if len(known) + len(todo) == len(scan.numbers):
            _rewrite(work, pool, scan, name)
    return done


def _recognised(pool: ReadingPool, path: Path, number: int, seconds: float) -> ScannedPage:
    drawn = pool.picture(path, number, dpi=DPI)
    if not drawn.picture:
        return ScannedPage(number=number, problem=drawn.reason)
    try:
        return ScannedPage(number=number, words=recognise(drawn.picture, seconds))
    except NotRecognised as error:
        return ScannedPage(number=number, problem=str(error))


def _rewrite(work: Processing, pool: ReadingPool, scan: WaitingScan, name: str) -> None:
    """Read a document anew with its recognised pages in place."""
    plain = pool.read(work.originals.path(scan.sha256), scan.media_type, title=scan.title)
    pages = scan_store.recognised(work.database, scan.sha256, name)
    reading = _with_pages(plain, [pages[number] for number in scan.numbers], name)
    passages = segment(reading.pages, title=scan.title)
    with work.database.atomic():
        text_store.save_reading(work.database, scan.sha256, reading, passages, str(READER_VERSION))
        scan_store.finish(work.database, scan.sha256, name)


def _with_pages(plain: Reading, scanned: Sequence[ScannedPage], name: str) -> Reading:
    """Put recognised pages in the place of the pictures and say how sure they are."""
    found = {page.number: page_of(page.number, page.words) for page in scanned if page.words}
    clear = {number: page for number, page in found.items() if (page.confidence or 0.0) >= _SURE}
    pages = {page.number: page for page in plain.pages} | clear
    sure = sum(page.confidence or 0.0 for page in clear.values()) / max(1, len(clear))
    read = f"{len(clear)} of {len(scanned)} pictures read by {name}, {sure:.0%} sure" if clear else ""
    others = [page for page in scanned if page.number not in clear]
    bare = [f"page {page.number} is a picture without text" for page in others if not page.problem and not page.words]
    lost = [
        f"page {page.number} not recognised: {page.problem or 'no clear text'}"
        for page in others
        if page.problem or page.words
    ]
    return replace(
        plain,
        state=("partial" if lost else "ok") if clear else plain.state,
        reason="; ".join(filter(None, [read, *lost, *bare])),
        pages=tuple(pages[number] for number in sorted(pages)),
        engine=", ".join(filter(None, [plain.engine, name if clear else ""])),
    )
