"""Why a tag was given: what pushed it up, in names that can be put into words, as shares of the whole push."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.baseline import Scores
from models.estimator import OPPORTUNITY, Estimator, document
from models.evidence import CUES, Evidence
from models.features import WHOLE
from models.records import Feature

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EDGE = ".,;:()"
_SHOWN = 4
_LEAST_SHARE = 0.02
_OF_TERMS = frozenset({"strong", "medium", "weak", "score"})


def features_of(estimator: Estimator, evidence: Evidence, lexicon: Scores, tags: Sequence[str]) -> tuple[Feature, ...]:
    """The strongest features behind each tag of a passage, strongest first.

    What the n-grams of characters say counts for the words that they stand in.
    """
    columns, values = estimator.row(evidence, lexicon)
    labels = [estimator.labels.index(tag) for tag in tags]
    push = estimator.weights.coefficients[columns[:, None], labels] * values[:, None]
    keys, totals = _totals(estimator, columns, push, document(evidence).split())
    whole = totals.clip(min=0).sum(axis=0)
    found: list[Feature] = []
    for number, tag in enumerate(tags):
        shares = totals[:, number] / (whole[number] or 1)
        best = [(keys[place], float(shares[place])) for place in (-shares).argsort(kind="stable")[:_SHOWN]]
        found += [Feature(tag=tag, key=key, share=round(share, 3)) for key, share in best if share >= _LEAST_SHARE]
    return tuple(found)


def _totals(
    estimator: Estimator, columns: NDArray[Any], push: NDArray[Any], words: Sequence[str]
) -> tuple[list[str], NDArray[Any]]:
    """The keys of a passage, each with its push for every tag."""
    import numpy  # noqa: PLC0415

    numbers: dict[str, int] = {}

    def number(key: str) -> int:
        return numbers.setdefault(key, len(numbers))

    characters = len(estimator.ngrams.characters)
    stands = [estimator.ngrams.of_word(word) for word in words]
    column = numpy.concatenate(stands)
    owners = [number(f"word {word.strip(_EDGE)}") for word in words]
    owner = numpy.repeat(owners, [len(one) for one in stands])
    place = numpy.searchsorted(columns, column)
    times = numpy.bincount(place, minlength=len(columns))
    first = int(numpy.searchsorted(columns, characters))
    others = [number(_key(estimator, int(column) - characters)) for column in columns[first:]]
    totals = numpy.zeros((len(numbers), push.shape[1]))
    numpy.add.at(totals, owner, push[place] / times[place][:, None])
    numpy.add.at(totals, numpy.array(others, dtype=numpy.int32), push[first:])
    return list(numbers), totals


def _key(estimator: Estimator, column: int) -> str:
    """The key of a column behind the characters: a word, or a feature under the name that people can be told."""
    if column < len(estimator.ngrams.words):
        return f"word {estimator.spoken[column]}"
    name = estimator.layout.names[column - len(estimator.ngrams.words)]
    kind, _, rest = name.partition(" ")
    if kind in _OF_TERMS and rest:
        return f"terms {rest}"
    return f"cue {name}" if name in CUES else f"whole {name}" if name in WHOLE else name


def vocabulary_features(scores: Scores) -> tuple[Feature, ...]:
    """What the opportunity of the vocabulary alone consists of."""
    domain = max(scores.domains, key=lambda key: scores.domains[key])
    parts = {f"terms {domain}": scores.domains[domain], **{f"terms signal:{k}": v for k, v in scores.signals.items()}}
    whole = sum(parts.values())
    best = sorted(parts, key=lambda key: (-parts[key], key))
    return tuple(Feature(tag=OPPORTUNITY, key=key, share=round(parts[key] / whole, 3)) for key in best if parts[key])
