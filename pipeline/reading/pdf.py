"""Read PDF pages: pdfplumber first, pypdfium2 where that gives no text."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import cached_property, partial
from importlib.metadata import version
from io import BytesIO
from itertools import islice
from pathlib import Path

import pypdfium2
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.reading.faults import PARSER_FAULTS, TookTooLong, cpu_time, describe, state_of
from pipeline.reading.garble import garbled, is_surely_text
from pipeline.reading.limits import Limits
from pipeline.reading.normalise import UNKNOWN
from pipeline.reading.pdfium import page_of
from pipeline.reading.plumber import ReadingPage, image_cover, visible
from pipeline.reading.ruled import ruled_tables
from pipeline.reading.sheets import lines_on
from pipeline.reading.wire import Answer, Sheet, Task, Verdict
from pipeline.records import Box, Line, Page, PageMethod

_FAULTS = (*PARSER_FAULTS, PSException, PdfminerException, MalformedPDFException)
_HEADER_WINDOW = 1_030
_END_WINDOW = 8_192
_CATALOG_WINDOW = 1_000
_OBJECT = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+obj\b")
_FEW_CHARACTERS = 50
_STAMP_CHARACTERS = 100
"""A scan with a stamp or a number printed over it has no more."""
_DRAWN_SHAPES = 300
"""A page without text and with so many curves has its letters drawn."""


def read_pdf(path: Path, task: Task, limits: Limits) -> Answer:
    """Read the pages of the task; without a range, all pages of a document that is short enough."""
    content = path.read_bytes()
    is_complete = b"%%EOF" in content[-_END_WINDOW:]
    document = _Document(content, limits)
    if document.fault and not is_complete and (ending := _ending(content)):
        document = _Document(content + ending, limits)
    if document.fault:
        return Answer(state="encrypted" if document.is_locked else "broken", reason=document.fault)
    count = document.page_count
    if count > limits.pages:
        return Answer(state="too_large", reason=f"{count} pages, limit {limits.pages}", page_count=count)
    if not task.last and count > limits.split_above:
        return Answer(state="ok", page_count=count)
    sheets = tuple(document.sheets(task.first, task.last or count))
    return Answer(
        state="ok" if is_complete else "partial",
        reason="" if is_complete else "the file ends before its end mark and is probably cut off",
        page_count=count,
        sheets=sheets,
        engines=tuple(_engine(method) for method in sorted({sheet.page.method for sheet in sheets}, reverse=True)),
    )


def _ending(content: bytes) -> bytes:
    """Give the ending that a file lost when it was cut off after its catalog; empty when there is none."""
    catalog = content.rfind(b"/Catalog")
    numbers = _OBJECT.findall(content, max(0, catalog - _CATALOG_WINDOW), catalog) if catalog >= 0 else []
    if not numbers:
        return b""
    return b"\nendstream\nendobj\ntrailer\n<</Root %d 0 R>>\nstartxref\n0\n%%%%EOF\n" % int(numbers[-1])


def _engine(method: PageMethod) -> str:
    package = "pypdfium2" if method == "pdfium" else "pdfplumber"
    return f"{package} {version(package)}"


class _Document:
    """A PDF opened by both engines, each only when it is needed."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        start = max(0, content[:_HEADER_WINDOW].find(b"%PDF-"))
        self.content = content[start:]
        self.limits = limits
        self._plumber_fault = ""
        self._pdfium_fault = ""

    @cached_property
    def plumber(self) -> PDF | None:
        """The document in pdfplumber, or None when it does not open."""
        try:
            with cpu_time(self.limits.page_seconds):
                return PDF(BytesIO(self.content))
        except (*_FAULTS, TookTooLong) as fault:
            self._plumber_fault = describe(fault)
            return None

    @cached_property
    def pdfium(self) -> pypdfium2.PdfDocument | None:
        """The document in pdfium, or None when it does not open."""
        try:
            return pypdfium2.PdfDocument(self.content)
        except _FAULTS as fault:
            self._pdfium_fault = describe(fault)
            return None

    @cached_property
    def plumber_pages(self) -> list[PDFPage]:
        """As many pages as pdfminer finds, up to the limit."""
        found: list[PDFPage] = []
        if self.plumber is None:
            return found
        try:
            with cpu_time(self.limits.page_seconds):
                found.extend(islice(PDFPage.create_pages(self.plumber.doc), self.limits.pages))
        except (*_FAULTS, TookTooLong) as fault:
            self._plumber_fault = describe(fault)
        return found

    @cached_property
    def page_count(self) -> int:
        """The number of pages; pdfium counts without reading them."""
        return len(self.pdfium) if self.pdfium is not None else len(self.plumber_pages)

    @property
    def fault(self) -> str:
        """Why neither engine opens the file, or an empty string."""
        if self.plumber is not None or self.pdfium is not None:
            return ""
        if self.is_locked:
            return "the file needs a password"
        return f"pdfplumber: {self._plumber_fault}; pdfium: {self._pdfium_fault}"

    @property
    def is_locked(self) -> bool:
        """True when a password is missing."""
        return "PDFPasswordIncorrect" in self._plumber_fault or "password" in self._pdfium_fault.lower()

    def sheets(self, first: int, last: int) -> Iterator[Sheet]:
        """Yield the pages with a verdict on each."""
        for number in range(first, min(last, self.page_count) + 1):
            sheet = self._plumbed(number)
            # pdfium ends the whole process where memory runs out, and the other pages with it.
            unclear = sheet.verdict != "text" or UNKNOWN in sheet.page.text
            if unclear and sheet.verdict != "scan" and state_of(sheet.note) != "out_of_memory":
                sheet = _better(sheet, self._pdfium_sheet(number))
            yield sheet

    def _plumbed(self, number: int) -> Sheet:
        if self.plumber is None or number > len(self.plumber_pages):
            return _sheet(number, "pdfplumber", (), "failed", self._plumber_fault or "the page is not in the page tree")
        try:
            with (
                cpu_time(self.limits.page_seconds),
                closing(ReadingPage(self.plumber, self.plumber_pages[number - 1], page_number=number)) as page,
            ):
                return self._read_plumbed(page)
        except (*_FAULTS, TookTooLong) as fault:
            gc.collect()
            return _sheet(number, "pdfplumber", (), "failed", describe(fault))

    def _read_plumbed(self, page: ReadingPage) -> Sheet:
        number, attributes = page.page_number, page.page_obj.attrs
        if "Contents" in attributes and not page.page_obj.contents:
            return _sheet(number, "pdfplumber", (), "failed", "the content of the page is missing")
        if len(page.chars) > self.limits.page_characters:
            return _sheet(number, "pdfplumber", (), "failed", f"{len(page.chars)} characters on the page")
        lines = lines_on(visible(page), page.width, page.height, partial(ruled_tables, page))
        left, top = page.cropbox[0], page.cropbox[1]
        if left or top:
            lines = [replace(line, box=_moved(line.box, left, top)) for line in lines]
        drawn = len(page.curves) > _DRAWN_SHAPES
        return _judged(number, "pdfplumber", lines, 1.0 if drawn and not page.chars else image_cover(page))

    def _pdfium_sheet(self, number: int) -> Sheet:
        if self.pdfium is None:
            return _sheet(number, "pdfium", (), "failed", self._pdfium_fault)
        try:
            page = page_of(self.pdfium, number, self.limits.page_characters)
            lines = lines_on(page.characters, page.width, page.height, lambda words: ([], list(words)))
        except _FAULTS as fault:
            return _sheet(number, "pdfium", (), "failed", describe(fault))
        return _judged(number, "pdfium", lines, page.image_cover)


