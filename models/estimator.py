"""The trained part: fitted scikit-learn objects and what they say of gathered evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from models.baseline import Scores
from models.characters import CharacterRows
from models.evidence import Evidence
from models.features import feature_names, numbers
from models.labelled import Labelled
from models.records import Score
from models.taxonomy import STATES, Taxonomy
from models.words import lowered

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

_REASONS = 6
PARTS = frozenset({"characters", "words", "labels", "opportunity"})
"""The names of the fitted objects."""


class TooFewLabelsError(ValueError):
    """A label has no example, or nothing but examples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the model says of a passage, and the readable features behind the opportunity."""

    scores: Scores
    reasons: tuple[Score, ...]
    """Contributions to the log-odds, largest first."""


class Estimator:
    """Character and word n-grams, vocabulary and cues into logistic regressions."""

    def __init__(self, parts: dict[str, Any], taxonomy: Taxonomy) -> None:
        self.parts = parts
        """Plain scikit-learn objects by name, as stored in the artefact."""
        self._taxonomy = taxonomy
        self._characters = CharacterRows(parts["characters"])
        self._readable = (
            *(f"word {word}" for word in parts["words"].get_feature_names_out()),
            *feature_names(taxonomy),
        )

    def judge(self, evidence: Sequence[Evidence]) -> list[Judgement]:
        """Give the probabilities of every label for each passage."""
        rows = _rows(evidence, self._characters, self.parts["words"], self._taxonomy)
        labels = self.parts["labels"].predict_proba(rows)
        chances = self.parts["opportunity"].predict_proba(rows)[:, 1]
        domains = tuple(self._taxonomy.domains)
        reasons = self._reasons(rows)
        return [
            Judgement(
                scores=Scores(
                    domains={key: float(p) for key, p in zip(domains, row, strict=False)},
                    signals={key: float(p) for key, p in zip(STATES, row[len(domains) :], strict=True)},
                    opportunity=float(chance),
                ),
                reasons=why,
            )
            for row, chance, why in zip(labels, chances, reasons, strict=True)
        ]

    def _reasons(self, rows: csr_matrix) -> list[tuple[Score, ...]]:
        """The words, terms and cues that raise the opportunity most; character n-grams say nothing to a person."""
        skipped = rows.shape[1] - len(self._readable)
        weights = self.parts["opportunity"].coef_[0]
        found = []
        for number in range(rows.shape[0]):
            span = slice(rows.indptr[number], rows.indptr[number + 1])
            readable = rows.indices[span] >= skipped
            columns = rows.indices[span][readable]
            parts = rows.data[span][readable] * weights[columns]
            best = [place for place in parts.argsort()[: -_REASONS - 1 : -1] if parts[place] > 0]
            found.append(
                tuple(
                    Score(key=self._readable[columns[place] - skipped], probability=round(float(parts[place]), 3))
                    for place in best
                )
            )
        return found


def fit(passages: Sequence[Labelled], evidence: Sequence[Evidence], taxonomy: Taxonomy) -> Estimator:
    """Fit on labelled passages and their evidence; the same input gives the same probabilities."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.multiclass import OneVsRestClassifier  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    targets, chances = _targets(passages, taxonomy)
    documents = [_document(one) for one in evidence]
    shared = {"sublinear_tf": True, "min_df": 2, "lowercase": False}
    # One thread: on a busy machine more threads make these small fits up to forty times slower.
    with threadpool_limits(limits=1):
        characters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **shared).fit(documents)
        words = TfidfVectorizer(ngram_range=(1, 2), **shared).fit(documents)
        rows = _rows(evidence, CharacterRows(characters), words, taxonomy)
        labels = OneVsRestClassifier(_regression()).fit(rows, targets)
        opportunity = _regression().fit(rows, chances)
    parts = {"characters": characters, "words": words, "labels": labels, "opportunity": opportunity}
    return Estimator(parts, taxonomy)


def _targets(passages: Sequence[Labelled], taxonomy: Taxonomy) -> tuple[NDArray[Any], NDArray[Any]]:
    """One column per domain and signal, and the opportunity; raises `TooFewLabelsError`."""
    import numpy  # noqa: PLC0415

    keys = (*taxonomy.domains, *STATES)
    targets = numpy.array([[key in one.domains or key in one.signals for key in keys] for one in passages])
    chances = numpy.array([one.opportunity for one in passages])
    for key, column in zip((*keys, "opportunity"), (*targets.T, chances), strict=True):
        if column.all() or not column.any():
            raise TooFewLabelsError(f"label {key}: {int(column.sum())} of {len(column)} passages carry it")
    return targets, chances


def _regression() -> Any:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    return LogisticRegression(
        C=3.0, class_weight="balanced", solver="liblinear", dual=True, max_iter=5000, random_state=0
    )


def _document(one: Evidence) -> str:
    return lowered(one.folded)


def _rows(evidence: Sequence[Evidence], characters: CharacterRows, words: Any, taxonomy: Taxonomy) -> csr_matrix:
    from scipy.sparse import hstack  # noqa: PLC0415

    documents = [_document(one) for one in evidence]
    return hstack(
        [characters.transform(documents), words.transform(documents), numbers(evidence, taxonomy)], format="csr"
    )
