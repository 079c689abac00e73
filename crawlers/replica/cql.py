"""The part of CQL that the search services understand: clauses, booleans, parentheses, sortBy."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|(==|>=|<=|<>|[=<>()/])|([^\s()=<>"/]+))')
SYMBOLS = frozenset({"==", "=", ">=", "<=", ">", "<"})
WORDS = frozenset({"any", "all"})
BOOLEANS = frozenset({"and", "or", "not"})
RESERVED = BOOLEANS | {"prox", "sortby"}
SORT_ORDERS = {"sort.ascending": False, "sort.descending": True}
ANY_INDEX = "cql.serverChoice"


class CqlSyntaxError(ValueError):
    """The query does not follow the grammar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """An index compared with a term."""

    index: str
    relation: str
    term: str

    def __str__(self) -> str:
        quoted = self.term.replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.index} {self.relation} "{quoted}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Boolean:
    """Two queries joined by `and`, `or` or `not` (and not)."""

    operator: str
    left: Node
    right: Node

    def __str__(self) -> str:
        return f"({self.left}) {self.operator} ({self.right})"


Node = Clause | Boolean


@dataclass(frozen=True, slots=True, kw_only=True)
class SortKey:
    """An index to sort by."""

    index: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed query."""

    root: Node
    sort: tuple[SortKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    kind: str
    value: str

    @property
    def keyword(self) -> str:
        return self.value.lower() if self.kind == "word" else ""


def parse_cql(query: str) -> Query:
    """Parse a query, or raise `CqlSyntaxError`."""
    return _Parser(_tokens(query)).query()


def _tokens(query: str) -> list[_Token]:
    tokens = []
    position = 0
    end = len(query.rstrip())
    while position < end:
        match = TOKEN.match(query, position)
        if not match:
            raise CqlSyntaxError(f"unreadable at {query[position:].strip()[:20]!r}")
        quoted, symbol, word = match.groups()
        if quoted is not None:
            tokens.append(_Token(kind="quoted", value=re.sub(r"\\(.)", r"\1", quoted[1:-1], flags=re.DOTALL)))
        else:
            tokens.append(_Token(kind="symbol", value=symbol) if symbol else _Token(kind="word", value=word))
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent; booleans have equal precedence and group to the left, as CQL prescribes."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def query(self) -> Query:
        root = self._booleans()
        sort: list[SortKey] = []
        if self._keyword() == "sortby":
            self._take()
            sort.append(self._sort_key())
            while self._at < len(self._tokens):
                sort.append(self._sort_key())
        if self._at < len(self._tokens):
            raise CqlSyntaxError(f"unexpected {self._tokens[self._at].value!r}")
        return Query(root=root, sort=tuple(sort))

    def _booleans(self) -> Node:
        node = self._operand()
        while (operator := self._keyword()) in BOOLEANS:
            self._take()
            node = Boolean(operator=operator, left=node, right=self._operand())
        return node

    def _operand(self) -> Node:
        token = self._take()
        if token == _Token(kind="symbol", value="("):
            node = self._booleans()
            if self._take() != _Token(kind="symbol", value=")"):
                raise CqlSyntaxError("a parenthesis is not closed")
            return node
        if token.kind == "symbol" or token.keyword in RESERVED:
            raise CqlSyntaxError(f"unexpected {token.value!r}")
        if (relation := self._relation()) is None:
            return Clause(index=ANY_INDEX, relation="=", term=token.value)
        self._take()
        return Clause(index=token.value, relation=relation, term=self._term())

    def _relation(self) -> str | None:
        if self._at >= len(self._tokens):
            return None
        token = self._tokens[self._at]
        if token.kind == "symbol" and token.value in SYMBOLS:
            return token.value
        return token.keyword if token.keyword in WORDS else None

    def _term(self) -> str:
        token = self._take()
        if token.kind == "symbol" or token.keyword in RESERVED:
            raise CqlSyntaxError(f"a term is missing before {token.value!r}")
        return token.value

    def _sort_key(self) -> SortKey:
        index = self._term()
        if self._at < len(self._tokens) and self._tokens[self._at].value == "/":
            self._take()
            order = self._term().lower()
            if order not in SORT_ORDERS:
                raise CqlSyntaxError(f"unknown sort order {order!r}")
            return SortKey(index=index, descending=SORT_ORDERS[order])
        return SortKey(index=index)

    def _keyword(self) -> str:
        return self._tokens[self._at].keyword if self._at < len(self._tokens) else ""

    def _take(self) -> _Token:
        if self._at >= len(self._tokens):
            raise CqlSyntaxError("the query ends too early")
        self._at += 1
        return self._tokens[self._at - 1]
