"""Fitting of the weights on labelled passages."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING, Any

from models.baseline import Scores, lexicon_scores
from models.estimator import OPPORTUNITY, Estimator, Weights, document, labels_of, rows
from models.evidence import Evidence
from models.features import Layout
from models.labelled import Labelled
from models.ngrams import Ngrams, character_ngrams, frequent, word_ngrams
from models.taxonomy import Taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

_LEAST = 3
"""An n-gram that stands in fewer passages says more of its writer than of the subject."""
_C, _STATE_C = 4.0, 10.0
_WEIGHTS = {True: 2.0, False: 1.0}
"""A passage with a label counts double: more would promise too much in a stream that holds few of them."""
_UNTOLD = -10.0
"""The log-odds of a state of which there is no example."""


class TooFewLabelsError(ValueError):
    """A label has no example, or nothing but examples."""


def fit(passages: Sequence[Labelled], evidence: Sequence[Evidence], taxonomy: Taxonomy) -> Estimator:
    """Fit on labelled passages and their evidence; the same input gives the same weights."""
    import numpy  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    labels = labels_of(taxonomy)
    documents = [document(one) for one in evidence]
    characters = frequent(([n for word in text.split() for n in character_ngrams(word)] for text in documents), _LEAST)
    words = frequent(map(word_ngrams, documents), _LEAST)
    rare_counts = [_rarity(counts, len(documents)) for counts in (characters, words)]
    lexicon = [lexicon_scores(one, taxonomy) for one in evidence]
    matrix = _matrix(evidence, lexicon, Ngrams(*rare_counts), Layout(taxonomy))
    # One thread: on a busy machine more threads make these small fits up to forty times slower.
    with threadpool_limits(limits=1):
        fitted = [_column(matrix, passages, label) for label in labels]
    weights = Weights(
        characters=rare_counts[0],
        words=rare_counts[1],
        coefficients=numpy.array([weights for weights, _ in fitted], dtype=numpy.float32).T.copy(),
        intercepts=numpy.array([intercept for _, intercept in fitted], dtype=numpy.float32),
    )
    return Estimator(weights, taxonomy)


def _rarity(counts: dict[str, int], documents: int) -> dict[str, float]:
    """Inverse document frequencies, smoothed."""
    return {ngram: log((1 + documents) / (1 + count)) + 1 for ngram, count in counts.items()}


def _matrix(evidence: Sequence[Evidence], lexicon: Sequence[Scores], ngrams: Ngrams, layout: Layout) -> csr_matrix:
    import numpy  # noqa: PLC0415
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    found = rows(evidence, lexicon, ngrams, layout)
    columns, values = (numpy.concatenate(part) for part in zip(*found, strict=True))
    ends = numpy.cumsum([0, *(len(row[0]) for row in found)])
    width = len(ngrams.characters) + len(ngrams.words) + len(layout.names)
    return csr_matrix((values.astype(numpy.float64), columns, ends), shape=(len(found), width))


def _column(matrix: csr_matrix, passages: Sequence[Labelled], label: str) -> tuple[NDArray[Any], float]:
    """Coefficients and intercept of a label; raises `TooFewLabelsError`.

    A state is learnt from the passages that have its signal, and is as likely as not where these do not tell.
    """
    import numpy  # noqa: PLC0415

    kind, _, rest = label.partition(":")
    signal = rest.partition(":")[0] if kind == "state" else ""
    chosen = [i for i, one in enumerate(passages) if not signal or signal in one.signals]
    target = numpy.array([_carries(passages[i], label) for i in chosen])
    if target.all() or not target.any():
        if signal:
            return numpy.zeros(matrix.shape[1]), _UNTOLD if not target.any() else -_UNTOLD
        raise TooFewLabelsError(f"label {label}: {int(target.sum())} of {len(target)} passages carry it")
    fitted = _regression(_STATE_C, "balanced") if signal else _regression(_C, _WEIGHTS)
    fitted.fit(matrix[chosen], target)
    return fitted.coef_[0], float(fitted.intercept_[0])


def _carries(one: Labelled, label: str) -> bool:
    match label.split(":"):
        case [str(key)]:
            return one.opportunity if key == OPPORTUNITY else key in one.domains
        case ["signal", signal]:
            return signal in one.signals
        case ["state", signal, state]:
            return one.signals[signal] == state
    raise ValueError(f"no label {label!r}")


def _regression(c: float, weights: str | dict[bool, float]) -> Any:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    return LogisticRegression(C=c, class_weight=weights, solver="liblinear", dual=True, max_iter=5000, random_state=0)
