"""The second pass: pages in pdfplumber, with the place of every line; pdfium where that gives no text."""

from __future__ import annotations

import gc
from contextlib import closing
from dataclasses import replace
from functools import partial

from pipeline.reading.document import FAULTS, Document, Plumbed
from pipeline.reading.faults import TookTooLong, cpu_time, describe, state_of
from pipeline.reading.garble import garbled, is_surely_text
from pipeline.reading.normalise import UNKNOWN
from pipeline.reading.pdfium import page_of
from pipeline.reading.plumber import ReadingPage, image_cover, visible
from pipeline.reading.ruled import ruled_tables
from pipeline.reading.sheets import lines_on
from pipeline.reading.units import first_edge
from pipeline.reading.wire import Sheet, Verdict
from pipeline.records import Line, Page, PageMethod

_FEW_CHARACTERS = 50
_STAMP_CHARACTERS = 100
"""A scan with a stamp or a number printed over it has no more."""
_DRAWN_SHAPES = 300
"""A page without text and with so many curves has its letters drawn."""
_MISSING = 0.5
"""When pdfplumber finds less than this part of what pdfium finds, the file is damaged."""


def record(document: Document, number: int, *, surveyed_letters: int = 0) -> Sheet:
    """Read one page in full; `surveyed_letters` is how many letters and digits the survey saw on it."""
    sheet = _plumbed(document.plumbed, number)
    if _is_sound(sheet, surveyed_letters) or document.pdfium is None:
        return sheet
    # pdfium ends the whole process where memory runs out, and the other pages with it.
    if state_of(sheet.note) == "out_of_memory":
        return sheet
    if sheet.verdict in ("failed", "blank") or letters(sheet.page.text) < _MISSING * surveyed_letters:
        repaired = document.repaired and _plumbed(document.repaired, number)
        if repaired and repaired.verdict == "text" and _is_sound(repaired, surveyed_letters):
            why = sheet.note or "no text"
            return replace(repaired, note=f"pdfplumber: {why}; read from a repaired copy")
    return _better(sheet, _pdfium_sheet(document, number))


def letters(text: str) -> int:
    """Count letters and digits."""
    return sum(map(str.isalnum, text))


def sheet_of(number: int, method: PageMethod, lines: list[Line], verdict: Verdict, note: str = "") -> Sheet:
    """Make a sheet."""
    return Sheet(page=Page(number=number, method=method, lines=tuple(lines)), verdict=verdict, note=note)


def _is_sound(sheet: Sheet, surveyed_letters: int) -> bool:
    if sheet.verdict == "scan":
        return True
    text = sheet.page.text
    return sheet.verdict == "text" and UNKNOWN not in text and letters(text) >= _MISSING * surveyed_letters


def _plumbed(plumbed: Plumbed, number: int) -> Sheet:
    limits = plumbed.limits
    pages = plumbed.pages(number)
    if plumbed.document is None or number > len(pages):
        return sheet_of(number, "pdfplumber", [], "failed", plumbed.fault or "the page is not in the page tree")
    try:
        with (
            cpu_time(limits.page_seconds),
            closing(ReadingPage(plumbed.document, pages[number - 1], page_number=number)) as page,
        ):
            return _read(page, limits.page_characters)
    except (*FAULTS, TookTooLong) as fault:
        gc.collect()
        return sheet_of(number, "pdfplumber", [], "failed", describe(fault))


def _read(page: ReadingPage, max_characters: int) -> Sheet:
    number, attributes = page.page_number, page.page_obj.attrs
    if "Contents" in attributes and not page.page_obj.contents:
        return sheet_of(number, "pdfplumber", [], "failed", "the content of the page is missing")
    if len(page.chars) > max_characters:
        return sheet_of(number, "pdfplumber", [], "failed", f"{len(page.chars)} characters on the page")
    lines = lines_on(visible(page), page.width, page.height, partial(ruled_tables, page))
    left, top = page.cropbox[0], page.cropbox[1]
    if left or top:
        lines = [_moved(line, left, top) for line in lines]
    drawn = len(page.curves) > _DRAWN_SHAPES
    return _judged(number, "pdfplumber", lines, 1.0 if drawn and not page.chars else image_cover(page))


def _pdfium_sheet(document: Document, number: int) -> Sheet:
    if document.pdfium is None:
        return sheet_of(number, "pdfium", [], "failed", document.pdfium_fault)
    try:
        page = page_of(document.pdfium, number, document.limits.page_characters)
        lines = lines_on(page.characters, page.width, page.height, lambda words: ([], list(words)))
    except FAULTS as fault:
        return sheet_of(number, "pdfium", [], "failed", describe(fault))
    return _judged(number, "pdfium", lines, page.image_cover)


def _better(first: Sheet, second: Sheet) -> Sheet:
    """Choose between the engines; noise of the first gives way only to clear text of the second."""
    noisy = first.verdict in ("garbled", "text")
    if second.verdict == "text" and (not noisy or is_surely_text(second.page.text)):
        why = first.note or ("unknown characters" if noisy else "no text")
        return Sheet(page=second.page, verdict="text", note=f"pdfplumber: {why}; read by pdfium")
    return second if first.verdict == "failed" and second.verdict != "failed" else first


def _moved(line: Line, left: float, top: float) -> Line:
    """Give the line with its place as seen from the corner of the visible part of the page."""
    shift = (left, top)[first_edge(line.turn) % 2]
    box = line.box and (line.box[0] - left, line.box[1] - top, line.box[2] - left, line.box[3] - top)
    return replace(line, box=box, starts=tuple([start - shift for start in line.starts]))


def _judged(number: int, method: PageMethod, lines: list[Line], cover: float) -> Sheet:
    """Give the page with the verdict: text, scan, blank or garbled."""
    text = "\n".join(line.text for line in lines)
    size = len(text.replace(" ", "").replace("\n", ""))
    if (size < _FEW_CHARACTERS and cover > 0.5) or (size < _STAMP_CHARACTERS and cover > 0.8):
        return sheet_of(number, method, lines, "scan", "the page is an image")
    if reason := garbled(text):
        return sheet_of(number, method, [], "garbled", reason)
    return sheet_of(number, method, lines, "text" if lines else "blank")
