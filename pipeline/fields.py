"""The fields of a finding, each with the sentence that proves it; what is not written stays unknown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pipeline.candidates import MANY_SUBJECTS, Document, Judged
from pipeline.detect.dates import dates
from pipeline.detect.people import full_holder, full_name
from pipeline.detect.spans import Amount, Moment, Named
from pipeline.quotes import evidence
from pipeline.records import Evidence, Passage

REGULATIONS = frozenset({"subsidieregeling", "aanbesteding"})
"""Genres that are about one thing: a field anywhere in them belongs to it."""
DECIDED_BY_COUNCIL = frozenset(
    {
        "raadsvoorstel",
        "raadsbesluit",
        "motie",
        "amendement",
        "startnotitie",
        "beleidsnota",
        "kadernota",
        "begroting",
        "jaarstukken",
        "coalitieakkoord",
    }
)
HEAD, FIELD = 6, "portefeuillehouder:"
"""In which of the first passages a letterhead may name the holder of the whole paper."""
NEAR = 5
"""How many of the strongest passages may name the holder of a paper on many matters."""
AMOUNT_KINDS = ("ceiling", "budget", "co_financing", "contribution", "other")
"""What is available in total comes before what can be reached some other way."""
DEADLINE_KINDS = ("application", "participation", "council_task", "validity")
AVAILABLE, CLOSING = ("ceiling",), ("application", "participation")
"""In a paper on one matter these belong to it wherever they stand, when the passages that carry it name none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What the text says about money, dates and people."""

    amount_eur: int | None = None
    amount_kind: str | None = None
    max_per_application_eur: int | None = None
    deadline: date | None = None
    deadline_kind: str | None = None
    decision_date: date | None = None
    holder: str | None = None
    evidence: tuple[Evidence, ...] = ()


def read_fields(
    document: Document, chosen: Sequence[Judged], judged: Sequence[Judged], meetings: Sequence[tuple[date, str]]
) -> Fields:
    """Read the fields from the passages that carry the finding, strongest first."""
    carrying = list(chosen)
    if document.genre in REGULATIONS:
        carrying += [one for one in judged if one not in carrying]
    money = [(one.passage, amount) for one in carrying for amount in one.amounts]
    moments = [(one.passage, moment) for one in carrying for moment in one.moments]
    around = [] if document.genre in MANY_SUBJECTS else [one for one in judged if one not in carrying]
    available = [(one.passage, amount) for one in around for amount in one.amounts]
    closing = [(one.passage, moment) for one in around for moment in one.moments]
    total = _first(money, AMOUNT_KINDS) or _first(available, AVAILABLE)
    ceiling = _first(money, ("max_per_application",))
    deadline = _first(moments, DEADLINE_KINDS) or _first(closing, CLOSING)
    decision = _first(moments, ("decision",)) or _meeting(document, meetings)
    holder = _holder_of(document, chosen[:NEAR])
    found = [
        evidence(name, value, passage, span.start, span.end)
        for name, value, (passage, span) in _named(total, ceiling, deadline, decision)
    ]
    if holder is not None:
        found.append(holder)
    return Fields(
        amount_eur=total[1].value_eur if total else None,
        amount_kind=total[1].kind if total else None,
        max_per_application_eur=ceiling[1].value_eur if ceiling else None,
        deadline=deadline[1].day if deadline else None,
        deadline_kind=deadline[1].kind if deadline else None,
        decision_date=decision[1].day if decision else None,
        holder=holder.value if holder else None,
        evidence=tuple(found),
    )


_Money = tuple[Passage, Amount]
_When = tuple[Passage, Moment]
Found = TypeVar("Found", _Money, _When)


def _first(found: Sequence[Found], kinds: Sequence[str]) -> Found | None:
    """Give the first value of the most telling kind; `found` comes strongest passage first."""
    for kind in kinds:
        for one in found:
            if one[1].kind == kind:
                return one
    return None


def _meeting(document: Document, meetings: Sequence[tuple[date, str]]) -> _When | None:
    """Find the council meeting that decides, when the paper itself names its day."""
    if document.genre not in DECIDED_BY_COUNCIL or not meetings:
        return None
    last = max(day for day, _ in meetings)
    for passage, _ in document.tagged:
        if str(last.year) not in passage.text:
            continue
        for moment in dates(passage.text, reference=document.published, heading=passage.heading):
            if moment.day == last:
                return passage, moment
    return None


def _holder_of(document: Document, chosen: Sequence[Judged]) -> Evidence | None:
    """Find who is named for the matter; in a paper on many matters close to it, or else in its letterhead."""
    passages = [passage for passage, _ in document.tagged]
    if document.genre not in MANY_SUBJECTS:
        return _holder(passages, full_holder([passage.text for passage in passages]))
    for one in chosen:
        if named := full_holder([one.passage.text]):
            whole = full_name(named.value, [passage.text for passage in passages]) or named
            return _holder([one.passage], whole) or _holder(passages, whole)
    for section in dict.fromkeys(one.passage.heading for one in chosen):
        near = [p for p in passages if p.heading and (p.heading.startswith(section) or section.startswith(p.heading))]
        if found := _holder(near, full_holder([passage.text for passage in near])):
            return found
    head = [passage for passage in passages[:HEAD] if FIELD in passage.text.casefold()]
    return _holder(head, full_holder([passage.text for passage in head]))


def _holder(passages: Sequence[Passage], named: Named | None) -> Evidence | None:
    if named is None:
        return None
    for passage in passages:
        start = passage.text.find(named.value)
        if start >= 0:
            return evidence("holder", named.value, passage, start, start + len(named.value))
    return None


def _named(
    total: _Money | None, ceiling: _Money | None, deadline: _When | None, decision: _When | None
) -> Iterator[tuple[str, str, _Money | _When]]:
    for name, money in (("amount_eur", total), ("max_per_application_eur", ceiling)):
        if money is not None:
            yield name, str(money[1].value_eur), money
    for name, moment in (("deadline", deadline), ("decision_date", decision)):
        if moment is not None:
            yield name, moment[1].day.isoformat(), moment
