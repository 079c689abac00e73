from __future__ import annotations

import hashlib
import io
import json
import pickle
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy
import pytest

from models.baseline import lexicon_scores
from models.classifier import Manifest, ModelError, is_current, load_model, train
from models.evidence import Reader
from models.labelled import LABELLED, load_labelled
from models.records import Text
from models.tagger import load_tagger
from models.taxonomy import TAXONOMY, Taxonomy
from models.training import TooFewLabelsError, fit
from models.weights import packed

ARTEFACT, MANIFEST = "classifier.npz", "manifest.json"
NAMES = ("characters", "words", "character_weights", "word_weights", "coefficients", "intercepts")
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
    lexicon = [lexicon_scores(one, taxonomy) for one in evidence]
    assert loaded.judge(evidence, lexicon) == fitted.judge(evidence, lexicon)


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


def arrays(**exchanged: Any) -> bytes:
    """A file of arrays that numpy writes, objects included: what an attacker could put in the place of the weights."""
    body = io.BytesIO()
    numpy.savez_compressed(body, allow_pickle=True, **exchanged)
    return body.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"no zip at all",
        b"",
        pickle.dumps(Counter("abc")),
        arrays(words=numpy.zeros(3)),
        arrays(**dict.fromkeys(NAMES, numpy.array([print], dtype=object))),
        arrays(**dict.fromkeys(NAMES, numpy.zeros(3, dtype=numpy.float32))),
        arrays(
            **dict.fromkeys(("characters", "words"), numpy.array([255], dtype=numpy.uint8)),
            **dict.fromkeys(NAMES[2:], numpy.zeros((1, 1), dtype=numpy.float32)),
        ),
    ],
    ids=["text", "empty", "pickle", "other arrays", "objects", "other types", "no words"],
)
def test_other_contents_are_refused(copy: Path, taxonomy: Taxonomy, body: bytes) -> None:
    exchanged(copy, body)
    with pytest.raises(ModelError, match="is no file of weights"):
        load_model(copy, taxonomy)


def test_weights_of_another_size_are_refused(copy: Path, taxonomy: Taxonomy) -> None:
    weights = load_model(copy, taxonomy)[0].weights
    exchanged(copy, packed(replace(weights, coefficients=weights.coefficients[:-1])))
    with pytest.raises(ModelError, match="is no file of weights: coefficients"):
        load_model(copy, taxonomy)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scikit_learn": "0.1"}, "made by features 3 and scikit-learn 0.1"),
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
