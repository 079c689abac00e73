"""Money and dates on passages by hands that did not know the detectors; a floor under what was reached."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.records import Text
from models.tagger import load_tagger
from pipeline.passage_fields import PassageFields, passage_fields

TRUTH = [json.loads(line) for line in Path(__file__).with_name("fields.jsonl").read_text(encoding="utf-8").splitlines()]
Answers = list[tuple[dict[str, Any], PassageFields]]


@pytest.fixture(scope="module")
def answers() -> Answers:
    texts = [Text(**{name: one[name] for name in ("text", "title", "heading", "genre")}) for one in TRUTH]
    tags = load_tagger(None).tag(texts)
    return [
        (one, passage_fields(text, found, date.fromisoformat(one["date"])))
        for one, text, found in zip(TRUTH, texts, tags, strict=True)
    ]


def f1(right: int, wrong: int, missed: int) -> float:
    return 2 * right / (2 * right + wrong + missed)


def test_amounts_are_found(answers: Answers) -> None:
    wanted = [Counter(amount["value_eur"] for amount in one["amounts"]) for one, _ in answers]
    found = [Counter(amount.value_eur for amount in fields.amounts) for _, fields in answers]
    pairs = list(zip(wanted, found, strict=True))
    right, wrong, missed = (
        sum(sum(part(one, other).values()) for one, other in pairs)
        for part in (lambda a, b: a & b, lambda a, b: b - a, lambda a, b: a - b)
    )
    assert wrong == 0, "an amount was invented"
    assert f1(right, wrong, missed) >= 0.98


def test_deadlines_are_found(answers: Answers) -> None:
    pairs = [(one["deadline"], fields.deadline and fields.deadline.day.isoformat()) for one, fields in answers]
    right = sum(wanted == found is not None for wanted, found in pairs)
    wrong = sum(found not in (None, wanted) for wanted, found in pairs)
    missed = sum(wanted not in (None, found) for wanted, found in pairs)
    assert wrong <= 1
    assert f1(right, wrong, missed) >= 0.93


def test_a_ceiling_is_told_from_a_maximum(answers: Answers) -> None:
    kinds = [
        (amount["kind"], {a.value_eur: a.kind for a in fields.amounts}.get(amount["value_eur"]))
        for one, fields in answers
        for amount in one["amounts"]
        if amount["kind"] in ("ceiling", "max_per_application")
    ]
    swapped = [pair for pair in kinds if set(pair) == {"ceiling", "max_per_application"}]
    assert len(swapped) <= 0.15 * len(kinds), swapped
    assert sum(wanted == found for wanted, found in kinds) >= 0.65 * len(kinds)
