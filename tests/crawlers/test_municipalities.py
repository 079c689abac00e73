"""The registry as it is shipped, and how it is asked by day and by name."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawlers.municipalities import Registered, Registry, UnknownMunicipality, shipped
from crawlers.names import base_name, fold
from crawlers.registry import Origin
from pipeline.records import Municipality

TODAY = date(2026, 11, 25)
MERGED = date(2027, 1, 1)


def present() -> list[Registered]:
    return list(shipped().on(TODAY).values())


@pytest.mark.parametrize(
    ("day", "number"),
    [
        ("2018-12-31", 380),
        ("2019-01-01", 355),
        ("2021-01-01", 352),
        ("2022-01-01", 345),
        ("2022-03-24", 344),
        ("2023-01-01", 342),
        ("2026-11-25", 342),
        ("2027-01-01", 341),
    ],
)
def test_so_many_municipalities_there_are_on_a_day(day: str, number: int) -> None:
    rows = shipped().on(date.fromisoformat(day))
    assert len(rows) == number
    assert len({row.municipality.name for row in rows.values()}) == number
    assert len({row.municipality.province for row in rows.values()}) == 12


def test_periods_of_a_municipality_follow_each_other() -> None:
    for code in {row.municipality.code for row in shipped().rows}:
        for earlier, later in pairwise(shipped().of(code)):
            assert earlier.valid_until is not None
            assert later.valid_from == earlier.valid_until + timedelta(days=1), code


def test_every_row_makes_sense() -> None:
    codes = {row.municipality.code for row in shipped().rows}
    for row in shipped().rows:
        assert row.valid_from is None or row.valid_until is None or row.valid_from <= row.valid_until
        assert set(row.successors) <= codes
        assert not row.successors or row.valid_until, f"{row} has a successor but no end"
        last = shipped().of(row.municipality.code)[-1]
        assert row is not last or row.valid_until is None or row.successors, f"{row} ends without a successor"
        assert len(row.municipality.code) == 6


def test_the_systems_of_the_councils() -> None:
    counted = Counter(row.system for row in present())
    assert counted == {"ibabs": 149, "notubiz": 110, "go": 31, "parlaeus": 4, "unknown": 48}
    without_key = {row.municipality.name for row in present() if row.system != "unknown" and not row.system_key}
    assert without_key == {"De Bilt", "Zoeterwoude"}
    assert not any(row.system_key for row in present() if row.system == "unknown")
    assert all(row.system_key.isdecimal() for row in present() if row.system == "notubiz" and row.system_key)
    for row in present():
        if row.system == "go":
            assert Origin.of(row.system_key).host
            assert row.system_key.endswith("/api"), "the root of the API, without a version"


def test_municipalities_that_share_a_site_say_which_meetings_are_theirs() -> None:
    sites = Counter(row.system_key for row in present() if row.system == "ibabs")
    shared = [row for row in present() if row.system == "ibabs" and sites[row.system_key] > 1]
    assert {(row.system_key, row.meeting_filter) for row in shared} == {
        ("wdw", "Druten"),
        ("wdw", "Wijchen"),
        ("Duivenvoorde", "Voorschoten"),
        ("Duivenvoorde", "Wassenaar"),
    }
    assert [row for row in present() if row.meeting_filter and row not in shared] == []


def test_each_alias_finds_its_municipality() -> None:
    aliases = [(alias, row) for row in present() for alias in row.aliases]
    assert len(aliases) > 40
    for alias, row in aliases:
        assert shipped().find(alias, TODAY).row == row, alias


def test_each_name_and_code_finds_its_municipality() -> None:
    for row in present():
        for wanted in (row.municipality.name, row.municipality.code, f"Gemeente {row.municipality.name}"):
            assert shipped().find(wanted, TODAY).row == row, wanted
            assert shipped().find(wanted, TODAY).note == ""


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ("gm0344", "GM0344"),
        ("UTRECHT", "GM0344"),
        ("'s-Gravenhage", "GM0518"),
        ("’s-gravenhage", "GM0518"),
        ("Den Haag", "GM0518"),
        ("den bosch", "GM0796"),
        ("Hengelo", "GM0164"),
        ("Hengelo (O)", "GM0164"),
        ("Bergen (NH)", "GM0373"),
        ("Bergen (L.)", "GM0893"),
        ("Nuenen", "GM0820"),
        ("Súdwest-Fryslân", "GM1900"),
        ("sudwest fryslan", "GM1900"),
        ("Rijswijk (ZH.)", "GM0603"),
    ],
)
def test_names_as_people_write_them(wanted: str, code: str) -> None:
    assert shipped().find(wanted, TODAY).row.municipality.code == code


def test_an_ambiguous_name_is_asked_back() -> None:
    with pytest.raises(
        UnknownMunicipality, match=r"'bergen' is .*Bergen \(L\) \(GM0893\) and Bergen \(NH\) \(GM0373\)"
    ):
        shipped().find("bergen", TODAY)


@pytest.mark.parametrize(
    ("wanted", "hint"), [("Amersfort", "Amersfoort"), ("Den Hag", "Den Haag"), ("Noardeast", "Noardeast-Fryslân")]
)
def test_an_unknown_name_gets_a_hint(wanted: str, hint: str) -> None:
    with pytest.raises(UnknownMunicipality, match=f"unknown municipality {wanted!r}; did you mean .*{hint}"):
        shipped().find(wanted, TODAY)


@pytest.mark.parametrize("wanted", ["", "Qqqqqqqq", "GM9999999999", "…", "(L)"])
def test_nothing_alike_gets_no_hint(wanted: str) -> None:
    with pytest.raises(UnknownMunicipality) as caught:
        shipped().find(wanted, TODAY)
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize("wanted", ["Wijdemeren", "GM1696"])
def test_a_merged_municipality_leads_to_its_successor(wanted: str) -> None:
    before = shipped().find(wanted, MERGED - timedelta(days=1))
    assert (before.row.municipality.name, before.note) == ("Wijdemeren", "")
    after = shipped().find(wanted, MERGED)
    assert after.row.municipality.name == "Hilversum"
    assert after.note == "Wijdemeren (GM1696) is part of Hilversum (GM0402) since 2027-01-01"


@pytest.mark.parametrize(
    ("wanted", "heir"),
    [
        ("Beemster", "Purmerend"),
        ("Boxmeer", "Land van Cuijk"),
        ("Cuijk", "Land van Cuijk"),
        ("Grave", "Land van Cuijk"),
        ("Mill", "Land van Cuijk"),
        ("Sint Anthonis", "Land van Cuijk"),
        ("Weesp", "Amsterdam"),
        ("Brielle", "Voorne aan Zee"),
        ("Westvoorne", "Voorne aan Zee"),
        ("Binnenmaas", "Hoeksche Waard"),
        ("Uden", "Maashorst"),
        ("Appingedam", "Eemsdelta"),
    ],
)
def test_mergers_of_the_past(wanted: str, heir: str) -> None:
    found = shipped().find(wanted, TODAY)
    assert found.row.municipality.name == heir
    assert wanted in found.note


def test_every_municipality_that_ended_leads_somewhere_today() -> None:
    for row in shipped().rows:
        if row.is_over(TODAY) and row.municipality.code not in shipped().on(TODAY):
            try:
                assert shipped().find(row.municipality.code, TODAY).row.holds(TODAY)
            except UnknownMunicipality as error:
                assert len(row.successors) > 1, row
                assert "was divided" in str(error)  # noqa: PT017


def test_a_divided_municipality_is_asked_back() -> None:
    with pytest.raises(UnknownMunicipality, match=r"divided on 2021-01-01 among Boxtel .* and Vught .*which one"):
        shipped().find("Haaren", TODAY)


def test_a_municipality_is_not_there_before_it_begins() -> None:
    with pytest.raises(UnknownMunicipality, match=r"Voorne aan Zee \(GM1992\) is not there before 2023-01-01"):
        shipped().find("Voorne aan Zee", date(2022, 12, 31))


def test_which_system_a_council_uses_depends_on_the_day() -> None:
    systems = [shipped().find("Heemskerk", date(2025, 11, day)).row.system for day in (19, 20)]
    assert systems == ["ibabs", "notubiz"]


def place(code: str, name: str, **fields: object) -> Registered:
    municipality = Municipality(code=code, name=name, province="Zuid-Maren")
    return Registered(municipality=municipality, system="unknown", system_key="", **fields)  # type: ignore[arg-type]


def test_a_new_name_is_told_and_a_chain_of_mergers_is_followed() -> None:
    registry = Registry(
        [
            place("GM9901", "Havenstad", valid_until=date(2024, 12, 31)),
            place("GM9901", "Havenstede", valid_from=date(2025, 1, 1)),
            place("GM9902", "Veldhorst", valid_until=date(2022, 12, 31), successors=("GM9903",)),
            place("GM9903", "Duinmeren", valid_until=date(2025, 6, 30), successors=("GM9901",)),
            place("GM9904", "Brinkwold", valid_until=date(2025, 6, 30)),
        ]
    )
    renamed = registry.find("Havenstad", TODAY)
    assert renamed.note == "Havenstad (GM9901) is called Havenstede (GM9901) since 2025-01-01"
    assert registry.find("Veldhorst", TODAY).row.municipality.name == "Havenstede"
    assert registry.find("Veldhorst", date(2023, 1, 1)).row.municipality.name == "Duinmeren"
    with pytest.raises(UnknownMunicipality, match=r"Brinkwold \(GM9904\) is no longer there since 2025-07-01"):
        registry.find("Brinkwold", TODAY)


def words() -> st.SearchStrategy[str]:
    names = sorted({name for row in shipped().rows for name in (row.municipality.name, *row.aliases)})
    return st.sampled_from(names).flatmap(lambda name: st.sampled_from([name, name[1:], name + "x", name.upper()]))


@given(wanted=st.text() | words(), day=st.dates())
@example(wanted="\ud800", day=TODAY)
@example(wanted="ẞ", day=date.max)
@example(wanted="Weesp", day=date.max)
@example(wanted="Weesp", day=date.min)
def test_any_text_finds_one_or_is_unknown(wanted: str, day: date) -> None:
    try:
        found = shipped().find(wanted, day)
    except UnknownMunicipality:
        return
    assert found.row.holds(day)


def called(row: Registered) -> Iterator[str]:
    yield from (row.municipality.name, row.municipality.code, *row.aliases, base_name(row.municipality.name))


@given(day=st.dates(min_value=date(2018, 1, 1), max_value=date(2030, 1, 1)), data=st.data())
def test_what_is_found_goes_by_the_name_or_says_what_became_of_it(day: date, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(shipped().rows))
    wanted = data.draw(st.sampled_from(list(called(row))))
    try:
        found = shipped().find(wanted, day)
    except UnknownMunicipality:
        return
    assert found.note or fold(wanted) in set(map(fold, called(found.row)))
