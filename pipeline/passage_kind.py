"""What kind of text a passage is that comes without its page: the rules of the segmenter on the text alone."""

from __future__ import annotations

from collections.abc import Iterator

from models.records import Text
from models.signals import pointer_rule
from pipeline.reading.plain import lines_of
from pipeline.reading.segment import segment
from pipeline.records import Line, Page, Passage, Structure

_CELLS = " | "
_LEAST_CELLS = 2


def passage_kind(text: str, *, title: str = "", heading: str = "", genre: str = "") -> Structure:
    """Say what most of a text is; `heading` is the path above it, as the segmenter writes it."""
    pointed = pointer_rule(Text(text=text, title=title, heading=heading, genre=genre))
    if pointed == "contents_line":
        return "contents_line"
    if text.count(_CELLS) >= _LEAST_CELLS and not pointed:
        return "table_row"
    lengths: dict[Structure, int] = {}
    for passage in _own(text, title, heading):
        lengths[passage.structure] = lengths.get(passage.structure, 0) + len(passage.text)
    kind: Structure = max(lengths, key=lambda structure: lengths[structure], default="body")
    return "agenda_line" if pointed and kind in ("body", "list_item", "contents_line") else kind


def _own(text: str, title: str, heading: str) -> Iterator[Passage]:
    """The passages of the text below its headings."""
    above = [part.strip() for part in heading.split(">") if part.strip()]
    lines = [Line(text=part, heading_level=level, block=level) for level, part in enumerate(above, 1)]
    lines += [Line(text=one.text, structure=one.structure, block=one.block + len(above)) for one in lines_of(text)]
    for passage in segment([Page(number=1, method="text", lines=tuple(lines))], title=title):
        if passage.text not in above:
            yield passage
