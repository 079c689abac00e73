"""Rows for other programs: JSON, and CSV that opens in a Dutch spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date

FORMULA = ("=", "+", "-", "@")


def json_text(value: object) -> str:
    """Write a value as readable JSON; dates become ISO days."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=_iso)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write CSV with byte order mark, semicolons and decimal commas; no cell can act as a formula."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + written.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case int() | date():
            return str(value)
        case float():
            return str(value).replace(".", ",")
        case str():
            return _harmless(value)
        case tuple() | list() if all(isinstance(one, str) for one in value):
            return _harmless(", ".join(value))
        case _:
            return json.dumps(value, ensure_ascii=False, default=_iso)


def _harmless(text: str) -> str:
    # a spreadsheet runs a cell that begins like this, with or without spaces before it
    return f"'{text}" if text.startswith("\t") or text.lstrip().startswith(FORMULA) else text


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
