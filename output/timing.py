"""What to do with an opportunity now, and with whom: one sentence each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from output import phrases
from output.dutch import UNKNOWN, excerpt, long_date
from output.queries import MatchRow

BUDGET_GENRES = frozenset({"begroting", "kadernota"})
SPRING_MONTH = 5
"""In May councils set out the next budget: money is to be asked for before."""


def advice(row: MatchRow, today: date) -> str:
    """Say what to do and when: the first that applies."""
    return next(text for applies, text in _advices(row, today) if applies)


def _advices(row: MatchRow, today: date) -> Iterator[tuple[bool, str]]:
    closing = row.deadline if row.deadline and row.deadline >= today else None
    decision = row.decision_date if row.decision_date and row.decision_date >= today else None
    threat, end = row.type == "threat", decision or closing
    spring = today.year + (today.month >= SPRING_MONTH)
    if closing and not threat:
        until = long_date(closing)
        yield row.deadline_kind == "application", f"bel eerst de beleidsafdeling en meld u aan uiterlijk {until}"
        yield row.deadline_kind == "participation", f"doe mee of reageer uiterlijk {until}"
    yield threat and end is not None, f"bied een alternatief vóór {long_date(end or today)}"
    is_decided = row.decision_date is not None or row.state in ("decided", "adopted")
    yield threat and is_decided, "vraag wat er met de jongeren gebeurt en bied aan wat u kunt doen"
    yield threat, "bied een alternatief voordat de raad besluit"
    yield row.stage in ("startnotitie", "concept"), "meld u nu voor de ophaalronde"
    if decision:
        yield True, f"spreek in of mail de raad vóór {long_date(decision)}; de griffie zegt hoe"
    is_budget = row.genre in BUDGET_GENRES or row.stage == "kaderstelling"
    yield is_budget, f"voor geld in {spring + 1}: praat vóór de kadernota van mei {spring}"
    yield row.type == "funding", "bel of mail deze week de beleidsafdeling"
    yield True, "bel of mail deze maand de beleidsafdeling"


def whom(row: MatchRow) -> str:
    """Name the portefeuillehouder and the policy department."""
    holder = excerpt(row.holder, 80) if row.holder else UNKNOWN
    return f"portefeuillehouder {holder}, beleidsafdeling {phrases.department(row)}"
