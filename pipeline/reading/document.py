"""A PDF opened by both engines, each when it is needed, and by the first one in a repaired copy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from itertools import islice

import pypdfium2
from pdfminer.pdfpage import PDFPage
from pdfminer.psexceptions import PSException
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.reading.faults import PARSER_FAULTS, TookTooLong, cpu_time, describe
from pipeline.reading.fonts import FontManager
from pipeline.reading.limits import Limits

FAULTS = (*PARSER_FAULTS, PSException, PdfminerException, MalformedPDFException)
_HEADER_WINDOW = 1_030


class Plumbed:
    """The file in pdfplumber."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = content
        self.limits = limits
        self.fault = ""
        """Why it could not be opened, or not to the end."""
        self._found: list[PDFPage] = []

    @cached_property
    def document(self) -> PDF | None:
        """The opened file, or None."""
        try:
            with cpu_time(self.limits.page_seconds):
                document = PDF(BytesIO(self._content))
        except (*FAULTS, TookTooLong) as fault:
            self.fault = describe(fault)
            return None
        document.rsrcmgr = FontManager()
        return document

    @cached_property
    def _coming(self) -> Iterator[PDFPage]:
        return iter(()) if self.document is None else PDFPage.create_pages(self.document.doc)

    def pages(self, count: int) -> list[PDFPage]:
        """Give the first pages, so many as pdfminer finds; it walks no further through the file than it must."""
        try:
            with cpu_time(self.limits.page_seconds):
                self._found.extend(islice(self._coming, max(0, count - len(self._found))))
        except (*FAULTS, TookTooLong) as fault:
            self.fault = describe(fault)
        return self._found


class Document:
    """The bytes of one PDF file."""

    def __init__(self, content: bytes, limits: Limits, *, is_careful: bool) -> None:
        start = max(0, content[:_HEADER_WINDOW].find(b"%PDF-"))
        self._content = content[start:]
        self.limits = limits
        self.is_careful = is_careful
        self.plumbed = Plumbed(self._content, limits)
        self.pdfium_fault = ""

    @cached_property
    def pdfium(self) -> pypdfium2.PdfDocument | None:
        """The file in pdfium, or None when that does not open it or may not."""
        if self.is_careful:
            return None
        try:
            return pypdfium2.PdfDocument(self._content)
        except FAULTS as fault:
            self.pdfium_fault = describe(fault)
            return None

    @cached_property
    def repaired(self) -> Plumbed | None:
        """The copy that pdfium writes of a damaged file, with a sound cross-reference table, in pdfplumber."""
        if self.pdfium is None:
            return None
        copy = BytesIO()
        try:
            self.pdfium.save(copy)
        except FAULTS as fault:
            self.pdfium_fault = describe(fault)
            return None
        return Plumbed(copy.getvalue(), self.limits)

    @cached_property
    def page_count(self) -> int:
        """The number of pages; pdfium counts without reading them."""
        return len(self.pdfium) if self.pdfium is not None else len(self.plumbed.pages(self.limits.pages))

    @property
    def fault(self) -> str:
        """Why neither engine opens the file, or an empty string."""
        if self.pdfium is not None or self.plumbed.document is not None:
            return ""
        if self.is_locked:
            return "the file needs a password"
        return "; ".join(filter(None, [f"pdfplumber: {self.plumbed.fault}", self._pdfium_words()]))

    @property
    def is_locked(self) -> bool:
        """True when a password is missing."""
        return "PDFPasswordIncorrect" in self.plumbed.fault or "password" in self.pdfium_fault.lower()

    def _pdfium_words(self) -> str:
        return f"pdfium: {self.pdfium_fault}" if self.pdfium_fault else ""
