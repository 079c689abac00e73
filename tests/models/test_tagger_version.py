from pathlib import Path

import pytest

from models.classifier import train
from models.tagger import load_tagger, tagger_version


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trained")
    train(folder)
    return folder


def test_the_version_is_known_without_loading(trained: Path, tmp_path: Path) -> None:
    assert tagger_version(trained) == load_tagger(trained).version
    assert tagger_version(tmp_path) == load_tagger(None).version
    assert tagger_version(trained) != tagger_version(tmp_path)


def test_a_tampered_model_has_the_version_of_the_vocabulary(trained: Path, tmp_path: Path) -> None:
    for file in trained.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with next(tmp_path.glob("*.npz")).open("ab") as artefact:
        artefact.write(b"x")
    assert tagger_version(tmp_path) == load_tagger(tmp_path).version == load_tagger(None).version
