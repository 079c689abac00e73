"""Records from spiders into the store, in the order in which a spider gives them."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch
from typing import TYPE_CHECKING, Any, cast

from crawlers.files import Fetched
from pipeline.forgetting import FORGOTTEN, forget_copy, is_forgotten, is_forgotten_content
from pipeline.memory import Cursor, RememberedListing
from pipeline.records import AgendaItem, Appearance, Document, Event, Issue, Listing, Outcome
from pipeline.store import Store

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.spiders.base import SourceSpider
    from pipeline.originals import Originals


class StorePipeline:
    """Saves each record; a record of an unknown type is an error in a spider. What was forgotten stays away."""

    def __init__(self, store: Store, originals: Originals) -> None:
        self.store = store
        self.originals = originals

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Take the store of the running crawl."""
        plan = cast("SourceSpider", crawler.spider).plan
        return cls(plan.store, plan.originals)

    def process_item(self, item: Any) -> Any:
        """Save one record."""
        database = self.store.database
        match item:
            case Document(key=key) | Appearance(document_key=key) if is_forgotten(database, key):
                return item
            case Fetched(version=version) if is_forgotten_content(database, version.sha256):
                forget_copy(database, self.originals, version.document_key, version.sha256, self.store.now)
                self.store.ledger.finish(replace(item.outcome, state="refused", reason=FORGOTTEN))
            case _:
                save(item, self.store)
        return item


@singledispatch
def save(record: object, store: Store) -> None:
    """Save a record by its type."""
    raise TypeError(f"a spider gave a {type(record).__name__}, which the store does not know")


@save.register
def _(record: Event, store: Store) -> None:
    store.save_event(record)


@save.register
def _(record: AgendaItem, store: Store) -> None:
    store.save_agenda_item(record)


@save.register
def _(record: Document, store: Store) -> None:
    store.save_document(record)


@save.register
def _(record: Appearance, store: Store) -> None:
    store.save_appearance(record)


@save.register
def _(record: Listing, store: Store) -> None:
    store.save_listing(record)


@save.register
def _(record: RememberedListing, store: Store) -> None:
    store.memory.keep_listing(record)


@save.register
def _(record: Cursor, store: Store) -> None:
    store.memory.keep_cursor(record)


@save.register
def _(record: Issue, store: Store) -> None:
    store.save_issue(record)


@save.register
def _(record: Fetched, store: Store) -> None:
    store.save_version(record.version, record.outcome)


@save.register
def _(record: Outcome, store: Store) -> None:
    store.ledger.finish(record)
    if record.state == "gone" and record.document_key is not None:
        store.withdraw(record.document_key)
