"""The verdict on passages: vocabulary, model and rules, and a second look at the parts of long ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from models.baseline import Scores, lexicon_scores
from models.blend import SURE, Verdict, blend, judge
from models.estimator import Estimator
from models.evidence import Evidence, Reader
from models.taxonomy import Taxonomy

LONG = 100
"""Words from which on a passage is looked at in parts, too."""
_PART = 80
_BREAK = re.compile(r"(?<=[.!?;])\s+|\n|(?=[•▪➢»])")
_SPREAD = "spread_out"


@dataclass(frozen=True, slots=True)
class Bench:
    """What a verdict is made with; no estimator means the vocabulary alone."""

    taxonomy: Taxonomy
    reader: Reader
    estimator: Estimator | None


def verdicts(bench: Bench, evidence: Sequence[Evidence]) -> list[Verdict]:
    """Judge passages in order."""
    found = _judged(bench, evidence)
    for number, one in enumerate(evidence):
        if found[number].scores.opportunity >= SURE and len(one.folded.split()) > LONG:
            found[number] = _narrowed(bench, one, found[number])
    return found


def _judged(bench: Bench, evidence: Sequence[Evidence]) -> list[Verdict]:
    scores = [lexicon_scores(one, bench.taxonomy) for one in evidence]
    if bench.estimator is not None:
        model = bench.estimator.judge(evidence, scores)
        scores = [blend(*three) for three in zip(evidence, scores, model, strict=True)]
    return [judge(one, score, bench.reader) for one, score in zip(evidence, scores, strict=True)]


def _narrowed(bench: Bench, whole: Evidence, verdict: Verdict) -> Verdict:
    """Lower the chance of a passage whose words make an opportunity only when they are taken together.

    A long passage goes over several matters: young people in one sentence, money in another.
    """
    texts = [replace(whole.text, text=part) for part in parts(whole.text.text)]
    best = max(one.scores.opportunity for one in _judged(bench, [bench.reader.read(text) for text in texts]))
    scores = verdict.scores
    if best >= scores.opportunity:
        return verdict
    lowered: Scores = replace(scores, opportunity=(scores.opportunity * best) ** 0.5)
    return replace(verdict, scores=lowered, rules=(*verdict.rules, _SPREAD))


def parts(text: str) -> Iterator[str]:
    """Cut a text between sentences into parts of about 80 words."""
    held: list[str] = []
    for sentence in filter(None, map(str.strip, _BREAK.split(text))):
        if held and sum(len(one.split()) for one in held) + len(sentence.split()) > _PART:
            yield " ".join(held)
            held = []
        held.append(sentence)
    if held:
        yield " ".join(held)
