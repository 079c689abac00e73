from __future__ import annotations

from pathlib import Path

import pytest

from models.strict import ShapeError
from models.taxonomy import STATES, TAXONOMY, Taxonomy, TaxonomyError, load_taxonomy

PRIMARY = {"jeugd", "onderwijs", "werk_inkomen", "sport", "inclusieve_samenleving"}
SECONDARY = {
    "mdt_kern",
    "zorg_welzijn",
    "veiligheid",
    "schulden_armoede",
    "vrijwilligerswerk",
    "cultuur_vrijetijd",
    "economie_stad",
}
TRAPS = {
    "MDT",
    "jeugdig",
    "inkomen",
    "sport",
    "werkzaamheden",
    "werk met werk maken",
    "inclusief",
    "participatie",
    "preventie",
    "stage",
    "school",
    "perspectiefnota",
    "schuld",
    "vrijwillig",
    "overlast",
    "subsidie",
    "jongerenhuisvesting",
    "dienst",
    "talent",
    "regie",
    "duurzaam",
    "JOP",
    "VSV",
    "LEA",
    "PRO",
    "BOB",
    "Vlaams/Belgisch",
    "jonge",
    "Sportlaan/Jeugdlaan/Schoolstraat",
}


def test_holds_every_domain_group_role_and_trap(taxonomy: Taxonomy) -> None:
    assert {key for key, domain in taxonomy.domains.items() if domain.primary} == PRIMARY
    assert taxonomy.domains.keys() == PRIMARY | SECONDARY
    assert len(taxonomy.groups) == 14
    assert taxonomy.roles.keys() == {"refer", "fund", "direct", "offer"}
    assert list(taxonomy.perspectives) == [f"P{number}" for number in range(1, 7)]
    assert {trap.name for trap in taxonomy.traps} >= TRAPS
    assert len(taxonomy.stages) == 8
    assert len(taxonomy.genres) == 23


def test_every_state_of_a_signal_has_a_rule_or_is_the_default(taxonomy: Taxonomy) -> None:
    for signal, states in STATES.items():
        told = {rule.state for rule in taxonomy.states if rule.signal == signal} | {taxonomy.default_states[signal]}
        assert told == set(states)


def test_a_taakveld_code_belongs_to_its_domain(taxonomy: Taxonomy) -> None:
    assert r"taakveld(?:en)? 5\.1(?![\d.])" in taxonomy.concepts()["sport"].strong_stems


def changed(tmp_path: Path, old: str, new: str) -> Path:
    body = TAXONOMY.read_text(encoding="utf-8")
    assert old in body
    path = tmp_path / "taxonomy.toml"
    path.write_text(body.replace(old, new, 1), encoding="utf-8")
    return path


def test_an_edit_changes_the_digest(tmp_path: Path, taxonomy: Taxonomy) -> None:
    other = load_taxonomy(changed(tmp_path, '"jeugdbeleid"', '"jeugdbeleidje"'))
    assert other.digest != taxonomy.digest
    assert other.version == taxonomy.version


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[domains.jeugd]\n", '[domains.jeugd]\ncolour = "red"\n', "domains.jeugd: .*unknown .*colour"),
        ('label = "Jeugd"\n', "", "domains.jeugd: missing .*label"),
        ('label = "Jeugd"\n', 'label = ""\nprimary_domain = true\n', "unknown .*primary_domain"),
        ("influence = 0.9", "influence = 1.9", "influence: 1.9 is not between"),
        ("influence = 0.9", 'influence = "much"', "influence: expected float"),
        ('"jeugdbeleid"', '"jeugdbeleid", "Jeugdbeleid"', "domains.jeugd.strong: the same entry"),
        ("'jongvolwassen\\w*'", "'jongvolwassen(\\w*'", "is no pattern"),
        ("'jongvolwassen\\w*'", "'(?:heel )?jong'", "must begin with a word"),
        ('concepts = ["mdt_kern"]', 'concepts = ["mdt"]', "trap MDT: unknown .*mdt"),
        ('effects = ["refuse"]', 'effects = ["forget"]', "unknown .*forget"),
        ('state = "closed"', 'state = "shut"', "wrong signal, state"),
        ('funding = "announced"', 'funding = "maybe"', "unknown state 'maybe'"),
        ("version = 2", "version = 2.5", "version: expected int"),
        ("version = 2", "version = 2\nnote = 2", "unknown .*note"),
        ("version = 2", "version 2", "taxonomy.toml"),
    ],
)
def test_a_mistake_is_reported_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        load_taxonomy(changed(tmp_path, old, new))


def test_contradictions_have_their_own_error(tmp_path: Path) -> None:
    with pytest.raises(TaxonomyError):
        load_taxonomy(changed(tmp_path, 'keeps = "mdt_kern"', 'keeps = "nothing"'))
