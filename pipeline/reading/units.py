"""Lines become units: a paragraph, a heading, a list item, a table row, each as running text with its places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pipeline.reading.normalise import join_lines
from pipeline.records import Line, Page, PlacedBox, Structure

SENTENCE_END = (".", "!", "?", ":", ";")
_LEADERS = re.compile(r"\w.*(?:\.{4,}\s*|(?:\.{3,}|\.\s\.\s\.|…)[\s.…]*\d{1,3})$", re.DOTALL)
_WORD = re.compile(r"\S+")
_SPACE = 1.0
"""Points between words at the least."""
_TAIL = 80
_MAX_JOINED = 20_000
"""Characters of a unit that may still grow; more is no sentence, whatever it ends with."""
_MIN_REST = 2
_MOST_BETWEEN = 60
"""Rows of a table that may stand within a sentence, captions included."""
_MOST_ASIDES = 4
_ASIDE_WORDS = 14
_WITHOUT_PAGES = frozenset(("html", "docx", "odt", "text"))
_MIN_UNFINISHED = 8
"""A paragraph of so many words that ends a page without a full stop goes on."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a line begins in the text of its unit, and where it stands on its page."""

    offset: int
    place: PlacedBox
    starts: tuple[float, ...] = ()
    """Where its words begin along the line."""
    turn: int = 0
    """Degrees counter-clockwise in which the line is turned on its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Running text of one kind."""

    text: str
    page: int
    structure: Structure
    size: float
    heading_level: int
    spans: tuple[Span, ...]
    paragraph: int | None = None
    """Its number in a format without pages, from 1."""

    @property
    def word_count(self) -> int:
        """The number of words."""
        return len(self.text.split())

    def piece(self, start: int, end: int) -> Unit:
        """Give a part of the unit, with the lines it touches."""
        ends = [*(span.offset for span in self.spans[1:]), len(self.text)]
        touched = [
            cut_line(span, self.text[span.offset : line_end], start, end)
            for span, line_end in zip(self.spans, ends, strict=False)
            if span.offset < end and line_end > start
        ]
        spans = tuple(replace(span, offset=max(0, span.offset - start)) for span in touched)
        page = spans[0].place.page if spans else self.page
        return replace(self, text=self.text[start:end], page=page, spans=spans)


def cut_line(span: Span, line: str, start: int, end: int) -> Span:
    """Narrow the place of a line to the words that the stretch from `start` to `end` of the text touches."""
    words = list(_WORD.finditer(line))
    if len(words) != len(span.starts):
        return span
    low, high = start - span.offset, end - span.offset
    touched = [index for index, word in enumerate(words) if word.start() < high and word.end() > low]
    if not touched:
        return span
    kept = span.starts[touched[0] : touched[-1] + 1]
    following = span.starts[touched[-1] + 1 : touched[-1] + 2]
    return replace(span, place=_narrowed(span, kept, following), starts=kept)


def _narrowed(span: Span, kept: Sequence[float], following: Sequence[float]) -> PlacedBox:
    """Give the part of a line that goes from the first of the kept words to the word that follows, if one does."""
    first = first_edge(span.turn)
    last = (first + 2) % 4
    forward = 1 if first < last else -1  # text that is turned may run to the left or upwards
    edges = [*span.place.box]
    edges[first] = forward * max(forward * edges[first], forward * kept[0])
    if following:
        end = max(forward * kept[-1], forward * following[0] - _SPACE)
        edges[last] = forward * min(forward * edges[last], end)
    x0, top, x1, bottom = edges
    return PlacedBox(page=span.place.page, box=(x0, top, x1, bottom))


def first_edge(turn: int) -> int:
    """Say which edge of a box (x0, top, x1, bottom) the line in it begins at."""
    return -turn // 90 % 4


def is_contents_line(text: str) -> bool:
    """True for a line of a table of contents: leaders and a page number."""
    return ("..." in text or "…" in text or ". . ." in text) and _LEADERS.search(text[-_TAIL:]) is not None


