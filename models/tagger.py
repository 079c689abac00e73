"""The tagger: passages in, tags out, by the model where there is one and by the vocabulary where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.baseline import lexicon_scores
from models.blend import SURE, Verdict
from models.classifier import TRAINED, ModelError, checked_model, load_model
from models.estimator import OPPORTUNITY, Estimator
from models.evidence import Evidence, Reader
from models.explanation import features_of, vocabulary_features
from models.judging import Bench, verdicts
from models.records import Feature, Score, Signal, Tags, Text
from models.taxonomy import TAXONOMY, Taxonomy, load_taxonomy
from models.themes import themes_of

_RULES = 4
"""Raise when code outside the vocabulary and the model changes what the tagger says."""
_BATCH = 512
LEXICON = "lexicon"
"""The engine without a model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A loaded model with the hash of what it was made of."""

    estimator: Estimator
    inputs: str


class Tagger:
    """Tags passages; the same version gives the same tags."""

    def __init__(self, taxonomy: Taxonomy, model: Model | None, why: str) -> None:
        self._taxonomy = taxonomy
        self._reader = Reader(taxonomy)
        self._estimator = model.estimator if model else None
        self._bench = Bench(taxonomy, self._reader, self._estimator)
        self.engine = _engine(model.inputs) if model else LEXICON
        """`model <hash>` or `lexicon`."""
        self.why = why
        """Why this engine, for logs and the status page."""
        self.version = _version(taxonomy, self.engine)

    def tag(self, texts: Sequence[Text]) -> list[Tags]:
        """Tag passages in order."""
        return [tags for start in range(0, len(texts), _BATCH) for tags in self._batch(texts[start : start + _BATCH])]

    def _batch(self, texts: Sequence[Text]) -> list[Tags]:
        evidence = [self._reader.read(text) for text in texts]
        found = verdicts(self._bench, evidence)
        return [
            tags_of(one, verdict, self._taxonomy, self._features(one, verdict))
            for one, verdict in zip(evidence, found, strict=True)
        ]

    def _features(self, evidence: Evidence, verdict: Verdict) -> tuple[Feature, ...]:
        scores = verdict.scores
        domains = sorted((key for key, p in scores.domains.items() if p >= SURE), key=lambda key: -scores.domains[key])
        if scores.opportunity < SURE and not (domains and "threat" in verdict.states):
            return ()
        lexicon = lexicon_scores(evidence, self._taxonomy)
        if self._estimator is None:
            return vocabulary_features(lexicon)
        signals = [f"signal:{signal}" for signal in verdict.states]
        return features_of(self._estimator, evidence, lexicon, [OPPORTUNITY, *domains, *signals])


def load_tagger(model_dir: Path | None = TRAINED, *, taxonomy: Path = TAXONOMY) -> Tagger:
    """Make a tagger with the stored model, or with the vocabulary alone when there is no usable one."""
    vocabulary = load_taxonomy(taxonomy)
    if model_dir is None:
        return Tagger(vocabulary, None, "no model asked for")
    try:
        estimator, manifest = load_model(model_dir, vocabulary)
    except ModelError as error:
        return Tagger(vocabulary, None, str(error))
    return Tagger(
        vocabulary, Model(estimator=estimator, inputs=manifest.inputs), f"trained on {manifest.passages} passages"
    )


def tagger_version(model_dir: Path = TRAINED, *, taxonomy: Path = TAXONOMY) -> str:
    """Tell which version `load_tagger` will have, without loading the model (which takes seconds)."""
    vocabulary = load_taxonomy(taxonomy)
    try:
        _, manifest = checked_model(model_dir, vocabulary)
    except ModelError:
        return _version(vocabulary, LEXICON)
    return _version(vocabulary, _engine(manifest.inputs))


def _engine(inputs: str) -> str:
    return f"model {inputs[:8]}"


def _version(taxonomy: Taxonomy, engine: str) -> str:
    return f"rules {_RULES}, taxonomy {taxonomy.version} {taxonomy.digest[:8]}, {engine}"


def tags_of(evidence: Evidence, verdict: Verdict, taxonomy: Taxonomy, features: tuple[Feature, ...]) -> Tags:
    """Write the verdict down as tags."""
    scores = verdict.scores
    domains = [Score(key=key, probability=p) for key, p in scores.domains.items() if p >= SURE]
    groups = [c.removeprefix("group:") for c in evidence.counts if c.startswith("group:")]
    around = [c.removeprefix("group:") for c in evidence.context if c.startswith("group:")]
    return Tags(
        domains=tuple(sorted(domains, key=lambda score: -score.probability)),
        themes=themes_of(evidence, scores, taxonomy),
        groups=tuple(sorted(groups or around)),
        signals=tuple(
            Signal(type=signal, probability=scores.signals[signal], state=state.state)
            for signal, state in verdict.states.items()
        ),
        opportunity=scores.opportunity,
        hits=evidence.hits,
        features=features,
        rules=verdict.rules,
    )
