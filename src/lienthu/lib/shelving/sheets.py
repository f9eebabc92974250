"""Sheets of labels on A4: what is sold, what fits, and where each label lies. All lengths in millimetres."""

from dataclasses import dataclass

PAPER = (210.0, 297.0)  # A4, upright
SLACK = 0.3  # makers round their drawings


@dataclass(frozen=True)
class Sheet:
    """A sheet of equal labels in columns and rows; the first label's corner lies at (left, top)."""

    name: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap_x: float = 0.0
    gap_y: float = 0.0

    @property
    def labels(self) -> int:
        return self.columns * self.rows

    @property
    def right_edge(self) -> float:
        return self.left + self.columns * self.width + (self.columns - 1) * self.gap_x

    @property
    def bottom_edge(self) -> float:
        return self.top + self.rows * self.height + (self.rows - 1) * self.gap_y

    def fits(self) -> bool:
        """Whether every label lies on the paper."""
        return self.right_edge <= PAPER[0] + SLACK and self.bottom_edge <= PAPER[1] + SLACK

    def places(self, count: int, *, skipped: int = 0) -> list[tuple[int, float, float]]:
        """(page from 0, x, y) of `count` labels row by row, after `skipped` labels that are used already."""
        found = []
        for place in range(skipped, skipped + count):
            page, on_page = divmod(place, self.labels)
            row, column = divmod(on_page, self.columns)
            x = self.left + column * (self.width + self.gap_x)
            found.append((page, round(x, 3), round(self.top + row * (self.height + self.gap_y), 3)))
        return found


# Sizes as makers state them for A4 sheets (their common numbers in brackets); margins centre the block on the paper.
COMMON = {
    "3x8-70x37": Sheet("3 × 8 · 70 × 37 mm", 3, 8, 70, 37, 0, 0.5),
    "3x7-63x38": Sheet("3 × 7 · 63,5 × 38,1 mm (L7160)", 3, 7, 63.5, 38.1, 7.2, 15.15, 2.55),
    "5x13-38x21": Sheet("5 × 13 · 38,1 × 21,2 mm (L7651)", 5, 13, 38.1, 21.2, 4.75, 10.7, 2.5),
    "4x10-52x30": Sheet("4 × 10 · 52,5 × 29,7 mm", 4, 10, 52.5, 29.7, 0, 0),
    "2x7-99x38": Sheet("2 × 7 · 99,1 × 38,1 mm (L7163)", 2, 7, 99.1, 38.1, 4.65, 15.15, 2.5),
    "3x11-70x25": Sheet("3 × 11 · 70 × 25,4 mm", 3, 11, 70, 25.4, 0, 8.8),
    "4x11-48x25": Sheet("4 × 11 · 48,5 × 25,4 mm", 4, 11, 48.5, 25.4, 8, 8.8),
}
