from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawlers.protocols.sru import Days, Diagnostic, Record, Slice, parse_answer, quoted, search_url

Load = Callable[[str], bytes]


def test_an_answer_with_prefixes(fixture_text: Load) -> None:
    answer = parse_answer(fixture_text("gemeenteblad_answer.xml"))
    assert (answer.number, len(answer.records), answer.more) == (5, 5, True)
    assert answer.records[0].text("identifier") == "gmb-2026-490001"
    assert answer.records[0].text("title") == "Subsidieregeling Buurtmaatjes & Co Havenstede 2027"


def test_an_answer_in_a_default_namespace(fixture_text: Load) -> None:
    answer = parse_answer(fixture_text("cvdr_answer.xml"))
    assert (answer.number, len(answer.records), answer.more) == (6, 6, False)
    assert [record.text("identifier") for record in answer.records][:2] == ["CVDR700001_1", "CVDR700001_2"]


@pytest.mark.parametrize("prefix", ["x:", ""])
def test_the_prefix_does_not_matter(fixture_text: Load, prefix: str) -> None:
    body = fixture_text("gemeenteblad_answer.xml")
    named = b"xmlns:x=" if prefix else b"xmlns="
    body = body.replace(b"xmlns:sru=", named).replace(b"<sru:", b"<" + prefix.encode())
    body = body.replace(b"</sru:", b"</" + prefix.encode())
    assert len(parse_answer(body).records) == 5


def test_a_refused_query_is_an_error_in_the_words_of_the_service(fixture_text: Load) -> None:
    for name in ("sru_refused.xml", "cvdr_refused.xml"):
        with pytest.raises(Diagnostic, match="Unsupported index"):
            parse_answer(fixture_text(name))


def test_a_partly_ignored_query_is_refused_with_its_unfiltered_records(fixture_text: Load) -> None:
    with pytest.raises(Diagnostic, match=r"dt\.modified>=2026-11-31; SEARCH-IGNOREDQTEXT"):
        parse_answer(fixture_text("sru_partly_ignored.xml"))


def test_a_page_beyond_the_end_is_empty(fixture_text: Load) -> None:
    answer = parse_answer(fixture_text("sru_beyond_the_end.xml"))
    assert (answer.records, answer.more) == ((), False)


def test_the_end_is_not_believed_with_another_complaint_or_with_records(fixture_text: Load) -> None:
    ignored = fixture_text("sru_partly_ignored.xml")
    with pytest.raises(Diagnostic):
        parse_answer(ignored.replace(b"diagnostic/1/59", b"diagnostic/1/61"))
    extra = b"<diagnostic><uri>info:srw/diagnostic/1/16</uri></diagnostic></sru:diagnostics>"
    with pytest.raises(Diagnostic):
        parse_answer(fixture_text("sru_beyond_the_end.xml").replace(b"</sru:diagnostics>", extra))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no XML"),
        (b"<html><body>Even geduld</body></html>", "no SRU answer but <html>"),
        (b"<diagnostics><message>Query syntax error</message></diagnostics>", "Query syntax error"),
        (b"<searchRetrieveResponse><numberOfRecords>many</numberOfRecords></searchRetrieveResponse>", "many"),
    ],
)
def test_what_is_no_answer_is_an_error(body: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_answer(body)


def test_an_answer_without_a_number_of_records_is_an_error() -> None:
    with pytest.raises(KeyError, match="numberOfRecords"):
        parse_answer(b"<searchRetrieveResponse><records/></searchRetrieveResponse>")


def test_records_that_are_announced_and_not_there_are_an_error() -> None:
    with pytest.raises(KeyError, match="records, of which there are 3"):
        parse_answer(b"<searchRetrieveResponse><numberOfRecords>3</numberOfRecords></searchRetrieveResponse>")


def test_a_text_without_a_letter_or_digit_says_nothing() -> None:
    record = Record(etree.fromstring("<record><title>?</title></record>"))
    with pytest.raises(ValueError, match="title is '\\?', which says nothing"):
        record.text("title")


def test_entities_are_not_expanded_and_files_not_read() -> None:
    body = (
        b'<!DOCTYPE r [<!ENTITY secret SYSTEM "file:///etc/passwd">]><searchRetrieveResponse><numberOfRecords>1'
        b"</numberOfRecords><records><record><title>&secret;</title></record></records></searchRetrieveResponse>"
    )
    assert parse_answer(body).records[0].optional("title") == ""


def test_a_mandatory_field_that_is_missing_or_empty_is_an_error() -> None:
    record = Record(etree.fromstring("<record><title> </title></record>"))
    for name in ("title", "identifier"):
        with pytest.raises(KeyError, match=name):
            record.text(name)
        assert record.optional(name) == ""


@given(value=st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_a_quoted_value_ends_where_it_should(value: str) -> None:
    text = quoted(value)
    inside, escaped = text[1:-1], False
    for letter in inside:
        assert escaped or letter != '"'
        escaped = letter == "\\" and not escaped
    assert not escaped
    assert inside.replace('\\"', '"').replace("\\\\", "\\") == value or "\\" in value


def test_the_address_of_a_page() -> None:
    url = search_url("http://127.0.0.1:1", "/sru", query='dt.creator=="Den X"', start=501, rows=500, version="2.0")
    assert url == (
        "http://127.0.0.1:1/sru?version=2.0&operation=searchRetrieve"
        "&query=dt.creator%3D%3D%22Den+X%22&startRecord=501&maximumRecords=500"
    )


DAYS = st.dates(date(1996, 1, 1), date(2030, 1, 1))


@given(days=st.tuples(st.none() | DAYS, st.none() | DAYS), changed=DAYS)
def test_cutting_days_loses_none_and_comes_to_an_end(days: Days, changed: date) -> None:
    today = date(2026, 11, 23)
    slices = [one for one in [Slice(changed=days)] if _holds(one, changed)]
    for _ in range(14):
        cut = [part for one in slices for part in one.cut(today, by_appearance=False)]
        assert len([part for part in cut if _holds(part, changed)]) == bool(cut)
        slices = [part for part in cut or slices if _holds(part, changed)]
    assert all(one.cut(today, by_appearance=False) == () for one in slices)


def _holds(one: Slice, day: date) -> bool:
    first, last = one.changed
    return (first is None or first <= day) and (last is None or day <= last)
