"""Parse markup without entities, network or endless depth."""

from __future__ import annotations

import re
from html.entities import html5

from lxml import etree, html

from pipeline.reading.encoding import decode

_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_ENTITY = re.compile(r"&([A-Za-z][\w.-]*);")
_KEPT = frozenset(("amp", "lt", "gt", "quot", "apos"))


def parse_html(content: bytes) -> tuple[etree._Element, str]:
    """Give the root, and what was wrong enough to lose text (empty when nothing was)."""
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    text = _DECLARATION.sub("", decode(content))
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    return root, _fault(parser, "Excessive depth")


def parse_xml(content: bytes) -> tuple[etree._Element, str]:
    """Give the root, and what was wrong enough to lose text; a document type with its entities is left out."""
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    text = _DOCTYPE.sub("", _DECLARATION.sub("", decode(content)), count=1)
    root = etree.fromstring(_ENTITY.sub(_character, text).encode("utf-8", "replace"), parser)
    if root is None:
        raise ValueError("no element in the XML")
    return root, _fault(parser, "")


def _character(entity: re.Match[str]) -> str:
    """Write a named character out; an entity that the document invented is dropped."""
    if entity[1] in _KEPT:
        return entity[0]
    return html5.get(entity[1] + ";", "")


def _fault(parser: etree._FeedParser, wanted: str) -> str:
    fatal = [entry.message for entry in parser.error_log if entry.level_name == "FATAL" and wanted in entry.message]
    return f"markup: {fatal[0]}" if fatal else ""
