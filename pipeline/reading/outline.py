"""Which units are headings, how they nest, and what kind of text the others are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.reading.units import Unit, is_contents_line
from pipeline.records import Structure

Rank = tuple[float, int, int]

_LARGER = 1.12
_MAX_HEADING_WORDS = 20
_TITLE_WITHIN = 4
"""A letterhead may stand above the title."""
_MAX_NUMBERED_WORDS = 16
_PART_LENGTH = 120
_PLAIN_LEVEL = 7
_NUMBERED = re.compile(r"(\d{1,2}(?:\.[a-z\d]{1,2}){0,3})\.?\s+\S")
_DEEP_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+[A-ZÀ-Þ]")
_KINDS = {"deel": 1, "hoofdstuk": 1, "titel": 2, "afdeling": 2, "bijlage": 1, "paragraaf": 3, "artikel": 4}
_KIND = re.compile(rf"({'|'.join(_KINDS)})\s+(?:\d+[a-z]?|[IVXLC]+|[A-Z])(?:[.:]\d+)*[.:]?(?:\s|$)", re.IGNORECASE)
_KNOWN = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:aanleiding|inleiding|samenvatting|voorgeschiedenis|achtergrond|beoogd (?:effect|resultaat)|"
    r"doel|kernboodschap|kennisnemen van|voorstel|gevraagd besluit|beslispunten|argumenten|kanttekeningen|risico's|"
    r"alternatieven|financiën|financieel|financiële (?:gevolgen|consequenties|aspecten|paragraaf)|dekking|planning|"
    r"uitvoering|communicatie|participatie|evaluatie|vervolg|vervolgstappen|conclusie|consequenties|bijlagen?|"
    r"overwegingen|toelichting|inhoud|inhoudsopgave|agenda):?",
    re.IGNORECASE,
)
_CONTENTS_HEADING = re.compile(r"(?:inhoud|inhoudsopgave)\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\D.*\s\d{1,3}")
_TABLE = re.compile(r"(?:tabel|overzicht|staat)\s+[A-Z]?\d[\d.]*\b", re.IGNORECASE)
_SCALE = re.compile(
    r"[x×*]\s?(?:€|EUR|euro|1[.\s]?000\b)|\bin (?:duizenden|miljoenen)\b|\bbedragen in\b", re.IGNORECASE
)
_MAX_LABEL_WORDS = 5
"""A wrapped cell of a table without rules, or a group of rows, is no longer."""
_AGENDA = re.compile(r"(?:.*\b)?(?:agenda|convocatie)\b", re.IGNORECASE)
_AGENDA_LINE = re.compile(
    r"(?:agendapunt \d{1,2}\.?|\d{1,2}(?:\.\w{1,2})*[.)]?|[a-z][.)]|\d{1,2}[.:]\d{2}(?:\s*uur)?)\s"
)
_MAX_AGENDA_WORDS = 25
_DEFINITIONS = re.compile(r"(?:artikel\s+\S+\s+|\d[\d.]*\s+)?(?:begrip|definitie)", re.IGNORECASE)
_SIGNING = re.compile(
    r"aldus (?:vastgesteld|besloten)|vastgesteld in de (?:\w+ )?\w*vergadering|hoogachtend|"
    r"met vriendelijke groet|de raad voornoemd",
    re.IGNORECASE,
)
_MAX_SIGNATURE_WORDS = 12
_BOILERPLATE = re.compile(
    r"bezwaar(?:schrift|\s+maken).{0,200}\b(?:zes|6) weken|(?:zes|6) weken\b.{0,200}\bbezwaar"
    r"|geen rechten (?:worden )?ontleend|digitaal (?:vastgesteld|ondertekend)",
    re.IGNORECASE,
)


def body_size(units: Sequence[Unit]) -> float:
    """Give the font size of most of the text, 0 where sizes are unknown."""
    sizes: Counter[float] = Counter()
    for unit in units:
        sizes[unit.size] += len(unit.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def heading_rank(unit: Unit, following: Unit | None, body: float) -> Rank | None:
    """Say how high a heading stands (a lower rank is higher up), or None for a unit that is none."""
    text = unit.text
    if not _could_be_heading(unit):
        return None
    larger = body > 0 and unit.size >= body * _LARGER
    kind = _KIND.match(text)
    deep = _DEEP_NUMBER.match(text) and following is not None and following.structure == "body"
    if text.endswith((".", ";", ",")) and not (deep or (kind and len(text) < 20)):
        return None
    if not (larger or unit.heading_level or kind or deep or _KNOWN.fullmatch(text)):
        return None
    number = _NUMBERED.match(text)
    depth = _KINDS[kind[1].lower()] if kind else number[1].count(".") + 1 if number else 0
    return (-round(unit.size * 2) / 2 if larger else 0.0, unit.heading_level or _PLAIN_LEVEL, depth)


def _could_be_heading(unit: Unit) -> bool:
    words = unit.word_count
    if unit.structure == "list_item":
        return words <= _MAX_NUMBERED_WORDS and "€" not in unit.text and _NUMBERED.match(unit.text) is not None
    return (
        unit.structure == "body"
        and words <= _MAX_HEADING_WORDS
        and "€" not in unit.text
        and any(map(str.isalpha, unit.text))
    )


def title_rank(ranks: Sequence[Rank | None]) -> Rank | None:
    """Give the rank of a title: the highest heading, early in the text, unnumbered, the only one of its rank."""
    top = min((rank for rank in ranks if rank is not None), default=None)
    if top is None or top[2] or top not in ranks[:_TITLE_WITHIN] or ranks.count(top) > 1:
        return None
    return top if len(set(ranks)) > 2 else None


@dataclass(slots=True)
class HeadingPath:
    """The headings above the current place, without the title of the document."""

    title: str
    title_rank: Rank | None = None
    """The rank of a title that is printed in the document itself."""
    parts: list[tuple[Rank, str]] = field(default_factory=list)

    def enter(self, rank: Rank, text: str) -> None:
        """Go below a heading."""
        self.leave(rank)
        self.parts.append((rank, text[:_PART_LENGTH]))

    def leave(self, rank: Rank) -> None:
        """Come out from below the headings that are not above one of this rank."""
        while self.parts and (self.parts[-1][0] >= rank or _CONTENTS_HEADING.match(self.parts[-1][1])):
            self.parts.pop()

    @property
    def text(self) -> str:
        """The path as people read it."""
        return " > ".join(
            text for rank, text in self.parts if rank != self.title_rank and text.casefold() != self.title.casefold()
        )

    def is_below(self, pattern: re.Pattern[str]) -> bool:
        """True when a heading of the path matches."""
        return any(pattern.match(text) for _, text in self.parts)


def caption_after(caption: str, unit: Unit, rank: Rank | None) -> str:
    """Give the caption that holds for table rows after this unit: it ends at a heading and at running text."""
    if unit.structure == "table_row":
        return caption
    text = unit.text
    if unit.word_count <= _MAX_HEADING_WORDS and (_SCALE.search(text) or _TABLE.match(text)):
        return f"{caption}, {text}" if caption and not _TABLE.match(text) else text
    return caption if rank is None and unit.word_count <= _MAX_LABEL_WORDS and not text.endswith(".") else ""


def structure_of(unit: Unit, path: HeadingPath, before: Structure) -> Structure:
    """Say what kind of text a unit is, given where it stands and what came before it."""
    if unit.structure == "table_row":
        return "table_row"
    last = path.parts[-1][1] if path.parts else ""
    if is_contents_line(unit.text) or (_CONTENTS_HEADING.match(last) and _PAGE_NUMBER.fullmatch(unit.text)):
        return "contents_line"
    if _is_agenda_line(unit, path):
        return "agenda_line"
    if _SIGNING.match(unit.text) or (before == "signature" and unit.word_count <= _MAX_SIGNATURE_WORDS):
        return "signature"
    if _BOILERPLATE.search(unit.text):
        return "boilerplate"
    return "definition" if path.is_below(_DEFINITIONS) and unit.structure != "signature" else unit.structure


def _is_agenda_line(unit: Unit, path: HeadingPath) -> bool:
    on_agenda = _AGENDA.match(path.title) or path.is_below(_AGENDA)
    return bool(on_agenda) and unit.word_count <= _MAX_AGENDA_WORDS and _AGENDA_LINE.match(unit.text) is not None
