"""Repair of words that extraction or OCR has damaged, with the way back to the original characters.

Only damage that is sure is repaired: a word is changed into another one only when the vocabulary knows that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_CACHE_LIMIT = 200_000
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SIGN = re.compile("[\u00ad\ufb00-\ufb06]")
_BROKEN = re.compile(
    r"(?<=[^\W\d_])[-\u00ad\u2010\u2011]\s+(?=[a-z\u00df-\u00ff]{2})(?!(?:en|of|tot|naar|dan|als|e[nr]/of|respectievelijk)\b)"
)
_HYPHENED = re.compile(r"[^\W\d_]{2,}-[^\W\d_]{2,}")
_TOKEN = re.compile(r"[^\W_]{4,}")
_CAPITAL_I = re.compile(r"(?<=[a-z])I(?=[a-z])")
_DIGIT = re.compile(r"(?<=[^\W\d_])[10](?=[^\W\d_]|$)")
_CAPITAL = re.compile(r"(?<=[a-z\u00df-\u00ff]{3})(?=[A-Z][a-z])")
_L, _I = {"1": "l", "0": "o"}, {"1": "i", "0": "o"}
_CONFUSED = (("rn", "m"), ("m", "rn"), ("cl", "d"), ("ii", "n"), ("vv", "w"))
_SHORTEST_PART = 5
_SHORTEST_ENDING = 2
"""A shorter one may be an inflection."""
_ALONE = (
    "alle beschikbaar de der deze die dat een en gaan haar heeft hebben het hun ieder is kan kunnen maken meer met "
    "moet moeten nieuwe onze tussen van voor waar waarin wil willen worden wordt zich zijn zodat zullen"
)
_COMMON = frozenset(_ALONE.split())
"""Words that stand alone: none of them begins a compound or a separable verb with the words of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after repair; `places` gives the original offset of every character and of the end."""

    text: str
    places: tuple[int, ...] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that a span of the repaired text stands for."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


class Mender:
    """Repairs texts with the words of the vocabulary."""

    def __init__(self, words: frozenset[str], terms: frozenset[str]) -> None:
        """Take the words of the vocabulary and those that are a term alone, in lower case and without accents."""
        self._words = words
        self._terms = terms
        self._repaired: dict[str, str] = {}
        self._sound: set[str] = set()

    def mend(self, text: str) -> Mended:
        """Join words broken at a line end, write ligatures out, read confused letters right and part glued words."""
        edits = sorted(self._edits(text))
        if not edits:
            return Mended(text)
        parts: list[str] = []
        places: list[int] = []
        at = 0
        for start, end, instead in edits:
            if start < at:
                continue
            parts += (text[at:start], instead)
            places += (*range(at, start), *_spread(start, end, len(instead)))
            at = end
        parts.append(text[at:])
        places += range(at, len(text) + 1)
        return Mended("".join(parts), tuple(places))

    def _edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        for found in _BROKEN.finditer(text):
            yield found.start(), found.end(), ""
        if _SIGN.search(text):
            for found in _SIGN.finditer(text):
                yield found.start(), found.end(), _LIGATURES.get(found[0], "")
        if not self._is_sound(text):
            for found in _HYPHENED.finditer(text):
                if self._is_cut(found[0]):
                    yield found.start(), found.end(), found[0].replace("-", "")
            for found in _TOKEN.finditer(text):
                better = self._better(found[0])
                if better != found[0]:
                    yield found.start(), found.end(), better

    def _is_sound(self, text: str) -> bool:
        """Whether no word needs repair; most texts hold nothing but words seen before."""
        unseen = set(text.split()) - self._sound
        sound = {chunk for chunk in unseen if not self._is_damaged(chunk)}
        if len(self._sound) >= _CACHE_LIMIT:
            self._sound.clear()
        self._sound |= sound
        return len(sound) == len(unseen)

    def _is_damaged(self, chunk: str) -> bool:
        return any(map(self._is_cut, _HYPHENED.findall(chunk))) or any(
            self._better(word) != word for word in _TOKEN.findall(chunk)
        )

    def _is_cut(self, hyphened: str) -> bool:
        return hyphened.replace("-", "").lower() in self._terms

    def _better(self, word: str) -> str:
        better = self._repaired.get(word)
        if better is None:
            if len(self._repaired) >= _CACHE_LIMIT:
                self._repaired.clear()
            better = word if word.lower() in self._words else next(self._readings(word), word)
            self._repaired[word] = better
        return better

    def _readings(self, word: str) -> Iterator[str]:
        """Other readings of a word that the vocabulary does not know, surest first."""
        if _CAPITAL_I.search(word):
            yield _CAPITAL_I.sub("l", word)
        elif _CAPITAL.search(word):
            yield _CAPITAL.sub(" ", word)
        lower = word.lower()
        if _DIGIT.search(lower):
            yield from (one for one in (_read(lower, _L), _read(lower, _I)) if one in self._words)
        for wrong, right in _CONFUSED:
            at = lower.find(wrong)
            while at >= 0:
                reading = f"{lower[:at]}{right}{lower[at + len(wrong) :]}"
                if reading in self._words:
                    yield reading
                at = lower.find(wrong, at + 1)
        yield from self._parted(lower)

    def _parted(self, word: str) -> Iterator[str]:
        """A term glued to a common word, or two with a common word between them."""
        for at in range(2, len(word) - 1):
            first, rest = word[:at], word[at:]
            if first in _COMMON and self._telling(rest):
                yield f"{first} {rest}"
            if self._telling(first):
                if rest in _COMMON and len(rest) > _SHORTEST_ENDING:
                    yield f"{first} {rest}"
                yield from (
                    f"{first} {rest[:end]} {rest[end:]}"
                    for end in range(2, len(rest) - _SHORTEST_PART + 1)
                    if rest[:end] in _COMMON and rest[:end] != "en" and self._telling(rest[end:])
                )

    def _telling(self, word: str) -> bool:
        return len(word) > _SHORTEST_PART and word in self._terms


def _read(word: str, signs: Mapping[str, str]) -> str:
    return _DIGIT.sub(lambda found: signs[found[0]], word)


def _spread(start: int, end: int, length: int) -> Iterator[int]:
    """Original offsets for the characters that replace a stretch."""
    for number in range(length):
        yield start + min(end - start - 1, number * (end - start) // length)
