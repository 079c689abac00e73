"""Which pages are worth the record: those on which the tagger could find anything at all.

A passage becomes an opportunity only when people or invitations within reach of MDT are in view, beside a word of a
domain; a threat only by words that name one beside more than a hint of its domain. There is no second list of words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from models.entries import Terms
from models.lexicon import is_exact, variants
from models.stems import first_word
from models.taxonomy import Taxonomy, load_taxonomy
from models.words import fold
from pipeline.reading.units import SENTENCE_END

GATE_VERSION = 2
"""Raise it when the rules below change; the vocabulary counts by itself."""

_SHORT = 3
"""A document of so few pages is recorded whole."""
_REMEMBERED = 200_000
"""Words; a child reads many documents."""
_ABOUT = 2
"""A document with such words on one of so many pages is about them: then pages with money count, too."""
_BREAK = 400
"""Characters on either side of a page break that are read as one paragraph."""
_NEAR = 1_600
"""Characters of a page that are read together; a passage and the heading above it are shorter than half of that."""
_REACH_OF_PATTERN = 500
"""Characters on either side of a word in which a pattern with that word is looked for."""
_BETWEEN_WORDS = (" ", r"\s", r"\S", r"\W", ".", "[^")
_PART = re.compile(r"\w+")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_ELEMENT = re.compile(r"\\.|\[[^]]*\]|\(|\)(?:[?*]|\{0)?|[a-z]{3,}(?![a-z?*{])")
_BOUNDARY = re.compile(r"(?:^| )(?:\(\?:(?:[^()|]* \|)*[^()|]* \)(?:\{\d+,\d+\}|\?)?)*$")
_IS_LITERAL = re.compile(r"[a-z]{3,}").fullmatch

_Wanted = tuple[tuple[str, tuple[str, ...]], ...]
_REACH: _Wanted = (
    ("group:", ("strong", "strong_stems")),
    ("opening", ("strong", "medium", "strong_stems")),
    ("applicant:included", ("strong",)),
    ("mdt_kern", ("strong", "strong_stems")),
)
_THREAT: _Wanted = (("signal:threat", ("strong", "strong_stems")),)
_SIGNAL: _Wanted = (
    ("signal:funding", ("strong", "medium", "strong_stems", "stems")),
    ("signal:alignment", ("strong", "medium", "strong_stems", "stems")),
)
_MONEY: _Wanted = (("signal:funding", ("strong", "medium", "strong_stems", "stems")),)
_ASKED_FOR: _Wanted = (("signal:funding", ("strong", "strong_stems")),)
_OUTSIDE = "group:not_mdt"
_STEMS = frozenset(("strong_stems", "stems"))


class PageWords:
    """The words of a page or title; what is costly is done when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = set(text.split())

    @cached_property
    def folded(self) -> str:
        """The text without accents, with one space between words."""
        text = self.text
        for character in set(_NOT_ASCII.findall(text)):
            text = text.replace(character, fold(character))
        return text.replace("\n", " ")

    @cached_property
    def lower(self) -> str:
        """The same without capitals."""
        return self.folded.lower()


@dataclass(frozen=True, slots=True)
class _Clues:
    """What to look for where a word stands on a page."""

    word: str
    phrases: tuple[str, ...]
    exact: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    alone: bool

    def hold(self, page: PageWords) -> bool:
        return (
            self.alone
            or any(phrase in page.lower for phrase in self.phrases)
            or any(phrase in page.folded for phrase in self.exact)
            or any(self._matches(pattern, page.lower) for pattern in self.patterns)
        )

    def _matches(self, pattern: re.Pattern[str], text: str) -> bool:
        """Search around each place of the word."""
        at = text.find(self.word)
        while at >= 0:
            if pattern.search(text, max(0, at - _REACH_OF_PATTERN), at + _REACH_OF_PATTERN):
                return True
            at = text.find(self.word, at + 1)
        return False


class Finder:
    """Tells whether any of many terms and stems stands on a page, by the words that betray one."""

    def __init__(self) -> None:
        self._single: set[str] = set()
        self._phrases: dict[str, list[str]] = {}
        self._exact: dict[str, list[str]] = {}
        self._stems: list[tuple[re.Pattern[str], re.Pattern[str]]] = []
        self._betraying: list[str] = []
        self._dull: set[str] = set()
        self._telling: dict[str, _Clues] = {}

    def add_term(self, term: str, *, exact: bool) -> None:
        """Look for a term in all its spellings."""
        for variant in variants(term):
            spelled = variant if exact else variant.lower()
            parts = _PART.findall(spelled)
            if parts == [spelled] and not exact:
                self._single.add(spelled)
            else:
                # The longest word is the rarest one.
                (self._exact if exact else self._phrases).setdefault(max(parts, key=len), []).append(spelled)

    def add_stem(self, pattern: str) -> None:
        """Look for a pattern that begins at a word."""
        word = betraying_word(pattern)
        self._betraying.append(word)
        self._stems.append((re.compile(word), re.compile(rf"(?:{pattern})(?!\w)")))

    @cached_property
    def _any_stem(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{word})" for word in self._betraying) or r"(?!)")

    def is_on(self, page: PageWords) -> bool:
        """True when a term or stem stands on the page."""
        for word in page.words - self._dull:
            clues = self._telling.get(word) or self._learn(word)
            if clues is not None and clues.hold(page):
                return True
        return False

    def _learn(self, word: str) -> _Clues | None:
        """Find out once what a word betrays: a term by itself, or a part of something longer."""
        folded = fold(word)
        lower = folded.lower()
        parts = _PART.findall(lower)
        stems = self._stems_in(lower)
        phrases = tuple([phrase for part in parts for phrase in self._phrases.get(part, ())])
        exact = tuple([phrase for part in _PART.findall(folded) for phrase in self._exact.get(part, ())])
        patterns = tuple([whole for whole in stems if _is_long(whole)])
        alone = len(patterns) < len(stems) or not self._single.isdisjoint(parts)
        if len(self._dull) > _REMEMBERED:
            self._dull.clear()
            self._telling.clear()
        if not (alone or phrases or exact or patterns):
            self._dull.add(word)
            return None
        clues = self._telling[word] = _Clues(lower, phrases, exact, patterns, alone)
        return clues

    def _stems_in(self, word: str) -> list[re.Pattern[str]]:
        """Give the patterns that a word may be part of, and those of one word that it matches."""
        found = []
        for part in _PART.finditer(word):
            start = part.start()
            if self._any_stem.match(word, start):
                for first, whole in self._stems:
                    if first.match(word, start) and (_is_long(whole) or whole.match(word, start)):
                        found.append(whole)
        return found


