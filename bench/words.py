"""The vocabulary of the generated corpus: how often bare words occur in real titles and names.

`bench/words.tsv.gz` holds one line per word, `kind TAB word TAB count`, most frequent first. Only single words and
Vietnamese compounds of two syllables were counted, so that no title can be read back out of it. Kinds: `vi` and
`en` words of titles; `surname`, `middle`, `given` syllables of Vietnamese names; `en_surname`, `en_given`.

Remake it with `python -m bench.words`: titles and authors of `../shared/data/vietnamese-books.csv` for Vietnamese,
fields 100 and 245 of the Library of Congress sample in `../shared/data/marc/loc-books-2016` for English.
"""

import csv
import gzip
import io
import math
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path

FILE = Path(__file__).with_name("words.tsv.gz")
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# What a shop writes into a title but no cataloguer does.
_SHOP = {"combo", "tặng", "kèm", "bookmark", "tái", "bìa", "quyền", "quà", "poster", "sách", "bộ", "cuốn", "tập", "bản"}
_SYLLABLE = re.compile(
    "(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnprstvx])?[aăâeêioôơuưy]{1,3}(?:ch|nh|ng|[cmnpt])?"
)
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_LETTERS = re.compile(r"[^\W\d_]+")
_SURNAMES = {
    "nguyễn", "trần", "lê", "phạm", "huỳnh", "hoàng", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "đào", "đoàn", "vương", "trịnh", "trương", "đinh", "lâm", "phùng", "mai", "tô", "hà", "tạ", "thái", "cao",
    "châu", "lương", "lưu", "tăng", "quách", "thân", "triệu", "chu", "kiều", "nghiêm", "khúc", "vi", "nông", "ma",
    "hứa", "từ", "tôn",
}  # fmt: skip


def _is_vietnamese(word: str) -> bool:
    """Whether the word is spelt as a Vietnamese syllable; a few short English words are, too."""
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TONES))
    return _SYLLABLE.fullmatch(bare) is not None


def _count_vietnamese(path: Path, counts: dict[str, Counter[str]]) -> None:
    singles: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    seen: set[str] = set()
    names: set[tuple[str, ...]] = set()
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            title = unicodedata.normalize("NFC", row["title"]).lower()
            if row["source"].startswith("loc-1982") or row["listing_noise"] or title in seen:
                continue
            seen.add(title)
            words = [word for word in _LETTERS.findall(title) if word not in _SHOP and _is_vietnamese(word)]
            singles.update(set(words))
            pairs.update(set(pairwise(words)))
            for name in unicodedata.normalize("NFC", row["author"]).lower().split(","):
                parts = tuple(name.split())
                if 2 <= len(parts) <= 4 and parts[0] in _SURNAMES and all(map(_is_vietnamese, parts)):
                    names.add(parts)
    for parts in names:
        counts["surname"][parts[0]] += 1
        counts["given"][parts[-1]] += 1
        counts["middle"].update(parts[1:-1])
    total = sum(singles.values())
    for (first, second), count in pairs.items():
        # A compound occurs at least six times and eight times oftener than chance would have it.
        if count >= 6 and math.log2(count * total / (singles[first] * singles[second])) > 3:
            counts["vi"][f"{first} {second}"] = count
    counts["vi"].update({word: count for word, count in singles.items() if count >= 2})


def _count_english(path: Path, counts: dict[str, Counter[str]]) -> None:
    import pymarc

    with gzip.open(path) as stream:
        for record in pymarc.MARCReader(stream):
            if record is None or record["008"].data[35:38] != "eng":
                continue
            title = record.get("245")
            words = re.findall(r"[a-z]{2,}", " ".join(title.get_subfields("a", "b")).lower() if title else "")
            counts["en"].update(set(words))
            author = record.get("100")
            name = re.fullmatch(r"([A-Z][a-z]+), ([A-Z][a-z]+)\b.*", author.get("a", "") if author else "")
            if name:
                counts["en_surname"][name[1].lower()] += 1
                counts["en_given"][name[2].lower()] += 1


def make(data: Path = DATA, file: Path = FILE) -> int:
    """Count the words again and write the file; returns the number of lines."""
    kinds = ("vi", "en", "surname", "middle", "given", "en_surname", "en_given")
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    _count_vietnamese(data / "vietnamese-books.csv", counts)
    _count_english(data / "marc" / "loc-books-2016" / "loc_sample.mrc.gz", counts)
    lines = []
    for kind in kinds:
        kept = sorted(((-count, word) for word, count in counts[kind].items() if count >= 2))
        lines += [f"{kind}\t{word}\t{-count}\n" for count, word in kept]
    text = io.BytesIO()
    with gzip.GzipFile(fileobj=text, mode="wb", mtime=0, compresslevel=9) as stream:
        stream.write("".join(lines).encode())
    file.write_bytes(text.getvalue())
    return len(lines)


def load(file: Path = FILE) -> dict[str, tuple[list[str], list[int]]]:
    """Per kind the words and their counts, most frequent first."""
    words: dict[str, tuple[list[str], list[int]]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            kind, word, count = line.rstrip("\n").split("\t")
            names, counts = words.setdefault(kind, ([], []))
            names.append(word)
            counts.append(int(count))
    return words


if __name__ == "__main__":
    print(f"{make()} words in {FILE}")
