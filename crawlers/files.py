"""Judge the answer to a document request: new bytes, unchanged, or an end state with a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.outcomes import end_of_status
from pipeline.records import LedgerState, Outcome, Version

if TYPE_CHECKING:
    from scrapy.http import Response

    from pipeline.originals import Originals
    from pipeline.store import KnownVersion

_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|title|meta|script|body|center|div|h1|p)\b",
    re.IGNORECASE | re.DOTALL,
)
_BEGINNING = 4096
"""Bytes in which a web page shows itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was asked for."""

    source_id: str
    document_key: str
    url: str
    """As in the ledger; the answer may come from a redirect."""
    revision: str
    web_page: bool
    """True when the document itself is a web page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """New or re-fetched bytes with the ledger state they lead to."""

    version: Version
    outcome: Outcome


def names_web_page(url: str) -> bool:
    """Tell whether an address is that of a web page."""
    return urlsplit(url).path.lower().endswith((".html", ".htm"))


def judge(
    response: Response, expected: Expected, originals: Originals, *, held: KnownVersion | None
) -> Fetched | Outcome:
    """Keep the bytes of a good answer (200, or 304 when it was asked whether they changed); say why for any other."""
    if response.status == 304 and held is not None:
        return _not_modified(response, expected, originals, held)
    if response.status != 200:
        end = end_of_status(response.status)
        return _ended(response, expected, end.state, end.reason)
    media_type = _header(response, "Content-Type").partition(";")[0].strip().lower()
    if problem := _problem(response.body, media_type, web_page=expected.web_page):
        return _ended(response, expected, "failed", problem)
    version = Version(
        document_key=expected.document_key,
        sha256=originals.save(response.body),
        size=len(response.body),
        media_type=media_type,
        revision=expected.revision,
        etag=_header(response, "ETag"),
        last_modified=_header(response, "Last-Modified"),
    )
    return _kept(version, expected, held, http_status=response.status)


def write(
    content: bytes, media_type: str, expected: Expected, originals: Originals, *, held: KnownVersion | None
) -> Fetched:
    """Keep a document that is no file at its source: fields, or a page that was read for other reasons."""
    version = Version(
        document_key=expected.document_key,
        sha256=originals.save(content),
        size=len(content),
        media_type=media_type,
        revision=expected.revision,
        etag="",
        last_modified="",
    )
    return _kept(version, expected, held, http_status=None)


def _kept(version: Version, expected: Expected, held: KnownVersion | None, *, http_status: int | None) -> Fetched:
    is_same = held is not None and held.sha256 == version.sha256
    outcome = Outcome(
        url=expected.url,
        source_id=expected.source_id,
        state="unchanged" if is_same else "stored",
        reason="the same bytes as held" if is_same else "changed" if held else "new",
        http_status=http_status,
        document_key=expected.document_key,
    )
    return Fetched(version=version, outcome=outcome)


def _not_modified(response: Response, expected: Expected, originals: Originals, held: KnownVersion) -> Fetched:
    """The held version stays, under the revision that the source gives now: it is not asked again for this one."""
    version = Version(
        document_key=expected.document_key,
        sha256=held.sha256,
        size=originals.path(held.sha256).stat().st_size,
        media_type=_header(response, "Content-Type"),
        revision=expected.revision,
        etag=_header(response, "ETag") or held.etag,
        last_modified=_header(response, "Last-Modified") or held.last_modified,
    )
    outcome = _ended(response, expected, "unchanged", "not modified since it was held")
    return Fetched(version=version, outcome=outcome)


def _problem(body: bytes, media_type: str, *, web_page: bool) -> str:
    """Say why these bytes are no document: errors and login pages come with status 200 as well."""
    if not body:
        return "empty body"
    if media_type == "application/json":
        return "a message came instead of the document"
    if not web_page and _WEB_PAGE.match(body[:_BEGINNING]):
        return "a web page came instead of the document"
    return ""


def _ended(response: Response, expected: Expected, state: LedgerState, reason: str) -> Outcome:
    return Outcome(
        url=expected.url,
        source_id=expected.source_id,
        state=state,
        reason=reason,
        http_status=response.status,
        document_key=expected.document_key,
    )


def _header(response: Response, name: str) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""
