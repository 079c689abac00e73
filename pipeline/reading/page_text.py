"""The text of a page as its passages give it, so that whatever is quoted stands there word for word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pipeline.records import Page, Passage

_Part = tuple[int, str]
"""A page and the words on it."""


def page_texts(pages: Sequence[Page], passages: Sequence[Passage]) -> dict[int, str]:
    """Give the text to keep of each page: that of its passages, or its lines where it was only surveyed.

    Lines would part what a line end hyphenates, and what a page end, a table or a footnote interrupts. What goes on
    on a later page therefore stands last on its own, and first on that; of two, only the second one is parted.
    """
    heads: dict[int, list[str]] = defaultdict(list)
    bodies: dict[int, list[str]] = defaultdict(list)
    crossing: dict[int, tuple[_Part, _Part]] = {}
    for passage in passages:
        parts = _parted(passage)
        if parts is None:
            bodies[passage.page].append(passage.text)
            continue
        if passage.page in crossing:
            bodies[passage.page].append(_whole(crossing.pop(passage.page)))
        crossing[passage.page] = parts
    for (page, start), (later, rest) in crossing.values():
        bodies[page].append(start)
        heads[later].append(rest)
    return {
        page.number: page.text if page.method == "pdfium" else "\n".join(heads[page.number] + bodies[page.number])
        for page in pages
    }


def _whole(parts: tuple[_Part, _Part]) -> str:
    return " ".join(text for _, text in parts)


def _parted(passage: Passage) -> tuple[_Part, _Part] | None:
    """Part a passage where it leaves its page; a word that this hyphenates stays there. None when it does not."""
    for placed, offset in zip(passage.boxes, passage.offsets, strict=True):
        if placed.page > passage.page:
            cut = _word_start(passage.text, offset)
            return (passage.page, passage.text[:cut].rstrip()), (placed.page, passage.text[cut:].lstrip())
    return None


def _word_start(text: str, offset: int) -> int:
    """Give where the first word begins that does not begin before the offset."""
    while 0 < offset < len(text) and not text[offset - 1].isspace():
        offset += 1
    return offset
