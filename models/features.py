"""Numbers for the model: n-grams of the passage, counts of the vocabulary, cues."""

from __future__ import annotations

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

    def values(self, one: Evidence, lexicon: Scores) -> tuple[list[int], list[float]]:
        """The places and values of the features of a passage that are not 0; `lexicon` is what the words alone say."""
        known = [(self._places[name], value) for name, value in _values(one, lexicon) if value]
        return [place for place, _ in known], [value for _, value in known]


def _values(one: Evidence, scores: Scores) -> list[tuple[str, float]]:
    values: list[tuple[str, float]] = []
    for concept in sorted(one.counts.keys() | one.context.keys()):
        if concept.startswith(THEME):
            continue  # a theme is a choice of words of its domain
        inside, around = one.counts.get(concept, NONE), one.context.get(concept, NONE)
        if concept.startswith("group:"):
            # Who it is for often stands in the title only, and holds for every paragraph below it.
            inside = around = inside if any(inside) else around
        values += [
            (f"strong {concept}", min(2, inside[0]) / 2),
            (f"medium {concept}", min(3, inside[1]) / 3),
            (f"weak {concept}", min(2, inside[2]) / 2),
            (f"around {concept}", 1.0 if around[0] else 0.5 if around[1] else 0.0),
            (f"score {concept}", term_score(inside, around)),
        ]
    values += zip(CUES, one.cues, strict=True)
    door = max(scores.signals[signal] * is_open(one, signal) for signal in ("funding", "alignment"))
    values += zip(WHOLE, (reach(one), max(scores.domains.values()), door, scores.opportunity), strict=True)
    values.append((f"structure {one.text.structure}", 1.0))
    if one.text.genre:
        values.append((f"genre {one.text.genre}", 1.0))
    values += [(f"state {signal} {state.state}", 1.0) for signal, state in one.states.items()]
    return values
