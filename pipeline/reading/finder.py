"""Whether any of many terms and patterns stands on a page, by the words that betray one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from models.lexicon import variants
from models.stems import first_letters, first_word
from models.words import fold

_REMEMBERED = 200_000
"""Words; a child reads many documents."""
_REACH_OF_PATTERN = 500
"""Characters on either side of a word in which a pattern with that word is looked for."""
_BETWEEN_WORDS = (" ", r"\s", r"\S", r"\W", ".", "[^")
_PART = re.compile(r"\w+")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_ELEMENT = re.compile(r"\\.|\[[^]]*\]|\(|\)(?:[?*]|\{0)?|[a-z]{3,}(?![a-z?*{])")
_BOUNDARY = re.compile(r"(?:^| )(?:\(\?:(?:[^()|]* \|)*[^()|]* \)(?:\{\d+,\d+\}|\?)?)*$")
_IS_LITERAL = re.compile(r"[a-z]{3,}").fullmatch


class PageWords:
    """The words of a page or title; what is costly is done when it is asked for, and once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._telling: Sequence[_Betrayed] | None = None

    @cached_property
    def words(self) -> set[str]:
        """What stands between spaces."""
        return set(self.text.split())

    @cached_property
    def folded(self) -> str:
        """The text without accents, with one space between words."""
        text = self.text
        if not text.isascii():
            for character in set(_NOT_ASCII.findall(text)):
                text = text.replace(character, fold(character))
        return text.replace("\n", " ")

    @cached_property
    def lower(self) -> str:
        """The same without capitals."""
        return self.folded.lower()

    def telling(self, index: WordIndex) -> Sequence[_Betrayed]:
        """Give what the words betray; a page is asked of one index only."""
        if self._telling is None:
            self._telling = index.telling(self.words)
        return self._telling


@dataclass(frozen=True, slots=True)
class _Stem:
    """A pattern with the word that betrays it."""

    word: re.Pattern[str]
    whole: re.Pattern[str]
    is_long: bool
    """It may match more than one word."""
    begins: bool
    """A match begins with the word."""


@dataclass(slots=True)
class _Clues:
    """What to look for where a word stands on a page."""

    word: str
    alone: bool = False
    phrases: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    begun: list[tuple[re.Pattern[str], int]] = field(default_factory=list)
    """Patterns that begin so many characters after the beginning of the word."""
    around: list[re.Pattern[str]] = field(default_factory=list)
    """Patterns that may begin before the word."""

    def add_term(self, term: str, part: str) -> None:
        """Look for a term of which the word is a part."""
        if term == part:
            self.alone = True
        else:
            self.phrases.append(term)

    def add_stem(self, stem: _Stem, offset: int) -> None:
        """Look for a pattern of which the word is a part, from that place in the word on."""
        if not stem.is_long:
            self.alone = True
        elif stem.begins:
            self.begun.append((stem.whole, offset))
        else:
            self.around.append(stem.whole)

    def hold(self, page: PageWords) -> bool:
        """True when one of them is there."""
        if self.alone:
            return True
        for phrase in self.phrases:
            if phrase in page.lower:
                return True
        for phrase in self.exact:
            if phrase in page.folded:
                return True
        return bool(self.begun or self.around) and self._matches(page.lower)

    def _matches(self, text: str) -> bool:
        """Try the patterns at each place of the word."""
        at = text.find(self.word)
        while at >= 0:
            for pattern, offset in self.begun:
                if pattern.match(text, at + offset):
                    return True
            for pattern in self.around:
                if pattern.search(text, max(0, at - _REACH_OF_PATTERN), at + _REACH_OF_PATTERN):
                    return True
            at = text.find(self.word, at + 1)
        return False


