"""Local regulations of every municipality, from the CVDR."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawlers.protocols import cvdr
from crawlers.spiders.search import SearchSpider

if TYPE_CHECKING:
    from crawlers.plan import SourcePlan
    from crawlers.protocols.sru import Record
    from pipeline.records import Document


class CvdrSpider(SearchSpider):
    """Regulations in force or to come; every version is a document of its own."""

    name = "cvdr"
    list_name = "regelingen"
    path = "/sru/Search"
    parameters: ClassVar = {"version": "1.2", "x-connection": "cvdr"}
    rows = 100
    also_readable = (406,)
    """The service sometimes answers 406 with a valid body."""

    def query(self, source: SourcePlan) -> str:
        """Search all regulations the first time, later those that changed."""
        return cvdr.query(source.source.key, None if source.first else self.since(source))

    def parse_record(self, record: Record, source: SourcePlan) -> Document:
        """Read a version of a regulation."""
        return cvdr.parse_regulation(record, source_id=source.source.id)

    def refusal(self, document: Document) -> str:
        """Leave a version that is no longer in force, unless it was read when it still was."""
        if cvdr.expired(document, self.plan.today) and self.plan.store.known_version(document.key) is None:
            return f"no longer in force since {document.valid_until}"
        return ""
