"""Tell the genre of a document from its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from models.taxonomy import load_taxonomy

OTHER = "bijlage"
"""What has no telling title is treated as an annex."""


def genre_of(title: str, *, hints: Sequence[str] = ()) -> str:
    """Give the genre key that the title, or else what the source calls it (`hints`), names first.

    "Raadsvoorstel Vrijwilligersnota" is a raadsvoorstel: the earliest word decides, then the longest.
    """
    return next(filter(None, map(named_genre, (title, *hints))), OTHER)


def named_genre(title: str) -> str:
    """Give the genre that a title names first, or an empty string."""
    found = [
        (match.start(), -len(match.group()), key)
        for key, pattern in _patterns()
        if (match := pattern.search(title.strip())) is not None
    ]
    return min(found)[2] if found else ""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (key, re.compile(pattern, re.IGNORECASE))
        for key, genre in load_taxonomy().genres.items()
        for pattern in genre.titles
    )
