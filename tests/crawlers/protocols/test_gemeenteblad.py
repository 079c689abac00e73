from collections.abc import Callable
from dataclasses import asdict
from datetime import date

from crawlers.protocols.gemeenteblad import LEFT_OUT, parse_publication, query
from crawlers.protocols.shapes import Unread, read_each
from crawlers.protocols.sru import parse_answer
from crawlers.replica.cql import Clause, parse_cql


def test_publications(fixture_text: Callable[[str], bytes], golden: Callable[[str, object], None]) -> None:
    records = parse_answer(fixture_text("gemeenteblad_answer.xml")).records
    found = read_each(records, lambda record: parse_publication(record, source_id="GM9901:bekendmakingen"))
    golden("gemeenteblad_answer", [asdict(one) for one in found])


def test_the_form_with_the_best_structure_is_asked(fixture_text: Callable[[str], bytes]) -> None:
    records = parse_answer(fixture_text("gemeenteblad_answer.xml")).records[:3]
    urls = [parse_publication(record, source_id="GM9901:bekendmakingen").url for record in records]
    assert [url.rpartition(".")[2] for url in urls] == ["xml", "html", "pdf"]


def test_a_record_without_date_or_file_is_told(fixture_text: Callable[[str], bytes]) -> None:
    records = parse_answer(fixture_text("gemeenteblad_answer.xml")).records[3:]
    found = list(read_each(records, lambda record: parse_publication(record, source_id="GM9901:bekendmakingen")))
    assert found == [Unread("KeyError: 'available'"), Unread("KeyError: 'itemUrl'")]


def test_the_query_is_one_that_the_service_reads() -> None:
    text = query("'s-Gravenhage", date(2026, 11, 20))
    leaves = []
    nodes = [parse_cql(text).root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, Clause):
            leaves.append(node)
        else:
            nodes += [node.left, node.right]
    values = {(leaf.index, leaf.term) for leaf in leaves}
    assert {("dt.creator", "'s-Gravenhage"), ("dt.modified", "2026-11-20")} <= values
    assert {("dt.type", rubriek) for rubriek in LEFT_OUT} <= values
