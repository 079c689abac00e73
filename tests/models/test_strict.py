from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from models.strict import ShapeError, checked, record


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    name: str
    souls: int
    share: float
    bodies: tuple[str, ...]
    open: bool = True


GOOD = {"name": "Havenstede", "souls": 165000, "share": 1, "bodies": ["raad"]}


def test_builds_the_record() -> None:
    assert record(Town, GOOD, "town") == Town(name="Havenstede", souls=165000, share=1.0, bodies=("raad",))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"souls": "many"}, "town.souls: expected int"),
        ({"souls": True}, "town.souls: expected int"),
        ({"bodies": "raad"}, "town.bodies: expected a list"),
        ({"bodies": ["raad", " "]}, "town.bodies: expected a list of non-empty"),
        ({"bodies": ["raad", "Raad"]}, "twice"),
        ({"mayor": "?"}, "unknown \\['mayor'\\]"),
    ],
)
def test_names_the_place_of_a_mistake(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        record(Town, {**GOOD, **change}, "town")


def test_names_a_missing_field() -> None:
    with pytest.raises(ShapeError, match="missing \\['share'\\]"):
        record(Town, {key: value for key, value in GOOD.items() if key != "share"}, "town")


def test_a_float_is_no_integer() -> None:
    with pytest.raises(ShapeError, match=r"version: expected int, found 1\.0"):
        checked(1.0, int, "version")
