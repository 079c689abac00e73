"""Meetings, agenda items and documents from the GO API of a council site.

Nine in ten documents hang under no meeting: the list of all documents is read as well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crawlers.protocols.go import (
    Inlined,
    Listed,
    Meeting,
    parse_agenda,
    parse_document,
    parse_inlined,
    parse_meeting,
)
from crawlers.protocols.go_lists import Page, Site, Version, half_years, parse_page
from crawlers.protocols.shapes import Unread
from crawlers.spiders.asking import Yield
from crawlers.spiders.base import HEAD_START
from crawlers.spiders.go_named import NamedPapers, Place
from pipeline.memory import Cursor
from pipeline.records import Issue

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

MEETINGS, DOCUMENTS = "vergaderingen", "documenten"
PAGE = 250
"""Records per page that are asked for; fewer may come."""
OVERLAP = 20
"""So many records that were there before are listed again with the newest: deleted ones make those move up."""
REREAD = timedelta(days=30)
"""A file is replaced without any sign but its own record: the documents of these days are listed every night."""
NOT_SPOKEN = (400, 404)
"""What a site answers in a version that it does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list on its way, page by page."""

    site: Site
    path: str
    place: Place
    parameters: Mapping[str, str] = field(default_factory=dict)
    begin: int = 0
    offset: int = 0
    came: Mapping[str, Any] = field(default_factory=dict)
    """The records of the pages so far, by all that they say."""
    since: int | None = None
    """Documents with an id up to this one are not new; None where the list is not one of new ones."""

    @property
    def name(self) -> str:
        """What the list is called in the answer."""
        return self.path.rpartition("/")[2]

    def after(self, page: Page) -> Asked:
        """Give what is to be asked after a page; a record that came before is not counted again."""
        came = {**self.came, **{json.dumps(entry): entry for entry in page.entries}}
        return replace(self, offset=self.offset + len(page.entries), came=came)


class GoSpider(NamedPapers):
    """The meetings with what hangs under them, and the documents by day of publication and by newest."""

    name = "go"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._counts: dict[str, int] = {}
        """How many documents there are, by source."""

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask for the bodies in version 2, to learn whether that is spoken here."""
        url = _site(source, "v2").url("/dmus")
        self.plan.store.ledger.discover(url, source_id=source.source.id, kind="listing")
        yield from self._greet(source, "v2", url, NOT_SPOKEN)

    def _greet(
        self, source: SourcePlan, version: Version, ledger_url: str, readable: tuple[int, ...]
    ) -> Iterator[Yield]:
        """Both tries are one entry in the ledger: it fails only where neither version is answered."""
        site = _site(source, version)
        yield from self.ask(
            source,
            site.url("/dmus"),
            self.parse_bodies,
            ledger_url=ledger_url,
            priority=HEAD_START,
            meta={"document_key": None, "handle_httpstatus_list": readable},
            cb_kwargs={"source": source, "site": site},
        )

    def parse_bodies(self, response: Response, source: SourcePlan, site: Site) -> Iterator[Yield]:
        """Go on in the version that answers."""
        if response.status in NOT_SPOKEN:
            yield from self._greet(source, "v1", response.meta["ledger_url"], ())
            return
        bodies = parse_page(_json(response), "dmus")
        yield self.listed(source, MEETINGS, ())
        yield self.listed(source, DOCUMENTS, ())
        if site.version == "v2":  # the other one does not count
            yield from self._ask_newest(source, site)
        first, last = self.plan.dates(source)
        for days in half_years((first, last)):
            parameters = site.meeting_days(days)
            asked = Asked(site=site, path="/meetings", place=Place(list_name=MEETINGS), parameters=parameters)
            yield from self._ask_list(source, asked)
        for days in half_years((min(first, self.plan.today - REREAD), last)):
            parameters = site.document_days(days)
            asked = Asked(site=site, path="/documents", place=Place(list_name=DOCUMENTS), parameters=parameters)
            yield from self._ask_list(source, asked)
        yield self.read(source, response, len(bodies.entries))

    def _ask_newest(self, source: SourcePlan, site: Site) -> Iterator[Yield]:
        """List what was added since the last time, whatever its day of publication: that may be long past."""
        cursor = self.plan.store.memory.cursor(source.source.id)
        if cursor is None:
            yield from self.listing(source, site.url("/documents", limit="1", offset="0"), self.parse_count, site=site)
            return
        total, highest = map(int, cursor.split())
        yield from self._ask_from(source, site, total, since=highest)

    def parse_count(self, response: Response, source: SourcePlan, site: Site) -> Iterator[Yield]:
        """Learn how many documents there are, and which is the newest; the first time none of them counts as new."""
        page = parse_page(_json(response), "documents")
        self._keep_count(source, page)
        yield from self._ask_from(source, site, page.total or 0, since=sys.maxsize)
        yield self.read(source, response, len(page.entries))

    def _ask_from(self, source: SourcePlan, site: Site, total: int, *, since: int) -> Iterator[Yield]:
        begin = max(0, total - OVERLAP)
        place = Place(list_name=DOCUMENTS)
        yield from self._ask_list(
            source, Asked(site=site, path="/documents", place=place, begin=begin, offset=begin, since=since)
        )

    def _keep_count(self, source: SourcePlan, page: Page) -> None:
        if page.total is not None:
            self._counts[source.source.id] = page.total

    def _ask_list(self, source: SourcePlan, asked: Asked, *, fingerprint: str = "") -> Iterator[Yield]:
        url = asked.site.url(asked.path, **asked.parameters, limit=str(PAGE), offset=str(asked.offset))
        yield from self.listing(source, url, self.parse_list, asked=asked, fingerprint=fingerprint)

    def parse_list(self, response: Response, source: SourcePlan, asked: Asked) -> Iterator[Yield]:
        """Read the records of one page, then ask the next; an agenda is read when all of it is there."""
        page = parse_page(_json(response), asked.name)
        after = asked.after(page)
        may_be_more = len(page.entries) == PAGE if page.total is None else after.offset < page.total
        # a site that does not know pages gives the first one again
        has_more = may_be_more and len(after.came) > len(asked.came)
        match asked.name:
            case "meetings":
                yield from self._read_meetings(response, source, asked, page)
            case "documents":
                if asked.since is not None:
                    self._keep_count(source, page)
                yield from self._read_documents(response, source, asked, page)
            case _ if not has_more:
                yield from self._read_agenda(response, source, after)
        yield from self._ask_list(source, after) if has_more else self._end(response, source, after, page)
        yield self.read(source, response, len(page.entries))

    def _end(self, response: Response, source: SourcePlan, asked: Asked, page: Page) -> Iterator[Yield]:
        """Count what came; remember how far the newest documents were read."""
        total, came = page.total or 0, len(asked.came)
        if asked.begin + came < total:
            message = f"{asked.name}: {came} of {total - asked.begin} records came"
            yield self.issue(source, "incomplete_list", message, response.url)
        elif asked.since is not None:
            known = 0 if asked.since == sys.maxsize else asked.since
            highest = max(known, *map(_id, asked.came.values()), 0)
            yield Cursor(source_id=source.source.id, value=f"{total} {highest}")

    def _read_meetings(self, response: Response, source: SourcePlan, asked: Asked, page: Page) -> Iterator[Yield]:
        """Save each public meeting, and ask for what hangs under it; version 1 gives that with it."""
        site, meetings = asked.site, []
        # all of them are read first: what they name decides at which address it is asked
        for found in [*self.each(source, response, page.entries, lambda raw: _with_agenda(raw, site))]:
            if isinstance(found, Issue):
                yield found
            elif found is not None:
                meetings.append(found)
                place = replace(asked.place, event_key=found[0].event.key)
                self.keep_named(source, place, found[1].papers if found[1] else ())
        for meeting, inlined in meetings:
            yield meeting.event
            if inlined is not None:
                yield from (item.record for item in inlined.items if item.record is not None)
                yield from (self.unread(source, response, entry) for entry in inlined.unread)
            else:
                yield from self._ask_meeting(source, site, meeting, asked.place)

    def _ask_meeting(self, source: SourcePlan, site: Site, meeting: Meeting, place: Place) -> Iterator[Yield]:
        path, place = f"/meetings/{meeting.id}", replace(place, event_key=meeting.event.key)
        yield from self._ask_below(source, site, path, place, meeting.fingerprint)
        yield from self._ask_list(source, Asked(site=site, path=f"{path}/meetingitems", place=place))

    def _read_agenda(self, response: Response, source: SourcePlan, asked: Asked) -> Iterator[Yield]:
        """Save each agenda item, and ask for what hangs under it."""
        for item in parse_agenda(asked.came.values(), asked.place.event_key, asked.site):
            if isinstance(item, Unread):
                yield self.unread(source, response, item)
                continue
            if item.record is not None:
                yield item.record
            place = asked.place.below(item)
            yield from self._ask_below(source, asked.site, f"/meetingitems/{item.id}", place, item.fingerprint)

    def _ask_below(self, source: SourcePlan, site: Site, path: str, place: Place, above: str) -> Iterator[Yield]:
        """List the documents under a meeting or an item, unless that and the number of documents are as they were."""
        count = self._counts.get(source.source.id)
        asked = Asked(site=site, path=f"{path}/documents", place=place)
        yield from self._ask_list(source, asked, fingerprint="" if count is None else f"{above} {count}")

    def _read_documents(self, response: Response, source: SourcePlan, asked: Asked, page: Page) -> Iterator[Yield]:
        found: list[Listed] = []
        for listed in self.each(source, response, page.entries, lambda raw: parse_document(raw, asked.site)):
            if isinstance(listed, Issue):
                yield listed
            elif listed is not None and (asked.since is None or listed.number > asked.since):
                found.append(self.under_meeting(listed, asked.site) if asked.site.version == "v1" else listed)
        yield from self.follow(source, asked.place, found)


def _site(source: SourcePlan, version: Version) -> Site:
    base_url = source.base_url.strip().rstrip("/")
    return Site(source_id=source.source.id, key=f"go:{source.source.gemeentecode}", base_url=base_url, version=version)


def _with_agenda(raw: Any, site: Site) -> tuple[Meeting, Inlined | None] | None:
    meeting = parse_meeting(raw, site)
    if meeting is None:
        return None
    return meeting, parse_inlined(raw, meeting, site) if site.version == "v1" else None


def _json(response: Response) -> Any:
    """Read an answer; a page of a firewall comes with status 200 as well, and is never an empty list."""
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
    if "json" not in kind:
        raise ValueError(f"{kind or 'something without a type'} came instead of JSON")
    return json.loads(response.body)


def _id(entry: Any) -> int:
    value = entry.get("id") if isinstance(entry, dict) else None
    return value if isinstance(value, int) else 0
