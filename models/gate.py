"""The figures that a new model must not fall below, kept beside the vocabulary as `figures.json`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from models.crossval import by_writer, cross_validated, gather
from models.evaluate import measured_summary
from models.features import FEATURES
from models.labelled import labelled_digest
from models.strict import ShapeError
from models.taxonomy import load_taxonomy

ACCEPTED = Path(__file__).with_name("figures.json")
GATES = (
    "domain_f1",
    "funding_f1",
    "alignment_f1",
    "threat_f1",
    "opportunity_ap",
    "rare_precision",
    "doors_right",
)
"""The figures that count; of each, more is better."""


class WorseError(ValueError):
    """A model is worse than the last accepted one; the message says on which figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The figures of the last accepted model."""

    inputs: str
    """SHA-256 over vocabulary, labelled passages and features."""
    figures: Mapping[str, float]
    spread: Mapping[str, float]
    """By how much a figure may be off by the choice of passages."""


def inputs_of(labelled: Path, taxonomy: Path) -> str:
    """What figures depend on: the same inputs give the same figures."""
    made_of = (load_taxonomy(taxonomy).digest, labelled_digest(labelled), str(FEATURES))
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


def load_accepted(file: Path = ACCEPTED) -> Accepted | None:
    """Read the figures of the last accepted model; None when there are none."""
    if not file.is_file():
        return None
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        found = Accepted(inputs=data["inputs"], figures=dict(data["figures"]), spread=dict(data["spread"]))
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise ShapeError(f"{file.name}: {error}") from error
    if {*found.figures} != {*GATES} or {*found.spread} != {*GATES}:
        raise ShapeError(f"{file.name}: expected {', '.join(GATES)}")
    return found


def check(labelled: Path, taxonomy: Path, *, file: Path = ACCEPTED) -> Accepted:
    """Measure and compare with the last accepted figures; raises `WorseError`.

    Takes no time when nothing changed since those were measured.
    """
    last, inputs = load_accepted(file), inputs_of(labelled, taxonomy)
    if last is not None and last.inputs == inputs:
        return last
    measured = measure(labelled, taxonomy)
    if last is not None and (lower := worse(measured, last)):
        raise WorseError(f"worse than the last accepted model: {'; '.join(lower)}")
    return measured


def measure(labelled: Path, taxonomy: Path) -> Accepted:
    """Cross-validate over writers and give the figures that count."""
    material = gather(labelled, taxonomy)
    summary, spread = measured_summary(material, *cross_validated(material, by_writer))
    return _accepted(inputs_of(labelled, taxonomy), summary, spread)


def worse(measured: Accepted, last: Accepted) -> list[str]:
    """The figures that fell by more than their spread."""
    return [
        f"{name} {last.figures[name]:.3f} -> {measured.figures[name]:.3f} (spread {last.spread[name]:.3f})"
        for name in GATES
        if measured.figures[name] < last.figures[name] - last.spread[name]
    ]


def save_accepted(accepted: Accepted, file: Path = ACCEPTED) -> None:
    """Keep the figures of an accepted model."""
    data = {"inputs": accepted.inputs, "figures": dict(accepted.figures), "spread": dict(accepted.spread)}
    file.write_text(f"{json.dumps(data, indent=2)}\n", encoding="utf-8")


def _accepted(inputs: str, summary: Mapping[str, float], spread: Mapping[str, float]) -> Accepted:
    figures, widths = ({name: round(values[name], 4) for name in GATES} for values in (summary, spread))
    return Accepted(inputs=inputs, figures=figures, spread=widths)
