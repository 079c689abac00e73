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
    for text in (title, *hints):
        found = [
            (match.start(), -len(match.group()), key)
            for key, pattern in _patterns()
            if (match := pattern.search(text.strip())) is not None
        ]
        if found:
            return min(found)[2]
    return OTHER


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (key, re.compile(pattern, re.IGNORECASE))
        for key, genre in load_taxonomy().genres.items()
        for pattern in genre.titles
    )
