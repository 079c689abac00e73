"""The body of a regulation or announcement as KOOP writes it in XML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawlers.replica.elements import element, text
from crawlers.replica.markup import Block, Fields, Heading, Item, Paragraph, Table

ARTICLE = re.compile(r"(Artikel) (\S+?)\.? (\S.*)")
CHAPTER = re.compile(r"(Hoofdstuk|Paragraaf|Afdeling) (\S+?)\.? (\S.*)")
EXPLANATION = re.compile(r"(Toelichting|Bijlage)\b")
CLOSING = "Ondertekening"

ItemWriter = Callable[[str, str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with the blocks under it and the sections below it."""

    heading: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]


def child_label(label: str, content: str) -> str:
    """Write a list item the way of the publications: the label is an element."""
    return element("li", element("li.nr", text(label)), content)


def attribute_label(label: str, content: str) -> str:
    """Write a list item the way of the regulations: the label is an attribute."""
    return element("li", content, nr=label)


def outline(blocks: Sequence[Block], heading: str = "") -> Section:
    """Order blocks in a tree by the levels of their headings."""
    heads = [(at, block) for at, block in enumerate(blocks) if isinstance(block, Heading)]
    first = heads[0][0] if heads else len(blocks)
    sections, end = [], first
    for at, head in heads:
        if at < end:
            continue
        end = next((other for other, below in heads if other > at and below.level <= head.level), len(blocks))
        sections.append(outline(blocks[at + 1 : end], head.text))
    return Section(heading=heading, blocks=tuple(blocks[:first]), sections=tuple(sections))


def has_articles(blocks: Sequence[Block]) -> bool:
    """Tell a regulation from a plain announcement."""
    return any(isinstance(block, Heading) and ARTICLE.fullmatch(block.text) for block in blocks)


def announcement(blocks: Sequence[Block], item: ItemWriter) -> str:
    """Write a `zakelijke-mededeling`: paragraphs with headings in between."""
    return element(
        "zakelijke-mededeling", element("zakelijke-mededeling-tekst", element("tekst", *_flow(blocks, item)))
    )


def regulation(blocks: Sequence[Block], item: ItemWriter) -> str:
    """Write a `regeling`: aanhef, articles, closing, explanation."""
    root = outline(blocks)
    opening = element("aanhef", element("preambule", *_flow(root.blocks, item)))
    main = (part for part in root.sections if part.heading != CLOSING and not EXPLANATION.match(part.heading))
    closing = (part for part in root.sections if part.heading == CLOSING)
    notes = (part for part in root.sections if EXPLANATION.match(part.heading))
    return element(
        "regeling",
        opening,
        element("regeling-tekst", *(_part(part, item) for part in main)),
        *(element("regeling-sluiting", element("slotformulering", *_flow(part.blocks, item))) for part in closing),
        *(_note(part, item) for part in notes),
    )


def _part(part: Section, item: ItemWriter) -> str:
    if article := ARTICLE.fullmatch(part.heading):
        return element("artikel", _head(article), *_members(part.blocks, item))
    children = [_part(below, item) for below in part.sections]
    prose = [element("structuurtekst", *_flow(part.blocks, item))] if part.blocks else []
    if chapter := CHAPTER.fullmatch(part.heading):
        return element(chapter[1].lower(), _head(chapter), *prose, *children)
    return element("paragraaf", element("kop", element("titel", text(part.heading))), *prose, *children)


def _head(match: re.Match[str]) -> str:
    label, number, title = match.groups()
    return element("kop", element("label", label), element("nr", text(number)), element("titel", text(title)))


def _note(part: Section, item: ItemWriter) -> str:
    name = "bijlage" if part.heading.startswith("Bijlage") else "nota-toelichting"
    below = (
        element("divisie", element("kop", element("titel", text(each.heading))), *_flow(each.blocks, item))
        for each in part.sections
    )
    head = element("kop", element("titel", text(part.heading)))
    return element(name, head, *_flow(part.blocks, item), *below)


def _members(blocks: Sequence[Block], item: ItemWriter) -> Iterator[str]:
    """Write the numbered members (leden) of an article with what belongs to each."""
    starts = [at for at, block in enumerate(blocks) if isinstance(block, Item) and block.label[0].isdigit()]
    first = starts[0] if starts else len(blocks)
    yield from _flow(blocks[:first], item)
    for start, end in pairwise([*starts, len(blocks)]):
        lead = blocks[start]
        if isinstance(lead, Item):
            number = element("lidnr", lead.label)
            yield element("lid", number, element("al", text(lead.text)), *_flow(blocks[start + 1 : end], item))


def _flow(blocks: Sequence[Block], item: ItemWriter) -> Iterator[str]:
    items: list[str] = []
    for block in blocks:
        if isinstance(block, Item):
            items.append(item("•" if block.label == "-" else block.label, element("al", text(block.text))))
            continue
        if items:
            yield element("lijst", *items)
            items = []
        yield from _one(block)
    if items:
        yield element("lijst", *items)


def _one(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            yield element("al", text(block.text))
        case Heading():
            yield element("tussenkop", text(block.text))
        case Fields():
            yield from (element("al", text(f"{label}: {value}")) for label, value in block.rows)
        case Table():
            yield _table(block)


def _table(block: Table) -> str:
    columns = range(1, len(block.header) + 1)
    specs = (element("colspec", colname=f"col{column}", colwidth="1*") for column in columns)
    head = element("thead", _row(block.header))
    group = element("tgroup", *specs, head, element("tbody", *map(_row, block.rows)), cols=str(len(columns)))
    return element("table", element("title", text(block.caption)) if block.caption else "", group)


def _row(cells: tuple[str, ...]) -> str:
    return element("row", *(element("entry", element("al", text(cell))) for cell in cells))
