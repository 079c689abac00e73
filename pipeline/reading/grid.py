"""Tables as text: each row says what stands above its cells, `Thema: Jongerenwerk | 2027: 0 | 2028: -300`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

_AMOUNT = re.compile(
    r"(?:€|EUR|-/-|[-–+(])?\s*(?:€\s*)?[-–+]?\s*\d[\d.,\s]*(?:,?-|%|\))?|p\.?m\.?|nvt|n\.v\.t\.?|-|–", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s*[-/]\s*(?:20)?\d\d)?")
_MAX_HEADER_WORDS = 12
_MAX_LABEL_WORDS = 5
_MAX_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell; `is_header` where the format says so, `bold` where the font does."""

    text: str
    bold: bool = False
    is_header: bool = False


Cells = Sequence[Cell]


def row_texts(rows: Sequence[Cells]) -> list[str]:
    """Give the text of each row; a header that every row repeats gets none of its own (an empty string)."""
    return [text for text, _ in named_rows(rows)]


def named_rows(rows: Sequence[Cells]) -> list[tuple[str, tuple[str, ...]]]:
    """Give the text of each row, and the names that stand above its cells."""
    if _is_label_table(rows):
        return [(_labelled(row), ()) for row in rows]
    texts: list[str] = []
    names: list[str] = []
    above: list[tuple[str, ...]] = []
    for index, row in enumerate(rows):
        cells = [cell.text for cell in row]
        if _is_header(row, rows[index + 1 : index + 4], at_top=not any(texts)):
            stacked = bool(texts) and not texts[-1]
            names = stack_names(names, cells) if stacked else cells
            texts.append("")
        else:
            texts.append(row_text(cells, names))
        above.append(tuple(names))
    return list(zip(_with_lonely_headers(rows, texts), above, strict=True))


def stack_names(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """Join the names of two header rows, column by column."""
    return [" ".join(filter(None, pair)) for pair in zip_longest(upper, lower, fillvalue="")]


def row_text(cells: Sequence[str], header: Sequence[str]) -> str:
    """Join the cells of a row, each after what stands above it."""
    names = [*header, *[""] * (len(cells) - len(header))]
    return " | ".join(_named(name, cell) for name, cell in zip(names, cells, strict=False) if cell)


def is_amount(text: str) -> bool:
    """True for a number, an amount, a percentage or what stands in for one."""
    return _AMOUNT.fullmatch(text.strip()) is not None


def is_year(text: str) -> bool:
    """True for a year or a pair of years."""
    return _YEAR.fullmatch(text.strip()) is not None


def _is_value(text: str) -> bool:
    return is_amount(text) and not is_year(text)


def _named(name: str, cell: str) -> str:
    return f"{name.rstrip(' :')}: {cell}" if name and name != cell else cell


def _is_header(row: Cells, following: Sequence[Cells], *, at_top: bool) -> bool:
    """True for a row of short names: marked so, bold above plain rows, or names and years above amounts."""
    filled = [cell for cell in row if cell.text]
    if not following or len(filled) < 2 or any(len(cell.text.split()) > _MAX_HEADER_WORDS for cell in filled):
        return False
    if all(cell.is_header for cell in filled):
        return True
    if not at_top or any(_is_value(cell.text) for cell in filled):
        return False
    plain_below = any(not cell.bold for under in following for cell in under if cell.text)
    amounts_below = any(
        _is_value(below.text)
        for under in following
        for cell, below in zip(row, under, strict=False)
        if cell.text and below.text
    )
    return (all(cell.bold for cell in filled) and plain_below) or amounts_below or _names_data(row, following)


def _names_data(row: Cells, following: Sequence[Cells]) -> bool:
    """True for short names above every column, of which one holds dates or numbers in each row."""
    named = all(0 < len(cell.text.split()) <= _MAX_NAME_WORDS and not _has_digits(cell) for cell in row)
    columns = zip(*following, strict=False)
    return named and len(following) > 1 and any(all(map(_has_digits, column)) for column in columns)


def _has_digits(cell: Cell) -> bool:
    return any(map(str.isdigit, cell.text))


def _with_lonely_headers(rows: Sequence[Cells], texts: list[str]) -> list[str]:
    """Write a header out where no row below repeats all of it."""
    for index, text in enumerate(texts):
        if text or not any(cell.text for cell in rows[index]):
            continue
        below = " | ".join(texts[index + 1 :])
        if not all(cell.text.rstrip(" :") in below for cell in rows[index]):
            texts[index] = row_text([cell.text for cell in rows[index]], ())
    return texts


def _is_label_table(rows: Sequence[Cells]) -> bool:
    """True for two columns with a name on the left and what it is on the right."""
    filled = [row for row in rows if any(cell.text for cell in row)]
    if not filled or any(len(row) != 2 for row in filled):
        return False
    labels = [row[0] for row in filled if row[0].text]
    return (
        len(labels) >= len(filled) - 1
        and all(len(label.text.split()) <= _MAX_LABEL_WORDS and not is_amount(label.text) for label in labels)
        and all(label.bold or label.is_header or label.text.endswith(":") for label in labels)
        and not all(row[1].bold or row[1].is_header for row in filled if row[1].text)
    )


def _labelled(row: Cells) -> str:
    label, value = (cell.text for cell in row)
    return _named(label, value) if value else label
