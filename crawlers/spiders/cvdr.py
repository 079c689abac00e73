"""Local regulations of every municipality, from the CVDR."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from crawlers.protocols import cvdr
from crawlers.protocols.sru import Slice
from crawlers.spiders.search import SearchSpider

if TYPE_CHECKING:
    from crawlers.plan import SourcePlan
    from crawlers.protocols.sru import Record
    from pipeline.records import Document


class CvdrSpider(SearchSpider):
    """Regulations in force or to come; every version is a document of its own."""

    name = "cvdr"
    path = "/sru/Search"
    parameters: ClassVar = {"version": "1.2", "x-connection": "cvdr"}
    rows = 100
    by_appearance = False
    also_readable = (406,)
    """The service sometimes answers 406 with a valid body."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._newest: dict[str, int] = {}

    def list_name(self, source: SourcePlan) -> str:
        """Name the list."""
        return "regelingen"

    def first_days(self, source: SourcePlan) -> Slice:
        """Search all regulations on a full pass, whatever their age; otherwise those that changed."""
        return Slice() if source.full else Slice(changed=(self.since(source), None))

    def query(self, source: SourcePlan, days: Slice) -> str:
        """Search the regulations of the municipality."""
        return cvdr.query(source.source.key, days)

    def parse_record(self, record: Record, source: SourcePlan) -> Document | None:
        """Read a version of a regulation."""
        if not cvdr.is_of(record, source.source.key):
            return None
        regulation = cvdr.parse_regulation(record, source_id=source.source.id)
        if cvdr.in_force(regulation, self.plan.today):
            work, version = cvdr.work_and_version(record.text("identifier"))
            self._newest[work] = max(version, self._newest.get(work, 0))
        return regulation

    def refusal(self, document: Document) -> str:
        """Leave a version that is no longer in force, unless it was read when it still was."""
        if self.plan.store.known_version(document.key) is not None:
            return ""
        if cvdr.expired(document, self.plan.today):
            return f"no longer in force since {document.valid_until}"
        work, version = cvdr.work_and_version(document.key.rpartition(":")[2])
        newest = self._newest.get(work, version)
        if cvdr.in_force(document, self.plan.today) and version < newest:
            return f"version {newest} is in force, though this one was not ended"
        return ""
