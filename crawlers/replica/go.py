"""A council site by GemeenteOplossingen: its API in versions 1 and 2 side by side, and the pages of its meetings.

Version 1 is constructed from what other crawlers read of it; no answer of it has been recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from crawlers.replica.desk import Desk, desks
from crawlers.replica.elements import element, text
from crawlers.replica.exchange import Request, Response, html_response, json_response
from crawlers.replica.go_records import (
    Record,
    council_meetings,
    council_papers,
    dmu,
    document_numbers,
    document_record,
    entries,
    inlined_meeting,
    is_served,
    item_record,
    loose_papers,
    meeting_path,
    meeting_record,
)
from crawlers.replica.library import Library
from crawlers.replica.pages import page
from crawlers.replica.shelf import Paper
from crawlers.replica.towns import Meeting, Town

MOST_PER_PAGE = 5
"""Fewer than the real service gives, so that a handful of documents already has a next page."""
WIDEST_WINDOW = timedelta(days=184)
INTERSTITIAL = page(
    "Making sure you're not a bot!",
    '<script id="anubis_challenge" type="application/json">{}</script>',
    '<script type="module" src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>',
)
DENIED = page("Toegang geweigerd", element("p", text("Toegang geweigerd: foutcode 0000000000000000.")))
Guard = Literal["", "interstitial", "denied"]


class GoError(Exception):
    """An answer that is no list."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class GoPortal:
    """Answers the requests to the site of one town.

    `versions` says which of the two versions of the API it speaks. With a `guard` everything is answered by a page of
    a firewall: one that asks for patience, with status 200, or one that denies access.
    """

    def __init__(
        self,
        library: Library,
        night: Callable[[], int],
        town: Town,
        *,
        versions: Collection[str] = ("v1", "v2"),
        guard: Guard = "",
    ) -> None:
        self._library = library
        self._night = night
        self._town = town
        self._versions = versions
        self._guard = guard
        self._numbers = document_numbers(library, town)
        self._lists: tuple[tuple[str, re.Pattern[str], Callable[..., list[Record]]], ...] = tuple(
            (version, re.compile(pattern), answer)
            for version, pattern, answer in (
                ("v[12]", r"dmus", self._dmus),
                ("v[12]", r"documents", self._documents),
                ("v2", r"meetings", self._meetings),
                ("v1", r"meetings", self._inlined),
                ("v2", r"meetings/(\d+)/meetingitems", self._items),
                ("v2", r"meetings/(\d+)/documents", self._of_meeting),
                ("v2", r"meetingitems/(\d+)/documents", self._of_item),
                ("v2", r"events|meetingsessions", self._nothing),
            )
        )

    def __call__(self, request: Request) -> Response:
        """Answer a request."""
        match self._guard:
            case "interstitial":
                return html_response(INTERSTITIAL)
            case "denied":
                return html_response(DENIED, 403)
        called = re.fullmatch(r"/api/(v[12])/(.+)", request.path)
        if called is None:
            return self._page(request)
        try:
            return self._call(request, *called.groups())
        except GoError as error:
            if error.status >= 500:
                return html_response(page("Fout", element("h1", text(str(error)))), error.status)
            return json_response({"status": "ERROR", "code": error.status, "messages": [str(error)]}, error.status)

    def _call(self, request: Request, version: str, path: str) -> Response:
        if version not in self._versions:
            raise GoError(404, "unknown version")
        file = re.fullmatch(r"documents/(\d+)/download|meetings/\d+/documents/(\d+)", path)
        if file and (version == "v1" or file[1]):
            return self._file(int(file[1] or file[2]))
        if detail := re.fullmatch(r"meetings/(\d+)", path):
            return self._detail(request, int(detail[1]))
        for known, pattern, answer in self._lists:
            match = pattern.fullmatch(path)
            if match and re.fullmatch(known, version):
                return _listed(answer(self._desk(request), request, *map(int, match.groups())), version, path, request)
        raise GoError(400, "unknown collection")

    def _desk(self, request: Request) -> Desk:
        every = desks(self._library, self._night(), request.base, system="go")
        return next(desk for desk in every if desk.town.key == self._town.key)

    def _dmus(self, desk: Desk, request: Request) -> list[Record]:
        return [dmu(body, position) for position, body in enumerate(desk.town.bodies)]

    def _meetings(self, desk: Desk, request: Request) -> list[Record]:
        """Give the newest first; one that is not public stands among them with its mark."""
        first, last = _between(request, "date_from", "date_to", _day)
        found = [meeting for meeting in council_meetings(desk) if first <= meeting.start.date() <= last]
        return [meeting_record(desk, meeting) for meeting in sorted(found, key=_start, reverse=True)]

    def _inlined(self, desk: Desk, request: Request) -> list[Record]:
        first, last = _between(request, "date_from", "date_to", _unix_day)
        found = [meeting for meeting in council_meetings(desk) if first <= meeting.start.date() <= last]
        public = [meeting for meeting in found if meeting.permission == "public"]
        return [inlined_meeting(desk, meeting, self._numbers) for meeting in sorted(public, key=_start, reverse=True)]

    def _documents(self, desk: Desk, request: Request) -> list[Record]:
        """Give them in the order in which they were put there, which is not that of their dates."""
        first, last = _between(request, "publicationDate_from", "publicationDate_to", _moment_day)
        papers = [paper for paper in council_papers(desk) if first <= paper.current.text.date <= last]
        return self._records(desk, sorted(papers, key=lambda paper: self._numbers[paper.first.slug]))

    def _detail(self, request: Request, number: int) -> Response:
        """Answer for one meeting; a valid id may not be found."""
        desk = self._desk(request)
        meeting = _meeting(desk, number)
        if meeting.id % 2:
            raise GoError(404, "no such meeting")
        return json_response(_envelope({"meeting": meeting_record(desk, meeting)}))

    def _items(self, desk: Desk, request: Request, number: int) -> list[Record]:
        """Give them in no order, as they come."""
        meeting = _meeting(desk, number)
        return [item_record(desk, meeting, entry) for entry in sorted(entries(meeting), key=lambda entry: entry.id)]

    def _of_meeting(self, desk: Desk, request: Request, number: int) -> list[Record]:
        return self._records(desk, loose_papers(desk, _meeting(desk, number)))

    def _of_item(self, desk: Desk, request: Request, number: int) -> list[Record]:
        for meeting in council_meetings(desk):
            for entry in entries(meeting):
                if entry.id == number:
                    titles = entry.point.papers
                    return self._records(desk, [one for one in desk.of_meeting(meeting) if one.first.title in titles])
        return []

    def _nothing(self, desk: Desk, request: Request) -> list[Record]:
        return []

    def _records(self, desk: Desk, papers: list[Paper]) -> list[Record]:
        return [document_record(desk, paper, self._numbers[paper.first.slug]) for paper in papers]

    def _file(self, number: int) -> Response:
        """Answer with the file, without any word on when it changed."""
        for paper in self._library.shelf(self._night()).papers:
            if paper.first.town == self._town.key and self._numbers.get(paper.first.slug) == number:
                edition = paper.current
                if not is_served(edition.text):
                    raise GoError(403, "not public")
                return Response(body=edition.file.read_bytes(), content_type=edition.media_type)
        raise GoError(404, "no such document")

    def _page(self, request: Request) -> Response:
        desk = self._desk(request)
        for meeting in council_meetings(desk):
            if request.path == meeting_path(desk, meeting):
                return html_response(page(meeting.title, element("h1", text(meeting.title))))
        return html_response(page("Niet gevonden", element("h1", text("404 Not Found"))), 404)


