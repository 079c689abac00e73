"""A paper in the making: its measures, its lines and what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from crawlers.replica.layouts.faces import Face
from crawlers.replica.layouts.flow import Flow, Frame, Hand, Line, Setting
from crawlers.replica.layouts.hands import whole
from crawlers.replica.layouts.stories import Passage, Stock

DOMAIN_PARAGRAPHS = 3
"""With so many paragraphs a page speaks of the subjects that the product looks for."""
SECTION = (2, 3)
"""Paragraphs under one heading."""

Art = Callable[[Any], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The measures of a paper."""

    title: str
    face: Face
    head: Face
    pages: int = 13
    size: tuple[float, float] = A4
    """Width and height as a reader sees them."""
    margins: tuple[float, float, float, float] = (72.0, 80.0, 72.0, 76.0)
    """Left, top, right and bottom."""
    columns: int = 1
    gutter: float = 20.0
    justified: bool = False
    hyphen: str = ""
    indent: float = 0.0
    above: float = 6.0
    hand: Hand = whole
    head_hand: Hand = whole
    strong_hand: Hand | None = None
    """Writes every third paragraph."""
    spell: Callable[[str], str] = str
    shuffle: str = ""
    """A seed by which the lines of a page are drawn in another order."""
    rotation: int = 0
    """The /Rotate of every page: 0, 90 or 270."""
    is_turned: bool = False
    """The text is turned by a matrix, on an upright page."""
    headings_count: bool = False
    """Headings belong to what must be read whole."""
    folio: Callable[[Any, Form, int], None] | None = None
    """Prints what every page repeats."""
    crop: float = 0.0
    """Points at every side that the CropBox leaves out."""

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of the page as it is shown."""
        width, height = self.size
        return (height, width) if self.is_turned else (width, height)

    @property
    def inner(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom edge of the text, from the lower left corner."""
        left, top, right, bottom = self.margins
        return left, self.size[1] - top, self.size[0] - right, bottom

    def frames(self, top: float | None = None, bottom: float | None = None) -> tuple[Frame, ...]:
        """Return the columns between two heights; without them, of the whole page."""
        left, upper, right, lower = self.inner
        width = (right - left - self.gutter * (self.columns - 1)) / self.columns
        return tuple(
            Frame(
                left=left + column * (width + self.gutter),
                top=upper if top is None else top,
                width=width,
                bottom=lower if bottom is None else bottom,
            )
            for column in range(self.columns)
        )

    @property
    def body(self) -> Setting:
        """How running text is set."""
        return Setting(
            face=self.face,
            hand=self.hand,
            justified=self.justified,
            hyphen=self.hyphen,
            first=self.indent,
            above=self.above,
            spell=self.spell,
        )

    @property
    def heading(self) -> Setting:
        """How a heading is set."""
        keep = 3 * self.face.leading
        return Setting(face=self.head, hand=self.head_hand, above=self.head.size * 0.7, keep=keep, spell=self.spell)


