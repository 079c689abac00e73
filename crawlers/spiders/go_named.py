"""Documents that hang somewhere, and those that version 1 only names there by id and file name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.exceptions import DontCloseSpider

from crawlers.item_pipelines import save
from crawlers.protocols.go import Item, Listed
from crawlers.protocols.go_lists import Site
from crawlers.spiders.asking import Yield
from crawlers.spiders.base import SourceSpider
from pipeline.records import Appearance

if TYPE_CHECKING:
    from crawlers.plan import SourcePlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where documents hang."""

    list_name: str
    event_key: str = ""
    agenda_item_key: str = ""
    closed: bool = False
    """True where what hangs is confidential, whatever it says itself."""

    def below(self, item: Item) -> Place:
        """Give the place under an agenda item of this meeting; under a heading is under the meeting."""
        key = item.record.key if item.record else ""
        return replace(self, agenda_item_key=key, closed=item.confidential)

    def holds(self, source: SourcePlan, key: str) -> Appearance:
        """Say that a document is here."""
        return Appearance(
            document_key=key,
            source_id=source.source.id,
            list_name=self.list_name,
            event_key=self.event_key or None,
            agenda_item_key=self.agenda_item_key or None,
        )


class NamedPapers(SourceSpider):
    """Follows documents; those that are only named wait until the list of all documents was read.

    That list says more of them. Its answer may fail or come late, so that they are followed when all lists are done.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._named: list[tuple[SourcePlan, Place, Listed]] = []
        self._files: dict[str, str] = {}
        self._closed: set[str] = set()

    def follow(self, source: SourcePlan, place: Place, documents: Iterable[Listed]) -> Iterator[Yield]:
        """Fetch documents where they hang; refuse what is confidential."""
        keys = []
        for listed in documents:
            key = listed.document.key
            keys.append(key)
            if listed.confidential or place.closed:
                self._closed.add(key)
                yield from self.refuse(source, listed.document, "confidential")
                continue
            yield from self.document(source, listed.document, place.holds(source, key), web_page=listed.web_page)
        yield self.listed(source, place.list_name, keys)

    def keep_named(self, source: SourcePlan, place: Place, papers: Iterable[tuple[Item | None, Listed]]) -> None:
        """Keep the documents that a meeting and its items name."""
        for item, listed in papers:
            self._files.setdefault(listed.document.key, listed.document.url)
            self._named.append((source, place.below(item) if item else place, listed))

    def under_meeting(self, listed: Listed, site: Site) -> Listed:
        """Give a document the address under a meeting, that of earlier nights before one of tonight."""
        key = listed.document.key
        known = self.plan.store.known_document(key)
        named = self._files.get(key, listed.document.url)
        url = known.url if known is not None and known.url.startswith(site.url("/meetings/")) else named
        return replace(listed, document=replace(listed.document, url=url, page_url=url))

    def ask_left_over(self) -> None:
        """Follow what was only named, before anything of earlier nights."""
        named, self._named = self._named, []
        found = [one for source, place, listed in named for one in self._follow_named(source, place, listed)]
        for one in found:
            if isinstance(one, Request):
                self.crawler.engine.crawl(one)
            else:
                save(one, self.plan.store)
        if any(isinstance(one, Request) for one in found):
            raise DontCloseSpider
        super().ask_left_over()

    def _follow_named(self, source: SourcePlan, place: Place, listed: Listed) -> Iterator[Yield]:
        """What the list of all documents said, tonight or earlier, goes before what the name of a file says."""
        key = listed.document.key
        if key in self._closed:
            yield self.listed(source, place.list_name, [key])
            return
        known, document = self.plan.store.known_document(key), listed.document
        if known is not None:
            self._given.add(key)
            document = replace(document, url=known.url, revision=known.revision)
        # the day of the meeting stands for that of publication, and is often still to come
        document = replace(document, published=min(document.published, self.plan.today))
        yield from self.follow(source, place, [replace(listed, document=document)])
