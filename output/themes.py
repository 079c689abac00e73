"""The themes of the vocabulary by their Dutch names."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache

from output.queries import UnknownValue


@cache
def labels() -> dict[str, str]:
    """Give the Dutch name of every theme."""
    from models.taxonomy import load_taxonomy  # noqa: PLC0415  (takes a moment; few commands need it)

    return {key: theme.label for key, theme in load_taxonomy().themes.items()}


def keys(wanted: Iterable[str]) -> tuple[str, ...]:
    """Give the themes that go by these names or keys; raises `UnknownValue` with those that come near."""
    return tuple(_key(word) for word in wanted)


def _key(wanted: str) -> str:
    names = {name.casefold(): key for key, label in labels().items() for name in (key, label)}
    folded = wanted.strip().casefold()
    if folded in names:
        return names[folded]
    close = difflib.get_close_matches(folded, names, n=3, cutoff=0.5) or [name for name in names if folded in name]
    near = list(dict.fromkeys(labels()[names[name]] for name in close)) or list(labels().values())
    raise UnknownValue(f"--thema: {wanted!r} does not exist; choose from {', '.join(near)}")
