from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.replica.cql import BOOLEANS, RESERVED, Boolean, Clause, CqlSyntaxError, Node, SortKey, parse_cql

INDEXES = st.sampled_from(["dt.title", "dt.creator", "c.product-area", "keyword"])
CLAUSES = st.builds(
    Clause, index=INDEXES, relation=st.sampled_from(["=", "==", ">=", "<=", ">", "<", "any", "all"]), term=st.text()
)
NODES: st.SearchStrategy[Node] = st.recursive(
    CLAUSES, lambda below: st.builds(Boolean, operator=st.sampled_from(sorted(BOOLEANS)), left=below, right=below)
)


@given(NODES)
def test_a_written_query_is_read_back_the_same(node: Node) -> None:
    assert parse_cql(str(node)).root == node


@given(st.text(alphabet='ab.="()<>/ \\and or not sortBy', max_size=40))
def test_any_text_is_a_query_or_a_syntax_error(query: str) -> None:
    try:
        parsed = parse_cql(query)
    except CqlSyntaxError:
        return
    assert parse_cql(str(parsed.root)).root == parsed.root


def test_booleans_group_to_the_left_with_equal_precedence() -> None:
    a, b, c = (Clause(index=name, relation="=", term="1") for name in "abc")
    left = Boolean(operator="or", left=a, right=b)
    assert parse_cql("a=1 OR b=1 and c = 1").root == Boolean(operator="and", left=left, right=c)


def test_sort_keys_are_read() -> None:
    query = parse_cql('dt.title any "geld" sortBy dt.date/sort.descending dt.title')
    assert query.sort == (SortKey(index="dt.date", descending=True), SortKey(index="dt.title"))


def test_a_lone_term_searches_the_default_index() -> None:
    assert parse_cql("subsidie").root == Clause(index="cql.serverChoice", relation="=", term="subsidie")


@pytest.mark.parametrize(
    "query",
    ["", "a=1 and not b=1", "(a=1", "a=1)", "a=", "and", "a=1 b=2", "a=1 sortBy b/c", 'a="open', *sorted(RESERVED)],
)
def test_what_is_not_in_the_grammar_is_a_syntax_error(query: str) -> None:
    with pytest.raises(CqlSyntaxError):
        parse_cql(query)
