"""The aggregator of council papers: a feed of changes with a cursor, entities, search, catalogue and freshness.

Constructed from its documentation.
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
from crawlers.replica.openbesluitvorming_records import Record, Standing, filled, imported, standing, supplier
from crawlers.replica.shelf import Paper
from crawlers.replica.towns import Town

MOST_ROWS = 10
"""Fewer than the real service gives, so that a handful of papers already has a next page."""
NDJSON = "application/x-ndjson"
ALLOWANCE = 100_000
"""Requests per minute; the real service gives 60. A portal with a small one answers 429 when it is used up."""
UNREADABLE = frozenset({"scan", "gone"})
SCHEMA = "v1alpha1"
TYPES = frozenset({"Meeting", "Document", "Motion", "Recording"})
MOST_RESULTS, RESULTS = 100, 24


class RefusedError(Exception):
    """A request that the service refuses, with the code that it gives."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the feed."""

    seq: int
    time: str
    town: Town
    entity: Standing
    is_delete: bool = False


class OpenbesluitvormingPortal:
    """Answers for all towns with a council system."""

    def __init__(self, library: Library, night: Callable[[], int], *, allowance: int = ALLOWANCE) -> None:
        self._library = library
        self._night = night
        self._allowance = allowance
        self._left = allowance
        self._standing: dict[tuple[str, int, str], dict[str, Standing]] = {}

    def __call__(self, request: Request) -> Response:
        """Answer a request, unless the allowance is used up."""
        if request.path == "/robots.txt":
            return Response(body=b"User-agent: *\nDisallow:\n", content_type="text/plain")
        if not self._left:
            self._left = self._allowance
            return self._too_many()
        self._left -= 1
        try:
            answer = self._answer(request)
        except RefusedError as refused:
            answer = json_response({"code": refused.code, "error": str(refused)}, refused.status)
        return replace(answer, headers=(*answer.headers, *self._counted()))

    def _too_many(self) -> Response:
        content = {
            "code": "rate_limited",
            "error": "Te veel verzoeken. Probeer het over 1 seconde opnieuw.",
            "limit_per_minute": self._allowance,
            "retry_after_seconds": 1,
        }
        answer = json_response(content, 429)
        return replace(answer, headers=(("Retry-After", "1"), *self._counted()))

    def _counted(self) -> tuple[tuple[str, str], ...]:
        counted = {"Limit": self._allowance, "Remaining": self._left, "Reset": 1}
        return tuple((f"RateLimit-{name}", str(value)) for name, value in counted.items())

    def _answer(self, request: Request) -> Response:
        path, parameters = request.path, request.parameters()
        if path.startswith("/api/entities/"):
            return self._entity(request, unquote(path.removeprefix("/api/entities/")))
        if path.startswith("/api/files/"):
            return self._file(request, path.removeprefix("/api/files/").removesuffix(".pdf"))
        about = {"/api/sources": self._sources, "/api/status": self._status}
        if path in about:
            return json_response(about[path]())
        routes = {
            "/api/export/snapshot": self._snapshot,
            "/api/export/changes": self._changes,
            "/api/search": self._search,
        }
        if path not in routes:
            raise RefusedError("not_found", "Niet gevonden", 404)
        return routes[path](request.base, parameters)

    def _sources(self) -> Record:
        return {"sources": [_source(town) | {"key": town.key} for town in self._library.country.towns]}

    def _status(self) -> Record:
        time = imported(self._library.country.nights[self._night() - 1])
        rows = [
            {"sourceKey": town.key, "sourceRef": f"{supplier(town)}:gemeente:{town.key}"}
            | {
                name: value
                for name, value in _source(town).items()
                if name in ("label", "supplier", "organizationType")
            }
            | {
                "cbsId": town.code,
                "state": "ok",
                "lastSuccessAt": time,
                "lastRunAt": time,
                "lastRunStatus": "succeeded",
            }
            for town in self._library.country.towns
        ]
        return {"generatedAt": time, "windowHours": 36, "indexActivityAvailable": True, "sources": rows}

    def _log(self, town: Town, base: str) -> list[Row]:
        """Return every change of a town up to this night; what did not change adds nothing."""
        rows: list[Row] = []
        before: dict[str, Standing] = {}
        for night in range(1, self._night() + 1):
            now = self._entities(town, night, base)
            time = imported(self._library.country.nights[night - 1])
            for entity, is_delete in _changed(before, now):
                rows.append(Row(seq=len(rows), time=time, town=town, entity=entity, is_delete=is_delete))
            before = now
        return rows

    def _exported(self, base: str, parameters: Mapping[str, str]) -> list[Row]:
        wanted = parameters.get("source")
        if not wanted:
            raise RefusedError("missing_export_source", "Parameter source ontbreekt")
        town = self._town(wanted)
        if town is None:
            raise RefusedError("unknown_export_source", f"Onbekende bron {wanted}")
        return self._log(town, base)

    def _town(self, key: str) -> Town | None:
        return next((town for town in self._library.country.towns if town.key == key), None)

    def _snapshot(self, base: str, parameters: Mapping[str, str]) -> Response:
        """Give the state of each entity that is there now, by id; the cursor is the last id of a page."""
        log, after, limit = self._exported(base, parameters), parameters.get("cursor", ""), _limit(parameters)
        latest = {row.entity.id: row for row in log}
        rest = [row for entity, row in sorted(latest.items()) if entity > after and not row.is_delete]
        shown = rest[:limit]
        following = shown[-1].entity.id if shown else after
        return _page(shown, following, len(rest) > limit, (("X-Changes-Cursor", str(len(log))),))

    def _changes(self, base: str, parameters: Mapping[str, str]) -> Response:
        """Give the changes from a number on; the cursor is the number that comes next."""
        log, cursor = self._exported(base, parameters), parameters.get("cursor", "0")
        if not cursor.isdecimal():
            raise RefusedError("invalid_export_cursor", f"Onbekende cursor {cursor}")
        start = int(cursor)
        shown = log[start : start + _limit(parameters)]
        following = shown[-1].seq + 1 if shown else start
        return _page(shown, str(following), following < len(log), ())

    def _entities(self, town: Town, night: int, base: str) -> dict[str, Standing]:
        """Give the entities of a town in a night by id, which are written once."""
        known = (town.key, night, base)
        if known not in self._standing:
            desk = Desk(country=self._library.country, town=town, shelf=self._library.shelf(night), base=base)
            self._standing[known] = {entity.id: entity for entity in standing(self._library, desk)}
        return self._standing[known]

    def _entity(self, request: Request, wanted: str) -> Response:
        for town in self._library.country.towns:
            found = self._entities(town, self._night(), request.base).get(wanted)
            if found is not None:
                return json_response(filled(found.entity | {"markdownText": self._text(found.paper)}))
        raise RefusedError("entity_not_found", "Onbekend stuk", 404)

    def _text(self, paper: Paper | None) -> str:
        """Give the words of a paper; a scan has none, which happens at the real service too."""
        if paper is None:
            return ""
        current = paper.current.text
        text = self._library.texts[current.town, current.same_as or current.slug]
        return "" if text.format in UNREADABLE else plain_text(text.blocks)

    def _file(self, request: Request, number: str) -> Response:
        found = [paper for paper in self._library.shelf(self._night()).papers if str(paper.id) == number]
        if not found or found[0].current.text.format == "gone":
            raise RefusedError("pdf_not_found", "Geen bestand", 404)
        edition = found[0].current
        return answer_conditionally(request, serve_file(edition.file, edition.media_type, edition.modified))

    def _search(self, base: str, parameters: Mapping[str, str]) -> Response:
        """Find entities with all the words in their title; the total is an estimate."""
        words = parameters.get("query", "").casefold().split()
        kind, (offset, limit) = parameters.get("entityType"), _range(parameters)
        if kind is not None and kind not in TYPES:
            raise RefusedError("unknown_entity_type", f"Onbekend type {kind}")
        towns = self._searched(parameters)
        found = [
            entity.entity
            for town in towns
            for entity in self._entities(town, self._night(), base).values()
            if kind in (None, entity.kind) and all(word in str(entity.entity["title"]).casefold() for word in words)
        ]
        found.sort(key=lambda entity: str(entity["sortDate"]), reverse=True)
        more = offset + limit < len(found)
        total = len(found) + len(found) % 3
        results = found[offset : offset + limit] if words or "organization" in parameters else []
        return json_response({"results": results, "totalCount": total, "totalIsApproximate": True, "hasMore": more})

    def _searched(self, parameters: Mapping[str, str]) -> tuple[Town, ...]:
        if "organization" not in parameters:
            return self._library.country.towns
        town = self._town(parameters["organization"])
        if town is None:
            raise RefusedError("unknown_organization", f"Onbekende organisatie {parameters['organization']}")
        return (town,)


