"""Read the entries of an answer one by one: one of an unknown shape is told with its field, the others go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

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


def text(raw: Mapping[str, Any], name: str) -> str:
    """Give a text field, trimmed; raises TypeError with the name of the field when it is no text."""
    value = raw[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}, not a text")
    # half a surrogate pair, which JSON can hold, cannot be stored
    return value.encode(errors="replace").decode().replace("\0", " ").strip()


def number(raw: Mapping[str, Any], name: str) -> int:
    """Give a whole number; raises TypeError with the name of the field when it is none."""
    value = raw[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} is {value!r}, not a whole number")
    return value


def flag(raw: Mapping[str, Any], name: str) -> bool:
    """Give a yes or no, also written as 1 or 0; raises TypeError with the name of the field for anything else."""
    value = raw[name]
    if value not in (0, 1):
        raise TypeError(f"{name} is {value!r}, not yes or no")
    return bool(value)


def entries(raw: Mapping[str, Any], name: str) -> list[Any]:
    """Give a list; raises TypeError with the name of the field when it is none."""
    value = raw[name]
    if not isinstance(value, list):
        raise TypeError(f"{name} is {value!r}, not a list")
    return value


def table(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Give an object; raises TypeError with the name of the field when it is none."""
    value = raw[name]
    if not isinstance(value, dict):
        raise TypeError(f"{name} is {value!r}, not an object")
    return value


def day(raw: Mapping[str, Any], name: str) -> date:
    """Give the day of a date or moment in ISO form; raises ValueError or TypeError with the name of the field."""
    value = text(raw, name)
    try:
        return date.fromisoformat(value[:10])
    except ValueError as error:
        raise ValueError(f"{name} is {value!r}, not a date") from error
