"""The words around a value: its clause, its sentence, and the line that introduces its list."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.detect.sentences import LIST_MARK, Span, sentences

_CLAUSE_END = re.compile(r"[,;:(|]\s|\b(?:en|waarvan|maar|terwijl|waarbij|zodat)\b|\s[-–—]\s")
_LONGEST = 800
"""Of an endless sentence, this many characters on either side count."""
_LOOK_BACK = 12
"""A list is introduced at most this many sentences earlier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The words around one value, never past the value before or after it."""

    before: str
    """Its own clause up to the value."""
    after: str
    """Its own clause after the value."""
    left: str
    """The sentence from the value before (or its beginning) up to this value."""
    right: str
    """The sentence from this value up to the next one (or its end)."""
    opening: str
    """The whole sentence up to the value."""
    sentence: str
    lead: str
    """The line ending in a colon that introduces the list in which the sentence stands; often empty."""


def surroundings(text: str, values: Sequence[Span]) -> list[Surroundings]:
    """Describe the words around each value; `values` are in order and do not overlap."""
    spans = sentences(text)
    starts = [start for start, _ in spans]
    return [_around(text, values, index, _Sentences(text, spans, starts)) for index in range(len(values))]


@dataclass(frozen=True, slots=True)
class _Sentences:
    text: str
    spans: tuple[Span, ...]
    starts: list[int]

    def at(self, position: int) -> int:
        return max(bisect_right(self.starts, position) - 1, 0)

    def lead(self, index: int) -> str:
        """Go back over the items of the list to the line that introduces it."""
        for back in range(index - 1, max(index - 1 - _LOOK_BACK, -1), -1):
            said = self.text[slice(*self.spans[back])]
            if said.endswith(":"):
                return said
            if said.endswith((".", "!", "?")) and not LIST_MARK.match(said):
                return ""
        return ""


def _around(text: str, values: Sequence[Span], index: int, known: _Sentences) -> Surroundings:
    start, end = values[index]
    number = known.at(start)
    first, last = known.spans[number]
    first, last = max(first, start - _LONGEST), min(max(last, end), end + _LONGEST)
    left_from = max(first, values[index - 1][1]) if index else first
    right_to = min(last, values[index + 1][0]) if index + 1 < len(values) else last
    left, right = text[left_from:start], text[end:right_to]
    own = _CLAUSE_END.search(left) if left_from > first else None
    stop = _CLAUSE_END.search(right)
    return Surroundings(
        before=left[own.start() :] if own else left,
        after=right[: stop.start()] if stop else right,
        left=left,
        right=right,
        opening=text[first:start],
        sentence=text[first:last],
        lead=known.lead(number),
    )
