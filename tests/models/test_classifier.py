from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from skops import io

from models.classifier import Manifest, ModelError, is_current, load_model, train
from models.estimator import TooFewLabelsError, fit
from models.evidence import Reader
from models.labelled import LABELLED, load_labelled
from models.records import Text
from models.tagger import load_tagger
from models.taxonomy import TAXONOMY, Taxonomy

ARTEFACT, MANIFEST = "classifier.skops", "manifest.json"
PASSAGES = [
    Text(
        text="Voor projecten waarin jongeren van 16 tot 27 jaar iets doen voor een ander is € 60.000 beschikbaar.",
        title="Subsidieregeling Jong in Veldhorst",
        genre="subsidieregeling",
    ),
    Text(text="De dakgoot van het gemeentehuis wordt vervangen.", title="Onderhoudsplan", genre="bijlage"),
]


@pytest.fixture
def copy(trained: tuple[Path, Manifest], tmp_path: Path) -> Path:
    return Path(shutil.copytree(trained[0], tmp_path / "model"))


def rewritten(folder: Path, **changes: Any) -> None:
    """Change the manifest, as someone would who exchanges the file as well."""
    path = folder / MANIFEST
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def exchanged(folder: Path, body: bytes) -> None:
    (folder / ARTEFACT).write_bytes(body)
    rewritten(folder, artefact=hashlib.sha256(body).hexdigest())


def test_counts_what_it_learnt_from(trained: tuple[Path, Manifest], taxonomy: Taxonomy) -> None:
    passages = load_labelled(LABELLED, taxonomy)
    assert trained[1].passages == len(passages)
    assert trained[1].taxonomy == taxonomy.digest
    assert sorted(path.name for path in trained[0].iterdir()) == [ARTEFACT, MANIFEST]


def test_a_loaded_model_gives_the_probabilities_of_the_fitted_one(
    trained: tuple[Path, Manifest], taxonomy: Taxonomy, reader: Reader
) -> None:
    passages = load_labelled(LABELLED, taxonomy)
    fitted = fit(passages, [reader.read(one.passage) for one in passages], taxonomy)
    loaded, _ = load_model(trained[0], taxonomy)
    evidence = [reader.read(text) for text in PASSAGES]
    assert loaded.judge(evidence) == fitted.judge(evidence)


def test_training_again_gives_the_same_model(trained: tuple[Path, Manifest], tmp_path: Path) -> None:
    again = train(tmp_path)
    assert again.inputs == trained[1].inputs
    first, second = load_tagger(trained[0]), load_tagger(tmp_path)
    assert second.tag(PASSAGES) == first.tag(PASSAGES)
    assert second.version == first.version


def test_current_until_an_input_changes(trained: tuple[Path, Manifest], copy: Path, tmp_path: Path) -> None:
    assert is_current(trained[0])
    labelled = Path(shutil.copytree(LABELLED, tmp_path / "labelled"))
    assert is_current(copy, labelled=labelled)
    with (labelled / "a.jsonl").open("a") as file:
        file.write("\n")
    assert not is_current(copy, labelled=labelled)
    taxonomy = tmp_path / "taxonomy.toml"
    taxonomy.write_text(TAXONOMY.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert not is_current(copy, taxonomy=taxonomy)


def test_not_current_without_a_whole_model(copy: Path, tmp_path: Path) -> None:
    assert not is_current(tmp_path / "nowhere")
    rewritten(copy, features=0)
    assert not is_current(copy)
    (copy / MANIFEST).write_text("{")
    assert not is_current(copy)
    (copy / MANIFEST).unlink()
    assert not is_current(copy)


def test_a_changed_file_is_refused(copy: Path, taxonomy: Taxonomy) -> None:
    body = bytearray((copy / ARTEFACT).read_bytes())
    body[len(body) // 2] ^= 1
    (copy / ARTEFACT).write_bytes(body)
    assert not is_current(copy)
    with pytest.raises(ModelError, match="is not the file that was trained"):
        load_model(copy, taxonomy)


@pytest.mark.parametrize("hostile", [Decimal("1.5"), Path("/etc/passwd"), print], ids=["type", "path", "function"])
def test_unknown_types_are_refused(copy: Path, taxonomy: Taxonomy, hostile: object) -> None:
    exchanged(copy, io.dumps({"characters": hostile, "words": 1, "labels": 2, "opportunity": 3}))
    with pytest.raises(ModelError, match="not trusted"):
        load_model(copy, taxonomy)


def test_other_contents_are_refused(copy: Path, taxonomy: Taxonomy) -> None:
    exchanged(copy, io.dumps(Counter("abc")))
    with pytest.raises(ModelError, match=r"not trusted|does not hold"):
        load_model(copy, taxonomy)
    exchanged(copy, b"no zip at all")
    with pytest.raises(ModelError, match="no skops file"):
        load_model(copy, taxonomy)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scikit_learn": "0.1"}, "made by features 1 and scikit-learn 0.1"),
        ({"features": 0}, "made by features 0"),
        ({"taxonomy": "0" * 64}, "the vocabulary changed"),
        ({"passages": "many"}, "passages: expected int"),
    ],
)
def test_a_model_of_another_program_is_refused(
    copy: Path, taxonomy: Taxonomy, changes: dict[str, Any], message: str
) -> None:
    rewritten(copy, **changes)
    with pytest.raises(ModelError, match=message):
        load_model(copy, taxonomy)


def test_a_missing_file_is_told(copy: Path, taxonomy: Taxonomy) -> None:
    (copy / ARTEFACT).unlink()
    with pytest.raises(ModelError, match="no model in"):
        load_model(copy, taxonomy)


def test_a_label_without_examples_is_told(taxonomy: Taxonomy, reader: Reader) -> None:
    passages = [replace(one, domains=()) for one in load_labelled(LABELLED, taxonomy)[:20]]
    with pytest.raises(TooFewLabelsError, match="label mdt_kern: 0 of 20"):
        fit(passages, [reader.read(one.passage) for one in passages], taxonomy)
