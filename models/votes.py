"""How a vote ended, by its numbers."""

from __future__ import annotations

import re
from typing import Literal

_UNITS = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = ("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien")
_TENS = {"twintig": 20, "dertig": 30, "veertig": 40}
_SPELLED = {
    "geen": 0,
    **{word: value for value, word in enumerate(_UNITS, 1)},
    **{word: value for value, word in enumerate(_TEENS, 10)},
    **_TENS,
    **{f"{unit}en{ten}": value + number for ten, value in _TENS.items() for number, unit in enumerate(_UNITS, 1)},
}
_N = rf"(\d{{1,2}}|{'|'.join(sorted(_SPELLED, key=len, reverse=True))})"
_OF_A_VOTE = re.compile(r"\bstem|\bmotie|amendement|\braad|\bleden\b|fractie")
_WHO = r"(?: (?:stemmen|leden|raadsleden|fracties|fractie|stem|lid))?"
_DO = r"(?: (?:zijn|waren|stemmen|stemden|stemt|stemde))?"
_FOR_FIRST = (
    re.compile(rf"\b{_N}{_WHO}{_DO} (?:er)?voor\b[^.\d]{{0,30}}?\b{_N}{_WHO}{_DO} (?:er)?tegen\b"),
    re.compile(rf"\bvoor(?: stemden| waren)?:? {_N}\b[^.\d]{{0,30}}?\btegen(?: stemden| waren)?:? {_N}\b"),
    re.compile(rf"\b{_N} (?:\S+ ){{0,3}}steun\w*\b[^.\d]{{0,40}}?\b{_N} niet\b"),
    re.compile(rf"\b{_N}{_WHO}{_DO} (?:er)?voor\b[^.\d]{{0,30}}?\btegen(?: stemden)?:? {_N}\b"),
)
_AGAINST_FIRST = (
    re.compile(rf"\bmet {_N} tegen {_N} stemmen tegen\b"),
    re.compile(rf"\b{_N}{_WHO}{_DO} (?:er)?tegen\b[^.\d]{{0,30}}?\b{_N}{_WHO}{_DO} (?:er)?voor\b"),
    re.compile(rf"\btegen(?: stemden| waren)?:? {_N}\b[^.\d]{{0,30}}?\bvoor(?: stemden| waren)?:? {_N}\b"),
)


def vote(lower: str) -> Literal["adopted", "rejected", ""]:
    """Give the outcome of the first vote that a text in lower case, without accents, counts; empty without one."""
    if not ("tegen" in lower or "steun" in lower) or not _OF_A_VOTE.search(lower):
        return ""
    for patterns, turned in ((_FOR_FIRST, False), (_AGAINST_FIRST, True)):
        for pattern in patterns:
            if found := pattern.search(lower):
                first, second = map(_value, found.groups())
                return "adopted" if (first > second) != turned else "rejected"
    return ""


def _value(written: str) -> int:
    return int(written) if written.isdigit() else _SPELLED[written]
