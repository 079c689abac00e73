"""Which pages are worth the record: those on which the tagger could find anything at all.

A passage becomes an opportunity only when people or invitations within reach of MDT are in view, beside a word of a
domain; a threat only by words that name one beside more than a hint of its domain. There is no second list of words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

from models.entries import Terms
from models.lexicon import is_exact
from models.taxonomy import Taxonomy, load_taxonomy
from pipeline.reading.finder import Finder, PageWords, WordIndex
from pipeline.reading.units import SENTENCE_END

GATE_VERSION = 2
"""Raise it when the rules below change; the vocabulary counts by itself."""

_SHORT = 3
"""A document of so few pages is recorded whole."""
_ABOUT = 2
"""A document with such words on one of so many pages is about them: then pages with money count, too."""
_BREAK = 400
"""Characters on either side of a page break that are read as one paragraph."""
_NEAR = 1_600
"""Characters of a page that are read together; a passage and the heading above it are shorter than half of that."""

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


class Gate:
    """Decides which pages of a document are recorded."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        concepts, index = taxonomy.concepts(), WordIndex()
        every: _Wanted = tuple((key, ("strong", "medium", "weak", *_STEMS)) for key in taxonomy.domains)
        named: _Wanted = tuple((key, ("strong", "medium", *_STEMS)) for key in taxonomy.domains)
        self._reach, self._threat, self._domain, self._named, self._signal, self._money, self._asked_for = (
            _finder(Finder(index), concepts, wanted, taxonomy.exact)
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


def _finder(finder: Finder, concepts: dict[str, Terms], wanted: _Wanted, exact: tuple[str, ...]) -> Finder:
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
