from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from models.agreement import ENOUGH
from models.card import BEGIN, END, NoMarkersError, write_card
from models.evaluate import Evaluation, evaluate
from models.gate import GATES, inputs_of, load_accepted
from models.labelled import LABELLED
from models.reliability import svg
from models.report import mistakes_text, text
from models.taxonomy import TAXONOMY


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate()


def by_label(evaluation: Evaluation) -> dict[str, tuple[float, float]]:
    return {one.label: (one.tagger.average_precision, one.lexicon.average_precision) for one in evaluation.labels}


def test_no_writer_is_learnt_from_and_judged(evaluation: Evaluation) -> None:
    assert evaluation.grouped
    assert evaluation.writers >= 2


def test_every_label_is_measured(evaluation: Evaluation) -> None:
    assert len(evaluation.labels) == 12 + 3 + 1
    assert all(one.positives > 0 for one in evaluation.labels)


def test_the_model_beats_the_vocabulary_alone(evaluation: Evaluation) -> None:
    for label in ("funding", "alignment", "opportunity"):
        tagger, lexicon = by_label(evaluation)[label]
        assert tagger > lexicon
    assert evaluation.summary["domain_f1"] > evaluation.lexicon["domain_f1"]


def test_quality_does_not_fall_below_what_was_reached(evaluation: Evaluation) -> None:
    reached = evaluation.summary
    assert reached["domain_f1"] >= 0.80
    assert reached["funding_f1"] >= 0.80
    assert reached["alignment_f1"] >= 0.75
    assert reached["threat_f1"] >= 0.72
    assert reached["doors_right"] >= 0.85
    assert min(evaluation.weakest.values()) >= 0.68
    assert reached["opportunity_ap"] >= 0.85
    assert reached["rare_precision"] >= 0.50
    assert reached["pairs_right"] >= 0.77
    assert reached["pointers_wrong"] <= 0.05
    assert reached["calibration_error"] <= 0.05


def test_damaged_text_loses_at_most_five_points_of_recall(evaluation: Evaluation) -> None:
    assert evaluation.recall_damaged >= evaluation.recall - 0.05


def test_writers_and_second_reader_agree(evaluation: Evaluation) -> None:
    assert evaluation.agreement is not None
    assert evaluation.agreement.passages == 200
    for one in evaluation.agreement.labels:
        if max(one.first, one.second) >= ENOUGH:
            assert one.kappa >= 0.7, one


def test_the_picture_and_the_card_hold_the_figures(evaluation: Evaluation, tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text(f"before\n{BEGIN}\nobsolete\n{END}\nafter\n", encoding="utf-8")
    write_card(evaluation, card)
    written = card.read_text(encoding="utf-8")
    assert written.startswith("before\n")
    assert written.endswith("after\n")
    assert "obsolete" not in written
    assert f"| domains, macro F1 | {evaluation.summary['domain_f1']:.2f} |" in written
    picture = svg(evaluation.bins, evaluation.summary["calibration_error"])
    assert picture.count("<circle") == len(evaluation.bins)
    ElementTree.fromstring(picture)  # noqa: S314  our own
    with pytest.raises(NoMarkersError):
        write_card(evaluation, LABELLED / "a.jsonl")


def test_every_mistake_is_listed_with_its_text(evaluation: Evaluation) -> None:
    listed = mistakes_text(evaluation.mistakes)
    assert evaluation.mistakes
    for one in evaluation.mistakes[:20]:
        assert " ".join(one.passage.text.split()) in listed


def test_the_figures_are_those_that_were_accepted(evaluation: Evaluation) -> None:
    accepted = load_accepted()
    assert accepted is not None
    assert accepted.inputs == inputs_of(LABELLED, TAXONOMY)
    for name in GATES:
        assert accepted.figures[name] == pytest.approx(evaluation.summary[name], abs=2e-3), name


def test_the_table_shows_every_label(evaluation: Evaluation) -> None:
    table = text(evaluation)
    assert all(one.label in table for one in evaluation.labels)
    assert "each writer judged by a model that never saw that writer" in table
    assert f"{evaluation.summary['domain_f1']:.2f}" in table


def test_one_writer_is_judged_in_folds(tmp_path: Path) -> None:
    lines = (LABELLED / "a.jsonl").read_text(encoding="utf-8").splitlines()
    assert len({json.loads(line)["writer"] for line in lines}) == 1
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    evaluation = evaluate(labelled=tmp_path)
    assert not evaluation.grouped
    assert "five folds" in text(evaluation)
