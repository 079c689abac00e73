"""Which characters of a text belong to a value already, so that one stretch is never read twice."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.detect.sentences import Span


class Claims:
    """The characters that have been read; the first reading keeps them."""

    def __init__(self, length: int, taken: Iterable[Span] = ()) -> None:
        self._taken = bytearray(length)
        for start, end in taken:
            self._taken[start:end] = b"\1" * (end - start)

    def take(self, start: int, end: int) -> bool:
        """Claim a stretch; False when a part of it has been claimed before."""
        if any(self._taken[start:end]):
            return False
        self._taken[start:end] = b"\1" * (end - start)
        return True
