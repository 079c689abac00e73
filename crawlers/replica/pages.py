"""Texts as HTML pages: the agenda of a council system, and the page of a publication."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from crawlers.replica.elements import element, text
from crawlers.replica.markup import Block, Fields, Heading, Item, PageBreak, Paragraph, Table


def page(title: str, *body: str) -> str:
    """Write a whole HTML page."""
    head = element("head", '<meta charset="utf-8"/>', element("title", text(title)))
    content = "\n".join(body)
    return f'<!DOCTYPE html>\n<html lang="nl">{head}\n<body>\n{content}\n</body></html>\n'


def agenda_page(blocks: Iterable[Block], *, title: str, sender: str) -> str:
    """Write the page that a council system serves for a paper without a file."""
    banner = element("header", element("p", text(sender)))
    menu = '<nav><ul><li><a href="#">Vergaderingen</a></li><li><a href="#">Stukken</a></li></ul></nav>'
    footer = element("footer", element("p", text(f"{sender} – raadsinformatie")))
    return page(title, banner, menu, element("main", *html_blocks(blocks, deeper=0)), footer)


def html_blocks(blocks: Iterable[Block], *, deeper: int) -> Iterator[str]:
    """Write blocks as HTML, headings `deeper` levels lower."""
    for listed, group in groupby(blocks, key=lambda block: isinstance(block, Item)):
        if listed:
            yield element("ul", *(_item(block) for block in group if isinstance(block, Item)), class_="lijst") + "\n"
        else:
            yield from (f"{_block(block, deeper)}\n" for block in group)


def _block(block: Block, deeper: int) -> str:
    match block:
        case Heading():
            return element(f"h{block.level + deeper}", text(block.text))
        case Paragraph():
            return element("p", text(block.text))
        case Fields():
            return "\n".join(
                element("p", element("strong", text(f"{label}:")), text(f" {value}"), class_="veld")
                for label, value in block.rows
            )
        case Table():
            return _table(block)
        case PageBreak():
            return "<hr/>"
        case _:
            raise ValueError(f"an HTML text cannot hold {type(block).__name__}")


def _item(item: Item) -> str:
    label = "•" if item.label == "-" else item.label
    return element("li", element("span", text(label), class_="nr"), text(f" {item.text}"))


def _table(block: Table) -> str:
    caption = element("caption", text(block.caption)) if block.caption else ""
    head = element("thead", element("tr", *(element("th", text(cell)) for cell in block.header)))
    rows = (element("tr", *(element("td", text(cell)) for cell in row)) for row in block.rows)
    return element("table", caption, head, element("tbody", *rows))
