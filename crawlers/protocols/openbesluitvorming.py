"""The export of openbesluitvorming.nl: a feed of changes, one JSON object per line, read without network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeAlias
from urllib.parse import quote, urljoin

from crawlers.protocols.feeds import AMSTERDAM
from crawlers.protocols.shapes import Unread, day, entries, read_each, table, text
from models.genres import genre_of
from pipeline.records import AgendaItem, Document, Event

SYSTEMS = {"gemeenteoplossingen": "go"}
"""By name of a supplier, what we call its system where that is something else."""
OPERATIONS = ("upsert", "delete")
PDF = "application/pdf"
MEETING, DOCUMENT = "Meeting", "Document"
OTHER_TYPES = frozenset({"Motion", "Recording", "Vote", "Committee", "Organization", "Person", "Party"})
"""Known, and not read: the text of a motion is a document of its own."""
_LETTER = re.compile(
    r"\b(?:brief|mail|e-mail) van (?:een |de |enkele )?(?:bewoner|inwoner|burger|particulier)", re.IGNORECASE
)
_LETTERS = re.compile(r"\b(?:ingekomen|inkomend|inwonersbrie|burgerbrie|brieven van )", re.IGNORECASE)
"""Lists and types of letters from outside: personal data, not read."""
Raw: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A municipality as the aggregator knows it, and how its own system calls it."""

    source_id: str
    key: str
    base_url: str
    own_system: str = ""
    """The system that its papers are also read from; empty when the aggregator is the only way."""
    own_site: str = ""
    """What stands between system and native id in the keys of that system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the feed."""

    operation: Literal["upsert", "delete"]
    entity_id: str
    entity_type: str
    seen: date
    """The day on which the aggregator wrote the line."""
    content_hash: str
    payload: Raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document as the feed has it: its text and the address of its file are with the entity."""

    document: Document
    entity_id: str
    seen: date
    discussed: date | None
    modified: date | None
    is_letter: bool
    """Of an inhabitant, which is personal data; told by its list, which not every system names, or by its title."""

    def lies_in(self, first: date, last: date) -> bool:
        """Tell whether it was discussed or changed in this period; without such a day, whether it was seen then."""
        days = [one for one in (self.discussed, self.modified) if one is not None] or [self.seen]
        return any(first <= one <= last for one in days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document with what its entity says."""

    document: Document
    file_url: str
    """Empty when the aggregator has no file of it."""
    events: tuple[str, ...]
    """Keys that the meeting which it says it belongs to may have, the best first; empty for none."""
    text: str
    """Empty when nothing could be read of it."""
    lacks_file: bool
    """True for a PDF of which the aggregator does not say where it is: its text has no pages."""


@dataclass(slots=True, kw_only=True)
class Agenda:
    """A meeting with the places of its papers."""

    event: Event
    own_key: str
    """Under which its own system gives the meeting; empty when that is not read."""
    items: list[AgendaItem] = field(default_factory=list)
    places: dict[str, str | None] = field(default_factory=dict)
    """By entity id of a paper, the key of its agenda item."""
    unread: list[Unread] = field(default_factory=list)


def entity_url(site: Site, entity_id: str) -> str:
    """Build the address of one entity with its text."""
    return f"{site.base_url}/api/entities/{quote(entity_id, safe='')}"


def parse_feed(body: bytes) -> Iterator[Change | Unread]:
    """Read the lines of a page; one of an unknown shape is told, the others go on."""
    return read_each(filter(None, body.decode("utf-8").split("\n")), _change)


def parse_listed(change: Change, site: Site) -> Listed:
    """Read a document of the feed; its key is that of its own system where that is read too.

    It was there at the latest when the aggregator wrote of it, and may be discussed long after.
    """
    payload = change.payload
    title, entity = text(payload, "name"), entity_url(site, change.entity_id)
    discussed, modified = (_optional_day(payload, name) for name in ("last_discussed_at", "date_modified"))
    return Listed(
        document=Document(
            key=native_key(change.entity_id, site),
            source_id=site.source_id,
            title=title,
            genre=genre_of(title),
            url=f"{entity}#text",
            page_url=_optional(payload, "original_url") or entity,
            published=min(discussed or modified or change.seen, change.seen),
            revision=change.content_hash,
        ),
        entity_id=change.entity_id,
        seen=change.seen,
        discussed=discussed,
        modified=modified,
        is_letter=_is_letter(title, payload),
    )


