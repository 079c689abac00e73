"""Dutch numbers in letters, from `een` to `negenhonderdnegenennegentigduizend...`, and the halves of speech."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.detect.letters import folded

_ONES = ("een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_TEENS = ("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien")
_TENS = ("twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_VALUES = (
    {word: value for value, word in enumerate(_ONES, 1)}
    | {word: value for value, word in enumerate(_TEENS, 10)}
    | dict(zip(_TENS, range(20, 100, 10), strict=True))
    | {"één": 1, "eén": 1}
)

_ONE = f"(?:{'|'.join((*_ONES, 'één', 'eén'))})"
_BELOW_100 = f"(?:{_ONE}(?:en|ën)(?:{'|'.join(_TENS)})|{'|'.join((*_TEENS, *_TENS))}|{_ONE})"
_BELOW_1000 = f"(?:{_BELOW_100}?honderd(?:(?:en)?{_BELOW_100})?|{_BELOW_100})"
WHOLE = f"(?:{_BELOW_1000}?duizend(?:(?:en)?{_BELOW_1000})?|{_BELOW_1000})"
_HALVES = (
    f"(?:anderhal(?:f|ve)|(?:een\\s|één\\s)?(?:half|halve|kwart)|driekwart"
    f"|{_ONE}(?:ën|en|\\sen\\s|-en-)(?:een)?[\\s-]?(?:half|halve))"
)
NUMERAL = f"(?:{_HALVES}|{WHOLE}(?:[\\s-]{WHOLE}){{0,3}})"
"""Pattern of a number in letters; lower case."""

_BELOW_100_PARTS = re.compile(f"(?:({_ONE})(?:en|ën)({'|'.join(_TENS)})|({'|'.join((*_TEENS, *_TENS))}|{_ONE}))")
_BELOW_1000_PARTS = re.compile(f"({_BELOW_100})?honderd(?:(?:en)?({_BELOW_100}))?")
_WHOLE_PARTS = re.compile(f"({_BELOW_1000})?duizend(?:(?:en)?({_BELOW_1000}))?")
_HALF_MORE = re.compile(f"({_ONE})(?:ën|en)(?:een)?(?:half|halve)")


def spelled(words: str) -> Decimal | None:
    """Give the value of a number in letters, None when the words form no number."""
    joined = re.sub(r"[\s-]", "", folded(words))
    if joined in ("anderhalf", "anderhalve"):
        return Decimal("1.5")
    if joined == "driekwart":
        return Decimal("0.75")
    if joined.endswith("kwart"):
        return Decimal("0.25")
    if more := _HALF_MORE.fullmatch(joined):
        return _VALUES[more[1]] + Decimal("0.5")
    if joined.endswith(("half", "halve")):
        return Decimal("0.5")
    whole = _whole(joined)
    return None if whole is None else Decimal(whole)


def _whole(word: str) -> int | None:
    if parts := _WHOLE_PARTS.fullmatch(word):
        return (_below_1000(parts[1]) if parts[1] else 1) * 1000 + (_below_1000(parts[2]) if parts[2] else 0)
    if re.fullmatch(_BELOW_1000, word):
        return _below_1000(word)
    return None


def _below_1000(word: str) -> int:
    if parts := _BELOW_1000_PARTS.fullmatch(word):
        return (_below_100(parts[1]) if parts[1] else 1) * 100 + (_below_100(parts[2]) if parts[2] else 0)
    return _below_100(word)


def _below_100(word: str) -> int:
    parts = _BELOW_100_PARTS.fullmatch(word)
    if parts is None:
        raise ValueError(f"no number below one hundred: {word!r}")
    return _VALUES[parts[3]] if parts[3] else _VALUES[parts[1]] + _VALUES[parts[2]]
