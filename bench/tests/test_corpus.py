"""The made-up corpus is the same everywhere, is MARC, and knows the truth about itself."""

import csv
import hashlib
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pymarc
import pytest

from bench import corpus, works
from bench.vocabulary import LIBRARIES

GOLDEN = "b42caea75240e3ead8f1d802592d7017d1fc6a4061fa98cd7bb09bdec6e3157e"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("corpus")
    corpus.make(directory, records=500, processes=1)
    return directory


def digest(directory: Path) -> str:
    whole = hashlib.sha256()
    for name in [*(f"{code}.mrc" for code in LIBRARIES), "truth.tsv"]:
        whole.update((directory / name).read_bytes())
    return whole.hexdigest()


def truth(directory: Path) -> list[dict[str, str]]:
    with (directory / "truth.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def records(directory: Path, code: str) -> list[pymarc.Record | None]:
    with (directory / f"{code}.mrc").open("rb") as stream:
        return list(pymarc.MARCReader(stream))


def test_five_hundred_records_are_the_same_bytes_on_every_machine(made: Path) -> None:
    assert digest(made) == GOLDEN


def test_two_processes_make_what_one_makes(tmp_path: Path) -> None:
    alone = [corpus.make_chunk((7, number, 300)) for number in (0, 1)]
    again = [corpus.make_chunk((7, number, 300)) for number in (1, 0)]
    assert alone == again[::-1]
    assert alone[0].files != corpus.make_chunk((8, 0, 300)).files


def test_a_corpus_of_another_size_replaces_the_one_that_is_there(tmp_path: Path) -> None:
    corpus.make(tmp_path, records=60, processes=1)
    assert corpus.make(tmp_path, records=60, processes=1)["seconds"] == 0.0
    corpus.make(tmp_path, records=80, processes=1)
    assert len(truth(tmp_path)) == 80


def test_every_record_is_readable_and_is_in_the_truth_once(made: Path) -> None:
    told = Counter((row["library"], row["control_number"]) for row in truth(made))
    read: Counter[tuple[str, str]] = Counter()
    for code in LIBRARIES:
        for record in records(made, code):
            assert record is not None
            assert record["003"].data == f"VN-{code}"
            assert len(record["008"].data) == 40
            assert record.get_fields("852")
            read[code, record["001"].data] += 1
    assert read == told
    assert set(read.values()) == {1}
    assert sum(read.values()) == 500


def test_records_have_between_700_and_1000_bytes(made: Path) -> None:
    for code in LIBRARIES:
        raw = (made / f"{code}.mrc").read_bytes()
        start = 0
        while start < len(raw):
            length = int(raw[start : start + 5])
            assert 700 <= length <= 1000
            assert raw[start + length - 2 : start + length] == b"\x1e\x1d"
            start += length


def test_a_third_of_the_records_are_of_a_work_that_another_library_has(made: Path) -> None:
    rows = truth(made)
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        holders[row["work"]].append(row["library"])
    assert len(rows) - len(holders) == round(500 * corpus.DUPLICATES)
    assert all(len(set(libraries)) == len(libraries) for libraries in holders.values())


def test_records_of_one_work_agree_in_volume_edition_and_carrier_and_works_of_one_family_do_not(made: Path) -> None:
    stated: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    families: defaultdict[str, set[str]] = defaultdict(set)
    rows = {(row["library"], row["control_number"]): row for row in truth(made)}
    for code in LIBRARIES:
        for record in records(made, code):
            assert record is not None
            row = rows[code, record["001"].data]
            part = unicodedata.normalize("NFC", record["245"].get("n", "")).rstrip("., :/")
            grade = "".join(letter for letter in record["245"]["a"] if letter.isdigit())
            edition = unicodedata.normalize("NFC", record["250"]["a"]) if "250" in record else ""
            stated[row["work"]].add((grade, part, edition, str("007" in record)))
            if row["kind"] in {"volume", "grade", "edition", "ebook"}:
                families[row["family"]].add(row["work"])
    assert all(len(statements) == 1 for statements in stated.values())
    siblings = [sorted(members) for members in families.values() if len(members) > 1]
    assert siblings
    for members in siblings:
        assert len({next(iter(stated[work])) for work in members}) == len(members)


def test_isbns_are_valid_and_belong_to_six_records_in_ten(made: Path) -> None:
    with_isbn = 0
    for code in LIBRARIES:
        for record in records(made, code):
            assert record is not None
            for field in record.get_fields("020"):
                with_isbn += 1
                digits = [10 if mark == "X" else int(mark) for mark in field["a"].replace("-", "")]
                if len(digits) == 13:
                    assert (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0
                else:
                    assert sum(digit * (10 - place) for place, digit in enumerate(digits)) % 11 == 0
    assert 250 < with_isbn < 350


def test_the_tone_moves_between_its_two_places_and_qu_is_left_alone() -> None:
    assert works.old_tones("hoà thuỷ khoẻ quý hoàng Quỳ") == "hòa thủy khỏe quý hoàng Quỳ"
    assert works.new_tones("hòa thủy khỏe quý hoàng") == "hoà thuỷ khoẻ quý hoàng"
