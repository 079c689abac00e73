"""What the aggregator of council papers writes of a meeting and a document: in its feed, and as an entity.

Constructed from its documentation. A field that is empty is left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from crawlers.replica.desk import Desk, placed_papers
from crawlers.replica.go_records import document_numbers
from crawlers.replica.ibabs_records import meeting_guid, paper_guid
from crawlers.replica.library import Library
from crawlers.replica.shelf import Paper, moment_of, paper_id
from crawlers.replica.texts import Text
from crawlers.replica.towns import AgendaPoint, Meeting, Town
from crawlers.replica.wording import MONTHS

Record = dict[str, object]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SUPPLIERS = {"go": "gemeenteoplossingen"}
"""By council system, what the aggregator calls its supplier where that is something else."""
IMPORTED = time(2, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An entity as it is in one night: what the feed says of it, and what the entity itself says besides."""

    id: str
    kind: str
    payload: Record
    entity: Record
    paper: Paper | None = None

    @property
    def content_hash(self) -> str:
        """What changes when the entity changes."""
        return "sha256:" + hashlib.sha256(json.dumps(self.payload, sort_keys=True).encode()).hexdigest()


def standing(library: Library, desk: Desk) -> list[Standing]:
    """Give every meeting and document of a town, as the desk has them."""
    meetings = [meeting for meeting in desk.meetings() if _is_public(meeting)]
    papers = [paper for paper in desk.papers() if is_harvested(desk, paper.first)]
    written = (_document(library, desk, paper) for paper in papers)
    return [*(_meeting(library, desk, meeting) for meeting in meetings), *written]


def is_harvested(desk: Desk, text: Text) -> bool:
    """The aggregator takes what is public in a council system."""
    closed = {meeting.key for meeting in desk.meetings() if not _is_public(meeting)}
    return bool(text.channels & {"meeting", "register"}) and not text.confidential and text.meeting not in closed


def _is_public(meeting: Meeting) -> bool:
    return meeting.permission == "public" and not meeting.refused and meeting.body is not None


def supplier(town: Town) -> str:
    """Say what the aggregator calls the maker of the council system."""
    return SUPPLIERS.get(town.system, town.system)


def imported(night: date) -> str:
    """Say when the aggregator read the systems in a night."""
    return _instant(datetime.combine(night, IMPORTED))


def document_id(library: Library, town: Town, text: Text) -> str:
    """Give the id of a document: that of its own system is the end of it."""
    if town.system == "go":
        return _entity_id("document", town, document_numbers(library, town)[text.slug])
    paper = Paper(id=paper_id(text), first=text, editions=())
    return _entity_id("document", town, paper_guid(paper) if town.system == "ibabs" else paper.id)


def meeting_id(town: Town, meeting: Meeting) -> str:
    """Give the id of a meeting, which ends with that of its own system as well."""
    return _entity_id("meeting", town, meeting_guid(meeting) if town.system == "ibabs" else meeting.id)


def _entity_id(kind: str, town: Town, native: object) -> str:
    return f"{kind}:{supplier(town)}:gemeente:{town.key}:{native}"


def _document(library: Library, desk: Desk, paper: Paper) -> Standing:
    """A document of a meeting is dated by the meeting, one of a register by its last change."""
    edition, town = paper.current, desk.town
    identity = document_id(library, town, paper.first)
    meeting = next((one for one in desk.meetings() if one.key == paper.first.meeting), None)
    day = {"last_discussed_at": meeting.start} if meeting else {"date_modified": moment_of(edition.text)}
    ((field, moment),) = day.items()
    file = f"{desk.base}/api/files/{paper.id}.pdf" if edition.file.suffix == ".pdf" else ""
    original = f"https://{town.key}.{town.system}.example/stukken/{paper.id}{edition.file.suffix}"
    payload = {
        "type": "Document",
        "name": edition.text.title,
        "classification": [_list_of(desk, paper)],
        "original_url": original,
        "file_name": edition.file_name,
        "content_type": edition.media_type,
        field: _instant(moment),
        "organization": f"organization:nl:gemeente:{town.key}",
        "derived_content": {"markdown_key": f"derived/{identity}/{edition.number}.md"},
        "media_urls": [{"url": file, "original_url": original, "content_type": edition.media_type}] if file else [],
    }
    entity = _shown(identity, "Document", edition.text.title, desk, moment) | {
        "downloadUrl": original,
        "contentType": edition.media_type,
        "pdfUrl": file,
        "meetingId": meeting_id(town, meeting) if meeting else "",
    }
    return Standing(id=identity, kind="Document", payload=filled(payload), entity=filled(entity), paper=paper)


def _list_of(desk: Desk, paper: Paper) -> str:
    """Name the register that a document stands in, else what its system calls its genre."""
    names = (module.name for module in desk.town.modules if module.register == paper.first.register)
    return next(names, desk.country.document_type(paper.first.genre).value)


def _meeting(library: Library, desk: Desk, meeting: Meeting) -> Standing:
    identity, placed = meeting_id(desk.town, meeting), set(placed_papers(meeting.agenda))
    papers = [paper for paper in desk.of_meeting(meeting) if is_harvested(desk, paper.first)]
    agenda = [*_agenda(library, desk, meeting, meeting.agenda)]
    payload = {
        "type": "Meeting",
        "name": meeting.title,
        "classification": ["Agenda"],
        "status": "confirmed",
        "location": meeting.location,
        "start_date": _instant(meeting.start),
        "end_date": _instant(meeting.end) if meeting.end else "",
        "last_discussed_at": _instant(meeting.start),
        "organization": f"organization:nl:gemeente:{desk.town.key}",
        "committee": _entity_id("committee", desk.town, meeting.body) if meeting.body else "",
        "agenda": agenda,
        "attachment": [
            document_id(library, desk.town, paper.first) for paper in papers if paper.first.title not in placed
        ],
    }
    entity = _shown(identity, "Meeting", meeting.title, desk, meeting.start) | {"agenda": agenda}
    return Standing(id=identity, kind="Meeting", payload=filled(payload), entity=filled(entity))


def _agenda(library: Library, desk: Desk, meeting: Meeting, points: Iterable[AgendaPoint]) -> Iterator[Record]:
    for point in points:
        if point.label:
            continue
        papers = [paper for paper in desk.of_meeting(meeting) if paper.first.title in point.papers]
        documents = [
            {"id": document_id(library, desk.town, paper.first), "name": paper.first.title}
            for paper in papers
            if is_harvested(desk, paper.first)
        ]
        yield filled(
            {
                "id": _entity_id("agenda_item", desk.town, f"{meeting.id}-{point.number or point.title}"),
                "title": point.title,
                "number": point.number,
                "documents": documents,
                "agenda_items": [*_agenda(library, desk, meeting, point.items)],
            }
        )


def _shown(identity: str, kind: str, title: str, desk: Desk, moment: datetime) -> Record:
    """Write what an entity and a result of the search have in common."""
    return {
        "entityId": identity,
        "entityType": kind,
        "entityTypeLabel": {"Document": "Document", "Meeting": "Vergadering"}[kind],
        "title": title,
        "organization": desk.town.name,
        "date": f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}",
        "sortDate": f"{_utc(moment):%Y-%m-%d %H:%M:%S}",
    }


def filled(record: Mapping[str, object]) -> Record:
    """Leave out what is empty."""
    return {name: value for name, value in record.items() if value not in ("", [], None)}


def _instant(local: datetime) -> str:
    return f"{_utc(local):%Y-%m-%dT%H:%M:%S}.000Z"


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=AMSTERDAM).astimezone(UTC)