def _changed(before: dict[str, Standing], now: dict[str, Standing]) -> Iterator[tuple[Standing, bool]]:
    for identity, entity in now.items():
        if identity not in before or before[identity].content_hash != entity.content_hash:
            yield entity, False
    for identity, entity in before.items():
        if identity not in now:
            yield entity, True


def _limit(parameters: Mapping[str, str]) -> int:
    asked = parameters.get("limit", "")
    return max(1, min(int(asked), MOST_ROWS)) if asked.isdecimal() else MOST_ROWS


def _range(parameters: Mapping[str, str]) -> tuple[int, int]:
    offset, limit = parameters.get("offset", "0"), parameters.get("limit", str(RESULTS))
    if not offset.isdecimal():
        raise RefusedError("invalid_offset", f"Onbekende offset {offset}")
    if not limit.isdecimal() or not int(limit):
        raise RefusedError("invalid_limit", f"Onbekende limit {limit}")
    return int(offset), min(int(limit), MOST_RESULTS)


def _page(rows: Iterable[Row], following: str, more: bool, headers: tuple[tuple[str, str], ...]) -> Response:
    lines = "".join(f"{json.dumps(_line(row), ensure_ascii=False)}\n" for row in rows)
    own = (("X-Next-Cursor", following), ("X-Has-More", "true" if more else "false"))
    return Response(body=lines.encode(), content_type=NDJSON, headers=(*own, *headers))


def _line(row: Row) -> Record:
    entity = row.entity
    line: Record = {
        "seq": row.seq,
        "op": "delete" if row.is_delete else "upsert",
        "time": row.time,
        "entity_id": entity.id,
        "entity_type": entity.kind,
        "source_key": row.town.key,
        "supplier": supplier(row.town),
    }
    if row.is_delete:
        return line
    content = entity.content_hash
    return line | {
        "commit_id": f"commit:{entity.id}:{content[-12:]}",
        "content_hash": content,
        "schema_version": SCHEMA,
        "payload": entity.payload,
    }


def _source(town: Town) -> Record:
    return {
        "label": town.name,
        "supplier": supplier(town),
        "organizationType": "gemeente",
        "implemented": True,
        "isAggregate": False,
    }
