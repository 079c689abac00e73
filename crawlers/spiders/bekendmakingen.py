"""Official publications from repository.overheid.nl: of every municipality, of provinces, and of the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from crawlers.protocols import gemeenteblad
from crawlers.protocols.sru import Slice
from crawlers.spiders.search import SearchSpider

if TYPE_CHECKING:
    from crawlers.plan import SourcePlan
    from crawlers.protocols.sru import Record
    from pipeline.records import Document


class BekendmakingenSpider(SearchSpider):
    """What was published or changed in the window, except permits and traffic.

    Of the Provinciaal blad and the Staatscourant only regulations of subsidies.
    """

    name = "bekendmakingen"
    path = "/sru"
    parameters: ClassVar = {"version": "2.0"}
    rows = 500
    by_appearance = True

    def list_name(self, source: SourcePlan) -> str:
        """Name the journal."""
        return gemeenteblad.LISTS[source.source.bestuurslaag]

    def first_days(self, source: SourcePlan) -> Slice:
        """Search what changed in the window."""
        return Slice(changed=(self.since(source), None))

    def query(self, source: SourcePlan, days: Slice) -> str:
        """Search in the journal of the publisher."""
        return gemeenteblad.query(source.source.key, source.source.bestuurslaag, days)

    def parse_record(self, record: Record, source: SourcePlan) -> Document:
        """Read a publication."""
        return gemeenteblad.parse_publication(record, source_id=source.source.id, layer=source.source.bestuurslaag)

    def refusal(self, document: Document) -> str:
        """Read every publication: what is left out is left out by the query."""
        return ""
