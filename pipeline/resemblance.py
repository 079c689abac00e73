"""Near-equal texts: a sketch of fixed size per text, so that comparing costs the same for every length.

One permutation hashing: every shingle is hashed once and falls in one of the bins, which keeps its smallest. Equal
bins estimate the resemblance (Jaccard); bands of bins find candidates without comparing every pair.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b

SHINGLE = 5
"""Words per shingle: fewer make every paper on one subject look alike, more let one changed word hide a copy."""
BINS, BAND = 64, 4
_WORD = re.compile(r"\w+")

Sketch = tuple[int, ...]
"""The smallest hash per bin; -1 where a bin has none. Empty when the text is too short to judge."""


def sketch(text: str, *, least_words: int, places: Collection[str] = ()) -> Sketch:
    """Make the sketch of a text; the names of `places` do not count, so that a copy elsewhere looks like a copy."""
    names = {part for place in places for part in _WORD.findall(place.casefold())}
    words = [word for word in _WORD.findall(text.casefold()) if word not in names]
    if len(words) < least_words:
        return ()
    bins = [-1] * BINS
    for start in range(len(words) - SHINGLE + 1):
        shingle = " ".join(words[start : start + SHINGLE])
        hashed = int.from_bytes(blake2b(shingle.encode(), digest_size=6).digest())
        home, rest = hashed % BINS, hashed // BINS
        if bins[home] < 0 or rest < bins[home]:
            bins[home] = rest
    return tuple(bins)


def resemblance(one: Sketch, other: Sketch) -> float:
    """Estimate how much of two texts is the same, 0-1."""
    used = [(a, b) for a, b in zip(one, other, strict=bool(one and other)) if a >= 0 or b >= 0]
    return sum(a == b for a, b in used) / len(used) if used else 0.0


def bands(one: Sketch) -> Iterator[str]:
    """Give what two near-equal texts have in common with near certainty, and other texts hardly ever."""
    for start in range(0, len(one), BAND):
        part: Sequence[int] = one[start : start + BAND]
        if any(value >= 0 for value in part):
            yield f"{start}:{blake2b(repr(part).encode(), digest_size=8).hexdigest()}"
