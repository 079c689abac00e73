"""Requests and answers of the portals, and how a portal becomes a WSGI application."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as a portal sees it."""

    method: str
    path: str
    query: str
    base: str
    """Scheme, host and port of the portal, for the absolute URLs in its answers."""
    headers: Mapping[str, str]
    """By lower-case name."""
    form: str = ""

    @property
    def target(self) -> str:
        """Path with query."""
        return f"{self.path}?{self.query}" if self.query else self.path

    def parameters(self) -> dict[str, str]:
        """Return the parameters of query and form; of a repeated one, the last."""
        pairs = (*parse_qsl(self.query, keep_blank_values=True), *parse_qsl(self.form, keep_blank_values=True))
        return dict(pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer."""

    status: int = 200
    body: bytes = b""
    content_type: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    announced: int | None = None
    """Content-Length when it is not that of the body."""


Portal = Callable[[Request], Response]


def read_request(environ: WSGIEnvironment) -> Request:
    """Take a request from a WSGI environment."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    form = environ["wsgi.input"].read(length) if length else b""
    prefix = "HTTP_"
    names = (name for name in environ if name.startswith(prefix))
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
        query=environ["QUERY_STRING"],
        base=f"http://{environ['SERVER_NAME']}:{environ['SERVER_PORT']}",
        headers={name.removeprefix(prefix).lower().replace("_", "-"): environ[name] for name in names},
        form=form.decode(errors="replace"),
    )


def write_headers(response: Response) -> list[tuple[str, str]]:
    """Return the headers of an answer."""
    length = len(response.body) if response.announced is None else response.announced
    own = [("Content-Type", response.content_type), ("Content-Length", str(length))]
    return [*([] if response.status == 304 else own), *response.headers]


def json_response(content: object, status: int = 200) -> Response:
    """Answer with JSON."""
    body = json.dumps(content, ensure_ascii=False).encode()
    return Response(status=status, body=body, content_type=JSON)


def html_response(content: str, status: int = 200) -> Response:
    """Answer with a page."""
    return Response(status=status, body=content.encode())


def xml_response(content: str, status: int = 200) -> Response:
    """Answer with XML."""
    return Response(status=status, body=content.encode(), content_type=XML)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Bytes that can be asked for conditionally."""

    content: bytes
    media_type: str
    modified: datetime
    headers: tuple[tuple[str, str], ...] = field(default=())


def serve_file(path: Path, media_type: str, modified: datetime, *, name: str = "") -> Served:
    """Offer a file, under another name when one is given."""
    disposition = f'inline; filename="{name.encode("ascii", "replace").decode()}"'
    headers = (("Content-Disposition", disposition),) if name else ()
    return Served(content=path.read_bytes(), media_type=media_type, modified=modified, headers=headers)


def answer_conditionally(request: Request, served: Served) -> Response:
    """Answer with the bytes, or with 304 when the client has them already."""
    etag = f'"{hashlib.sha256(served.content).hexdigest()[:32]}"'
    modified = served.modified.replace(tzinfo=UTC)
    headers = (("ETag", etag), ("Last-Modified", format_datetime(modified, usegmt=True)), *served.headers)
    if _unchanged(request.headers, etag, modified):
        return Response(status=304, headers=headers)
    return Response(body=served.content, content_type=served.media_type, headers=headers)


def _unchanged(headers: Mapping[str, str], etag: str, modified: datetime) -> bool:
    """If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
    if "if-none-match" in headers:
        return headers["if-none-match"] == "*" or etag in _tags(headers["if-none-match"].split(","))
    if "if-modified-since" not in headers:
        return False
    try:
        since = parsedate_to_datetime(headers["if-modified-since"])
    except ValueError:
        return False
    return modified <= since.replace(tzinfo=since.tzinfo or UTC)


def _tags(parts: Iterable[str]) -> set[str]:
    return {part.strip().removeprefix("W/") for part in parts}
