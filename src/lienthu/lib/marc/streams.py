"""A file's bytes in order, unpacked on the way when it is packed."""

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import IO

from lienthu.lib.marc.problems import UnreadableFile

CHUNK = 1 << 20  # bytes read at a time
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class Stream:
    """Reads on from where it is; `reached` says how many bytes of the file on disk that took."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._disk = path.open("rb")
        self._inner = _unpacked(self._disk, path)
        self._transcode = ""
        self._ended = False
        head = self._read(2)
        if head in _UTF16:
            self._transcode = _UTF16[head]
            head = b""
        self._pending = head

    @property
    def reached(self) -> int:
        return self.size if self._ended else min(self.size, self._disk.tell())

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes, about this many; b"" at the end. UTF-16 comes as UTF-8."""
        data, self._pending = self._pending, b""
        while len(data) < size:
            more = self._read(size - len(data))
            if not more:
                self._ended = True
                break
            data += more
        if self._transcode and data:
            odd = len(data) % 2
            self._pending, data = data[len(data) - odd :], data[: len(data) - odd]
            return data.decode(self._transcode, "surrogatepass").encode("utf-8", "replace")
        return data

    def _read(self, size: int) -> bytes:
        try:
            return self._inner.read(size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError) as problem:
            raise UnreadableFile(
                f"{self.path.name} is damaged and cannot be unpacked; copy or pack it again."
            ) from problem

    def close(self) -> None:
        self._inner.close()
        self._disk.close()


def _unpacked(disk: io.BufferedReader, path: Path) -> IO[bytes] | gzip.GzipFile:
    magic = disk.read(4)
    disk.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=disk)
    if magic == b"PK\x03\x04":
        try:
            archive = zipfile.ZipFile(disk)
            inside = [item for item in archive.infolist() if not item.is_dir()]
            if any(item.filename == "[Content_Types].xml" for item in inside):
                disk.seek(0)
                return disk
            if len(inside) != 1:
                raise UnreadableFile(
                    f"{path.name} packs {len(inside)} files together; unpack it and import them one by one."
                )
            return archive.open(inside[0])
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as problem:
            raise UnreadableFile(
                f"{path.name} is damaged or locked and cannot be unpacked; pack it again."
            ) from problem
    return disk
