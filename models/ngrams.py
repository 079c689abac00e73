"""Character and word n-grams as TF-IDF rows, counted word by word, so that a word seen before costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHARACTERS = (3, 4)
"""Shortest and longest n-gram within a word with a space on either side."""
_CACHE_LIMIT = 200_000
_WORD = re.compile(r"\w\w+")
Row = tuple["NDArray[Any]", "NDArray[Any]"]
"""Columns and values."""


def character_ngrams(word: str) -> list[str]:
    """The n-grams of a word; they never cross a space, so that a passage is the sum of its words."""
    padded = f" {word} "
    shortest, longest = CHARACTERS
    parts = []
    for length in range(shortest, longest + 1):
        if length >= len(padded):
            parts.append(padded)
            break
        parts += [padded[start : start + length] for start in range(len(padded) - length + 1)]
    return parts


def word_ngrams(document: str) -> list[str]:
    """Words of two characters or more, and the pairs of neighbours."""
    words = _WORD.findall(document)
    return [*words, *map(" ".join, pairwise(words))]


def frequent(documents: Iterable[Iterable[str]], least: int) -> dict[str, int]:
    """Count in how many documents an n-gram stands, of those that stand in `least` at least, in sorted order."""
    counts: dict[str, int] = {}
    for document in documents:
        for ngram in set(document):
            counts[ngram] = counts.get(ngram, 0) + 1
    return {ngram: counts[ngram] for ngram in sorted(counts) if counts[ngram] >= least}


class Ngrams:
    """The n-grams that a model knows, with their inverse document frequencies."""

    def __init__(self, characters: Mapping[str, float], words: Mapping[str, float]) -> None:
        import numpy  # noqa: PLC0415

        self.characters = dict(zip(characters, range(len(characters)), strict=True))
        self.words = dict(zip(words, range(len(words)), strict=True))
        self._rarity = numpy.array([*characters.values(), *words.values()], dtype=numpy.float32)
        self._seen: dict[str, NDArray[Any]] = {}

    def rows(self, documents: Sequence[str]) -> Iterator[Row]:
        """Give the row of each document in lower case: characters, then words, each part of length one."""
        import numpy  # noqa: PLC0415

        shift = len(self.characters)
        for document in documents:
            known = [number + shift for number in map(self.words.get, word_ngrams(document)) if number is not None]
            numbers = [*map(self.of_word, document.split()), numpy.array(known, dtype=numpy.int32)]
            columns, counts = numpy.unique(numpy.concatenate(numbers), return_counts=True)
            values = (1.0 + numpy.log(counts.astype(numpy.float32))) * self._rarity[columns]
            border = int(numpy.searchsorted(columns, shift))
            for part in (values[:border], values[border:]):
                if part.size:
                    part /= numpy.sqrt(part @ part)  # noqa: PLW2901  in place
            yield columns, values

    def of_word(self, word: str) -> NDArray[Any]:
        """The columns of the known character n-grams of a word."""
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= _CACHE_LIMIT:
                self._seen.clear()
            import numpy  # noqa: PLC0415

            found = [self.characters[part] for part in character_ngrams(word) if part in self.characters]
            known = self._seen[word] = numpy.array(found, dtype=numpy.int32)
        return known
