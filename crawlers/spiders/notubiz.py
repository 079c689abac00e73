"""Meetings, modules and documents from the Notubiz API.

Raadsvoorstellen and raadsinformatiebrieven hang under modules, not only under meetings: both are listed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from crawlers.protocols.notubiz import (
    LinkedItem,
    Listed,
    Site,
    Unanswered,
    is_closed,
    parse_gremia,
    parse_meeting,
    parse_module_item,
    parse_modules,
    public_meeting,
)
from crawlers.spiders.asking import Yield
from crawlers.spiders.base import SourceSpider
from pipeline.records import Appearance, Issue

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

MEETINGS = "vergaderingen"
CHUNK_DAYS = 90
"""Wider windows answer 404 "An uncaught error has occurred"."""
MOST_PAGES = 100
"""Of one list; a list without end is an error of the service."""

Days = tuple[date, date]


class NotubizSpider(SourceSpider):
    """Every module and the events, in chunks, with their agendas."""

    name = "notubiz"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._modules: dict[str, Mapping[int, str]] = {}
        self._waiting: defaultdict[str, list[LinkedItem]] = defaultdict(list)
        self._linked: dict[str, tuple[Listed, ...]] = {}

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Begin with the modules, whose names say what their documents are, and the bodies (gremia) of meetings."""
        site = _site(source)
        yield from self.listing(source, site.url(f"/organisations/{site.organisation}/modules"), self.parse_modules)
        yield from self.listing(source, site.url(f"/organisations/{site.organisation}/gremia"), self.parse_gremia)

    def parse_modules(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """List every module over the window, letters of inhabitants excepted."""
        modules = parse_modules(json.loads(response.body))
        self._modules[source.source.id] = modules
        for module in modules:
            for days in _chunks(self.plan.dates(source)):
                yield from self._items(source, module, days, page=1)
        yield self.read(source, response, len(modules))

    def _items(self, source: SourcePlan, module: int, days: Days, *, page: int) -> Iterator[Yield]:
        site = _site(source)
        turn = {"page": str(page)} if page > 1 else {}
        url = site.url(f"/organisations/{site.organisation}/modules/{module}/items", **_between(days), **turn)
        yield from self.listing(source, url, self.parse_items, module=module, days=days, page=page)

    def parse_items(
        self, response: Response, source: SourcePlan, module: int, days: Days, page: int
    ) -> Iterator[Yield]:
        """Follow the documents of one module, and its next page."""
        answer = json.loads(response.body)
        items, pagination = answer["items"], answer["pagination"]
        name = self._modules[source.source.id][module]
        yield self.listed(source, name, ())
        for found in self.each(
            source, response, items, lambda item: parse_module_item(item, _site(source), module=name)
        ):
            if isinstance(found, Issue):
                yield found
            else:
                yield from self._follow(source, name, found)
        if pagination["list_end"] < pagination["total_results"]:
            # a service that does not know pages gives the first one again
            if items and page < MOST_PAGES and (page == 1 or pagination["list_start"] > 0):
                yield from self._items(source, module, days, page=page + 1)
            else:
                message = f"{name}: {pagination['list_end']} of {pagination['total_results']} items came"
                yield self.issue(source, "incomplete_list", message, response.url)
        yield self.read(source, response, len(items))

    def parse_gremia(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Learn the bodies, then list the events per chunk of the window."""
        gremia = parse_gremia(json.loads(response.body))
        yield self.listed(source, MEETINGS, ())
        for days in _chunks(self.plan.dates(source)):
            yield from self._events(source, days, gremia, page=1)
        yield self.read(source, response, len(gremia))

    def _events(self, source: SourcePlan, days: Days, gremia: Mapping[int, str], *, page: int) -> Iterator[Yield]:
        site = _site(source)
        url = site.url("/events", organisation_id=site.organisation, page=str(page), **_between(days))
        yield from self.listing(source, url, self.parse_events, days=days, gremia=gremia, page=page)

    def parse_events(
        self, response: Response, source: SourcePlan, days: Days, gremia: Mapping[int, str], page: int
    ) -> Iterator[Yield]:
        """Ask each public meeting, and the next page."""
        answer = json.loads(response.body)
        site = _site(source)
        for meeting in self.each(source, response, answer["events"], public_meeting):
            if isinstance(meeting, Issue):
                yield meeting
            elif meeting:
                url = site.url(f"/events/meetings/{meeting}")
                yield from self.listing(source, url, self.parse_meeting, gremia=gremia)
        if answer["pagination"]["has_more_pages"]:
            if answer["events"] and page < MOST_PAGES:
                yield from self._events(source, days, gremia, page=page + 1)
            else:
                yield self.issue(source, "incomplete_list", f"the events do not end at page {page}", response.url)
        yield self.read(source, response, len(answer["events"]))

    def parse_meeting(self, response: Response, source: SourcePlan, gremia: Mapping[int, str]) -> Iterator[Yield]:
        """Save a meeting and follow its documents."""
        site = _site(source)
        try:
            meeting = parse_meeting(json.loads(response.body), site, gremia)
        except Unanswered as error:
            yield self.not_public(source, response, str(error))
            return
        yield meeting.event
        yield from meeting.items
        yield from (self.unread(source, response, entry) for entry in meeting.unread)
        yield from self._follow(source, MEETINGS, meeting.documents)
        for link in meeting.module_items:
            url = site.url(f"/modules/0/items/{link.id}")
            if url in self._linked:
                yield from self._follow(source, MEETINGS, _placed(self._linked[url], link))
            else:
                self._waiting[url].append(link)
                yield from self.listing(source, url, self.parse_linked_item)
        yield self.read(source, response, len(meeting.documents))

    def parse_linked_item(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Follow the documents of a module item, under every meeting that it hangs under."""
        item = json.loads(response.body)["item"]
        if is_closed(item):
            yield self.not_public(source, response, "not public, or a letter of an inhabitant")
            return
        module = self._modules.get(source.source.id, {}).get(item["module_id"], "")
        url = response.meta["ledger_url"]
        self._linked[url] = parse_module_item(item, _site(source), module=module)
        for link in self._waiting.pop(url):
            yield from self._follow(source, MEETINGS, _placed(self._linked[url], link))
        yield self.read(source, response, len(self._linked[url]))

    def _follow(self, source: SourcePlan, list_name: str, documents: Iterable[Listed]) -> Iterator[Yield]:
        documents = tuple(documents)
        for listed in documents:
            if listed.confidential:
                yield from self.refuse(source, listed.document, "confidential")
                continue
            place = Appearance(
                document_key=listed.document.key,
                source_id=source.source.id,
                list_name=list_name,
                event_key=listed.event_key,
                agenda_item_key=listed.agenda_item_key,
            )
            yield from self.document(source, listed.document, place, web_page=listed.web_page)
        yield self.listed(source, list_name, [listed.document.key for listed in documents])


def _site(source: SourcePlan) -> Site:
    return Site(source_id=source.source.id, organisation=source.source.key, base_url=source.base_url)


def _chunks(days: Days) -> Iterator[Days]:
    begin, last = days
    while begin <= last:
        until = min(begin + timedelta(days=CHUNK_DAYS - 1), last)
        yield begin, until
        begin = until + timedelta(days=1)


def _between(days: Days) -> dict[str, str]:
    return {"date_from": f"{days[0]} 00:00:00", "date_to": f"{days[1]} 23:59:59"}


def _placed(documents: Iterable[Listed], link: LinkedItem) -> list[Listed]:
    return [replace(listed, event_key=link.event_key, agenda_item_key=link.agenda_item_key) for listed in documents]
