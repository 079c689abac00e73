from __future__ import annotations

from typing import Any

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from models.ngrams import CHARACTERS, Ngrams, character_ngrams, frequent, word_ngrams

SEEN = ["jongeren in de wijk", "jongerenwerk en de raad", "de raad van de wijk", "a b ab abc", "subsidie voor jongeren"]
SHARED: dict[str, Any] = {"sublinear_tf": True, "lowercase": False}
CHARS = TfidfVectorizer(analyzer="char_wb", ngram_range=CHARACTERS, **SHARED).fit(SEEN)
WORDS = TfidfVectorizer(ngram_range=(1, 2), **SHARED).fit(SEEN)


def table(vectorizer: Any) -> dict[str, float]:
    return dict(zip(vectorizer.get_feature_names_out(), vectorizer.idf_.tolist(), strict=True))


NGRAMS = Ngrams(table(CHARS), table(WORDS))


@given(st.lists(st.text(alphabet="jongeraw. \n€b", max_size=40), min_size=1, max_size=5))
@settings(max_examples=200)
def test_gives_the_rows_of_the_usual_transform(documents: list[str]) -> None:
    expected = numpy.hstack([CHARS.transform(documents).toarray(), WORDS.transform(documents).toarray()])
    for row, (columns, values) in zip(expected, NGRAMS.rows(documents), strict=True):
        ours = numpy.zeros(len(row))
        ours[columns] = values
        assert numpy.allclose(ours, row, atol=1e-6)


def test_ngrams_of_words() -> None:
    assert character_ngrams("ab") == [" ab", "ab ", " ab "]
    assert word_ngrams("de raad is a er") == ["de", "raad", "is", "er", "de raad", "raad is", "is er"]


def test_only_what_stands_in_enough_documents_is_kept() -> None:
    assert frequent([["a", "a", "b"], ["a", "c"], ["c"]], 2) == {"a": 2, "c": 2}
