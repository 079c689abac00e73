"""Read access to what was found: typed rows, ready for people (personal data masked, text on one line)."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlsplit

from models.records import Feature
from output.dutch import AMSTERDAM, BANDS, DOMAINS, STATUSES, TYPES, Words, one_line
from pipeline.database import Queries, utc
from pipeline.detect.privacy import mask
from pipeline.records import Box, Evidence, PlacedBox
from pipeline.score_part import ScorePart


class UnknownOpportunity(LookupError):
    """No opportunity is shown under this id; `close` holds ids that look like it."""

    def __init__(self, message: str, close: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.close = close


class UnknownValue(ValueError):
    """A filter names a value that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """A row of the view `matches`, column by column."""

    id: str
    dossier: str
    gemeentecode: str
    gemeente: str
    bestuurslaag: str
    type: str
    state: str
    genre: str
    title: str
    document_url: str
    page: int
    quote: str
    rects: tuple[PlacedBox, ...]
    domains: tuple[str, ...]
    themes: tuple[str, ...]
    groups: tuple[str, ...]
    amount_eur: int | None
    amount_kind: str | None
    max_per_application_eur: int | None
    deadline: date | None
    deadline_kind: str | None
    decision_date: date | None
    stage: str | None
    holder: str | None
    roles: tuple[str, ...]
    perspectives: tuple[str, ...]
    score: int
    band: str
    reasons: tuple[ScorePart, ...]
    first_seen: str
    changed_at: str
    status: str
    paragraph: int | None

    @property
    def link(self) -> str:
        """Where a person reads the source, opened at the page when it is a PDF; empty when that is no web address."""
        return web_address(self.document_url, self.page)


COLUMNS = tuple(field.name for field in fields(MatchRow))


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchFilter:
    """Which opportunities, in which order; an empty tuple restricts nothing.

    Raises `UnknownValue` for a type, domain, status or band that does not exist.
    """

    today: date
    gemeentecodes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    band: tuple[str, ...] = ()
    since: date | None = None
    """New or changed on this day or later."""
    deadline_before: date | None = None
    """The last day to apply or take part comes before this day."""
    with_expired: bool = False
    sort: Literal["score", "deadline"] = "score"

    def __post_init__(self) -> None:
        for words, values in (
            (TYPES, self.types),
            (DOMAINS, self.domains),
            (STATUSES, self.status),
            (BANDS, self.band),
        ):
            _check(words, values)


def _check(words: Words, values: tuple[str, ...]) -> None:
    for value in values:
        if value not in words:
            raise UnknownValue(f"{words.subject} {value!r} does not exist; choose from {', '.join(words)}")


class Change(NamedTuple):
    """A field that people were told, before and now; the values are as stored."""

    field: str
    old: str | int | None
    new: str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermHit:
    """A word of the vocabulary in the quoted passage."""

    concept: str
    term: str
    tier: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a document of the same matter is listed."""

    document_key: str
    title: str
    genre: str
    published: date
    document_url: str
    list_name: str
    meeting: str | None
    """The body that met, when it is listed under a meeting."""
    meeting_date: date | None
    meeting_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchDetail:
    """An opportunity with everything that proves and explains it."""

    row: MatchRow
    evidence: tuple[Evidence, ...]
    hits: tuple[TermHit, ...]
    features: tuple[Feature, ...]
    rules: tuple[str, ...]
    changes: tuple[Change, ...]
    places: tuple[Place, ...]


def matches(db: Queries, chosen: MatchFilter) -> list[MatchRow]:
    """List the opportunities that pass the filter."""
    conditions = dict(_conditions(chosen))
    order = "coalesce(deadline, '9999'), gemeente, title, id"
    if chosen.sort == "score":
        order = f"score desc, {order}"
    where = " and ".join(f"({condition})" for condition in conditions) or "true"
    rows = db.query(f"select * from matches where {where} order by {order}", list(conditions.values()))  # noqa: S608
    return [_match(row) for row in rows]


def opportunity(db: Queries, wanted: str) -> MatchDetail:
    """Give one opportunity with evidence, explanation and places; raises `UnknownOpportunity`."""
    row = _first(db, "select * from matches where id = ? collate nocase", wanted.strip())
    if row is None:
        raise _unknown(db, one_line(wanted))
    match = _match(row)
    proof = _first(
        db,
        """select f.evidence, f.explanation, o.changes from opportunities o
           join findings f on f.document_key = o.document_key where o.id = ?""",
        match.id,
    )
    assert proof is not None  # noqa: S101  (the view joins the same rows)
    explanation = json.loads(proof["explanation"])
    return MatchDetail(
        row=match,
        evidence=tuple(_evidence(one) for one in json.loads(proof["evidence"])),
        hits=tuple(TermHit(**hit) for hit in explanation["hits"]),
        features=tuple(Feature(**one) for one in explanation["features"]),
        rules=tuple(explanation["rules"]),
        changes=read_changes(proof["changes"]),
        places=tuple(_places(db, match.dossier)),
    )


def read_changes(raw: str) -> tuple[Change, ...]:
    """Read the column `opportunities.changes`."""
    return tuple(Change(one["field"], one["old"], one["new"]) for one in json.loads(raw))


def web_address(address: str, page: int) -> str:
    """Give an address that is safe to write anywhere; empty unless it is http(s) with a plain host and not endless."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""  # such as a bracket without its pair
    if parts.scheme not in ("http", "https") or not parts.netloc or not parts.netloc.isascii() or len(address) > 2000:
        return ""
    opened = f"#page={page}" if parts.path.lower().endswith(".pdf") and not parts.fragment else ""
    return quote(parts.geturl(), safe="%/:?#[]@!$&()*+,;=~") + opened


