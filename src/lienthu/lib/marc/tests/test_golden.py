"""What becomes of every file of the collection, held against golden_counts.tsv.

To take a change over: `python -m lienthu.lib.marc.tests.test_golden > golden_counts.tsv`, then look at each line
that changed and be sure that a librarian would agree with it.
"""

from collections import Counter
from pathlib import Path

from lienthu.lib.marc.problems import REASONS
from lienthu.lib.marc.source import Bad, UnreadableFile, open_source, read_block
from lienthu.lib.marc.tests.samples import MARC, name_of, shared_files

GOLDEN = Path(__file__).with_name("golden_counts.tsv")
READ = 2000  # records of a file that are read whole; of the one file with more of them, the rest are counted


def line_of(path: Path) -> str:
    """`file, format, encoding, read, rejected by code` or `file, unreadable, message`."""
    try:
        source = open_source(path)
    except UnreadableFile as problem:
        return f"{name_of(path)}\tunreadable\t{problem}"
    read = 0
    rejected: Counter[str] = Counter()
    for block in source.blocks():
        assert block.first == read
        read += block.records
        if block.first >= READ:
            continue
        found = read_block(block)
        assert len(found) == block.records
        assert found[0].position == block.first
        rejected.update(result.code for result in found if isinstance(result, Bad))
    codes = ", ".join(f"{code} {count}" for code, count in sorted(rejected.items()))
    return f"{name_of(path)}\t{source.format}\t{source.encoding}\t{read}\t{codes}"


def test_every_sample_file_is_read_as_it_was_read_before() -> None:
    files = shared_files()
    expected = {line.partition("\t")[0]: line for line in GOLDEN.read_text("utf-8").splitlines()}
    found = {name_of(path): line_of(path) for path in files}
    wrong = [
        f"expected {expected.get(name, 'nothing')}\n   found {found.get(name, 'no such file')}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_rejection_in_the_golden_file_has_a_reason_in_words() -> None:
    for line in GOLDEN.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if cells[1] == "unreadable":
            assert cells[2].endswith(".")
        else:
            assert all(item.rpartition(" ")[0] in REASONS for item in cells[4].split(", ") if item), line


if __name__ == "__main__":
    for sample in sorted(path for path in MARC.rglob("*") if path.is_file()):
        print(line_of(sample))
