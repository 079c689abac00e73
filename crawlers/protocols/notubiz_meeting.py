"""A meeting of the Notubiz API with its nested agenda, and the documents and register entries that hang under it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from crawlers.protocols.notubiz import Listed, Raw, Site, is_public, parse_document, title_of
from crawlers.protocols.shapes import Unread, day, entries, flag, number, read_each, table, text
from pipeline.records import AgendaItem, Event


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


def parse_meeting(raw: Raw, site: Site, gremia: Mapping[int, str]) -> Meeting:
    """Read one meeting with nested agenda items; a document or item of an unknown shape is left out and told.

    Raises KeyError, TypeError or ValueError when the meeting itself has an unknown shape.
    """
    title = title_of(entries(raw, "attributes"))
    event = Event(
        key=f"notubiz:{site.organisation}:meeting:{number(raw, 'id')}",
        source_id=site.source_id,
        title=title,
        # a body that was dissolved is missing from the list of bodies, though its meetings still point to it
        body=gremia.get(number(table(raw, "gremium"), "id"), title) if raw["gremium"] is not None else title,
        date=day(entries(raw, "plannings")[0], "start_date"),
        url=text(raw, "url"),
        last_modified=text(raw, "last_modified"),
    )
    agenda = _Agenda(site=site, event_key=event.key)
    closed = flag(raw, "confidential")
    agenda.add_papers(raw, None, closed=closed)
    agenda.add_items(entries(raw, "agenda_items"), None, closed=closed)
    return Meeting(
        event=event,
        items=tuple(agenda.items),
        documents=tuple(agenda.documents),
        module_items=tuple(agenda.links),
        unread=tuple(agenda.unread),
    )


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
        for listed in read_each(entries(raw, "documents"), lambda found: parse_document(found, self.site)):
            if isinstance(listed, Unread):
                self.unread.append(listed)
            else:
                placed = replace(listed, event_key=self.event_key, agenda_item_key=item_key)
                self.documents.append(replace(placed, confidential=listed.confidential or closed))
        for link in read_each(entries(raw, "module_items"), lambda found: str(number(found, "id"))):
            if isinstance(link, Unread):
                self.unread.append(link)
            else:
                self.links.append(LinkedItem(id=link, event_key=self.event_key, agenda_item_key=item_key))

    def _add_item(self, raw: Raw, parent: str | None, *, closed: bool) -> None:
        if not is_public(raw):
            return
        key = parent
        if text(raw, "type") != "label":  # a label is a heading of the portal, no matter of its own
            key = f"{self.event_key}:{number(raw, 'id')}"
            details = table(raw, "type_data")
            self.items.append(
                AgendaItem(
                    key=key,
                    event_key=self.event_key,
                    parent_key=parent,
                    position=len(self.items),
                    number=text(details, "title_prefix") if details["title_prefix"] is not None else "",
                    title=title_of(entries(details, "attributes")),
                )
            )
        closed = closed or flag(raw, "confidential")
        self.add_papers(raw, key, closed=closed)
        self.add_items(entries(raw, "agenda_items"), key, closed=closed)
