"""Records from spiders into the store, in the order in which a spider gives them."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any, cast

from crawlers.files import Fetched
from pipeline.memory import Cursor, RememberedListing
from pipeline.records import AgendaItem, Appearance, Document, Event, Issue, Listing, Outcome
from pipeline.store import Store

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawlers.spiders.base import SourceSpider


class StorePipeline:
    """Saves each record; a record of an unknown type is an error in a spider."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StorePipeline:
        """Take the store of the running crawl."""
        return cls(cast("SourceSpider", crawler.spider).plan.store)

    def process_item(self, item: Any) -> Any:
        """Save one record."""
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
