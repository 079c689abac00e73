"""Council papers from openbesluitvorming.nl: the only way to some municipalities, a second way to the others.

The feed tells what changed since a cursor, deletes included; what a paper says is with its entity. For a municipality
that is read at its own system as well, only what that system did not give is taken from here, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from crawlers.names import fold
from crawlers.protocols.openbesluitvorming import (
    DOCUMENT,
    MEETING,
    Agenda,
    Change,
    Listed,
    Paper,
    Site,
    entity_url,
    native_key,
    parse_feed,
    parse_listed,
    parse_meeting,
    parse_paper,
)
from crawlers.protocols.openbesluitvorming_sources import (
    FRESH,
    changes_url,
    parse_catalogue,
    parse_freshness,
    snapshot_url,
)
from crawlers.protocols.shapes import Unread
from crawlers.registry import Origin
from crawlers.spiders.asking import Yield
from crawlers.spiders.writing import WritingSpider
from pipeline.memory import Cursor
from pipeline.records import Appearance, Issue, Outcome

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawlers.plan import SourcePlan

LIST = "export"
MOST_EXAMPLES = 3
PLAIN = "text/plain"
FINAL = ("gone", "refused")
"""Ends of a request after which asking again brings nothing."""
Places: TypeAlias = dict[str, tuple[str, str | None]]
"""By entity id of a paper, the keys of its meeting and agenda item."""


class OpenbesluitvormingSpider(WritingSpider):
    """Reads the feed to its end, places what came, and asks each paper."""

    name = "openbesluitvorming"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._changes: dict[str, dict[str, Change]] = {}
        """By source and entity id; of several changes to one entity only the last counts."""
        self._cursors: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._waiting: dict[str, set[str]] = {}
        """By source, the entities that must be read before the cursor may move."""

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask the catalogue once for all, for it names municipalities in its own way."""
        yield from self.listing(source, f"{source.base_url}/api/sources?implemented=true", self.parse_catalogue)

    def parse_catalogue(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Begin the feed of each of our municipalities, and ask how fresh the feeds are."""
        keys: dict[str, str] = {}
        for found in parse_catalogue(response.body):
            if isinstance(found, Unread):
                yield self.unread(source, response, found)
            elif found[1]:
                keys[found[0]] = found[1]
        for ours in self.sources:
            key = keys.get(fold(ours.source.gemeente))
            if key is None:
                yield self.issue(ours, "aggregator_stale", "not in the catalogue", response.url)
            else:
                self._keys[ours.source.id] = key
                yield from self._start_feed(ours)
        yield from self.listing(source, f"{source.base_url}/api/status", self.parse_status)
        yield self.read(source, response, len(keys))

    def _start_feed(self, source: SourcePlan) -> Iterator[Yield]:
        """Ask what changed since the last time; the first time and on a full pass, everything.

        A full pass reads the changes too, for what was taken away is not among everything.
        """
        cursor = self.plan.store.memory.cursor(source.source.id)
        site = self._site(source)
        self._changes[source.source.id] = {}
        url = snapshot_url(site) if cursor is None else changes_url(site, cursor)
        yield from self.listing(source, url, self.parse_page, is_snapshot=cursor is None)

    def parse_status(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Tell of each of our sources whether the aggregator itself is up to date: else its silence proves nothing."""
        states: dict[str, str] = {}
        for found in parse_freshness(response.body):
            if isinstance(found, Unread):
                yield self.unread(source, response, found)
            else:
                states[found[0]] = found[1]
        for ours in self.sources:
            state = states.get(self._keys.get(ours.source.id, ""), FRESH)
            if state != FRESH:
                yield self.issue(ours, "aggregator_stale", f"the aggregator calls its own data {state}", response.url)
        yield self.read(source, response, len(states))

    def parse_page(self, response: Response, source: SourcePlan, is_snapshot: bool) -> Iterator[Yield]:
        """Keep the changes of one page and ask the next one; after the last, place everything."""
        changes, count = self._changes[source.source.id], 0
        for found in parse_feed(response.body):
            if isinstance(found, Change):
                changes[found.entity_id] = found
                count += 1
            else:
                yield self.unread(source, response, found)
        following, more = _header(response, "X-Next-Cursor"), _header(response, "X-Has-More") == "true"
        self._keep_cursor(source, _header(response, "X-Changes-Cursor") if is_snapshot else following, is_snapshot)
        site = self._site(source)
        if more:
            url = snapshot_url(site, following) if is_snapshot else changes_url(site, following)
            yield from self.listing(source, url, self.parse_page, is_snapshot=is_snapshot)
        elif source.full and not is_snapshot:
            yield from self.listing(source, snapshot_url(site), self.parse_page, is_snapshot=True)
        else:
            yield from self._place(source, response)
        yield self.read(source, response, count)

    def _keep_cursor(self, source: SourcePlan, cursor: str, is_snapshot: bool) -> None:
        """Remember where the changes go on; of a snapshot the first page says it."""
        if cursor and not (is_snapshot and source.source.id in self._cursors):
            self._cursors[source.source.id] = cursor

    def _place(self, source: SourcePlan, response: Response) -> Iterator[Yield]:
        """Give meetings, then what was taken away, then ask the papers."""
        changes = self._changes[source.source.id].values()
        places: Places = {}
        upserts = [change for change in changes if change.operation == "upsert"]
        yield from self._meetings(source, response, upserts, places)
        deleted = [change for change in changes if change.operation == "delete" and change.entity_type == DOCUMENT]
        for key in self.each(source, response, deleted, lambda one: native_key(one.entity_id, self._site(source))):
            if isinstance(key, Issue):
                yield key
            else:
                yield from self._withdraw(source, key)
        yield from self._papers(source, response, upserts, places)

    def _meetings(
        self, source: SourcePlan, response: Response, upserts: list[Change], places: Places
    ) -> Iterator[Yield]:
        """Give the meetings that are within the window, and note in `places` which papers hang under all of them."""
        site, (first, last) = self._site(source), self._window()
        meetings = [change for change in upserts if change.entity_type == MEETING]
        for agenda in self.each(source, response, meetings, lambda change: parse_meeting(change, site)):
            if isinstance(agenda, Issue):
                yield agenda
                continue
            yield from (self.unread(source, response, entry) for entry in agenda.unread)
            if first <= agenda.event.date <= last:
                yield from self._meeting(agenda, places)

    def _meeting(self, agenda: Agenda, places: Places) -> Iterator[Yield]:
        """Give a meeting, unless its own system gave it."""
        own = agenda.own_key if agenda.own_key and self.plan.store.has_event(agenda.own_key) else ""
        if not own:
            yield agenda.event
            yield from agenda.items
        for paper, item in agenda.places.items():
            places[paper] = (own, None) if own else (agenda.event.key, item)

    def _papers(self, source: SourcePlan, response: Response, upserts: list[Change], places: Places) -> Iterator[Yield]:
        """Ask the papers that are within the window; then how far the feed was read, when all of them were."""
        site, first, last = self._site(source), *self._window()
        found: list[Listed] = []
        papers = [change for change in upserts if change.entity_type == DOCUMENT]
        for listed in self.each(source, response, papers, lambda change: parse_listed(change, site)):
            if isinstance(listed, Issue):
                yield listed
            elif listed.is_letter:
                yield from self.refuse(source, listed.document, "a letter of an inhabitant")
            elif listed.lies_in(first, last):
                found.append(listed)
        yield self.listed(source, LIST, [listed.document.key for listed in found])
        wanted = [listed for listed in found if not (site.own_system and self._is_known(listed))]
        # complete before the first answer comes
        self._waiting[source.source.id] = {entity_url(site, listed.entity_id) for listed in wanted}
        for listed in wanted:
            yield from self._ask(source, listed, places.get(listed.entity_id))
        yield from self._move(source.source.id)
        yield from self._missing(source, response, wanted)

    def _is_known(self, listed: Listed) -> bool:
        return self.plan.store.known_document(listed.document.key) is not None

    def _ask(self, source: SourcePlan, listed: Listed, place: tuple[str, str | None] | None) -> Iterator[Yield]:
        """Ask the entity of a paper, unless it was read before and is the same."""
        url, fingerprint = entity_url(self._site(source), listed.entity_id), listed.document.revision
        given = self.listing(source, url, self.parse_entity, fingerprint=fingerprint, listed=listed, place=place)
        for found in given:
            if isinstance(found, Outcome) and found.url == url and found.state == "unchanged":
                self._waiting[source.source.id].discard(url)
            yield found

    def _missing(self, source: SourcePlan, response: Response, wanted: list[Listed]) -> Iterator[Yield]:
        if source.own_system and wanted:
            examples = "; ".join(listed.document.title for listed in wanted[:MOST_EXAMPLES])
            message = f"{len(wanted)} papers that {source.own_system} did not give, such as {examples}"
            yield self.issue(source, "missing_at_source", message, response.url)

    def parse_entity(
        self, response: Response, source: SourcePlan, listed: Listed, place: tuple[str, str | None] | None
    ) -> Iterator[Yield]:
        """Keep a paper where the feed placed it, or else at the meeting that it names itself."""
        site, known = self._site(source), self.plan.store.has_event
        for paper in self.each(source, response, [response.body], lambda body: parse_paper(body, listed, site)):
            if isinstance(paper, Issue):
                yield paper
                continue
            event, item = place or (next(filter(known, paper.events), None), None)
            appearance = Appearance(
                document_key=paper.document.key,
                source_id=source.source.id,
                list_name=LIST,
                event_key=event,
                agenda_item_key=item,
            )
            yield self.listed(source, LIST, [paper.document.key])
            yield from self._content(source, response, paper, appearance)
        yield self.read(source, response, 1)
        self._waiting[source.source.id].discard(response.meta["ledger_url"])
        yield from self._move(source.source.id)

    def _content(self, source: SourcePlan, response: Response, paper: Paper, appearance: Appearance) -> Iterator[Yield]:
        """Fetch the file of a paper from the aggregator itself; else take the text that it has."""
        document = paper.document
        if paper.file_url and Origin.of(paper.file_url) in source.origins:
            yield from self.document(source, document, appearance)
            return
        document = replace(document, url=f"{response.url}#text")
        if paper.text:
            if paper.lacks_file:
                yield self.issue(source, "no_content", f"{document.title}: a PDF without pdfUrl", response.url)
            yield from self.written(source, document, appearance, paper.text.encode(), media_type=PLAIN)
            return
        why = "markdownText is empty, and there is no pdfUrl that may be asked"
        yield self.issue(source, "no_content", f"{document.title}: {why}", response.url)
        yield from self.refuse(source, document, why)

    def failed(self, failure: Failure) -> Iterator[Yield]:
        """End a request; an entity that is not there any more keeps the cursor no longer."""
        source_id = failure.request.meta["source_id"]  # type: ignore[attr-defined]
        for end in super().failed(failure):
            yield end
            if isinstance(end, Outcome) and end.state in FINAL and end.url in self._waiting.get(source_id, ()):
                self._waiting[source_id].discard(end.url)
                yield from self._move(source_id)

    def _move(self, source_id: str) -> Iterator[Yield]:
        """Say how far the feed was read, once nothing of it is left to read."""
        if not self._waiting[source_id] and source_id in self._cursors:
            yield Cursor(source_id=source_id, value=self._cursors[source_id])

    def _window(self) -> tuple[date, date]:
        """Give the long window: what changed last night may have been discussed before the last run."""
        return self.plan.window.dates(self.plan.today, last_read=None)

    def _site(self, source: SourcePlan) -> Site:
        return Site(
            source_id=source.source.id,
            key=self._keys[source.source.id],
            base_url=source.base_url,
            own_system=source.own_system,
            own_site=source.own_site,
        )

    def _withdraw(self, source: SourcePlan, key: str) -> Iterator[Yield]:
        known = self.plan.store.known_document(key)
        if known is None:
            return
        self.plan.store.ledger.discover(known.url, source_id=source.source.id, kind="document", document_key=key)
        why = "the aggregator says that it was taken away"
        yield Outcome(url=known.url, source_id=source.source.id, state="gone", reason=why, document_key=key)


def _header(response: Response, name: str) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""
