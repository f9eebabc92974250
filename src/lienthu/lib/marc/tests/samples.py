"""The files of other libraries that stand beside the repository, and small records of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import Bad, Parsed, Source, UnreadableFile, open_source, parse, read_block

REPOSITORY = Path(__file__).resolve().parents[5]
SHARED = REPOSITORY.parent / "shared" / "data"
MARC = SHARED / "marc"
FEWEST = 981  # files that belong to the collection

BOOK = Record(
    "00000nam a2200000 a 4500",
    [
        ("001", "vn1"),
        ("008", "200101s2019    vm            000 0 vie  "),
        ("020", "  \x1fa9786042134408\x1fc65000đ"),
        ("082", "04\x1fa895.92/234\x1f223"),
        ("100", "1 \x1faĐoàn, Giỏi,\x1fd1925-1989."),
        ("245", "10\x1faĐất rừng phương Nam :\x1fbtruyện /\x1fcĐoàn Giỏi."),
        ("250", "  \x1faTái bản lần thứ 3"),
        ("260", "  \x1faHà Nội :\x1fbKim Đồng,\x1fc2019"),
        ("300", "  \x1fa303tr. ;\x1fc21cm"),
        ("490", "0 \x1faTủ sách vàng ;\x1fv5"),
        ("650", " 4\x1faVăn học thiếu nhi\x1fzViệt Nam."),
        ("852", "  \x1faTVT\x1fbKho mượn\x1fhV23\x1fpVN0001"),
    ],
)


def shared_files() -> list[Path]:
    """Every file of the collection; skips where it is not there at all, fails where it is there in part."""
    if not SHARED.exists():
        pytest.skip(f"NOT TESTED: the sample files are not on this machine ({MARC})")
    files = sorted(path for path in MARC.rglob("*") if path.is_file())
    assert len(files) >= FEWEST, f"{MARC} is incomplete: {len(files)} of {FEWEST} files"
    return files


def name_of(path: Path) -> str:
    return path.relative_to(MARC).as_posix()


def opened(path: Path) -> Source | None:
    try:
        return open_source(path)
    except UnreadableFile:
        return None


def results(source: Source, *, most: int | None = None) -> Iterator[Parsed | Bad]:
    """The file's records, at most so many; of a long file's first block only as many as are wanted are parsed."""
    for block in source.blocks():
        if most is not None and isinstance(block.payload, tuple):
            block = block._replace(payload=block.payload[:most])
        elif most is not None:
            assert isinstance(block.payload, bytes)
            payload = b"\x1d".join(block.payload.split(b"\x1d")[:most])
            block = block._replace(payload=payload + b"\x1d" if block.payload.count(b"\x1d") >= most else payload)
        yield from read_block(block)
        if most is not None:
            return


def written(tmp_path: Path, data: bytes, name: str = "file.mrc") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def read(path: Path, **options: str) -> tuple[Source, list[Parsed | Bad]]:
    """The opened file and all that is in it."""
    source = open_source(path, **options)
    found = list(results(source))
    assert [result.position for result in found] == list(range(len(found)))
    return source, found


def record_of(result: Parsed | Bad, source: Source) -> Record:
    assert isinstance(result, Parsed), result
    return parse(result.raw, format=source.format, encoding=source.encoding, columns=source.columns)
