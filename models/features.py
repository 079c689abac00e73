"""Numbers for the model: n-grams of the passage, counts of the vocabulary, cues."""

from __future__ import annotations

from collections.abc import Iterator

from models.baseline import Scores, is_open, reach, term_score
from models.evidence import CUES, NONE, Evidence
from models.signals import STRUCTURES
from models.taxonomy import STATES, THEME, Taxonomy

FEATURES = 3
"""Raise when the features of the same passage change: a model made before is then no longer current."""
WHOLE = ("reach", "subject", "door", "vocabulary")
"""The vocabulary's own view of the whole: people in reach, best domain, best open signal, opportunity."""


def feature_names(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Name every vocabulary and cue feature, in order."""
    concepts = [concept for concept in taxonomy.concepts() if not concept.startswith(THEME)]
    return (
        *(f"{tier} {concept}" for concept in concepts for tier in ("strong", "medium", "weak", "around", "score")),
        *CUES,
        *WHOLE,
        *(f"structure {structure}" for structure in STRUCTURES),
        *(f"genre {genre}" for genre in taxonomy.genres),
        *(f"state {signal} {state}" for signal, states in STATES.items() for state in states),
    )


class Layout:
    """The place of every feature in a row."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.names = feature_names(taxonomy)
        self._places = {name: place for place, name in enumerate(self.names)}
        self._concepts = {concept: self._places.get(f"strong {concept}", -1) for concept in taxonomy.concepts()}

    def values(self, one: Evidence, lexicon: Scores) -> tuple[list[int], list[float]]:
        """The places and values of the features of a passage that are not 0; `lexicon` is what the words alone say."""
        places, values = self._of_concepts(one)
        for name, value in _others(one, lexicon):
            if value:
                places.append(self._places[name])
                values.append(value)
        return places, values

    def _of_concepts(self, one: Evidence) -> tuple[list[int], list[float]]:
        places: list[int] = []
        values: list[float] = []
        for concept in sorted(one.counts.keys() | one.context.keys()):
            first = self._concepts[concept]
            if first < 0:
                continue  # a theme is a choice of words of its domain
            inside, around = one.counts.get(concept, NONE), one.context.get(concept, NONE)
            if concept.startswith("group:"):
                # Who it is for often stands in the title only, and holds for every paragraph below it.
                inside = around = inside if any(inside) else around
            places += range(first, first + 5)
            values += (
                min(2, inside[0]) / 2,
                min(3, inside[1]) / 3,
                min(2, inside[2]) / 2,
                1.0 if around[0] else 0.5 if around[1] else 0.0,
                term_score(inside, around),
            )
        return places, values


def _others(one: Evidence, scores: Scores) -> Iterator[tuple[str, float]]:
    yield from zip(CUES, one.cues, strict=True)
    door = max(scores.signals[signal] * is_open(one, signal) for signal in ("funding", "alignment"))
    yield from zip(WHOLE, (reach(one), max(scores.domains.values()), door, scores.opportunity), strict=True)
    yield f"structure {one.text.structure}", 1.0
    if one.text.genre:
        yield f"genre {one.text.genre}", 1.0
    for signal, state in one.states.items():
        yield f"state {signal} {state.state}", 1.0
