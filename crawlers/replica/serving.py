"""A threaded WSGI server on the loopback with persistent HTTP/1.1 connections."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BytesIO
from socketserver import TCPServer, ThreadingMixIn
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from crawlers.replica.access import AccessLog, now
from crawlers.replica.exchange import Portal, read_request, write_headers
from crawlers.replica.faults import Faults

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOST = "127.0.0.1"


class PortInUseError(OSError):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(errno.EADDRINUSE, f"port {port} on {HOST} is in use")
        self.port = port


class _Exchange(WSGIRequestHandler):
    """Answers request after request on one connection; wsgiref itself closes after the first."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle(self) -> None:
        BaseHTTPRequestHandler.handle(self)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is that of the base class
        """Leave logging to the access log."""

    def _exchange(self) -> None:
        status: list[str] = []
        headers: list[tuple[str, str]] = []

        def start_response(line: str, pairs: list[tuple[str, str]], _: Any = None) -> Any:
            status.append(line)
            headers.extend(pairs)
            return None

        application: Any = self.server.get_app()  # type: ignore[attr-defined]  # the server is a WSGIServer
        body = b"".join(application(self._environ(), start_response))
        code, _, reason = status[0].partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        announced = int(dict(headers).get("Content-Length", 0))
        if self.command != "HEAD" and len(body) < announced:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(body)

    def _environ(self) -> WSGIEnvironment:
        environ = self.get_environ()
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        environ["wsgi.input"] = BytesIO(content)
        return environ

    do_GET = do_HEAD = do_POST = _exchange


class PortalServer(ThreadingMixIn, WSGIServer):
    """One portal on one port, each connection in its own thread."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, application: WSGIApplication) -> None:
        try:
            super().__init__((HOST, port), _Exchange)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUseError(port) from error
            raise
        self.set_app(application)
        self._lock = Lock()
        self._open: set[socket.socket] = set()
        self._thread = Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """Where the portal is found, without a slash at the end."""
        return f"http://{HOST}:{self.server_port}"

    def server_bind(self) -> None:
        """Bind without looking up the host name, which can take seconds without a network."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]
        self.setup_environ()

    def start(self) -> None:
        """Serve in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving and close every connection."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()
        with self._lock:
            for connection in self._open:
                _hang_up(connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, so that stopping can close it."""
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print what went wrong, unless the client went away."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError as error:
        if error.errno not in {errno.ENOTCONN, errno.EBADF}:
            raise


def as_application(name: str, portal: Portal, faults: Faults, log: AccessLog) -> WSGIApplication:
    """Wrap a portal with the fault switches and the access log."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        moment = now()
        request = read_request(environ)
        response = faults.answer(request, portal)
        size = len(response.body)
        log.add(name, request, moment=moment, status=response.status, size=size)
        phrase = HTTPStatus(response.status).phrase
        start_response(f"{response.status} {phrase}", write_headers(response))
        return [] if request.method == "HEAD" else [response.body]

    return application