def _conditions(chosen: MatchFilter) -> Iterator[tuple[str, str]]:
    """Give each condition with its one parameter; lists travel as JSON."""
    one_of = "in (select value from json_each(?))"
    lists = {
        f"gemeentecode {one_of}": chosen.gemeentecodes,
        f"type {one_of}": chosen.types,
        f"status {one_of}": chosen.status,
        f"band {one_of}": chosen.band,
        "exists (select value from json_each(domains) intersect select value from json_each(?))": chosen.domains,
        "exists (select value from json_each(themes) intersect select value from json_each(?))": chosen.themes,
    }
    yield from ((condition, json.dumps(values)) for condition, values in lists.items() if values)
    if chosen.since:
        yield "changed_at >= ?", utc(datetime.combine(chosen.since, time.min, AMSTERDAM))
    closing = "deadline_kind in ('application', 'participation')"
    if chosen.deadline_before:
        yield f"{closing} and deadline < ?", chosen.deadline_before.isoformat()
    if not chosen.with_expired:
        yield f"not coalesce({closing} and deadline < ?, false)", chosen.today.isoformat()


def _match(row: dict[str, Any]) -> MatchRow:
    lists = {name: tuple(json.loads(row[name])) for name in ("domains", "themes", "groups", "roles", "perspectives")}
    parsed = {
        "title": mask(one_line(row["title"])),
        "quote": mask(one_line(row["quote"])),
        "gemeente": one_line(row["gemeente"]),
        "holder": row["holder"] and one_line(row["holder"]),
        "rects": _boxes(json.loads(row["rects"])),
        "reasons": tuple(ScorePart(**part) for part in json.loads(row["reasons"])),
        "deadline": _day(row["deadline"]),
        "decision_date": _day(row["decision_date"]),
    }
    return MatchRow(**row | lists | parsed)


def _evidence(raw: dict[str, Any]) -> Evidence:
    quoted = mask(one_line(raw["quote"]))
    return Evidence(**raw | {"quote": quoted, "value": one_line(raw["value"]), "boxes": _boxes(raw["boxes"])})


def _boxes(raw: list[dict[str, Any]]) -> tuple[PlacedBox, ...]:
    return tuple(PlacedBox(page=one["page"], box=_box(one["box"])) for one in raw)


def _box(raw: list[float]) -> Box:
    x0, top, x1, bottom = raw
    return (x0, top, x1, bottom)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _first(db: Queries, query: str, *parameters: str) -> dict[str, Any] | None:
    return next(iter(list(db.query(query, parameters))), None)


def _unknown(db: Queries, wanted: str) -> UnknownOpportunity:
    if closed := _first(db, "select id, closed from opportunities where id = ? collate nocase", wanted):
        return UnknownOpportunity(f"Kans {closed['id']} wordt niet meer getoond: {closed['closed']}.")
    ids = [row["id"] for row in db.query("select id from matches order by id")]
    close = tuple(difflib.get_close_matches(wanted.upper(), ids, n=3, cutoff=0.5))
    hint = f" Bedoelt u {' of '.join(close)}?" if close else ""
    return UnknownOpportunity(f"Er is geen kans met nummer {wanted}.{hint}", close)


def _places(db: Queries, dossier: str) -> Iterator[Place]:
    rows = db.query(
        """select d.key as document_key, d.title, d.genre, d.published, d.page_url as document_url,
               a.list_name, e.body as meeting, e.date as meeting_date, e.url as meeting_url
           from dossier_documents x join documents d on d.key = x.document_key
           join appearances a on a.document_key = d.key left join events e on e.key = a.event_key
           where x.dossier = ? order by d.published, d.key, e.date, a.place""",
        [dossier],
    )
    for row in rows:
        days = {"published": _day(row["published"]), "meeting_date": _day(row["meeting_date"])}
        words = {name: row[name] and mask(one_line(row[name])) for name in ("title", "list_name", "meeting")}
        yield Place(**row | days | words)
