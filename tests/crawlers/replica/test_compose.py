from __future__ import annotations

from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.replica.compose import THEME_TITLES, Filler, PoolError, load_pool
from crawlers.replica.markup import Fill, Heading, Paragraph

POOL = {
    "wegen": tuple(Paragraph(text=f"weg {number}") for number in range(7)),
    "groen": tuple(Paragraph(text=f"boom {number}") for number in range(5)),
}


def test_no_block_comes_twice_while_the_pool_lasts() -> None:
    fill = Fill(themes=("wegen", "groen"), blocks=12)
    blocks = list(Filler(POOL, "begroting").expand((fill,)))
    assert len(blocks) == len(set(blocks)) == 12


@given(slug=st.text(max_size=8), number=st.integers(13, 60), themes=st.sampled_from([("wegen",), ("wegen", "groen")]))
def test_reuse_never_puts_the_same_block_twice_in_a_row(slug: str, number: int, themes: tuple[str, ...]) -> None:
    blocks = list(Filler(POOL, slug).expand((Fill(themes=themes, blocks=number),)))
    assert len(blocks) == number
    assert all(first != second for first, second in pairwise(blocks))


def test_the_same_slug_gives_the_same_filler_and_another_slug_another() -> None:
    fill = (Fill(themes=("wegen", "groen"), blocks=12),)
    first, again, other = (list(Filler(POOL, slug).expand(fill)) for slug in ("een", "een", "twee"))
    assert first == again != other


def test_endless_filler_comes_in_runs_under_a_heading() -> None:
    blocks = list(islice(Filler(POOL, "x").endless(Fill(themes=("wegen", "groen"), pages=9)), 12))
    assert [isinstance(block, Heading) for block in blocks] == ([True] + [False] * 5) * 2


def test_a_theme_without_filler_is_refused() -> None:
    with pytest.raises(PoolError, match="water"):
        list(Filler(POOL, "x").expand((Fill(themes=("water",), blocks=1),)))


def test_the_pool_has_every_theme() -> None:
    assert set(load_pool()) == set(THEME_TITLES)
