"""A part of a score, as it is stored: who shows one needs nothing of what computes it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePart:
    """One part of a score and the words that gave it."""

    name: str
    points: int
    because: str
