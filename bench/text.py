"""Vietnamese text: how many titles a second are folded and given a sort key, and what it costs over the least possible.

    python -m bench.text CORPUS

The peer strips marks with `unicodedata` alone, as many systems do. It is no equal: it leaves đ as it is, keeps both
tone placements apart and knows nothing of the alphabet's order; it shows the price of doing so.
"""

from __future__ import annotations

import json
import random
import sys
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

from bench import harness, questions
from bench.harness import Figures

TITLES = 20_000


def titles(corpus: Path, count: int = TITLES) -> list[str]:
    """Titles drawn from all over the corpus, as their records have them, NFD ones among them."""
    rng = random.Random(count)
    found = []
    while len(found) < count:
        record = questions.drawn(rng, corpus)
        found += [part[1:] for part in record["245"][0].split("\x1f")[1:] if part[:1] in "ab"]
    return found[:count]


def stripped(text: str) -> str:
    """Marks off, lower case: what the standard library does by itself."""
    return "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    ).casefold()


def rate(work: Callable[[str], object], texts: list[str], rounds: int = 5) -> int:
    """Texts a CPU-second, the median of the rounds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        for text in texts:
            work(text)
        taken.append(time.process_time() - began)
    return round(len(texts) / sorted(taken)[rounds // 2])


def measure(corpus: Path) -> Figures:
    from lienthu.lib.vietnamese import fold, marked, name_sort_key, nfc, sort_text

    texts = titles(corpus)
    ways: dict[str, Callable[[str], object]] = {
        "nfc": nfc,
        "fold": fold,
        "marked": marked,
        "sort_text": sort_text,
        "name_sort_key": name_sort_key,
        "unicodedata_strip": stripped,
    }
    return {name: rate(work, texts) for name, work in ways.items()}


def run(scale: int, corpus: Path) -> Figures:
    """The benchmark `text`; figures are titles a CPU-second."""
    rates = harness.answer(harness.measure(harness.python("-m", "bench.text", str(corpus))))
    peer = rates.pop("unicodedata_strip")
    ratios: Figures = {"fold_to_unicodedata_strip": harness.ratio(float(str(rates["fold"])), float(str(peer)))}
    return harness.result("text", scale, figures=rates, peers={"unicodedata_strip": peer}, ratios=ratios)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
