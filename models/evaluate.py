"""How good the tagger is on passages of writers that it has not seen, beside the vocabulary alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.baseline import Scores, lexicon_scores
from models.blend import SURE, blend, judge
from models.estimator import fit
from models.evidence import Evidence, Reader
from models.labelled import LABELLED, Labelled, load_labelled
from models.signals import OPEN_STATES
from models.taxonomy import STATES, TAXONOMY, Taxonomy, load_taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FOLDS = 5
_BINS = 10
_RARE = 0.05
"""Share of opportunities in a real stream, at which precision is recomputed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Quality of one label by one engine."""

    precision: float
    recall: float
    f1: float
    average_precision: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFigures:
    """One label, by the whole tagger and by the vocabulary alone."""

    label: str
    positives: int
    tagger: Figures
    lexicon: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The outcome of a cross-validation."""

    passages: int
    writers: int
    grouped: bool
    """True when no writer is both learnt from and judged."""
    labels: tuple[LabelFigures, ...]
    domain_f1: float
    domain_f1_lexicon: float
    states_right: float
    """Share of labelled signals that get the right state."""
    doors_right: float
    """Share of labelled signals rightly told open or shut."""
    pointers_wrong: float
    """Share of contents and agenda lines taken for an opportunity."""
    calibration_error: float
    """Expected calibration error of the opportunity."""
    brier: float
    precision_when_rare: float
    """Precision of opportunities at recall .7, recomputed for a stream in which 5 % are opportunities."""


def evaluate(*, labelled: Path = LABELLED, taxonomy: Path = TAXONOMY) -> Evaluation:
    """Cross-validate over writers; over the passages when all are by one writer."""
    import numpy  # noqa: PLC0415

    vocabulary = load_taxonomy(taxonomy)
    passages = load_labelled(labelled, vocabulary)
    reader = Reader(vocabulary)
    evidence = [reader.read(one.passage) for one in passages]
    judged = _cross_validated(passages, evidence, vocabulary, reader)
    alone = [judge(one, lexicon_scores(one, vocabulary), reader).scores for one in evidence]
    truth = numpy.array([_truth(one, vocabulary) for one in passages])
    tagger, lexicon = numpy.array([_row(one) for one in judged]), numpy.array([_row(one) for one in alone])
    labels = _labels((*vocabulary.domains, *STATES, "opportunity"), truth, tagger, lexicon)
    domains = labels[: len(vocabulary.domains)]
    chances, real = tagger[:, -1], truth[:, -1]
    states, doors = _states(passages, evidence, reader)
    pointing = numpy.array([one.kind in ("contents_line", "agenda_line") for one in passages])
    writers = len({one.writer for one in passages})
    return Evaluation(
        passages=len(passages),
        writers=writers,
        grouped=writers > 1,
        labels=labels,
        domain_f1=sum(one.tagger.f1 for one in domains) / len(domains),
        domain_f1_lexicon=sum(one.lexicon.f1 for one in domains) / len(domains),
        states_right=states,
        doors_right=doors,
        pointers_wrong=float((chances[pointing] >= SURE).mean()) if pointing.any() else 0.0,
        calibration_error=_calibration_error(real, chances),
        brier=float(((chances - real) ** 2).mean()),
        precision_when_rare=_precision_when_rare(real, chances),
    )


def _labels(
    names: Sequence[str], truth: NDArray[Any], tagger: NDArray[Any], lexicon: NDArray[Any]
) -> tuple[LabelFigures, ...]:
    return tuple(
        LabelFigures(
            label=name,
            positives=int(truth[:, column].sum()),
            tagger=_figures(truth[:, column], tagger[:, column]),
            lexicon=_figures(truth[:, column], lexicon[:, column]),
        )
        for column, name in enumerate(names)
    )


def _cross_validated(
    passages: Sequence[Labelled], evidence: Sequence[Evidence], taxonomy: Taxonomy, reader: Reader
) -> list[Scores]:
    judged: list[Scores | None] = [None] * len(passages)
    for seen, unseen in _folds(passages):
        estimator = fit([passages[i] for i in seen], [evidence[i] for i in seen], taxonomy)
        for i, judgement in zip(unseen, estimator.judge([evidence[i] for i in unseen]), strict=True):
            mixed = blend(evidence[i], lexicon_scores(evidence[i], taxonomy), judgement.scores)
            judged[i] = judge(evidence[i], mixed, reader).scores
    return [one for one in judged if one is not None]


