"""The conversation sheet: one page to prepare a talk with a municipality about one opportunity."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from output import phrases
from output.dutch import DOMAINS, GROUPS, PERSPECTIVES, STAGES, TYPES, UNKNOWN, excerpt, long_date, sentence
from output.matches import triggers
from output.queries import MatchDetail, MatchRow
from output.sheet_rules import Advice, advices, table
from output.timing import advice

LONGEST_TITLE, LONGEST_QUOTE = 160, 300
MOST_NAMED = 4
BODIES = {"gemeente": "de gemeente", "provincie": "de provincie", "rijk": "het Rijk"}
_WHERE = {"gemeente": "in {}", "provincie": "in de provincie", "rijk": "in Nederland"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """Why MDT, from one perspective."""

    name: str
    text: str
    because: tuple[str, ...]
    """Words in the passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on the page, in the order of reading."""

    id: str
    kind: str
    body: str
    """Who speaks, such as `de gemeente`."""
    gemeente: str
    title: str
    facts: tuple[str, ...]
    quote: str
    place: str
    """Page or paragraph of the quote."""
    link: str
    wishes: tuple[Advice, ...]
    roles: tuple[Advice, ...]
    arguments: tuple[Argument, ...]
    interests: tuple[Advice, ...]
    questions: tuple[Advice, ...]
    people: tuple[str, ...]
    contacts: tuple[Advice, ...]
    advice: tuple[Advice, ...]
    moment: str
    material: tuple[Advice, ...]


def sheet(detail: MatchDetail, today: date, inhabitants: int | None) -> Sheet:
    """Make the sheet of an opportunity; `inhabitants` is None when their number is not known."""
    row = detail.row
    office = _office(detail)
    facts = frozenset(_facts(row, today, office, inhabitants))
    words = _words(row, today)
    holder = f"{office} {row.holder}".strip() if row.holder else UNKNOWN

    def part(name: str) -> tuple[Advice, ...]:
        return advices(name, facts, words)

    return Sheet(
        id=row.id,
        kind=TYPES[row.type],
        body=BODIES[row.bestuurslaag],
        gemeente=row.gemeente,
        title=excerpt(row.title, LONGEST_TITLE),
        facts=tuple(_summary(row, today)),
        quote=excerpt(row.quote, LONGEST_QUOTE),
        place=phrases.place(row.page, row.paragraph),
        link=row.link,
        wishes=part("wens"),
        roles=part("rol"),
        arguments=tuple(_arguments(detail, words)),
        interests=part("belang"),
        questions=part("vragen"),
        people=(f"Portefeuillehouder: {holder}", f"Beleidsafdeling: {phrases.department(row)}"),
        contacts=part("wie"),
        advice=part("advies"),
        moment=sentence(advice(row, today)),
        material=part("materiaal"),
    )


def _office(detail: MatchDetail) -> str:
    """Give the office that the papers write before the name of the holder; empty when they write none."""
    name = re.escape(detail.row.holder or "")
    for one in detail.evidence:
        found = re.search(rf"\b(wethouder|burgemeester)\s+{name}\b", one.quote, re.I)
        if one.field == "holder" and found:
            return found[1].lower()
    return ""


def _facts(row: MatchRow, today: date, office: str, inhabitants: int | None) -> Iterator[str]:
    yield from (f"type:{row.type}", f"state:{row.state}", f"stage:{row.stage}", f"genre:{row.genre}")
    for name, keys in (
        ("domain", row.domains),
        ("theme", row.themes),
        ("group", row.groups),
        ("role", row.roles),
        ("perspective", row.perspectives),
    ):
        yield from (f"{name}:{key}" for key in keys)
    if row.deadline and row.deadline >= today:
        yield f"ahead:{row.deadline_kind}"
    if row.decision_date and row.decision_date >= today:
        yield "ahead:decision"
    if office:
        yield f"office:{office}"
    if inhabitants is not None and inhabitants < table()["grenzen"]["klein"]:
        yield "size:small"
    if inhabitants is not None and inhabitants > table()["grenzen"]["groot"]:
        yield "size:large"


def _words(row: MatchRow, today: date) -> dict[str, str]:
    decision = row.decision_date if row.decision_date and row.decision_date >= today else None
    body = BODIES[row.bestuurslaag]
    return {
        "wie": body[:1].upper() + body[1:],
        "lid": body,
        "waar": _WHERE[row.bestuurslaag].format(row.gemeente),
        "gemeente": row.gemeente,
        "besluit": long_date(decision) if decision else UNKNOWN,
        "geld": phrases.money(row, full=True) or "bedrag onbekend",
    }


def _summary(row: MatchRow, today: date) -> Iterator[str]:
    yield f"Onderwerp: {DOMAINS.listed(row.domains[:MOST_NAMED])}"
    if row.groups:
        yield f"Doelgroep: {GROUPS.listed(row.groups[:MOST_NAMED])}"
    if money := phrases.money(row, full=True):
        yield f"Geld: {money}"
    if moments := phrases.moments(row, today, full=True):
        yield f"Moment: {'; '.join(moments)}"
    yield f"Fase: {STAGES[row.stage] if row.stage else UNKNOWN}"


def _arguments(detail: MatchDetail, words: dict[str, str]) -> Iterator[Argument]:
    for key in detail.row.perspectives:
        for one in advices("argument", frozenset({f"perspective:{key}"}), words):
            yield Argument(name=PERSPECTIVES[key], text=one.text, because=triggers(detail, key))
