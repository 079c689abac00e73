"""The tables of the papers."""

from __future__ import annotations

from dataclasses import replace

from crawlers.replica.layouts.faces import Face
from crawlers.replica.layouts.tables import Column, Grid

BUDGET = Grid(
    columns=(
        Column(kind="post", header="Omschrijving", width=150),
        Column(kind="amount", header="2026", width=48),
        Column(kind="amount", header="2027", width=48),
        Column(kind="amount", header="2028", width=48),
        Column(kind="remark", header="Toelichting", width=157),
    ),
    face=Face("Helvetica", 8, 10),
    head=Face("Helvetica-Bold", 8, 10),
    caption="Tabel {}: Lasten en baten naar post (bedragen x € 1.000)",
)
SHORT = Grid(
    columns=(
        Column(kind="post", header="Post", width=230),
        Column(kind="amount", header="Begroot 2026", width=75),
        Column(kind="amount", header="Raming 2027", width=75),
        Column(kind="amount", header="Verschil", width=71),
    ),
    face=Face("Helvetica", 8.5, 10.5),
    head=Face("Helvetica-Bold", 8.5, 10.5),
    caption="Tabel {}: Meerjarenraming van de posten in dit hoofdstuk (x € 1.000)",
)
OPEN = Grid(
    columns=BUDGET.columns,
    face=Face("Times-Roman", 9, 11),
    head=Face("Times-Bold", 9, 11),
    rules="none",
    padding=4,
    caption=BUDGET.caption,
)
TURNED = Grid(
    columns=(
        Column(kind="post", header="Project", width=190),
        *(Column(kind="amount", header=str(year), width=56) for year in range(2025, 2030)),
        Column(kind="remark", header="Stand van zaken", width=220),
    ),
    face=Face("Helvetica", 8.5, 10.5),
    head=Face("Helvetica-Bold", 8.5, 10.5),
    caption="Overzicht {}: Investeringen en kredieten (bedragen in duizenden euro's)",
)

COST = Grid(
    columns=(
        Column(kind="remark", header="Ontwikkeling", width=190),
        Column(kind="post", header="Onderdeel", width=145),
        Column(kind="amount", header="Lasten", width=58),
        Column(kind="amount", header="Baten", width=58),
    ),
    face=Face("Screen", 7.6, 9.4),
    head=Face("ScreenBold", 7.6, 9.4),
    rules="rows",
    padding=4.5,
    caption="{}. Financiële ontwikkelingen per onderdeel, in duizenden euro's",
)
PLAIN = replace(
    COST,
    rules="shades",
    columns=(
        Column(kind="post", header="Programma en product", width=205),
        Column(kind="amount", header="Rekening 2025", width=80),
        Column(kind="amount", header="Begroting 2026", width=80),
        Column(kind="amount", header="Begroting 2027", width=80),
    ),
    caption="Overzicht {}. Saldo per product na bestemming (bedragen x € 1.000,-)",
)
BARE = replace(COST, rules="none", face=Face("Helvetica", 8.6, 10.8), head=Face("Helvetica-Bold", 8.6, 10.8))
AGENDA = Grid(
    columns=(
        Column(kind="subject", header="Onderwerp", width=150),
        Column(kind="decision", header="Besluit", width=300),
    ),
    face=Face("Reader", 9, 11),
    head=Face("ReaderBold", 9, 11),
    padding=4,
)
SIDEWAYS = replace(
    COST,
    columns=(
        Column(kind="post", header="Krediet", width=200),
        *(Column(kind="amount", header=f"Jaar {number}", width=62) for number in range(1, 5)),
        Column(kind="remark", header="Toelichting", width=210),
    ),
    rules="grid",
)
