"""How far the writers and a second reader, who saw only the passages, gave the same labels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.labelled import SECOND_READING, Labelled, LabelledError
from models.strict import ShapeError, record

ENOUGH = 20
"""A label with fewer positives says little about agreement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kappa:
    """The agreement on one label."""

    label: str
    first: int
    """Positives of the writers."""
    second: int
    kappa: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The agreement on every label that somebody gave."""

    passages: int
    labels: tuple[Kappa, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Second:
    """A line of the second reading; `id` is file and line of the passage."""

    id: str
    domains: tuple[str, ...]
    groups: tuple[str, ...]
    signals: Mapping[str, str]
    opportunity: bool
    kind: str


def agreement(folder: Path, passages: Sequence[Labelled]) -> Agreement | None:
    """Compare the passages of a folder with its second reading; None when it has none."""
    file = folder / SECOND_READING
    if not file.is_file():
        return None
    numbered = {one.id: one for one in passages}
    pairs = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            second = record(_Second, json.loads(line), f"{file.name}:{number}")
        except (json.JSONDecodeError, ShapeError) as error:
            raise LabelledError(f"{file.name}:{number}: {error}") from error
        if second.id not in numbered:
            raise LabelledError(f"{file.name}:{number}: no passage {second.id}")
        pairs.append((_given(numbered[second.id]), _given(second)))
    labels = sorted(set().union(*(first | second for first, second in pairs)))
    return Agreement(passages=len(pairs), labels=tuple(_kappa(label, pairs) for label in labels))


def _given(one: Labelled | _Second) -> frozenset[str]:
    groups = (f"group:{group}" for group in one.groups)
    states = (f"{signal}:{state}" for signal, state in one.signals.items())
    chance = ["opportunity"] if one.opportunity else []
    return frozenset((*one.domains, *groups, *one.signals, *states, *chance))


def _kappa(label: str, pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> Kappa:
    first, second = (sum(label in pair[side] for pair in pairs) for side in (0, 1))
    same = sum((label in one) == (label in other) for one, other in pairs) / len(pairs)
    a, b = first / len(pairs), second / len(pairs)
    by_chance = a * b + (1 - a) * (1 - b)
    return Kappa(label=label, first=first, second=second, kappa=(same - by_chance) / (1 - by_chance))
