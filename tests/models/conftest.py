"""One taxonomy, lexicon and trained model for all tests of the tagger."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.classifier import Manifest, train
from models.evidence import Reader
from models.lexicon import Lexicon
from models.tagger import Tagger, load_tagger
from models.taxonomy import Taxonomy, load_taxonomy


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def lexicon(taxonomy: Taxonomy) -> Lexicon:
    return Lexicon(taxonomy)


@pytest.fixture(scope="session")
def reader(taxonomy: Taxonomy) -> Reader:
    return Reader(taxonomy)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """A model trained on the real labelled passages; tests that damage it work on a copy."""
    folder = tmp_path_factory.mktemp("trained")
    return folder, train(folder)


@pytest.fixture(scope="session")
def baseline() -> Tagger:
    """The vocabulary alone."""
    return load_tagger(None)
