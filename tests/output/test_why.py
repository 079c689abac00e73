import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlite_utils import Database

from models.taxonomy import TAXONOMY, load_taxonomy
from output.queries import opportunity
from output.tables import json_text
from output.why import RULES, SumDiffers, record, text


def test_the_explanation(corpus: Any, db: Database, golden: Callable[[str, str], None]) -> None:
    written = text(opportunity(db, "HSAA3"))
    golden("why.txt", written)
    assert all(len(line) <= 80 for line in written.splitlines())


def test_the_parts_add_up_to_the_score(corpus: Any, db: Database) -> None:
    section = text(opportunity(db, "HSAA3")).split("\n\n")[1].splitlines()[1:]
    points = {line.split()[0]: int(line.split()[1]) for line in section}
    assert points.pop("samen") == sum(points.values()) == 81


def test_a_score_that_is_not_the_sum_is_an_error(rows: Any, db: Database) -> None:
    rows.opportunity("A3", score=70, reasons=[{"name": "geld", "points": 15, "because": "€ 200.000"}])
    for explain in (text, record):
        with pytest.raises(SumDiffers, match="A3 add up to 15, the score is 70"):
            explain(opportunity(db, "A3"))


def test_json_holds_the_same(corpus: Any, db: Database) -> None:
    written = json.loads(json_text(record(opportunity(db, "HSAA3"))))
    assert sum(part["points"] for part in written["parts"]) == written["score"] == 81
    assert written["hits"][0] == {
        "concept": "jeugd",
        "term": "jongereninitiatieven",
        "tier": "strong",
        "start": 4,
        "end": 24,
    }
    assert written["evidence"][0]["boxes"] == [{"page": 2, "box": [72.0, 100.0, 400.0, 112.0]}]
    assert written["rules"] == ["trap:MDT", "contents_line"]


def test_every_kind_of_word_has_a_name(rows: Any, db: Database) -> None:
    concepts = {
        "mdt_kern": "MDT",
        "group:schulden": "doelgroep jongeren met schulden",
        "role:direct": "rol regie",
        "stage:besluit": "fase besluit",
        "applicant:excluded": "aanvrager past niet",
    }
    hits = [{"concept": concept, "term": "t", "tier": "weak", "start": 0, "end": 1} for concept in concepts]
    rows.opportunity(
        "A3", explanation={"hits": hits, "features": [], "rules": ["exclude:jeugdboa", "funding:can_apply"]}
    )
    written = text(opportunity(db, "A3"))
    for name in concepts.values():
        assert f'zwak  teken 0-1  "t": {name}\n' in written
    assert "woord dat niet telt: jeugdboa\n  financiering: aanvragen kan\n" in written
    assert "Wat het model meewoog\n  geen\n" in written


def test_every_word_of_the_vocabulary_can_be_explained() -> None:
    from models.taxonomy import load_taxonomy  # noqa: PLC0415
    from output.why import _concept, _rule  # noqa: PLC0415

    taxonomy = load_taxonomy()
    for concept in taxonomy.concepts():
        assert _concept(concept)
    for rule in taxonomy.states:
        assert _rule(f"{rule.signal}:{rule.name}")
    for trap in taxonomy.traps:
        assert trap.name in _rule(f"trap:{trap.name}")


def test_every_state_rule_has_a_dutch_name() -> None:
    assert {rule.name for rule in load_taxonomy(TAXONOMY).states} <= RULES.keys()
