"""Running text: columns, side boxes, pictures, notes at the foot and keywords in the margin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from crawlers.replica.layouts.draft import Draft
from crawlers.replica.layouts.faces import Face
from crawlers.replica.layouts.flow import Flow, Frame, Line, Notch, Setting, alone
from crawlers.replica.layouts.hands import ghostly, white, whole
from crawlers.replica.layouts.tables import Grid, Place, set_table

BOX_PADDING = 10.0
LABELS: tuple[Callable[[int], str], ...] = (
    lambda number: "•",
    lambda number: f"{number}.",
    lambda number: f"{'abcdefghijk'[number - 1]}.",
    lambda number: "–",
    lambda number: f"{'abcdefghijk'[number - 1]})",
)


def running(draft: Draft) -> None:
    """Set sections in the columns of the form."""
    draft.tell(draft.flow(lambda page: draft.form.frames()))


def spanning(draft: Draft, *, every: int, grid: Grid, rows: int) -> None:
    """Set columns between a heading and a table that span them."""
    form = draft.form
    left, top, right, _ = form.inner
    chapter = Face(form.head.font, form.head.size * 1.7, form.head.leading * 1.7)
    middle = (top + form.inner[3]) / 2
    bands: dict[int, float] = {}
    for page in range(0, form.pages, every):
        title = draft.stock.heading(draft.stock.theme())
        over = alone(page, Frame(left=left, top=top, width=right - left, bottom=0))
        draft.loose += over.put(title, Setting(face=chapter, hand=whole)) or []
        end = set_table(draft, grid, Place(page=page, left=left, y=middle), rows)
        bands[page] = end.y if end else middle

    def plan(page: int) -> tuple[Frame, ...]:
        if page not in bands:
            return form.frames()
        return form.frames(top - chapter.leading * 1.4, middle + 14) + form.frames(bands[page] - 16)

    draft.tell(draft.flow(plan))


def boxed(draft: Draft, *, width: float, height: float, side: str = "right") -> None:
    """Set text beside a tinted frame with text of its own."""
    form = draft.form
    left, top, right, _ = form.inner
    place = right - width if side == "right" else left
    box_top = top - 60
    notch = Notch(top=box_top + 6, bottom=box_top - height - 6, **{side: width + 16})

    def plan(page: int) -> tuple[Frame, ...]:
        return tuple(replace(frame, notches=() if page % 2 else (notch,)) for frame in form.frames())

    draft.tell(draft.flow(plan))
    for page in range(0, form.pages, 2):
        draft.draw(page, partial(_tint, x=place, y=box_top - height, width=width, height=height))
        _fill_box(draft, page, (place, box_top, width, height))


def _fill_box(draft: Draft, page: int, box: tuple[float, float, float, float]) -> None:
    form, (x, top, width, height) = draft.form, box
    face = Face(form.head.font, form.face.size * 0.9, form.face.size * 1.15)
    text = Face(form.face.font, form.face.size * 0.9, form.face.size * 1.15)
    inside = Frame(
        left=x + BOX_PADDING,
        top=top - BOX_PADDING,
        width=width - 2 * BOX_PADDING,
        bottom=top - height + BOX_PADDING,
    )
    flow = alone(page, inside)
    draft.flows.append(flow)
    flow.put("In het kort", Setting(face=face, hand=whole))
    theme = draft.stock.theme()
    setting = Setting(face=text, hand=form.hand, spell=form.spell, above=4)
    while draft.put(flow, draft.stock.paragraph(theme, sentences=(1, 2)), setting):
        pass


def _tint(canvas: Any, *, x: float, y: float, width: float, height: float) -> None:
    canvas.saveState()
    canvas.setFillColorRGB(0.88, 0.93, 0.97)
    canvas.setStrokeColorRGB(0.3, 0.5, 0.7)
    canvas.rect(x, y, width, height, stroke=1, fill=1)
    canvas.restoreState()


def floating(draft: Draft, *, size: tuple[float, float], depth: float, caption: str) -> None:
    """Set text around a picture that stands left on one page and right on the next."""
    form = draft.form
    left, top, right, _ = form.inner
    width, height = size

    def plan(page: int) -> tuple[Frame, ...]:
        side = "left" if page % 2 else "right"
        notch = Notch(top=top - depth + 4, bottom=top - depth - height - 18, **{side: width + 14})
        return tuple(replace(frame, notches=(notch,)) for frame in form.frames())

    draft.tell(draft.flow(plan))
    small = Face(form.face.font, form.face.size * 0.8, form.face.size)
    for page in range(form.pages):
        x = left if page % 2 else right - width
        draft.draw(page, partial(_picture, x=x, y=top - depth - height, width=width, height=height))
        words = tuple(form.spell(f"{caption} {page + 1}").split())
        y = top - depth - height - 11
        draft.loose.append(Line(page=page, x=x, y=y, words=words, face=small, gap=small.width(" "), hand=whole))


def _picture(canvas: Any, *, x: float, y: float, width: float, height: float) -> None:
    canvas.saveState()
    for step in range(12):
        canvas.setFillGray(0.4 + step / 22)
        canvas.rect(x, y + step * height / 12, width, height / 12, stroke=0, fill=1)
    canvas.restoreState()


def keyed(draft: Draft, *, key: Face, outer: float) -> None:
    """Set text beside a margin in which keywords stand at the first line of a paragraph."""
    form = draft.form
    flow = draft.flow(lambda page: form.frames())
    left = form.inner[0]
    while True:
        theme = draft.stock.theme()
        passage, setting = draft.next_paragraph(flow, theme)
        lines = draft.put(flow, passage, replace(setting, keep=2 * form.face.leading))
        if not lines:
            return
        frame = Frame(left=left - outer, top=lines[0].y + key.size, width=outer - 10, bottom=form.inner[3])
        margin = alone(lines[0].page, frame)
        draft.loose += margin.put(draft.stock.heading(theme), Setting(face=key, hand=whole, spell=form.spell)) or []


def footnoted(draft: Draft, *, room: float) -> None:
    """Set text with numbers behind its sentences and small notes at the foot of the page."""
    form = draft.form
    left, _, right, bottom = form.inner
    small = Face(form.face.font, form.face.size * 0.78, form.face.size)
    flow = draft.flow(lambda page: form.frames(bottom=bottom + room))
    feet: dict[int, Flow] = {}
    number = 0
    while True:
        theme = draft.stock.theme()
        if not draft.head(flow, draft.stock.heading(theme)):
            return
        if not (lines := draft.put(flow, *draft.next_paragraph(flow, theme))):
            return
        page = lines[-1].page
        foot = feet.get(page)
        if foot is None:
            frame = Frame(left=left, top=bottom + room - 12, width=right - left, bottom=bottom)
            foot = feet[page] = alone(page, frame)
            draft.flows.append(foot)
            draft.draw(page, lambda canvas: canvas.line(left, bottom + room - 8, left + 120, bottom + room - 8))
        note = draft.stock.item(theme)
        setting = Setting(face=small, hand=whole, first=12, others=12, label=str(number + 1), spell=form.spell)
        if foot.put(note.text, setting):
            number += 1
            draft.say(page, note.sentences, at_foot=True)
            draft.loose.append(_mark(lines[-1], small, number))


def _mark(line: Line, small: Face, number: int) -> Line:
    """Give a raised number behind a line."""
    x, y = line.x + line.width, line.y + line.face.size * 0.35
    return replace(line, x=x, y=y, words=(str(number),), face=small, hand=whole)


def listed(draft: Draft, *, indent: float, inner: float) -> None:
    """Set lists with bullets, numbers and letters, and hanging indents, under a sentence each."""
    form, stock = draft.form, draft.stock
    flow = draft.flow(lambda page: form.frames())
    number = 0
    while True:
        theme = stock.theme()
        if not draft.head(flow, stock.heading(theme)) or not draft.put(flow, *draft.next_paragraph(flow, theme)):
            return
        label = LABELS[number % len(LABELS)]
        offset = inner if number % 3 == 2 else 0.0
        for place in range(1, stock.random.randint(4, 7)):
            start = offset + indent
            setting = replace(form.body, first=start, others=start, hang=indent, above=2.0, label=label(place))
            item = stock.domain_item() if draft.wants_domain(flow.page) else stock.item(theme)
            if not draft.put(flow, item, setting):
                return
        number += 1


def haunted(draft: Draft, *, slug: str) -> None:
    """Set text among sentences that the file holds but no reader sees: outside the page, white, or not drawn."""
    form, stock = draft.form, draft.stock
    flow = draft.flow(lambda page: form.frames())
    hands = (ghostly, white)
    number = 0
    while True:
        theme = stock.theme()
        if not draft.head(flow, stock.heading(theme)):
            break
        if not draft.put(flow, *draft.next_paragraph(flow, theme)):
            break
        ghost = stock.item(theme)
        if flow.put(ghost.text, replace(form.body, hand=hands[number % 2])) is None:
            break
        draft.hidden += ghost.sentences
        number += 1
    for page in range(form.pages):
        _outside(draft, page, slug)


def _outside(draft: Draft, page: int, slug: str) -> None:
    """Print a printer's slug above the CropBox and a sentence below it."""
    form = draft.form
    sentence = draft.stock.item(draft.stock.theme()).text
    small = Face(form.face.font, 6.5, 8)
    for text, y in ((f"{slug} {page + 1}", form.size[1] - form.crop + 12), (sentence, form.crop - 16)):
        words = tuple(text.split())
        line = Line(page=page, x=form.crop + 20, y=y, words=words, face=small, gap=small.width(" "), hand=whole)
        draft.loose.append(line)
        draft.hidden.append(text)
