"""Reading order: words become rows, and columns are read one after the other.

A column is believed only on evidence: a gutter that no text crosses for several rows, prose on both sides,
and lines that begin at the same place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf
from statistics import median
from typing import TypeVar

from pipeline.reading.words import Word
from pipeline.records import Box

_GAP = 0.9
"""Spaces wider than this share of the font size part a row."""
_MIN_ROWS = 3
_MIN_PROSE = 16
"""Characters in the middle row of a column of prose."""
_MIN_LETTERS = 0.6
_SAME_START = 3.0
_MOST_KEYWORDS = 0.6
_KEYWORD_WORDS = 4
_CONTINUED = 0.4
"""Of running text so many rows begin in the middle of a sentence."""
_MIN_SPACED = 6
"""So many single letters in a row are one word with wide spacing."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words of one row without a wide gap between them."""

    words: tuple[Word, ...]
    text: str
    box: Box

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.box[0]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.box[1]

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.box[3]

    @property
    def size(self) -> float:
        """The font size of most of its characters."""
        first = self.words[0].size
        if all(word.size == first for word in self.words):
            return first
        sizes: Counter[float] = Counter()
        for word in self.words:
            sizes[word.size] += len(word.text)
        return sizes.most_common(1)[0][0]

    @property
    def bold(self) -> bool:
        """True when all its letters are bold."""
        lettered = [word.bold for word in self.words if any(map(str.isalpha, word.text))]
        return all(lettered or [word.bold for word in self.words])

    @property
    def font(self) -> str:
        """The font of all its words, or an empty string when there is more than one."""
        fonts = {word.font for word in self.words}
        return fonts.pop() if len(fonts) == 1 else ""


@dataclass(frozen=True, slots=True)
class Row(Fragment):
    """Everything that stands on one line of a region."""

    fragments: tuple[Fragment, ...]


Piece = TypeVar("Piece", Word, Fragment)


def box_around(boxes: Sequence[Box]) -> Box:
    """Give the rectangle that holds all boxes."""
    return (
        min([box[0] for box in boxes]),
        min([box[1] for box in boxes]),
        max([box[2] for box in boxes]),
        max([box[3] for box in boxes]),
    )


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Cluster words to rows by their height on the page, from the top down."""
    return [_row(cluster) for cluster in _clustered(words)]


def _clustered(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Cluster words or fragments by their height on the page."""
    clusters: list[list[Piece]] = []
    middle, height = -inf, 0.0
    for piece in sorted(pieces, key=lambda piece: (piece.top + piece.bottom, piece.x0)):
        here, high = (piece.top + piece.bottom) / 2, piece.bottom - piece.top
        if here - middle > 0.5 * min(high, height):
            clusters.append([])
            middle, height = here, high
        clusters[-1].append(piece)
        if high > height:
            middle, height = here, high
    return clusters


def _row(cluster: list[Word]) -> Row:
    words = _unspaced(sorted(cluster, key=lambda word: word.x0))
    pieces = [[words[0]]]
    for before, word in pairwise(words):
        if word.x0 - before.x1 > _GAP * max(before.size, word.size):
            pieces.append([])
        pieces[-1].append(word)
    whole = _fragment(words)
    fragments = tuple(map(_fragment, pieces)) if len(pieces) > 1 else (whole,)
    return Row(whole.words, whole.text, whole.box, fragments)


def _fragment(words: Sequence[Word]) -> Fragment:
    box = box_around([(word.x0, word.top, word.x1, word.bottom) for word in words])
    return Fragment(tuple(words), " ".join([word.text for word in words]), box)


def _unspaced(words: Sequence[Word]) -> list[Word]:
    """Join the letters of a spaced heading (`F i n a n c i ë n`) to words."""
    result: list[Word] = []
    run: list[Word] = []
    for word in (*words, None):
        if word is not None and len(word.text) == 1 and word.text.isalpha():
            run.append(word)
            continue
        result += _spelled(run) if len(run) >= _MIN_SPACED else run
        run = []
        if word is not None:
            result.append(word)
    return result


def _spelled(letters: Sequence[Word]) -> list[Word]:
    gaps = [after.x0 - before.x1 for before, after in pairwise(letters)]
    wide = 1.8 * median(gaps)
    joined = [letters[0]]
    for gap, letter in zip(gaps, letters[1:], strict=True):
        if gap > wide:
            joined.append(letter)
        else:
            last = joined[-1]
            joined[-1] = replace(last, text=last.text + letter.text, x1=letter.x1)
    return joined


def regions(words: Sequence[Word]) -> Iterator[list[Row]]:
    """Yield the regions of a page in reading order, each as rows from the top down."""
    rows = rows_of(words)
    fragments = [fragment for row in rows for fragment in row.fragments]
    for region in _ordered(fragments):
        whole = len(region) == len(fragments)
        yield rows if whole else rows_of([word for fragment in region for word in fragment.words])


