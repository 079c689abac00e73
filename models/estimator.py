"""The trained part: what the fitted weights say of gathered evidence, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.baseline import Scores
from models.evidence import Evidence
from models.features import Layout
from models.ngrams import Ngrams, Row
from models.taxonomy import STATES, Taxonomy
from models.words import lowered

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPPORTUNITY = "opportunity"
_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The fitted numbers, as stored: n-grams with their weights, one column of coefficients per label."""

    characters: dict[str, float]
    words: dict[str, float]
    coefficients: NDArray[Any]
    """Rows: characters, words, then the features of `Layout`; columns: `labels_of`."""
    intercepts: NDArray[Any]


def labels_of(taxonomy: Taxonomy) -> tuple[str, ...]:
    """The labels in the order of their columns: domains, signals, the opportunity, the states of each signal."""
    states = (f"state:{signal}:{state}" for signal, several in STATES.items() for state in several)
    return (*taxonomy.domains, *(f"signal:{signal}" for signal in STATES), OPPORTUNITY, *states)


class Estimator:
    """Character and word n-grams, vocabulary and cues into logistic regressions, all labels at once."""

    def __init__(self, weights: Weights, taxonomy: Taxonomy) -> None:
        self.weights = weights
        """As stored in the model file."""
        self.ngrams = Ngrams(weights.characters, weights.words)
        self.layout = Layout(taxonomy)
        self.labels = labels_of(taxonomy)
        self.spoken = tuple(weights.words)
        """Words and pairs of words, by column."""
        self._domains = tuple(taxonomy.domains)

    def judge(self, evidence: Sequence[Evidence], lexicon: Sequence[Scores]) -> list[Scores]:
        """Give the probabilities of every label for each passage; `lexicon` is what the words alone say."""
        return [
            self._scores(row)
            for start in range(0, len(evidence), _BATCH)
            for row in self._probabilities(evidence[start : start + _BATCH], lexicon[start : start + _BATCH])
        ]

    def row(self, one: Evidence, lexicon: Scores) -> Row:
        """The columns and values of one passage."""
        return next(iter(rows([one], [lexicon], self.ngrams, self.layout)))

    def _probabilities(self, evidence: Sequence[Evidence], lexicon: Sequence[Scores]) -> list[list[float]]:
        import numpy  # noqa: PLC0415

        found = list(rows(evidence, lexicon, self.ngrams, self.layout))
        columns, values = (numpy.concatenate(part) for part in zip(*found, strict=True))
        starts = numpy.cumsum([0, *(len(row[0]) for row in found[:-1])])
        odds = numpy.add.reduceat(self.weights.coefficients[columns] * values[:, None], starts, axis=0)
        probabilities: list[list[float]] = (1 / (1 + numpy.exp(-(odds + self.weights.intercepts)))).tolist()
        return probabilities

    def _scores(self, row: Sequence[float]) -> Scores:
        at = len(self._domains)
        states = iter(row[at + len(STATES) + 1 :])
        return Scores(
            domains=dict(zip(self._domains, row, strict=False)),
            signals=dict(zip(STATES, row[at:], strict=False)),
            opportunity=row[at + len(STATES)],
            states={signal: _shares(dict(zip(several, states, strict=False))) for signal, several in STATES.items()},
        )


def _shares(chances: dict[str, float]) -> dict[str, float]:
    whole = sum(chances.values()) or 1.0
    return {state: chance / whole for state, chance in chances.items()}


def rows(evidence: Sequence[Evidence], lexicon: Sequence[Scores], ngrams: Ngrams, layout: Layout) -> list[Row]:
    """The columns and values of each passage: its n-grams, then vocabulary and cues."""
    import numpy  # noqa: PLC0415

    shift = len(ngrams.characters) + len(ngrams.words)
    found = []
    texts = ngrams.rows([document(one) for one in evidence])
    for one, alone, (columns, values) in zip(evidence, lexicon, texts, strict=True):
        places, numbers = layout.values(one, alone)
        found.append(
            (
                numpy.concatenate((columns, numpy.array(places, dtype=numpy.int32) + shift)),
                numpy.concatenate((values, numpy.array(numbers, dtype=numpy.float32))),
            )
        )
    return found


def document(one: Evidence) -> str:
    """What the n-grams are taken from."""
    return lowered(one.folded)
