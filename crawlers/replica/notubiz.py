"""The portal of the council system: organisations, events, meetings, registers and documents as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from crawlers.replica.desk import Desk, desks, register_date
from crawlers.replica.exchange import Request, Response, answer_conditionally, json_response, serve_file
from crawlers.replica.library import Library
from crawlers.replica.notubiz_entries import module, module_item
from crawlers.replica.notubiz_records import (
    MOMENT,
    Record,
    body,
    document,
    event,
    meeting_record,
    module_item_id,
    organisation,
)
from crawlers.replica.shelf import Edition, Paper
from crawlers.replica.towns import Meeting, Promise

VERSION = re.compile(r"\d+\.\d+(\.\d+)?")
WIDEST_WINDOW = timedelta(days=184)
EVENTS_PER_PAGE = 5
"""Fewer than the real service gives, so that a handful of meetings already has a next page."""
ITEMS_PER_PAGE = 50
MOST_PER_PAGE = 100
UNKNOWN = "Not found"
NO_PARAMETERS = "Zonder parameters kunnen er geen resultaten getoond worden"
UNCAUGHT = "An uncaught error has occurred"


class PortalError(Exception):
    """An answer that is an error message."""

    def __init__(self, status: int, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.content: Record = {"message": message} | ({"error_code": code} if code else {})


class NotubizPortal:
    """Answers the requests to the API of the council system."""

    def __init__(self, library: Library, night: Callable[[], int]) -> None:
        self._library = library
        self._night = night
        self._routes: tuple[tuple[re.Pattern[str], Callable[..., Record]], ...] = (
            (re.compile(r"/organisations/?"), self._organisations),
            (re.compile(r"/organisations/(\d+)"), self._organisation),
            (re.compile(r"/organisations/(\d+)/gremia"), self._gremia),
            (re.compile(r"/organisations/(\d+)/modules"), self._modules),
            (re.compile(r"/organisations/(\d+)/modules/(\d+)/items"), self._items),
            (re.compile(r"/events"), self._events),
            (re.compile(r"/events/meetings/(\d+)"), self._meeting),
            (re.compile(r"/modules/\d+/items/(\d+)"), self._item),
            (re.compile(r"/document/(\d+)"), self._document),
        )

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if not request.headers.get("user-agent", "").strip():
            return json_response({"message": "Forbidden"}, 403)
        if file := re.fullmatch(r"/document/(\d+)/(\d+)", request.path):
            return self._file(request, int(file[1]), int(file[2]))
        try:
            return json_response(self._route(request))
        except PortalError as error:
            return json_response(error.content, error.status)

    def _route(self, request: Request) -> Record:
        if not VERSION.fullmatch(request.parameters().get("version", "")):
            raise PortalError(400, NO_PARAMETERS)
        for pattern, answer in self._routes:
            if match := pattern.fullmatch(request.path):
                return answer(request, *map(int, match.groups()))
        raise PortalError(404, UNKNOWN)

    def _desks(self, request: Request) -> list[Desk]:
        return desks(self._library, self._night(), request.base, system="notubiz")

    def _desk(self, request: Request, number: int) -> Desk:
        for desk in self._desks(request):
            if desk.town.site == str(number):
                return desk
        raise PortalError(404, UNKNOWN)

    def _organisations(self, request: Request) -> Record:
        others = [
            {"@attributes": {"id": str(other.id)}, "name": other.name, "logo": "", "settings": {}}
            for other in self._library.country.organisations
        ]
        shown = [organisation(desk.town) for desk in self._desks(request) if not desk.town.hidden]
        return {"organisations": {"organisation": [*others, *shown]}}

    def _organisation(self, request: Request, number: int) -> Record:
        return {"organisation": organisation(self._desk(request, number).town)}

    def _gremia(self, request: Request, number: int) -> Record:
        desk = self._desk(request, number)
        return {"gremia": [body(desk, entry) for entry in desk.town.bodies]}

    def _modules(self, request: Request, number: int) -> Record:
        return {"modules": [module(entry) for entry in self._desk(request, number).town.modules]}

    def _items(self, request: Request, number: int, module_number: int) -> Record:
        desk = self._desk(request, number)
        parameters = request.parameters()
        for entry in desk.town.modules:
            if entry.id == module_number:
                sources = _within(desk.of_module(entry), parameters)
                start, length = _page(parameters, ITEMS_PER_PAGE)
                items = [module_item(desk, entry, source) for source in sources[start : start + length]]
                pagination = {"list_start": start, "list_end": start + len(items), "total_results": len(sources)}
                return {"pagination": pagination, "items": items}
        raise PortalError(404, UNKNOWN)

    def _item(self, request: Request, number: int) -> Record:
        for desk in self._desks(request):
            for entry in desk.town.modules:
                for source in desk.of_module(entry):
                    if module_item_id(desk.town, source) == number:
                        return {"item": module_item(desk, entry, source)}
        raise PortalError(404, UNKNOWN)

    def _events(self, request: Request) -> Record:
        parameters = request.parameters()
        if not parameters.get("organisation_id", "").isdecimal():
            raise PortalError(400, NO_PARAMETERS)
        first, last = (_moment(parameters, name) for name in ("date_from", "date_to"))
        if first is None or last is None:
            raise PortalError(400, NO_PARAMETERS)
        if last - first > WIDEST_WINDOW:
            raise PortalError(404, UNCAUGHT)
        desk = self._desk(request, int(parameters["organisation_id"]))
        meetings = sorted(desk.meetings(), key=lambda meeting: meeting.start)
        found = [meeting for meeting in meetings if first <= meeting.start <= last]
        start, length = _page(parameters, EVENTS_PER_PAGE)
        return {
            "pagination": {
                "has_more_pages": start + length < len(found),
                "total_pages": -(-len(found) // length),
                "total_results": len(found),
            },
            "events": [event(desk, meeting) for meeting in found[start : start + length]],
        }

    def _meeting(self, request: Request, number: int) -> Record:
        for desk in self._desks(request):
            for meeting in desk.meetings():
                if meeting.id == number:
                    _refuse_closed(meeting)
                    return {"meeting": meeting_record(desk, meeting)}
        raise PortalError(404, UNKNOWN)

    def _find_paper(self, request: Request, number: int) -> tuple[Desk, Paper] | None:
        found = ((desk, paper) for desk in self._desks(request) for paper in desk.papers() if paper.id == number)
        return next(found, None)

    def _document(self, request: Request, number: int) -> Record:
        found = self._find_paper(request, number)
        if found is None:
            raise PortalError(404, UNKNOWN)
        return {"document": document(*found)}

    def _file(self, request: Request, number: int, version: int) -> Response:
        found = self._find_paper(request, number)
        editions: Sequence[Edition] = found[1].editions if found else ()
        for edition in editions:
            if edition.number == version:
                if edition.text.confidential:
                    return json_response({"message": "No rights to see this document"}, 403)
                served = serve_file(edition.file, edition.media_type, edition.modified, name=edition.file_name)
                return answer_conditionally(request, served)
        return json_response({"message": UNKNOWN}, 404)


def _refuse_closed(meeting: Meeting) -> None:
    if meeting.refused or meeting.permission != "public":
        raise PortalError(200, "No rights to see this meeting", code=1002)


def _moment(parameters: dict[str, str], name: str) -> datetime | None:
    """Read a moment; the system knows one way of writing it only."""
    value = parameters.get(name, "")
    try:
        moment = datetime.strptime(value, MOMENT)
    except ValueError:
        return None
    return moment if moment.strftime(MOMENT) == value else None


def _within(sources: list[Paper | Promise], parameters: dict[str, str]) -> list[Paper | Promise]:
    first, last = (_moment(parameters, name) for name in ("date_from", "date_to"))
    if ("date_from" in parameters and first is None) or ("date_to" in parameters and last is None):
        raise PortalError(400, NO_PARAMETERS)
    after = first.date() if first else date.min
    before = last.date() if last else date.max
    return [source for source in sources if after <= register_date(source) <= before]


def _page(parameters: dict[str, str], default: int) -> tuple[int, int]:
    """Return the position of the first entry of the page asked for, and how many a page has."""
    page, size = parameters.get("page", "1"), parameters.get("per_page", str(default))
    if not (page.isdecimal() and size.isdecimal() and int(page) and int(size)):
        raise PortalError(400, NO_PARAMETERS)
    length = min(int(size), MOST_PER_PAGE)
    return (int(page) - 1) * length, length
