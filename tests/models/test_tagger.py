from __future__ import annotations

from pathlib import Path

import pytest

from models.classifier import Manifest
from models.evidence import UnknownTextError
from models.records import Text
from models.tagger import Tagger, load_tagger
from models.taxonomy import TAXONOMY

REGULATION = Text(
    text=(
        "Het subsidieplafond bedraagt € 90.000. Stichtingen en verenigingen die jongeren van 14 tot en met 27 jaar "
        "laten meehelpen in hun buurt, dienen hun aanvraag in vóór 1 maart 2027. Per aanvraag is ten hoogste € 9.000 "
        "mogelijk."
    ),
    title="Subsidieregeling Jong in de buurt Duinmeren 2027",
    heading="Artikel 5 Subsidieplafond",
    genre="subsidieregeling",
)
CLOSED = Text(
    text=(
        "Het subsidieplafond van € 90.000 is bereikt. Stichtingen en verenigingen die jongeren van 14 tot en met "
        "27 jaar laten meehelpen in hun buurt, kunnen geen aanvraag meer indienen."
    ),
    title=REGULATION.title,
    heading=REGULATION.heading,
    genre=REGULATION.genre,
)
CUT = Text(
    text="De raad heeft besloten de subsidie voor het jongerenwerk met ingang van 2028 met € 175.000 te verlagen.",
    title="Programmabegroting 2027 Rivierenburg",
    heading="Ombuigingen",
    genre="begroting",
)
ROADS = Text(
    text="Het asfalt van de Dorpsstraat wordt vervangen; het krediet bedraagt € 310.000.", genre="raadsvoorstel"
)


@pytest.fixture(scope="module")
def model(trained: tuple[Path, Manifest]) -> Tagger:
    return load_tagger(trained[0])


@pytest.fixture(params=["model", "baseline"])
def tagger(request: pytest.FixtureRequest) -> Tagger:
    found: Tagger = request.getfixturevalue(request.param)
    return found


def test_an_open_regulation_is_an_opportunity(tagger: Tagger) -> None:
    (tags,) = tagger.tag([REGULATION])
    assert {"jeugd", "vrijwilligerswerk", "mdt_kern"} & {score.key for score in tags.domains}
    assert [(signal.type, signal.state) for signal in tags.signals if signal.type == "funding"] == [("funding", "open")]
    assert tags.groups == ("jongeren_12_30",)
    assert tags.opportunity >= 0.5
    assert tags.features


def test_a_closed_regulation_is_none(tagger: Tagger) -> None:
    (tags,) = tagger.tag([CLOSED])
    assert tags.opportunity <= 0.2
    assert {"closed", "funding:ceiling_reached"} & set(tags.rules)


def test_a_cut_is_a_threat_and_no_opportunity(tagger: Tagger) -> None:
    (tags,) = tagger.tag([CUT])
    assert [(signal.type, signal.state) for signal in tags.signals if signal.type == "threat"] == [
        ("threat", "decided")
    ]
    assert "jeugd" in {score.key for score in tags.domains}
    assert tags.opportunity < 0.5


def test_roads_are_nothing(tagger: Tagger) -> None:
    (tags,) = tagger.tag([ROADS])
    assert tags.domains == ()
    assert tags.opportunity < 0.5


def test_a_contents_line_is_no_opportunity(tagger: Tagger) -> None:
    line = Text(text="3.2 Subsidie voor jongereninitiatieven ............ 17", title=REGULATION.title)
    (tags,) = tagger.tag([line])
    assert tags.opportunity <= 0.2
    assert "contents_line" in tags.rules


def test_order_and_batches_do_not_matter(tagger: Tagger) -> None:
    texts = [REGULATION, CLOSED, CUT, ROADS] * 140
    tags = tagger.tag(texts)
    assert len(tags) == len(texts)
    singly = [tagger.tag([text])[0] for text in texts[:4]]
    assert tags[:4] == singly
    assert tags[-4:] == singly
    assert tagger.tag([]) == []


def test_probabilities_are_sorted_and_within_bounds(tagger: Tagger) -> None:
    for tags in tagger.tag([REGULATION, CLOSED, CUT, ROADS]):
        chances = [score.probability for score in tags.domains]
        assert chances == sorted(chances, reverse=True)
        assert all(0.5 <= chance <= 1 for chance in chances)
        assert 0 <= tags.opportunity <= 1


def test_hits_stand_in_the_text(tagger: Tagger) -> None:
    (tags,) = tagger.tag([REGULATION])
    found = {REGULATION.text[hit.start : hit.end].lower() for hit in tags.hits}
    assert {"subsidieplafond", "stichtingen", "jongeren"} <= found


def test_a_strong_term_carries_its_domain(model: Tagger) -> None:
    (tags,) = model.tag([Text(text="De kerngroep van het sportakkoord kwam bijeen.")])
    assert "sport" in {score.key for score in tags.domains}


@pytest.mark.parametrize("wrong", [Text(text="x", genre="krant"), Text(text="x", structure="poem")])
def test_an_unknown_genre_or_structure_is_told(baseline: Tagger, wrong: Text) -> None:
    with pytest.raises(UnknownTextError, match="unknown genre"):
        baseline.tag([wrong])


def test_tells_which_engine_and_why(model: Tagger, trained: tuple[Path, Manifest], tmp_path: Path) -> None:
    assert model.engine == f"model {trained[1].inputs[:8]}"
    assert model.why == f"trained on {trained[1].passages} passages"
    assert load_tagger(None).engine == "lexicon"
    assert load_tagger(tmp_path).engine == "lexicon"
    assert load_tagger(tmp_path).why == f"no model in {tmp_path}"


def test_the_version_follows_taxonomy_and_model(model: Tagger, baseline: Tagger, tmp_path: Path) -> None:
    edited = tmp_path / "taxonomy.toml"
    edited.write_text(TAXONOMY.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert len({model.version, baseline.version, load_tagger(None, taxonomy=edited).version}) == 3


def test_a_model_of_another_vocabulary_is_not_used(trained: tuple[Path, Manifest], tmp_path: Path) -> None:
    edited = tmp_path / "taxonomy.toml"
    edited.write_text(TAXONOMY.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    tagger = load_tagger(trained[0], taxonomy=edited)
    assert (tagger.engine, tagger.why) == ("lexicon", "the vocabulary changed after training")
