"""The conversation: one connection, a deadline for all of it, and nothing taken on trust."""

import contextlib
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Final, NamedTuple, Self, TypeVar

from lienthu.lib.foreign import Answer, ForeignRecord, Question, TargetTrouble
from lienthu.lib.z3950 import ber, pdus, rpn
from lienthu.lib.z3950.ber import BadBer, Node

PORT: Final = 210
MOST_BYTES: Final = 1 << 23  # of one message
MOST_AT_ONCE: Final = 50  # records of one Present
_ADDRESS = re.compile(
    r"(?:z3950://|tcp:)?(?P<host>[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>\d{1,5}))?/?"
)
T = TypeVar("T")


class Address(NamedTuple):
    host: str
    port: int


@dataclass(frozen=True, kw_only=True)
class Access:
    """How to talk to a target. `timeout` is in seconds and holds for the whole conversation."""

    address: Address
    databases: tuple[str, ...]
    syntax: str = pdus.MARC21
    elements: str = "F"
    group: str = ""
    user: str = ""
    password: str = ""
    timeout: float = 10.0


def read_address(text: str) -> Address:
    """ "lx2.loc.gov:210"; without a port 210, which is the protocol's own. Raises TargetTrouble."""
    found = _ADDRESS.fullmatch(text.strip())
    port = int(found["port"] or PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise TargetTrouble("address", text)
    return Address(found["host"].strip("[]"), port)


class Session:
    """An open conversation, to be used with `with`; Init is done when it begins. Raises TargetTrouble, only."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._deadline = monotonic() + access.timeout
        self._rest = b""
        self._socket = self._connected()
        try:
            self.welcome = self._initialised()
        except BaseException:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Say goodbye without waiting for an answer, and hang up."""
        with contextlib.suppress(OSError):
            self._socket.settimeout(1.0)
            self._socket.sendall(pdus.close())
        self._socket.close()

    def search(self, question: Question, attributes: Mapping[str, rpn.Attributes], *, encoding: str = "utf-8") -> int:
        """How many records the question finds; they are then there to be presented."""
        query = rpn.write(question, attributes, encoding=encoding)
        sent = pdus.search(databases=self.access.databases, query=query, syntax=self.access.syntax)
        answer = self._asked(sent, pdus.SEARCH_RESPONSE, pdus.found)
        if not answer.worked or answer.trouble:
            raise TargetTrouble("diagnostic", answer.trouble)
        return answer.total

    def present(self, start: int, count: int) -> list[ForeignRecord]:
        """Up to `count` records of the result from number `start` (1…), asked for again where fewer come at once."""
        records: list[ForeignRecord] = []
        elements = self.access.elements
        while len(records) < count:
            wanted = min(count - len(records), MOST_AT_ONCE)
            sent = pdus.present(start=start + len(records), count=wanted, syntax=self.access.syntax, elements=elements)
            answer = self._asked(sent, pdus.PRESENT_RESPONSE, pdus.given)
            if answer.trouble and elements and answer.trouble.startswith(("24", "25")) and not records:
                elements = ""  # the target knows no such set of elements: then as it gives them
                continue
            if answer.trouble and not records:
                raise TargetTrouble("diagnostic", answer.trouble)
            records += answer.records[:wanted]
            if answer.trouble or not answer.records:
                break
        return records

    def _connected(self) -> socket.socket:
        address = self.access.address
        try:
            return socket.create_connection(address, timeout=self._left())
        except TimeoutError as slow:
            raise TargetTrouble("timeout") from slow
        except (socket.gaierror, UnicodeError) as unknown:
            raise TargetTrouble("unresolved", address.host) from unknown
        except (OSError, OverflowError) as closed:
            raise TargetTrouble("unreachable", f"{address.host}:{address.port}") from closed

    def _initialised(self) -> pdus.Welcome:
        access = self.access
        sent = pdus.init(group=access.group, user=access.user, password=access.password)
        answer = self._asked(sent, pdus.INIT_RESPONSE, pdus.welcome)
        if not answer.accepted:
            raise TargetTrouble("refused", answer.said)
        if pdus.SEARCH_BIT not in answer.options or pdus.PRESENT_BIT not in answer.options:
            raise TargetTrouble("no_search", answer.name)
        return answer

    def _left(self) -> float:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TargetTrouble("timeout")
        return left

    def _asked(self, message: bytes, kind: int, read: Callable[[Node], T]) -> T:
        """Send a message and read its answer, which must be of this kind."""
        try:
            self._socket.settimeout(self._left())
            self._socket.sendall(message)
            answer = self._received()
            if answer.number == pdus.CLOSE:
                raise TargetTrouble("hung_up", pdus.goodbye(answer))
            if answer.number != kind or answer.tag_class != ber.CONTEXT:
                raise TargetTrouble("garbage")
            return read(answer)
        except TimeoutError as slow:
            raise TargetTrouble("timeout") from slow
        except OSError as broken:
            raise TargetTrouble("hung_up") from broken
        except BadBer as bad:
            raise TargetTrouble("garbage", str(bad)) from bad

    def _received(self) -> Node:
        """The next message, read as far as it reaches."""
        while True:
            if self._rest and not ber.may_begin_message(self._rest):
                raise TargetTrouble("garbage")
            if ber.may_be_whole(self._rest):
                with contextlib.suppress(ber.Cut):
                    node, length = ber.read(self._rest)
                    self._rest = self._rest[length:]
                    return node
            if len(self._rest) > MOST_BYTES:
                raise TargetTrouble("too_large")
            self._socket.settimeout(self._left())
            more = self._socket.recv(1 << 16)
            if not more:
                raise TargetTrouble("garbage" if self._rest else "hung_up")
            self._rest += more


def ask(
    access: Access,
    question: Question,
    attributes: Mapping[str, rpn.Attributes],
    *,
    start: int = 1,
    count: int = 10,
    encoding: str = "utf-8",
) -> Answer:
    """One question and one page of its records. Raises TargetTrouble, only."""
    with Session(access) as session:
        total = session.search(question, attributes, encoding=encoding)
        count = min(count, total - start + 1)
        return Answer(total, start, tuple(session.present(start, count)) if count > 0 else ())
