"""Choose the words that prove a field or a whole finding, with their place on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.detect.privacy import is_private
from pipeline.detect.sentences import sentences
from pipeline.reading.segment import quote_boxes
from pipeline.records import Evidence, Passage, PlacedBox

LONGEST = 300
SHORT = 110
"""A sentence below this length takes the next one along."""

_MOTION = re.compile(
    r"(?<=[;,])\s+(?=(?:constaterende|overwegende|van mening|verzoekt|draagt|roept|spreekt uit|en gaat over)\b)"
)
BULLETS = "•▪–-*"

Weight = Callable[[int, int], float]
"""How much a stretch of the passage (start, end) says."""


def best_quote(passage: Passage, weight: Weight) -> tuple[str, tuple[PlacedBox, ...]]:
    """Give the sentence that says most, literally, and its rectangles; a short one with its neighbour.

    Sentences with personal data are passed over as long as there are others.
    """
    spans = list(_clauses(passage.text))
    public = [span for span in spans if not is_private(passage.text[span[0] : span[1]])] or spans
    start, end = max(public, key=lambda span: (weight(*span), -span[0]))
    for other in sorted(public, key=lambda span: span[0] < start):  # the next sentence, else the one before
        gap = passage.text[end : other[0]] if other[0] >= end else passage.text[other[1] : start]
        joined = (min(start, other[0]), max(end, other[1]))
        if end - start < SHORT and not gap.strip() and "\n" not in gap and joined[1] - joined[0] <= LONGEST:
            start, end = joined
    return _cut(passage, start, end)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Give the sentences; a motion is one sentence, of which every clause stands for itself."""
    for start, end in sentences(text):
        cuts = list(_MOTION.finditer(text, start, end))
        begins = [start, *(cut.end() for cut in cuts)]
        ends = [*(cut.start() for cut in cuts), end]
        yield from ((b, e) for b, e in zip(begins, ends, strict=True) if text[b:e].strip())


def evidence(field: str, value: str, passage: Passage, start: int, end: int) -> Evidence:
    """Prove a value with the sentence that holds it."""
    around = next((span for span in sentences(passage.text) if span[0] <= start and end <= span[1]), (start, end))
    quote, boxes = _cut(passage, *around)
    return Evidence(field=field, value=value, quote=quote, page=boxes[0].page if boxes else passage.page, boxes=boxes)


def _cut(passage: Passage, start: int, end: int) -> tuple[str, tuple[PlacedBox, ...]]:
    text = passage.text
    if end - start > LONGEST:
        cut = text.rfind(" ", start, start + LONGEST)
        end = cut if cut > start else start + LONGEST
    while start < end and (text[start].isspace() or text[start] in BULLETS):
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return text[start:end], quote_boxes(passage, start, end)
