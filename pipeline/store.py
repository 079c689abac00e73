"""What the crawl writes: sources, events, documents, versions, listings, issues.

Every write is idempotent: the same night twice changes no row outside the run log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from pipeline.ledger import Ledger
from pipeline.memory import Memory
from pipeline.records import (
    AgendaItem,
    Appearance,
    Document,
    Event,
    Issue,
    Listing,
    Municipality,
    Outcome,
    Source,
    Version,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownVersion:
    """What is held of a document, for conditional requests."""

    revision: str
    sha256: str
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDocument:
    """What a source said of a document the last time."""

    url: str
    revision: str


@dataclass(frozen=True, slots=True)
class Store:
    """Writes the records of one run."""

    database: Database
    run_id: int
    now: str

    @property
    def ledger(self) -> Ledger:
        """The ledger of this run."""
        return Ledger(self.database, self.run_id, self.now)

    @property
    def memory(self) -> Memory:
        """What the crawl remembers."""
        return Memory(self.database, self.run_id)

    def save_sources(self, municipalities: Iterable[Municipality], sources: Iterable[Source]) -> None:
        """Make sure that what is about to be crawled exists."""
        with self.database.atomic():
            for municipality in municipalities:
                self._upsert(
                    "municipalities",
                    {"code": municipality.code, "name": municipality.name, "province": municipality.province},
                    pk="code",
                )
            for source in sources:
                row = {
                    "id": source.id,
                    "gemeentecode": source.gemeentecode,
                    "system": source.system,
                    "key": source.key,
                    "bestuurslaag": source.bestuurslaag,
                }
                self._upsert("sources", row, pk="id")

    def save_event(self, event: Event) -> None:
        """Save a meeting."""
        row = {
            "key": event.key,
            "source_id": event.source_id,
            "title": event.title,
            "body": event.body,
            "date": event.date.isoformat(),
            "url": event.url,
            "last_modified": event.last_modified,
        }
        with self.database.atomic():
            self._upsert("events", row, pk="key")

    def save_agenda_item(self, item: AgendaItem) -> None:
        """Save an agenda item of an event that was saved before it."""
        row = {
            "key": item.key,
            "event_key": item.event_key,
            "parent_key": item.parent_key,
            "position": item.position,
            "number": item.number,
            "title": item.title,
        }
        with self.database.atomic():
            self._upsert("agenda_items", row, pk="key")

    def save_document(self, document: Document) -> None:
        """Save what the source says of a document; its references only grow."""
        row = {
            "key": document.key,
            "source_id": document.source_id,
            "title": document.title,
            "genre": document.genre,
            "bestuurslaag": document.bestuurslaag,
            "url": document.url,
            "page_url": document.page_url,
            "published": document.published.isoformat(),
            "revision": document.revision,
            "withdrawn": int(document.withdrawn),
            "valid_from": document.valid_from and document.valid_from.isoformat(),
            "valid_until": document.valid_until and document.valid_until.isoformat(),
            "legal_basis": document.legal_basis,
            "amends": document.amends,
        }
        kept = {"first_seen": self.now, "changed_at": self.now}
        with self.database.atomic():
            changed = self._upsert("documents", row, pk="key", kept=kept)
            if changed:
                self._reprocess(document.key)
            for reference in document.related:
                self.database.execute(
                    "insert into document_references (document_key, reference) values (?, ?) on conflict do nothing",
                    [document.key, reference],
                )

    def save_appearance(self, appearance: Appearance) -> None:
        """Save that a document is listed somewhere; a new place is processed anew."""
        row = {
            "document_key": appearance.document_key,
            "place": appearance.event_key or appearance.list_name,
            "source_id": appearance.source_id,
            "list_name": appearance.list_name,
            "event_key": appearance.event_key,
            "agenda_item_key": appearance.agenda_item_key,
        }
        with self.database.atomic():
            if self._upsert("appearances", row, pk="document_key, place"):
                self._reprocess(appearance.document_key)

    def save_version(self, version: Version, outcome: Outcome) -> None:
        """Save new bytes and end their URL, in one transaction; equal bytes only get the new revision."""
        with self.database.atomic():
            known = self.known_version(version.document_key)
            if known is None or known.sha256 != version.sha256:
                self._add_version(version)
            else:
                self.database.execute(
                    """update versions set revision = ?, etag = ?, last_modified = ?
                       where document_key = ? and number = (select max(number) from versions where document_key = ?)
                         and (revision, etag, last_modified) is not (?, ?, ?)""",
                    [version.revision, version.etag, version.last_modified]
                    + [version.document_key] * 2
                    + [version.revision, version.etag, version.last_modified],
                )
            self.ledger.finish(outcome)

    def known_version(self, document_key: str) -> KnownVersion | None:
        """Give what is held of this document."""
        rows = self.database.query(
            "select revision, sha256, etag, last_modified from current_versions where document_key = ?",
            [document_key],
        )
        return next((KnownVersion(**row) for row in rows), None)

    def known_document(self, document_key: str) -> KnownDocument | None:
        """Give what is known of this document."""
        rows = self.database.query("select url, revision from documents where key = ?", [document_key])
        return next((KnownDocument(**row) for row in rows), None)

    def has_event(self, key: str) -> bool:
        """Tell whether a meeting is known."""
        return self.database.execute("select 1 from events where key = ?", [key]).fetchone() is not None

    def published(self, document_key: str) -> date | None:
        """Give the day of a document that is already known."""
        rows = self.database.query("select published from documents where key = ?", [document_key])
        return next((date.fromisoformat(row["published"]) for row in rows), None)

    def withdraw(self, document_key: str) -> None:
        """Mark that the source took a document away; what we hold of it stays."""
        with self.database.atomic():
            cursor = self.database.execute(
                "update documents set withdrawn = 1 where key = ? and withdrawn = 0", [document_key]
            )
            if cursor.rowcount:
                self._reprocess(document_key)

    def save_listing(self, listing: Listing) -> None:
        """Add to what a list says it holds in this run (a list may come in pieces)."""
        with self.database.atomic():
            self.database.execute(
                """insert into listings (run_id, source_id, list_name, listed) values (?, ?, ?, ?)
                   on conflict do update set listed = listed + excluded.listed""",
                [self.run_id, listing.source_id, listing.list_name, listing.listed],
            )

    def save_issue(self, issue: Issue) -> None:
        """Note a problem that someone must look at."""
        with self.database.atomic():
            self.database.execute(
                """insert into issues (run_id, source_id, kind, message, url) values (?, ?, ?, ?, ?)
                   on conflict do nothing""",
                [self.run_id, issue.source_id, issue.kind, issue.message, issue.url],
            )

    def _add_version(self, version: Version) -> None:
        self.database.execute(
            "insert into contents (sha256, size, media_type) values (?, ?, ?) on conflict do nothing",
            [version.sha256, version.size, version.media_type],
        )
        self.database.execute(
            """insert into versions (document_key, number, sha256, revision, etag, last_modified, fetched_at)
               select ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6 from versions where document_key = ?1""",
            [
                version.document_key,
                version.sha256,
                version.revision,
                version.etag,
                version.last_modified,
                self.now,
            ],
        )
        self.database.execute(
            "update documents set changed_at = ?, processed_with = null where key = ?",
            [self.now, version.document_key],
        )

    def _reprocess(self, document_key: str) -> None:
        self.database.execute("update documents set processed_with = null where key = ?", [document_key])

    def _upsert(
        self, table: str, row: Mapping[str, object], *, pk: str, kept: Mapping[str, object] | None = None
    ) -> bool:
        """Insert, or update only what differs (`kept` columns stay as first written); True when a row changed."""
        everything = {**row, **(kept or {})}
        columns = [column for column in row if column not in pk.split(", ")]
        cursor = self.database.execute(
            f"""insert into {table} ({", ".join(everything)}) values ({", ".join("?" for _ in everything)})
                on conflict ({pk}) do update set {", ".join(f"{c} = excluded.{c}" for c in columns)}
                where ({", ".join(f"{table}.{c}" for c in columns)})
                  is not ({", ".join(f"excluded.{c}" for c in columns)})""",  # noqa: S608  (names from this module)
            list(everything.values()),
        )
        return cursor.rowcount == 1
