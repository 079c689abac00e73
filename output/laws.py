"""The watch list of national laws and programmes that touch MDT, as `wetten.toml` tells them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from textwrap import wrap

from output.dutch import days, long_date
from output.matches import INDENT, WIDTH


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A day on which something is due or changes."""

    dag: date
    wat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A law or programme; a day that is not known is None."""

    naam: str
    wat: str
    mdt: str
    """Why a project reads this."""
    bron: str
    van: date | None = None
    tot: date | None = None
    """The last day."""
    dagen: tuple[Due, ...] = ()

    def next_day(self, today: date) -> date | None:
        """Give the first day that comes."""
        ahead = [day for day in (self.van, self.tot, *(due.dag for due in self.dagen)) if day and day >= today]
        return min(ahead, default=None)


COLUMNS = ("naam", "staat", "van", "tot", "volgende_dag", "wat", "mdt", "bron")


@cache
def laws() -> tuple[Law, ...]:
    """Give the list in the order of the file."""
    rows = tomllib.loads(files("output").joinpath("wetten.toml").read_text(encoding="utf-8"))["wet"]
    return tuple(Law(**row | {"dagen": tuple(Due(**due) for due in row.get("dagen", ()))}) for row in rows)


def watched(today: date) -> list[Law]:
    """Give the list, what has the nearest day first and what has none last."""
    return sorted(laws(), key=lambda law: law.next_day(today) or date.max)


def records(watch: Sequence[Law], today: date) -> list[dict[str, object]]:
    """Give the list for JSON and CSV, with the state of the day."""
    return [asdict(law) | {"staat": state(law, today), "volgende_dag": law.next_day(today)} for law in watch]


def state(law: Law, today: date) -> str:
    """Say whether it is to come, runs or is over."""
    if law.tot and law.tot < today:
        return f"afgelopen sinds {long_date(law.tot)}"
    if law.van and law.van > today:
        return f"gaat in op {long_date(law.van)} (nog {days((law.van - today).days)})"
    if law.tot:
        return f"loopt tot en met {long_date(law.tot)} (nog {days((law.tot - today).days)})"
    return f"geldt sinds {long_date(law.van)}" if law.van else "loopt"


def text(watch: Sequence[Law], today: date) -> str:
    """Write the list for a screen of 80 columns."""
    return "\n\n".join("\n".join(_block(law, today)) for law in watch)


def _block(law: Law, today: date) -> Iterator[str]:
    yield from wrap(law.naam, WIDTH)
    ahead = [f"{long_date(due.dag)}: {due.wat}" for due in law.dagen if due.dag >= today]
    for line in (f"Staat: {state(law, today)}", *ahead, law.wat, f"Voor MDT: {law.mdt}", f"Bron: {law.bron}"):
        yield from wrap(line, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT)
