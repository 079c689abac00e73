"""The records of the Notubiz API (api.notubiz.nl), read without network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias
from urllib.parse import urlencode

from crawlers.protocols.shapes import Unread, read_each
from models.genres import genre_of
from pipeline.records import AgendaItem, Document, Event

API_VERSION = {"format": "json", "version": "1.17.0"}
"""Without a valid version the API silently drops every other parameter."""
TITLE = 1
"""Attribute ids are stable; labels are renamed per municipality."""
PUBLIC = "public"
INGEKOMEN_STUKKEN = 1
"""Letters of inhabitants: personal data, not read."""

Raw: TypeAlias = Mapping[str, Any]


class Unanswered(ValueError):
    """The API answered 200 with an error message instead of what was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document as it stands under a meeting, an agenda item or a module item."""

    document: Document
    confidential: bool
    web_page: bool
    """True when the file itself is a web page, as agendas are in some places."""
    event_key: str | None = None
    agenda_item_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedItem:
    """A module item that hangs under a meeting; its documents are to be asked for."""

    id: str
    event_key: str
    agenda_item_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting with everything below it."""

    event: Event
    items: tuple[AgendaItem, ...]
    documents: tuple[Listed, ...]
    module_items: tuple[LinkedItem, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The organisation whose records are parsed."""

    source_id: str
    organisation: str
    base_url: str

    def url(self, path: str, **parameters: str) -> str:
        """Build an address of the API with the parameters it always needs."""
        return f"{self.base_url}{path}?{urlencode(parameters | API_VERSION)}"


def parse_document(raw: Raw, site: Site, *, hint: str = "") -> Listed:
    """Read one document object; the file is asked at our own base, for `url` may name a dead municipal host."""
    number, title, modified = raw["version"], _text(raw, "title"), _text(raw, "last_modified")
    kinds = [kind["value"] for kind in raw["types"]]
    changed = date.fromisoformat(modified[:10])
    url = f"{site.base_url}/document/{raw['id']}/{number}"
    return Listed(
        document=Document(
            key=f"notubiz:{site.organisation}:{raw['id']}",
            source_id=site.source_id,
            title=title,
            genre=genre_of(title, hints=[*kinds, hint]),
            url=url,
            page_url=url,
            # publication_date is sometimes later than the day the paper was there
            published=min(date.fromisoformat((raw["publication_date"] or modified)[:10]), changed),
            revision=f"{number} {modified}",
        ),
        confidential=bool(raw["confidential"]),
        web_page=any(version["mime_type"] == "text/html" for version in raw["versions"] if version["id"] == number),
    )


def parse_meeting(answer: Raw, site: Site, gremia: Mapping[int, str]) -> Meeting:
    """Read one meeting with nested agenda items; a document or item of an unknown shape is left out and told.

    Raises `Unanswered` for the error that comes with status 200, KeyError for an unknown shape.
    """
    if "meeting" not in answer:
        raise Unanswered(_text(answer, "message"))
    raw = answer["meeting"]
    title = _title(raw["attributes"])
    # a body that was dissolved is missing from the list of bodies, though its meetings still point to it
    body = gremia.get(raw["gremium"]["id"], title) if raw["gremium"] else title
    event = Event(
        key=f"notubiz:{site.organisation}:meeting:{raw['id']}",
        source_id=site.source_id,
        title=title,
        body=body,
        date=date.fromisoformat(raw["plannings"][0]["start_date"][:10]),
        url=_text(raw, "url"),
        last_modified=_text(raw, "last_modified"),
    )
    agenda = _Agenda(site=site, event_key=event.key)
    agenda.add_papers(raw, None, closed=bool(raw["confidential"]))
    agenda.add_items(raw["agenda_items"], None, closed=bool(raw["confidential"]))
    return Meeting(
        event=event,
        items=tuple(agenda.items),
        documents=tuple(agenda.documents),
        module_items=tuple(agenda.links),
        unread=tuple(agenda.unread),
    )


def parse_gremia(answer: Raw) -> dict[int, str]:
    """Give the names of the bodies by their id."""
    return {gremium["id"]: _text(gremium, "title") for gremium in answer["gremia"]}


def parse_modules(answer: Raw) -> dict[int, str]:
    """Give the names of the modules by their id, as the municipality calls them."""
    return {
        module["id"]: _text(module, "custom_name") or _text(module, "name")
        for module in answer["modules"]
        if module["id"] != INGEKOMEN_STUKKEN
    }


def public_meeting(event: Raw) -> str:
    """Give the id of a meeting that is open to all; empty for another."""
    return str(event["id"]) if event["permission_group"] == PUBLIC else ""


def is_closed(item: Raw) -> bool:
    """Tell whether a module item is not to be read: not public, or a letter of an inhabitant."""
    return bool(item["permission_group"] != PUBLIC or item["module_id"] == INGEKOMEN_STUKKEN)


def parse_module_item(raw: Raw, site: Site, *, module: str) -> tuple[Listed, ...]:
    """Read the documents of one module item: main and settling document, and attachments.

    What the module is called says what its own documents are, not what their attachments are.
    """
    if is_closed(raw):
        return ()
    own = [
        parse_document(value["document"], site, hint=module)
        for attribute in raw["attributes"]
        if attribute["datatype"] == "document"
        for value in attribute["values"]
    ]
    attached = raw["attachments"]["document"] if raw.get("attachments") else []
    closed = bool(raw["confidential"])
    return tuple(_closed(listed, closed) for listed in (*own, *(parse_document(found, site) for found in attached)))


@dataclass(slots=True, kw_only=True)
class _Agenda:
    """Collects what hangs under a meeting."""

    site: Site
    event_key: str
    items: list[AgendaItem] = field(default_factory=list)
    documents: list[Listed] = field(default_factory=list)
    links: list[LinkedItem] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def add_items(self, items: Iterable[Raw], parent: str | None, *, closed: bool) -> None:
        """Add agenda items in order, with what hangs below them."""
        outcomes = read_each(items, lambda raw: self._add_item(raw, parent, closed=closed))
        self.unread += [outcome for outcome in outcomes if isinstance(outcome, Unread)]

    def add_papers(self, raw: Raw, item_key: str | None, *, closed: bool) -> None:
        """Add the documents and links of a meeting or an agenda item."""
        for listed in read_each(raw["documents"], lambda found: parse_document(found, self.site)):
            if isinstance(listed, Unread):
                self.unread.append(listed)
            else:
                placed = replace(listed, event_key=self.event_key, agenda_item_key=item_key)
                self.documents.append(_closed(placed, closed))
        for link in raw["module_items"]:
            self.links.append(LinkedItem(id=str(link["id"]), event_key=self.event_key, agenda_item_key=item_key))

    def _add_item(self, raw: Raw, parent: str | None, *, closed: bool) -> None:
        if raw["permission_group"] != PUBLIC:
            return
        key = parent
        if raw["type"] != "label":  # a label is a heading of the portal, no matter of its own
            key = f"{self.event_key}:{raw['id']}"
            self.items.append(
                AgendaItem(
                    key=key,
                    event_key=self.event_key,
                    parent_key=parent,
                    position=len(self.items),
                    number=raw["type_data"]["title_prefix"] or "",
                    title=_title(raw["type_data"]["attributes"]),
                )
            )
        closed = closed or bool(raw["confidential"])
        self.add_papers(raw, key, closed=closed)
        self.add_items(raw["agenda_items"], key, closed=closed)


def _closed(listed: Listed, closed: bool) -> Listed:
    """What hangs under something confidential is confidential."""
    return replace(listed, confidential=True) if closed else listed


def _title(attributes: Iterable[Raw]) -> str:
    for attribute in attributes:
        if attribute["id"] == TITLE:
            return _text(attribute, "value")
    raise KeyError(f"attribute {TITLE} (title)")


def _text(raw: Raw, name: str) -> str:
    value = raw[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}, not a text")
    # half a surrogate pair, which JSON can hold, cannot be stored
    return value.encode(errors="replace").decode().replace("\0", " ").strip()
