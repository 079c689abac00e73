"""Pages become passages: 40-200 words below one heading, each with its place on the page.

A heading is a passage of its own with the structure of a line of contents: it points, it says nothing itself.
Paragraphs within a passage are parted by a line break, lines of a paragraph by a space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.reading.decisions import decision_items
from pipeline.reading.outline import HeadingPath, body_size, caption_after, heading_rank, structure_of, title_rank
from pipeline.reading.pieces import pieces_of
from pipeline.reading.units import Span, Unit, cut_line, units_of
from pipeline.records import Page, Passage, PlacedBox, Structure

_MIN_WORDS = 40
_MAX_WORDS = 200
_MAX_SHORT_ITEM = 30
_MAX_DECISION_WORDS = 300


@dataclass(frozen=True, slots=True)
class _Draft:
    """Units that become one passage, or more when they are too long."""

    units: tuple[Unit, ...]
    heading: str
    structure: Structure
    alone: bool = False
    limit: int = _MAX_WORDS

    @property
    def word_count(self) -> int:
        return sum(unit.word_count for unit in self.units)


def segment(pages: Sequence[Page], *, title: str) -> list[Passage]:
    """Cut the recorded pages of a document into passages, in order and without losing text.

    What pdfium alone has read is text to search in, without places: it gives no passages.
    """
    passages: list[Passage] = []
    unread = [page.number for page in pages if page.method == "pdfium" and page.lines]
    units = units_of([page for page in pages if page.method != "pdfium"], unread)
    drafts = _folded(_folded(_drafts(units, title, unread), _joins), _is_scrap) if units else ()
    for draft in drafts:
        for piece in pieces_of(draft.units, draft.limit):
            passages.append(_passage(len(passages), piece, draft))
    return passages


def quote_boxes(passage: Passage, start: int, end: int) -> tuple[PlacedBox, ...]:
    """Give the rectangles of `text[start:end]`: of each line that it touches, as far as its words reach."""
    ends = [*passage.offsets[1:], len(passage.text)]
    edges = passage.starts or ((),) * len(passage.boxes)
    turns = passage.turns or (0,) * len(passage.boxes)
    return tuple(
        cut_line(Span(line_start, placed, starts, turn), passage.text[line_start:line_end], start, end).place
        for placed, starts, turn, line_start, line_end in zip(
            passage.boxes, edges, turns, passage.offsets, ends, strict=False
        )
        if max(start, line_start) < min(end, line_end)
        and passage.text[max(start, line_start) : min(end, line_end)].strip()
    )


def _drafts(units: Sequence[Unit], title: str, unread: Sequence[int]) -> Iterator[_Draft]:
    """Yield headings, decision items and single units, each with the path above it.

    After pages that were not recorded nobody knows under which headings the text stands.
    """
    body = body_size(units)
    ranks = [heading_rank(unit, following, body) for unit, following in zip(units, [*units[1:], None], strict=True)]
    items = decision_items(units, [rank is not None for rank in ranks], title)
    path = HeadingPath(title, title_rank(ranks))
    before: Structure = "body"
    caption = ""
    index = 0
    while index < len(units):
        unit, rank, end = units[index], ranks[index], items.get(index, index + 1)
        if index and any(units[index - 1].page < number < unit.page for number in unread):
            path.parts.clear()
            caption = ""
        structure = structure_of(unit, path, before)
        caption = caption_after(caption, unit, rank)
        if index in items:
            if rank is not None:
                path.leave(rank)
            yield _Draft(tuple(units[index:end]), path.text, "list_item", alone=True, limit=_MAX_DECISION_WORDS)
        elif rank is not None and structure in ("body", "list_item", "definition"):
            path.enter(rank, unit.text)
            yield _Draft((unit,), path.text, "contents_line", alone=True)
            structure = "body"
        else:
            above = [path.text, caption if structure == "table_row" else ""]
            alone = structure in ("table_row", "agenda_line", "definition")
            yield _Draft((unit,), " > ".join(filter(None, above)), structure, alone=alone)
        before = structure
        index = end


def _folded(drafts: Iterable[_Draft], joins: Callable[[_Draft, _Draft], bool]) -> Iterator[_Draft]:
    """Merge neighbours where `joins` says so."""
    held: _Draft | None = None
    for draft in drafts:
        if held is not None and joins(held, draft):
            held = _Draft((*held.units, *draft.units), held.heading, held.structure)
            continue
        if held is not None:
            yield held
        held = draft
    if held is not None:
        yield held


def _is_scrap(held: _Draft, draft: _Draft) -> bool:
    """True for the short end of a section, which goes to the passage before it."""
    structures = {unit.structure for unit in (*held.units, *draft.units)}
    return (
        held.structure == draft.structure == "body"
        and structures == {"body"}
        and held.heading == draft.heading
        and draft.word_count < _MIN_WORDS
        and held.word_count + draft.word_count <= _MAX_WORDS
    )


def _joins(pending: _Draft, draft: _Draft) -> bool:
    """True for short neighbours below one heading and of one kind."""
    if pending.alone or draft.alone or pending.heading != draft.heading:
        return False
    if pending.word_count + draft.word_count > _MAX_WORDS:
        return False
    if draft.structure == "list_item":
        return _joins_list(pending, draft)
    if pending.structure != draft.structure:
        return False
    if draft.structure == "body":
        after_list = pending.units[-1].structure == "list_item"
        return not after_list and pending.word_count < _MIN_WORDS
    return True


def _joins_list(pending: _Draft, item: _Draft) -> bool:
    """Keep a list with its lead, and short items together; a long item stands alone."""
    last = pending.units[-1]
    if last.structure == "list_item":
        return max(last.word_count, item.word_count) <= _MAX_SHORT_ITEM
    if pending.structure != "body" or not last.text.endswith(":"):
        return False
    return item.word_count <= _MAX_SHORT_ITEM or pending.word_count < _MIN_WORDS


def _passage(position: int, units: Sequence[Unit], draft: _Draft) -> Passage:
    offsets: list[int] = []
    boxes: list[PlacedBox] = []
    starts: list[tuple[float, ...]] = []
    start = 0
    turns = tuple(span.turn for unit in units for span in unit.spans)
    for unit in units:
        offsets += [start + span.offset for span in unit.spans]
        boxes += [span.place for span in unit.spans]
        starts += [span.starts for span in unit.spans]
        start += len(unit.text) + 1
    return Passage(
        position=position,
        page=units[0].page,
        text="\n".join(unit.text for unit in units),
        heading=draft.heading,
        structure=draft.structure,
        boxes=tuple(boxes),
        offsets=tuple(offsets),
        starts=tuple(starts),
        turns=turns if any(turns) else (),
        paragraph=units[0].paragraph,
    )
