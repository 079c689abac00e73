"""The records of the GO API (GemeenteOplossingen), versions 1 and 2, read without network."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import urljoin

from crawlers.protocols.go_lists import Raw, Site
from crawlers.protocols.shapes import Unread, day, entries, flag, number, read_each, table, text
from models.genres import genre_of
from pipeline.records import AgendaItem, Document, Event

_TAG = re.compile(r"<[^>]+>")
_LETTER = re.compile(r"\bin(gekomen|komend)\b", re.IGNORECASE)
"""Types of letters from outside ("Ingekomen stuk", "Zienswijze (Inkomend)"): personal data, not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A document as it stands in the list of all documents, under a meeting or under an agenda item."""

    document: Document
    number: int
    """Ids go up in the order in which documents are put there."""
    confidential: bool
    web_page: bool
    """True when the file itself is a web page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A public meeting."""

    id: int
    event: Event
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An agenda item with what hangs under it; a heading is no matter of its own and has no record."""

    id: int
    record: AgendaItem | None
    confidential: bool
    fingerprint: str


@dataclass(slots=True, kw_only=True)
class Inlined:
    """What version 1 gives together with a meeting."""

    items: list[Item] = field(default_factory=list)
    papers: list[tuple[Item | None, Listed]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def parse_document(raw: Raw, site: Site) -> Listed | None:
    """Read one document record; None for a letter from outside."""
    kind = _optional(raw, "documentTypeLabel")
    if _LETTER.search(kind):
        return None
    file_name, published, native = text(raw, "fileName"), table(raw, "publicationDate"), number(raw, "id")
    title = _plain(text(raw, "description")) or PurePath(file_name).stem
    url = site.url(f"/documents/{native}/download")
    revision = (number(raw, "objectId"), number(raw, "fileSize"), text(published, "date"), file_name)
    return Listed(
        document=Document(
            key=f"{site.key}:{native}",
            source_id=site.source_id,
            title=title,
            genre=genre_of(title, hints=[kind]),
            url=url,
            page_url=url,
            published=day(published, "date"),
            revision=" ".join(map(str, revision)),
        ),
        number=native,
        confidential=flag(raw, "confidential"),
        web_page=_names_web_page(file_name),
    )


def parse_reference(raw: Raw, site: Site, meeting: Meeting) -> Listed:
    """Read what version 1 says of a document where it hangs: its id and the name of its file."""
    native, file_name = number(raw, "id"), text(raw, "filename")
    title = PurePath(file_name).stem
    url = site.url(f"/meetings/{meeting.id}/documents/{native}")
    return Listed(
        document=Document(
            key=f"{site.key}:{native}",
            source_id=site.source_id,
            title=title,
            genre=genre_of(title),
            url=url,
            page_url=url,
            published=meeting.event.date,
            revision=file_name,
        ),
        number=native,
        confidential=False,
        web_page=_names_web_page(file_name),
    )


def parse_meeting(raw: Raw, site: Site) -> Meeting | None:
    """Read one meeting; None for one that is not public."""
    if _is_closed(raw, site):
        return None
    native, body = number(raw, "id"), text(table(raw, "dmu"), "name")
    return Meeting(
        id=native,
        event=Event(
            key=f"{site.key}:meeting:{native}",
            source_id=site.source_id,
            title=_plain(text(raw, "description")) or body,
            body=body,
            date=day(raw, "date"),
            # version 1 does not say where the page of a meeting is
            url=urljoin(site.base_url, _optional(raw, "url") if site.version == "v2" else "/Vergaderingen"),
            last_modified="",
        ),
        fingerprint=_fingerprint(raw),
    )


def parse_agenda(raws: Iterable[Any], event_key: str, site: Site) -> Iterator[Item | Unread]:
    """Read a whole agenda in its order; an item of an unknown shape is told.

    An item stands below the one whose number its own begins with: 3.1.2 below 3.1, or else below 3.
    """
    keys: dict[str, str] = {}
    return read_each(sorted(raws, key=_place), lambda raw: _item(raw, event_key, site, keys))


def parse_inlined(raw: Raw, meeting: Meeting, site: Site) -> Inlined:
    """Read the agenda and the documents that version 1 gives together with a meeting."""
    keys: dict[str, str] = {}
    below = read_each(
        sorted(entries(raw, "items"), key=_place),
        lambda one: (_item(one, meeting.event.key, site, keys), _named(one, meeting, site)),
    )
    found = Inlined()
    for entry in ((None, _named(raw, meeting, site)), *below):
        if isinstance(entry, Unread):
            found.unread.append(entry)
            continue
        item, named = entry
        found.items += [item] if item else []
        found.papers += [(item, one) for one in named if isinstance(one, Listed)]
        found.unread += [one for one in named if isinstance(one, Unread)]
    return found


def _named(raw: Raw, meeting: Meeting, site: Site) -> list[Listed | Unread]:
    return [*read_each(entries(raw, "documents"), lambda one: parse_reference(one, site, meeting))]


def _item(raw: Raw, event_key: str, site: Site, keys: dict[str, str]) -> Item:
    native, order, label = number(raw, "id"), _order(raw, site), _optional(raw, "number")
    title = _plain(text(raw, "title"))
    is_heading = flag(raw, "isHeading") if site.version == "v2" else not order
    record = None
    if not is_heading:
        parts = label.strip(".").split(".")
        above = (".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
        record = AgendaItem(
            key=f"{event_key}:{native}",
            event_key=event_key,
            position=order,
            number=label,
            title=title,
            parent_key=next((keys[one] for one in above if one in keys), None),
        )
        keys.setdefault(label.strip("."), record.key)
    return Item(id=native, record=record, confidential=_is_closed(raw, site), fingerprint=_fingerprint(raw))


def _order(raw: Raw, site: Site) -> int:
    """In version 1 an item without a place on the agenda is a heading."""
    if site.version == "v2":
        return number(raw, "sortOrder")
    return number(raw, "sortorder") if raw.get("sortorder") is not None else 0


def _place(raw: Any) -> int:
    """Give the place on the agenda; what has none comes first, and is told when it is read."""
    value = raw.get("sortOrder", raw.get("sortorder")) if isinstance(raw, dict) else None
    return value if isinstance(value, int) else 0


def _is_closed(raw: Raw, site: Site) -> bool:
    """Version 1 has the field for documents only."""
    return flag(raw, "confidential") if site.version == "v2" or "confidential" in raw else False


def _optional(raw: Raw, name: str) -> str:
    return "" if raw[name] is None else text(raw, name)


def _plain(value: str) -> str:
    """Take the tags out of a text."""
    return " ".join(html.unescape(_TAG.sub(" ", value)).split())


def _fingerprint(raw: Raw) -> str:
    return hashlib.blake2b(json.dumps(raw, sort_keys=True).encode(), digest_size=8).hexdigest()


def _names_web_page(file_name: str) -> bool:
    return PurePath(file_name).suffix.lower() in (".html", ".htm")
