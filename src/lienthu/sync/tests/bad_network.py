"""A real HTTP proxy between a browser and the hub that loses requests, loses answers, and sends things twice."""

import contextlib
import http.client
import itertools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "proxy-connection", "upgrade"}
# What befalls the requests of a device one after the other, again and again.
TROUBLES = ("lost", "unanswered", "twice", "half", "fine")


class BadNetwork:
    """`url` leads to the hub; while `bad` is set, each request below `/may/api/` meets the next of the troubles."""

    def __init__(self, upstream: str) -> None:
        self.host, _, port = upstream.removeprefix("http://").partition(":")
        self.port = int(port)
        self.bad = False
        self.met: list[str] = []  # the troubles so far
        self.kept: list[tuple[str, str, bytes, dict[str, str]]] = []  # batches, to be sent once more much later
        self.turn = threading.Lock()
        self.troubles = itertools.cycle(TROUBLES)
        handler = type("Handler", (_Handler,), {"network": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def trouble(self, path: str) -> str:
        if not self.bad or not path.startswith("/may/api/"):
            return "fine"
        with self.turn:
            self.met.append(next(self.troubles))
            return self.met[-1]

    def passed_on(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, list[Any], bytes]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            connection.request(method, path, body=body or None, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def send_old_ones_again(self) -> list[int]:
        """Every batch that ever came through, once more, the last first; the statuses of the answers."""
        return [self.passed_on(*request)[0] for request in reversed(self.kept)]


class _Handler(BaseHTTPRequestHandler):
    network: BadNetwork
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        network = self.network
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        trouble = network.trouble(self.path)
        if trouble == "lost":
            return self._cut()
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        request = (self.command, self.path, body, headers)
        if self.path.endswith("/batches/"):
            network.kept.append(request)
        status, told, content = network.passed_on(*request)
        if trouble == "twice":
            status, told, content = network.passed_on(*request)
        if trouble in ("unanswered", "half"):
            return self._cut() if trouble == "unanswered" else self._half(status, content)
        self.send_response(status)
        for name, value in told:
            if name.lower() not in HOP | {"server", "date"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        return None

    def _half(self, status: int, content: bytes) -> None:
        """Half an answer, then nothing."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2])
        self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        self.wfile.flush()

    do_GET = do_POST = do_HEAD = _pass

    def log_message(self, *_given: Any) -> None:
        """Nothing: the tests say what went wrong."""


@contextlib.contextmanager
def bad_network(upstream: str) -> Iterator[BadNetwork]:
    """A proxy to the server at `upstream` ("http://host:port"), good until it is told to be bad."""
    network = BadNetwork(upstream)
    thread = threading.Thread(target=network.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        network.server.shutdown()
        network.server.server_close()
        thread.join()
