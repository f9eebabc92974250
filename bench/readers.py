"""Two hundred readers at once on the public pages of a hub that serves as it would in a library.

A site with photographs stands in a hub that holds the corpus; `lienthu serve` serves both as it does by itself. The
readers (bench/readers_client.py) come twice: with the pauses of people who read, and in a hurry.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import urljoin

from bench import harness, imports, pages
from bench.harness import Figures
from bench.questions import questions

WEIGHTS = {"news": 30, "home": 15, "search": 25, "title": 20, "picture": 5, "rss": 5}
PAUSES = {"reading": 6.0, "hurried": 2.0}  # seconds in the mean
SECONDS = 40
FIRST_SECONDS = 8  # of readers who are not counted
PICTURE = re.compile(r"/tep/website/renditions/[\w-]+\.webp")
LINKED = re.compile(r'<link rel="(?:stylesheet|preload|icon)" href="([^"]+)"|<script src="([^"]+)"')
FONT = re.compile(r"url\([\"']?([^\"')]+\.woff2)")
IMAGE = re.compile(r'<img src="([^"]+)"(?: srcset="([^"]+)")?')


def run(scale: int, directory: Path, home: Path, scratch: Path) -> Figures:
    """The benchmark `readers`, on a hub that holds the corpus; the site that it writes there stays."""
    env = imports.hub(home, DJANGO_SETTINGS_MODULE="lienthu.settings")
    harness.measure(harness.python(*imports.LIENTHU, "init"), env=env)  # a hub of an older version is brought up
    plan = harness.answer(harness.measure(harness.python("-m", "bench.readers_fill"), env=env))
    addresses: dict[str, list[str]] = plan["addresses"]  # type: ignore[assignment]
    addresses["search"] = [pages.address(question) for question in questions(directory)]
    figures: Figures = {}
    with pages.served(home) as (port, server):
        weight, addresses["picture"] = _once_around(port, addresses)
        file = scratch / "readers.json"
        file.write_text(json.dumps({"weights": WEIGHTS, "addresses": addresses}), encoding="utf-8")
        _visit(port, file, FIRST_SECONDS, PAUSES["hurried"])
        for name, pause in PAUSES.items():
            before = spent(server.pid)
            met = _visit(port, file, SECONDS, pause)
            figures[name] = {**met, **_shares(met, spent(server.pid) - before)}
            harness.tell(f"readers, {name}: {json.dumps(figures[name])}")
    figures["home_page"] = weight
    return harness.result("readers", scale, figures=figures)


def _visit(port: int, plan: Path, seconds: float, pause: float) -> Figures:
    command = harness.python("-m", "bench.readers_client", str(port), str(plan), str(seconds), str(pause))
    return harness.answer(harness.measure(command))


def _shares(met: Figures, server: float) -> Figures:
    """Of all processor time that there was, how much the server took, and how much the readers themselves."""
    there = float(str(met["seconds"])) * (os.cpu_count() or 1)
    return {
        "server_cpu_seconds": round(server, 1),
        "server_share_percent": round(100 * server / there),
        "client_share_percent": round(100 * float(str(met["client_cpu_seconds"])) / there, 1),
    }


def spent(pid: int) -> float:
    """Processor seconds of a running process and of those that it started; 0 where the system does not tell so."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return 0.0
    own = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return own + sum(spent(int(child)) for child in children)


def _once_around(port: int, addresses: dict[str, list[str]]) -> tuple[Figures, list[str]]:
    """Every page of the site once, so that its pictures are drawn; the home page's weight, and all pictures met."""
    reader = pages.Reader(port)
    pictures: dict[str, None] = {}
    for path in [*addresses["home"], *addresses["news"], *addresses["rss"]]:
        pictures.update(dict.fromkeys(PICTURE.findall(reader.get(path)[1].decode())))
    weight = _weight(reader, addresses["home"][0])
    reader.close()
    return weight, list(pictures)


def _weight(reader: pages.Reader, path: str) -> Figures:
    """Bytes of a page as they are sent: itself, sheets, scripts, fonts, and of each picture the widest offered."""
    text = reader.get(path)[1].decode()
    linked = {urljoin(path, one or other) for one, other in LINKED.findall(text)}
    shown = {
        max((each.split() for each in offered.split(", ")), key=lambda row: int(row[1][:-1]))[0] if offered else least
        for least, offered in IMAGE.findall(text)
    }
    sheets = {each for each in linked if each.endswith(".css")}
    fonts = {urljoin(each, font) for each in sheets for font in FONT.findall(reader.get(each)[1].decode())}
    parts = {"html": {path}, "sheets_scripts_icons": linked - fonts, "fonts_preloaded": linked & fonts}
    kilobytes = {name: sum(reader.sent(each) for each in found) / 1000 for name, found in parts.items()}
    kilobytes["pictures"] = sum(reader.sent(each) for each in shown) / 1000
    return {
        "photographs": len(shown),
        "kilobytes": round(sum(kilobytes.values()), 1),
        "kilobytes_with_every_font": round(
            sum(kilobytes.values()) + sum(reader.sent(each) for each in fonts - linked) / 1000, 1
        ),
        **{f"kilobytes_{name}": round(each, 1) for name, each in kilobytes.items()},
    }
