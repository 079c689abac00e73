import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.names import base_name, fold, look_alikes, slugs


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'s-Gravenhage", "’s Gravenhage"),
        ("Bergen (NH)", "bergen (nh.)"),
        ("Súdwest-Fryslân", "SUDWEST FRYSLAN"),
        ("Gemeente Oss", "oss"),
        ("Capelle a/d IJssel", "capelle a d ijssel"),
    ],
)
def test_two_ways_of_writing_are_the_same_name(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


def test_different_names_stay_different() -> None:
    assert len({fold(name) for name in ("Bergen (L)", "Bergen (NH)", "Bergen", "Bergen op Zoom")}) == 4


def test_the_base_of_a_name() -> None:
    assert [base_name(name) for name in ("Bergen (NH)", "Hengelo", "Stein (L.)")] == ["Bergen", "Hengelo", "Stein"]


@pytest.mark.parametrize(
    ("names", "ways"),
    [
        (["'s-Gravenhage", "Den Haag"], ("sgravenhage", "s-gravenhage", "denhaag", "den-haag")),
        (["Hof van Twente"], ("hofvantwente", "hof-van-twente")),
        (["Súdwest-Fryslân"], ("sudwestfryslan", "sudwest-fryslan")),
        (["Oss", "oss", "…"], ("oss",)),
    ],
)
def test_names_in_hosts(names: list[str], ways: tuple[str, ...]) -> None:
    assert slugs(names) == ways


@given(st.lists(st.text()))
def test_any_name_gives_only_parts_of_hosts(names: list[str]) -> None:
    assert all(way.strip("-").replace("-", "").isascii() and way.replace("-", "").isalnum() for way in slugs(names))


def test_look_alikes_begin_the_same_or_are_nearly_the_same() -> None:
    names = ["Amersfoort", "Amsterdam", "Amstelveen", "Oss"]
    assert look_alikes("amst", names) == ["Amsterdam", "Amstelveen"]
    assert look_alikes("Amersfort", names) == ["Amersfoort"]
    assert look_alikes("", names) == []
