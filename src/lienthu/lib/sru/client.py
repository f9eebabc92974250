"""The requests: built from a question, sent with limits on time, size and redirects.

Whoever may enter an address may make the hub send a request there, also to machines that only the hub can reach:
a library's catalogue in the same building is a target like any other. So addresses are entered by the system
administrator alone (`cataloguing.targets`); what they point to is not narrowed down here. A redirect is the other
side's choice and is: it may not lead from a name on the Internet to an address that is not on it.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import requests
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import HTTPError

from lienthu.lib.foreign import Answer, Question, TargetTrouble
from lienthu.lib.sru import cql
from lienthu.lib.sru.answers import Offer, read_answer, read_explain

VERSIONS: Final = ("1.1", "1.2", "2.0")
MOST_BYTES: Final = 1 << 23
MOST_REDIRECTS: Final = 3
_CHUNK: Final = 1 << 16
_HEADERS: Final = {
    "User-Agent": "LienThu/1 (SRU client)", "Accept": "application/xml, text/xml, */*;q=0.1",
    "Accept-Encoding": "identity",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Access:
    """How to talk to a target. `schema` names the form of records; `timeout` is in seconds, for all of one request."""

    url: str
    version: str = "1.1"
    schema: str = "marcxml"
    user: str = ""
    password: str = ""
    timeout: float = 10.0


def read_address(text: str) -> str:
    """The base URL, http or https, without user, password and fragment. Raises TargetTrouble."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        proper = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 1) > 0
    except ValueError:
        proper = False
    if not proper or parts.username or parts.fragment or not text.isascii() or not text.isprintable() or " " in text:
        raise TargetTrouble("address", text)
    return text


def search_url(access: Access, query: str, *, start: int, count: int) -> str:
    """The address of a searchRetrieve request; parameters that the base URL has already are kept."""
    named = {"version": access.version, "operation": "searchRetrieve", "query": query}
    named |= {"startRecord": str(start), "maximumRecords": str(count)}
    if access.schema:
        named["recordSchema"] = access.schema
    if access.version == "2.0":
        named |= {"queryType": "cql", "recordXMLEscaping": "xml"}
    else:
        named["recordPacking"] = "xml"
    return _with(access, named)


def explain_url(access: Access) -> str:
    return _with(access, {"version": access.version, "operation": "explain"})


def ask(access: Access, question: Question, indexes: Mapping[str, str], *, start: int = 1, count: int = 10) -> Answer:
    """One question and one page of its records, from number `start` (1…). Raises TargetTrouble, only."""
    url = search_url(access, cql.write(question, indexes), start=start, count=count)
    answer = read_answer(_fetched(access, url), first=start)
    return answer._replace(records=answer.records[:count])


def explain(access: Access) -> Offer:
    """What the server says it offers. Raises TargetTrouble, only."""
    return read_explain(_fetched(access, explain_url(access)))


def _with(access: Access, named: Mapping[str, str]) -> str:
    parts = urlsplit(read_address(access.url))
    own = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in named]
    return urlunsplit(parts._replace(path=parts.path or "/", query=urlencode([*own, *named.items()])))


def _fetched(access: Access, url: str) -> bytes:
    deadline = monotonic() + access.timeout
    home = urlsplit(url)
    with requests.Session() as session:
        for _hop in range(MOST_REDIRECTS + 1):
            response = _got(session, access, url, home, deadline)
            with response:
                if not response.is_redirect:
                    if response.status_code != requests.codes.ok:
                        raise TargetTrouble("http", f"{response.status_code} {response.reason or ''}")
                    return _body(response, deadline)
                url = _onward(url, response.headers["location"], home)
    raise TargetTrouble("redirected", url)


def _got(session: requests.Session, access: Access, url: str, home: SplitResult, deadline: float) -> requests.Response:
    known = (urlsplit(url).scheme, urlsplit(url).netloc) == (home.scheme, home.netloc)
    secret = HTTPBasicAuth(access.user.encode(), access.password.encode()) if access.user and known else _nobody
    try:
        return session.get(
            url, headers=_HEADERS, auth=secret, timeout=_left(deadline), stream=True, allow_redirects=False
        )
    except requests.exceptions.SSLError as broken:
        raise TargetTrouble("tls", urlsplit(url).hostname or "") from broken
    except requests.exceptions.Timeout as slow:
        raise TargetTrouble("timeout") from slow
    except requests.exceptions.ConnectionError as closed:
        raise _unreached(url, closed) from closed
    except (requests.exceptions.RequestException, HTTPError, ValueError, OSError) as broken:
        raise TargetTrouble("not_sru", type(broken).__name__) from broken


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No name and no password: not those either that a .netrc of the machine has for a host."""
    return request


def _unreached(url: str, closed: Exception) -> TargetTrouble:
    host = urlsplit(url).netloc
    words = repr(closed)
    if "NameResolutionError" in words or "gaierror" in words:
        return TargetTrouble("unresolved", host)
    # What answers is there, and does not speak HTTP: Z39.50, most often.
    spoke = any(name in words for name in ("BadStatusLine", "ProtocolError", "RemoteDisconnected"))
    return TargetTrouble("not_sru" if spoke else "unreachable", host)


def _body(response: requests.Response, deadline: float) -> bytes:
    """The whole body, read as it comes, so that one that trickles in meets the deadline too."""
    data = bytearray()
    raw: Any = response.raw
    try:
        while more := raw.read1(_CHUNK, decode_content=True):
            data += more
            if len(data) > MOST_BYTES:
                raise TargetTrouble("too_large")
            _left(deadline)
    except TimeoutError as slow:
        raise TargetTrouble("timeout") from slow
    except (HTTPError, OSError, ValueError) as broken:
        raise TargetTrouble("timeout" if "timed out" in str(broken) else "hung_up") from broken
    return bytes(data)


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TargetTrouble("timeout")
    return left


def _onward(url: str, location: str, home: SplitResult) -> str:
    """Where a redirect leads, if we follow it."""
    onward = urljoin(url, location)
    try:
        parts = urlsplit(onward)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    downgraded = urlsplit(url).scheme == "https" and parts.scheme != "https" if host else True
    if not host or parts.scheme not in ("http", "https") or parts.username or downgraded:
        raise TargetTrouble("redirected", onward)
    if (host, port) != (home.hostname, home.port) and not _public(host):
        raise TargetTrouble("redirected", onward)
    return onward


def _public(host: str) -> bool:
    """Whether every address of the name is on the open Internet."""
    try:
        found = {each[4][0] for each in socket.getaddrinfo(host, None)}
        return bool(found) and all(ip_address(str(each).partition("%")[0]).is_global for each in found)
    except (OSError, ValueError, UnicodeError):
        return False
