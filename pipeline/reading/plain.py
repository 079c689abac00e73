"""Read plain text: paragraphs between empty lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.reading.encoding import decode
from pipeline.reading.limits import Limits
from pipeline.reading.normalise import clean
from pipeline.reading.wire import Answer, Sheet, Task
from pipeline.records import Line, Page

_ITEM = re.compile(r"\s*(?:[•▪◦·*–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+\S")


def read_plain(content: bytes, task: Task, limits: Limits) -> Answer:
    """Read a text file as one page."""
    text = decode(content)
    if len(text) > limits.characters:
        return Answer(state="too_large", reason=f"{len(text)} characters, limit {limits.characters}")
    lines = tuple(lines_of(text))
    sheet = Sheet(page=Page(number=1, method="text", lines=lines), verdict="text" if lines else "blank")
    return Answer(state="ok", page_count=1, sheets=(sheet,))


def lines_of(text: str) -> Iterator[Line]:
    """Give the lines of a text with the paragraph or list item that each belongs to."""
    block, is_item, after_gap = 0, False, True
    for raw in text.splitlines():
        line = clean(raw)
        if not line:
            after_gap = True
            continue
        item = _ITEM.match(raw) is not None
        if item or after_gap:
            block += 1
            is_item = item
        after_gap = False
        yield Line(text=line, structure="list_item" if is_item else "body", block=block)
