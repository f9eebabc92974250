"""The patterns of covers: river mouths, ripples, paddies, lotus, drum, woven mat, reeds, cement tiles.

Each draws into a box 200 wide and 150 high and is given the palette and a number to vary by. They are as
short as they can be, since a page of results carries twenty.
"""

from collections.abc import Callable
from math import cos, pi, sin
from typing import NamedTuple


class Palette(NamedTuple):
    ground: str
    ink: str  # words: at least 4.5 against the ground
    line: str  # the pattern's lines
    shade: str  # the pattern's areas, near the ground


Pattern = Callable[[Palette, int], str]


def _stroke(path: str, colour: str, width: float = 1.4, opacity: float = 1) -> str:
    faded = f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<path fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"{faded} d="{path}"/>'


def _area(path: str, colour: str) -> str:
    return f'<path fill="{colour}" d="{path}"/>'


def mouths(palette: Palette, seed: int) -> str:
    """Nine arms of one river, from a stem at the side to the sea at the foot."""
    stem = 40 + seed % 120
    arms = "".join(f"M{stem} -6C{stem} 60 {stem + (25 * arm - stem) // 4} 70 {25 * arm - 2} 156" for arm in range(9))
    return _area("M0 0h200v150H0z", palette.shade) + _stroke(arms, palette.line, 1.5)


def ripples(palette: Palette, seed: int) -> str:
    """Rows of half rings, as water is drawn on robes."""
    rings = []
    for row in range(5):
        for column in range(-1, 5):
            x = 50 * column + (25 if (row + seed) % 2 else 0)
            rings.append("".join(f"M{x + 25 - r} {40 + 27 * row}a{r} {r} 0 0 1 {2 * r} 0" for r in (24, 16, 8)))
    return _area("M0 30h200v120H0z", palette.shade) + _stroke("".join(rings), palette.line, 1.2)


def paddies(palette: Palette, seed: int) -> str:
    """A sun over fields."""
    x, y, r = 45 + seed % 110, 48, 24 + (seed >> 3) % 9
    fields = "".join(
        f"M-4 {92 + 13 * n}Q{50 + (seed >> n) % 60} {78 + 13 * n - 3 * n} 100 {92 + 13 * n}T204 {90 + 13 * n}"
        for n in range(5)
    )
    sun = f'<circle cx="{x}" cy="{y}" r="{r}" fill="{palette.line}"/>'
    return (
        sun
        + _area(f"M0 92Q{50 + seed % 60} 78 100 92T200 90V150H0z", palette.shade)
        + _stroke(fields, palette.line, 1.3)
    )


def lotus(palette: Palette, seed: int) -> str:
    """One flower, its petals as pairs of arcs."""
    petals = []
    for index in (-4, 4, -3, 3, -2, 2, -1, 1, 0):
        angle = index * (0.3 + seed % 5 / 100)
        x, y = 100 + 100 * sin(angle), 136 - 100 * cos(angle)
        bend_x, bend_y = 24 * cos(angle), 24 * sin(angle)
        middle_x, middle_y = 100 + 56 * sin(angle), 136 - 56 * cos(angle)
        petals.append(
            f"M100 136Q{middle_x - bend_x:.0f} {middle_y - bend_y:.0f} {x:.0f} {y:.0f}"
            f"Q{middle_x + bend_x:.0f} {middle_y + bend_y:.0f} 100 136"
        )
    water = "M30 142h140M52 148h96"
    return f'<path fill="{palette.shade}" stroke="{palette.line}" stroke-width="1.3" d="{"".join(petals)}"/>' + _stroke(
        water, palette.line, 1.3
    )


def drum(palette: Palette, seed: int) -> str:
    """The star and rings of a bronze drum, partly outside the board."""
    x, y, rays = 30 + seed % 140, 80, 12
    star = "".join(
        f"{'L' if n else 'M'}{x + reach * cos(pi * n / rays):.0f} {y + reach * sin(pi * n / rays):.0f}"
        for n in range(2 * rays)
        for reach in ((9,) if n % 2 else (26,))
    )
    rings = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{palette.line}" stroke-width="{w}"{dash}/>'
        for r, w, dash in (
            (33, 1.3, ""),
            (44, 7, ' stroke-dasharray="2 5"'),
            (55, 1.3, ""),
            (69, 9, ' stroke-dasharray="1.5 7"'),
            (82, 1.3, ""),
            (110, 1, ""),
        )
    )
    return f'<circle cx="{x}" cy="{y}" r="82" fill="{palette.shade}"/>' + rings + _area(star + "z", palette.line)


def mat(palette: Palette, seed: int) -> str:
    """The weave of a sedge mat: bars that go under and over."""
    bars = []
    for row in range(8):
        for column in range(10):
            x, y = 20 * column, 20 * row - 5
            upright = (row + column + seed) % 2
            bars.append(
                "".join(f"M{x + 4 + 6 * n} {y + 1}v18" for n in range(3))
                if upright
                else "".join(f"M{x + 1} {y + 4 + 6 * n}h18" for n in range(3))
            )
    return _area("M0 0h200v150H0z", palette.shade) + _stroke("".join(bars), palette.line, 1.1, 0.75)


def reeds(palette: Palette, seed: int) -> str:
    """Reeds before the moon."""
    x = 60 + seed % 80
    moon = f'<circle cx="{x}" cy="62" r="38" fill="{palette.shade}" stroke="{palette.line}" stroke-width="1.2"/>'
    stalks = []
    for n in range(15):
        foot = 6 + 13 * n
        lean = ((seed >> (n % 12)) % 21) - 10
        height = 26 + (seed >> (n % 9)) * 7 % 72
        stalks.append(f"M{foot} 154Q{foot} {154 - height // 2} {foot + lean} {150 - height}")
    return moon + _stroke("".join(stalks), palette.line, 1.6)


def tiles(palette: Palette, seed: int) -> str:
    """Cement tiles: quarter circles turned this way and that."""
    areas, lines = [], []
    for row in range(3):
        for column in range(4):
            x, y = 50 * column, 50 * row
            if (seed >> (row * 4 + column)) % 2:
                areas.append(f"M{x} {y}h25a25 25 0 0 1-25 25zM{x + 50} {y + 50}h-25a25 25 0 0 1 25-25z")
                lines.append(f"M{x + 36} {y}a36 36 0 0 1-36 36M{x + 14} {y + 50}a36 36 0 0 1 36-36")
            else:
                areas.append(f"M{x + 50} {y}v25a25 25 0 0 1-25-25zM{x} {y + 50}v-25a25 25 0 0 1 25 25z")
                lines.append(f"M{x + 14} {y}a36 36 0 0 0 36 36M{x} {y + 14}a36 36 0 0 1 36 36")
    return (
        _area("M0 0h200v150H0z", palette.shade)
        + _area("".join(areas), palette.line)
        + _stroke("".join(lines), palette.line, 1.2)
    )


PATTERNS: tuple[Pattern, ...] = (mouths, ripples, paddies, lotus, drum, mat, reeds, tiles)
