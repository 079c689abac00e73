"""Every passage judged by a model that never saw its writer, or never saw its genre."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.blend import Verdict
from models.evidence import Evidence, Reader
from models.judging import Bench, verdicts
from models.labelled import Labelled, load_labelled
from models.taxonomy import Taxonomy, load_taxonomy
from models.training import fit

_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Material:
    """The labelled passages with everything that is known of them before a model looks."""

    taxonomy: Taxonomy
    reader: Reader
    passages: tuple[Labelled, ...]
    evidence: tuple[Evidence, ...]


def gather(labelled: Path, taxonomy: Path) -> Material:
    """Read passages and vocabulary once."""
    vocabulary = load_taxonomy(taxonomy)
    passages = load_labelled(labelled, vocabulary)
    reader = Reader(vocabulary)
    evidence = tuple(reader.read(one.passage) for one in passages)
    return Material(vocabulary, reader, passages, evidence)


def by_writer(one: Labelled) -> str:
    """The group of a passage: who wrote it."""
    return one.writer


def by_genre(one: Labelled) -> str:
    """The group of a passage: what it was taken to stand in."""
    return one.genre


def cross_validated(
    material: Material, group_of: Callable[[Labelled], str], *twins: Sequence[Evidence]
) -> list[list[Verdict]]:
    """Judge each passage, and its twin in each of `twins`, by a model that saw no passage of its group.

    When there is one group only, five folds take the place of groups. Gives the verdicts of the passages, then
    those of each set of twins.
    """
    judged: list[dict[int, Verdict]] = [{} for _ in range(1 + len(twins))]
    for seen, unseen in _folds(material.passages, group_of):
        estimator = fit([material.passages[i] for i in seen], [material.evidence[i] for i in seen], material.taxonomy)
        bench = Bench(material.taxonomy, material.reader, estimator)
        for found, evidence in zip(judged, (material.evidence, *twins), strict=True):
            found.update(zip(unseen, verdicts(bench, [evidence[i] for i in unseen]), strict=True))
    return [[found[i] for i in range(len(material.passages))] for found in judged]


def by_vocabulary(material: Material) -> list[Verdict]:
    """Judge each passage by the vocabulary alone."""
    return verdicts(Bench(material.taxonomy, material.reader, None), material.evidence)


def _folds(passages: Sequence[Labelled], group_of: Callable[[Labelled], str]) -> Iterator[tuple[list[int], list[int]]]:
    groups = [group_of(one) for one in passages]
    names = sorted(set(groups))
    if len(names) == 1:
        groups, names = [str(i % _FOLDS) for i in range(len(passages))], [str(fold) for fold in range(_FOLDS)]
    held = [names] if len(names) <= 1 else [[name] for name in names]
    if group_of is by_genre:
        held = [names[fold::_FOLDS] for fold in range(_FOLDS)]
    for several in held:
        unseen = [i for i, group in enumerate(groups) if group in several]
        yield [i for i, group in enumerate(groups) if group not in several], unseen
