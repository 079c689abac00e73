"""The verdict on passages: vocabulary, model and rules, and a second look at the parts of long ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.baseline import lexicon_scores
from models.blend import DOORS, SURE, Verdict, blend, judge
from models.estimator import Estimator
from models.evidence import Evidence, Reader
from models.taxonomy import Taxonomy

LONG = 100
"""Words from which on a passage is judged by its parts."""
_PART, _STEP = 60, 20
"""Most words of a part of several sentences, and how many words later than the last one a part begins at least."""
_BREAK = re.compile(r"(?<=[.!?;])\s+|\n|(?=[•▪➢»])")
_PARAGRAPHS = re.compile(r"[.!?]\n(?=[A-Z])")
"""A paragraph that ends in the middle of a passage: short ones share one."""
_SPREAD, _BY_PART = "spread_out", "by_part"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a verdict is made with; no estimator means the vocabulary alone."""

    taxonomy: Taxonomy
    reader: Reader
    estimator: Estimator | None


def verdicts(bench: Bench, evidence: Sequence[Evidence]) -> list[Verdict]:
    """Judge passages in order."""
    found = _judged(bench, evidence)
    pieces: list[Evidence] = []
    cuts: dict[int, slice] = {}
    for number, one in enumerate(evidence):
        if max(found[number].scores.domains.values()) >= SURE and _has_parts(one.text.text):
            first = len(pieces)
            pieces += [bench.reader.read(replace(one.text, text=part)) for part in parts(one.text.text)]
            cuts[number] = slice(first, len(pieces))
    judged = _judged(bench, pieces) if pieces else []
    for number, cut in cuts.items():
        found[number] = _by_parts(found[number], judged[cut])
    return found


def _has_parts(text: str) -> bool:
    words = len(text.split())
    return words > LONG or (words > _PART and bool(_PARAGRAPHS.search(text)))


def _judged(bench: Bench, evidence: Sequence[Evidence]) -> list[Verdict]:
    scores = [lexicon_scores(one, bench.taxonomy) for one in evidence]
    if bench.estimator is not None:
        model = bench.estimator.judge(evidence, scores)
        scores = [blend(*three) for three in zip(evidence, scores, model, strict=True)]
    return [judge(one, score, bench.reader) for one, score in zip(evidence, scores, strict=True)]


def _by_parts(verdict: Verdict, judged: Sequence[Verdict]) -> Verdict:
    """Give a long passage the chance and the open doors of its strongest part.

    A long passage goes over several matters. Money in one sentence and young people in another make no opportunity,
    and a closed scheme in the last sentence does not close the one in the first.
    """
    best = max(judged, key=lambda one: one.scores.opportunity)
    scores, strongest = verdict.scores, best.scores
    if strongest.opportunity < SURE:
        lowered = replace(scores, opportunity=min(scores.opportunity, strongest.opportunity))
        spread = (_SPREAD,) if scores.opportunity >= SURE else ()
        return replace(verdict, scores=lowered, rules=(*verdict.rules, *spread))
    doors = {door: strongest.signals[door] for door in DOORS}
    kept = {signal: state for signal, state in verdict.states.items() if signal not in DOORS}
    opened = {signal: state for signal, state in best.states.items() if signal in DOORS}
    return Verdict(
        scores=replace(scores, signals={**scores.signals, **doors}, opportunity=strongest.opportunity),
        states=opened | kept,
        rules=tuple(dict.fromkeys((*best.rules, *(state.rule for state in kept.values() if state.rule), _BY_PART))),
    )


def parts(text: str) -> Iterator[str]:
    """Cut a text into overlapping parts of whole sentences."""
    sentences = [(one, len(one.split())) for one in filter(None, map(str.strip, _BREAK.split(text)))]
    since = _STEP
    for start, (_, words) in enumerate(sentences):
        if since >= _STEP:
            since = 0
            held = list(_up_to(sentences[start:], _PART))
            yield " ".join(held)
            if start + len(held) == len(sentences):
                return
        since += words


def _up_to(sentences: Sequence[tuple[str, int]], most: int) -> Iterator[str]:
    """Give the first sentences that have at most so many words together, and at least one."""
    total = 0
    for sentence, words in sentences:
        total += words
        if total > most and total > words:
            return
        yield sentence
