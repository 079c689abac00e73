"""What parent and child say to each other: one JSON document per line."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from operator import attrgetter
from typing import Any, Literal

from pipeline.records import Box, DocumentState, Line, Page

Verdict = Literal["text", "scan", "blank", "garbled", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Read a file; with `pages`, record these pages of it and no others."""

    path: str
    media_type: str
    title: str = ""
    pages: tuple[int, ...] = ()
    is_careful: bool = False
    """Read every page by the first engine alone: the second one ended its process on this file."""
    dpi: int = 0
    """When given, the one page in `pages` is asked as a picture instead of as text."""
    marks: tuple[Box, ...] = ()
    """Rectangles to mark on the picture, in PDF points from the top left."""

    def encode(self) -> bytes:
        """Give the request line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> Task:
        """Read a request line."""
        row = json.loads(line)
        marks = tuple((x0, top, x1, bottom) for x0, top, x1, bottom in row["marks"])
        return cls(**row | {"pages": tuple(row["pages"]), "marks": marks})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page with the judgment of the child on it."""

    page: Page
    verdict: Verdict
    note: str = ""
    margins: tuple[Line, ...] = ()
    """The first and last lines of the page as the survey saw them, to tell running headers and footers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a task; `state` is the child's word on the file, the sheets carry that on each page."""

    state: DocumentState
    reason: str = ""
    page_count: int = 0
    left: tuple[int, ...] = ()
    """Pages that are still to be recorded."""
    sheets: tuple[Sheet, ...] = ()
    engines: tuple[str, ...] = ()
    picture: bytes = b""
    """A PNG, when a picture was asked."""
    resident_bytes: int = 0
    is_fatal: bool = False
    """Set by the parent: the file ended the process that read it."""

    def encode(self, *, resident_bytes: int) -> bytes:
        """Give the answer line, with the memory that the child holds now."""
        row = {
            "state": self.state,
            "reason": self.reason,
            "page_count": self.page_count,
            "left": self.left,
            "sheets": [_pack(sheet) for sheet in self.sheets],
            "engines": self.engines,
            "picture": b64encode(self.picture).decode(),
            "resident_bytes": resident_bytes,
        }
        return json.dumps(row, ensure_ascii=True).encode() + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> Answer:
        """Read an answer line."""
        row = json.loads(line)
        return cls(
            state=row["state"],
            reason=row["reason"],
            page_count=row["page_count"],
            left=tuple(row["left"]),
            sheets=tuple(_unpack(sheet) for sheet in row["sheets"]),
            engines=tuple(row["engines"]),
            picture=b64decode(row["picture"]),
            resident_bytes=row["resident_bytes"],
        )


def _pack(sheet: Sheet) -> list[Any]:
    page = sheet.page
    lines = [*map(_row, page.lines)]
    return [page.number, page.method, sheet.verdict, sheet.note, [*map(_row, sheet.margins)], lines]


_FIELDS = attrgetter("text", "box", "size", "heading_level", "structure", "block", "starts", "turn", "cells", "names")
_BARE = _FIELDS(Line(text=""))[1:]
"""What a line says of which only the text is known."""


def _row(line: Line) -> tuple[Any, ...] | str:
    """Write a line down; one of which only the text is known as that text."""
    row: tuple[Any, ...] = _FIELDS(line)
    return line.text if row[1:] == _BARE else row


def _unpack(row: Sequence[Any]) -> Sheet:
    number, method, verdict, note, margins, lines = row
    page = Page(number=number, method=method, lines=tuple(map(_line, lines)))
    return Sheet(page=page, verdict=verdict, note=note, margins=tuple(map(_line, margins)))


def _line(row: list[Any] | str) -> Line:
    if isinstance(row, str):
        return Line(text=row)
    text, box, size, heading_level, structure, block, starts, turn, cells, names = row
    return Line(
        text=text,
        box=None if box is None else (box[0], box[1], box[2], box[3]),
        size=size,
        heading_level=heading_level,
        structure=structure,
        block=block,
        starts=tuple(starts),
        turn=turn,
        cells=tuple(cells),
        names=tuple(names),
    )
