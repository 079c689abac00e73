from collections.abc import Callable

import pytest

_SMALL = (
    " een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien "
    "veertien vijftien zestien zeventien achttien negentien"
)
_TENS = "  twintig dertig veertig vijftig zestig zeventig tachtig negentig"


def _in_words(number: int) -> str:
    small, tens = _SMALL.split(" "), _TENS.split(" ")
    if number >= 1000:
        thousands, rest = divmod(number, 1000)
        return ("" if thousands == 1 else _in_words(thousands)) + "duizend" + (_in_words(rest) if rest else "")
    if number >= 100:
        hundreds, rest = divmod(number, 100)
        return ("" if hundreds == 1 else small[hundreds]) + "honderd" + (_in_words(rest) if rest else "")
    if number < 20:
        return small[number]
    ten, one = divmod(number, 10)
    return (small[one] + ("ën" if small[one].endswith("e") else "en") if one else "") + tens[ten]


@pytest.fixture(scope="session")
def in_words() -> Callable[[int], str]:
    """Write a number from 1 to 999999 in Dutch letters, independently of the program."""
    return _in_words
