"""The layouts that a reading may be tuned on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from reportlab.lib.pagesizes import A4, landscape

from crawlers.replica.layouts import folios, hands, matter, prose, tables
from crawlers.replica.layouts.draft import Draft, Form
from crawlers.replica.layouts.faces import Face, tied
from crawlers.replica.layouts.grids import BUDGET, OPEN, SHORT, TURNED

LANDSCAPE = landscape(A4)
SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout: its measures and what is set in them."""

    name: str
    form: Form
    fill: Callable[[Draft], None] = prose.running
    domain: frozenset[int] = frozenset({0, 1})
    """The pages, from 0, that speak of the subjects that the product looks for, when the paper does."""


SANS, SANS_HEAD = Face("Helvetica", 10, 13.2), Face("Helvetica-Bold", 11.5, 14)
SERIF, SERIF_HEAD = Face("Times-Roman", 11, 13.6), Face("Times-Bold", 12, 15)
SMALL_SERIF = Face("Times-Roman", 9.5, 11.6)
SMALL_SANS = Face("Helvetica", 8.4, 10.6)
WIDE, WIDE_HEAD = Face("Vera", 9, 12.4), Face("VeraBd", 10.5, 14)

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="one column, ragged",
        form=Form(title="Raadsvoorstel beheerplannen 2027", face=SANS, head=SANS_HEAD, folio=folios.headed),
    ),
    Layout(
        name="one column, justified and hyphenated",
        form=Form(
            title="Nota kapitaalgoederen",
            face=SERIF,
            head=SERIF_HEAD,
            justified=True,
            hyphen="-",
            indent=12,
            above=0,
            folio=folios.centred,
        ),
    ),
    Layout(
        name="two columns",
        form=Form(
            title="Programmaplan leefomgeving",
            face=SMALL_SERIF,
            head=SERIF_HEAD,
            columns=2,
            justified=True,
            hyphen="-",
            folio=folios.headed,
        ),
        domain=frozenset({0, 1, 6}),
    ),
    Layout(
        name="three columns",
        form=Form(
            title="Bestuursakkoord",
            face=SMALL_SANS,
            head=Face("Helvetica-Bold", 9.5, 12),
            columns=3,
            gutter=14,
            margins=(50, 70, 50, 66),
            justified=True,
            hyphen="-",
            folio=folios.centred,
        ),
    ),
    Layout(
        name="columns under a spanning heading and table",
        form=Form(title="Najaarsnota 2026", face=SMALL_SERIF, head=SERIF_HEAD, columns=2, folio=folios.headed),
        fill=partial(prose.spanning, every=2, grid=SHORT, rows=5),
    ),
    Layout(
        name="side box",
        form=Form(title="Informatienota openbare ruimte", face=SANS, head=SANS_HEAD, folio=folios.headed),
        fill=partial(prose.boxed, width=165, height=230),
    ),
    Layout(
        name="text around a picture",
        form=Form(title="Jaarbericht", face=SERIF, head=SERIF_HEAD, justified=True, folio=folios.centred),
        fill=partial(prose.floating, size=(190, 150), depth=120, caption="Foto: werk in uitvoering, bladzijde"),
    ),
    Layout(
        name="letter-spaced headings",
        form=Form(
            title="Uitgangspunten buitenruimte",
            face=SANS,
            head=Face("Helvetica", 10.5, 14),
            head_hand=hands.spaced(3.4),
            headings_count=True,
            folio=folios.headed,
        ),
    ),
    Layout(
        name="ligatures",
        form=Form(
            title="Financieel verslag", face=Face("VeraTied", 9, 12.4), head=WIDE_HEAD, spell=tied, folio=folios.centred
        ),
    ),
    Layout(
        name="page rotated by 90 degrees",
        form=Form(title="Bijlage kaarten", face=SANS, head=SANS_HEAD, size=LANDSCAPE, rotation=90, folio=folios.headed),
    ),
    Layout(
        name="page rotated by 270 degrees",
        form=Form(
            title="Bijlage projecten",
            face=SMALL_SERIF,
            head=SERIF_HEAD,
            size=LANDSCAPE,
            rotation=270,
            columns=2,
            gutter=30,
            folio=folios.centred,
        ),
    ),
    Layout(
        name="landscape table turned by a matrix",
        form=Form(
            title="Bijlage investeringen",
            face=SANS,
            head=SANS_HEAD,
            size=LANDSCAPE,
            is_turned=True,
            margins=(76, 72, 76, 72),
            folio=folios.headed,
        ),
        fill=partial(tables.budget, grid=TURNED, rows=(8, 16)),
    ),
    Layout(
        name="words without spaces",
        form=Form(title="Memo beheer", face=SANS, head=SANS_HEAD, hand=hands.by_word, folio=folios.headed),
    ),
    Layout(
        name="shuffled stream",
        form=Form(title="Toelichting", face=SERIF, head=SERIF_HEAD, shuffle="stroom", folio=folios.centred),
    ),
    Layout(
        name="footnotes",
        form=Form(title="Rekenkamerbrief", face=SERIF, head=SERIF_HEAD, justified=True, folio=folios.centred),
        fill=partial(prose.footnoted, room=96),
        domain=frozenset({0, 7}),
    ),
    Layout(
        name="lists",
        form=Form(title="Raadsbesluiten", face=Face("SansTied", 10, 13.2), head=SANS_HEAD, folio=folios.headed),
        fill=partial(prose.listed, indent=18, inner=20),
    ),
    Layout(
        name="contents pages",
        form=Form(title="Beleidsplan", face=WIDE, head=WIDE_HEAD, folio=folios.headed),
        fill=partial(matter.indexed, front=2, leader="."),
        domain=frozenset({2, 3}),
    ),
    Layout(
        name="ruled tables",
        form=Form(title="Programmabegroting", face=SANS, head=SANS_HEAD, folio=folios.headed),
        fill=partial(tables.budget, grid=BUDGET, rows=(10, 26)),
    ),
    Layout(
        name="tables without rules",
        form=Form(title="Jaarstukken", face=SERIF, head=SERIF_HEAD, folio=folios.centred),
        fill=partial(tables.budget, grid=OPEN, rows=(6, 20)),
    ),
    Layout(
        name="alternating heads and feet",
        form=Form(title="Verslag commissie ruimte", face=SERIF, head=SERIF_HEAD, folio=folios.alternating),
    ),
    Layout(
        name="keywords in the margin",
        form=Form(title="Structuurvisie", face=SERIF, head=SERIF_HEAD, margins=(170, 80, 70, 76), folio=folios.headed),
        fill=partial(prose.keyed, key=Face("Helvetica-Bold", 8.5, 10.5), outer=104),
    ),
    Layout(
        name="form with fields",
        form=Form(title="Aanvraagformulier", face=SANS, head=SANS_HEAD, folio=folios.centred),
        fill=partial(matter.filled_in, label_width=190, field_width=220),
    ),
    Layout(
        name="hidden text",
        form=Form(
            title="Drukwerk", face=SANS, head=SANS_HEAD, crop=40, margins=(100, 110, 100, 110), folio=folios.centred
        ),
        fill=partial(prose.haunted, slug="Proefdruk gemeente Havenstede katern A vel"),
    ),
    Layout(
        name="decision list",
        form=Form(title="Besluitenlijst college", face=SANS, head=SANS_HEAD, folio=folios.headed),
        fill=partial(matter.decided, number_form="{}.", indent=16),
    ),
    Layout(
        name="fake bold",
        form=Form(
            title="Beslisnota",
            face=SANS,
            head=SANS_HEAD,
            head_hand=hands.twice,
            strong_hand=hands.twice,
            headings_count=True,
            folio=folios.headed,
        ),
    ),
    Layout(
        name="soft hyphens",
        form=Form(
            title="Kadernota",
            face=WIDE,
            head=WIDE_HEAD,
            justified=True,
            hyphen=SOFT_HYPHEN,
            columns=2,
            folio=folios.centred,
        ),
    ),
    Layout(
        name="odd codes",
        form=Form(title="Monitor", face=Face("VeraOdd", 9, 12.2), head=Face("SerifOdd", 13, 16), folio=folios.headed),
        domain=frozenset({0, 1, 6}),
    ),
)
