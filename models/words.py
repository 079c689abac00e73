"""Folding of text without moving a character, and the words around a match."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right

_SAME = {
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-",
    "\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "\t": " ", "\r": " ",
}  # fmt: skip
_WORD = re.compile(r"[\w€]+")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z€\d-]|\s*$)|;(?=\s|$)")


def _base(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() and base.isalpha() else character


_FOLD = str.maketrans({**{chr(code): _base(chr(code)) for code in range(0xC0, 0x180)}, **_SAME})


def fold(text: str) -> str:
    """Take accents away and make dashes, quotes and spaces alike; every offset stays the same."""
    return text.translate(_FOLD)


def lowered(folded: str) -> str:
    """Lower the case of folded text; every offset stays the same."""
    lower = folded.lower()
    return lower if len(lower) == len(folded) else "".join(c if len(c.lower()) != 1 else c.lower() for c in folded)


def alternatives(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compile patterns into one that matches any of them; without patterns it never matches."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


class Windows:
    """The words around a span of folded text, within its own sentence."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self.lower = lowered(folded)
        """The whole text in lower case."""
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._breaks: list[int] = []

    def around(self, start: int, end: int, words: int) -> str:
        """The span with at most `words` words on either side, in lower case; 0 gives the whole text."""
        if words == 0:
            return self.lower
        if not self._ends:
            self._measure()
        first = max(0, bisect_left(self._starts, start) - words)
        last = min(len(self._ends), bisect_right(self._ends, end) + words) - 1
        left = min(start, self._starts[first]) if first < len(self._starts) else start
        right = max(end, self._ends[last])
        passed = bisect_right(self._breaks, start)
        if passed:
            left = max(left, self._breaks[passed - 1])
        ahead = bisect_left(self._breaks, end)
        if ahead < len(self._breaks):
            right = min(right, self._breaks[ahead])
        return self.lower[left:right]

    def _measure(self) -> None:
        """Find words and sentence ends; most texts never need them."""
        for match in _WORD.finditer(self._folded):
            self._starts.append(match.start())
            self._ends.append(match.end())
        self._breaks = [match.end() for match in _SENTENCE_END.finditer(self._folded)]
