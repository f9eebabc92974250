"""Signing in by the accounts of another house, with a small provider of OpenID Connect that runs beside the test."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import User

from .test_permissions import staff
from .test_sign_in import SIGN_IN, inside

pytestmark = pytest.mark.django_db


class Provider(BaseHTTPRequestHandler):
    """Discovery, token and userinfo; who comes is said by `claims`, and the verifier must fit the challenge."""

    claims: dict[str, object] = {}
    challenge = ""

    def do_GET(self) -> None:
        host = f"http://{self.headers['Host']}"
        if self.path.startswith("/.well-known/"):
            self.answer(
                {
                    "issuer": host,
                    "authorization_endpoint": f"{host}/authorize",
                    "token_endpoint": f"{host}/token",
                    "userinfo_endpoint": f"{host}/userinfo",
                    "jwks_uri": f"{host}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif self.headers.get("Authorization") == "Bearer token-of-the-test":
            self.answer(self.claims)
        else:
            self.send_error(401)

    def do_POST(self) -> None:
        given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        digest = hashlib.sha256(given["code_verifier"][0].encode()).digest()
        fits = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == Provider.challenge
        if given["client_secret"] == ["bí mật"] and given["code"] == ["code-of-the-test"] and fits:
            self.answer({"access_token": "token-of-the-test", "token_type": "Bearer"})
        else:
            self.send_error(400)

    def answer(self, what: dict[str, object]) -> None:
        body = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing: the test's own output is enough."""


@pytest.fixture
def provider(settings: Any) -> Iterator[type[Provider]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": "Cổng tỉnh",
                    "client_id": "lienthu",
                    "secret": "bí mật",
                    "settings": {
                        "server_url": f"http://127.0.0.1:{server.server_port}",
                        "oauth_pkce_enabled": True,
                    },
                }
            ]
        }
    }
    yield Provider
    server.shutdown()
    server.server_close()


def come_by(provider: type[Provider], **claims: object) -> tuple[Client, Any]:
    """Go to the provider and come back as whoever it says."""
    provider.claims = {"sub": "77", **claims}
    client = Client()
    asked = urlsplit(client.get(reverse("openid_connect_login", args=["oidc"]))["Location"])
    query = parse_qs(asked.query)
    provider.challenge = query["code_challenge"][0]
    assert query["redirect_uri"] == ["http://testserver/staff/oidc/oidc/callback/"]
    back = reverse("openid_connect_callback", args=["oidc"])
    return client, client.get(back, {"code": "code-of-the-test", "state": query["state"][0]}, follow=True)


def test_without_a_provider_nothing_is_offered() -> None:
    assert "oidc" not in Client().get(SIGN_IN).content.decode()
    assert Client().get(reverse("openid_connect_login", args=["oidc"])).status_code == 404


def test_a_colleague_comes_in_by_the_verified_address(provider: type[Provider]) -> None:
    assert "Đăng nhập bằng Cổng tỉnh" in Client().get(SIGN_IN).content.decode()
    lan = staff("lan", "director", None)
    User.objects.filter(pk=lan.pk).update(email="lan@example.vn")
    client, _answer = come_by(provider, email="lan@example.vn", email_verified=True)
    assert inside(client)
    assert client.session["_auth_user_id"] == str(lan.pk)


@pytest.mark.once
@pytest.mark.parametrize(
    "claims",
    [
        {"email": "lan@example.vn", "email_verified": False},
        {"email": "lan@example.vn"},
        {"email": "stranger@example.vn", "email_verified": True},
        {},
    ],
)
def test_a_stranger_gets_no_account_and_no_unverified_address_opens_one(
    provider: type[Provider], claims: dict[str, object]
) -> None:
    User.objects.filter(pk=staff("lan", "director", None).pk).update(email="lan@example.vn")
    client, answer = come_by(provider, **claims)
    assert not inside(client)
    assert "Tài khoản do giám đốc thư viện cấp." in answer.content.decode()
    assert User.objects.count() == 1


def test_a_forged_return_opens_nothing(provider: type[Provider]) -> None:
    User.objects.filter(pk=staff("lan", "director", None).pk).update(email="lan@example.vn")
    provider.claims = {"sub": "77", "email": "lan@example.vn", "email_verified": True}
    client = Client()
    answer = client.get(
        reverse("openid_connect_callback", args=["oidc"]), {"code": "code-of-the-test", "state": "x"}, follow=True
    )
    assert "Chưa đăng nhập được" in answer.content.decode()
    assert not inside(client)
