"""Cut long text at the ends of its sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from pipeline.reading.units import Unit

_SENTENCE_BREAK = re.compile(r"(?<=[.!?;:])\s+(?=[A-ZÀ-Þ€•\"'‘“(\d-])")
_WORD = re.compile(r"\S+")


def pieces_of(units: Sequence[Unit], limit: int) -> Iterator[list[Unit]]:
    """Yield the units in groups of at most `limit` words; a longer unit is cut at its sentences."""
    if sum(unit.word_count for unit in units) <= limit:
        yield list(units)
        return
    group: list[Unit] = []
    for unit in units:
        for piece in _cut(unit, limit):
            if group and sum(part.word_count for part in group) + piece.word_count > limit:
                yield group
                group = []
            group.append(piece)
    yield group


def _cut(unit: Unit, limit: int) -> Iterator[Unit]:
    """Yield parts of about the same length, each of whole sentences where these are short enough."""
    count = unit.word_count
    if count <= limit:
        yield unit
        return
    target = count / math.ceil(count / limit)
    start = end = 0
    for next_end in _sentence_ends(unit.text, limit):
        if end > start and _words(unit.text[start:next_end]) > max(target, 1) and _words(unit.text[start:end]):
            yield unit.piece(start, end)
            start = end + len(unit.text[end:]) - len(unit.text[end:].lstrip())
        end = next_end
    yield unit.piece(start, end)


def _sentence_ends(text: str, limit: int) -> Iterator[int]:
    """Yield where sentences end, and where one is too long also after every `limit` words."""
    breaks = [match.start() for match in _SENTENCE_BREAK.finditer(text)] + [len(text)]
    start = 0
    for end in breaks:
        words = list(_WORD.finditer(text, start, end))
        for index in range(limit, len(words), limit):
            yield words[index - 1].end()
        yield end
        start = end


def _words(text: str) -> int:
    return len(text.split())
