from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.replica.cql import Boolean, Clause, Node, parse_cql
from crawlers.replica.matching import Entry, Indexes, UnsupportedIndexError, check_query, matches, sort_entries

INDEXES = Indexes(kinds={"title": "words", "number": "words", "day": "date"})
ENTRIES = [
    Entry(values={"title": ("Subsidieregeling Jeugd 2027",), "number": ("10",), "day": ("2026-11-20",)}),
    Entry(values={"title": ("Waterschap Havenstede en Maasdelta",), "number": ("7",), "day": ("2026-11-21",)}),
    Entry(values={"title": ("Havenstede",), "number": ("8",), "day": ("2026-12-01",)}),
]
CLAUSES = st.sampled_from(
    [parse_cql(each).root for each in ('title="havenstede"', "day>=2026-11-21", 'title any "jeugd x"', "number==7")]
)
NODES: st.SearchStrategy[Node] = st.recursive(
    CLAUSES, lambda below: st.builds(Boolean, operator=st.sampled_from(["and", "or", "not"]), left=below, right=below)
)


def found(query: str) -> set[int]:
    root, _ = check_query(parse_cql(query), INDEXES)
    return {number for number, entry in enumerate(ENTRIES) if matches(root, entry, INDEXES)}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ('title="havenstede"', {1, 2}),
        ("title==Havenstede", {2}),
        ("title==havenstede", set()),
        ('title="havenstede maasdelta"', set()),
        ('title="havenstede en maasdelta"', {1}),
        ('title all "maasdelta havenstede"', {1}),
        ('title any "maasdelta jeugd"', {0, 1}),
        ('title="subsidie"', set()),
        ('title="subsidie*"', {0}),
        ("day>=2026-11-21", {1, 2}),
        ("day>=2026-11-21 and day<2026-12-01", {1}),
        ("day=2026-11-20", {0}),
        ('title="havenstede" not day>=2026-12-01', {1}),
    ],
)
def test_relations(query: str, numbers: set[int]) -> None:
    assert found(query) == numbers


@given(NODES)
def test_booleans_are_those_of_sets(node: Node) -> None:
    def expected(part: Node) -> set[int]:
        if isinstance(part, Clause):
            return found(str(part))
        left, right = expected(part.left), expected(part.right)
        return {"and": left & right, "or": left | right, "not": left - right}[part.operator]

    assert found(str(node)) == expected(node)


def test_an_impossible_date_is_left_out_and_reported() -> None:
    root, ignored = check_query(parse_cql('title="havenstede" and day>=2026-13-45'), INDEXES)
    assert root == parse_cql('title="havenstede"').root
    assert [clause.term for clause in ignored] == ["2026-13-45"]


def test_only_an_impossible_date_leaves_everything() -> None:
    assert found("day>=morgen") == {0, 1, 2}


@pytest.mark.parametrize("query", ["colour=red", "title=a sortBy colour", "day>=x and colour=red"])
def test_an_unknown_index_is_refused(query: str) -> None:
    with pytest.raises(UnsupportedIndexError, match="colour"):
        check_query(parse_cql(query), INDEXES)


def test_sorting_goes_by_the_first_key_first() -> None:
    entries = sort_entries(ENTRIES, parse_cql("title=x sortBy day/sort.descending"))
    assert [entry.values["day"][0] for entry in entries] == ["2026-12-01", "2026-11-21", "2026-11-20"]
