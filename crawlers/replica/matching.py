"""Queries against an index of records: words, exact values and dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase
from typing import Literal, TypeVar

from crawlers.replica.cql import Boolean, Clause, Node, Query

Kind = Literal["words", "date"]
WORD = re.compile(r"[\w*?]+")
ORDERED = frozenset({">=", "<=", ">", "<"})


class UnsupportedIndexError(ValueError):
    """The query names an index that the service does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexes:
    """The indexes of a service by lower-case name, with what they hold."""

    kinds: Mapping[str, Kind]

    def kind(self, index: str) -> Kind:
        """Return what an index holds."""
        if index.lower() not in self.kinds:
            raise UnsupportedIndexError(index)
        return self.kinds[index.lower()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record of the index: the values per index, by lower-case name."""

    values: Mapping[str, tuple[str, ...]]
    words: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """Filled while searching: the words of the values asked for."""

    def words_of(self, index: str) -> tuple[tuple[str, ...], ...]:
        """Return the words of each value."""
        if index not in self.words:
            self.words[index] = tuple(tuple(split_words(value)) for value in self.values.get(index, ()))
        return self.words[index]


AnyEntry = TypeVar("AnyEntry", bound=Entry)
Comparable = TypeVar("Comparable", str, date)


def split_words(text: str) -> list[str]:
    """Split a text in lower-case words."""
    return WORD.findall(text.lower())


def check_query(query: Query, indexes: Indexes) -> tuple[Node | None, tuple[Clause, ...]]:
    """Return the query without the clauses whose date is impossible, and those clauses.

    Raises:
        UnsupportedIndexError: the query names an unknown index.
    """
    for key in query.sort:
        indexes.kind(key.index)
    ignored: list[Clause] = []
    return _prune(query.root, indexes, ignored), tuple(ignored)


def matches(node: Node | None, entry: Entry, indexes: Indexes) -> bool:
    """Tell whether an entry answers the query; no query at all matches everything."""
    if node is None:
        return True
    if isinstance(node, Clause):
        return _clause_matches(node, entry, indexes)
    left, right = (matches(side, entry, indexes) for side in (node.left, node.right))
    return {"and": left and right, "or": left or right, "not": left and not right}[node.operator]


def sort_entries(entries: Iterable[AnyEntry], query: Query) -> list[AnyEntry]:
    """Sort by the keys of the query, the first key first."""
    ordered = list(entries)
    for key in reversed(query.sort):
        ordered.sort(key=lambda entry: entry.values.get(key.index.lower(), ()), reverse=key.descending)
    return ordered


def _prune(node: Node, indexes: Indexes, ignored: list[Clause]) -> Node | None:
    if isinstance(node, Clause):
        if indexes.kind(node.index) == "date" and _day(node.term) is None:
            ignored.append(node)
            return None
        return node
    left, right = (_prune(side, indexes, ignored) for side in (node.left, node.right))
    if left and right:
        return Boolean(operator=node.operator, left=left, right=right)
    return left or (right if node.operator != "not" else None)


def _clause_matches(clause: Clause, entry: Entry, indexes: Indexes) -> bool:
    index = clause.index.lower()
    if indexes.kind(index) == "date":
        return any(_compare(value, clause) for value in entry.values.get(index, ()))
    if clause.relation == "==":
        return clause.term in entry.values.get(index, ())
    if clause.relation in ORDERED:
        return any(_ordered(value, clause.relation, clause.term) for value in entry.values.get(index, ()))
    return any(_words_match(words, clause) for words in entry.words_of(index))


def _words_match(words: tuple[str, ...], clause: Clause) -> bool:
    asked = split_words(clause.term)
    if clause.relation in {"any", "all"}:
        found = [any(fnmatchcase(word, pattern) for word in words) for pattern in asked]
        return any(found) if clause.relation == "any" else all(found)
    return any(
        all(fnmatchcase(word, pattern) for word, pattern in zip(words[start:], asked, strict=False))
        for start in range(len(words) - len(asked) + 1)
    )


def _compare(value: str, clause: Clause) -> bool:
    term = _day(clause.term)
    day = _day(value)
    if term is None or day is None:
        return False
    return day == term if clause.relation not in ORDERED else _ordered(day, clause.relation, term)


def _ordered(value: Comparable, relation: str, term: Comparable) -> bool:
    if relation == ">=":
        return value >= term
    if relation == "<=":
        return value <= term
    return value > term if relation == ">" else value < term


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
