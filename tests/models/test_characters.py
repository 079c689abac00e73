from __future__ import annotations

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from models.characters import CharacterRows

SEEN = ["jongeren in de wijk", "jongerenwerk en de raad", "de raad van de wijk", "a b ab abc", "subsidie voor jongeren"]
VECTORIZER = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=False).fit(SEEN)
ROWS = CharacterRows(VECTORIZER)


@given(st.lists(st.text(alphabet="jongeraw. \n€b", max_size=40), min_size=1, max_size=5))
@settings(max_examples=200, deadline=None)
def test_gives_the_rows_of_the_vectorizer(documents: list[str]) -> None:
    expected = VECTORIZER.transform(documents).toarray()
    assert numpy.allclose(ROWS.transform(documents).toarray(), expected)


def test_no_documents_give_no_rows() -> None:
    assert ROWS.transform([]).shape == (0, len(VECTORIZER.vocabulary_))
