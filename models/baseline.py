"""The vocabulary alone as a complete tagger: scores from 0 to 1 by counting terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from models.evidence import NONE, Count, Evidence
from models.signals import OPEN_STATES
from models.taxonomy import STATES, Taxonomy

NOT_YOUNG = frozenset({"group:not_mdt", "group:begunstigden"})
"""Groups of people outside the ages of MDT."""
_NAMED_AROUND = 0.42
"""The score of a concept that only title or heading names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The probabilities of one passage, by the vocabulary or by the model."""

    domains: Mapping[str, float]
    signals: Mapping[str, float]
    opportunity: float
    states: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Of each signal, how likely each state is, if the passage has the signal; the vocabulary has no view."""


def term_score(text: Count, context: Count) -> float:
    """How surely counted terms in a text and in its title and heading name a concept."""
    strong, medium, weak = text
    if strong:
        return 0.95 if strong > 1 or context[0] else 0.85
    if medium > 1:
        return 0.7 if context[0] else 0.6
    if medium:
        return 0.62 if context[0] else 0.52 if context[1] or weak > 1 else 0.35
    if context[0]:
        return 0.5 if weak else _NAMED_AROUND
    return 0.25 if weak or context[1] else 0.0


def lexicon_scores(evidence: Evidence, taxonomy: Taxonomy) -> Scores:
    """Score a passage with the vocabulary alone."""
    signals = {signal: _signal_score(signal, evidence) for signal in STATES}
    says_something = max(signals.values()) >= 0.5
    domains = {}
    for key in taxonomy.domains:
        score = term_score(evidence.counts.get(key, NONE), evidence.context.get(key, NONE))
        # "Het plafond bedraagt ..." is about the subject of its title: that is how regulations and motions are written.
        domains[key] = 0.55 if score == _NAMED_AROUND and says_something else score
    return Scores(domains=domains, signals=signals, opportunity=_opportunity(evidence, domains, signals))


def _signal_score(signal: str, evidence: Evidence) -> float:
    concept = f"signal:{signal}"
    score = term_score(evidence.counts.get(concept, NONE), evidence.context.get(concept, NONE))
    if signal == "funding" and evidence.cues[0]:
        return min(0.95, score + 0.2) if score else 0.2
    return score


def _opportunity(evidence: Evidence, domains: Mapping[str, float], signals: Mapping[str, float]) -> float:
    doors = [signals[signal] for signal in ("funding", "alignment") if is_open(evidence, signal)]
    subject = max(domains.values())
    if not doors or evidence.caps:
        return 0.05
    invited = 1.1 if "opening" in evidence.counts else 1.0
    # The words of a cut are those of money, too.
    shut = 0.6 if signals["threat"] >= 0.5 else 1.0
    return min(0.95, max(doors) * (0.5 + 0.5 * subject) * reach(evidence) * invited * shut)


def reach(evidence: Evidence) -> float:
    """How surely people of 12 to 30, or those they help, are in view: in the text, around it, or nowhere."""
    return 1.0 if _reaches(evidence.counts) else 0.8 if _reaches(evidence.context) else 0.55


def is_open(evidence: Evidence, signal: str) -> bool:
    """Whether the state of a signal leaves the door open; without a state it does."""
    state = evidence.states.get(signal)
    return state is None or state.state in OPEN_STATES[signal]


def _reaches(counts: Iterable[str]) -> bool:
    return any(concept.startswith("group:") and concept not in NOT_YOUNG for concept in counts)
