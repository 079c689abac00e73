"""Where the council system of a municipality may answer, and by what its answer is recognised."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal, TypeAlias
from urllib.parse import quote_plus

from crawlers.municipalities import Registered
from crawlers.names import base_name, fold, slugs
from crawlers.protocols.gemeenteblad import query
from crawlers.protocols.shapes import UNKNOWN_SHAPE, reason
from crawlers.protocols.sru import Slice, parse_answer
from crawlers.registry import Origin

Outcome: TypeAlias = Literal["answers", "something else", "redirects", "refuses", "no such host", "no answer"]
BEST_FIRST = ("go", "notubiz", "ibabs", "parlaeus")
"""Council systems by how sure an answer is: the API of its own server, an organisation by name, a page by host."""


class BadPatterns(ValueError):
    """A table of patterns cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """An address with a gap for the municipality."""

    system: str
    address: str
    shows: str
    """Key in `RECOGNISERS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An address to ask."""

    pattern: Pattern
    url: str
    name: str
    """The way of writing that is in the address; empty when none is."""
    names: tuple[str, ...]
    """What the municipality is called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeAnswer:
    """What came of asking one address."""

    system: str
    url: str
    outcome: Outcome
    detail: str
    key: str = ""
    """By which the system knows the municipality, when the answer tells."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an answer turned out to be."""

    detail: str
    key: str = ""


def patterns(text: str | None = None) -> tuple[Pattern, ...]:
    """Give the patterns of a table in TOML; those that come with the program when none is given.

    Raises `BadPatterns`.
    """
    table = files("crawlers").joinpath("probe.toml").read_text(encoding="utf-8") if text is None else text
    try:
        found = tuple(_pattern(**entry) for entry in tomllib.loads(table)["pattern"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadPatterns(f"no table of patterns: {reason(error)}") from error
    if not found:
        raise BadPatterns("no table of patterns: it is empty")
    return found


def _pattern(**entry: str) -> Pattern:
    pattern = Pattern(**entry)
    Origin.of(pattern.address.format(name="name", query="query"))
    if pattern.shows not in RECOGNISERS:
        raise ValueError(f"shows is {pattern.shows!r}, not one of {', '.join(RECOGNISERS)}")
    return pattern


def candidates(row: Registered, wanted: Iterable[Pattern]) -> Iterator[Candidate]:
    """Fill the patterns in for a municipality, each way of writing its name once."""
    official = row.municipality.name
    names = tuple(dict.fromkeys((base_name(official), official, *row.aliases)))
    question = quote_plus(query(official, "gemeente", Slice()))
    for pattern in wanted:
        for name in _ways(row, names) if "{name}" in pattern.address else ("",):
            url = pattern.address.format(name=name, query=question)
            yield Candidate(pattern=pattern, url=url, name=name, names=names)


def _ways(row: Registered, names: Iterable[str]) -> tuple[str, ...]:
    """Give the name as it may stand in a host; a site name in the registry comes first."""
    known = row.system_key.casefold()
    site = [known] if re.fullmatch(r"[a-z][a-z0-9-]*", known) else []
    return tuple(dict.fromkeys((*site, *slugs(names))))


def recognise(candidate: Candidate, url: str, body: bytes) -> Recognised | None:
    """Tell what an answer is; None when it is not what the pattern is about."""
    try:
        return RECOGNISERS[candidate.pattern.shows](candidate, url, body)
    except UNKNOWN_SHAPE:
        return None


def _publications(candidate: Candidate, url: str, body: bytes) -> Recognised | None:
    number = parse_answer(body).number
    return Recognised(f"{number} publications") if number else None


def _organisations(candidate: Candidate, url: str, body: bytes) -> Recognised | None:
    called = set(map(fold, candidate.names))
    for entry in json.loads(body)["organisations"]["organisation"]:
        if fold(entry["name"]) in called:
            return Recognised(f"organisation {entry['@attributes']['id']}, {entry['name']}", entry["@attributes"]["id"])
    return None


def _portal(candidate: Candidate, url: str, body: bytes) -> Recognised | None:
    return Recognised("portal page") if b"notubiz" in body.lower() else None


def _calendar(candidate: Candidate, url: str, body: bytes) -> Recognised | None:
    if b"/Calendar/OpenCategory/" not in body and b"/Agenda/Index/" not in body:
        return None
    site = re.search(rb'data-site-name="([^"]+)"', body)
    detail = f"calendar page of {site[1].decode(errors='replace')}" if site else "calendar page"
    return Recognised(detail, candidate.name)


def _meetings(candidate: Candidate, url: str, body: bytes) -> Recognised | None:
    answer: Mapping[str, Any] = json.loads(body)
    if not isinstance(answer["result"]["meetings"], list):
        return None
    return Recognised(f"meetings JSON, {answer['result']['totalCount']} meetings", url.partition("/v2/")[0])


def _rules(candidate: Candidate, url: str, body: bytes) -> Recognised | None:
    if not re.search(rb"(?im)^\s*user-agent\s*:", body):
        return None
    closed = re.search(rb"(?im)^\s*disallow\s*:\s*/\s*$", body)
    return Recognised("robots.txt that forbids everything" if closed else "robots.txt", candidate.name)


RECOGNISERS: dict[str, Callable[[Candidate, str, bytes], Recognised | None]] = {
    "publications": _publications,
    "organisations": _organisations,
    "portal": _portal,
    "calendar": _calendar,
    "meetings": _meetings,
    "rules": _rules,
}


def best(answers: Iterable[ProbeAnswer]) -> ProbeAnswer | None:
    """Give the answer by which a council is most surely read; None when no answer tells how."""
    keyed = [answer for answer in answers if answer.outcome == "answers" and answer.system in BEST_FIRST and answer.key]
    return min(keyed, key=lambda answer: BEST_FIRST.index(answer.system), default=None)
