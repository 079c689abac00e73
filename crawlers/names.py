"""Names of places as people write them: compared without capitals, accents and signs, or turned into host names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """Reduce a name to what two ways of writing it have in common: `'s-Gravenhage` and `S Gravenhage`."""
    words = re.sub(r"[\W_]+", " ", _without_accents(name.casefold())).strip()
    return words.removeprefix("gemeente ")


def base_name(name: str) -> str:
    """Leave out what only tells two places apart: `Bergen (NH)` is called Bergen."""
    return re.sub(r"\s*\([^)]*\)\s*$", "", name)


def slugs(names: Iterable[str]) -> tuple[str, ...]:
    """Give the ways in which these names stand in host names, the likeliest first."""
    ways: list[str] = []
    for name in names:
        words = re.findall(r"[a-z0-9]+", _without_accents(name.casefold()))
        ways += ["".join(words), "-".join(words)]
    return tuple(dict.fromkeys(way for way in ways if way))


def look_alikes(wanted: str, names: Iterable[str]) -> list[str]:
    """Give at most three names that begin like this one or are nearly it."""
    folded = fold(wanted)
    by_fold = {fold(name): name for name in names}
    begun = [one for one in by_fold if len(folded) >= 3 and one.startswith(folded)]
    close = dict.fromkeys([*begun, *get_close_matches(folded, by_fold, n=3)])
    return [by_fold[one] for one in close][:3]


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
