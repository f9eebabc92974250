"""A small SMTP server on loopback for tests: it keeps what it took, and can be told how to behave."""

import contextlib
import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """`behave` is called with each line of a client, and with TEXT when a text has come; it may return an answer
    instead of the usual one, "" to break the line off, or None. `pause` seconds pass before the answer to a text."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken: list[EmailMessage] = []
        self.behave: Callable[[str], str | None] = lambda line: None
        self.pause = 0.0
        self.lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def ids(self) -> list[str]:
        return [str(each["Message-ID"]) for each in self.taken]


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode(errors="replace").strip():
            said = self.server.behave(line)
            if said == "":
                return
            if said is not None:
                self._say(said)
                continue
            verb = line.split()[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                if not self._take():
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 OK")

    def _take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        if not line:
            return False
        with self.server.lock:
            self.server.taken.append(email.message_from_bytes(b"".join(lines), policy=email.policy.default))
        time.sleep(self.server.pause)
        answer = self.server.behave("TEXT")
        if answer != "":
            self._say(answer or "250 taken")
        return answer != ""

    def _say(self, words: str) -> None:
        with contextlib.suppress(OSError):  # whoever asked may be gone
            self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """The server, and the hub set up to use it."""
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", server.port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.DEFAULT_FROM_EMAIL = "thuvien@example.vn"
        yield server
        server.shutdown()
