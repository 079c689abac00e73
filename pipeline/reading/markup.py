"""Elements become lines: paragraphs, headings, list items and table rows, in document order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from pipeline.reading.grid import Cell, row_texts
from pipeline.reading.normalise import clean
from pipeline.records import Line, Structure

BOLD_HEADING = 6
_MAX_BOLD_WORDS = 15
_MAX_CELL_WORDS = 60
_MAX_SPAN = 50
_BREAK = "\v"
_BULLETS = ("•", "▪", "◦", "·", "- ", "– ")
_NUMBER = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)]\s")
_BOLD = frozenset(("b", "strong", "vet"))
_ROWS = frozenset(("tr", "row"))
_CELLS = frozenset(("td", "th", "entry"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What the elements of a format mean; names are without namespace."""

    inline: frozenset[str]
    spaced: frozenset[str]
    """Inline elements with a space after them."""
    structures: Mapping[str, Structure]
    is_dropped: Callable[[etree._Element], bool]
    heading_level: Callable[[etree._Element], int]
    """1-6 for a heading, else 0."""
    marker: Callable[[etree._Element], str]
    """What stands before an item, such as `a.`; empty for what is no item."""


@dataclass(frozen=True, slots=True)
class _State:
    """What holds for text at this place."""

    structure: Structure = "body"
    level: int = 0
    bold: bool = False


@dataclass(slots=True)
class _Walk:
    vocabulary: Vocabulary
    state: _State = _State()
    above: list[_State] = field(default_factory=list)
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    marker: str = ""
    block: int = 0

    def lines_of(self, root: etree._Element) -> Iterator[Line]:
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                yield from self._open(element, walk.skip_subtree)
            elif event == "end":
                yield from self._close(element)
            if event != "start" and element is not root:
                self._add(element.tail)
        yield from self._flush()

    def _open(self, element: etree._Element, skip: Callable[[], None]) -> Iterator[Line]:
        name, words = local_name(element), self.vocabulary
        if not self._is_inline(name):
            yield from self._flush()
        self.above.append(self.state)
        if words.is_dropped(element):
            skip()
            return
        if name == "table" and (rows := _data_rows(element)):
            yield from self._table(rows)
            skip()
            return
        self.state = _State(
            structure=words.structures.get(name, self.state.structure),
            level=words.heading_level(element) or self.state.level,
            bold=self.state.bold or is_bold(element),
        )
        self.marker = words.marker(element) or self.marker
        self._add(_BREAK if name == "br" else element.text)

    def _close(self, element: etree._Element) -> Iterator[Line]:
        name = local_name(element)
        if name in self.vocabulary.spaced:
            self._add(" ")
        elif not self._is_inline(name):
            yield from self._flush()
        self.state = self.above.pop()

    def _is_inline(self, name: str) -> bool:
        return name in self.vocabulary.inline or name in self.vocabulary.spaced

    def _add(self, text: str | None) -> None:
        if text:
            self.pieces.append((text, self.state.bold))

    def _flush(self) -> Iterator[Line]:
        """Yield what was gathered: a line for each line break, a new block after an empty one."""
        rows = _broken(self.pieces)
        self.pieces = []
        if not any(clean(text) for text, _ in rows):
            return
        self.block += 1
        apart = False
        for raw, bold in rows:
            text = clean(raw)
            is_heading = bold and self._may_head(text)
            if not text or is_heading or apart:
                self.block += 1
            apart = is_heading
            if text:
                level = self.state.level or (BOLD_HEADING if is_heading else 0)
                is_item = self.state.structure == "body" and (text.startswith(_BULLETS) or _NUMBER.match(text))
                structure: Structure = "body" if level else "list_item" if is_item else self.state.structure
                yield Line(text=self._marked(text), heading_level=level, structure=structure, block=self.block)

    def _marked(self, text: str) -> str:
        """Put the marker of the item before its first line, unless it stands there already."""
        marker, self.marker = self.marker, ""
        has_own = text.startswith((marker.rstrip("."), *_BULLETS)) or (marker == "•" and _NUMBER.match(text))
        return text if not marker or has_own else f"{marker} {text}"

    def _may_head(self, text: str) -> bool:
        return (
            0 < len(text.split()) <= _MAX_BOLD_WORDS
            and self.state.structure == "body"
            and not text.endswith((".", ";", ","))
        )

    def _table(self, rows: list[list[Cell]]) -> Iterator[Line]:
        for text in filter(None, row_texts(rows)):
            self.block += 1
            yield Line(text=text, structure="table_row", block=self.block)


def local_name(element: etree._Element) -> str:
    """Give the name of the element without its namespace, empty for comments and instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def lines_below(root: etree._Element, vocabulary: Vocabulary) -> tuple[Line, ...]:
    """Give the lines below an element."""
    return tuple(_Walk(vocabulary).lines_of(root))


def is_bold(element: etree._Element) -> bool:
    """True for an element that makes its text bold, in HTML and in official publications."""
    name = local_name(element)
    return name in _BOLD or (name == "nadruk" and element.get("type") == "vet")


def flat_text(element: etree._Element) -> str:
    """Give all text below an element on one line."""
    return clean(" ".join(map(str, element.itertext())))


def _broken(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Split the gathered text at its line breaks; a row is bold when all its words are."""
    rows: list[tuple[str, bool]] = [("", True)]
    for text, bold in pieces:
        if text == _BREAK:
            rows.append(("", True))
        else:
            before, all_bold = rows[-1]
            rows[-1] = (before + text, all_bold and (bold or not text.strip()))
    return rows


def _data_rows(table: etree._Element) -> list[list[Cell]]:
    """Give the cells of a table of data; empty for a table that only arranges the page."""
    if any(local_name(element) == "table" for element in table.iterdescendants()):
        return []
    rows = [_cells(row) for row in table.iter() if local_name(row) in _ROWS]
    rows = [row for row in rows if any(cell.text for cell in row)]
    columns = max((sum(bool(cell.text) for cell in row) for row in rows), default=0)
    longest = max((len(cell.text.split()) for row in rows for cell in row), default=0)
    return rows if len(rows) > 1 and columns > 1 and longest <= _MAX_CELL_WORDS else []


def _cells(row: etree._Element) -> list[Cell]:
    parent = row.getparent()
    in_head = parent is not None and local_name(parent) == "thead"
    cells: list[Cell] = []
    for element in row:
        if local_name(element) in _CELLS:
            text = flat_text(element)
            cell = Cell(text, bold=_is_bold(element, text), is_header=in_head or local_name(element) == "th")
            width = _width(element)
            cells.append(cell)
            cells += [replace(cell, text=text if cell.is_header else "")] * (width - 1)
    return cells


def _is_bold(element: etree._Element, text: str) -> bool:
    bold = "".join(flat_text(child) for child in element.iter() if is_bold(child))
    return bool(text) and bold.replace(" ", "") == text.replace(" ", "")


def _width(cell: etree._Element) -> int:
    """Give the number of columns a cell spans (`colspan`, or the named columns of a CALS table)."""
    first, last = cell.get("namest"), cell.get("nameend")
    span = cell.get("colspan", "1")
    width = int(span) if span.isdigit() else 1
    names = _column_names(cell) if first and last else []
    if first in names and last in names:
        width = names.index(last) - names.index(first) + 1
    return min(max(width, 1), _MAX_SPAN)


def _column_names(cell: etree._Element) -> list[str]:
    group = next((parent for parent in cell.iterancestors() if local_name(parent) == "tgroup"), None)
    if group is None:
        return []
    return [column.get("colname", "") for column in group if local_name(column) == "colspec"]
