"""Train, store and load the model; a stored model is used only when every hash fits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

from models.estimator import Estimator, labels_of
from models.evidence import Reader
from models.features import FEATURES, feature_names
from models.labelled import LABELLED, labelled_digest, load_labelled
from models.strict import ShapeError, record
from models.taxonomy import TAXONOMY, Taxonomy, load_taxonomy
from models.training import fit
from models.weights import NoWeightsError, packed, unpacked

TRAINED = Path(__file__).with_name("trained")
_ARTEFACT = "classifier.npz"
_MANIFEST = "manifest.json"


class ModelError(ValueError):
    """The stored model cannot be used; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a stored model was made of."""

    artefact: str
    """SHA-256 of the model file."""
    taxonomy: str
    labelled: str
    features: int
    scikit_learn: str
    passages: int
    writers: int

    @property
    def inputs(self) -> str:
        """SHA-256 over everything the model was made of: the same inputs give the same probabilities."""
        made_of = [self.taxonomy, self.labelled, str(self.features), self.scikit_learn]
        return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


def train(out_dir: Path = TRAINED, *, labelled: Path = LABELLED, taxonomy: Path = TAXONOMY) -> Manifest:
    """Fit the model on the labelled passages and store it with its manifest."""
    vocabulary = load_taxonomy(taxonomy)
    passages = load_labelled(labelled, vocabulary)
    reader = Reader(vocabulary)
    estimator = fit(passages, [reader.read(one.passage) for one in passages], vocabulary)
    body = packed(estimator.weights)
    manifest = replace(
        _inputs(labelled, vocabulary),
        artefact=hashlib.sha256(body).hexdigest(),
        passages=len(passages),
        writers=len({one.writer for one in passages}),
    )
    out_dir.mkdir(parents=True, exist_ok=True)
    _write(out_dir / _ARTEFACT, body)
    _write(out_dir / _MANIFEST, f"{json.dumps(asdict(manifest), indent=2)}\n".encode())
    return manifest


def is_current(out_dir: Path = TRAINED, *, labelled: Path = LABELLED, taxonomy: Path = TAXONOMY) -> bool:
    """Tell whether the stored model was made of these passages and this vocabulary by this program."""
    if not (out_dir / _MANIFEST).is_file() or not (out_dir / _ARTEFACT).is_file():
        return False
    try:
        manifest = load_manifest(out_dir)
    except ModelError:
        return False
    body = (out_dir / _ARTEFACT).read_bytes()
    made_of = _inputs(labelled, load_taxonomy(taxonomy))
    return manifest.inputs == made_of.inputs and manifest.artefact == hashlib.sha256(body).hexdigest()


def load_manifest(out_dir: Path) -> Manifest:
    """Read what a stored model was made of; raises `ModelError`."""
    path = out_dir / _MANIFEST
    if not path.is_file():
        raise ModelError(f"no model in {out_dir}")
    try:
        return record(Manifest, json.loads(path.read_bytes()), path.name)
    except (json.JSONDecodeError, UnicodeDecodeError, ShapeError) as error:
        raise ModelError(f"{path.name} cannot be read: {error}") from error


def load_model(out_dir: Path, taxonomy: Taxonomy) -> tuple[Estimator, Manifest]:
    """Load a stored model; raises `ModelError` when its hash, vocabulary, version or types do not fit."""
    body, manifest = checked_model(out_dir, taxonomy)
    try:
        weights = unpacked(body, features=len(feature_names(taxonomy)), labels=len(labels_of(taxonomy)))
    except NoWeightsError as error:
        raise ModelError(f"{_ARTEFACT} is no file of weights: {error}") from error
    return Estimator(weights, taxonomy), manifest


def checked_model(out_dir: Path, taxonomy: Taxonomy) -> tuple[bytes, Manifest]:
    """Give the bytes of a stored model, unread, when hash, vocabulary and version fit; raises `ModelError`."""
    manifest = load_manifest(out_dir)
    if manifest.taxonomy != taxonomy.digest:
        raise ModelError("the vocabulary changed after training")
    if manifest.features != FEATURES or manifest.scikit_learn != version("scikit-learn"):
        raise ModelError(f"made by features {manifest.features} and scikit-learn {manifest.scikit_learn}")
    path = out_dir / _ARTEFACT
    if not path.is_file():
        raise ModelError(f"no model in {out_dir}")
    body = path.read_bytes()
    if hashlib.sha256(body).hexdigest() != manifest.artefact:
        raise ModelError(f"{path.name} is not the file that was trained")
    return body, manifest


def _inputs(labelled: Path, taxonomy: Taxonomy) -> Manifest:
    return Manifest(
        artefact="",
        taxonomy=taxonomy.digest,
        labelled=labelled_digest(labelled),
        features=FEATURES,
        scikit_learn=version("scikit-learn"),
        passages=0,
        writers=0,
    )


def _write(path: Path, body: bytes) -> None:
    """Replace the file in one step, so that a killed training leaves the old model."""
    partial = path.with_suffix(".partial")
    partial.write_bytes(body)
    partial.replace(path)
