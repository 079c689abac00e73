"""The JSON records of the council system, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from crawlers.replica.desk import Desk, placed_papers
from crawlers.replica.shelf import Edition, Paper
from crawlers.replica.texts import Text
from crawlers.replica.towns import AgendaPoint, Body, Meeting, Promise, Town, stable_number

Record = dict[str, object]
MOMENT = "%Y-%m-%d %H:%M:%S"
TITLE, DOCUMENT, DATE, CASE, PLACE, SUBMITTED_IN = 1, 2, 15, 24, 50, 54
OLD = date(2026, 7, 1)
"""Links of documents before this day begin with `httphttp://`."""
LATER = timedelta(days=30)
"""The publication date of a document is not to be trusted: it lies after the day it was put up."""


def organisation(town: Town) -> Record:
    """Write an organisation in the shape that is left of its XML."""
    labels = {TITLE: "Titel", DATE: "Datum", CASE: "Zaaknummer"}
    fields = [{"@attributes": {"id": str(number)}, "label": label} for number, label in labels.items()]
    return {
        "@attributes": {"id": town.site},
        "name": f"Gemeente {town.name}",
        "logo": "",
        "settings": {"folder": {"fields": {"field": fields}}},
    }


def body(desk: Desk, entry: Body) -> Record:
    """Write a gremium."""
    return {"id": entry.id, "title": entry.title, "body": entry.kind, "self": _body_self(desk, entry.id)}


def event(desk: Desk, meeting: Meeting) -> Record:
    """Write an event of the calendar."""
    return {
        "id": meeting.id,
        "self": f"{desk.host}/events/{meeting.id}",
        "type": "meeting",
        "permission_group": meeting.permission,
        "canceled": False,
        "gremium": _gremium(desk, meeting),
        "attributes": [_attribute(TITLE, meeting.title), _attribute(PLACE, meeting.location)],
        "plannings": [_planning(meeting)],
        "event_type_data": {"agenda_item_count": len(meeting.agenda)},
    }


def meeting_record(desk: Desk, meeting: Meeting) -> Record:
    """Write a meeting with its nested agenda."""
    papers = desk.of_meeting(meeting)
    placed = set(placed_papers(meeting.agenda))
    loose = [paper for paper in papers if paper.first.title not in placed]
    created = meeting.start - timedelta(days=35)
    return {
        "id": meeting.id,
        "self": f"{desk.host}/events/meetings/{meeting.id}",
        "type": "meeting",
        "organisation": {
            "id": int(desk.town.site),
            "self": f"{desk.host}/organisations/{desk.town.site}",
        },
        "gremium": _gremium(desk, meeting),
        "parent": None,
        "permission_group": meeting.permission,
        "body": "council",
        "confidential": 0,
        "announcement": False,
        "canceled": False,
        "inactive": False,
        "creation_date": created.strftime(MOMENT),
        "last_modified": _last_change(desk, meeting, created).strftime(MOMENT),
        "order": 1,
        "live": False,
        "archive_state": "unarchived",
        "url": f"{desk.base}/{desk.town.key}/vergadering/{meeting.id}/{meeting.title.replace(' ', '+')}",
        "template": False,
        "attributes": [_attribute(TITLE, meeting.title), _attribute(PLACE, meeting.location), _attribute(3, "")],
        "plannings": [_planning(meeting)],
        "documents": [document(desk, paper) for paper in loose],
        "folders": [],
        "module_items": [],
        "agenda_items": _agenda(desk, meeting, meeting.agenda, None),
    }


def document(desk: Desk, paper: Paper) -> Record:
    """Write a document with its versions, newest first."""
    current = paper.current
    kind = desk.country.document_type(paper.first.genre)
    return {
        "id": paper.id,
        "self": f"{desk.host}/document/{paper.id}",
        "url": f"{_base(desk, paper)}/document/{paper.id}/{current.number}",
        "title": current.text.title,
        "description": "",
        "date": "",
        "case_code": "",
        "policy_field": "",
        "category": "",
        "confidential": int(paper.first.confidential),
        "publication_date": str(current.modified.date() + LATER),
        "last_modified": current.modified.strftime(MOMENT),
        "version": current.number,
        "types": [{"id": kind.id, "value": kind.value}],
        "versions": [_version(edition) for edition in reversed(paper.editions)],
        "connections": [],
    }


def _base(desk: Desk, paper: Paper) -> str:
    """Return where the file is, which old documents have with its scheme twice."""
    return desk.base if paper.first.date >= OLD else f"http{desk.base}"


def module_item_id(town: Town, source: Paper | Promise) -> int:
    """Return the id of an entry of a register."""
    name = source.first.slug if isinstance(source, Paper) else source.title
    return stable_number(1_180_000, 90_000, "module item", town.key, name)


def _agenda(desk: Desk, meeting: Meeting, points: Sequence[AgendaPoint], parent: int | None) -> list[Record]:
    return [_point(desk, meeting, point, order, parent) for order, point in enumerate(points, start=1)]


def _point(desk: Desk, meeting: Meeting, point: AgendaPoint, order: int, parent: int | None) -> Record:
    number = stable_number(8_400_000, 900_000, "agenda point", meeting.key, point.number, point.title)
    papers = [paper for paper in desk.of_meeting(meeting) if paper.first.title in point.papers]
    promises = [each for each in desk.town.promises if each.title == point.promise and each.night <= desk.shelf.night]
    changed = max([meeting.start - timedelta(days=35), *(paper.current.modified for paper in papers)])
    return {
        "id": number,
        "type": "label" if point.label else "agenda_point",
        "order": order,
        "parent": {"id": parent, "self": f"{desk.host}/agenda_items/{parent}"} if parent else None,
        "meeting": {"id": meeting.id, "self": f"{desk.host}/events/meetings/{meeting.id}"},
        "last_modified": changed.strftime(MOMENT),
        "permission_group": "public",
        "confidential": 0,
        "start_offset": None,
        "end_offset": None,
        "type_data": {
            "self": f"{desk.host}/agenda_items/agenda_points/{number}",
            "heading": point.label,
            "title_prefix": point.number or None,
            "attributes": [_attribute(TITLE, point.title)],
        },
        "documents": [document(desk, paper) for paper in papers],
        "agenda_items": _agenda(desk, meeting, point.items, number),
        "module_items": [_link(desk, promise) for promise in promises],
    }


def _link(desk: Desk, promise: Promise) -> Record:
    number = module_item_id(desk.town, promise)
    return {"id": number, "self": f"{desk.host}/modules/0/items/{number}", "field_id": SUBMITTED_IN}


def _last_change(desk: Desk, meeting: Meeting, created: datetime) -> datetime:
    """A meeting changes when a paper is put up, replaced or taken down."""
    put_up = (paper.current.modified for paper in desk.of_meeting(meeting))
    taken_down = (moment for text, moment in desk.shelf.gone if _belongs(text, desk.town, meeting))
    return max([created, *put_up, *taken_down])


def _belongs(text: Text, town: Town, meeting: Meeting) -> bool:
    return text.town == town.key and text.meeting == meeting.key


def _version(edition: Edition) -> Record:
    return {
        "type": "file",
        "mime_type": edition.media_type.partition(";")[0],
        "file_name": edition.file_name,
        "file_size": edition.file.stat().st_size,
        "id": edition.number,
    }


def _gremium(desk: Desk, meeting: Meeting) -> Record | None:
    return {"id": meeting.body, "self": _body_self(desk, meeting.body)} if meeting.body else None


def _body_self(desk: Desk, number: int) -> str:
    return f"{desk.host}/organisations/{desk.town.site}/gremia/{number}"


def _planning(meeting: Meeting) -> Record:
    end = meeting.end.strftime(MOMENT) if meeting.end else None
    return {"start_date": meeting.start.strftime(MOMENT), "end_date": end}


def _attribute(number: int, value: str) -> Record:
    return {"id": number, "reference_model": None, "value": value}
