"""The regional report: per theme how many municipalities look for partners, have plans or cut, and where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from textwrap import wrap

from sqlite_utils import Database

from output.dutch import TYPES, counted, enumeration, excerpt
from output.matches import WIDTH
from output.queries import MatchRow
from output.themes import labels

_SAYS = {
    "seeking": ("zoekt partners voor", "zoeken partners voor"),
    "planning": ("heeft plannen of geld voor", "hebben plannen of geld voor"),
    "cutting": ("wil of gaat bezuinigen op", "willen of gaan bezuinigen op"),
}
_LONGEST_TITLE = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One opportunity in a municipality."""

    id: str
    gemeente: str
    type: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """What municipalities do with a theme; one that looks for partners is not counted as planning too."""

    key: str
    label: str
    seeking: tuple[str, ...]
    """Names of municipalities that invite others in so many words."""
    planning: tuple[str, ...]
    cutting: tuple[str, ...]
    places: tuple[Place, ...]


COLUMNS = ("theme", "label", "gemeente", "does", "id", "type", "title")


def report(db: Database, rows: Sequence[MatchRow]) -> list[Theme]:
    """Group opportunities of municipalities by theme: what most of them seek partners for comes first."""
    inviting = _inviting(db, rows)
    here = [row for row in rows if row.bestuurslaag == "gemeente"]
    keys = dict.fromkeys(theme for row in here for theme in row.themes)
    themes = [_theme(key, [row for row in here if key in row.themes], inviting) for key in keys]
    return sorted(themes, key=lambda one: (-len(one.seeking), -len(one.planning), -len(one.cutting), one.label))


def records(themes: Sequence[Theme]) -> list[dict[str, object]]:
    """Give the themes for JSON."""
    return [asdict(theme) for theme in themes]


def lines(themes: Sequence[Theme]) -> list[dict[str, object]]:
    """Give a line per theme and opportunity for CSV."""
    return [
        {"theme": one.key, "label": one.label, "does": _does(one, place)} | asdict(place)
        for one in themes
        for place in one.places
    ]


def text(themes: Sequence[Theme]) -> str:
    """Write each theme as sentences, with the opportunities below."""
    if not themes:
        return "Geen kansen met een thema gevonden in deze gemeenten."
    return "\n\n".join("\n".join(_block(theme)) for theme in themes)


def _block(theme: Theme) -> Iterator[str]:
    for name, (one, more) in _SAYS.items():
        names: tuple[str, ...] = getattr(theme, name)
        if names:
            who = f"{counted(len(names), 'gemeente', 'gemeenten')} {one if len(names) == 1 else more}"
            yield from wrap(f"{who} {theme.label.lower()}: {enumeration(names)}", WIDTH, subsequent_indent="  ")
    for place in theme.places:
        line = f"{place.id}  {place.gemeente}, {TYPES[place.type]}: {excerpt(place.title, _LONGEST_TITLE)}"
        yield from wrap(line, WIDTH, initial_indent="  ", subsequent_indent=" " * (4 + len(place.id)))


def _theme(key: str, rows: Sequence[MatchRow], inviting: frozenset[str]) -> Theme:
    seeking = {row.gemeente for row in rows if row.type != "threat" and row.id in inviting}
    return Theme(
        key=key,
        label=labels()[key],
        seeking=tuple(sorted(seeking)),
        planning=tuple(sorted({row.gemeente for row in rows if row.type != "threat"} - seeking)),
        cutting=tuple(sorted({row.gemeente for row in rows if row.type == "threat"})),
        places=tuple(Place(id=row.id, gemeente=row.gemeente, type=row.type, title=row.title) for row in rows),
    )


def _does(theme: Theme, place: Place) -> str:
    if place.type == "threat":
        return "cutting"
    return "seeking" if place.gemeente in theme.seeking else "planning"


def _inviting(db: Database, rows: Sequence[MatchRow]) -> frozenset[str]:
    """Find the opportunities whose papers invite others: a strong or a medium opening."""
    found = db.query(
        """select o.id from opportunities o join findings f on f.document_key = o.document_key
           where f.opening <> '' and o.id in (select value from json_each(?))""",
        [json.dumps([row.id for row in rows])],
    )
    return frozenset(row["id"] for row in found)
