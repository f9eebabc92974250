"""Authority records of the demonstration: writers and statesmen under the names that they are known by.

That these are names of one person or body each, and the years, are common knowledge; no text was taken from anywhere.
"""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from lienthu.authorities.models import AuthorityFile
from lienthu.authorities.services import files, harvest
from lienthu.lib.marc.record import SUBFIELD, Record
from lienthu.lib.marc.write import to_iso2709

LEADER = "00000nz  a2200000n  4500"
NAME = "ten-nguoi-va-dia-danh.mrc"


class Known(NamedTuple):
    """A heading with the other names that lead to it and, in `earlier`, what it was called before."""

    tag: str
    name: str
    years: str = ""
    others: tuple[str, ...] = ()
    earlier: str = ""


KNOWN = (
    Known("100", "Hồ Chí Minh", "1890-1969", ("Nguyễn Sinh Cung", "Nguyễn Tất Thành", "Nguyễn Ái Quốc")),
    Known("100", "Nguyễn Du", "1765-1820", ("Tố Như",)),
    Known("100", "Nguyễn Đình Chiểu", "1822-1888", ("Đồ Chiểu",)),
    Known("100", "Tô Hoài", "1920-2014", ("Nguyễn Sen",)),
    Known("100", "Tố Hữu", "1920-2002", ("Nguyễn Kim Thành",)),
    Known("100", "Nam Cao", "", ("Trần Hữu Tri",)),
    Known("100", "Thế Lữ", "1907-1989", ("Nguyễn Thứ Lễ",)),
    Known("100", "Hàn Mặc Tử", "1912-1940", ("Nguyễn Trọng Trí",)),
    Known("100", "Chế Lan Viên", "1920-1989", ("Phan Ngọc Hoan",)),
    Known("100", "Nhất Linh", "1906-1963", ("Nguyễn Tường Tam",)),
    Known("100", "Trường Chinh", "1907-1988", ("Đặng Xuân Khu",)),
    Known("110", "Trường Đại học Cần Thơ", "", ("Đại học Cần Thơ",), "Viện Đại học Cần Thơ"),
    Known("151", "Thành phố Hồ Chí Minh", "", ("Thành phố Sài Gòn", "Sài Gòn")),
    Known("150", "Thơ", "", ("Thi ca",)),
)


def build(*, at: datetime) -> None:
    """Take the file in once, and gather the headings of all records."""
    if not AuthorityFile.objects.filter(file_name=NAME).exists():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / NAME
            path.write_bytes(b"".join(to_iso2709(_record(number, one)) for number, one in enumerate(KNOWN, 1)))
            files.take_file(path=path, actor=None, at=at)
    harvest.catch_up()


def _record(number: int, one: Known) -> Record:
    kind = one.tag[1:]
    fields = [("001", f"td{number:04}"), ("003", "LT-DEMO"), ("008", "260105n| azznnaabn          |n aaa      ")]
    fields.append((one.tag, _field(one.name, one.years)))
    fields += [(f"4{kind}", _field(other, one.years)) for other in one.others]
    if one.earlier:
        fields.append((f"5{kind}", f"  {SUBFIELD}wa{SUBFIELD}a{one.earlier}"))
    return Record(LEADER, fields)


def _field(name: str, years: str) -> str:
    return f"  {SUBFIELD}a{name},{SUBFIELD}d{years}" if years else f"  {SUBFIELD}a{name}"
