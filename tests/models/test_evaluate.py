from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.evaluate import Evaluation, evaluate
from models.labelled import LABELLED
from models.report import text


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
    assert (reached["funding_f1"], reached["alignment_f1"], reached["threat_f1"]) >= (0.80, 0.75, 0.72)
    assert reached["opportunity_ap"] >= 0.85
    assert reached["rare_precision"] >= 0.50
    assert reached["pairs_right"] >= 0.75
    assert reached["pointers_wrong"] <= 0.05
    assert reached["calibration_error"] <= 0.05


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
