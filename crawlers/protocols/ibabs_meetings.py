"""The meetings of a public portal of iBabs: entries of the calendar and the page of a meeting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from parsel import Selector

from crawlers.protocols.ibabs import Listed, Raw, Site, document_of, guid, parse_file_link, parse_page, words_of
from crawlers.protocols.shapes import Unread, day, entries, read_each, text
from pipeline.records import AgendaItem, Event

_CANCELLED = re.compile(r"\b(vervallen|afgelast|geannuleerd|gaat niet door)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """A meeting as the calendar has it."""

    id: str
    title: str
    body: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting with its agenda; one that was cancelled is no event, for nothing is decided that day."""

    event: Event | None
    items: tuple[AgendaItem, ...]
    documents: tuple[Listed, ...]
    unread: tuple[Unread, ...]


def parse_entry(raw: Raw, bodies: Mapping[str, str]) -> CalendarEntry:
    """Read one meeting of the calendar; a kind of meeting that is not in use any more is known by its title."""
    title = text(raw, "title")
    names = entries(raw, "classNames") if "classNames" in raw else []
    kinds = [str(name).removeprefix("agendatype-") for name in names]
    return CalendarEntry(
        id=guid(text(raw, "id"), "id"),
        title=title,
        body=next((bodies[kind] for kind in kinds if kind in bodies), title),
        date=day(raw, "start"),
    )


def parse_meeting(html: str, entry: CalendarEntry, site: Site, *, today: date) -> Meeting:
    """Read the page of a meeting. Raises KeyError when it has no heading, which every meeting has.

    The portal does not tell since when a paper is there: at the latest since today, or since the meeting.
    """
    page = parse_page(html).css("#maincontent")
    if not page.css("h1"):
        raise KeyError("h1")
    head = " ".join([entry.title, *page.css(".box-header")[:1].css("::text").getall()])
    key = f"{site.key}:meeting:{entry.id}"
    cancelled = _CANCELLED.search(head) is not None
    agenda = _Agenda(event_key=None if cancelled else key, site=site, entry=entry, published=min(today, entry.date))
    found = [*read_each(page.css(".agenda-item"), agenda.add_item)]
    found += read_each(page.css('a[data-document-id], a[href*="/Agenda/Document/"]'), agenda.add_paper)
    event = Event(
        key=key,
        source_id=site.source_id,
        title=entry.title,
        body=entry.body,
        date=entry.date,
        url=site.url(f"/Agenda/Index/{entry.id}"),
        last_modified="",
    )
    return Meeting(
        event=None if cancelled else event,
        items=() if cancelled else tuple(agenda.items),
        documents=tuple(agenda.documents),
        unread=tuple(one for one in found if isinstance(one, Unread)),
    )


class _Agenda:
    """Collects what hangs under a meeting."""

    def __init__(self, *, event_key: str | None, site: Site, entry: CalendarEntry, published: date) -> None:
        self.event_key = event_key
        self.site = site
        self.entry = entry
        self.published = published
        self.items: list[AgendaItem] = []
        self.documents: list[Listed] = []
        self._by_id: dict[str, str] = {}
        self._by_number: dict[str, str] = {}

    def add_item(self, panel: Selector) -> None:
        """Add an agenda item; 5.1 belongs to 5, though the page has them all in one row."""
        identifier = guid(panel.attrib["id"], "id")
        title = words_of(panel.css(".panel-title-label")[:1], but=("text-thin",)).removesuffix("-").strip()
        if not title:
            raise KeyError("panel-title-label")
        number = words_of(panel.css(".panel-id")[:1])
        item = AgendaItem(
            key=f"{self.event_key}:{identifier}",
            event_key=self.event_key or "",
            parent_key=self._by_number.get(number.rstrip(".").rpartition(".")[0]),
            position=len(self.items),
            number=number,
            title=title,
        )
        self.items.append(item)
        self._by_id[identifier] = item.key
        if number:
            self._by_number[number.rstrip(".")] = item.key

    def add_paper(self, anchor: Selector) -> None:
        """Add a document of the meeting or of an agenda item."""
        link = parse_file_link(anchor)
        if link.item:
            path = f"/Document/LoadAgendaItemDocument/{link.document}?agendaItemId={link.item}"
        else:
            path = f"/Document/LoadAgendaDocument/{link.document}?agendaId={self.entry.id}"
        self.documents.append(
            Listed(
                document=document_of(link, self.site, path=path, published=self.published, hints=()),
                web_page=link.web_page,
                event_key=self.event_key,
                agenda_item_key=self._by_id.get(link.item) if self.event_key else None,
            )
        )
