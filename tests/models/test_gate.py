from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models import gate
from models.gate import GATES, Accepted, WorseError, check, load_accepted, save_accepted, worse
from models.labelled import LABELLED
from models.strict import ShapeError
from models.taxonomy import TAXONOMY


def accepted(inputs: str = "", **figures: float) -> Accepted:
    return Accepted(inputs=inputs, figures=dict.fromkeys(GATES, 0.8) | figures, spread=dict.fromkeys(GATES, 0.02))


def test_only_a_fall_by_more_than_the_spread_counts() -> None:
    assert worse(accepted(threat_f1=0.79), accepted()) == []
    assert worse(accepted(threat_f1=0.77), accepted()) == ["threat_f1 0.800 -> 0.770 (spread 0.020)"]


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    assert load_accepted(file) is None
    save_accepted(accepted("x"), file)
    assert load_accepted(file) == accepted("x")
    file.write_text('{"inputs": "x", "figures": {}, "spread": {}}')
    with pytest.raises(ShapeError, match="expected domain_f1"):
        load_accepted(file)
    file.write_text("{")
    with pytest.raises(ShapeError, match=r"figures\.json"):
        load_accepted(file)


def test_the_same_inputs_are_not_measured_again(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    # No passage could reach these, so that measuring would raise.
    last = accepted(gate.inputs_of(LABELLED, TAXONOMY), opportunity_ap=1.1)
    save_accepted(last, file)
    assert check(LABELLED, TAXONOMY, file=file) == last


def test_a_worse_model_is_refused(tmp_path: Path) -> None:
    labelled = tmp_path / "labelled"
    labelled.mkdir()
    shutil.copy(LABELLED / "e.jsonl", labelled)
    file = tmp_path / "figures.json"
    save_accepted(accepted("other", opportunity_ap=1.1), file)
    with pytest.raises(WorseError, match=r"opportunity_ap 1\.100"):
        check(labelled, TAXONOMY, file=file)
