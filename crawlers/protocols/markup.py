"""XML of feeds and sitemaps, whatever namespaces it is in."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from parsel import Selector

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


def root_of(body: bytes) -> etree._Element:
    """Parse a document; raises ValueError when it is no XML."""
    try:
        return etree.fromstring(body.strip(), _PARSER)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"no XML: {error}") from error


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Give the children with this local name."""
    yield from element.iterchildren(f"{{*}}{name}")


def first_text(element: etree._Element, *names: str) -> str:
    """Give the text of the first child with one of these names, in their order; empty when there is none."""
    texts = (str(child.xpath("string()")).strip() for name in names for child in children(element, name))
    return next((text for text in texts if text), "")


def plain(markup: str) -> str:
    """Give the words of a text that may hold markup."""
    words = Selector(text=markup).xpath("string()").get("") if "<" in markup or "&" in markup else markup
    return " ".join(words.split())
