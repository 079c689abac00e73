"""Documents that are no file at their source: the fields of a register entry, or a page that was read already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawlers.files import Expected, write
from crawlers.spiders.asking import Yield, ended
from crawlers.spiders.base import SourceSpider
from pipeline.forgetting import FORGOTTEN, is_forgotten
from pipeline.records import Appearance, Document

if TYPE_CHECKING:
    from crawlers.plan import SourcePlan

HTML = "text/html"


class WritingSpider(SourceSpider):
    """Base of the spiders that have the content of some documents before these are asked for."""

    def written(
        self, source: SourcePlan, document: Document, place: Appearance, content: bytes, *, media_type: str = HTML
    ) -> Iterator[Yield]:
        """Save a document with its content; nothing is asked.

        The same revision as held is the same content, whatever else differs in the bytes.
        """
        is_new = document.key not in self._given
        if is_new:
            self._given.add(document.key)
            yield document
        yield place
        if not is_new:
            return
        store = self.plan.store
        store.ledger.discover(document.url, source_id=source.source.id, kind="document", document_key=document.key)
        expected = Expected(
            source_id=source.source.id,
            document_key=document.key,
            url=document.url,
            revision=document.revision,
            web_page=media_type == HTML,
        )
        if is_forgotten(store.database, document.key):
            yield ended(expected, "refused", FORGOTTEN)
            return
        held = store.known_version(document.key)
        if held is not None and document.revision and held.revision == document.revision:
            yield ended(expected, "unchanged", "the source gives the same revision as held")
        else:
            yield write(content, media_type, expected, self.plan.originals, held=held)
