"""The municipalities with the systems they publish with, and what of it is read, for the administrator."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from crawlers.municipalities import Registered
from crawlers.registry import NATIONAL_SYSTEMS, System
from output.source_plans import keys_of
from output.tables import csv_text

WIDTH = 79
INDENT = " " * 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One municipality."""

    code: str
    name: str
    province: str
    system: str
    """Of its council."""
    key: str
    base_url: str
    since: date | None
    """First day of the present system, or of the municipality; None when it was so before the registry begins."""
    reads: tuple[str, ...]

    @property
    def has_council(self) -> bool:
        """Tell whether the papers of the council are read, from its own system or by another way."""
        return not {*self.reads} <= {*NATIONAL_SYSTEMS, "website"}


def source_rows(rows: Iterable[Registered], systems: Mapping[str, System], websites: frozenset[str]) -> list[SourceRow]:
    """Say of each municipality what is read; `websites` are the codes of those with a website in the configuration."""
    return [
        SourceRow(
            code=row.municipality.code,
            name=row.municipality.name,
            province=row.municipality.province,
            system=row.system,
            key=row.system_key,
            base_url=_base_url(row, systems),
            since=row.valid_from,
            reads=(*keys_of(row, systems), *(["website"] if row.municipality.code in websites else [])),
        )
        for row in rows
    ]


def records(rows: Iterable[SourceRow]) -> list[dict[str, Any]]:
    """Give the rows for JSON."""
    return [asdict(row) for row in rows]


def as_csv(rows: Iterable[SourceRow]) -> str:
    """Write the rows for a spreadsheet."""
    names = [field.name for field in fields(SourceRow)]
    return csv_text(names, ([getattr(row, name) for name in names] for row in rows))


def text(rows: Sequence[SourceRow]) -> str:
    """Write the rows within 80 columns, with totals at the end."""
    lines = [line for row in rows for line in _lines(row)]
    systems = Counter(row.system for row in rows)
    totals = ", ".join(f"{system} {count}" for system, count in systems.most_common())
    read = sum(row.has_council for row in rows)
    lines += ["", *textwrap.wrap(f"{len(rows)} municipalities: {totals}", WIDTH)]
    lines.append(f"Council papers are read of {read}; regulations and announcements of all.")
    return "\n".join(lines) + "\n"


def _lines(row: SourceRow) -> list[str]:
    since = f"since {row.since}" if row.since else ""
    first = f"{row.code}  {row.name:<29} {row.province:<14} {row.system:<8} {since}".rstrip()
    where = ", ".join(filter(None, (row.key if row.key != row.base_url else "", row.base_url)))
    parts = [*([where] if where else []), f"reads {', '.join(row.reads)}"]
    if not row.has_council:
        parts.append(f"not its council papers: {_why(row)}")
    return [first, *textwrap.wrap("; ".join(parts), WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)]


def _why(row: SourceRow) -> str:
    if row.system == "unknown":
        return "its system is not known, try `sources probe`"
    return f"{row.system} is not spoken yet" if row.key else f"its key at {row.system} is not known"


def _base_url(row: Registered, systems: Mapping[str, System]) -> str:
    if row.base_url:
        return row.base_url
    if row.system in systems:
        return systems[row.system].address(row.system_key)
    return row.system_key if row.system_key.startswith("http") else ""
