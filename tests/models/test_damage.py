from __future__ import annotations

from models.damage import damaged
from models.labelled import LABELLED, load_labelled
from models.tagger import Tagger
from models.taxonomy import Taxonomy


def test_the_same_seed_does_the_same_damage(taxonomy: Taxonomy) -> None:
    texts = [one.passage for one in load_labelled(LABELLED, taxonomy)[:50]]
    first = [damaged(text, seed) for seed, text in enumerate(texts)]
    assert first == [damaged(text, seed) for seed, text in enumerate(texts)]
    assert sum(one.text != text.text for one, text in zip(first, texts, strict=True)) > len(texts) // 2


def test_the_vocabulary_finds_nearly_as_much_in_damaged_text(baseline: Tagger, taxonomy: Taxonomy) -> None:
    passages = load_labelled(LABELLED, taxonomy)
    clean = baseline.tag([one.passage for one in passages])
    hurt = baseline.tag([damaged(one.passage, seed) for seed, one in enumerate(passages)])
    whole = sum(len(one.domains) for one in passages)
    found, left = (
        sum(score.key in one.domains for one, tags in zip(passages, several, strict=True) for score in tags.domains)
        for several in (clean, hurt)
    )
    assert left >= found - 0.05 * whole
