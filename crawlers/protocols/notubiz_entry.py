"""An entry of a register (module) of the Notubiz API: its documents, or a page of its fields where it has none."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import escape

from parsel import Selector

from crawlers.protocols.notubiz import TITLE, Listed, Raw, Site, is_closed, one_of, parse_document
from crawlers.protocols.shapes import day, entries, flag, number, table, text
from models.genres import genre_of
from pipeline.records import Document

FILE = "document"
DATES = ("date", "datetime")
DATE = 15
_END_OF_BLOCK = re.compile(r"<(?:br|/p|/li|/div|/h\d)\b", re.IGNORECASE)
LONGEST_ON_ONE_LINE = 100
"""Characters of a value that stands behind its label; a longer one gets the label as a heading."""


def parse_module_item(raw: Raw, site: Site, *, module: str) -> tuple[Listed, ...]:
    """Read the documents of one module item: main and settling document, and attachments; or the item itself.

    What the module is called says what its own documents are, not what their attachments are.
    """
    if is_closed(raw):
        return ()
    attributes = entries(raw, "attributes")
    files = [
        parse_document(table(value, "document"), site, hint=module)
        for attribute in attributes
        if text(attribute, "datatype") == FILE
        for value in entries(attribute, "values")
    ]
    if raw.get("attachments") not in (None, []):  # nothing is written in two ways
        files += [parse_document(found, site) for found in entries(table(raw, "attachments"), "document")]
    closed = flag(raw, "confidential")
    if not files:
        return (_entry(raw, attributes, site, module),)
    return tuple(replace(listed, confidential=listed.confidential or closed) for listed in files)


def _entry(raw: Raw, attributes: list[Raw], site: Site, module: str) -> Listed:
    """Make a document of an entry without a file, such as a promise (toezegging)."""
    item, title = number(raw, "id"), _title(attributes)
    content = _page(title, module, attributes)
    changed = day(raw, "last_modified")
    return Listed(
        document=Document(
            key=f"notubiz:{site.organisation}:item:{item}",
            source_id=site.source_id,
            title=title,
            genre=genre_of(title, hints=[one_of(module)]),
            # with its parameters the address is that of the list in which the entry is asked by itself
            url=f"{site.base_url}/modules/0/items/{item}",
            page_url=site.url(f"/modules/0/items/{item}"),
            published=min(_date(attributes) or changed, changed),
            revision=f"{text(raw, 'last_modified')} {hashlib.sha256(content.encode()).hexdigest()[:12]}",
        ),
        confidential=flag(raw, "confidential"),
        web_page=True,
        content=content,
    )


def _title(attributes: list[Raw]) -> str:
    for value in _values(attributes, TITLE):
        return text(value, "content")
    raise KeyError(f"attribute {TITLE} (title)")


def _date(attributes: list[Raw]) -> date | None:
    return next((day(value, "content") for value in _values(attributes, DATE)), None)


def _values(attributes: list[Raw], wanted: int) -> Iterator[Raw]:
    for attribute in attributes:
        if number(attribute, "id") == wanted:
            yield from entries(attribute, "values")


def _page(title: str, module: str, attributes: list[Raw]) -> str:
    """Write the fields as a web page, so that it is read and quoted like any other."""
    fields = (part for attribute in attributes for part in _field(attribute))
    body = "\n".join((f"<h1>{escape(title)}</h1>", f"<p>{escape(module)}</p>" if module else "", *fields))
    head = f'<head><meta charset="utf-8"><title>{escape(title)}</title></head>'
    return f'<!DOCTYPE html>\n<html lang="nl">{head}\n<body><main>\n{body}\n</main></body></html>\n'


def _field(attribute: Raw) -> Iterator[str]:
    label, datatype = text(attribute, "label"), text(attribute, "datatype")
    if number(attribute, "id") == TITLE or datatype == FILE:
        return
    paragraphs = [part for value in entries(attribute, "values") for part in _content(value, datatype)]
    if sum(map(len, paragraphs)) > LONGEST_ON_ONE_LINE:
        yield f"<h2>{escape(label)}</h2>"
        yield from (f"<p>{escape(part)}</p>" for part in paragraphs)
    elif paragraphs:
        yield f"<p>{escape(f'{label}: ' + ', '.join(paragraphs))}</p>"


def _content(value: Raw, datatype: str) -> list[str]:
    """Give what a value says, in paragraphs: the words for what it points to, a date, or its text without markup."""
    if value["meta_data"] is not None:
        meaning = table(value, "meta_data")
        if "label" not in meaning:
            raise KeyError("label of meta_data")
        return [text(meaning, "label")]
    if value["content"] is None:
        return []
    if datatype in DATES:
        return [f"{day(value, 'content'):%d-%m-%Y}"]
    content = value["content"]
    plain = str(content) if isinstance(content, int | float) else text(value, "content")
    markup = _END_OF_BLOCK.sub(r"\n\g<0>", plain)
    blocks = Selector(text=markup).xpath("string(//body)").get("") if plain else ""
    return [" ".join(line.split()) for line in blocks.splitlines() if line.strip()]
