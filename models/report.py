"""An evaluation as text: tables for people, and the mistakes one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from models.agreement import ENOUGH, Agreement
from models.blend import SURE
from models.evaluate import Evaluation, Mistake
from models.measures import RARE, RECALL, Figures

NAMES: Mapping[str, str] = {
    "domain_f1": "domains, macro F1",
    "funding_f1": "funding, F1",
    "alignment_f1": "alignment, F1",
    "threat_f1": "threat, F1",
    "opportunity_f1": "opportunity, F1",
    "opportunity_ap": "opportunity, average precision",
    "rare_precision": f"opportunity, precision at recall {RECALL} when {RARE:.0%} are opportunities",
    "rare_precision_told": f"opportunity, precision of what is told when {RARE:.0%} are opportunities",
    "states_right": "states right, of labelled signals",
    "doors_right": "open or shut right, of labelled signals",
    "pairs_right": "open and shut twin both right",
    "pointers_wrong": "contents and agenda lines taken as a chance",
    "calibration_error": "opportunity, calibration error",
    "brier": "opportunity, Brier score",
}
"""What the figures of a summary are."""


def text(evaluation: Evaluation) -> str:
    """Render an evaluation as tables."""
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
    lines += ["", f"{'':<66}tagger   +/-   vocabulary   unseen genre"]
    lines += [
        f"{name:<66}{evaluation.summary[key]:>6.3f}  {evaluation.spread[key]:.3f}   {evaluation.lexicon[key]:>8.3f}"
        f"   {evaluation.genres[key]:>10.3f}"
        for key, name in NAMES.items()
    ]
    weakest = ", ".join(f"{label} {value:.2f}" for label, value in evaluation.weakest.items())
    damage = f"domain recall: {evaluation.recall:.3f}, on damaged text {evaluation.recall_damaged:.3f}"
    lines += [f"weakest domain: {weakest}", damage, "", *_reliability(evaluation)]
    return "\n".join(lines + (list(_agreement(evaluation.agreement)) if evaluation.agreement else []))


def mistakes_text(mistakes: tuple[Mistake, ...]) -> str:
    """List every mistake with its text, by label."""
    return "\n".join(
        f"{one.label}: {'missed' if one.missed else 'false'} at {one.probability:.2f} ({one.passage.id}, "
        f"{one.passage.kind}) {one.passage.title} > {one.passage.heading}\n    {' '.join(one.passage.text.split())}"
        for one in mistakes
    )


def _cells(figures: Figures) -> str:
    return f"{figures.precision:.2f}  {figures.recall:.2f}  {figures.f1:.2f}  {figures.average_precision:.2f} "


def _reliability(evaluation: Evaluation) -> Iterator[str]:
    yield "opportunity: probability against the share that is one"
    for one in evaluation.bins:
        yield f"  {one.probability:.2f}  {one.share:.2f}  ({one.passages})"


def _agreement(found: Agreement) -> Iterator[str]:
    yield ""
    yield f"second reader, {found.passages} passages: Cohen's kappa of labels with {ENOUGH} or more positives"
    for one in found.labels:
        if max(one.first, one.second) >= ENOUGH:
            yield f"  {one.label:<32}{one.first:>4}{one.second:>5}  {one.kappa:.2f}"