class WordIndex:
    """What each word betrays to each finder; a word is looked into once."""

    def __init__(self) -> None:
        self._terms: dict[str, list[tuple[Finder, str]]] = defaultdict(list)
        self._exact: dict[str, list[tuple[Finder, str]]] = defaultdict(list)
        self._stems: dict[str, tuple[_Stem, list[Finder]]] = {}
        self._dull: set[str] = set()
        self._telling: dict[str, _Betrayed] = {}

    def add_term(self, finder: Finder, term: str, *, exact: bool) -> None:
        """Look for a term in all its spellings; its longest word, the rarest one, betrays it."""
        for variant in variants(term):
            spelled = variant if exact else variant.lower()
            (self._exact if exact else self._terms)[max(_PART.findall(spelled), key=len)].append((finder, spelled))

    def add_stem(self, finder: Finder, pattern: str) -> None:
        """Look for a pattern that begins at a word."""
        if pattern not in self._stems:
            self._stems[pattern] = (_stem(pattern), [])
        self._stems[pattern][1].append(finder)

    def telling(self, words: set[str]) -> list[_Betrayed]:
        """Give what the words betray."""
        if len(self._dull) > _REMEMBERED:
            self._dull.clear()
            self._telling.clear()
        return [found for word in words - self._dull if (found := self._telling.get(word) or self._learn(word))]

    def _learn(self, word: str) -> _Betrayed | None:
        found = self._betrayed(word)
        if not found:
            self._dull.add(word)
            return None
        self._telling[word] = found
        return found

    def _betrayed(self, word: str) -> _Betrayed:
        """Find out what a word betrays: a term by itself, or a part of something longer."""
        folded = fold(word)
        lower = folded.lower()
        found: _Betrayed = defaultdict(lambda: _Clues(lower))
        for part in _PART.finditer(lower):
            for finder, term in self._terms.get(part[0], ()):
                found[finder].add_term(term, part[0])
            for stem, finders in self._stems_at(part):
                for finder in finders:
                    found[finder].add_stem(stem, part.start())
        for part in _PART.finditer(folded):
            for finder, term in self._exact.get(part[0], ()):
                found[finder].exact.append(term)
        return found

    def _stems_at(self, part: re.Match[str]) -> Iterator[tuple[_Stem, list[Finder]]]:
        """Give the patterns that a word may be part of, and those of one word that it matches."""
        for letter in (part[0][0], ""):
            for stem, finders in self._by_letter.get(letter, ()):
                if stem.word.match(part.string, part.start()) and (
                    stem.is_long or stem.whole.match(part.string, part.start())
                ):
                    yield stem, finders

    @cached_property
    def _by_letter(self) -> dict[str, list[tuple[_Stem, list[Finder]]]]:
        """The patterns by the letter with which the word that betrays them begins, or by none."""
        found: dict[str, list[tuple[_Stem, list[Finder]]]] = defaultdict(list)
        for stem, finders in self._stems.values():
            for letter in first_letters(stem.word.pattern) or ("",):
                found[letter].append((stem, finders))
        return dict(found)


class Finder:
    """Tells whether any of its terms and stems stands on a page."""

    def __init__(self, index: WordIndex) -> None:
        self._index = index

    def add_term(self, term: str, *, exact: bool) -> None:
        """Look for a term in all its spellings."""
        self._index.add_term(self, term, exact=exact)

    def add_stem(self, pattern: str) -> None:
        """Look for a pattern that begins at a word."""
        self._index.add_stem(self, pattern)

    def is_on(self, page: PageWords) -> bool:
        """True when a term or stem stands on the page."""
        return any(self in found and found[self].hold(page) for found in page.telling(self._index))


_Betrayed = dict[Finder, _Clues]


def _stem(pattern: str) -> _Stem:
    word = betraying_word(pattern)
    begins = pattern.startswith((word, f"(?:{word})"))
    after = first_letters(pattern.removeprefix(f"(?:{word})").removeprefix(word)) if begins else frozenset()
    # Where a space must follow, a longer word betrays nothing.
    end = r"(?!\w)" if after and not any(map(str.isalnum, after)) else ""
    return _Stem(
        word=re.compile(f"(?:{word}){end}"),
        whole=re.compile(rf"(?:{pattern})(?!\w)"),
        is_long=any(sign in pattern for sign in _BETWEEN_WORDS),
        begins=begins,
    )


def betraying_word(pattern: str) -> str:
    """Give the longest word, or choice of words, without which a pattern cannot match; else its first word."""
    best, shortest, depth, start = first_word(pattern), 0, 0, 0
    if best == pattern:
        return best
    for element in _ELEMENT.finditer(pattern):
        choices = [element[0]]
        if element[0] == "(":
            start = start if depth else element.start()
            depth += 1
            continue
        if element[0].startswith(")"):
            depth -= 1
            choices = pattern[start : element.start()].removeprefix("(?:").split("|") if element[0] == ")" else [""]
        elif not depth:
            start = element.start()
        length = min(map(len, choices))
        if not depth and length > shortest and all(map(_IS_LITERAL, choices)) and _BOUNDARY.search(pattern[:start]):
            best, shortest = "|".join(choices), length
    return best
