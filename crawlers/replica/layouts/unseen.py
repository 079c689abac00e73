"""The same kinds of layout with other measures, faces and combinations: for figures only, never to tune on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from reportlab.lib.pagesizes import A5, LETTER, landscape

from crawlers.replica.layouts import folios, hands, matter, prose, tables
from crawlers.replica.layouts.draft import Form
from crawlers.replica.layouts.faces import Face, tied
from crawlers.replica.layouts.grids import AGENDA, BARE, COST, PLAIN, SIDEWAYS
from crawlers.replica.layouts.kinds import LANDSCAPE, SOFT_HYPHEN, Layout

READER, READER_HEAD = Face("Reader", 10.4, 12.9), Face("ReaderBold", 12.5, 15.5)
SCREEN, SCREEN_HEAD = Face("Screen", 9.4, 12), Face("ScreenBold", 10, 12.5)
ITALIC = Face("VeraIt", 8.2, 11)
TYPED, TYPED_HEAD = Face("Courier", 9.2, 12.4), Face("Courier-Bold", 9.2, 12.4)
SERIF_HEAD = Face("Times-BoldItalic", 11, 13)
TIGHT = (56.0, 92.0, 84.0, 64.0)

ON_SCREEN = Form(title="", face=SCREEN, head=SCREEN_HEAD, folio=folios.alternating)
ON_READER = Form(title="", face=READER, head=READER_HEAD, folio=folios.alternating)

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        name="one column, ragged",
        form=Form(title="Memo aan de raad", face=TYPED, head=TYPED_HEAD, margins=TIGHT, folio=folios.tabbed),
    ),
    Layout(
        name="one column, justified and hyphenated",
        form=replace(
            ON_SCREEN,
            title="Perspectiefnota",
            justified=True,
            hyphen="-",
            above=9,
            margins=(110, 70, 110, 90),
        ),
    ),
    Layout(
        name="two columns",
        form=replace(
            ON_SCREEN,
            title="Omgevingsvisie",
            columns=2,
            gutter=11,
            margins=TIGHT,
            indent=9,
            above=0,
            justified=True,
            hyphen="-",
            folio=folios.tabbed,
        ),
    ),
    Layout(
        name="three columns",
        form=Form(
            title="Krant van het stadhuis",
            face=Face("Reader", 8.8, 10.4),
            head=Face("ScreenBold", 13, 15),
            columns=3,
            gutter=20,
            size=LANDSCAPE,
            margins=(46, 60, 46, 54),
            hand=hands.by_word,
            folio=folios.headed,
        ),
    ),
    Layout(
        name="columns under a spanning heading and table",
        form=replace(
            ON_SCREEN,
            title="Tussenrapportage",
            columns=3,
            gutter=13,
            margins=(52, 76, 52, 60),
        ),
        fill=partial(prose.spanning, every=3, grid=PLAIN, rows=8),
    ),
    Layout(
        name="side box",
        form=replace(
            ON_READER,
            title="Wijkbericht",
            justified=True,
            hyphen="-",
            margins=TIGHT,
            hand=hands.by_word,
        ),
        fill=partial(prose.boxed, width=140, height=310, side="left"),
    ),
    Layout(
        name="text around a picture",
        form=replace(ON_SCREEN, title="Magazine", shuffle="beeld", folio=folios.tabbed),
        fill=partial(prose.floating, size=(150, 210), depth=250, caption="Archieffoto uit de collectie, nummer"),
    ),
    Layout(
        name="letter-spaced headings",
        form=Form(
            title="Ontwerpbesluit",
            face=READER,
            head=Face("ReaderBold", 8.8, 14),
            head_hand=hands.spelled,
            headings_count=True,
            margins=TIGHT,
            folio=folios.centred,
        ),
    ),
    Layout(
        name="ligatures",
        form=Form(
            title="Grafische nota",
            face=Face("SerifTied", 10.6, 13),
            head=SERIF_HEAD,
            spell=tied,
            columns=2,
            gutter=24,
            justified=True,
            hyphen="-",
            folio=folios.headed,
        ),
    ),
    Layout(
        name="page rotated by 90 degrees",
        form=replace(
            ON_SCREEN,
            title="Bijlage ontwerp",
            size=LANDSCAPE,
            rotation=90,
            columns=2,
            gutter=22,
            shuffle="gedraaid",
        ),
    ),
    Layout(
        name="page rotated by 270 degrees",
        form=replace(
            ON_READER,
            title="Bijlage profielen",
            size=landscape(LETTER),
            rotation=270,
            justified=True,
            hyphen="-",
            margins=(120, 70, 120, 70),
            folio=folios.headed,
        ),
    ),
    Layout(
        name="landscape table turned by a matrix",
        form=replace(
            ON_SCREEN,
            title="Bijlage kredieten",
            size=LANDSCAPE,
            is_turned=True,
            margins=(70, 80, 70, 76),
            folio=folios.centred,
        ),
        fill=partial(tables.budget, grid=SIDEWAYS, rows=(5, 12)),
    ),
    Layout(
        name="words without spaces",
        form=replace(
            ON_READER, title="Verslag", hand=hands.by_syllable, columns=2, justified=True, folio=folios.headed
        ),
    ),
    Layout(
        name="shuffled stream",
        form=replace(
            ON_SCREEN,
            title="Bundel",
            columns=2,
            shuffle="bundel",
            hyphen="-",
            justified=True,
            hand=hands.by_word,
        ),
    ),
    Layout(
        name="footnotes",
        form=replace(
            ON_SCREEN,
            title="Onderzoeksverslag",
            margins=TIGHT,
            justified=True,
            hyphen="-",
        ),
        fill=partial(prose.footnoted, room=130),
    ),
    Layout(
        name="lists",
        form=replace(ON_READER, title="Moties en amendementen", margins=TIGHT, folio=folios.tabbed),
        fill=partial(prose.listed, indent=26, inner=34),
    ),
    Layout(
        name="contents pages",
        form=replace(
            ON_READER,
            title="Meerjarenplan",
        ),
        fill=partial(matter.indexed, front=2, leader=" ."),
        domain=frozenset({2, 3}),
    ),
    Layout(
        name="ruled tables",
        form=replace(
            ON_READER,
            title="Jaarrekening",
        ),
        fill=partial(tables.budget, grid=COST, rows=(8, 22)),
    ),
    Layout(
        name="tables without rules",
        form=replace(ON_SCREEN, title="Cijferbijlage", hand=hands.by_word, folio=folios.headed),
        fill=partial(tables.budget, grid=BARE, rows=(7, 18)),
    ),
    Layout(
        name="alternating heads and feet",
        form=replace(
            ON_SCREEN, title="Handelingen van de raad", columns=2, size=A5, margins=(48, 66, 40, 58), gutter=14
        ),
    ),
    Layout(
        name="keywords in the margin",
        form=replace(
            ON_SCREEN, title="Gebiedsvisie", margins=(150, 76, 96, 80), justified=True, hyphen="-", folio=folios.tabbed
        ),
        fill=partial(prose.keyed, key=Face("VeraIt", 7.4, 9), outer=92),
    ),
    Layout(
        name="form with fields",
        form=Form(
            title="Meldingsformulier", face=ITALIC, head=Face("VeraBI", 9, 12), margins=TIGHT, folio=folios.headed
        ),
        fill=partial(matter.filled_in, label_width=230, field_width=180),
    ),
    Layout(
        name="hidden text",
        form=replace(ON_READER, title="Zetproef", crop=28, columns=2, margins=(84, 100, 84, 96), folio=folios.centred),
        fill=partial(prose.haunted, slug="Snijlijn zetproef drukkerij ronde twee blad"),
        domain=frozenset({5, 6}),
    ),
    Layout(
        name="decision list",
        form=replace(
            ON_READER,
            title="Besluiten van de week",
        ),
        fill=partial(tables.budget, grid=AGENDA, rows=(6, 14)),
    ),
    Layout(
        name="fake bold",
        form=replace(
            ON_READER,
            title="Adviesnota",
            head_hand=hands.twice_by_glyph,
            strong_hand=hands.twice_by_glyph,
            headings_count=True,
            margins=TIGHT,
            folio=folios.centred,
        ),
    ),
    Layout(
        name="soft hyphens",
        form=Form(
            title="Startnotitie",
            face=ITALIC,
            head=Face("VeraBI", 9.4, 12),
            justified=True,
            hyphen=SOFT_HYPHEN,
            columns=3,
            gutter=16,
            margins=TIGHT,
            folio=folios.headed,
        ),
    ),
    Layout(
        name="odd codes",
        form=Form(
            title="Bulletin",
            face=Face("SerifOdd", 10.4, 12.6),
            head=Face("VeraItOdd", 10, 13),
            columns=2,
            justified=True,
            folio=folios.alternating,
        ),
    ),
)
