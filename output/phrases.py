"""What an opportunity says of money, moments, people and changes, as Dutch phrases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from output.dutch import (
    AMOUNTS,
    DOMAINS,
    STATES,
    TYPES,
    UNKNOWN,
    Words,
    closes,
    date_change,
    euros,
    long_date,
    one_line,
)
from output.queries import Change, MatchRow

FIELDS = Words(
    "field",
    {
        "amount_eur": "bedrag",
        "max_per_application_eur": "hoogste bedrag per aanvraag",
        "deadline": "uiterste datum",
        "decision_date": "besluit",
        "holder": "portefeuillehouder",
        "type": "soort",
        "state": "stand",
    },
)
MOMENTS = Words(
    "deadline kind",
    {
        "application": "sluiting",
        "participation": "sluiting inspraak",
        "decision": "besluit",
        "council_task": "opdracht aan het college",
        "validity": "einde",
        "payment": "betaling",
    },
)
_VALUES: Mapping[str, Words] = {"type": TYPES, "state": STATES}


def place(page: int, paragraph: int | None) -> str:
    """Say where a quote stands: the page, or the paragraph in a text without pages."""
    return f"blz. {page}" if paragraph is None else f"alinea {paragraph}"


def moments(row: MatchRow, today: date, *, full: bool = False) -> list[str]:
    """Say until when it can be done and when the body decides."""
    told = []
    if row.deadline and row.deadline_kind:
        told.append(closes(row.deadline_kind, row.deadline, today, full=full))
    if row.decision_date and (row.deadline_kind, row.deadline) != ("decision", row.decision_date):
        told.append(closes("decision", row.decision_date, today, full=full))
    return told or (["sluitdatum onbekend"] if row.type == "funding" else [])


def money(row: MatchRow, *, full: bool = False) -> str:
    """Say what is available and how much one application can get; empty when that is not the question."""
    told = []
    if row.amount_eur is not None:
        told.append(f"{AMOUNTS[row.amount_kind or 'other']} {euros(row.amount_eur)}")
    if row.max_per_application_eur is not None:
        most = euros(row.max_per_application_eur)
        told.append(f"hoogstens {most} per aanvraag" if full else f"max {most}")
    return ", ".join(told) or ("bedrag onbekend" if row.type == "funding" else "")


def department(row: MatchRow) -> str:
    """Name the policy department by the first domain; MDT itself belongs to youth policy."""
    named = [domain for domain in row.domains if domain != "mdt_kern"]
    if row.domains and not named:
        return DOMAINS["jeugd"]
    return DOMAINS[named[0]] if named else UNKNOWN


def change(row: MatchRow, changed: Change) -> str:
    """Write `plafond € 300.000 → € 350.000` or `sluiting 12 → 19 februari 2027`."""
    name = FIELDS[changed.field]
    if changed.field == "amount_eur":
        name = AMOUNTS[row.amount_kind or "other"]
    elif changed.field == "deadline" and row.deadline_kind:
        name = MOMENTS[row.deadline_kind]
    if changed.field in ("deadline", "decision_date") and changed.old and changed.new:
        return f"{name} {date_change(_day(changed.old), _day(changed.new))}"
    return f"{name} {value(changed.field, changed.old)} → {value(changed.field, changed.new)}"


def value(field: str, stored: str | int | None) -> str:
    """Write a stored value of a field for people."""
    if stored is None:
        return UNKNOWN
    if field.endswith("_eur"):
        return euros(int(stored))
    if field in ("deadline", "decision_date"):
        return long_date(_day(stored))
    return _VALUES[field][str(stored)] if field in _VALUES else one_line(str(stored))


def _day(stored: str | int) -> date:
    return date.fromisoformat(str(stored))