def parse_paper(body: bytes, listed: Listed, site: Site) -> Paper:
    """Read the entity of a document; what it does not say is as the feed has it."""
    raw, known = json.loads(body), listed.document
    title = _optional(raw, "title") or known.title
    file, meeting, sorted_by = _optional(raw, "pdfUrl"), _optional(raw, "meetingId"), _optional_day(raw, "sortDate")
    file_url = urljoin(known.url, file) if file else ""
    dated = listed.discussed or sorted_by or known.published
    own = own_event_key(meeting, site) if meeting else ""
    return Paper(
        document=replace(
            known,
            title=title,
            genre=genre_of(title),
            url=file_url or known.url,
            page_url=_optional(raw, "downloadUrl") or known.page_url,
            published=min(dated, listed.seen),
        ),
        file_url=file_url,
        events=tuple(key for key in (own, event_key(meeting)) if key) if meeting else (),
        text=_optional(raw, "markdownText"),
        lacks_file=not file and _optional(raw, "contentType") == PDF,
    )


def parse_meeting(change: Change, site: Site) -> Agenda:
    """Read a meeting with its nested agenda; an item of an unknown shape is left out and told."""
    payload = change.payload
    title = text(payload, "name")
    event = Event(
        key=event_key(change.entity_id),
        source_id=site.source_id,
        title=title,
        body=title,
        date=_local_day(payload, "start_date"),
        url=entity_url(site, change.entity_id),
        last_modified=change.content_hash,
    )
    agenda = Agenda(event=event, own_key=own_event_key(change.entity_id, site))
    _add_items(agenda, payload, "agenda", None)
    for paper in _optional_entries(payload, "attachment"):
        if isinstance(paper, str):
            agenda.places.setdefault(paper, None)
        else:
            agenda.unread.append(Unread(f"TypeError: attachment holds {paper!r}, not a text"))
    return agenda


def native_key(entity_id: str, site: Site) -> str:
    """Turn `document:notubiz:gemeente:soest:12345` into the key under which its own system gives the paper."""
    system, native = _native(entity_id)
    if system == site.own_system:
        return f"{system}:{site.own_site}:{native}"
    return f"openbesluitvorming:{site.key}:{native}"


def event_key(entity_id: str) -> str:
    """Give the key of a meeting that comes from here."""
    return f"openbesluitvorming:{entity_id}"


def own_event_key(entity_id: str, site: Site) -> str:
    """Give the key under which its own system has a meeting; empty when that is not read."""
    system, native = _native(entity_id)
    return f"{system}:{site.own_site}:meeting:{native}" if system == site.own_system else ""


def _native(entity_id: str) -> tuple[str, str]:
    parts = entity_id.split(":", 4)
    if len(parts) < 5 or not parts[4]:
        raise ValueError(f"entity_id {entity_id!r} has no native id")
    system = SYSTEMS[parts[1]] if parts[1] in SYSTEMS else parts[1]
    # a GUID, which iBabs writes in either case
    return system, parts[4].lower() if system == "ibabs" else parts[4]


def _is_letter(title: str, payload: Raw) -> bool:
    lists = _optional_entries(payload, "classification")
    if not all(isinstance(name, str) for name in lists):
        raise TypeError(f"classification holds {lists!r}, not texts")
    return _LETTER.search(title) is not None or any(_LETTERS.search(name) for name in lists)


def _change(line: str) -> Change:
    raw = json.loads(line)
    operation, kind = text(raw, "op"), text(raw, "entity_type")
    if operation not in OPERATIONS:
        raise ValueError(f"op is {operation!r}, which is unknown")
    if kind not in OTHER_TYPES | {MEETING, DOCUMENT}:
        raise ValueError(f"entity_type is {kind!r}, which is unknown")
    is_upsert = operation == "upsert"
    return Change(
        operation="upsert" if is_upsert else "delete",
        entity_id=text(raw, "entity_id"),
        entity_type=kind,
        seen=_local_day(raw, "time"),
        content_hash=text(raw, "content_hash") if is_upsert else "",
        payload=table(raw, "payload") if is_upsert else {},
    )


def _add_items(agenda: Agenda, raw: Raw, name: str, parent: str | None) -> None:
    outcomes = read_each(_optional_entries(raw, name), lambda item: _add_item(agenda, item, parent))
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
            title=_optional(raw, "title"),
        )
    )
    for found in read_each(_optional_entries(raw, "documents"), lambda document: text(document, "id")):
        if isinstance(found, Unread):
            agenda.unread.append(found)
        else:
            agenda.places[found] = key
    _add_items(agenda, raw, "agenda_items", key)


def _optional(raw: Raw, name: str) -> str:
    """Give a text that is left out when it is empty."""
    return "" if raw.get(name) is None else text(raw, name)


def _optional_entries(raw: Raw, name: str) -> list[Any]:
    return [] if raw.get(name) is None else entries(raw, name)


def _optional_day(raw: Raw, name: str) -> date | None:
    return None if raw.get(name) is None else _local_day(raw, name)


def _local_day(raw: Raw, name: str) -> date:
    """Give the day here of a moment, which is written in UTC with or without saying so; a bare day is itself."""
    value = text(raw, name)
    if len(value) <= len("2026-01-01"):
        return day(raw, name)
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{name} is {value!r}, not a moment") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(AMSTERDAM).date()
