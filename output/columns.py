"""A table of wrapped cells for a screen of 80 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A heading and how wide the cells below it are; amounts stand to the right."""

    heading: str
    width: int
    is_amount: bool = False


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """Write the rows below their headings, a blank line between rows that take more than one line."""
    ruled = [_row(columns, [column.heading for column in columns]), _row(columns, ["-" * one.width for one in columns])]
    blocks = [_row(columns, row) for row in rows]
    between = "\n\n" if any("\n" in block for block in blocks) else "\n"
    return "\n".join(ruled) + "\n" + between.join(blocks)


def _row(columns: Sequence[Column], cells: Sequence[str]) -> str:
    wrapped = [_wrapped(cell, column.width) or [""] for column, cell in zip(columns, cells, strict=True)]
    lines = zip_longest(*wrapped, fillvalue="")
    return "\n".join("".join(map(_aligned, columns, line))[2:].rstrip() for line in lines)


def _wrapped(cell: str, width: int) -> list[str]:
    """Break between words, and a word that is too long with a hyphen."""
    words = (piece for word in cell.split() for piece in _pieces(word, width))
    return textwrap.wrap(" ".join(words), width)


def _pieces(word: str, width: int) -> Iterator[str]:
    while len(word) > width and "-" not in word[1:width]:
        yield f"{word[: width - 1]}-"
        word = word[width - 1 :]
    yield word


def _aligned(column: Column, text: str) -> str:
    return f" {text:>{column.width}}" if column.is_amount else f"  {text:<{column.width}}"
