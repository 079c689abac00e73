"""Council papers from openbesluitvorming.nl: the only way to some municipalities, a second way to the others.

The feed tells what changed since a cursor, deletes included. For a municipality that is read at its own system as well,
only what that system did not give is taken from here, and told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from crawlers.names import fold
from crawlers.protocols.openbesluitvorming import (
    FRESH,
    Agenda,
    Change,
    Paper,
    Site,
    changes_url,
    entity_url,
    event_key,
    is_letter,
    native_key,
    parse_catalogue,
    parse_feed,
    parse_freshness,
    parse_meeting,
    parse_paper,
    parse_text,
    snapshot_url,
)
from crawlers.registry import Origin
from crawlers.spiders.asking import Yield
from crawlers.spiders.writing import WritingSpider
from pipeline.records import Appearance, Cursor, Issue, Outcome

if TYPE_CHECKING:
    from scrapy.http import Response

    from crawlers.plan import SourcePlan

LIST = "export"
MOST_EXAMPLES = 3
PLAIN = "text/plain"


class OpenbesluitvormingSpider(WritingSpider):
    """Reads the feed to its end, then places what came."""

    name = "openbesluitvorming"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._changes: dict[str, list[Change]] = {}
        self._cursors: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def start_source(self, source: SourcePlan) -> Iterable[Yield]:
        """Ask the catalogue once for all, for it names municipalities in its own way."""
        yield from self.listing(source, f"{source.base_url}/api/sources?implemented=true", self.parse_catalogue)

    def parse_catalogue(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Begin the feed of each of our municipalities, and ask how fresh the feeds are."""
        keys = parse_catalogue(response.body)
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
        """Ask everything the first time, or what changed since the last."""
        cursor = self.plan.store.memory.cursor(source.source.id)
        site = self._site(source)
        self._changes[source.source.id] = []
        is_snapshot = cursor is None or source.full
        url = snapshot_url(site) if is_snapshot or cursor is None else changes_url(site, cursor)
        yield from self.listing(source, url, self.parse_page, is_snapshot=is_snapshot)

    def parse_status(self, response: Response, source: SourcePlan) -> Iterator[Yield]:
        """Tell of each of our sources whether the aggregator itself is up to date: else its silence proves nothing."""
        states = parse_freshness(response.body)
        for ours in self.sources:
            state = states.get(self._keys.get(ours.source.id, ""), FRESH)
            if state != FRESH:
                yield self.issue(ours, "aggregator_stale", f"the aggregator calls its own data {state}", response.url)
        yield self.read(source, response, len(states))

    def parse_page(self, response: Response, source: SourcePlan, is_snapshot: bool) -> Iterator[Yield]:
        """Keep the changes of one page and ask the next one; after the last, place everything."""
        changes = self._changes[source.source.id]
        before = len(changes)
        for found in parse_feed(response.body):
            if isinstance(found, Change):
                changes.append(found)
            else:
                yield self.unread(source, response, found)
        following, more = _header(response, "X-Next-Cursor"), _header(response, "X-Has-More") == "true"
        kept = _header(response, "X-Changes-Cursor") if is_snapshot else following
        if kept and not (is_snapshot and source.source.id in self._cursors):
            self._cursors[source.source.id] = kept
        if more:
            site = self._site(source)
            url = snapshot_url(site, following) if is_snapshot else changes_url(site, following)
            yield from self.listing(source, url, self.parse_page, is_snapshot=is_snapshot)
        else:
            yield from self._place(source, response)
        yield self.read(source, response, len(changes) - before)

    def _place(self, source: SourcePlan, response: Response) -> Iterator[Yield]:
        """Give meetings, then papers below them, then what was taken away; last, how far the feed was read."""
        site, changes = self._site(source), self._changes[source.source.id]
        upserts = [change for change in changes if change.operation == "upsert"]
        places: dict[str, tuple[str, str | None]] = {}
        meetings = [change for change in upserts if change.entity_type == "Meeting"]
        for agenda in self.each(source, response, meetings, lambda change: parse_meeting(change, site)):
            if isinstance(agenda, Issue):
                yield agenda
                continue
            yield from self._meeting(source, response, agenda)
            places |= {entity: (agenda.event.key, item) for entity, item in agenda.places.items()}
        papers = [change for change in upserts if change.entity_type == "Document"]
        yield from self._papers(source, response, papers, places)
        for change in changes:
            if change.operation == "delete" and change.entity_type == "Document":
                yield from self._withdraw(source, native_key(change.entity_id, site))
        if cursor := self._cursors.get(source.source.id):
            yield Cursor(source_id=source.source.id, value=cursor)

    def _meeting(self, source: SourcePlan, response: Response, agenda: Agenda) -> Iterator[Yield]:
        yield agenda.event
        yield from agenda.items
        yield from (self.unread(source, response, entry) for entry in agenda.unread)

    def _papers(
        self, source: SourcePlan, response: Response, changes: list[Change], places: dict[str, tuple[str, str | None]]
    ) -> Iterator[Yield]:
        site = self._site(source)
        keys, missing = [], []
        for paper in self.each(source, response, changes, lambda change: parse_paper(change, site)):
            if isinstance(paper, Issue):
                yield paper
                continue
            if is_letter(paper.document):
                yield from self.refuse(source, paper.document, "a letter of an inhabitant")
                continue
            if site.own_system and self.plan.store.known_document(paper.document.key) is not None:
                continue
            if site.own_system:
                missing.append(paper.document.title)
            keys.append(paper.document.key)
            yield from self._paper(source, paper, places)
        yield self.listed(source, LIST, keys)
        if missing:
            examples = "; ".join(missing[:MOST_EXAMPLES])
            message = f"{len(missing)} papers that {site.own_system} did not give, such as {examples}"
            yield self.issue(source, "missing_at_source", message, response.url)

    def _paper(self, source: SourcePlan, paper: Paper, places: dict[str, tuple[str, str | None]]) -> Iterator[Yield]:
        """Fetch the file from the aggregator itself; else take the text that it has."""
        event, item = places.get(paper.entity_id, (self._known_event(paper.meeting), None))
        place = Appearance(
            document_key=paper.document.key,
            source_id=source.source.id,
            list_name=LIST,
            event_key=event,
            agenda_item_key=item,
        )
        if paper.file_url and Origin.of(paper.file_url) in source.origins:
            yield from self.document(source, paper.document, place)
            return
        url = entity_url(self._site(source), paper.entity_id)
        yield from self.listing(source, url, self.parse_entity, paper=paper, place=place)

    def parse_entity(self, response: Response, source: SourcePlan, paper: Paper, place: Appearance) -> Iterator[Yield]:
        """Keep the text of a paper of which no file may be asked."""
        content = parse_text(response.body).encode()
        yield from self.written(source, paper.document, place, content, media_type=PLAIN)
        yield self.read(source, response, 1)

    def _site(self, source: SourcePlan) -> Site:
        return Site(
            source_id=source.source.id,
            key=self._keys[source.source.id],
            base_url=source.base_url,
            own_system=source.own_system,
            own_site=source.own_site,
        )

    def _known_event(self, meeting: str) -> str | None:
        key = event_key(meeting)
        return key if meeting and self.plan.store.has_event(key) else None

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
