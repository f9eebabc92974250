"""The way to phones: SMS, Zalo, whatever a reseller offers. Off unless LIENTHU_GATEWAY says which one.

A gateway is any class that can be made without arguments and has `name` and `send`. `send` must tell four endings
apart, because they decide whether a reader may be written to again:

- it returns: the message was taken on; what is returned is what the reseller calls it;
- `Later`: it was surely not taken on, and may be tried again;
- `Never`: it was surely not taken on, and will not be (a wrong number, no credit);
- `Unsure`: nobody can say, for instance when the line broke before the answer. It is never tried again by itself.
"""

import json
from typing import Any, Final, Protocol

import requests
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

OFF: Final = ("", "off")
SHIPPED: Final = {"http": "lienthu.notices.gateways.HttpGateway"}
CONNECT_SECONDS: Final = 10
ANSWER_SECONDS: Final = 20


class GatewayTrouble(Exception):
    """What went wrong, in the gateway's own words; kept with the letter for whoever sees to it."""


class Later(GatewayTrouble):
    """Surely not taken on; may be tried again."""


class Never(GatewayTrouble):
    """Surely not taken on, and will not be."""


class Unsure(GatewayTrouble):
    """Perhaps taken on."""


class Gateway(Protocol):
    """See above. `to` is a number as +84…, `reference` the same at every try, so that a reseller can tell a double."""

    name: str

    def send(self, *, to: str, text: str, reference: str) -> str: ...


def is_on() -> bool:
    return settings.GATEWAY.lower() not in OFF


def gateway() -> Gateway:
    """The one that LIENTHU_GATEWAY names; ImproperlyConfigured where it cannot be had."""
    said = settings.GATEWAY
    path = SHIPPED.get(said.lower(), said)
    try:
        found: Gateway = import_string(path)()
    except ImportError as error:
        raise ImproperlyConfigured(
            f"LIENTHU_GATEWAY must be off, http or the path of a class; it is {said!r}"
        ) from error
    return found


class HttpGateway:
    """A POST of JSON, as most resellers of SMS and Zalo ZNS take it; settings LIENTHU_GATEWAY_….

    The body is JSON in whose texts {to} (+84903…), {to_digits} (84903…), {to_local} (0903…), {text} and {reference} are
    filled in. An answer 2xx is a yes, if it also has the value that GATEWAY_OK asks for ("CodeResult=100").
    """

    def __init__(self) -> None:
        self.name = settings.GATEWAY_NAME
        self.url = settings.GATEWAY_URL
        self.ok = settings.GATEWAY_OK
        header, colon, value = settings.GATEWAY_HEADER.partition(":")
        self.headers = {header.strip(): value.strip()} if colon else {}
        try:
            self.body = json.loads(settings.GATEWAY_BODY)
        except ValueError as error:
            raise ImproperlyConfigured("LIENTHU_GATEWAY_BODY must be JSON") from error
        if not self.url.startswith(("https://", "http://")):
            raise ImproperlyConfigured("LIENTHU_GATEWAY_URL must be an address that begins with https://")

    def send(self, *, to: str, text: str, reference: str) -> str:
        """Hand the message over; returns the beginning of the answer."""
        values = {"to": to, "to_digits": to.lstrip("+"), "to_local": "0" + to[3:], "text": text, "reference": reference}
        try:
            answer = requests.post(
                self.url,
                json=_put_in(self.body, values),
                headers=self.headers,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )
        except requests.exceptions.ConnectTimeout as error:
            raise Later(f"{type(error).__name__}: {self.url}") from error
        except requests.exceptions.ConnectionError as error:
            # Whether the line was never there or broke off later reads alike but for this: it was never there.
            kind = Later if "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error) else Unsure
            raise kind(f"{type(error).__name__}: {self.url}") from error
        except requests.exceptions.RequestException as error:
            raise Unsure(f"{type(error).__name__}: {self.url}") from error
        return self._read(answer)

    def _read(self, answer: requests.Response) -> str:
        told = f"{answer.status_code} {' '.join(answer.text.split())[:200]}".strip()
        if 200 <= answer.status_code < 300:
            if not self.ok or _has(answer, self.ok):
                return told[:120]
            raise Never(told)
        if answer.status_code in {408, 429, 500, 503}:
            raise Later(told)
        # A gateway between us and the reseller that gave up waiting does not know either.
        raise Unsure(told) if answer.status_code >= 500 else Never(told)


def _put_in(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _put_in(each, values) for name, each in value.items()}
    if isinstance(value, list):
        return [_put_in(each, values) for each in value]
    if isinstance(value, str):
        for name, text in values.items():
            if value == f"{{{name}}}":
                return text
        for name in ("to_digits", "to_local", "to", "reference", "text"):  # the reader's words last: not read again
            value = value.replace(f"{{{name}}}", values[name])
    return value


def _has(answer: requests.Response, wanted: str) -> bool:
    """Whether the JSON answer has the value: "status=success", or "data.code=0" further down."""
    path, _equals, value = wanted.partition("=")
    try:
        found: Any = answer.json()
    except ValueError:
        return False
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return str(found).lower() == value.strip().lower()
