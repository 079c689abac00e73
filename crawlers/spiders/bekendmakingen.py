"""The Gemeenteblad of every municipality, from repository.overheid.nl."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawlers.protocols import gemeenteblad
from crawlers.spiders.search import SearchSpider

if TYPE_CHECKING:
    from crawlers.plan import SourcePlan
    from crawlers.protocols.sru import Record
    from pipeline.records import Document


class BekendmakingenSpider(SearchSpider):
    """Everything a municipality published or changed in the window, except permits and traffic."""

    name = "bekendmakingen"
    list_name = "gemeenteblad"
    path = "/sru"
    parameters: ClassVar = {"version": "2.0"}
    rows = 500

    def query(self, source: SourcePlan) -> str:
        """Search what changed in the window."""
        return gemeenteblad.query(source.source.key, self.since(source))

    def parse_record(self, record: Record, source: SourcePlan) -> Document:
        """Read a publication."""
        return gemeenteblad.parse_publication(record, source_id=source.source.id)

    def refusal(self, document: Document) -> str:
        """Read every publication: what is left out is left out by the query."""
        return ""
