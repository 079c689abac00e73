"""A text as a DOCX file with the same bytes every time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document

from crawlers.replica.markup import Block, Fields, Heading, Item, PageBreak, Paragraph, Table

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(blocks: Iterable[Block], *, title: str, sender: str, day: date) -> bytes:
    """Render blocks to a DOCX file."""
    document = Document()
    _set_properties(document.core_properties, title, sender, day)
    section = document.sections[0]
    section.header.paragraphs[0].text = sender
    section.footer.paragraphs[0].text = title
    for block in blocks:
        _add(document, block)
    target = BytesIO()
    document.save(target)
    return _with_fixed_times(target)


def _set_properties(properties: Any, title: str, sender: str, day: date) -> None:
    moment = datetime.combine(day, time(9))
    properties.title = title
    properties.author = properties.last_modified_by = sender
    properties.created = properties.modified = moment
    properties.revision = 1


def _add(document: Any, block: Block) -> None:
    match block:
        case Heading():
            document.add_heading(block.text, level=block.level)
        case Paragraph():
            document.add_paragraph(block.text)
        case Item() if block.label == "-":
            document.add_paragraph(block.text, style="List Bullet")
        case Item():
            document.add_paragraph(f"{block.label} {block.text}")
        case Fields():
            for label, value in block.rows:
                _add_field(document.add_paragraph(), label, value)
        case Table():
            _add_table(document, block)
        case PageBreak():
            document.add_page_break()
        case _:
            raise ValueError(f"a DOCX text cannot hold {type(block).__name__}")


def _add_field(paragraph: Any, label: str, value: str) -> None:
    paragraph.add_run(f"{label}:").bold = True
    paragraph.add_run(f" {value}")


def _add_table(document: Any, block: Table) -> None:
    if block.caption:
        document.add_paragraph(block.caption, style="Caption")
    rows = (block.header, *block.rows)
    table = document.add_table(rows=len(rows), cols=len(block.header), style="Table Grid")
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text


def _with_fixed_times(source: BytesIO) -> bytes:
    """Write the archive again, because its entries carry the time of writing."""
    target = BytesIO()
    with ZipFile(source) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = ZipInfo(entry.filename, ZIP_EPOCH)
            fixed.compress_type = ZIP_DEFLATED
            new.writestr(fixed, old.read(entry))
    return target.getvalue()
