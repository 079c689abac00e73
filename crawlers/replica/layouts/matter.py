"""Papers that are more than running text: contents pages, forms and lists of decisions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from crawlers.replica.layouts.draft import Draft, Form
from crawlers.replica.layouts.faces import Face
from crawlers.replica.layouts.flow import Line, Setting
from crawlers.replica.layouts.hands import whole

LABELS = (
    "Naam van de aanvrager",
    "Postcode en huisnummer",
    "Kadastrale aanduiding",
    "Dossiernummer",
    "Datum van ontvangst",
    "Oppervlakte in vierkante meter",
    "Naam van de gemachtigde",
    "Telefoon overdag",
)
QUESTIONS = ("Ja, zie de bijlage", "Nee", "Niet van toepassing", "Reeds eerder ingediend")
FIELD_HEIGHT = 16.0


def indexed(draft: Draft, *, front: int, leader: str) -> None:
    """Set contents pages with leaders in front of numbered sections."""
    form, stock = draft.form, draft.stock
    flow = draft.flow(lambda page: form.frames() if page >= front else (), page=front)
    entries: list[tuple[str, int]] = []
    chapter = section = 0
    while True:
        theme = stock.theme()
        chapter, section = (chapter + 1, 0) if section in (0, 4) else (chapter, section)
        section += 1
        title = f"{chapter}.{section} {stock.heading(theme)}"
        if not (lines := draft.head(flow, title)):
            break
        entries.append((title, lines[0].page))
        if not draft.put(flow, *draft.next_paragraph(flow, theme)):
            break
    per_page = -(-len(entries) // front)
    for page in range(front):
        _contents(draft, page, entries[page * per_page : (page + 1) * per_page], leader)


def _contents(draft: Draft, page: int, entries: list[tuple[str, int]], leader: str) -> None:
    form = draft.form
    left, top, right, bottom = form.inner
    face = form.face
    step = min(face.leading * 1.5, (top - bottom - 50) / max(len(entries), 1))
    if page == 0:
        draft.loose.append(_line(form.head, page, left, top - form.head.size, "Inhoudsopgave"))
    for number, (title, target) in enumerate(entries):
        y = top - 44 - number * step
        number_width = face.width(str(target + 1))
        room = right - left - face.width(title) - number_width - 14
        dots = leader * int(room / face.width(leader))
        draft.loose += [
            _line(face, page, left, y, form.spell(title)),
            _line(face, page, right - number_width - 6 - face.width(dots), y, dots.strip()),
            _line(face, page, right - number_width, y, str(target + 1)),
        ]


def _line(face: Face, page: int, x: float, y: float, text: str) -> Line:
    return Line(page=page, x=x, y=y, words=(text,), face=face, gap=face.width(" "), hand=whole)


def filled_in(draft: Draft, *, label_width: float, field_width: float) -> None:
    """Set a form: explanations with fields to fill in and boxes to tick."""
    form, stock = draft.form, draft.stock
    flow = draft.flow(lambda page: form.frames())
    number = 0
    while True:
        theme = stock.theme()
        number += 1
        if not draft.head(flow, f"Vraag {number}. {stock.heading(theme)}"):
            return
        if not draft.put(flow, *draft.next_paragraph(flow, theme)):
            return
        if flow.y - 4 * (FIELD_HEIGHT + 8) < form.inner[3]:
            if not flow.turn():
                return
            continue
        for label in stock.random.sample(LABELS, 2):
            flow.lower(FIELD_HEIGHT + 6)
            draft.loose.append(_line(form.face, flow.page, form.inner[0], flow.y + 4, f"{label}:"))
            place = (form.inner[0] + label_width, flow.y)
            draft.draw(flow.page, partial(_field, place=place, width=field_width, name=f"veld-{len(draft.loose)}"))
        flow.lower(FIELD_HEIGHT + 4)
        _boxes(draft, flow.page, flow.y)


def _boxes(draft: Draft, page: int, y: float) -> None:
    form = draft.form
    x = form.inner[0]
    for question in draft.stock.random.sample(QUESTIONS, 2):
        draft.draw(page, partial(_tick_box, place=(x, y), name=f"keuze-{len(draft.loose)}"))
        draft.loose.append(_line(form.face, page, x + 16, y + 2, question))
        x += 40 + form.face.width(question)


def _field(canvas: Any, *, place: tuple[float, float], width: float, name: str) -> None:
    canvas.acroForm.textfield(name=name, x=place[0], y=place[1], width=width, height=FIELD_HEIGHT, fontSize=9)


def _tick_box(canvas: Any, *, place: tuple[float, float], name: str) -> None:
    canvas.acroForm.checkbox(name=name, x=place[0], y=place[1], size=10)


def decided(draft: Draft, *, number_form: str, indent: float) -> None:
    """Set a list of decisions: number and subject, who is responsible, and what was decided point by point."""
    form, stock = draft.form, draft.stock
    flow = draft.flow(lambda page: form.frames())
    strong = Setting(face=form.head, hand=form.head_hand, above=10, keep=5 * form.face.leading, spell=form.spell)
    points = replace(form.body, first=indent, others=indent, above=1.5)
    number = 0
    while True:
        theme = stock.theme()
        number += 1
        if not flow.put(f"{number_form.format(number)} {stock.heading(theme)}", strong):
            return
        flow.put(f"Portefeuillehouder: {_holder(form, number)}", replace(form.body, above=1.5))
        if not draft.put(flow, *draft.next_paragraph(flow, theme)):
            return
        flow.put("Besluit:", replace(form.body, face=form.head, keep=2 * form.face.leading))
        for letter in "abcd"[: stock.random.randint(2, 4)]:
            item = stock.domain_item() if draft.wants_domain(flow.page) else stock.decided()
            if not draft.put(flow, item, replace(points, label=f"{letter}.")):
                return


def _holder(form: Form, number: int) -> str:
    names = ("wethouder Verhoeven", "wethouder Dijkstra", "burgemeester Terpstra")
    return names[(number + form.pages) % len(names)]
