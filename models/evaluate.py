"""How good the tagger is on passages of writers that it has not seen, beside the vocabulary alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.agreement import Agreement, agreement
from models.blend import SURE, Verdict, stated
from models.crossval import Material, by_genre, by_vocabulary, by_writer, cross_validated, gather
from models.damage import damaged
from models.labelled import LABELLED, Labelled
from models.measures import (
    Bin,
    Figures,
    average_precision,
    bins,
    calibration_error,
    f1,
    figures,
    precision_when_rare,
    spread,
)
from models.signals import OPEN_STATES
from models.taxonomy import STATES, TAXONOMY, Taxonomy

if TYPE_CHECKING:
    from numpy.typing import NDArray

POINTERS = frozenset({"contents_line", "agenda_line"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFigures:
    """One label, by the whole tagger and by the vocabulary alone."""

    label: str
    positives: int
    tagger: Figures
    lexicon: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A passage with a label too many or too few."""

    writer: str
    label: str
    missed: bool
    probability: float
    passage: Labelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The outcome of a cross-validation."""

    passages: int
    writers: int
    grouped: bool
    """True when no writer is both learnt from and judged."""
    labels: tuple[LabelFigures, ...]
    summary: Mapping[str, float]
    """The figures of `summarised`."""
    lexicon: Mapping[str, float]
    """The same by the vocabulary alone."""
    genres: Mapping[str, float]
    """The same by models that never saw the genre."""
    spread: Mapping[str, float]
    """How far each figure of the summary may be off by the choice of passages."""
    weakest: Mapping[str, float]
    """The domain with the lowest F1."""
    bins: tuple[Bin, ...]
    recall: float
    """Of all labelled domains, by models that never saw the writer."""
    recall_damaged: float
    """The same on the passages as hyphenation and OCR damage them."""
    agreement: Agreement | None
    """Between the writers and a second reader, when there is one."""
    mistakes: tuple[Mistake, ...]


def evaluate(*, labelled: Path = LABELLED, taxonomy: Path = TAXONOMY) -> Evaluation:
    """Cross-validate over writers and over genres; over the passages when all are by one writer."""
    material = gather(labelled, taxonomy)
    twins = [material.reader.read(damaged(one.passage, i)) for i, one in enumerate(material.passages)]
    tagger, hurt = cross_validated(material, by_writer, twins)
    lexicon = by_vocabulary(material)
    table = _Table(material, tagger)
    labels = tuple(_labels(table, _Table(material, lexicon)))
    writers = len({one.writer for one in material.passages})
    weakest = min(labels[: len(material.taxonomy.domains)], key=lambda one: one.tagger.f1)
    return Evaluation(
        passages=len(material.passages),
        writers=writers,
        grouped=writers > 1,
        labels=labels,
        summary=summarised(material, tagger),
        lexicon=summarised(material, lexicon),
        genres=summarised(material, *cross_validated(material, by_genre)),
        spread=spread(table.summary, len(material.passages)),
        weakest={weakest.label: weakest.tagger.f1},
        bins=bins(table.truth[:, -1], table.scores[:, -1]),
        recall=_domain_recall(material, tagger),
        recall_damaged=_domain_recall(material, hurt),
        agreement=agreement(labelled, material.passages),
        mistakes=tuple(_mistakes(material, table)),
    )


def measured_summary(material: Material, verdicts: Sequence[Verdict]) -> tuple[dict[str, float], dict[str, float]]:
    """The figures by which a tagger is judged as a whole, and by how much each may be off."""
    table = _Table(material, verdicts)
    return summarised(material, verdicts), spread(table.summary, len(material.passages))


def summarised(material: Material, verdicts: Sequence[Verdict]) -> dict[str, float]:
    """The figures by which a tagger is judged as a whole."""
    import numpy  # noqa: PLC0415

    return _Table(material, verdicts).summary(numpy.arange(len(material.passages)))


class _Table:
    """Truth and probabilities as columns: domains, signals, opportunity."""

    def __init__(self, material: Material, verdicts: Sequence[Verdict]) -> None:
        import numpy  # noqa: PLC0415

        self.names = (*material.taxonomy.domains, *STATES, "opportunity")
        self.truth = numpy.array([_truth(one, material.taxonomy) for one in material.passages])
        self.scores = numpy.array([_row(one) for one in verdicts])
        self._domains = len(material.taxonomy.domains)
        self._states = _states(material, verdicts)
        self._pointing = numpy.array([one.kind in POINTERS for one in material.passages])
        self._pairs = numpy.array(list(_pairs(material.passages)), dtype=int).reshape(-1, 2)

    def summary(self, chosen: NDArray[Any]) -> dict[str, float]:
        """The figures over some of the passages."""
        truth, scores = self.truth[chosen], self.scores[chosen]
        by_label = {name: f1(truth[:, i], scores[:, i]) for i, name in enumerate(self.names)}
        real, chances = truth[:, -1], scores[:, -1]
        shut = self._pointing[chosen]
        known = [self._states[i] for i in chosen.tolist() if i in self._states]
        pairs = self._pairs[self._is_pair(chosen)]
        return {
            "domain_f1": sum(by_label[name] for name in self.names[: self._domains]) / self._domains,
            **{f"{signal}_f1": by_label[signal] for signal in STATES},
            "opportunity_f1": by_label["opportunity"],
            "opportunity_ap": average_precision(real, chances),
            "rare_precision": precision_when_rare(real, chances),
            "rare_precision_told": precision_when_rare(real, chances, SURE),
            "states_right": _mean(same for several in known for same, _ in several),
            "doors_right": _mean(side for several in known for _, side in several),
            "pairs_right": _mean(self._is_right(open_one, shut_one) for open_one, shut_one in pairs.tolist()),
            "pointers_wrong": float((chances[shut] >= SURE).mean()) if shut.any() else 0.0,
            "calibration_error": calibration_error(bins(real, chances)),
            "brier": float(((chances - real) ** 2).mean()),
        }

    def _is_pair(self, chosen: NDArray[Any]) -> NDArray[Any]:
        import numpy  # noqa: PLC0415

        return numpy.isin(self._pairs[:, 0], chosen)

    def _is_right(self, open_one: int, shut_one: int) -> bool:
        chances = self.scores[:, -1]
        return bool(chances[open_one] >= SURE > chances[shut_one])


def _mean(values: Iterator[bool]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def _truth(one: Labelled, taxonomy: Taxonomy) -> list[bool]:
    return [
        *(key in one.domains for key in taxonomy.domains),
        *(key in one.signals for key in STATES),
        one.opportunity,
    ]


def _row(verdict: Verdict) -> list[float]:
    scores = verdict.scores
    return [*scores.domains.values(), *scores.signals.values(), scores.opportunity]


def _states(material: Material, verdicts: Sequence[Verdict]) -> dict[int, list[tuple[bool, bool]]]:
    """By passage, for each labelled signal: whether its state is right, and whether the side of the door is."""
    found: dict[int, list[tuple[bool, bool]]] = {}
    for i, (one, evidence) in enumerate(zip(material.passages, material.evidence, strict=True)):
        given = stated(evidence, verdicts[i].scores, tuple(one.signals), material.reader)
        for signal, right in one.signals.items():
            state, doors = given[signal].state, OPEN_STATES[signal]
            found.setdefault(i, []).append((right == state, (right in doors) == (state in doors)))
    return found


def _pairs(passages: Sequence[Labelled]) -> Iterator[tuple[int, int]]:
    """Neighbours under one heading of which one is an opportunity and the other is none: that one first."""
    for i, (one, other) in enumerate(pairwise(passages)):
        same = (one.writer, one.title, one.heading) == (other.writer, other.title, other.heading)
        if same and one.opportunity != other.opportunity:
            yield (i, i + 1) if one.opportunity else (i + 1, i)


def _labels(tagger: _Table, lexicon: _Table) -> Iterator[LabelFigures]:
    measured: Callable[[_Table, int], Figures] = lambda table, i: figures(table.truth[:, i], table.scores[:, i])  # noqa: E731
    for i, name in enumerate(tagger.names):
        yield LabelFigures(
            label=name,
            positives=int(tagger.truth[:, i].sum()),
            tagger=measured(tagger, i),
            lexicon=measured(lexicon, i),
        )


def _domain_recall(material: Material, verdicts: Sequence[Verdict]) -> float:
    return _mean(
        verdict.scores.domains[domain] >= SURE
        for one, verdict in zip(material.passages, verdicts, strict=True)
        for domain in one.domains
    )


def _mistakes(material: Material, table: _Table) -> Iterator[Mistake]:
    for label, name in enumerate(table.names):
        for i, passage in enumerate(material.passages):
            real, chance = bool(table.truth[i, label]), float(table.scores[i, label])
            if real != (chance >= SURE):
                yield Mistake(writer=passage.writer, label=name, missed=real, probability=chance, passage=passage)