def units_of(pages: Sequence[Page], unread: Sequence[int] = ()) -> list[Unit]:
    """Group the lines of the pages, and join what a page or column break has parted.

    `unread` are pages between them that are left out.
    """
    units: list[Unit] = []
    sources: list[list[tuple[int, Line]]] = []
    for first_on_page, paragraph, unit_lines in _grouped(pages):
        unit = replace(_unit(unit_lines), paragraph=paragraph)
        begun = len(units) - 1 if units and _goes_on(units[-1], unit, over_page=first_on_page) else _begun(units, unit)
        if begun is None or any(sources[begun][-1][0] < number < unit.page for number in unread):
            units.append(unit)
            sources.append(list(unit_lines))
        else:
            sources[begun] += unit_lines
            kept = units[begun]
            units[begun] = replace(_unit(sources[begun]), structure=kept.structure, paragraph=kept.paragraph)
    return units


def _begun(units: Sequence[Unit], unit: Unit) -> int | None:
    """Give where the sentence began of which the unit is the rest, when a table, caption or keyword came between."""
    if not unit.text[0].islower() or unit.word_count < _MIN_REST:
        return None
    captions = 0
    for index in range(len(units) - 2, max(-1, len(units) - _MOST_BETWEEN), -1):
        aside, before = units[index + 1], units[index]
        captions += aside.structure != "table_row"
        if captions > _MOST_ASIDES or not _is_aside(aside):
            return None
        is_long = before.structure == "body" and before.word_count >= _MIN_UNFINISHED
        if (
            is_long
            and (before.text[-1].isalnum() or before.text.endswith("-"))
            and _goes_on(before, unit, over_page=False)
        ):
            return index
    return None


def _is_aside(unit: Unit) -> bool:
    """True for what may stand within a sentence."""
    is_short = unit.word_count <= _ASIDE_WORDS and not unit.text.endswith(SENTENCE_END)
    return unit.structure == "table_row" or is_short


def _grouped(pages: Sequence[Page]) -> Iterator[tuple[bool, int | None, list[tuple[int, Line]]]]:
    """Yield the lines of each unit, with whether it is the first on its page and its number where pages are none."""
    for page in pages:
        count = 0
        for _, group in groupby(page.lines, lambda line: (line.block, line.structure)):
            lines = [(page.number, line) for line in group if line.text]
            in_contents = any(is_contents_line(line.text) for _, line in lines)
            for part in [[line] for line in lines] if in_contents else filter(None, [lines]):
                count += 1
                yield count == 1, count if page.method in _WITHOUT_PAGES else None, part


def _unit(lines: Sequence[tuple[int, Line]]) -> Unit:
    text, offsets = join_lines([line.text for _, line in lines])
    page, first = lines[0]
    return Unit(
        text=text,
        page=page,
        structure=first.structure,
        size=first.size,
        heading_level=first.heading_level,
        spans=tuple(
            Span(offset, PlacedBox(page=number, box=line.box), line.starts, line.turn)
            for offset, (number, line) in zip(offsets, lines, strict=True)
            if line.box is not None
        ),
    )


def _goes_on(before: Unit, unit: Unit, *, over_page: bool) -> bool:
    """True when the unit is the rest of the sentence before it."""
    if unit.structure != "body" or before.structure not in ("body", "list_item"):
        return False
    if before.heading_level or unit.heading_level or before.text.endswith(SENTENCE_END):
        return False
    if len(before.text) > _MAX_JOINED or is_contents_line(before.text) or is_contents_line(unit.text):
        return False
    if abs(before.size - unit.size) > 0.12 * max(before.size, unit.size):
        return False
    if unit.text[0].islower() or unit.text[0] == "€":
        return True
    return over_page and before.word_count >= _MIN_UNFINISHED and unit.text[0].isalnum()
