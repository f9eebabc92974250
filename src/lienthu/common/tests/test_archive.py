import datetime
import io
import tarfile
from pathlib import Path

import pytest

from lienthu.common import archive

NOW = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.UTC)


def an_archive(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as target:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            target.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "content",
    [b"", b"not a gzip file", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03garbage"],
    ids=["empty", "text", "bad gzip"],
)
def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path, hub_folder: Path, content: bytes) -> None:
    source = tmp_path / "file"
    source.write_bytes(content)
    with pytest.raises(archive.ArchiveRefused, match=r"\S") as refused:
        archive.restore(source)
    assert refused.value.code == "not_an_archive"
    assert list(hub_folder.iterdir()) == []


def test_another_programs_archive_is_refused(tmp_path: Path, hub_folder: Path) -> None:
    source = an_archive(tmp_path / "file", {"manifest.json": b'{"program": "other"}', "database.sqlite3": b"x"})
    with pytest.raises(archive.ArchiveRefused) as refused:
        archive.restore(source)
    assert refused.value.code == "not_an_archive"


def test_a_backup_of_a_later_format_is_refused(tmp_path: Path, hub_folder: Path) -> None:
    manifest = b'{"program": "lienthu", "format": 99, "version": "9.0"}'
    source = an_archive(tmp_path / "file", {"manifest.json": manifest, "database.sqlite3": b"x"})
    with pytest.raises(archive.ArchiveRefused, match=r"9\.0") as refused:
        archive.restore(source)
    assert refused.value.code == "newer_version"


def test_a_name_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path, hub_folder: Path) -> None:
    manifest = b'{"program": "lienthu", "format": 1, "version": "0.1.0"}'
    source = an_archive(
        tmp_path / "file",
        {
            "manifest.json": manifest,
            "database.sqlite3": b"no database",
            "uploads/../../../escaped": b"out",
            "escaped": b"unknown",
        },
    )
    with pytest.raises(archive.ArchiveRefused) as refused:
        archive.restore(source)
    assert refused.value.code == "damaged_database"
    assert [path.name for path in tmp_path.rglob("escaped")] == []


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path, hub_folder: Path) -> None:
    (hub_folder / "thesis.docx").touch()
    with pytest.raises(archive.ArchiveRefused) as refused:
        archive.restore(an_archive(tmp_path / "file", {}))
    assert refused.value.code == "home_not_empty"


def test_a_backup_never_overwrites_a_file(tmp_path: Path, hub_folder: Path) -> None:
    (tmp_path / "kept").write_text("mine")
    with pytest.raises(archive.ArchiveRefused) as refused:
        archive.write(tmp_path / "kept", at=NOW)
    assert refused.value.code == "archive_exists"
    assert (tmp_path / "kept").read_text() == "mine"
