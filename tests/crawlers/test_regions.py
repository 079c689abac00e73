from collections import Counter
from datetime import date

import pytest

from crawlers.municipalities import Registered, Registry, UnknownMunicipality, shipped
from crawlers.regions import KINDS, Region, Regions, UnknownRegion, shipped_regions
from pipeline.records import Municipality

TODAY = date(2026, 11, 25)


def regions() -> Regions:
    return Regions(shipped(), shipped_regions())


def names(wanted: str, day: date = TODAY) -> list[str]:
    return sorted(found.row.municipality.name for found in regions().members(wanted, day))


def test_the_shipped_regions_divide_the_country() -> None:
    counted = Counter(region.kind for region in shipped_regions())
    assert counted == {"arbeidsmarktregio": 35, "veiligheidsregio": 25}
    assert {region.year for region in shipped_regions() if region.kind == "arbeidsmarktregio"} == {2015}
    for kind, left_out in (("arbeidsmarktregio", {"Vijfheerenlanden"}), ("veiligheidsregio", set())):
        members = Counter(code for region in shipped_regions() if region.kind == kind for code in region.members)
        assert set(members.values()) == {1}
        missing = {row.municipality.name for code, row in shipped().on(TODAY).items() if code not in members}
        assert missing == left_out


def test_every_kind_is_known() -> None:
    assert {region.kind for region in regions().on(TODAY)} <= set(KINDS)


def test_provinces_follow_from_the_municipalities_of_the_day() -> None:
    assert len(names("provincie:Noord-Holland")) == 44
    assert len(names("provincie:Noord-Holland", date(2027, 1, 1))) == 43
    assert len(names("provincie:Noord-Holland", date(2019, 6, 1))) == 47


def test_a_region_is_found_by_name_with_or_without_its_kind() -> None:
    assert names("Holland Rijnland") == names("regio:holland rijnland") == names("arbeidsmarktregio:Holland Rijnland")
    assert "Leiden" in names("Holland Rijnland")


def test_regions_of_one_name_that_differ_are_asked_back() -> None:
    with pytest.raises(UnknownRegion, match=r"arbeidsmarktregio:Groningen, veiligheidsregio:Groningen, provincie:Gro"):
        regions().members("regio:Groningen", TODAY)
    assert len(names("provincie:Groningen")) == 10


def test_regions_of_one_name_with_the_same_members_need_no_question() -> None:
    assert names("regio:Zeeland") == names("provincie:Zeeland") == names("arbeidsmarktregio:Zeeland")


def test_a_member_that_was_merged_away_stands_for_its_successor() -> None:
    region = "arbeidsmarktregio:Gooi- en Vechtstreek"
    before, after = names(region), names(region, date(2027, 1, 1))
    assert set(before) - set(after) == {"Wijdemeren"}
    assert "Hilversum" in after


@pytest.mark.parametrize(("wanted", "hint"), [("Haglanden", "Haaglanden"), ("regio:Twent", "Twente"), ("Qqqq", "")])
def test_an_unknown_region_gets_a_hint(wanted: str, hint: str) -> None:
    with pytest.raises(UnknownRegion, match=f"unknown region '{wanted}'.*{hint}"):
        regions().members(wanted, TODAY)


def town(code: str, name: str) -> Registered:
    municipality = Municipality(code=code, name=name, province="Zuid-Maren")
    return Registered(municipality=municipality, system="unknown", system_key="")


def test_a_later_region_replaces_one_of_the_same_kind_and_name() -> None:
    registry = Registry([town("GM9901", "Havenstede"), town("GM9905", "Rivierenburg")])
    first = Region(kind="regio", name="Maasdelta", members=("Havenstede",), year=2015)
    second = Region(kind="regio", name="MAASDELTA", members=("Havenstede", "GM9905", "Rivierenburg"))
    found = Regions(registry, [first, second]).members("Maasdelta", TODAY)
    assert [one.row.municipality.code for one in found] == ["GM9901", "GM9905"]


def test_an_unknown_member_is_named_with_its_region() -> None:
    wrong = Region(kind="regio", name="Maasdelta", members=("Havenstede", "Duinmeren"))
    with pytest.raises(UnknownMunicipality, match="regio:Maasdelta: unknown municipality 'Duinmeren'"):
        Regions(Registry([town("GM9901", "Havenstede")]), [wrong]).members("Maasdelta", TODAY)
