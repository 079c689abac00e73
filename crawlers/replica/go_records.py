"""The JSON records of a council site by GemeenteOplossingen, field by field, in versions 1 and 2 of its API."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crawlers.replica.desk import Desk, placed_papers
from crawlers.replica.library import Library
from crawlers.replica.shelf import Paper
from crawlers.replica.texts import Text
from crawlers.replica.towns import AgendaPoint, Body, Meeting, Town, stable_number
from crawlers.replica.wording import MONTHS

Record = dict[str, object]
FIRST_NUMBER = 25_000
COUNCIL = frozenset({"meeting", "register"})
"""Where papers of the council appear; those of the municipality's own website do not come here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An agenda point with its id and its place on the agenda."""

    id: int
    order: int
    point: AgendaPoint


def document_numbers(library: Library, town: Town) -> dict[str, int]:
    """Give the id of each paper by its slug: they go up in the order in which papers are put there."""
    texts = (
        text
        for text in library.texts.values()
        if text.town == town.key and text.channels & COUNCIL and not text.version_of
    )
    ordered = sorted(texts, key=lambda text: (text.night, text.date, text.slug))
    return {text.slug: FIRST_NUMBER + 3 * position for position, text in enumerate(ordered)}


def council_papers(desk: Desk) -> list[Paper]:
    """Give the papers of the council."""
    return [paper for paper in desk.papers() if paper.first.channels & COUNCIL]


def council_meetings(desk: Desk) -> list[Meeting]:
    """Give the meetings of bodies; what else is on the calendar is no meeting here."""
    return [meeting for meeting in desk.meetings() if meeting.body is not None]


def loose_papers(desk: Desk, meeting: Meeting) -> list[Paper]:
    """Give the papers of a meeting that hang under none of its agenda points."""
    placed = set(placed_papers(meeting.agenda))
    return [paper for paper in desk.of_meeting(meeting) if paper.first.title not in placed]


def entries(meeting: Meeting) -> list[Entry]:
    """Give the whole agenda of a meeting, level after level in one list; the order has gaps."""
    return [
        Entry(
            id=stable_number(14_000, 80_000, "meetingitem", meeting.key, point.number, point.title),
            order=2 * position,
            point=point,
        )
        for position, point in enumerate(_flat(meeting.agenda), start=1)
    ]


def dmu(body: Body, position: int) -> Record:
    """Write a body (decision making unit)."""
    return {"id": body.id, "name": body.title, "sortOrder": position}


def meeting_record(desk: Desk, meeting: Meeting) -> Record:
    """Write a meeting as version 2 does, without what hangs under it."""
    return {
        "id": meeting.id,
        "confidential": int(meeting.permission != "public"),
        "location": meeting.location,
        "description": f"<p>{meeting.title}</p>",
        "date": f"{meeting.start:%Y-%m-%d}",
        "startTime": f"{meeting.start:%H:%M}",
        "dmu": dmu(*_body(desk, meeting)),
        "url": meeting_path(desk, meeting),
        "meetingLabel": None,
    }


def meeting_path(desk: Desk, meeting: Meeting) -> str:
    """Say where the page of a meeting is."""
    start = meeting.start
    name = re.sub(r"\W+", "-", _body(desk, meeting)[0].title).strip("-")
    return f"/Vergaderingen/{name}/{start.year}/{start.day}-{MONTHS[start.month - 1]}/{start:%H:%M}"


def item_record(desk: Desk, meeting: Meeting, entry: Entry) -> Record:
    """Write an agenda item as version 2 does."""
    point = entry.point
    return {
        "id": entry.id,
        "sortOrder": entry.order,
        "number": point.number or None,
        "title": point.title,
        "description": "",
        "location": meeting.location,
        "confidential": False,
        "isHeading": point.label,
        "meetingSession": meeting.id,
        "meeting": meeting_record(desk, meeting),
        "status": {"id": 10, "abbreviation": "", "description": ""},
    }


def document_record(desk: Desk, paper: Paper, number: int) -> Record:
    """Write a document; a new version keeps the id and gets another object."""
    current = paper.current
    return {
        "id": number,
        "objectId": 40_000 + 20 * (number - FIRST_NUMBER) + current.number,
        "confidential": int(paper.first.confidential),
        "fileName": current.file_name,
        "documentTypeLabel": desk.country.document_type(paper.first.genre).value,
        "description": current.text.title,
        "fileSize": current.file.stat().st_size if current.file.exists() else 0,
        "publicationDate": _moment(current.text.date),
        "isTabsignDocument": False,
    }


def inlined_meeting(desk: Desk, meeting: Meeting, numbers: dict[str, int]) -> Record:
    """Write a meeting as version 1 does, with its agenda and documents; an odd id comes with a moment as its date."""
    papers = {paper.first.title: paper for paper in desk.of_meeting(meeting)}
    return {
        "id": meeting.id,
        "date": f"{meeting.start:%Y-%m-%d %H:%M:%S}" if meeting.id % 2 else f"{meeting.start:%Y-%m-%d}",
        "startTime": "" if meeting.id % 2 else f"{meeting.start:%H:%M}",
        "description": meeting.title,
        "location": meeting.location,
        "canceled": False,
        "inactive": False,
        "dmu": dmu(*_body(desk, meeting)),
        "items": [
            {
                "id": entry.id,
                "number": entry.point.number,
                "title": entry.point.title,
                "description": "",
                "sortorder": None if entry.point.label else entry.order,
                "documents": [_reference(papers[each], numbers) for each in entry.point.papers if each in papers],
            }
            for entry in entries(meeting)
        ],
        "documents": [_reference(paper, numbers) for paper in loose_papers(desk, meeting)],
    }


def is_served(text: Text) -> bool:
    """Tell whether a file may be had; a record of it may be there all the same."""
    return not text.confidential and text.format != "gone"


def _reference(paper: Paper, numbers: dict[str, int]) -> Record:
    return {"id": numbers[paper.first.slug], "filename": paper.current.file_name}


def _flat(points: Sequence[AgendaPoint]) -> Iterator[AgendaPoint]:
    for point in points:
        yield point
        yield from _flat(point.items)


def _body(desk: Desk, meeting: Meeting) -> tuple[Body, int]:
    return next((body, position) for position, body in enumerate(desk.town.bodies) if body.id == meeting.body)


def _moment(day: date) -> Record:
    """Write a day as the object that the system makes of it."""
    midnight = datetime(day.year, day.month, day.day)
    return {"date": f"{midnight:%Y-%m-%d %H:%M:%S.%f}", "timezone_type": 3, "timezone": "Europe/Berlin"}
