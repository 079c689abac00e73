"""The figures of the model card, written between two markers in `README.md`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from models.agreement import ENOUGH
from models.evaluate import Evaluation
from models.report import NAMES

CARD = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures: written by `kansenradar evaluate --card` -->", "<!-- end of figures -->"


class NoMarkersError(ValueError):
    """A card has no place for the figures."""


def write_card(evaluation: Evaluation, file: Path = CARD) -> None:
    """Replace the figures of a card."""
    text = file.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise NoMarkersError(f"{file.name}: {BEGIN} and {END} are needed")
    file.write_text(f"{before}{begin}\n\n{_figures(evaluation)}\n\n{end}{after}", encoding="utf-8")


def _figures(evaluation: Evaluation) -> str:
    return "\n".join([*_summary(evaluation), "", *_labels(evaluation), *_agreement(evaluation)])


def _summary(evaluation: Evaluation) -> Iterator[str]:
    yield f"{evaluation.passages} passages by {evaluation.writers} writers. *Unseen writer*: judged by a model that saw"
    yield "no passage of that writer. *Unseen genre*: by one that saw none of that genre. *Words alone*: no model."
    yield "The spread is half the width of the middle 90 % over samples of the passages."
    yield ""
    yield "| figure | unseen writer | spread | unseen genre | words alone |"
    yield "|---|---|---|---|---|"
    for key, name in NAMES.items():
        values = (evaluation.summary, evaluation.spread, evaluation.genres, evaluation.lexicon)
        yield f"| {name} | {' | '.join(f'{figures[key]:.2f}' for figures in values)} |"
    yield ""
    weakest = ", ".join(f"{label} (F1 {value:.2f})" for label, value in evaluation.weakest.items())
    yield f"Weakest domain: {weakest}. Recall of domains {evaluation.recall:.2f}; on the same passages with broken and"
    yield f"glued words, confused letters and ligatures {evaluation.recall_damaged:.2f}."


def _labels(evaluation: Evaluation) -> Iterator[str]:
    yield "| label | passages | precision | recall | F1 | average precision | F1, words alone |"
    yield "|---|---|---|---|---|---|---|"
    for one in evaluation.labels:
        found = one.tagger
        cells = (found.precision, found.recall, found.f1, found.average_precision, one.lexicon.f1)
        yield f"| {one.label} | {one.positives} | {' | '.join(f'{value:.2f}' for value in cells)} |"


def _agreement(evaluation: Evaluation) -> Iterator[str]:
    found = evaluation.agreement
    if found is None:
        return
    yield ""
    yield f"Writers and second reader on {found.passages} passages (Cohen's kappa, labels with {ENOUGH} or more):"
    told = [f"{one.label} {one.kappa:.2f}" for one in found.labels if max(one.first, one.second) >= ENOUGH]
    yield f"{', '.join(told)}."