def _folds(passages: Sequence[Labelled]) -> list[tuple[list[int], list[int]]]:
    from sklearn.model_selection import LeaveOneGroupOut, StratifiedKFold  # noqa: PLC0415

    writers = [one.writer for one in passages]
    if len(set(writers)) > 1:
        splits = LeaveOneGroupOut().split(passages, groups=writers)
    else:
        kinds = [one.opportunity for one in passages]
        splits = StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(passages, kinds)
    return [(seen.tolist(), unseen.tolist()) for seen, unseen in splits]


def _truth(one: Labelled, taxonomy: Taxonomy) -> list[bool]:
    return [
        *(key in one.domains for key in taxonomy.domains),
        *(key in one.signals for key in STATES),
        one.opportunity,
    ]


def _row(scores: Scores) -> list[float]:
    return [*scores.domains.values(), *scores.signals.values(), scores.opportunity]


def _figures(truth: NDArray[Any], scores: NDArray[Any]) -> Figures:
    from sklearn.metrics import average_precision_score  # noqa: PLC0415

    chosen = scores >= SURE
    right = int((truth & chosen).sum())
    precision = right / int(chosen.sum()) if chosen.any() else 0.0
    recall = right / int(truth.sum()) if truth.any() else 0.0
    total = precision + recall
    return Figures(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / total if total else 0.0,
        average_precision=float(average_precision_score(truth, scores)),
    )


def _states(passages: Sequence[Labelled], evidence: Sequence[Evidence], reader: Reader) -> tuple[float, float]:
    """The shares of labelled signals with the right state, and with the right side of the door."""
    pairs = [
        (signal, right, found.state)
        for one, known in zip(passages, evidence, strict=True)
        for signal, right in one.signals.items()
        for found in reader.states(known, [signal]).values()
    ]
    same = [right == found for _, right, found in pairs]
    side = [(right in OPEN_STATES[signal]) == (found in OPEN_STATES[signal]) for signal, right, found in pairs]
    return sum(same) / len(same), sum(side) / len(side)


def _calibration_error(truth: NDArray[Any], chances: NDArray[Any]) -> float:
    bins = (chances * _BINS).astype(int).clip(max=_BINS - 1)
    parts = [
        abs(float(truth[bins == number].mean()) - float(chances[bins == number].mean()))
        * float((bins == number).mean())
        for number in range(_BINS)
        if (bins == number).any()
    ]
    return sum(parts)


def _precision_when_rare(truth: NDArray[Any], chances: NDArray[Any]) -> float:
    import numpy  # noqa: PLC0415

    threshold = numpy.quantile(chances[truth], 0.3)
    found, false = float((chances[truth] >= threshold).mean()), float((chances[~truth] >= threshold).mean())
    return found * _RARE / (found * _RARE + false * (1 - _RARE))


def text(evaluation: Evaluation) -> str:
    """Render an evaluation as a table."""
    way = "each writer judged by a model that never saw that writer" if evaluation.grouped else "five folds"
    lines = [
        f"{evaluation.passages} passages by {evaluation.writers} writers; {way}; threshold {SURE}",
        "",
        f"{'label':<24}{'n':>5}   {'tagger':^23}   {'vocabulary alone':^23}",
        f"{'':<24}{'':>5}   {'P     R     F1    AP':<23}   {'P     R     F1    AP':<23}",
    ]
    lines += [
        f"{one.label:<24}{one.positives:>5}   {_cells(one.tagger)}   {_cells(one.lexicon)}" for one in evaluation.labels
    ]
    return "\n".join(
        [
            *lines,
            "",
            f"domains, macro F1                            {evaluation.domain_f1:.2f}"
            f"   (vocabulary alone {evaluation.domain_f1_lexicon:.2f})",
            f"states right                                 {evaluation.states_right:.2f}",
            f"open or shut right                           {evaluation.doors_right:.2f}",
            f"contents and agenda lines taken as a chance  {evaluation.pointers_wrong:.2f}",
            f"opportunity: calibration error, Brier        {evaluation.calibration_error:.2f}, {evaluation.brier:.3f}",
            f"opportunity: precision at recall .7 when 5 % are opportunities  {evaluation.precision_when_rare:.2f}",
        ]
    )


def _cells(figures: Figures) -> str:
    return f"{figures.precision:.2f}  {figures.recall:.2f}  {figures.f1:.2f}  {figures.average_precision:.2f} "
