"""The access log of the portals."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock

from crawlers.replica.exchange import Request

KEPT_HEADERS = ("user-agent", "accept", "if-none-match", "if-modified-since", "range")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One answered request."""

    moment: float
    """Seconds of the monotonic clock when the request came in."""
    portal: str
    method: str
    target: str
    """Path with query, as sent."""
    status: int
    size: int
    headers: tuple[tuple[str, str], ...]


class AccessLog:
    """A list of accesses that several threads can add to, also written as JSON lines when a file is given."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = Lock()
        self._entries: list[Access] = []

    @property
    def entries(self) -> tuple[Access, ...]:
        """What has been logged so far, in order of answering."""
        with self._lock:
            return tuple(self._entries)

    def of(self, portal: str) -> tuple[Access, ...]:
        """Return the accesses of one portal."""
        return tuple(entry for entry in self.entries if entry.portal == portal)

    def clear(self) -> None:
        """Forget the list; the file keeps what it has."""
        with self._lock:
            self._entries.clear()

    def add(self, portal: str, request: Request, *, moment: float, status: int, size: int) -> None:
        """Log one answer."""
        kept = tuple((name, request.headers[name]) for name in KEPT_HEADERS if name in request.headers)
        access = Access(
            moment=moment,
            portal=portal,
            method=request.method,
            target=request.target,
            status=status,
            size=size,
            headers=kept,
        )
        with self._lock:
            self._entries.append(access)
            if self._path:
                with self._path.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(asdict(access), ensure_ascii=False) + "\n")


def now() -> float:
    """Read the monotonic clock, with which the pauses between requests are measured."""
    return time.monotonic()
