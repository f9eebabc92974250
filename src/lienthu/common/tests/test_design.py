"""The design system keeps its own promises: contrast, the two nights alike, every Vietnamese letter in every font."""

import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

from lienthu.common import icons
from lienthu.common.templatetags.components import grouped, page_window
from lienthu.common.tests.browser import chromium

CSS = Path(__file__).resolve().parent.parent / "static" / "common" / "css"
TOKENS = (CSS / "tokens.css").read_text()
_DECLARATION = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;")


def night_blocks() -> list[str]:
    media = re.search(r'root:not\(\[data-theme="light"\]\) \{(.*?)\n  \}', TOKENS, re.S)
    chosen = re.search(r':root\[data-theme="dark"\] \{(.*?)\n\}', TOKENS, re.S)
    assert media
    assert chosen
    return [" ".join(block.group(1).split()) for block in (media, chosen)]


def palette(night: bool) -> dict[str, str]:
    day = dict(_DECLARATION.findall(TOKENS.split("@media (prefers-color-scheme")[0]))
    return {**day, **dict(_DECLARATION.findall(night_blocks()[0]))} if night else day


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """By WCAG 2.2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ("ground", "surface", "sunken")
PAIRS = [
    (ink, ground) for ink in ("ink", "ink-soft", "ink-faint", "river", "lacquer", "gold", "leaf") for ground in GROUNDS
]
PAIRS += [
    ("river", "river-soft"), ("river-strong", "river-soft"), ("lacquer", "lacquer-soft"), ("gold", "gold-soft"),
    ("leaf", "leaf-soft"), ("ink", "gold-soft"), ("ink", "lacquer-soft"), ("ink", "leaf-soft"), ("on-river", "river"),
    ("on-river", "river-strong"), ("on-lacquer", "lacquer"), ("on-seal", "seal"), ("on-seal", "seal-deep"),
    ("panel-ink", "panel"), ("panel-soft", "panel"), ("panel-gold", "panel"), ("panel-soft", "panel-deep"),
]  # fmt: skip


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_can_be_read_on_their_ground(ink: str, ground: str, night: bool) -> None:
    colours = palette(night)
    assert contrast(colours[ink], colours[ground]) >= 4.5, (colours[ink], colours[ground])


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
def test_the_edge_of_a_field_and_the_focus_can_be_seen(night: bool) -> None:
    colours = palette(night)
    assert contrast(colours["line-strong"], colours["surface"]) >= 3
    assert all(contrast(colours["focus"], colours[ground]) >= 3 for ground in GROUNDS)


def test_night_by_wish_and_night_by_choice_are_the_same() -> None:
    by_wish, by_choice = night_blocks()
    assert by_wish == by_choice


def test_only_the_tokens_name_a_raw_colour() -> None:
    for sheet in (*CSS.glob("*.css"), CSS.parents[3] / "portal" / "static" / "portal" / "css" / "portal.css"):
        text = re.sub(r"@media print \{.*?\n\}", "", sheet.read_text(), flags=re.S)
        if sheet.name != "tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", text), sheet.name


def test_stylesheets_use_no_token_that_is_not_there() -> None:
    defined = set(re.findall(r"(--[a-z0-9-]+):", TOKENS))
    for sheet in (*CSS.glob("*.css"), CSS.parents[3] / "portal" / "static" / "portal" / "css" / "portal.css"):
        text = sheet.read_text()
        own = set(re.findall(r"(--[a-z0-9-]+):", text))
        used = set(re.findall(r"var\((--[a-z0-9-]+)", text))
        assert used <= defined | own, (sheet.name, used - defined - own)


class _Wellformed(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", sorted(icons.PATHS))
def test_every_icon_is_drawn_inside_its_grid(name: str) -> None:
    parser = _Wellformed()
    parser.feed(icons.PATHS[name].replace("/>", "></x>").replace("<path", "<x").replace("<circle", "<x"))
    assert parser.open == []
    assert all(-24 <= float(number) <= 24 for number in re.findall(r"-?\d*\.?\d+", icons.PATHS[name]))


@pytest.mark.parametrize(
    ("number", "pages", "shown"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (6, 20, [1, 0, 5, 6, 7, 0, 20]),
        (3, 20, [1, 2, 3, 4, 0, 20]),
        (4, 20, [1, 2, 3, 4, 5, 0, 20]),
        (20, 20, [1, 0, 19, 20]),
    ],
)
def test_pages_are_shown_around_the_current_one(number: int, pages: int, shown: list[int]) -> None:
    assert page_window(number, pages) == shown


def test_paging_keeps_the_rest_of_the_address() -> None:
    request = RequestFactory().get("/x", {"q": "hoa & lá", "kind": ["book", "map"], "page": "2"})
    text = Template("{% load components %}{% pagination 2 3 %}").render(Context({"request": request}))
    assert 'href="?q=hoa+%26+l%C3%A1&amp;kind=book&amp;kind=map&amp;page=3"' in text
    assert 'href="?q=hoa+%26+l%C3%A1&amp;kind=book&amp;kind=map"' in text


def test_numbers_are_grouped_as_the_language_has_it() -> None:
    with override("vi"):
        assert grouped(1234567) == "1.234.567"
    with override("en"):
        assert grouped(1234567) == "1,234,567"


VIETNAMESE = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
] + ["đ", "Đ"]


@pytest.mark.browser
@pytest.mark.parametrize("family", ["500 40px Newsreader", "400 40px 'Be Vietnam Pro'", "600 40px 'Be Vietnam Pro'"])
def test_every_vietnamese_letter_is_in_every_font(family: str, tmp_path: Path) -> None:
    """A letter that a font lacks is drawn by the fallback: with two fallbacks of different width, its width differs."""
    fonts = Path(str(finders.find("common/css/tokens.css"))).parent.parent / "fonts"
    assert len(set(VIETNAMESE)) == 12 * 6 * 2 + 2
    faces = re.sub(r'url\("\.\./fonts/', f'url("file://{fonts}/', TOKENS.split("/* Fallbacks")[0])
    page_file = tmp_path / "letters.html"
    page_file.write_text(f"<meta charset=utf-8><style>{faces}</style><body>", encoding="utf-8")
    with chromium("--allow-file-access-from-files") as browser:
        page = browser.new_page()
        page.goto(page_file.as_uri())
        page.evaluate("font => document.fonts.load(font, 'ệ')", family)
        missing = page.evaluate(
            """([font, letters]) => {
                const context = document.createElement("canvas").getContext("2d");
                const width = (letter, fallback) => {
                    context.font = `${font}, ${fallback}`;
                    return context.measureText(letter).width;
                };
                const lacks = (letter) => width(letter, "monospace") !== width(letter, "serif");
                return [lacks("\u0436"), document.fonts.check(font), letters.filter(lacks)];
            }""",
            [family, VIETNAMESE],
        )
    assert missing == [True, True, []]