def _ordered(fragments: list[Fragment]) -> Iterator[list[Fragment]]:
    gutter = _gutter(fragments)
    if gutter is None:
        yield from filter(None, _beside_keywords(fragments) or [fragments])
        return
    pending: list[Fragment] = []
    for band in _bands(fragments, gutter):
        if not _is_columns(band, gutter):
            pending += band
            continue
        yield from filter(None, [pending])
        pending = []
        yield from _ordered([fragment for fragment in band if fragment.x1 <= gutter])
        yield from _ordered([fragment for fragment in band if fragment.x0 >= gutter])
    yield from filter(None, [pending])


def _beside_keywords(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Give keywords of more than one line in the left margin, each before the text beside it; empty without them."""
    starts = Counter(round(fragment.x0 / _SAME_START) for fragment in fragments)
    if len(starts) < 2:
        return []
    main = starts.most_common(1)[0][0]
    edge = min(fragment.x0 for fragment in fragments if round(fragment.x0 / _SAME_START) == main) - 0.5
    left = sorted((fragment for fragment in fragments if fragment.x1 <= edge), key=lambda fragment: fragment.top)
    right = [fragment for fragment in fragments if fragment.x0 >= edge]
    if len(left) + len(right) < len(fragments) or not _are_keywords(left, right):
        return []
    groups = [[left[0]]]
    for before, fragment in pairwise(left):
        if fragment.top - before.bottom > 0.5 * before.size:
            groups.append([])
        groups[-1].append(fragment)
    if max(map(len, groups)) < 2:
        return []
    return list(_interleaved(groups, right))


def _are_keywords(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """True for a few short pieces beside much running text."""
    if not left or len(left) > _MOST_KEYWORDS * len(right) or not _is_prose(right):
        return False
    continued = sum(fragment.text[:1].islower() for fragment in right)
    return (
        all(len(fragment.words) <= _KEYWORD_WORDS for fragment in left)
        and max(fragment.x0 for fragment in left) - min(fragment.x0 for fragment in left) < _SAME_START
        and continued >= _CONTINUED * len(right)
    )


def _interleaved(groups: Sequence[list[Fragment]], right: Sequence[Fragment]) -> Iterator[list[Fragment]]:
    tops = [group[0].top - 0.5 * group[0].size for group in groups]
    yield [fragment for fragment in right if fragment.top < tops[0]]
    for group, top, end in zip(groups, tops, [*tops[1:], inf], strict=True):
        yield group
        yield [fragment for fragment in right if top <= fragment.top < end]


def _bands(fragments: Sequence[Fragment], gutter: float) -> Iterator[list[Fragment]]:
    """Yield the stretches of the page in which nothing crosses the gutter, and each thing that does."""
    band: list[Fragment] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.top):
        if fragment.x0 < gutter < fragment.x1:
            yield from filter(None, [band])
            yield [fragment]
            band = []
        else:
            band.append(fragment)
    yield from filter(None, [band])


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """Give the place that parts the most text into columns."""
    if len(fragments) < 2 * _MIN_ROWS:
        return None
    starts = Counter(round(fragment.x0 / _SAME_START) for fragment in fragments)
    leftmost = min(starts)
    best: tuple[int, float] | None = None
    for start, count in starts.most_common(8):
        if start <= leftmost + 1 or count < _MIN_ROWS:
            continue
        gutter = min(f.x0 for f in fragments if round(f.x0 / _SAME_START) == start) - 0.5
        parted = sum(len(band) for band in _bands(fragments, gutter) if _is_columns(band, gutter))
        if parted and (best is None or parted > best[0]):
            best = parted, gutter
    return best[1] if best else None


def _is_columns(band: Sequence[Fragment], gutter: float) -> bool:
    left = [fragment for fragment in band if fragment.x1 <= gutter]
    right = [fragment for fragment in band if fragment.x0 >= gutter]
    if min(len(left), len(right)) < _MIN_ROWS or not _lie_beside(left, right):
        return False
    return _is_prose(left) and _is_prose(right)


def _is_prose(side: Sequence[Fragment]) -> bool:
    """True for a column of running text: enough rows, long enough, of letters, beginning at the same place."""
    rows = _clustered(side)
    if len(rows) < _MIN_ROWS:
        return False
    texts = [" ".join([fragment.text for fragment in row]) for row in rows]
    if median(map(len, texts)) < _MIN_PROSE:
        return False
    text = "".join(texts)
    letters = (sum(map(str.isalpha, text)) + text.count(" ")) / max(1, len(text))
    starts = Counter([round(min([fragment.x0 for fragment in row]) / _SAME_START) for row in rows])
    common = starts.most_common(1)[0][0]
    aligned = sum(count for start, count in starts.items() if abs(start - common) <= 1)
    return letters >= _MIN_LETTERS and aligned * 2 >= len(rows)


def _lie_beside(left: Sequence[Fragment], right: Sequence[Fragment]) -> bool:
    """True when the columns share enough of their height."""
    top = max(min(f.top for f in left), min(f.top for f in right))
    bottom = min(max(f.bottom for f in left), max(f.bottom for f in right))
    return bottom - top >= _MIN_ROWS * 0.8 * median(fragment.size for fragment in left)
