"""Switches that make a portal misbehave on some paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from threading import Event, Lock
from typing import Literal

from crawlers.replica.exchange import HTML, Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One way to misbehave.

    `status` answers an error page (429, 500, 503, 403) with Retry-After when given; `status_only` keeps the body
    and changes the status (406); `hang` waits and then closes the connection; `truncate` announces the whole body and
    sends half; `redirect` sends elsewhere; `wrong_type` answers a web page with HTTP 200.
    """

    kind: Literal["status", "status_only", "hang", "truncate", "redirect", "wrong_type"]
    status: int = 503
    retry_after: int | None = None
    location: str = ""
    seconds: float = 60.0
    times: int | None = None
    """After so many answers the path behaves again; None is for ever."""


class Faults:
    """The faults in force; safe to change while the portals run."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: list[tuple[str, Fault]] = []
        self._released = Event()

    def put(self, pattern: str, fault: Fault) -> None:
        """Misbehave on paths, or paths with query, that match the shell pattern."""
        with self._lock:
            self._entries.append((pattern, fault))

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._entries.clear()

    def release(self) -> None:
        """End every hang, because the portals stop."""
        self._released.set()

    def answer(self, request: Request, portal: Callable[[Request], Response]) -> Response:
        """Answer a request, with the first fault that matches it."""
        fault = self._take(request)
        return self._misbehave(fault, request, portal) if fault else portal(request)

    def _misbehave(self, fault: Fault, request: Request, portal: Callable[[Request], Response]) -> Response:
        match fault.kind:
            case "status":
                return _error_page(fault)
            case "redirect":
                return Response(status=302, headers=(("Location", fault.location),))
            case "wrong_type":
                return Response(body=b"<html><body><p>Even geduld, wij controleren uw verbinding.</p></body></html>")
            case "status_only":
                return replace(portal(request), status=fault.status)
            case "truncate":
                response = portal(request)
                return replace(response, body=response.body[: len(response.body) // 2], announced=len(response.body))
            case "hang":
                self._released.wait(fault.seconds)
                return Response(announced=1)

    def _take(self, request: Request) -> Fault | None:
        with self._lock:
            for position, (pattern, fault) in enumerate(self._entries):
                if fnmatchcase(request.path, pattern) or fnmatchcase(request.target, pattern):
                    self._count(position, pattern, fault)
                    return fault
        return None

    def _count(self, position: int, pattern: str, fault: Fault) -> None:
        if fault.times == 1:
            del self._entries[position]
        elif fault.times is not None:
            self._entries[position] = (pattern, replace(fault, times=fault.times - 1))


def _error_page(fault: Fault) -> Response:
    body = f"<html><body><h1>{fault.status}</h1></body></html>".encode()
    headers = (("Retry-After", str(fault.retry_after)),) if fault.retry_after is not None else ()
    return Response(status=fault.status, body=body, content_type=HTML, headers=headers)
