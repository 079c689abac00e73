"""Patterns that begin at a word, tried only where their first word can stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_WORD_START = re.compile(r"(?<!\w)(?=(\w[\w'+/-]*))")
_HOLDS_SPACE = re.compile(r"\\s|\\S|(?<!\\)\.| ")
_QUANTIFIER = re.compile(r"[?*+]|\{[^}]*\}")
_OPTIONAL = re.compile(r"(?:[?*]|\{0?,\d*\}|\{0\})$")
_SIGNS = "abcdefghijklmnopqrstuvwxyz0123456789"
_CACHE_LIMIT = 200_000


def first_word(pattern: str) -> str:
    """The part of a pattern that lies within its first word: up to the first element that can hold a space."""
    position = 0
    while position < len(pattern):
        end = _element_end(pattern, position)
        if _HOLDS_SPACE.search(pattern, position, end):
            break
        position = end
    return pattern[:position]


def _element_end(pattern: str, start: int) -> int:
    """Where the element (character, escape, class or group, with its quantifier) that begins at `start` ends."""
    position, depth = start, 0
    while True:
        character = pattern[position]
        if character == "\\":
            position += 1
        elif character == "[":
            position = pattern.index("]", position)
        elif character in "()":
            depth += 1 if character == "(" else -1
        position += 1
        if depth == 0:
            break
    quantifier = _QUANTIFIER.match(pattern, position)
    return quantifier.end() if quantifier else position


def begins_with_a_word(pattern: str) -> bool:
    """Whether a match can begin at the beginning of a word only."""
    first = first_word(pattern.removeprefix(r"\b"))
    return bool(first) and not first.startswith(("\\|", "\\W", "€", "|", "["))


def first_letters(pattern: str) -> frozenset[str]:
    """The lower-case characters with which a match can begin; empty when any could be."""
    if not pattern:
        return frozenset()
    end = _element_end(pattern, 0)
    element, rest = pattern[:end], pattern[end:]
    is_optional = _OPTIONAL.search(element)
    body = element[: is_optional.start()] if is_optional else element
    if body.startswith("(?:"):
        several = [first_letters(part) for part in _alternatives(body[3 : body.rindex(")")])]
    elif body.startswith(("(", "\\", ".")):
        return frozenset()
    elif body.startswith("["):
        several = [frozenset(sign for sign in _SIGNS if re.match(body, sign))]
    else:
        several = [frozenset(body[0].lower())]
    if is_optional:
        several.append(first_letters(rest))
    return frozenset().union(*several) if all(several) else frozenset()


def _alternatives(body: str) -> Iterator[str]:
    start = position = 0
    while position < len(body):
        if body[position] == "|":
            yield body[start:position]
            start = position = position + 1
        else:
            position = _element_end(body, position)
    yield body[start:]


Pattern = tuple[str, bool, tuple[str, ...]]
"""Key, whether the case counts, and patterns."""


@dataclass(frozen=True, slots=True)
class _Stem:
    key: str
    cased: bool
    first: re.Pattern[str]
    whole: re.Pattern[str]


class Stems:
    """Many word-initial patterns over one text; a key says what a match means."""

    def __init__(self, patterns: Iterable[Pattern], *, within: Iterable[Pattern] = ()) -> None:
        """Take key, whether the case counts, and patterns; a match ends where a word does, or `within` one, too."""
        self._stems = [
            _Stem(key, cased, re.compile(first_word(pattern)), re.compile(rf"(?:{pattern}){end}"))
            for several, end in ((patterns, r"(?!\w)"), (within, ""))
            for key, cased, alternatives in several
            for pattern in alternatives
        ]
        self._by_letter: dict[str, list[_Stem]] = {}
        self._anywhere = [stem for stem in self._stems if not first_letters(stem.first.pattern)]
        for stem in self._stems:
            for letter in first_letters(stem.first.pattern):
                self._by_letter.setdefault(letter, []).append(stem)
        self._candidates: dict[str, tuple[_Stem, ...]] = {}

    def matches(self, folded: str, lower: str) -> Iterator[tuple[str, int, int]]:
        """Yield key, start and end of every match; both texts have the same offsets."""
        known = self._candidates
        for place in _WORD_START.finditer(folded):
            word = place[1]
            stems = known.get(word)
            if stems is None:
                stems = self._find_candidates(word)
            for stem in stems:
                if found := stem.whole.match(folded if stem.cased else lower, place.start()):
                    yield stem.key, found.start(), found.end()

    def _find_candidates(self, word: str) -> tuple[_Stem, ...]:
        if len(self._candidates) >= _CACHE_LIMIT:
            self._candidates.clear()
        lower = word.lower()
        possible = (*self._by_letter.get(lower[0], ()), *self._anywhere)
        stems = tuple(stem for stem in possible if stem.first.match(word if stem.cased else lower))
        self._candidates[word] = stems
        return stems
