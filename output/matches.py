"""The list of opportunities on a screen of 80 columns, and one opportunity in full."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from output import phrases
from output.dossier import course, told_elsewhere
from output.dutch import (
    DOMAINS,
    GROUPS,
    PERSPECTIVES,
    ROLES,
    STAGES,
    STATES,
    STATUSES,
    TYPES,
    UNKNOWN,
    excerpt,
    long_date,
    one_line,
    sentence,
    short_date,
)
from output.marks import Mark, told
from output.queries import MatchDetail, MatchFilter, MatchRow, Place

if TYPE_CHECKING:
    from output.profiles import Mention, Ranking

WIDTH = 80
INDENT = "    "
_FIXED = "\u00a0"
"""Stands for a space at which a line may not be broken."""


def ranking_text(ranking: Ranking, chosen: MatchFilter) -> str:
    """Write the list in the order of a project, whatever the municipality; then other papers that name it."""
    blocks = [entry(row, chosen.today, ranking.named.get(row.id)) for row in ranking.rows]
    if ranking.elsewhere:
        blocks.append("\n".join(["Noemt uw project ook:", *map(_mention, ranking.elsewhere)]))
    return "\n\n".join(blocks) or _nothing(chosen, "--profiel")


def _mention(mention: Mention) -> str:
    place = _line(_joined(mention.title, mention.gemeente, f"{short_date(mention.published)} (blz. {mention.page})"))
    return f"{place}\n{INDENT}Bron: {mention.link or UNKNOWN}"


def text(rows: Sequence[MatchRow], chosen: MatchFilter) -> str:
    """Write the list as story 1 shows it, in the order given; under a heading per municipality when there are more."""
    if not rows:
        return _nothing(chosen)
    order = list(dict.fromkeys(row.gemeentecode for row in rows))
    grouped = sorted(rows, key=lambda row: order.index(row.gemeentecode))
    blocks = []
    for _, group in groupby(grouped, key=lambda row: row.gemeentecode):
        entries = list(group)
        if len(order) > 1:
            name = entries[0].gemeente
            blocks.append(f"{name}\n{'=' * len(name)}")
        blocks += [entry(row, chosen.today) for row in entries]
    return "\n\n".join(blocks)


def entry(row: MatchRow, today: date, own_name: str | None = None) -> str:
    """Write one opportunity of the list; `own_name` is the name of the reader's project in its papers."""
    heading, *core = _core(row, today)
    named = [_line(f'Noemt uw project: "{own_name}"')] if own_name else []
    return "\n".join([heading, *named, *core, *(_line(f"Argument: {PERSPECTIVES[key]}") for key in row.perspectives)])


def full_text(detail: MatchDetail, today: date, marks: Sequence[Mark] = (), *, also_in: Sequence[str] = ()) -> str:
    """Write everything about one opportunity: what was done, why it fits, what changed and where else it is listed.

    `also_in` names other municipalities with the same text.
    """
    row = detail.row
    story = course(detail.places)
    facts = [
        *(f"Status: {told(mark)}" for mark in marks),
        *(f"Argument: {PERSPECTIVES[key]}{_because(detail, key)}" for key in row.perspectives),
        f"Doelgroep: {GROUPS.listed(row.groups)}",
        *(f"Gewijzigd: {phrases.change(row, changed)}" for changed in detail.changes),
        *([f"Verloop: {story}"] if story else []),
        *([sentence(told_elsewhere(also_in))] if also_in else []),
        *dict.fromkeys(f"Te vinden in: {_place(place)}" for place in detail.places),
    ]
    return "\n".join([*_core(row, today), *(_line(fact) for fact in facts)])


def records(rows: Sequence[MatchRow]) -> list[dict[str, object]]:
    """Give the rows with the columns of the view."""
    return [asdict(row) for row in rows]


def ranking_records(ranking: Ranking) -> list[dict[str, object]]:
    """Give the rows with the columns of the view and `own_name`, the name of the project in the papers."""
    return [asdict(row) | {"own_name": ranking.named.get(row.id)} for row in ranking.rows]


def _heading(row: MatchRow, today: date) -> str:
    named = f"[{row.band.upper()} {row.score}] {TYPES[row.type].upper()}  {row.title}"
    return _wrapped(_joined(named, *phrases.moments(row, today), phrases.money(row)), first="")


def _core(row: MatchRow, today: date) -> Iterator[str]:
    yield _heading(row, today)
    yield _line(_joined(*_facts(row)))
    yield _line(f'"{excerpt(row.quote)}" {_fixed(f"({phrases.place(row.page, row.paragraph)})")}')
    yield f"{INDENT}Bron: {row.link or UNKNOWN}"
    holder, department = row.holder or UNKNOWN, phrases.department(row)
    yield _line(_joined(f"Gesprek: portefeuillehouder {holder}", f"beleidsafdeling {department}"))
    if minus := [part.because for part in row.reasons if part.points < 0]:
        yield _line(f"Let op: {', '.join(minus)}")


def _facts(row: MatchRow) -> Iterator[str]:
    yield row.id
    yield row.gemeente
    yield DOMAINS.listed(row.domains)
    yield STATES[row.state]
    yield f"fase: {STAGES[row.stage] if row.stage else UNKNOWN}"
    yield f"rol gemeente: {ROLES.listed(row.roles)}"
    if row.status != "nieuw":
        yield STATUSES[row.status]


def triggers(detail: MatchDetail, perspective: str) -> tuple[str, ...]:
    """Give at most three words of the quoted passage that speak for a perspective."""
    concept = f"perspective:{perspective}"
    return tuple(dict.fromkeys(one_line(hit.term) for hit in detail.hits if hit.concept == concept))[:3]


def _because(detail: MatchDetail, perspective: str) -> str:
    terms = [f'"{term}"' for term in triggers(detail, perspective)]
    return f" (want: {', '.join(terms)})" if terms else ""


def _place(place: Place) -> str:
    listed = f"{place.meeting} van {long_date(place.meeting_date)}" if place.meeting_date else place.list_name
    return f"{listed.replace('_', ' ')} — {place.title} {_fixed(f'({short_date(place.published)})')}"


def _nothing(chosen: MatchFilter, *more: str) -> str:
    options = {
        "--gemeente of --regio": chosen.gemeentecodes,
        "--type": chosen.types,
        "--domein": chosen.domains,
        "--thema": chosen.themes,
        "--status": chosen.status,
        "--band": chosen.band,
        "--sinds": chosen.since,
        "--sluit-voor": chosen.deadline_before,
    }
    used = [*(option for option, value in options.items() if value), *more]
    if not used:
        return "Er zijn nog geen kansen. Lees eerst de gemeenten: kansenradar nightly."
    return f"Geen kansen gevonden. Zoek ruimer: verander {' of '.join(used)}, of laat dat weg."


def _joined(first: str, *more: str) -> str:
    """Put dashes between parts; a line is broken before a dash, not within a short part."""
    return first + "".join(f" {_fixed(f'— {part}')}" for part in more if part)


def _fixed(text: str) -> str:
    return text.replace(" ", _FIXED) if len(text) <= WIDTH // 2 else text


def _line(text: str) -> str:
    return _wrapped(text, first=INDENT)


def _wrapped(text: str, *, first: str) -> str:
    lines = textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=INDENT, break_on_hyphens=False)
    return "\n".join(lines).replace(_FIXED, " ")
