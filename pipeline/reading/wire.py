"""What parent and child say to each other: one JSON document per line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from pipeline.records import DocumentState, Line, Page

Verdict = Literal["text", "scan", "blank", "garbled", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Read pages `first` to `last` of a file; `last` 0 leaves the choice to the child."""

    path: str
    media_type: str
    first: int = 1
    last: int = 0

    def encode(self) -> bytes:
        """Give the request line."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def decode(cls, line: bytes) -> Task:
        """Read a request line."""
        return cls(**json.loads(line))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page with the judgment of the child on it."""

    page: Page
    verdict: Verdict
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a task; `state` is the child's word on the file, the sheets carry that on each page."""

    state: DocumentState
    reason: str = ""
    page_count: int = 0
    sheets: tuple[Sheet, ...] = ()
    engines: tuple[str, ...] = ()
    resident_bytes: int = 0

    def encode(self, *, resident_bytes: int) -> bytes:
        """Give the answer line, with the memory that the child holds now."""
        row = {
            "state": self.state,
            "reason": self.reason,
            "page_count": self.page_count,
            "sheets": [_pack(sheet) for sheet in self.sheets],
            "engines": self.engines,
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
            sheets=tuple(_unpack(sheet) for sheet in row["sheets"]),
            engines=tuple(row["engines"]),
            resident_bytes=row["resident_bytes"],
        )


def _pack(sheet: Sheet) -> list[Any]:
    page = sheet.page
    lines = [[line.text, line.box, line.size, line.heading_level, line.structure, line.block] for line in page.lines]
    return [page.number, page.method, sheet.verdict, sheet.note, lines]


def _unpack(row: Sequence[Any]) -> Sheet:
    number, method, verdict, note, lines = row
    page = Page(number=number, method=method, lines=tuple(_line(line) for line in lines))
    return Sheet(page=page, verdict=verdict, note=note)


def _line(row: Sequence[Any]) -> Line:
    text, box, size, heading_level, structure, block = row
    return Line(
        text=text,
        box=None if box is None else (box[0], box[1], box[2], box[3]),
        size=size,
        heading_level=heading_level,
        structure=structure,
        block=block,
    )
