from __future__ import annotations

from pathlib import Path

from models.classifier import Manifest
from models.records import Text
from models.tagger import Tagger, load_tagger

TEXT = Text(
    text=(
        "Het subsidieplafond bedraagt € 90.000. Stichtingen die jongeren van 14 tot en met 27 jaar laten meehelpen in "
        "hun buurt via het jongerenwerk, dienen hun aanvraag in vóór 1 maart 2027."
    ),
    title="Subsidieregeling Jong in de buurt",
    genre="subsidieregeling",
)


def test_every_tag_is_explained_by_shares(trained: tuple[Path, Manifest]) -> None:
    (tags,) = load_tagger(trained[0]).tag([TEXT])
    explained = {feature.tag for feature in tags.features}
    assert {"opportunity", "signal:funding", *(score.key for score in tags.domains)} <= explained
    for tag in explained:
        shares = [feature.share for feature in tags.features if feature.tag == tag]
        assert shares == sorted(shares, reverse=True)
        assert all(0 < share <= 1 for share in shares)
        assert sum(shares) <= 1.001
    assert all(feature.key.partition(" ")[2] for feature in tags.features)


def test_the_vocabulary_explains_itself(baseline: Tagger) -> None:
    (tags,) = baseline.tag([TEXT])
    assert "terms signal:funding" in {feature.key for feature in tags.features}


def test_what_nobody_will_ask_about_is_not_explained(trained: tuple[Path, Manifest]) -> None:
    (tags,) = load_tagger(trained[0]).tag([Text(text="De dakgoot van het gemeentehuis wordt vervangen.")])
    assert tags.features == ()
