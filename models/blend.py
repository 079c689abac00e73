"""Vocabulary and model together, and the rules that have the last word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.baseline import NOT_YOUNG, Scores
from models.evidence import CUES, NONE, Evidence, Reader
from models.signals import OPEN_STATES, State

SURE = 0.5
"""From here on a domain or a signal counts."""
# How much the model weighs beside the vocabulary, by cross-validation.
_DOMAIN_SHARE = 0.75
_SIGNAL_SHARE = 0.9
_OPPORTUNITY_SHARE = 0.95
_SHORT_SHARE = 0.7
"""In a table row of a few words there is little for the model to see."""
_CARRIED = 0.55
_DENIED = 0.3
_CAPPED = 0.2
_DOUBTFUL = 0.45
PLAUSIBLE, _HINTED = 0.3, 0.15
_SHUT_WEIGHT, _OPEN_WEIGHT, _DEFAULT_WEIGHT = 0.8, 0.5, 0.2
"""What a state counts for beside the share that the model gives to each: one that a rule finds shut, one that a rule
finds open, one for want of a rule. That a door is shut is mostly said in few, plain words."""
_INVITATIONS = {"opening", "applicant:included"}
_HELPERS = {"vrijwilligerswerk", "mdt_kern", "applicant:included"}
"""Concepts by which a passage that names no young people may still be for those who work with them."""
DOORS = ("funding", "alignment")
"""The signals by which a passage can be an opportunity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The scores after the rules, the states of the signals that count, and the rules that changed something."""

    scores: Scores
    states: dict[str, State]
    rules: tuple[str, ...]


def blend(evidence: Evidence, lexicon: Scores, model: Scores) -> Scores:
    """Mix the scores; a strong term carries its domain unless the model is sure that it does not."""
    domains = {}
    for key, score in lexicon.domains.items():
        mixed = _mix(score, model.domains[key], _DOMAIN_SHARE)
        named = evidence.counts.get(key, NONE)[0] or (evidence.context.get(key, NONE)[0] and score >= SURE)
        carried = named and model.domains[key] >= _DENIED
        domains[key] = max(mixed, _CARRIED) if carried else mixed
    signals = {key: _mix(score, model.signals[key], _SIGNAL_SHARE) for key, score in lexicon.signals.items()}
    short = evidence.cues[CUES.index("short")]
    chance = _mix(lexicon.opportunity, model.opportunity, _SHORT_SHARE if short else _OPPORTUNITY_SHARE)
    return Scores(domains=domains, signals=signals, opportunity=chance, states=model.states)


def _mix(lexicon: float, model: float, share: float) -> float:
    return (1 - share) * lexicon + share * model


def judge(evidence: Evidence, scores: Scores, reader: Reader) -> Verdict:
    """Apply the rules by which a passage is no opportunity whatever the scores say."""
    limits = _limits(evidence, scores)
    chance = min([scores.opportunity, *limits.values()])
    domains, signals = scores.domains, scores.signals
    if chance >= SURE:
        # An opportunity is about something, and it is either money or a policy to join.
        domains = _with_likeliest(domains, tuple(domains), _HINTED)
        signals = _with_likeliest(signals, DOORS, PLAUSIBLE)
    present = [signal for signal, score in signals.items() if score >= SURE]
    states = stated(evidence, scores, present, reader)
    doors = [signal for signal in DOORS if signal in states]
    if max(domains.values()) < SURE:
        limits["no_subject"] = min(_DOUBTFUL, limits.get("no_subject", 1.0))
    if not doors:
        limits["no_signal"] = _DOUBTFUL
    elif all(states[signal].state not in OPEN_STATES[signal] for signal in doors):
        limits["closed"] = _CAPPED
    elif scores.states:
        limits["door_in_doubt"] = scores.opportunity * min(1.0, 0.1 + 1.3 * _openness(states, doors, scores))
    applied = [rule for rule, limit in limits.items() if rule in evidence.caps or limit < scores.opportunity]
    return Verdict(
        scores=Scores(
            domains=domains,
            signals=signals,
            opportunity=min([chance, *limits.values()]),
            states=scores.states,
        ),
        states=states,
        rules=(*evidence.rules, *applied, *(state.rule for state in states.values() if state.rule)),
    )


def stated(evidence: Evidence, scores: Scores, signals: Sequence[str], reader: Reader) -> dict[str, State]:
    """The state of each of the signals, by rules and model."""
    return {signal: _state(signal, state, scores) for signal, state in reader.states(evidence, signals).items()}


def _state(signal: str, ruled: State, scores: Scores) -> State:
    """The state by rule, unless the model holds another one for clearly likelier."""
    shares = scores.states.get(signal)
    if not shares or ruled.counted:
        return ruled
    weight = _DEFAULT_WEIGHT
    if ruled.rule:
        weight = _OPEN_WEIGHT if ruled.state in OPEN_STATES[signal] else _SHUT_WEIGHT
    weighed = {state: share + weight * (state == ruled.state) for state, share in shares.items()}
    likeliest = max(weighed, key=lambda state: weighed[state])
    return ruled if likeliest == ruled.state else State(state=likeliest, rule=f"{signal}:by_model")


def _openness(states: Mapping[str, State], doors: Sequence[str], scores: Scores) -> float:
    """How surely the door of the likeliest signal stands open: half by its state, half by the model."""
    signal = max(doors, key=lambda door: scores.signals[door])
    by_model = sum(share for state, share in scores.states[signal].items() if state in OPEN_STATES[signal])
    return (by_model + (states[signal].state in OPEN_STATES[signal])) / 2


def _limits(evidence: Evidence, scores: Scores) -> dict[str, float]:
    """The highest chance that each rule leaves, by the name of the rule."""
    limits = dict.fromkeys(evidence.caps, _CAPPED)
    groups = {concept for concept in evidence.counts if concept.startswith("group:")}
    around = {concept for concept in evidence.context if concept.startswith("group:")}
    if "group:not_mdt" in groups and groups <= NOT_YOUNG:
        limits["outside_ages"] = _CAPPED
    if groups | around and groups | around <= NOT_YOUNG and not _HELPERS & evidence.counts.keys():
        limits["no_young_people"] = _DOUBTFUL
    if not groups | around:
        if max(scores.domains.values()) < SURE:
            limits["no_subject"] = _CAPPED
        if not _INVITATIONS & evidence.counts.keys() and not evidence.counts.get("mdt_kern", NONE)[0]:
            limits["out_of_reach"] = _DOUBTFUL
    if "applicant:excluded" in evidence.counts and "applicant:included" not in evidence.counts:
        limits["excluded_applicant"] = _CAPPED
    return limits


def _with_likeliest(scores: Mapping[str, float], keys: Sequence[str], least: float) -> dict[str, float]:
    """The scores, the highest of the keys made to count unless it is implausible."""
    likeliest = max(keys, key=lambda key: scores[key])
    raised = SURE if scores[likeliest] >= least else 0.0
    return {**scores, likeliest: max(scores[likeliest], raised)}
