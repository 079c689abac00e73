"""Judge the answer to a document request: new bytes, unchanged, or an end state with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.records import LedgerState, Outcome, Version

if TYPE_CHECKING:
    from scrapy.http import Response

    from pipeline.originals import Originals

_STATES: dict[int, LedgerState] = {
    401: "refused", 403: "refused", 451: "refused", 404: "gone", 410: "gone", 408: "retry_later", 429: "retry_later",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was asked for."""

    source_id: str
    document_key: str
    url: str
    """As in the ledger; the answer may come from a redirect."""
    revision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """New or re-fetched bytes with the ledger state they lead to."""

    version: Version
    outcome: Outcome


def status_outcome(response: Response, *, url: str, source_id: str, document_key: str | None) -> Outcome:
    """Turn an HTTP status other than success into an end state."""
    fallback: LedgerState = "retry_later" if response.status >= 500 else "failed"
    return Outcome(
        url=url,
        source_id=source_id,
        state=_STATES.get(response.status, fallback),
        reason=f"HTTP {response.status}",
        http_status=response.status,
        document_key=document_key,
    )


def judge(response: Response, expected: Expected, originals: Originals, *, held_sha256: str) -> Fetched | Outcome:
    """Keep the bytes of a good answer; say why for any other."""

    def ended(state: LedgerState, reason: str) -> Outcome:
        return Outcome(
            url=expected.url,
            source_id=expected.source_id,
            state=state,
            reason=reason,
            http_status=response.status,
            document_key=expected.document_key,
        )

    if response.status == 304:
        return ended("unchanged", "not modified since it was held")
    if response.status != 200:
        return status_outcome(
            response, url=expected.url, source_id=expected.source_id, document_key=expected.document_key
        )
    if not response.body:
        return ended("failed", "empty body")
    media_type = _header(response, "Content-Type").partition(";")[0].strip().lower()
    if media_type == "application/pdf" and response.body.lstrip()[:1] == b"<":
        return ended("failed", "an HTML page came instead of a PDF")
    sha256 = originals.save(response.body)
    return Fetched(
        version=Version(
            document_key=expected.document_key,
            sha256=sha256,
            size=len(response.body),
            media_type=media_type,
            revision=expected.revision,
            etag=_header(response, "ETag"),
            last_modified=_header(response, "Last-Modified"),
        ),
        outcome=ended("unchanged", "the same bytes as held")
        if sha256 == held_sha256
        else ended("stored", "changed" if held_sha256 else "new"),
    )


def _header(response: Response, name: str) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""
