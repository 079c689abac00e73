from __future__ import annotations

import json
from datetime import date

import pytest

from models.tagger import Tagger, load_tagger
from output.tagging import answers

TODAY = date(2026, 11, 23)
REGULATION = {
    "text": (
        "Het subsidieplafond voor jongereninitiatieven bedraagt € 90.000. Aanvragen kan van 4 januari 2027 tot en met "
        "12 februari 2027; ten hoogste € 9.000 per aanvraag."
    ),
    "title": "Subsidieregeling Jong",
    "genre": "subsidieregeling",
    "date": "2026-11-01",
}


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return load_tagger(None)


def test_a_line_is_answered_in_the_agreed_shape(tagger: Tagger) -> None:
    (answer,) = answers([json.dumps(REGULATION)], tagger, TODAY)
    assert set(answer) == {"domains", "themes", "groups", "signals", "opportunity", "kind", "rules", "fields"}
    assert answer["domains"]["jeugd"] >= 0.5
    assert "jongerenparticipatie" in answer["themes"]
    assert answer["signals"]["funding"]["state"] == "open"
    assert answer["opportunity"]["yes"] is True
    assert answer["kind"] == "body"
    assert answer["fields"] == {
        "amounts": [{"value_eur": 90000, "kind": "ceiling"}, {"value_eur": 9000, "kind": "max_per_application"}],
        "deadline": "2027-02-12",
        "deadline_kind": "application",
        "window": {"from": "2027-01-04", "to": "2027-02-12"},
        "stage": "uitvoering",
        "state": "open",
        "holder": None,
    }


def test_every_line_has_its_answer(tagger: Tagger) -> None:
    wrong = [
        "x",
        "",
        "[]",
        "{}",
        '{"text": " "}',
        '{"text": 1}',
        '{"text": "a", "title": 2}',
        '{"text": "a", "date": "1"}',
    ]
    lines = [json.dumps(REGULATION), *wrong, json.dumps(REGULATION)] * 40
    found = list(answers(lines, tagger, TODAY))
    assert len(found) == len(lines)
    for line, answer in zip(lines, found, strict=True):
        assert ("error" in answer) == (line in wrong)
    assert found[0] == found[-1]


def test_the_date_is_what_days_without_a_year_refer_to(tagger: Tagger) -> None:
    text = "Aanvragen voor jongerenprojecten kan tot en met 12 februari."
    lines = [json.dumps({"text": text, "date": day}) for day in ("2026-11-01", "2027-11-01")] + [
        json.dumps({"text": text})
    ]
    found = [answer["fields"]["deadline"] for answer in answers(lines, tagger, TODAY)]
    assert found == ["2027-02-12", "2028-02-12", "2027-02-12"]


def test_an_unknown_genre_is_read_like_a_title(tagger: Tagger) -> None:
    asked = {
        "text": "De raad besluit het voorstel voor de rotonde vast te stellen.",
        "genre": "Raadsvoorstel (bijlage)",
    }
    (answer,) = answers([json.dumps(asked)], tagger, TODAY)
    assert "error" not in answer


def test_explains_on_request(tagger: Tagger) -> None:
    (answer,) = answers([json.dumps(REGULATION)], tagger, TODAY, explain=True)
    hit = answer["hits"][0]
    assert REGULATION["text"][hit["start"] : hit["end"]]
    assert {"tag", "key", "share"} == set(answer["features"][0])
