"""The records of the Notubiz API (api.notubiz.nl), read without network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from models.genres import genre_of

from pipeline.records import AgendaItem, Document, Event

API_VERSION = {"format": "json", "version": "1.17.0"}
"""Without a valid version the API silently drops every other parameter."""
TITLE = 1
"""Attribute ids are stable; labels are renamed per municipality."""


class Unanswered(ValueError):
    """The API answered 200 with an error message instead of what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document as it stands under a meeting, an agenda item or a module item."""

    document: Document
    confidential: bool
    event_key: str | None = None
    agenda_item_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting with everything below it."""

    event: Event
    items: tuple[AgendaItem, ...]
    documents: tuple[Listed, ...]
    module_items: tuple[str, ...]
    """Ids of module items that hang under its agenda."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The organisation whose records are parsed."""

    source_id: str
    organisation: str
    base_url: str

    def url(self, path: str, **parameters: str) -> str:
        """Build an address of the API with the parameters it always needs."""
        return f"{self.base_url}{path}?{urlencode(parameters | API_VERSION)}"


def parse_document(raw: Mapping[str, Any], site: Site, *, hint: str = "") -> Listed:
    """Read one document object; the file is asked at our own base, for `url` may name a dead municipal host."""
    number = raw["version"]
    modified = raw["last_modified"]
    kinds = [kind["value"] for kind in raw["types"]]
    url = f"{site.base_url}/document/{raw['id']}/{number}"
    return Listed(
        document=Document(
            key=f"notubiz:{site.organisation}:{raw['id']}",
            source_id=site.source_id,
            title=raw["title"].strip(),
            genre=genre_of(raw["title"], hints=[*kinds, hint]),
            url=url,
            page_url=url,
            # publication_date is sometimes later than the day the paper was there
            published=min(
                date.fromisoformat((raw["publication_date"] or modified)[:10]), date.fromisoformat(modified[:10])
            ),
            revision=f"{number} {modified}",
        ),
        confidential=bool(raw["confidential"]),
    )


def parse_meeting(answer: Mapping[str, Any], site: Site, gremia: Mapping[int, str]) -> Meeting:
    """Read one meeting with nested agenda items.

    Raises `Unanswered` for the error that comes with status 200, KeyError for an unknown shape.
    """
    if "meeting" not in answer:
        raise Unanswered(answer["message"])
    raw = answer["meeting"]
    key = f"notubiz:{site.organisation}:meeting:{raw['id']}"
    title = _attribute(raw["attributes"], TITLE)
    event = Event(
        key=key,
        source_id=site.source_id,
        title=title,
        body=gremia[raw["gremium"]["id"]] if raw["gremium"] else title,
        date=date.fromisoformat(raw["plannings"][0]["start_date"][:10]),
        url=raw["url"],
        last_modified=raw["last_modified"],
    )
    items: list[AgendaItem] = []
    documents = [replace(parse_document(found, site), event_key=key) for found in raw["documents"]]
    modules = [str(item["id"]) for item in raw["module_items"]]
    for item, parent in _walk(raw["agenda_items"], None):
        if item["type"] == "label" or item["permission_group"] != "public":
            continue
        parsed = _agenda_item(item, key, parent, position=len(items))
        items.append(parsed)
        documents += [
            replace(parse_document(found, site), event_key=key, agenda_item_key=parsed.key)
            for found in item["documents"]
        ]
        modules += [str(module["id"]) for module in item["module_items"]]
    return Meeting(event=event, items=tuple(items), documents=tuple(documents), module_items=tuple(modules))


def parse_module_item(raw: Mapping[str, Any], site: Site, *, module: str) -> tuple[Listed, ...]:
    """Read the documents of one module item: main and settling document, and attachments."""
    found = [
        value["document"]
        for attribute in raw["attributes"]
        if attribute["datatype"] == "document"
        for value in attribute["values"]
    ]
    found += raw["attachments"]["document"] if raw.get("attachments") else []
    return tuple(parse_document(document, site, hint=module) for document in found)


def _attribute(attributes: Iterable[Mapping[str, Any]], wanted: int) -> str:
    return next(str(attribute["value"]) for attribute in attributes if attribute["id"] == wanted)


def _walk(items: Iterable[Mapping[str, Any]], parent: str | None) -> Iterator[tuple[Mapping[str, Any], str | None]]:
    for item in items:
        yield item, parent
        yield from _walk(item["agenda_items"], str(item["id"]))


def _agenda_item(item: Mapping[str, Any], event_key: str, parent: str | None, *, position: int) -> AgendaItem:
    data = item["type_data"]
    return AgendaItem(
        key=f"{event_key}:{item['id']}",
        event_key=event_key,
        parent_key=f"{event_key}:{parent}" if parent else None,
        position=position,
        number=data["title_prefix"] or "",
        title=_attribute(data["attributes"], TITLE),
    )
