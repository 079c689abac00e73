"""Meetings, modules and documents from the Notubiz API.

Raadsvoorstellen and raadsinformatiebrieven hang under modules, not only under meetings: both are listed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from crawlers.protocols.notubiz import Listed, Site, Unanswered, parse_meeting, parse_module_item
from crawlers.spiders.base import SourceSpider, Yield
from pipeline.records import Appearance, Listing, Outcome

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

CHUNK_DAYS = 90
"""Wider windows answer 404 "An uncaught error has occurred"."""
INGEKOMEN_STUKKEN = 1
"""Letters of inhabitants: personal data, not read."""


class NotubizSpider(SourceSpider):
    """Events in chunks, their agendas, and every module."""

    name = "notubiz"

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Begin with the bodies (gremia), whose names meetings only point to, and the modules."""
        site = _site(source)
        yield from self.listing(source, site.url(f"/organisations/{site.organisation}/gremia"), self.parse_gremia)
        yield from self.listing(source, site.url(f"/organisations/{site.organisation}/modules"), self.parse_modules)

    def parse_gremia(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Learn the bodies, then list the events per chunk of the window."""
        if (end := self.unreadable(response)) is not None:
            yield end
            return
        raw = json.loads(response.body)["gremia"]
        gremia = {gremium["id"]: gremium["title"] for gremium in raw}
        yield self.read(source, response, len(raw))
        begin, last = self.plan.window.dates(self.plan.today, first=source.first)
        while begin <= last:
            until = min(begin + timedelta(days=CHUNK_DAYS - 1), last)
            yield from self._events(source, (begin, until), gremia, page=1)
            begin = until + timedelta(days=1)

    def _events(
        self, source: SourcePlan, days: tuple[date, date], gremia: Mapping[int, str], *, page: int
    ) -> Iterator[Yield]:
        site = _site(source)
        url = site.url("/events", organisation_id=site.organisation, page=str(page), **_between(days))
        yield from self.listing(source, url, self.parse_events, days=days, gremia=gremia, page=page)

    def parse_events(
        self, response: Response, source: SourcePlan, days: tuple[date, date], gremia: Mapping[int, str], page: int
    ) -> Iterator[Yield]:
        """Ask each public meeting, and the next page."""
        if (end := self.unreadable(response)) is not None:
            yield end
            return
        answer = json.loads(response.body)
        site = _site(source)
        public = [event["id"] for event in answer["events"] if event["permission_group"] == "public"]
        for meeting in public:
            url = site.url(f"/events/meetings/{meeting}")
            yield from self.listing(source, url, self.parse_meeting, gremia=gremia)
        yield self.read(source, response, len(answer["events"]))
        if answer["pagination"]["has_more_pages"]:
            yield from self._events(source, days, gremia, page=page + 1)

    def parse_meeting(self, response: Response, source: SourcePlan, gremia: Mapping[int, str]) -> Iterator[Yield]:
        """Save a meeting and follow its documents."""
        if (end := self.unreadable(response)) is not None:
            yield end
            return
        site = _site(source)
        try:
            meeting = parse_meeting(json.loads(response.body), site, gremia)
        except Unanswered as error:
            yield Outcome(url=response.meta["ledger_url"], source_id=site.source_id, state="refused", reason=str(error))
            return
        yield meeting.event
        yield from meeting.items
        yield from self._follow(source, "vergaderingen", meeting.documents)
        for item in meeting.module_items:
            url = site.url(f"/modules/0/items/{item}")
            yield from self.listing(source, url, self.parse_linked_item, event_key=meeting.event.key)
        yield self.read(source, response, len(meeting.documents))

    def parse_modules(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """List every module over the window, letters of inhabitants excepted."""
        if (end := self.unreadable(response)) is not None:
            yield end
            return
        site = _site(source)
        modules = json.loads(response.body)["modules"]
        window = self.plan.window.dates(self.plan.today, first=source.first)
        for module in modules:
            if module["id"] == INGEKOMEN_STUKKEN:
                continue
            name = module["custom_name"] or module["name"]
            url = site.url(f"/organisations/{site.organisation}/modules/{module['id']}/items", **_between(window))
            yield from self.listing(source, url, self.parse_items, module=name)
        yield self.read(source, response, len(modules))

    def parse_items(self, response: Response, source: SourcePlan, module: str) -> Iterator[Yield]:
        """Follow the documents of one module."""
        if (end := self.unreadable(response)) is not None:
            yield end
            return
        answer = json.loads(response.body)
        items = answer["items"]
        total = answer["pagination"]["total_results"]
        if total > len(items):
            yield self.issue(source, "incomplete_list", f"{module}: {len(items)} of {total} items came", response.url)
        public = [item for item in items if item["permission_group"] == "public"]
        site = _site(source)
        for documents in self.each(source, response, public, lambda item: parse_module_item(item, site, module=module)):
            if isinstance(documents, tuple):
                yield from self._follow(source, module, documents)
            else:
                yield documents
        yield self.read(source, response, len(items))

    def parse_linked_item(self, response: Response, source: SourcePlan, event_key: str) -> Iterator[Yield]:
        """Follow the documents of a module item that hangs under a meeting."""
        if (end := self.unreadable(response)) is not None:
            yield end
            return
        item = json.loads(response.body)["item"]
        documents = [
            replace(listed, event_key=event_key)
            for listed in parse_module_item(item, _site(source), module="vergaderingen")
        ]
        yield from self._follow(source, "vergaderingen", documents)
        yield self.read(source, response, len(documents))

    def _follow(self, source: SourcePlan, list_name: str, documents: Iterable[Listed]) -> Iterator[Yield]:
        count = 0
        for listed in documents:
            count += 1
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
            yield from self.document(source, listed.document, place)
        yield Listing(source_id=source.source.id, list_name=list_name, listed=count)


def _site(source: SourcePlan) -> Site:
    return Site(source_id=source.source.id, organisation=source.source.key, base_url=source.base_url)


def _between(days: tuple[date, date]) -> dict[str, str]:
    return {"date_from": f"{days[0]} 00:00:00", "date_to": f"{days[1]} 23:59:59"}
