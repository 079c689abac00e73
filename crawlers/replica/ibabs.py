"""The public portal of one municipality on iBabs: calendar, agendas, overviews and documents."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from crawlers.replica.budgets import Budget
from crawlers.replica.desk import Desk, desks
from crawlers.replica.exchange import Request, Response, html_response, json_response
from crawlers.replica.ibabs_pages import (
    calendar_page,
    entry_page,
    meeting_page,
    month_rows,
    portal_page,
    report_page,
    reports_page,
    viewer_page,
    viewer_script,
    year_links,
)
from crawlers.replica.ibabs_records import (
    MOST_ROWS,
    calendar_entry,
    entries,
    meeting_guid,
    ordered,
    paper_guid,
    report_guid,
    row,
    shown,
)
from crawlers.replica.library import Library
from crawlers.replica.towns import Module, Town, stable_number

GUID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
SCRIPT = "application/javascript; charset=utf-8"
COOKIE = ("Set-Cookie", "ASP.NET_SessionId=none; path=/; HttpOnly; SameSite=Lax")
"""Given with every page; nothing depends on it."""


class IbabsPortal:
    """Answers the requests to the portal of one town.

    Files come without validators, for none have been seen. With a `budget`, which several portals may share, whoever
    asks too much is blocked.
    """

    def __init__(self, library: Library, night: Callable[[], int], town: Town, *, budget: Budget | None = None) -> None:
        self._library = library
        self._night = night
        self._town = town
        self._budget = budget
        self._loaded: set[str] = set()
        self._routes: tuple[tuple[str, re.Pattern[str], Callable[..., Response]], ...] = tuple(
            (method, re.compile(pattern.replace("{guid}", GUID), re.IGNORECASE), answer)
            for method, pattern, answer in (
                ("GET", r"/", self._start),
                ("GET", r"/Calendar", self._calendar),
                ("GET", r"/Calendar/GetAgendasForCalendar", self._agendas),
                ("GET", r"/Calendar/GetMonthAgendas", self._month),
                ("GET", r"/Calendar/OpenCategory/(\d+)", self._latest),
                ("GET", r"/Agenda/RetrieveAgendasForYear", self._year),
                ("GET", r"/Agenda/Index/{guid}", self._meeting),
                ("GET", r"/(?:Agenda|Reports)/Document/{guid}", self._viewer),
                ("GET", r"/Reports", self._reports),
                ("GET", r"/Reports/Details/{guid}", self._report),
                ("POST", r"/Reports/GetReportData/{guid}", self._rows),
                ("GET", r"/Reports/Item/{guid}", self._entry),
                ("GET", r"/Document/LoadAgenda(?:Item)?Document/{guid}", self._file),
                ("GET", r"/Document/View/{guid}", self._viewed),
                ("GET", r"/Script/LoadDocument/{guid}", self._script),
            )
        )

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        if self._budget and (refusal := self._budget.spend(is_file="/Document/" in request.path)):
            return refusal
        for method, pattern, answer in self._routes:
            if method == request.method and (match := pattern.fullmatch(request.path)):
                return answer(self._desk(request), request, *map(str.lower, match.groups()))
        return _not_found()

    def _desk(self, request: Request) -> Desk:
        every = desks(self._library, self._night(), request.base, system="ibabs")
        return next(desk for desk in every if desk.town.key == self._town.key)

    def _start(self, desk: Desk, _: Request) -> Response:
        return _page(portal_page(desk, "Startpagina"))

    def _calendar(self, desk: Desk, _: Request) -> Response:
        today = self._library.country.nights[self._night() - 1]
        return _page(calendar_page(desk, today.year, today.month))

    def _agendas(self, desk: Desk, request: Request) -> Response:
        """Answer the calendar of a range; the meetings have local times, whatever the zone of the range."""
        parameters = request.parameters()
        try:
            first, last = (datetime.fromisoformat(parameters.get(name, "")) for name in ("start", "end"))
        except ValueError:
            return html_response("<h1>400 Bad Request</h1>", 400)
        begin, end = first.replace(tzinfo=None), last.replace(tzinfo=None)
        return json_response([calendar_entry(meeting) for meeting in shown(desk) if begin <= meeting.start < end])

    def _month(self, desk: Desk, request: Request) -> Response:
        """Answer the calendar of a month, in which January is 0."""
        year, month = _numbers(request, "year", "month")
        return html_response(month_rows(desk, year, month + 1))

    def _latest(self, desk: Desk, _: Request, kind: str) -> Response:
        found = [meeting for meeting in shown(desk) if str(meeting.body) == kind]
        if not found:
            return _not_found()
        return Response(status=302, headers=(("Location", f"/Agenda/Index/{meeting_guid(found[-1])}"), COOKIE))

    def _year(self, desk: Desk, request: Request) -> Response:
        kind, year = _numbers(request, "agendatypeId", "year")
        found = (meeting for meeting in shown(desk) if (meeting.body, meeting.start.year) == (kind, year))
        return html_response(year_links(found))

    def _meeting(self, desk: Desk, _: Request, guid: str) -> Response:
        found = next((meeting for meeting in shown(desk) if meeting_guid(meeting) == guid), None)
        return _page(meeting_page(desk, found)) if found else _not_found()

    def _reports(self, desk: Desk, _: Request) -> Response:
        return _page(reports_page(desk))

    def _module(self, desk: Desk, guid: str) -> Module | None:
        return next((module for module in desk.town.modules if report_guid(desk.town, module) == guid), None)

    def _report(self, desk: Desk, _: Request, guid: str) -> Response:
        module = self._module(desk, guid)
        return _page(report_page(desk, module, entries(desk, module))) if module else _not_found()

    def _rows(self, desk: Desk, request: Request, guid: str) -> Response:
        module = self._module(desk, guid)
        if module is None:
            return _not_found()
        form, rows = request.parameters(), [row(module, entry) for entry in entries(desk, module)]
        column = form.get(f"columns[{form.get('order[0][column]', '')}][data]")
        if column is not None:
            rows = ordered(rows, column, descending=form.get("order[0][dir]") == "desc")
        start, length = _numbers(request, "start", "length")
        return json_response(
            {
                "draw": _numbers(request, "draw")[0],
                "recordsTotal": len(rows),
                "recordsFiltered": len(rows),
                "data": rows[start : start + min(length, MOST_ROWS)],
            }
        )

    def _entry(self, desk: Desk, _: Request, guid: str) -> Response:
        for module in desk.town.modules:
            for entry in entries(desk, module):
                if entry.guid == guid:
                    return _page(entry_page(desk, module, entry))
        return _not_found()

    def _viewer(self, desk: Desk, request: Request, _: str) -> Response:
        return _page(viewer_page(desk, request.parameters().get("documentId", "")))

    def _viewed(self, desk: Desk, request: Request, guid: str) -> Response:
        """Answer a document of an overview; some come as a viewer until the script of that was asked."""
        file = self._file(desk, request, guid)
        is_first = guid not in self._loaded and stable_number(0, 2, "viewer", guid)
        return _page(viewer_page(desk, guid)) if is_first and file.status == 200 else file

    def _script(self, _desk: Desk, _: Request, guid: str) -> Response:
        self._loaded.add(guid)
        return Response(body=viewer_script(guid).encode(), content_type=SCRIPT)

    def _file(self, desk: Desk, _: Request, guid: str) -> Response:
        paper = next((paper for paper in desk.papers() if paper_guid(paper) == guid), None)
        if paper is None:
            return _not_found()
        edition = paper.current
        if edition.text.confidential or not edition.file.is_file():
            return html_response("<h1>403 Forbidden</h1>", 403)
        return Response(body=edition.file.read_bytes(), content_type=edition.media_type)


def _page(content: str) -> Response:
    return Response(body=content.encode(), headers=(COOKIE,))


def _numbers(request: Request, *names: str) -> list[int]:
    """Read whole numbers; what is missing or none counts as 0."""
    values = (request.parameters().get(name, "") for name in names)
    return [int(value) if value.isdecimal() else 0 for value in values]


def _not_found() -> Response:
    return html_response("<h1>404 Not Found</h1>", 404)
