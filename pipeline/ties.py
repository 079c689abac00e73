"""Which papers of one municipality belong together, beyond equal bytes and identifiers of their sources.

Four reasons: the same case number, a publication that one names and another is, the same subject in the title within
a year, and near-equal text. Papers on many matters tie nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from pipeline.matter import COLLECTIONS, subject, telling_words, years
from pipeline.resemblance import Sketch, bands, resemblance

MANY = 12
"""A number, name or stretch of text on more papers than this names no matter: it is boilerplate."""
ROUND_DAYS = 366
ALIKE, COPY = 0.6, 0.9
"""Resemblance of two texts with a telling word of the title in common, and of any two."""
SAME_PASSAGE = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A document with what ties it to others."""

    key: str
    system: str
    ties: frozenset[str]
    """Hash and identifiers, which tie by themselves."""
    published: date
    first_seen: str
    changed_at: str
    withdrawn: bool
    valid_until: date | None
    genre: str = ""
    title: str = ""
    gemeente: str = ""
    cases: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    """Publications that the text names."""
    text: Sketch = ()
    passage: Sketch = ()
    """Sketch of the passage that names the document."""
    numbers: str = ""
    """The numbers in that passage, in order."""

    @property
    def age(self) -> tuple[str, date, str]:
        """Sort key: first seen first; equal nights by date, then key."""
        return (self.first_seen, self.published, self.key)


def with_ties(documents: Iterable[Linked]) -> list[Linked]:
    """Give every document the ties it has with others; the order of the documents does not matter."""
    listed = sorted(documents, key=lambda linked: linked.age)
    single = [one for one in listed if one.genre not in COLLECTIONS]
    found: dict[str, set[str]] = defaultdict(set)
    for tie, keys in [*_by_case(single), *_by_mention(single, listed), *_by_title(single), *_by_text(single)]:
        for key in keys:
            found[key].add(tie)
    return [replace(one, ties=one.ties | found[one.key]) if one.key in found else one for one in listed]


def _by_case(documents: Sequence[Linked]) -> Iterator[tuple[str, list[str]]]:
    papers: dict[str, list[str]] = defaultdict(list)
    for one in documents:
        for number in one.cases:
            papers[number].append(one.key)
    yield from ((f"case:{number}", keys) for number, keys in papers.items() if 2 <= len(keys) <= MANY)


def _by_mention(documents: Sequence[Linked], all_documents: Sequence[Linked]) -> Iterator[tuple[str, list[str]]]:
    """Tie a paper to the one publication it names, when that is held and few name it."""
    owners = {tie for one in all_documents for tie in one.ties}
    named: dict[str, list[str]] = defaultdict(list)
    for one in documents:
        others = one.mentions - one.ties
        if len(others) == 1:
            named[next(iter(others))].append(one.key)
    yield from ((name, keys) for name, keys in named.items() if name in owners and len(keys) <= MANY)


def _by_title(documents: Sequence[Linked]) -> Iterator[tuple[str, list[str]]]:
    """Tie equal subjects; a subject that comes back after a year begins anew."""
    papers: dict[str, list[Linked]] = defaultdict(list)
    for one in sorted(documents, key=lambda linked: (linked.published, linked.key)):
        if about := subject(one.title, one.gemeente):
            papers[about].append(one)
    for about, together in papers.items():
        rounds: list[list[Linked]] = []
        for one in together:
            if rounds and (one.published - rounds[-1][0].published).days <= ROUND_DAYS:
                rounds[-1].append(one)
            else:
                rounds.append([one])
        for members in rounds:
            if 2 <= len(members) <= MANY:
                yield f"title:{about}:{members[0].published}", [one.key for one in members]


def _by_text(documents: Sequence[Linked]) -> Iterator[tuple[str, list[str]]]:
    for one, other in _candidates(documents):
        if is_same_matter(one, other):
            yield f"text:{one.key}:{other.key}", [one.key, other.key]


def _candidates(documents: Sequence[Linked]) -> list[tuple[Linked, Linked]]:
    """Pair the papers that share a band of either sketch; a band on many papers pairs none."""
    sharing: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(documents):
        for kind, sketched in (("text", one.text), ("passage", one.passage)):
            for band in bands(sketched):
                sharing[f"{kind}:{band}"].append(number)
    pairs = {pair for numbers in sharing.values() if len(numbers) <= MANY for pair in combinations(numbers, 2)}
    return [(documents[first], documents[second]) for first, second in sorted(pairs)]


def is_same_matter(one: Linked, other: Linked) -> bool:
    """Tell whether two texts are so alike that they are about one matter and one year."""
    if (years(one.title) and years(other.title)) and not years(one.title) & years(other.title):
        return False
    akin = bool(telling_words(subject(one.title)) & telling_words(subject(other.title)))
    alike = resemblance(one.text, other.text) if one.text and other.text else 0.0
    if alike >= (ALIKE if akin else COPY):
        return True
    quoted = resemblance(one.passage, other.passage) if one.passage and other.passage else 0.0
    return akin and one.numbers == other.numbers and quoted >= SAME_PASSAGE