@dataclass(slots=True)
class Draft:
    """A paper in the making."""

    form: Form
    stock: Stock
    domain: frozenset[int]
    """Pages, from 0, that speak of the subjects that the product looks for."""
    flows: list[Flow] = field(default_factory=list)
    art: dict[int, list[Art]] = field(default_factory=dict)
    """What is drawn before the text."""
    loose: list[Line] = field(default_factory=list)
    """Lines beside the flows."""
    rows: list[tuple[str, ...]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    """What stands in the file but is not shown."""
    told: Counter[int] = field(default_factory=Counter)
    """Passages on those subjects that begin on a page."""
    domain_pages: set[int] = field(default_factory=set)
    _spoken: list[tuple[int, bool, str]] = field(default_factory=list)
    _paragraphs: int = 0

    def flow(self, plan: Callable[[int], Iterable[Frame]], *, page: int = 0) -> Flow:
        """Begin to set text in frames."""
        flow = Flow(plan=lambda number: tuple(plan(number)), pages=self.form.pages, page=page)
        self.flows.append(flow)
        return flow

    def mark_domain(self, page: int) -> None:
        """Note that a passage on those subjects stands on a page."""
        self.told[page] += 1
        self.domain_pages.add(page)

    @property
    def lines(self) -> list[Line]:
        """All lines, flow by flow."""
        return [*(line for flow in self.flows for line in flow.lines), *self.loose]

    def sentences(self) -> tuple[str, ...]:
        """Return what a reader reads, page by page."""
        return tuple(text for _, _, text in sorted(self._spoken, key=lambda spoken: spoken[:2]))

    def say(self, page: int, sentences: Iterable[str], *, at_foot: bool = False) -> None:
        """Note what a reader reads on a page."""
        self._spoken += [(page, at_foot, sentence) for sentence in sentences]

    def put(self, flow: Flow, passage: Passage, setting: Setting) -> list[Line] | None:
        """Set a passage, unless the pages are full."""
        lines = flow.put(passage.text, setting)
        if lines:
            self.say(lines[0].page, passage.sentences)
            if passage.is_domain:
                self.told[lines[0].page] += 1
                self.domain_pages |= {line.page for line in lines}
        return lines

    def next_paragraph(self, flow: Flow, theme: str) -> tuple[Passage, Setting]:
        """Choose what comes next on this page and how it is set."""
        self._paragraphs += 1
        setting = self.form.body
        if self.form.strong_hand and self._paragraphs % 3 == 0:
            setting = replace(setting, hand=self.form.strong_hand)
        return (self.stock.domain_paragraph() if self.wants_domain(flow.page) else self.stock.paragraph(theme)), setting

    def wants_domain(self, page: int) -> bool:
        """Tell whether the next passage on the page is one that the product looks for."""
        return page in self.domain and self.told[page] < DOMAIN_PARAGRAPHS

    def heading_text(self, theme: str) -> str:
        """Choose a heading; where headings count, one that is long enough to be looked for."""
        text = self.stock.heading(theme)
        return f"{text} en {self.stock.heading(theme)}" if self.form.headings_count else text

    def head(self, flow: Flow, text: str) -> list[Line] | None:
        """Set a heading."""
        lines = flow.put(text, self.form.heading)
        if lines and self.form.headings_count:
            self.say(lines[0].page, [text])
        return lines

    def tell(self, flow: Flow) -> None:
        """Fill the frames with sections until the last one is full."""
        while True:
            theme = self.stock.theme()
            if not self.head(flow, self.heading_text(theme)):
                return
            for _ in range(self.stock.random.randint(*SECTION)):
                if not self.put(flow, *self.next_paragraph(flow, theme)):
                    return

    def draw(self, page: int, art: Art) -> None:
        """Draw something under the text of a page."""
        self.art.setdefault(page, []).append(art)


def print_draft(draft: Draft, path: Path) -> None:
    """Write the paper, with the same bytes every time."""
    form = draft.form
    canvas = Canvas(str(path), invariant=1, pageCompression=1)
    canvas.setTitle(form.title)
    random = Random(form.shuffle)
    for page in range(form.pages):
        _set_page(canvas, form)
        if form.folio:
            form.folio(canvas, form, page)
        if form.is_turned:
            canvas.transform(0, 1, -1, 0, form.size[1], 0)
        for art in draft.art.get(page, ()):
            art(canvas)
        lines = [line for line in draft.lines if line.page == page]
        if form.shuffle:
            random.shuffle(lines)
        for line in lines:
            line.hand(canvas, line)
        canvas.showPage()
    canvas.save()


def _set_page(canvas: Any, form: Form) -> None:
    width, height = form.size
    canvas.setPageSize(form.paper)
    canvas.setPageRotation(form.rotation)
    if form.crop:
        canvas.setCropBox((form.crop, form.crop, width - form.crop, height - form.crop))
    if form.rotation == 90:
        canvas.transform(0, 1, -1, 0, height, 0)
    elif form.rotation == 270:
        canvas.transform(0, -1, 1, 0, 0, width)
