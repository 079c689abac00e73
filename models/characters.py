"""Character n-grams counted word by word, so that a word seen before costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_CACHE_LIMIT = 200_000


class CharacterRows:
    """The rows of a fitted `char_wb` TfidfVectorizer, several times faster than its own `transform`.

    Its n-grams never cross a space, so that a passage is the sum of its words.
    """

    def __init__(self, vectorizer: Any) -> None:
        self._vocabulary: dict[str, int] = vectorizer.vocabulary_
        self._weights = vectorizer.idf_
        self._shortest, self._longest = vectorizer.ngram_range
        self._words: dict[str, list[int]] = {}

    def transform(self, documents: Sequence[str]) -> csr_matrix:
        """One row per document, as the vectorizer gives for text in lower case."""
        import numpy  # noqa: PLC0415
        from scipy.sparse import csr_matrix  # noqa: PLC0415

        data, indices, ends = [], [], [0]
        for document in documents:
            numbers = [number for word in document.split() for number in self._word(word)]
            columns, counts = numpy.unique(numpy.array(numbers, dtype=numpy.int64), return_counts=True)
            values = (1.0 + numpy.log(counts)) * self._weights[columns]
            norm = numpy.sqrt(values @ values)
            data.append(values / norm if norm else values)
            indices.append(columns)
            ends.append(ends[-1] + len(columns))
        shape = (len(documents), len(self._vocabulary))
        if not documents:
            return csr_matrix(shape)
        return csr_matrix((numpy.concatenate(data), numpy.concatenate(indices), ends), shape=shape)

    def _word(self, word: str) -> list[int]:
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= _CACHE_LIMIT:
                self._words.clear()
            known = [self._vocabulary[part] for part in self._parts(f" {word} ") if part in self._vocabulary]
            self._words[word] = known
        return known

    def _parts(self, padded: str) -> list[str]:
        parts = []
        for length in range(self._shortest, self._longest + 1):
            if length >= len(padded):
                parts.append(padded)
                break
            parts += [padded[start : start + length] for start in range(len(padded) - length + 1)]
        return parts
