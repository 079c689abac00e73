"""Opportunities for one project: scored, put in order and picked by its profile."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlite_utils import Database

from crawlers.municipalities import UnknownMunicipality
from crawlers.regions import UnknownRegion
from output.config import Config, explained
from output.dutch import one_line
from output.following import chosen_codes, gemeentecodes
from output.profile_table import ProfileTable
from output.queries import COLUMNS, MatchFilter, MatchRow, UnknownValue, matches, web_address
from pipeline.detect.privacy import mask
from pipeline.records import Finding
from pipeline.scoring import Moment, Profile, is_recent_change, score

_TYPES = {"geld": ("funding", "threat"), "inhoud": ("alignment", "threat"), "beide": ()}
"""What a project with this goal reads; a warning concerns everyone."""
_SAME = tuple({field.name for field in fields(Finding)} & set(COLUMNS))
"""What a row holds of its finding under the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A profile, ready for use; what is empty restricts nothing."""

    profile: Profile
    gemeentecodes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A paper that names the project."""

    own_name: str
    dossier: str | None
    """The id of its opportunity."""
    gemeentecode: str
    gemeente: str
    title: str
    published: date
    page: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Opportunities in the order of a project, and which of them name it."""

    rows: tuple[MatchRow, ...]
    named: Mapping[str, str]
    """By id: the name of the project that stands in the papers."""
    elsewhere: tuple[Mention, ...] = ()
    """Other papers that name it, such as those without an opportunity."""


def project(config: Config, name: str, today: date) -> Project:
    """Give a project by the name of its profile; raises `UnknownValue`."""
    for index, table in enumerate(config.profile):
        if table.name.casefold() == name.strip().casefold():
            return _project(config, table, today, index)
    known = ", ".join(table.name for table in config.profile)
    choice = f"choose from {known}" if known else f"{config.file} has no [[profile]]"
    raise UnknownValue(f"profile {name!r} does not exist; {choice}")


def check_profiles(config: Config, today: date) -> None:
    """Check that the places of every profile, and the profile of every subscriber, exist.

    Raises `ConfigError` with file, line and key.
    """
    for index, table in enumerate(config.profile):
        _places(config, table, today, index)
    for index in range(len(config.subscriber)):
        project_of(config, index, today)


def project_of(config: Config, subscriber: int, today: date) -> Project | None:
    """Give the project of a subscriber, by place in the configuration; None without one; raises `ConfigError`."""
    name = config.subscriber[subscriber].profile
    try:
        return project(config, name, today) if name else None
    except UnknownValue as error:
        raise explained(config, ("subscriber", subscriber, "profile"), str(error)) from error


def ranked(db: Database, chosen: MatchFilter, wanted: Project) -> Ranking:
    """Score what passes the filter for a project and put it in order; what names the project comes first.

    Places and goal of the project apply where the filter is silent, never to what names it.
    """
    rows = matches(db, replace(chosen, band=()))
    mentions = [mention for name in wanted.own_names for mention in _mentions(db, name)]
    named = {mention.dossier: mention.own_name for mention in reversed(mentions) if mention.dossier}
    kept = [row for row in rows if row.id in named or _is_wanted(row, chosen, wanted)]
    rescored = scored(db, kept, chosen.today, wanted.profile)
    inside = [row for row in rescored if not chosen.band or row.band in chosen.band]
    shown = {row.id for row in inside}
    return Ranking(
        rows=tuple(sorted(inside, key=lambda row: (row.id not in named, *_order(row, chosen)))),
        named={key: name for key, name in named.items() if key in shown},
        elsewhere=tuple(
            mention
            for mention in mentions
            if mention.dossier not in shown
            and (mention.gemeentecode in chosen.gemeentecodes or not chosen.gemeentecodes)
        ),
    )


def unranked(db: Database, chosen: MatchFilter) -> Ranking:
    """Give what passes the filter for nobody in particular."""
    return Ranking(rows=tuple(matches(db, chosen)), named={})


def scored(db: Database, rows: Sequence[MatchRow], today: date, profile: Profile) -> list[MatchRow]:
    """Give rows with the score, band and reasons that they have for a project on a day."""
    more = {
        one["id"]: one
        for one in db.query(
            """select o.id, f.document_key, f.sha256, f.strength, f.opening, f.applicants, f.list_only, d.published
               from opportunities o join findings f on f.document_key = o.document_key
               join documents d on d.key = o.document_key
               where o.id in (select value from json_each(?))""",
            [json.dumps([row.id for row in rows])],
        )
    }
    return [_rescored(row, more[row.id], today, profile) for row in rows]


def _order(row: MatchRow, chosen: MatchFilter) -> tuple[Any, ...]:
    first = -row.score if chosen.sort == "score" else 0
    return first, row.deadline or date.max, row.gemeente, row.title, row.id


def _is_wanted(row: MatchRow, chosen: MatchFilter, wanted: Project) -> bool:
    here = chosen.gemeentecodes or not wanted.gemeentecodes or row.gemeentecode in wanted.gemeentecodes
    return bool(here) and bool(chosen.types or not wanted.types or row.type in wanted.types)


def _project(config: Config, table: ProfileTable, today: date, index: int) -> Project:
    profile = Profile(
        domains=frozenset(table.domains),
        groups=frozenset(table.groups),
        ages=(table.ages.from_, table.ages.to) if table.ages else None,
    )
    return Project(
        profile=profile,
        gemeentecodes=_places(config, table, today, index),
        types=_TYPES[table.goal],
        own_names=table.own_names,
    )


def _places(config: Config, table: ProfileTable, today: date, index: int) -> tuple[str, ...]:
    """Give the codes of the municipalities with those of their provinces and the state; empty for everywhere."""
    if not table.region and (not table.municipalities or "all" in table.municipalities):
        return ()
    key = "region" if table.region else "municipalities"
    try:
        codes = chosen_codes(config, table.municipalities, (table.region,) if table.region else (), today)
    except (UnknownRegion, UnknownMunicipality) as error:
        raise explained(config, ("profile", index, key), str(error)) from error
    return gemeentecodes(config, codes, today)


def _mentions(db: Database, name: str) -> Iterator[Mention]:
    """Find the papers that hold a name, letter by letter but for capitals and spaces; each at its first page."""
    rows = db.query(
        """select d.key, x.dossier, s.gemeentecode, m.name as gemeente, d.title, d.published, d.page_url,
               p.number, p.text
           from pages_fts f join pages p on p.rowid = f.rowid
           join current_versions v on v.sha256 = p.sha256 join documents d on d.key = v.document_key
           join sources s on s.id = d.source_id join municipalities m on m.code = s.gemeentecode
           left join dossier_documents x on x.document_key = d.key
           where pages_fts match ? order by d.published desc, d.key, p.number""",
        ['"' + name.replace('"', " ") + '"'],
    )
    told: set[str] = set()
    for row in rows:
        if row["key"] in told or one_line(name).casefold() not in one_line(row["text"]).casefold():
            continue
        told.add(row["key"])
        yield Mention(
            own_name=one_line(name),
            dossier=row["dossier"],
            gemeentecode=row["gemeentecode"],
            gemeente=one_line(row["gemeente"]),
            title=mask(one_line(row["title"])),
            published=date.fromisoformat(row["published"]),
            page=row["number"],
            link=web_address(row["page_url"], row["number"]),
        )


def _rescored(row: MatchRow, more: Mapping[str, Any], today: date, profile: Profile) -> MatchRow:
    moment = Moment(
        today=today,
        published=date.fromisoformat(more["published"]),
        changed=is_recent_change(row.changed_at, row.first_seen, today),
        genre=row.genre,
        title=row.title,
    )
    found = score(_finding(row, more), moment, profile)
    return replace(row, score=found.score, band=found.band, reasons=found.parts)


def _finding(row: MatchRow, more: Mapping[str, Any]) -> Finding:
    stored = ("document_key", "sha256", "strength", "opening", "applicants")
    values = {name: getattr(row, name) for name in _SAME} | {name: more[name] for name in stored}
    return Finding(**values, boxes=row.rects, list_only=bool(more["list_only"]))
