"""Read PDF files in two passes: a survey of every page, a record of the pages that may hold a match."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version

from pipeline.reading.document import Document
from pipeline.reading.furniture import is_furniture, page_height, repeated
from pipeline.reading.gate import load_gate
from pipeline.reading.headers import begins_in_table
from pipeline.reading.limits import Limits
from pipeline.reading.normalise import join_text
from pipeline.reading.record import letters, record, sheet_of
from pipeline.reading.survey import Survey, Surveyed
from pipeline.reading.wire import Answer, Sheet, Task
from pipeline.records import Line

_END_WINDOW = 8_192
_CATALOG_WINDOW = 1_000
_OBJECT = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+obj\b")
_version = cache(version)
_PAGES_BACK = 3
"""A table that began earlier is read without its header."""
_TRIED = 3
"""When so many pages stay noise in the record as well, all will."""


def read_pdf(content: bytes, task: Task, limits: Limits) -> Answer:
    """Survey all pages and record those that reach the gate, or record the pages of the task."""
    is_complete = b"%%EOF" in content[-_END_WINDOW:]
    document = Document(content, limits, is_careful=task.is_careful)
    if document.fault and not is_complete and (ending := _ending(content)):
        document = Document(content + ending, limits, is_careful=task.is_careful)
    if document.fault:
        return Answer(state="encrypted" if document.is_locked else "broken", reason=document.fault)
    count = document.page_count
    if count > limits.pages:
        return Answer(state="too_large", reason=f"{count} pages, limit {limits.pages}", page_count=count)
    sheets, left = _sheets(document, task)
    return Answer(
        state="ok" if is_complete else "partial",
        reason="" if is_complete else "the file ends before its end mark and is probably cut off",
        page_count=count,
        left=left,
        sheets=sheets,
        engines=_engines(sheets),
    )


def _ending(content: bytes) -> bytes:
    """Give the ending that a file lost when it was cut off after its catalog; empty when there is none."""
    catalog = content.rfind(b"/Catalog")
    numbers = _OBJECT.findall(content, max(0, catalog - _CATALOG_WINDOW), catalog) if catalog >= 0 else []
    if not numbers:
        return b""
    return b"\nendstream\nendobj\ntrailer\n<</Root %d 0 R>>\nstartxref\n0\n%%%%EOF\n" % int(numbers[-1])


def _engines(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    packages = {"pypdfium2" if sheet.page.method == "pdfium" else "pdfplumber" for sheet in sheets}
    return tuple(f"{package} {_version(package)}" for package in sorted(packages))


def _sheets(document: Document, task: Task) -> tuple[tuple[Sheet, ...], tuple[int, ...]]:
    """Give the pages that could be read in this task, and the numbers of those that are left for others."""
    if task.pages:
        return tuple(record(document, number) for number in task.pages), ()
    if document.pdfium is None:
        numbers = tuple(range(1, document.page_count + 1))
        if len(numbers) > document.limits.split_above:
            return (), numbers
        return tuple(record(document, number) for number in numbers), ()
    survey = Survey(document.pdfium, document.limits.page_characters)
    pages = [survey.page(number) for number in range(1, document.page_count + 1)]
    chosen = set(range(1, len(pages) + 1)) if document.limits.records_all else _chosen(pages, task.title)
    if len(chosen) > document.limits.split_above:
        return tuple(map(_surveyed, pages)), tuple(sorted(chosen))
    return tuple(_with_table_heads(document, pages, [*_recorded(document, pages, chosen)], chosen)), ()


def _chosen(pages: Sequence[Surveyed], title: str) -> set[int]:
    """Give the numbers of the pages to record: those that reach the gate, and those that the survey cannot read."""
    margins = [page.margins() for page in pages]
    height = page_height(line for lines in margins for line in lines)
    furniture = repeated(margins, height)
    texts = []
    for page, lines in zip(pages, margins, strict=True):
        dropped = {line.text for line in lines if is_furniture(line, height, furniture)} if furniture else set()
        texts.append(join_text("\n".join(line for line in page.lines if line not in dropped)))
    chosen = {index + 1 for index in load_gate().chosen(texts, title)}
    return {
        page.number
        for page in pages
        if page.verdict in ("failed", "garbled") or (page.number in chosen and page.verdict == "text")
    }


def _recorded(document: Document, pages: Sequence[Surveyed], chosen: set[int]) -> Iterator[Sheet]:
    noise = 0
    for page in pages:
        known = _surveyed(page)
        if page.number not in chosen or noise >= _TRIED:
            yield known
            continue
        sheet = record(document, page.number, surveyed_letters=letters("".join(page.lines)))
        noise = noise + 1 if sheet.verdict == page.verdict == "garbled" else 0
        yield Sheet(page=sheet.page, verdict=sheet.verdict, note=sheet.note, margins=known.margins)


def _with_table_heads(
    document: Document, pages: Sequence[Surveyed], sheets: list[Sheet], chosen: set[int]
) -> list[Sheet]:
    """Record also the pages before one that begins in the middle of a table, up to its header."""
    for index in range(len(pages) - 2, -1, -1):
        is_near = not chosen.isdisjoint(range(index + 2, index + 2 + _PAGES_BACK))
        if (
            is_near
            and index + 1 not in chosen
            and pages[index].verdict == "text"
            and begins_in_table(sheets[index + 1])
        ):
            sheets[index] = next(_recorded(document, [pages[index]], {index + 1}))
    return sheets


def _surveyed(page: Surveyed) -> Sheet:
    """Give what the survey saw; only the outer lines have a place."""
    margins = tuple(page.margins())
    lines = [Line(text=text, box=page.boxes.get(index)) for index, text in enumerate(page.lines) if text]
    sheet = sheet_of(page.number, "pdfium", lines if page.verdict != "garbled" else [], page.verdict, page.note)
    return Sheet(page=sheet.page, verdict=sheet.verdict, note=sheet.note, margins=margins)
