"""How a request that brought no document ends: the state in the ledger and the reason."""

from __future__ import annotations

from dataclasses import dataclass

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.politeness import ClosedForTonight
from crawlers.protocols.shapes import reason
from pipeline.records import LedgerState

_STATES: dict[int, LedgerState] = {
    401: "refused", 403: "refused", 451: "refused", 404: "gone", 410: "gone", 408: "retry_later", 429: "retry_later",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """The state in which a request ends, with the reason."""

    state: LedgerState
    reason: str
    http_status: int | None = None


def end_of(error: BaseException) -> End:
    """Turn what came instead of a good answer into an end state."""
    match error:
        case HttpError():
            return end_of_status(error.response.status)
        case ClosedForTonight():
            return End("retry_later", str(error))
        case DownloadCancelledError():
            return End("refused", f"larger than the limit: {error}")
        case IgnoreRequest():
            return End("refused", str(error) or type(error).__name__)
        case _:
            return End("retry_later", reason(error))


def end_of_status(status: int) -> End:
    """Turn an HTTP status other than success into an end state."""
    fallback: LedgerState = "retry_later" if status >= 500 else "failed"
    return End(_STATES.get(status, fallback), f"HTTP {status}", status)
