"""The page of a device: the same for everybody, all of it kept by its service worker, and told in both languages."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from lienthu.sync.views import device


def listed(code: str) -> dict[str, object]:
    """The constants that stand before the service worker."""
    return {name: json.loads(value) for name, value in re.findall(r"^const (\w+) = (.+);$", code, re.M)[:3]}


@pytest.mark.parametrize(("address", "title"), [("/may/", "Bàn lưu động"), ("/en/may/", "Travelling desk")])
def test_the_page_is_the_same_for_everybody_and_asks_no_database(address: str, title: str) -> None:
    answer = Client().get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert title in page
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in page
    assert Client().get(address).content == answer.content


def test_the_service_worker_keeps_everything_that_the_page_names() -> None:
    answer = Client().get("/may/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    kept = listed(answer.content.decode())
    assert kept["SHELL"] == "/may/"
    files = kept["FILES"]
    assert isinstance(files, list)
    page = Client().get("/may/").content.decode()
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    for path in device.EDGE.glob("*.js"):
        named |= {device.module(name) for name in re.findall(r'from "\./([\w.]+)"', path.read_text())}
    assert named <= set(files)
    for file in files:
        assert file == "/may/manifest.webmanifest" or finders.find(str(file).removeprefix("/static/")), file


def test_another_page_is_another_version_of_the_service_worker() -> None:
    versions = {listed(Client().get(address).content.decode())["VERSION"] for address in ("/may/worker.js",) * 2}
    versions.add(listed(Client().get("/en/may/worker.js").content.decode())["VERSION"])
    assert len(versions) == 2


def test_the_desk_can_be_installed() -> None:
    answer = Client().get("/may/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    facts = answer.json()
    assert (facts["start_url"], facts["scope"], facts["lang"]) == ("/may/", "/may/", "vi")
    assert {icon["sizes"] for icon in facts["icons"]} == {"192x192", "512x512"}
    assert any(icon.get("purpose") == "maskable" for icon in facts["icons"])


def test_the_scripts_find_every_sentence_that_they_say() -> None:
    from lienthu.sync.device_words import words

    known = set(words())
    code = "".join(path.read_text(encoding="utf-8") for path in device.EDGE.glob("*.js"))
    said = set(re.findall(r'\bsay\("(\w+)"', code))
    assert said <= known
    assert len(said) > 60
    markup = Client().get("/may/").content.decode()
    wanted = set(re.findall(r'\b(?:one|fill)\("#([\w-]+)"', code))
    assert wanted <= set(re.findall(r'id="([\w-]+)"', markup))
