"""The export of openbesluitvorming.nl: a feed of changes, one JSON object per line, read without network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from urllib.parse import quote, urlencode

from crawlers.names import fold
from crawlers.protocols.shapes import Unread, day, entries, read_each, table, text
from models.genres import genre_of
from pipeline.records import AgendaItem, Document, Event

ROWS = 1000
"""Lines per page that the service gives at most."""
FRESH = "ok"
_LETTER = re.compile(
    r"\b(?:brief|mail|e-mail) van (?:een |de |enkele )?(?:bewoner|inwoner|burger|particulier)", re.IGNORECASE
)
Raw: TypeAlias = Mapping[str, Any]
OPERATIONS = ("upsert", "delete")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A municipality as the aggregator knows it, and how its own system calls it."""

    source_id: str
    key: str
    base_url: str
    own_system: str = ""
    """The system that its papers are also read from; empty when the aggregator is the only way."""
    own_site: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the feed."""

    operation: Literal["upsert", "delete"]
    entity_id: str
    entity_type: str
    content_hash: str
    payload: Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document of the feed: its record, and where its file is, when the aggregator has one."""

    document: Document
    entity_id: str
    file_url: str
    meeting: str
    """Entity id of the meeting that it says it belongs to; empty for none."""


@dataclass(slots=True, kw_only=True)
class Agenda:
    """A meeting with the places of its papers."""

    event: Event
    items: list[AgendaItem] = field(default_factory=list)
    places: dict[str, str | None] = field(default_factory=dict)
    """By entity id of a paper, the key of its agenda item."""
    unread: list[Unread] = field(default_factory=list)


def snapshot_url(site: Site, cursor: str = "") -> str:
    """Build the address of a page of everything that there is."""
    page = {"cursor": cursor} if cursor else {}
    return f"{site.base_url}/api/export/snapshot?{urlencode({'source': site.key, 'limit': str(ROWS), **page})}"


def changes_url(site: Site, cursor: str) -> str:
    """Build the address of what changed since a cursor."""
    query = {"source": site.key, "cursor": cursor, "limit": str(ROWS)}
    return f"{site.base_url}/api/export/changes?{urlencode(query)}"


def entity_url(site: Site, entity_id: str) -> str:
    """Build the address of one entity with its text."""
    return f"{site.base_url}/api/entities/{quote(entity_id, safe='')}"


def parse_feed(body: bytes) -> Iterator[Change | Unread]:
    """Read the lines of a page; one of an unknown shape is told, the others go on."""
    return read_each(filter(None, body.decode("utf-8").split("\n")), _change)


def parse_paper(change: Change, site: Site) -> Paper:
    """Read a document; its key is that of its own system where that is read too."""
    payload = change.payload
    title, address = text(payload, "title"), text(payload, "downloadUrl")
    entity = entity_url(site, change.entity_id)
    return Paper(
        document=Document(
            key=native_key(change.entity_id, site),
            source_id=site.source_id,
            title=title,
            genre=genre_of(title),
            url=_optional(payload, "pdfUrl") or f"{entity}#text",
            page_url=address,
            published=day(payload, "sortDate"),
            revision=change.content_hash,
        ),
        entity_id=change.entity_id,
        file_url=_optional(payload, "pdfUrl"),
        meeting=_optional(payload, "meetingId"),
    )


def parse_meeting(change: Change, site: Site) -> Agenda:
    """Read a meeting with its nested agenda; an item of an unknown shape is left out and told."""
    payload = change.payload
    key = event_key(change.entity_id)
    title = text(payload, "title")
    event = Event(
        key=key,
        source_id=site.source_id,
        title=title,
        body=title,
        date=day(payload, "sortDate"),
        url=entity_url(site, change.entity_id),
        last_modified=change.content_hash,
    )
    agenda = Agenda(event=event)
    _add_items(agenda, entries(payload, "agenda"), None)
    return agenda


def parse_text(body: bytes) -> str:
    """Give the text of an entity; raises KeyError when the service has none."""
    content = text(json.loads(body), "markdownText")
    if not content:
        raise KeyError("markdownText")
    return content


def parse_catalogue(body: bytes) -> dict[str, str]:
    """Give the key of each municipality by its name, folded."""
    rows = entries(json.loads(body), "sources")
    return {fold(text(row, "label")): text(row, "key") for row in rows}


def parse_freshness(body: bytes) -> dict[str, str]:
    """Give the state of each municipality by key: ok, stale, failing or discontinued."""
    rows = (source for source in entries(json.loads(body), "sources"))
    return {text(source, "key"): text(source, "state") for source in rows}


def is_letter(document: Document) -> bool:
    """Tell a letter of an inhabitant, which is personal data, by its title: the feed names no list."""
    return _LETTER.search(document.title) is not None


def native_key(entity_id: str, site: Site) -> str:
    """Turn `document:notubiz:gemeente:soest:12345` into the key under which its own system gives the paper."""
    parts = entity_id.split(":")
    if len(parts) < 5:
        raise ValueError(f"entity_id {entity_id!r} has no native id")
    supplier, native = parts[1], ":".join(parts[4:])
    if supplier == site.own_system:
        return f"{supplier}:{site.own_site}:{native}"
    return f"openbesluitvorming:{site.key}:{native}"


def event_key(entity_id: str) -> str:
    """Give the key of a meeting."""
    return f"openbesluitvorming:{entity_id}"


def _change(line: str) -> Change:
    raw = json.loads(line)
    operation = text(raw, "op")
    if operation not in OPERATIONS:
        raise ValueError(f"op is {operation!r}, which is unknown")
    is_upsert = operation == "upsert"
    return Change(
        operation="upsert" if is_upsert else "delete",
        entity_id=text(raw, "entity_id"),
        entity_type=text(raw, "entity_type"),
        content_hash=text(raw, "content_hash") if is_upsert else "",
        payload=table(raw, "payload") if is_upsert else {},
    )


def _add_items(agenda: Agenda, items: list[Any], parent: str | None) -> None:
    outcomes = read_each(items, lambda raw: _add_item(agenda, raw, parent))
    agenda.unread += [outcome for outcome in outcomes if isinstance(outcome, Unread)]


def _add_item(agenda: Agenda, raw: Raw, parent: str | None) -> None:
    key = f"{agenda.event.key}:{text(raw, 'id')}"
    agenda.items.append(
        AgendaItem(
            key=key,
            event_key=agenda.event.key,
            parent_key=parent,
            position=len(agenda.items),
            number=_optional(raw, "number"),
            title=text(raw, "title"),
        )
    )
    for found in read_each(entries(raw, "documents"), lambda document: text(document, "id")):
        if isinstance(found, Unread):
            agenda.unread.append(found)
        else:
            agenda.places[found] = key
    _add_items(agenda, entries(raw, "agenda_items"), key)


def _optional(raw: Raw, name: str) -> str:
    """Give a text that may be missing or null."""
    return "" if raw.get(name) is None else text(raw, name)
