from hashlib import sha256
from pathlib import Path

import pytest
from scrapy.http import Response

from crawlers.files import Expected, Fetched, judge, names_web_page, write
from pipeline.originals import Originals
from pipeline.records import Outcome
from pipeline.store import KnownVersion

PDF = b"%PDF-1.4 fictional"
PAGE = b"<!DOCTYPE html>\n<html><body>Log in</body></html>"
EXPECTED = Expected(
    source_id="GM9901:notubiz",
    document_key="notubiz:9901:1",
    url="http://127.0.0.1:1/document/1/2",
    revision="2 2026-11-19 10:00:00",
    web_page=False,
)


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path)


def answer(body: bytes = PDF, status: int = 200, **headers: str) -> Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("http://127.0.0.1:1/elsewhere", status=status, body=body, headers=names)


def held(body: bytes = PDF) -> KnownVersion:
    return KnownVersion(
        revision="1", sha256=sha256(body).hexdigest(), etag='"old"', last_modified="Thu, 19 Nov 2026 10:00:00 GMT"
    )


def test_new_bytes_are_kept_with_what_the_server_says_of_them(originals: Originals) -> None:
    response = answer(
        Content_Type="Application/PDF; charset=x", ETag='"e"', Last_Modified="Fri, 20 Nov 2026 10:00:00 GMT"
    )
    fetched = judge(response, EXPECTED, originals, held=None)
    assert isinstance(fetched, Fetched)
    version, outcome = fetched.version, fetched.outcome
    assert originals.path(version.sha256).read_bytes() == PDF
    assert (version.size, version.media_type, version.revision) == (len(PDF), "application/pdf", EXPECTED.revision)
    assert (version.etag, version.last_modified) == ('"e"', "Fri, 20 Nov 2026 10:00:00 GMT")
    assert (outcome.url, outcome.state, outcome.reason, outcome.http_status) == (EXPECTED.url, "stored", "new", 200)


def test_other_bytes_than_held_are_a_change(originals: Originals) -> None:
    fetched = judge(answer(), EXPECTED, originals, held=held(b"older"))
    assert isinstance(fetched, Fetched)
    assert (fetched.outcome.state, fetched.outcome.reason) == ("stored", "changed")


def test_the_same_bytes_are_unchanged_under_the_new_revision(originals: Originals) -> None:
    fetched = judge(answer(), EXPECTED, originals, held=held())
    assert isinstance(fetched, Fetched)
    assert (fetched.outcome.state, fetched.version.revision) == ("unchanged", EXPECTED.revision)


def test_not_modified_keeps_the_bytes_and_takes_the_new_revision(originals: Originals) -> None:
    originals.save(PDF)
    fetched = judge(answer(b"", 304), EXPECTED, originals, held=held())
    assert isinstance(fetched, Fetched)
    assert (fetched.outcome.state, fetched.outcome.http_status) == ("unchanged", 304)
    assert (fetched.version.sha256, fetched.version.size) == (held().sha256, len(PDF))
    assert (fetched.version.revision, fetched.version.etag) == (EXPECTED.revision, '"old"')
    assert fetched.version.last_modified == held().last_modified


def test_not_modified_without_anything_held_is_no_answer(originals: Originals) -> None:
    outcome = judge(answer(b"", 304), EXPECTED, originals, held=None)
    assert isinstance(outcome, Outcome)
    assert (outcome.state, outcome.reason) == ("failed", "HTTP 304")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (401, "refused"),
        (403, "refused"),
        (404, "gone"),
        (410, "gone"),
        (429, "retry_later"),
        (500, "retry_later"),
        (204, "failed"),
        (206, "failed"),
    ],
)
def test_another_status_is_never_a_document(originals: Originals, status: int, state: str) -> None:
    outcome = judge(answer(status=status), EXPECTED, originals, held=None)
    assert isinstance(outcome, Outcome)
    assert (outcome.state, outcome.http_status, outcome.document_key) == (state, status, EXPECTED.document_key)
    assert not list(originals.folder.rglob("*"))


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", "application/pdf", "empty body"),
        (PAGE, "application/pdf", "a web page came instead of the document"),
        (PAGE, "text/html", "a web page came instead of the document"),
        (b"\xef\xbb\xbf  <HTML><body>soft 404", "text/html", "a web page came instead of the document"),
        (b'<?xml version="1.0"?>\n<!-- x --><html>', "text/html", "a web page came instead of the document"),
        (b"<script>location='/login'</script>", "text/html", "a web page came instead of the document"),
        (b'{"message":"No rights"}', "application/json; charset=utf-8", "a message came instead of the document"),
    ],
)  # fmt: skip
def test_status_200_is_not_enough(originals: Originals, body: bytes, kind: str, reason: str) -> None:
    outcome = judge(answer(body, Content_Type=kind), EXPECTED, originals, held=None)
    assert isinstance(outcome, Outcome)
    assert (outcome.state, outcome.reason) == ("failed", reason)
    assert not list(originals.folder.rglob("*"))


@pytest.mark.parametrize(
    "body", [b"<?xml version='1.0'?><officiele-publicatie/>", b"<cvdr/>", b"<paragraaf/>", b"PK\x03\x04"]
)
def test_other_formats_than_pdf_are_documents(originals: Originals, body: bytes) -> None:
    assert isinstance(judge(answer(body, Content_Type="text/html"), EXPECTED, originals, held=None), Fetched)


def test_a_web_page_is_a_document_where_one_was_asked_for(originals: Originals) -> None:
    asked = Expected(source_id="s", document_key="d", url="http://127.0.0.1:1/x.html", revision="", web_page=True)
    assert isinstance(judge(answer(PAGE, Content_Type="text/html"), asked, originals, held=None), Fetched)


@pytest.mark.parametrize(
    ("url", "is_page"), [("http://x/a.HTML?v=1", True), ("http://x/a.htm", True), ("http://x/a.pdf?x=.html", False)]
)
def test_an_address_names_a_web_page(url: str, is_page: bool) -> None:
    assert names_web_page(url) is is_page


def test_a_document_without_a_file_is_kept_as_it_was_written(originals: Originals) -> None:
    fetched = write(b"<h1>Toezegging</h1>", "text/html", EXPECTED, originals, held=None)
    assert originals.path(fetched.version.sha256).read_bytes() == b"<h1>Toezegging</h1>"
    assert (fetched.version.media_type, fetched.version.revision) == ("text/html", EXPECTED.revision)
    assert (fetched.outcome.state, fetched.outcome.reason, fetched.outcome.http_status) == ("stored", "new", None)
    again = write(PDF, "text/html", EXPECTED, originals, held=held())
    assert (again.outcome.state, again.outcome.document_key) == ("unchanged", EXPECTED.document_key)
