"""Choose the words that prove a field or a whole finding, with their place on the page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipeline.detect.privacy import is_private
from pipeline.detect.sentences import sentences
from pipeline.reading.segment import quote_boxes
from pipeline.records import Evidence, Passage, PlacedBox

LONGEST = 300
SHORT = 110
"""A sentence below this length takes a neighbour along."""
FRAGMENT = 60
"""Below this length a line says too little alone."""

_MOTION = re.compile(
    r"(?<=[;,])\s+(?=(?:constaterende|overwegende|van mening|verzoekt|draagt|roept|spreekt uit|en gaat over)\b)"
)
BULLETS = "•▪–-*"

Span = tuple[int, int]
Weight = Callable[[int, int], float]
"""How much a stretch of the passage (start, end) says."""


def best_quote(passage: Passage, weight: Weight) -> tuple[str, tuple[PlacedBox, ...]]:
    """Give the sentence that says most, literally, and its rectangles; a short one with its neighbour.

    Sentences with personal data are passed over as long as there are others.
    """
    spans = list(_clauses(passage.text))
    public = [span for span in spans if not is_private(passage.text[span[0] : span[1]])] or spans
    start, end = max(public, key=lambda span: (weight(*span), -span[0]))
    return _cut(passage, *_with_neighbour(passage.text, public, start, end))


def _with_neighbour(text: str, spans: Sequence[Span], start: int, end: int) -> Span:
    """Let a short sentence take a neighbour along: the next one, else the one before; a fragment also over a line."""
    before = [(begin, end) for begin, stop in spans if stop <= start and not text[stop:start].strip()]
    after = [(start, stop) for begin, stop in spans if begin >= end and not text[end:begin].strip()]
    fitting = [span for span in after + before if span[1] - span[0] <= LONGEST]
    same_line = [span for span in fitting if "\n" not in text[span[0] : start] + text[end : span[1]]]
    if end - start < SHORT and same_line:
        return same_line[0]
    if end - start < FRAGMENT and fitting:
        return fitting[-1]
    return start, end


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
    page = boxes[0].page if boxes else passage.page
    paragraph = paragraph_of(passage, quote)
    return Evidence(field=field, value=value, quote=quote, page=page, boxes=boxes, paragraph=paragraph)


def paragraph_of(passage: Passage, quote: str) -> int | None:
    """Give the number of the paragraph in which the quote begins; None where a page says where it stands."""
    if passage.paragraph is None:
        return None
    return passage.paragraph + passage.text.count("\n", 0, passage.text.index(quote))


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
