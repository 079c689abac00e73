"""Figures of quality over columns of truth and probability."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.blend import SURE

if TYPE_CHECKING:
    from numpy.typing import NDArray

RARE = 0.05
"""Share of opportunities in a real stream, at which precision is recomputed."""
RECALL = 0.7
_BINS = 10
_SAMPLES = 200
_INSIDE = (0.05, 0.95)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Quality of one label by one engine."""

    precision: float
    recall: float
    f1: float
    average_precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Passages with about the same probability."""

    passages: int
    probability: float
    """Their mean."""
    share: float
    """Of them that carry the label."""


def figures(truth: NDArray[Any], scores: NDArray[Any]) -> Figures:
    """Measure one label."""
    chosen = scores >= SURE
    right = int((truth & chosen).sum())
    precision = right / int(chosen.sum()) if chosen.any() else 0.0
    recall = right / int(truth.sum()) if truth.any() else 0.0
    return Figures(
        precision=precision,
        recall=recall,
        f1=f1(truth, scores),
        average_precision=average_precision(truth, scores),
    )


def f1(truth: NDArray[Any], scores: NDArray[Any]) -> float:
    """The harmonic mean of precision and recall at the threshold."""
    chosen = scores >= SURE
    total = int(truth.sum()) + int(chosen.sum())
    return 2 * int((truth & chosen).sum()) / total if total else 0.0


def average_precision(truth: NDArray[Any], scores: NDArray[Any]) -> float:
    """Precision averaged over the recalls, 0 without a positive."""
    from sklearn.metrics import average_precision_score  # noqa: PLC0415

    return float(average_precision_score(truth, scores)) if truth.any() else 0.0


def bins(truth: NDArray[Any], chances: NDArray[Any]) -> tuple[Bin, ...]:
    """Ten groups by probability, empty ones left out: the reliability diagram."""
    numbers = (chances * _BINS).astype(int).clip(max=_BINS - 1)
    inside = [numbers == number for number in range(_BINS)]
    return tuple(
        Bin(passages=int(one.sum()), probability=float(chances[one].mean()), share=float(truth[one].mean()))
        for one in inside
        if one.any()
    )


def calibration_error(found: Sequence[Bin]) -> float:
    """The mean distance of probability and share, weighed by passages (ECE)."""
    total = sum(one.passages for one in found)
    return sum(abs(one.share - one.probability) * one.passages for one in found) / total


def precision_when_rare(truth: NDArray[Any], chances: NDArray[Any], threshold: float | None = None) -> float:
    """Precision in a stream with 5 % opportunities: at recall .7, or at a threshold."""
    import numpy  # noqa: PLC0415

    if not truth.any():
        return 0.0
    least = numpy.quantile(chances[truth], 1 - RECALL) if threshold is None else threshold
    found, false = float((chances[truth] >= least).mean()), float((chances[~truth] >= least).mean())
    whole = found * RARE + false * (1 - RARE)
    return found * RARE / whole if whole else 0.0


def spread(measure: Callable[[NDArray[Any]], Mapping[str, float]], passages: int) -> dict[str, float]:
    """Half the width of the middle 90 % of each figure over samples of passages drawn with replacement."""
    import numpy  # noqa: PLC0415

    draw = numpy.random.default_rng(0)
    sampled = [measure(draw.integers(0, passages, passages)) for _ in range(_SAMPLES)]
    return {
        name: float(numpy.diff(numpy.quantile([one[name] for one in sampled], _INSIDE))[0]) / 2 for name in sampled[0]
    }
