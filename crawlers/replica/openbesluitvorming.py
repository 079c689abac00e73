"""The aggregator of council papers: a feed of changes with a cursor, entities, search, catalogue and freshness.

Constructed from its documentation; the shape of the payloads follows what it says of its entities.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from crawlers.replica.desk import Desk
from crawlers.replica.exchange import Request, Response, answer_conditionally, json_response, serve_file
from crawlers.replica.library import Library
from crawlers.replica.markup import plain_text
from crawlers.replica.shelf import Paper, paper_id
from crawlers.replica.texts import Text
from crawlers.replica.towns import AgendaPoint, Meeting, Town

Record = dict[str, object]
MOST_ROWS = 10
"""Fewer than the real service gives, so that a handful of papers already has a next page."""
NDJSON = "application/x-ndjson"
ALLOWANCE = 100_000
"""Requests per minute; the real service gives 60. A portal with a small one answers 429 when it is used up."""
UNREADABLE = frozenset({"scan", "gone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the feed."""

    town: str
    operation: str
    entity: str
    kind: str
    night: int
    payload: Record


class OpenbesluitvormingPortal:
    """Answers for all towns with a council system."""

    def __init__(self, library: Library, night: Callable[[], int], *, allowance: int = ALLOWANCE) -> None:
        self._library = library
        self._night = night
        self._allowance = allowance
        self._left = allowance

    def __call__(self, request: Request) -> Response:
        """Answer a request, unless the allowance is used up."""
        if request.path == "/robots.txt":
            return Response(body=b"User-agent: *\nDisallow:\n", content_type="text/plain")
        if not self._left:
            self._left = self._allowance
            headers = (("Retry-After", "1"),)
            return Response(
                status=429, body=b'{"error":"rate limit"}', content_type="application/json", headers=headers
            )
        self._left -= 1
        answer = self._answer(request)
        counted = {"Limit": self._allowance, "Remaining": self._left, "Reset": 1}
        headers = tuple((f"RateLimit-{name}", str(value)) for name, value in counted.items())
        return replace(answer, headers=(*answer.headers, *headers))

    def _answer(self, request: Request) -> Response:
        path, parameters = request.path, request.parameters()
        if path.startswith("/api/entities/"):
            return self._entity(request, unquote(path.removeprefix("/api/entities/")))
        if path.startswith("/api/files/"):
            return self._file(request, path.removeprefix("/api/files/").removesuffix(".pdf"))
        about = {"/api/sources": _source, "/api/status": _freshness}.get(path)
        if about is not None:
            return json_response({"sources": [about(town) for town in self._towns()]})
        routes = {
            "/api/export/snapshot": self._snapshot,
            "/api/export/changes": self._changes,
            "/api/search": self._search,
        }
        if path not in routes:
            return json_response({"error": "not found"}, 404)
        town = self._town(parameters.get("source") or parameters.get("organization") or "")
        return (
            routes[path](request, town, parameters) if town else json_response({"error": "unknown organization"}, 400)
        )

    def _towns(self) -> tuple[Town, ...]:
        return self._library.country.towns

    def _town(self, key: str) -> Town | None:
        return next((town for town in self._towns() if town.key == key), None)

    def _log(self, base: str) -> list[Row]:
        """Return every change up to this night, in order; the position in this list is its number."""
        nights = range(1, self._night() + 1)
        return [row for night in nights for town in self._towns() for row in self._of_night(town, night, base)]

    def _of_night(self, town: Town, night: int, base: str) -> Iterator[Row]:
        desk = Desk(country=self._library.country, town=town, shelf=self._library.shelf(night), base=base)
        for meeting in desk.meetings():
            if any(paper.current.text.night == night for paper in desk.of_meeting(meeting)) or meeting.night == night:
                payload = _meeting(desk, meeting)
                yield Row(town=town.key, operation="upsert", entity=_meeting_id(town, meeting), kind="Meeting",
                          night=night, payload=payload)  # fmt: skip
        for paper in desk.papers():
            if paper.current.text.night == night and _is_harvested(paper):
                yield Row(town=town.key, operation="upsert", entity=_document_id(town, paper.first), kind="Document",
                          night=night, payload=_document(desk, paper))  # fmt: skip
        for text, _ in desk.shelf.gone:
            if text.town == town.key and text.withdrawn_night == night:
                yield Row(town=town.key, operation="delete", entity=_document_id(town, text), kind="Document",
                          night=night, payload={})  # fmt: skip

    def _snapshot(self, request: Request, town: Town, parameters: Mapping[str, str]) -> Response:
        """Give the state of each entity that is there now; the feed of changes goes on where the log ends."""
        log = self._log(request.base)
        standing: dict[str, tuple[int, Row]] = {}
        for number, row in enumerate(log, 1):
            if row.town == town.key:
                standing[row.entity] = (number, row)
        rows = [found for found in standing.values() if found[1].operation == "upsert"]
        headers = (("X-Changes-Cursor", str(len(log))),)
        return _page(rows, int(parameters.get("cursor") or 0), parameters, headers)

    def _changes(self, request: Request, town: Town, parameters: Mapping[str, str]) -> Response:
        log = list(enumerate(self._log(request.base), 1))
        after = int(parameters.get("cursor") or 0)
        return _page([(number, row) for number, row in log if row.town == town.key], after, parameters, ())

    def _entity(self, request: Request, wanted: str) -> Response:
        for row in reversed(self._log(request.base)):
            if row.entity == wanted:
                if row.operation == "delete":
                    return json_response({"error": "gone"}, 410)
                content = {"markdownText": self._text(wanted)} if row.kind == "Document" else {}
                return json_response(row.payload | content)
        return json_response({"error": "not found"}, 404)

    def _text(self, entity: str) -> str:
        """Give the words of a paper; a scan has none, which happens at the real service too."""
        paper = self._paper(entity.rpartition(":")[2])
        text = self._library.texts[paper.first.town, paper.first.same_as or paper.current.text.slug]
        return "" if text.format in UNREADABLE else plain_text(text.blocks)

    def _paper(self, number: str) -> Paper:
        papers = self._library.shelf(self._night()).papers
        return next(paper for paper in papers if str(paper.id) == number)

    def _file(self, request: Request, number: str) -> Response:
        found = [paper for paper in self._library.shelf(self._night()).papers if str(paper.id) == number]
        if not found or found[0].current.text.format == "gone":
            return json_response({"error": "not found"}, 404)
        edition = found[0].current
        return answer_conditionally(request, serve_file(edition.file, edition.media_type, edition.modified))

    def _search(self, request: Request, town: Town, parameters: Mapping[str, str]) -> Response:
        """Find entities with all the words in their title; the total is an estimate."""
        words = parameters.get("query", "").casefold().split()
        rows = {row.entity: row for row in self._log(request.base) if row.town == town.key}.values()
        found = [row for row in rows if all(word in str(row.payload.get("title", "")).casefold() for word in words)]
        offset, limit = int(parameters.get("offset") or 0), min(100, int(parameters.get("limit") or 24))
        results = [
            {"entityId": row.entity, "entityType": row.kind, "organization": town.key} | row.payload
            for row in found[offset : offset + limit]
        ]
        more = offset + limit < len(found)
        total = len(found) + len(found) % 3
        return json_response({"results": results, "totalCount": total, "totalIsApproximate": True, "hasMore": more})