def _is_long(pattern: re.Pattern[str]) -> bool:
    """True when it may match more than one word."""
    return any(sign in pattern.pattern for sign in _BETWEEN_WORDS)


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


class Gate:
    """Decides which pages of a document are recorded."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        concepts = taxonomy.concepts()
        every: _Wanted = tuple((key, ("strong", "medium", "weak", *_STEMS)) for key in taxonomy.domains)
        named: _Wanted = tuple((key, ("strong", "medium", *_STEMS)) for key in taxonomy.domains)
        self._reach, self._threat, self._domain, self._named, self._signal, self._money, self._asked_for = (
            _finder(concepts, wanted, taxonomy.exact)
            for wanted in (_REACH, _THREAT, every, named, _SIGNAL, _MONEY, _ASKED_FOR)
        )
        rules = f"{GATE_VERSION} {taxonomy.digest}"
        self.version = hashlib.sha256(rules.encode()).hexdigest()[:12]
        """Changes with the vocabulary and the rules."""

    def chosen(self, pages: Sequence[str], title: str = "") -> set[int]:
        """Give the indexes of the pages to record; the pages as running text without line-end hyphens."""
        words = [PageWords(text) for text in pages]
        named = PageWords(title)
        in_reach = self._reach.is_on(named)
        hits = {index for index, page in enumerate(words) if self._is_hit(page, named, in_reach=in_reach)}
        if not hits:
            return hits
        if len(pages) <= _SHORT or self._asked_for.is_on(named):
            return set(range(len(pages)))
        if len(hits) * _ABOUT >= len(pages):
            hits |= {index for index, page in enumerate(words) if self._money.is_on(page)}
        return hits | {0} | self._over_breaks(pages, hits)

    def _is_hit(self, page: PageWords, title: PageWords, *, in_reach: bool) -> bool:
        if in_reach and self._signal.is_on(page):
            return True
        return self._meet(page, title, self._reach, self._domain) or self._meet(page, title, self._threat, self._named)

    @staticmethod
    def _meet(page: PageWords, title: PageWords, telling: Finder, domain: Finder) -> bool:
        """True when both stand near each other on the page, or the domain in the title."""
        if not telling.is_on(page):
            return False
        if domain.is_on(title):
            return True
        return domain.is_on(page) and any(telling.is_on(part) and domain.is_on(part) for part in _nearby(page))

    def _over_breaks(self, pages: Sequence[str], hits: set[int]) -> set[int]:
        """Give the pages beside a hit with which they share a telling paragraph."""
        found = set()
        for index in range(1, len(pages)):
            before, after = pages[index - 1].rstrip(), pages[index].lstrip()
            if (index in hits) == (index - 1 in hits) or not _runs_over(before, after):
                continue
            shared = PageWords(f"{_last_paragraph(before)} {after[:_BREAK]}")
            if self._reach.is_on(shared) and self._domain.is_on(shared):
                found |= {index - 1, index}
        return found


@lru_cache(maxsize=1)
def load_gate() -> Gate:
    """Make the gate of the vocabulary that ships with the program."""
    return Gate(load_taxonomy())


def _finder(concepts: dict[str, Terms], wanted: _Wanted, exact: tuple[str, ...]) -> Finder:
    finder = Finder()
    for concept, terms in concepts.items():
        for prefix, kinds in wanted:
            if concept == _OUTSIDE or not (concept == prefix or (prefix.endswith(":") and concept.startswith(prefix))):
                continue
            for kind in kinds:
                for term in getattr(terms, kind):
                    if kind in _STEMS:
                        finder.add_stem(term)
                    else:
                        finder.add_term(term, exact=is_exact(term, exact))
    return finder


def _nearby(page: PageWords) -> list[PageWords]:
    """Give overlapping parts of a page, so that what stands near each other stands in one of them."""
    step = _NEAR // 2
    if len(page.text) <= _NEAR:
        return [page]
    return [PageWords(page.text[start : start + _NEAR]) for start in range(0, len(page.text) - step, step)]


def _runs_over(before: str, after: str) -> bool:
    return bool(before and after) and not before.endswith(SENTENCE_END) and after[0].isalnum()


def _last_paragraph(text: str) -> str:
    return text[-_BREAK:]
