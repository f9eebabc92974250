"""A cover for a title that has none: its own words set on a pattern of the delta, the same for ever.

Which colours, which pattern and which layout a title gets follows from its kind and its number alone, so a cover
does not change when a record is corrected, except for its words. The drawing uses SVG attributes only: the content
security policy allows no inline style. Letters come from the page's own fonts (class `cover` in portal.css).
"""

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from lienthu.catalogue.shown import Shown
from lienthu.portal.cover_patterns import PATTERNS, Palette, Pattern
from lienthu.portal.names import read_name
from lienthu.portal.wrapping import fit

WIDTH, HEIGHT = 200, 300
MARGIN = 18
SIZES = (31, 28, 25, 22, 19.5, 17, 15, 13.5)

PALETTES = (
    Palette(ground="#8f2319", ink="#fbeed8", line="#d9ad5b", shade="#741810"),  # cinnabar and gold leaf
    Palette(ground="#0f3d36", ink="#f4eedb", line="#d9ad5b", shade="#0a2e29"),  # mangrove
    Palette(ground="#22365c", ink="#eef1f4", line="#9fb6dc", shade="#192947"),  # indigo cloth
    Palette(ground="#bcd3c5", ink="#12332d", line="#0f5a50", shade="#a7c4b4"),  # celadon
    Palette(ground="#ece2c9", ink="#3a2a14", line="#a32a20", shade="#ded1b0"),  # rice paper
    Palette(ground="#efd2d8", ink="#4c1730", line="#b4567a", shade="#e5bcc6"),  # lotus
    Palette(ground="#dfae48", ink="#2d1c06", line="#8f2319", shade="#d09c30"),  # turmeric
    Palette(ground="#8c4a2b", ink="#fff3e2", line="#f0c890", shade="#743a1f"),  # river clay
    Palette(ground="#1d2329", ink="#efe8d6", line="#d9ad5b", shade="#13181c"),  # night on the water
    Palette(ground="#d8e0dc", ink="#1b2f45", line="#3f6d8c", shade="#c4d0cb"),  # morning mist
)


def seed_of(kind: str, number: int) -> int:
    """A number that scatters neighbours: consecutive titles must not look alike on one page."""
    value = number & 0xFFFFFFFF
    for letter in kind:
        value = (value * 31 + ord(letter)) & 0xFFFFFFFF
    value = ((value ^ (value >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
    value = ((value ^ (value >> 16)) * 0x45D9F3B) & 0xFFFFFFFF
    return value ^ (value >> 16)


@lru_cache(maxsize=1024)  # those of result pages are kept with their hits (portal_tags)
def cover(shown: Shown) -> SafeString:
    """The drawing, 2 by 3, hidden from screen readers: the title always stands beside it as text."""
    seed = seed_of(shown.kind, shown.id)
    palette = PALETTES[seed % len(PALETTES)]
    pattern = PATTERNS[(seed >> 8) % len(PATTERNS)]
    layout = _LAYOUTS[(seed >> 16) % len(_LAYOUTS)]
    title = ". ".join((shown.title, *shown.parts)) or "…"
    author = read_name(shown.authors[0]).shown if shown.authors else shown.publisher
    pieces = (
        f'<svg class="cover" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">',
        f'<path fill="{palette.ground}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>',
        layout(title, author, palette, pattern, seed),
        # the shadow of the hinge, as on a bound book
        f'<path d="M7.5 0v{HEIGHT}" stroke="#000" stroke-opacity=".13" stroke-width="1.5"/>'
        f'<path d="M9.5 0v{HEIGHT}" stroke="#fff" stroke-opacity=".12"/></svg>',
    )
    return mark_safe("".join(pieces))  # noqa: S308 every piece of text went through escape() in _text


def _text(lines: list[str], x: float, y: float, size: float, colour: str, css: str, *, middle: bool = False) -> str:
    """Lines of text, the first one's base line at `y`."""
    anchor = ' text-anchor="middle"' if middle else ""
    spans = "".join(
        f'<tspan x="{x:g}" y="{y + index * size * 1.2:.4g}">{escape(line)}</tspan>' for index, line in enumerate(lines)
    )
    return f'<text class="{css}" font-size="{size:g}" fill="{colour}"{anchor}>{spans}</text>'


def _board(pattern: str, y: float, height: float, align: str = "xMidYMid") -> str:
    """The pattern over the whole width from `y` down, cut where it does not fit."""
    return (
        f'<svg y="{y:.4g}" width="{WIDTH}" height="{height:.4g}" viewBox="0 0 200 150" '
        f'preserveAspectRatio="{align} slice">{pattern}</svg>'
    )


def _author(author: str, x: float, y: float, colour: str, width: float, *, middle: bool = False) -> str:
    if not author:
        return ""
    lines, size = fit(author, width, 1, (11.5, 10.5), bold=True)
    return _text(lines, x, y, size, colour, "cover-author", middle=middle)


def _title_above(title: str, author: str, palette: Palette, pattern: Pattern, seed: int) -> str:
    """Title at the head, author at its foot, the pattern fills the lower part."""
    lines, size = fit(title, WIDTH - 2 * MARGIN, 6, SIZES)
    foot = 34 + size * 0.8 + len(lines) * size * 1.2
    top = max(150.0, min(foot + 34, 216))
    return (
        _board(pattern(palette, seed), top, HEIGHT - top, "xMidYMin")
        + _text(lines, MARGIN, 30 + size * 0.8, size, palette.ink, "cover-title")
        + _author(author, MARGIN, min(foot + 12, top - 8), palette.ink, WIDTH - 2 * MARGIN)
    )


def _title_below(title: str, author: str, palette: Palette, pattern: Pattern, seed: int) -> str:
    """The pattern at the head, then title and author standing on the foot."""
    lines, size = fit(title, WIDTH - 2 * MARGIN, 6, SIZES)
    block = len(lines) * size * 1.2
    top = HEIGHT - 44 - block
    return (
        _board(pattern(palette, seed), 0, max(top - 14, 60))
        + _text(lines, MARGIN, top + size, size, palette.ink, "cover-title")
        + _author(author, MARGIN, HEIGHT - 18, palette.ink, WIDTH - 2 * MARGIN)
    )


def _title_label(title: str, author: str, palette: Palette, pattern: Pattern, seed: int) -> str:
    """A pattern over the whole board, and a label pasted on it, as on a bound volume."""
    lines, size = fit(title, WIDTH - 2 * MARGIN - 24, 6, SIZES[2:])
    height = len(lines) * size * 1.2 + (44 if author else 26)
    top = max(30.0, 118 - height / 2)
    return (
        _board(pattern(palette, seed), 0, HEIGHT)
        + f'<path fill="{palette.ground}" stroke="{palette.line}" '
        + f'd="M{MARGIN} {top:.4g}h{WIDTH - 2 * MARGIN}v{height:.4g}H{MARGIN}z"/>'
        + _text(lines, WIDTH / 2, top + 11 + size * 0.86, size, palette.ink, "cover-title", middle=True)
        + _author(author, WIDTH / 2, top + height - 13, palette.ink, WIDTH - 2 * MARGIN - 20, middle=True)
    )


_LAYOUTS = (_title_above, _title_below, _title_label)
