"""Who is followed: names, codes, regions and what the configuration adds or overrides."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from crawlers.inhabitants import inhabitants
from crawlers.municipalities import UnknownMunicipality
from crawlers.regions import UnknownRegion
from output.config import Config, load_config
from output.following import (
    chosen_codes,
    find_municipality,
    followed,
    followed_names,
    gemeentecodes,
    inhabitants_of,
    neighbours,
    region_members,
    registry_of,
)
from output.sample import CONFIGURATION
from output.settings import ConfigError

TODAY = date(2026, 11, 25)
MERGED = date(2027, 1, 1)
SAMPLE = """
[[municipality]]
code = "GM9901"
name = "Havenstede"
province = "Zuid-Maren"

[[municipality]]
code = "GM9905"
name = "Rivierenburg"
province = "Zuid-Maren"

[[region]]
kind = "doorstroompunt"
name = "Maasdelta"
members = ["Havenstede", "GM9905"]
"""


@pytest.fixture
def sample(tmp_path: Path) -> Config:
    file = tmp_path / "kansenradar.toml"
    addresses = defaultdict(lambda: "http://127.0.0.1:1")
    file.write_text(CONFIGURATION.read_text(encoding="utf-8").format_map(addresses), encoding="utf-8")
    return load_config(file)


def config_of(folder: Path, municipalities: str, tables: str = "") -> Config:
    file = folder / "kansenradar.toml"
    head = f'data = "."\ncontact = "beheer@kansenradar.example"\nmunicipalities = {municipalities}\n'
    file.write_text(head + tables, encoding="utf-8")
    return load_config(file)


def names(config: Config, today: date = TODAY) -> list[str]:
    return [row.municipality.name for row in followed(config, today)]


def test_all_means_everyone_there_is_on_the_day(tmp_path: Path) -> None:
    config = config_of(tmp_path, '["all"]', SAMPLE)
    assert len(names(config)) == 344
    assert len(names(config, MERGED)) == 343


def test_codes_names_aliases_and_regions_may_be_mixed(tmp_path: Path) -> None:
    config = config_of(tmp_path, '["GM0344", "den haag", "Maasdelta", "Havenstede"]', SAMPLE)
    assert names(config) == ["Utrecht", "'s-Gravenhage", "Havenstede", "Rivierenburg"]


@pytest.mark.parametrize("wanted", ["regio:Maasdelta", "Doorstroompunt:maasdelta", "provincie:Zuid-Maren"])
def test_a_region_stands_for_its_members(tmp_path: Path, wanted: str) -> None:
    config = config_of(tmp_path, f'["{wanted}"]', SAMPLE)
    assert names(config) == ["Havenstede", "Rivierenburg"]
    assert region_members(config, wanted, TODAY) == ("GM9901", "GM9905")


def test_a_name_of_both_a_municipality_and_a_region_is_the_municipality(tmp_path: Path) -> None:
    assert names(config_of(tmp_path, '["Groningen"]')) == ["Groningen"]
    assert len(names(config_of(tmp_path, '["provincie:Groningen"]'))) == 10


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("Bergen", r"Bergen \(L\) .* and Bergen \(NH\)"),
        ("regio:Groningen", "arbeidsmarktregio:Groningen"),
        ("regio:Twent", "did you mean .*Twente"),
        ("Utrect", "did you mean Utrecht"),
        ("Haaren", "divided"),
    ],
)
def test_what_is_not_one_thing_is_asked_back(tmp_path: Path, wanted: str, says: str) -> None:
    with pytest.raises(ConfigError, match=rf"kansenradar\.toml: municipalities: .*{says}"):
        followed(config_of(tmp_path, f'["{wanted}"]'), TODAY)


def test_a_merged_municipality_is_followed_in_its_successor_and_told(tmp_path: Path) -> None:
    config = config_of(tmp_path, '["Wijdemeren", "Hilversum"]')
    assert names(config) == ["Wijdemeren", "Hilversum"]
    (found,) = followed_names(config, MERGED)
    assert (found.row.municipality.name, found.note) == (
        "Hilversum",
        "Wijdemeren (GM1696) is part of Hilversum (GM0402) since 2027-01-01",
    )
    assert find_municipality(config, "wijdemeren", MERGED) == "GM0402"


def test_a_subscriber_may_name_a_region(tmp_path: Path) -> None:
    config = config_of(tmp_path, '["Havenstede"]', SAMPLE)
    assert gemeentecodes(config, ("Maasdelta",), TODAY) == ("GM9901", "GM9905", "PV:Zuid-Maren", "RIJK")
    with pytest.raises(ConfigError, match=r"subscriber\.municipalities: .*Maasdel"):
        gemeentecodes(config, ("Maasdel",), TODAY)


def test_an_override_changes_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    tables = '[[municipality]]\ncode = "GM0310"\nkey = "1234"\nbase_url = "http://127.0.0.1:8099"\n'
    row = registry_of(config_of(tmp_path, '["De Bilt"]', tables)).find("De Bilt", TODAY).row
    assert (row.system, row.system_key, row.base_url) == ("notubiz", "1234", "http://127.0.0.1:8099")
    assert (row.municipality.name, row.municipality.province) == ("De Bilt", "Utrecht")


def test_an_override_moves_a_council_to_another_system(tmp_path: Path) -> None:
    tables = '[[municipality]]\ncode = "GM0164"\nsystem = "ibabs"\nkey = "hengelo"\n'
    registry = registry_of(config_of(tmp_path, '["Hengelo"]', tables))
    row = registry.find("Hengelo (O)", TODAY).row
    assert (row.system, row.system_key) == ("ibabs", "hengelo")
    assert len(registry.on(TODAY)) == 342


def test_an_override_is_about_the_latest_period(tmp_path: Path) -> None:
    tables = '[[municipality]]\ncode = "GM0396"\nkey = "9999"\n'
    registry = registry_of(config_of(tmp_path, '["Heemskerk"]', tables))
    assert registry.find("Heemskerk", TODAY).row.system_key == "9999"
    assert registry.find("Heemskerk", date(2024, 1, 1)).row.system == "ibabs"


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ('code = "GM9901"', "municipality.name: GM9901 is not in the registry, so it needs a name and a province"),
        ('code = "GM0164"\nsystem = "ibabs"', r"municipality.key: Hengelo \(GM0164\) needs the key by which ibabs"),
        ('code = "GM9901"\nname = "x"\nprovince = "y"\nsystem = "go"', "municipality.key"),
        ('code = "GM0164"\n[[municipality]]\ncode = "GM0164"', "municipality.code: GM0164 has more than one table"),
    ],
)
def test_an_incomplete_override_is_named(tmp_path: Path, table: str, says: str) -> None:
    config = config_of(tmp_path, '["Utrecht"]', f"[[municipality]]\n{table}\n")
    with pytest.raises(ConfigError, match=says):
        followed(config, TODAY)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ('kind = "club"\nname = "Maasdelta"\nmembers = ["Utrecht"]', "region.0.kind"),
        ('kind = "regio"\nname = "Maasdelta"\nmembers = []', "region.0.members"),
        ('kind = "provincie"\nname = "Utrecht"\nmembers = ["Utrecht"]', "region.0.kind"),
    ],
)
def test_a_wrong_region_is_named_with_its_key(tmp_path: Path, table: str, key: str) -> None:
    with pytest.raises(ConfigError, match=key):
        config_of(tmp_path, '["Utrecht"]', f"[[region]]\n{table}\n")


def test_a_configured_region_replaces_a_shipped_one(tmp_path: Path) -> None:
    table = '[[region]]\nkind = "arbeidsmarktregio"\nname = "Haaglanden"\nmembers = ["Den Haag", "Delft"]\n'
    config = config_of(tmp_path, '["Utrecht"]', table)
    assert region_members(config, "arbeidsmarktregio:Haaglanden", TODAY) == ("GM0518", "GM0503")


def test_an_unknown_region_or_member_is_an_error_of_its_own(tmp_path: Path) -> None:
    table = '[[region]]\nkind = "regio"\nname = "Maasdelta"\nmembers = ["Havenstede"]\n'
    config = config_of(tmp_path, '["Utrecht"]', table)
    with pytest.raises(UnknownMunicipality, match=r"regio:Maasdelta: .*Havenstede"):
        region_members(config, "Maasdelta", TODAY)
    with pytest.raises(UnknownRegion, match="Kustrand"):
        region_members(config, "Kustrand", TODAY)


@pytest.mark.parametrize(
    ("region", "codes"),
    [
        ("Maasdelta", {"GM9901", "GM9905"}),
        ("Twenthoek", {"GM9902"}),
        ("Kustrand", {"GM9903"}),
        ("Brinkstreek", {"GM9904"}),
        ("Kempenland", {"GM9906"}),
        ("veiligheidsregio:Oosterland", {"GM9902", "GM9904"}),
        ("doorstroompunt:Oosterland", {"GM9902"}),
    ],
)
def test_the_regions_of_the_sample(sample: Config, region: str, codes: set[str]) -> None:
    assert set(region_members(sample, region, TODAY)) == codes


def test_a_region_of_the_sample_that_differs_by_kind_is_asked_back(sample: Config) -> None:
    with pytest.raises(UnknownRegion, match="doorstroompunt:Oosterland, veiligheidsregio:Oosterland, provincie:"):
        region_members(sample, "Oosterland", TODAY)


def test_neighbours_share_a_region_but_not_only_a_province(sample: Config) -> None:
    assert set(neighbours(sample, ["GM9904"], TODAY)) == {"GM9904", "GM9902"}  # safety region Oosterland
    assert set(neighbours(sample, ["GM9901"], TODAY)) == {"GM9901", "GM9905"}
    assert neighbours(sample, [], TODAY) == ()


def test_municipalities_and_regions_give_each_code_once(sample: Config) -> None:
    assert chosen_codes(sample, ["Havenstede"], ["arbeidsmarktregio:Maasdelta"], TODAY) == ("GM9901", "GM9905")
    assert chosen_codes(sample, [], [], TODAY) == ()


def test_inhabitants_are_those_of_the_configuration_or_roughly_known(sample: Config) -> None:
    assert inhabitants_of(sample, "GM9902") == 24_000
    assert inhabitants_of(sample, "GM0363") == inhabitants()["GM0363"]
    assert inhabitants_of(sample, "PV:Zeeland") is None