def _listed(records: list[Record], version: str, path: str, request: Request) -> Response:
    """Give one page: version 2 in an envelope that counts in a string, version 1 all at once, bare."""
    parameters = request.parameters()
    asked = (parameters.get("offset", "0"), parameters.get("limit", "10"))
    if not all(value.isdecimal() for value in asked):
        raise GoError(400, "offset and limit are numbers")
    offset, limit = map(int, asked)
    if version == "v1":
        return json_response(records[offset:])
    shown = records[offset : offset + min(limit, MOST_PER_PAGE)]
    counts: Record = {"offset": offset, "limit": limit, "count": len(shown), "totalCount": str(len(records))}
    return json_response(_envelope(counts | {path.rpartition("/")[2]: shown}))


def _envelope(result: Record) -> Record:
    return {"status": "OK", "code": 200, "messages": [], "result": result}


def _meeting(desk: Desk, number: int) -> Meeting:
    for meeting in council_meetings(desk):
        if meeting.id == number:
            if meeting.permission != "public":
                raise GoError(403, "not public")
            return meeting
    raise GoError(404, "no such meeting")


def _start(meeting: Meeting) -> datetime:
    return meeting.start


def _between(request: Request, begin: str, end: str, read: Callable[[str], date]) -> tuple[date, date]:
    """Read the days to list; a range over half a year is too much for the site."""
    parameters = request.parameters()
    try:
        first = read(parameters[begin]) if begin in parameters else date.min
        last = read(parameters[end]) if end in parameters else date.max
    except ValueError as error:
        raise GoError(400, "no such date") from error
    if begin in parameters and last - first > WIDEST_WINDOW:
        raise GoError(500, "Internal Server Error")
    return first, last


def _day(value: str) -> date:
    return datetime.strptime(value, "%Y-%m-%d").date()


def _unix_day(value: str) -> date:
    return datetime.fromtimestamp(int(value), UTC).date()


def _moment_day(value: str) -> date:
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S").date()