def _is_harvested(paper: Paper) -> bool:
    """The aggregator takes what is public in a council system."""
    return bool(paper.first.channels & {"meeting", "register"}) and not paper.first.confidential


def _page(
    rows: Iterable[tuple[int, Row]], after: int, parameters: Mapping[str, str], headers: tuple[tuple[str, str], ...]
) -> Response:
    rest = [(number, row) for number, row in rows if number > after]
    shown = rest[: min(MOST_ROWS, int(parameters.get("limit") or MOST_ROWS))]
    last = shown[-1][0] if shown else after
    lines = "".join(f"{json.dumps(_line(number, row), ensure_ascii=False)}\n" for number, row in shown)
    more = "true" if len(rest) > len(shown) else "false"
    own = (("X-Next-Cursor", str(last)), ("X-Has-More", more))
    return Response(body=lines.encode(), content_type=NDJSON, headers=(*own, *headers))


def _line(number: int, row: Row) -> Record:
    return {
        "seq": number,
        "op": row.operation,
        "time": f"2026-11-2{row.night}T02:00:00Z",
        "entity_id": row.entity,
        "entity_type": row.kind,
        "source_key": row.town,
        "supplier": row.entity.split(":")[1],
        "commit_id": f"c{number}",
        "content_hash": f"{row.entity}/{row.night}" if row.operation == "upsert" else None,
        "schema_version": 1,
        "payload": row.payload,
    }


def _document(desk: Desk, paper: Paper) -> Record:
    text = paper.current.text
    has_pdf = paper.current.file.suffix == ".pdf"
    return {
        "title": text.title,
        "organization": desk.town.key,
        "sortDate": text.date.isoformat(),
        "downloadUrl": f"https://{desk.town.key}.{desk.town.system}.example/stukken/{paper.id}{paper.current.file.suffix}",
        "contentType": paper.current.media_type,
        "pdfUrl": f"{desk.base}/api/files/{paper.id}.pdf" if has_pdf else None,
        "meetingId": _meeting_of(desk, paper),
    }


def _meeting_of(desk: Desk, paper: Paper) -> str | None:
    found = (meeting for meeting in desk.meetings() if meeting.key == paper.first.meeting)
    return next((_meeting_id(desk.town, meeting) for meeting in found), None)


def _meeting(desk: Desk, meeting: Meeting) -> Record:
    return {
        "title": meeting.title,
        "organization": desk.town.key,
        "sortDate": meeting.start.isoformat(),
        "agenda": [_item(desk, meeting, point) for point in meeting.agenda if not point.label],
    }


def _item(desk: Desk, meeting: Meeting, point: AgendaPoint) -> Record:
    papers = [paper for paper in desk.of_meeting(meeting) if paper.first.title in point.papers]
    return {
        "id": f"{meeting.id}-{point.number}",
        "title": point.title,
        "number": point.number,
        "documents": [
            {"id": _document_id(desk.town, paper.first), "name": paper.first.title, "original_url": None}
            for paper in papers
        ],
        "agenda_items": [_item(desk, meeting, inner) for inner in point.items if not inner.label],
    }


def _document_id(town: Town, text: Text) -> str:
    return f"document:{town.system}:gemeente:{town.key}:{paper_id(text)}"


def _meeting_id(town: Town, meeting: Meeting) -> str:
    return f"meeting:{town.system}:gemeente:{town.key}:{meeting.id}"


def _source(town: Town) -> Record:
    return {
        "key": town.key,
        "label": town.name,
        "supplier": town.system,
        "organizationType": "gemeente",
        "implemented": True,
        "isAggregate": False,
    }


def _freshness(town: Town) -> Record:
    return {"key": town.key, "state": "ok", "cbsId": town.code, "succeededBy": None}
