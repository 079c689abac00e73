"""A loopback server that misbehaves on command, and nights of crawling in a process of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from builders import NOW
from sqlite_utils import Database

from pipeline.database import open_readonly

RUN_CRAWL = Path(__file__).parent / "crawlers" / "run_crawl.py"
PDF = b"%PDF-1.4 fictional"
CONTENT = ("events", "agenda_items", "documents", "document_references", "appearances", "versions", "contents")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer; `promised` is a Content-Length that is not kept, `hang` waits until the server stops."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/pdf"
    headers: dict[str, str] = field(default_factory=dict)
    promised: int | None = None
    chunked: bool = False
    hang: bool = False


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    came: float
    beside: int
    """How many others were being answered when it came."""


class Server:
    """Answers each path, or what it is routed to, with its answers in turn, the last one for ever.

    `seconds` is how long each answer takes; `on_request` is told the number of each request before it is answered.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = {}
        self.seen: list[Seen] = []
        self.on_request: Callable[[int], None] = lambda number: None
        self.route: Callable[[str], str] = lambda path: path.partition("?")[0]
        self.answering = 0
        self.seconds = 0.0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def paths(self) -> list[str]:
        return [seen.path for seen in self.seen]

    def put_json(self, path: str, *contents: object) -> None:
        self.put(path, *(Answer(body=json.dumps(content).encode(), kind="application/json") for content in contents))

    def of(self, path: str) -> list[Seen]:
        return [seen for seen in self.seen if seen.path == path]

    def put(self, path: str, *answers: Answer) -> None:
        self.answers[path] = list(answers)

    def page(self, path: str, links: list[str]) -> str:
        """Put a page with links to documents and give its address."""
        body = "".join(f'<li><a href="{link}">Nota {link}</a></li>' for link in links)
        self.put(path, Answer(body=f"<html><body><ul>{body}</ul></body></html>".encode(), kind="text/html"))
        return self.url + path

    def stop(self) -> None:
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()

    def take(self, path: str) -> Answer:
        with self._lock:
            known = self.answers.get(path) or self.answers.get(self.route(path))
            answers = known or [Answer(status=404, kind="text/html", body=b"<html>404</html>")]
            return answers.pop(0) if len(answers) > 1 else answers[0]

    def note(self, path: str, headers: dict[str, str]) -> None:
        with self._lock:
            self.seen.append(Seen(path=path, headers=headers, came=time.monotonic(), beside=self.answering))
            self.answering += 1
        self.on_request(len(self.seen))

    def done(self) -> None:
        with self._lock:
            self.answering -= 1

    def _handler(server) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                server.note(self.path, dict(self.headers))
                answer = server.take(self.path)
                time.sleep(server.seconds)
                server.done()
                if answer.hang:
                    server._stopped.wait()
                    self.close_connection = True
                else:
                    self._send(answer)

            def _send(self, answer: Answer) -> None:
                body = b"" if self._not_modified(answer) else answer.body
                self.send_response(304 if self._not_modified(answer) else answer.status)
                self.send_header("Content-Type", answer.kind)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.chunked:
                    self.send_header("Transfer-Encoding", "chunked")
                    body = b"".join(b"%x\r\n%s\r\n" % (len(body), body) for body in [body, b""])
                else:
                    self.send_header("Content-Length", str(answer.promised or len(body)))
                self.close_connection = answer.promised is not None
                try:
                    self.end_headers()
                    self.wfile.write(body)
                except ConnectionError:
                    self.close_connection = True

            def _not_modified(self, answer: Answer) -> bool:
                asked = self.headers.get("If-None-Match")
                return asked is not None and asked == answer.headers.get("ETag")

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        return Handler


@dataclass(frozen=True, kw_only=True)
class Night:
    """What a crawl works with; `run` crawls once more into the same folder."""

    folder: Path
    sources: list[tuple[str, str, dict[str, Any]]]
    systems: dict[str, dict[str, Any]] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=dict)
    others: dict[str, Any] = field(default_factory=dict)
    """What else `run_crawl.py` is told."""

    @property
    def database(self) -> Database:
        return open_readonly(self.folder / "radar.db")

    def start(self, *, first: bool = True, **options: Any) -> subprocess.Popen[str]:
        systems = {"website": {"hosts": []}} | self.systems
        night = {
            "folder": str(self.folder),
            "now": NOW,
            "systems": systems,
            "limits": {"timeout_seconds": 1.0} | self.limits,
            **self.others,
            "sources": [(code, system, {"first": first} | table) for code, system, table in self.sources],
        }
        crawl = subprocess.Popen(
            [sys.executable, "-W", "error", str(RUN_CRAWL)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
        )  # fmt: skip
        assert crawl.stdin is not None
        crawl.stdin.write(json.dumps(night))
        crawl.stdin.close()
        crawl.stdin = None
        return crawl

    def run(self, *, first: bool = True) -> list[dict[str, Any]]:
        crawl = self.start(first=first)
        said, complained = crawl.communicate(timeout=120)
        assert (crawl.returncode, complained) == (0, "")
        return list(json.loads(said))

    def rows(self, query: str) -> list[dict[str, Any]]:
        return list(self.database.query(query))

    def ends(self, run: int | None = None) -> dict[str, tuple[str, str]]:
        """State and reason per URL, of one run or of the last."""
        number = run or self.rows("select max(id) as n from runs")[0]["n"]
        rows = self.rows(f"select url, state, reason from ledger_entries where run_id = {number}")
        return {row["url"]: (row["state"], row["reason"]) for row in rows}

    def issues(self) -> list[tuple[str, str]]:
        return [(row["kind"], row["message"]) for row in self.rows("select kind, message from issues order by id")]

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        return {table: list(self.database.conn.execute(f"select * from {table} order by 1, 2")) for table in CONTENT}


def nota(number: int) -> str:
    return f"/stukken/nota-{number}.pdf"


def site(server: Server, count: int = 6, page: str = "/beleid") -> list[str]:
    """A page with good documents; gives the addresses of the pages."""
    for number in range(count):
        server.put(nota(number), Answer(body=PDF + str(number).encode(), headers={"ETag": f'"{number}"'}))
    return [server.page(page, [nota(number) for number in range(count)])]
