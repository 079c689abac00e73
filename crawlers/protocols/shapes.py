"""Read the entries of an answer one by one: one of an unknown shape is told, the others go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

Entry = TypeVar("Entry")
Parsed = TypeVar("Parsed")

UNKNOWN_SHAPE = (KeyError, IndexError, TypeError, ValueError, AttributeError)
"""What a parse function raises when an entry is not as the protocol describes it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry that could not be read, with the reason."""

    message: str


def read_each(entries: Iterable[Entry], parse: Callable[[Entry], Parsed]) -> Iterator[Parsed | Unread]:
    """Parse entry by entry."""
    for entry in entries:
        try:
            yield parse(entry)
        except UNKNOWN_SHAPE as error:
            yield Unread(reason(error))


def reason(error: BaseException) -> str:
    """Say what went wrong, with the name of the error: `KeyError: 'title'` tells more than `'title'`."""
    return f"{type(error).__name__}: {error}".removesuffix(": ")
