"""Opportunities in a file: a sheet for people, JSON for programs, a calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from output import agenda
from output.dutch import (
    AMOUNTS,
    DOMAINS,
    GROUPS,
    PERSPECTIVES,
    ROLES,
    STAGES,
    STATES,
    STATUSES,
    TYPES,
    local_day,
)
from output.matches import records
from output.phrases import MOMENTS, department, place
from output.queries import MatchRow, UnknownValue
from output.tables import csv_text, json_text
from output.themes import labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What goes into a file."""

    rows: tuple[MatchRow, ...]
    now: datetime
    """With a time zone."""


_SHEET: Mapping[str, Callable[[MatchRow], object]] = {
    "nummer": lambda row: row.id,
    "gemeente": lambda row: row.gemeente,
    "soort": lambda row: TYPES[row.type],
    "titel": lambda row: row.title,
    "score": lambda row: row.score,
    "rang": lambda row: row.band,
    "status": lambda row: STATUSES[row.status],
    "stand": lambda row: STATES[row.state],
    "fase": lambda row: row.stage and STAGES[row.stage],
    "bedrag in euro": lambda row: row.amount_eur,
    "soort bedrag": lambda row: row.amount_kind and AMOUNTS[row.amount_kind],
    "hoogste bedrag per aanvraag": lambda row: row.max_per_application_eur,
    "uiterste datum": lambda row: _dutch(row.deadline),
    "soort datum": lambda row: row.deadline_kind and MOMENTS[row.deadline_kind],
    "besluit op": lambda row: _dutch(row.decision_date),
    "portefeuillehouder": lambda row: row.holder,
    "beleidsafdeling": department,
    "domeinen": lambda row: DOMAINS.listed(row.domains, nothing=""),
    "thema's": lambda row: ", ".join(labels()[theme] for theme in row.themes),
    "doelgroepen": lambda row: GROUPS.listed(row.groups, nothing=""),
    "rol gemeente": lambda row: ROLES.listed(row.roles, nothing=""),
    "argumenten": lambda row: PERSPECTIVES.listed(row.perspectives, nothing=""),
    "citaat": lambda row: row.quote,
    "plaats": lambda row: place(row.page, row.paragraph),
    "bron": lambda row: row.link,
    "gevonden op": lambda row: _dutch(local_day(datetime.fromisoformat(row.first_seen))),
    "gewijzigd op": lambda row: _dutch(local_day(datetime.fromisoformat(row.changed_at))),
}


def _dutch(day: date | None) -> str | None:
    return f"{day:%d-%m-%Y}" if day else None


def form_of(file: Path) -> str:
    """Give the form that the name of a file asks for; raises `UnknownValue`."""
    form = file.suffix.lower().removeprefix(".")
    if form not in _FORMS:
        raise UnknownValue(f"{file}: name the file {', '.join(f'*.{known}' for known in _FORMS)}")
    return form


def written(export: Export, form: str) -> str:
    """Give the content in the form `csv`, `json` or `ics`."""
    return _FORMS[form](export)


def _sheet(export: Export) -> str:
    return csv_text(tuple(_SHEET), ([cell(row) for cell in _SHEET.values()] for row in export.rows))


def _json(export: Export) -> str:
    found = zip(records(export.rows), export.rows, strict=True)
    return json_text([record | {"link": row.link} for record, row in found]) + "\n"


def _calendar(export: Export) -> str:
    return agenda.as_calendar(export.rows, export.now)


_FORMS: Mapping[str, Callable[[Export], str]] = {"csv": _sheet, "json": _json, "ics": _calendar}
