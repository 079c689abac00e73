"""How often a vendor may be asked in a minute, and what it does with one who asks more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock

from crawlers.replica.access import now
from crawlers.replica.exchange import Response, html_response

MINUTE = 60.0
BLOCKED = "The request is blocked."


class Budget:
    """Counts what one client asks of all portals that share the budget; who goes over it is blocked for ever."""

    def __init__(self, *, pages: int = 180, files: int = 30, clock: Callable[[], float] = now) -> None:
        self.blocked = False
        self._clock = clock
        self._limits = {"pages": pages, "files": files}
        self._asked: dict[str, deque[float]] = {name: deque() for name in self._limits}
        self._lock = Lock()

    def spend(self, *, is_file: bool) -> Response | None:
        """Count a request, a file as a page as well; give the answer that comes instead when there was one too many."""
        with self._lock:
            if self.blocked:
                return html_response(f"<html><body><p>{BLOCKED}</p></body></html>", 403)
            counted = {name: self._count(name) for name in (("pages", "files") if is_file else ("pages",))}
            self.blocked = any(number > self._limits[name] for name, number in counted.items())
        return html_response("<html><body><h2>403 - Forbidden</h2></body></html>", 403) if self.blocked else None

    def _count(self, name: str) -> int:
        moment, asked = self._clock(), self._asked[name]
        asked.append(moment)
        while asked[0] <= moment - MINUTE:
            asked.popleft()
        return len(asked)
