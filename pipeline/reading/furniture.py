"""Take running headers, footers and page numbers off the pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.records import Line, Page

_A4 = (595.3, 841.9)
"""Lines do not say how high their page is: A4 upright or on its side, or higher when there is text further down."""
_TOP_BAND = 0.13
_BOTTOM_BAND = 0.88
_SAME_HEIGHT = 4.0
"""Points within which two lines stand at the same height."""
_NEAR = 8.0
"""Two engines do not agree on the upper edge of a line."""
_MIN_PAGES = 3
_MIN_TITLE = 10
_LARGER = 1.1
_MIN_DENSITY = 0.45
"""Left and right pages may have different headers: each then stands on half of the pages."""

_Key = tuple[bool, str]


Furniture = Mapping[_Key, tuple[float, ...]]
"""Text in the margins, without its numbers, with the heights at which it repeats."""


def page_height(lines: Iterable[Line]) -> float:
    """Give the height of the pages, as far as their lines tell."""
    boxes = [line.box for line in lines if line.box]
    is_wide = max((box[2] for box in boxes), default=0.0) > _A4[0]
    return max([box[3] for box in boxes] + [_A4[0] if is_wide else _A4[1]])


def repeated(pages: Sequence[Sequence[Line]], height: float) -> Furniture:
    """Give what repeats in the margins of consecutive pages."""
    places: dict[_Key, list[tuple[int, float]]] = defaultdict(list)
    if len(pages) < 2:
        return {}
    for index, lines in enumerate(pages):
        for line in lines:
            if key := _key(line, height):
                places[key].append((index, _top(line)))
    found = {key: _repeated(tops, len(pages)) for key, tops in places.items()}
    return {key: heights for key, heights in found.items() if heights}


def without_furniture(pages: Sequence[Page], margins: Sequence[Sequence[Line]] | None = None) -> tuple[Page, ...]:
    """Give the pages without what repeats in the margins (and without lines that only number the page).

    `margins` holds the outer lines of every page of the document, where not every page was read in full.
    """
    height = page_height(line for page in pages for line in page.lines)
    furniture = repeated([page.lines for page in pages] if margins is None else margins, height)
    if not pages or (len(pages) < 2 and not furniture):
        return tuple(pages)
    title = _large_print(pages[0])
    return tuple(
        replace(
            page,
            lines=tuple(
                line
                for line in page.lines
                if not is_furniture(line, height, furniture) and (index == 0 or not _repeats_title(line, height, title))
            ),
        )
        for index, page in enumerate(pages)
    )


def _large_print(page: Page) -> list[tuple[float, str]]:
    """Give the paragraphs of the first page, without spaces, with the size of their print."""
    sizes: dict[int, float] = {}
    texts: dict[int, str] = defaultdict(str)
    for line in page.lines:
        sizes[line.block] = line.size
        texts[line.block] += _letters(line.text)
    return [(sizes[block], text) for block, text in texts.items()]


def _repeats_title(line: Line, height: float, title: Sequence[tuple[float, str]]) -> bool:
    """True for a line in the margin of a later page that stands larger on the first one."""
    if _key(line, height) is None:
        return False
    text = _letters(line.text)
    return len(text) >= _MIN_TITLE and any(size > line.size * _LARGER and text in large for size, large in title)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _key(line: Line, height: float) -> _Key | None:
    """Give the text without its numbers and the margin it stands in, or None in the body of the page."""
    if line.box is None or line.structure == "table_row":
        return None
    at_top = line.box[3] <= height * _TOP_BAND
    if not at_top and line.box[1] < height * _BOTTOM_BAND:
        return None
    return at_top, re.sub(r"\d+", "#", line.text.casefold())


def _top(line: Line) -> float:
    return line.box[1] if line.box else 0.0


def _repeated(found: Sequence[tuple[int, float]], page_count: int) -> tuple[float, ...]:
    """Give the heights at which the text stands on enough pages."""
    heights: list[float] = []
    for _, top in found:
        if any(abs(top - known) <= _SAME_HEIGHT for known in heights):
            continue
        indexes = {index for index, other in found if abs(other - top) <= _SAME_HEIGHT}
        span = max(indexes) - min(indexes) + 1
        if indexes == set(range(page_count)) or (len(indexes) >= _MIN_PAGES and len(indexes) / span >= _MIN_DENSITY):
            heights.append(top)
    return tuple(heights)


def is_furniture(line: Line, height: float, furniture: Furniture) -> bool:
    """True for a line that repeats at its height, or of which all parts do."""
    key = _key(line, height)
    if key is None:
        return False
    top = _top(line)
    if any(abs(top - other) <= _SAME_HEIGHT for other in furniture.get(key, ())):
        return True
    # The survey gives both ends of a line in the margin as one, the record may have parted them.
    if any(
        at_top == key[0] and key[1] in text and _is_at(top, heights) for (at_top, text), heights in furniture.items()
    ):
        return True
    rest = key[1]
    for (at_top, text), heights in furniture.items():
        if at_top == key[0] and text in rest and _is_at(top, heights):
            rest = rest.replace(text, "", 1)
    return rest != key[1] and not any(map(str.isalnum, rest))


def _is_at(top: float, heights: Sequence[float]) -> bool:
    return any(abs(top - other) <= _NEAR for other in heights)