def _better(first: Sheet, second: Sheet) -> Sheet:
    """Choose between the engines; noise of the first gives way only to clear text of the second."""
    noisy = first.verdict in ("garbled", "text")
    if second.verdict == "text" and (not noisy or is_surely_text(second.page.text)):
        why = first.note or ("unknown characters" if noisy else "no text")
        return Sheet(page=second.page, verdict="text", note=f"pdfplumber: {why}; read by pdfium")
    return second if first.verdict == "failed" and second.verdict != "failed" else first


def _moved(box: Box | None, left: float, top: float) -> Box | None:
    """Give the place as seen from the corner of the visible part of the page."""
    return box and (box[0] - left, box[1] - top, box[2] - left, box[3] - top)


def _judged(number: int, method: PageMethod, lines: list[Line], cover: float) -> Sheet:
    """Give the page with the verdict: text, scan, blank or garbled."""
    text = "\n".join(line.text for line in lines)
    size = len(text.replace(" ", "").replace("\n", ""))
    if (size < _FEW_CHARACTERS and cover > 0.5) or (size < _STAMP_CHARACTERS and cover > 0.8):
        return _sheet(number, method, lines, "scan", "the page is an image")
    if reason := garbled(text):
        return _sheet(number, method, (), "garbled", reason)
    return _sheet(number, method, lines, "text" if lines else "blank", "")


def _sheet(number: int, method: PageMethod, lines: list[Line] | tuple[()], verdict: Verdict, note: str) -> Sheet:
    return Sheet(page=Page(number=number, method=method, lines=tuple(lines)), verdict=verdict, note=note)
