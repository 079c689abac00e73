from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from models.labelled import LABELLED, LabelledError, labelled_digest, load_labelled
from models.taxonomy import Taxonomy

GOOD: dict[str, Any] = {
    "text": "Aanvragen kan tot 1 mei.",
    "title": "Subsidieregeling Jongereninitiatieven Veldhorst",
    "heading": "Artikel 4",
    "genre": "subsidieregeling",
    "domains": ["jeugd"],
    "themes": ["jongereninitiatieven"],
    "groups": ["jongeren_12_30"],
    "signals": {"funding": "open"},
    "opportunity": True,
    "kind": "body",
    "writer": "x",
}


def written(tmp_path: Path, *lines: str) -> Path:
    (tmp_path / "a.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_the_labelled_files_are_right(taxonomy: Taxonomy) -> None:
    passages = load_labelled(LABELLED, taxonomy)
    assert len({one.writer for one in passages}) >= 2
    assert all(one.text and one.writer for one in passages)
    assert not [one for one in passages if one.opportunity and not {"funding", "alignment"} & one.signals.keys()]


def test_reads_a_passage(tmp_path: Path, taxonomy: Taxonomy) -> None:
    (passage,) = load_labelled(written(tmp_path, json.dumps(GOOD)), taxonomy)
    assert passage.signals == {"funding": "open"}
    assert passage.passage.structure == "body"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"domains": ["jeugt"]}, "a.jsonl:2: unknown domain jeugt"),
        ({"groups": ["all"]}, "a.jsonl:2: unknown group all"),
        ({"signals": {"funding": "shut"}}, "a.jsonl:2: unknown signal funding: shut"),
        ({"signals": {"money": "open"}}, "a.jsonl:2: unknown signal money: open"),
        ({"genre": "krant"}, "a.jsonl:2: unknown genre krant"),
        ({"kind": "poem"}, "a.jsonl:2: unknown kind poem"),
        ({"opportunity": "yes"}, "a.jsonl:2.opportunity: expected bool"),
        ({"text": " "}, "a.jsonl:2: text and writer"),
        ({"mood": "glad"}, "a.jsonl:2: .*unknown .*mood"),
    ],
)
def test_a_mistake_is_reported_with_file_and_line(
    tmp_path: Path, taxonomy: Taxonomy, change: dict[str, Any], message: str
) -> None:
    folder = written(tmp_path, json.dumps(GOOD), json.dumps({**GOOD, "title": "Ander stuk", **change}))
    with pytest.raises(LabelledError, match=message):
        load_labelled(folder, taxonomy)


def test_a_line_that_is_no_json(tmp_path: Path, taxonomy: Taxonomy) -> None:
    with pytest.raises(LabelledError, match=r"a\.jsonl:2: no JSON"):
        load_labelled(written(tmp_path, json.dumps(GOOD), "{"), taxonomy)


def test_the_same_passage_twice(tmp_path: Path, taxonomy: Taxonomy) -> None:
    with pytest.raises(LabelledError, match=r"a\.jsonl:2: .*twice"):
        load_labelled(written(tmp_path, json.dumps(GOOD), json.dumps(GOOD)), taxonomy)


def test_no_files(tmp_path: Path, taxonomy: Taxonomy) -> None:
    with pytest.raises(LabelledError, match=r"no \*\.jsonl"):
        load_labelled(tmp_path, taxonomy)


def test_the_digest_follows_names_and_contents(tmp_path: Path) -> None:
    first = labelled_digest(written(tmp_path, json.dumps(GOOD)))
    assert labelled_digest(tmp_path) == first
    (tmp_path / "a.jsonl").rename(tmp_path / "b.jsonl")
    assert labelled_digest(tmp_path) != first
