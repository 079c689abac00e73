"""What the detectors return: values with the exact characters that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount of money in whole euros."""

    value_eur: int
    kind: str
    """ceiling, max_per_application, budget, co_financing, contribution, threshold or other."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A date with its meaning; `opens` is the first day of a window, when the text gives one."""

    day: date
    kind: str
    """application, participation, decision, council_task, validity, payment or other."""
    start: int
    end: int
    opens: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A keyed or literal value, such as a stage, a role or the name of an office holder."""

    value: str
    start: int
    end: int
