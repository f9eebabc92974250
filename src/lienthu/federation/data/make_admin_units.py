"""Makes admin_units.tsv.gz: python -m lienthu.federation.data.make_admin_units FOLDER-WITH-THE-TWO-CSV-FILES.

Three levels end, and two begin, on 1/7/2025. The source does not have the middle of a province before that day: it
is the mean of its districts', good for a map's first view and for nothing finer.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import fmean

from lienthu.federation.data import FOLDER

REFORM = "2025-07-01"
HEADER = ("code", "level", "type", "name", "parent_code", "latitude", "longitude", "valid_from", "valid_to")
Row = tuple[str, ...]
Facts = dict[str, str]


def _place(latitude: str | float, longitude: str | float) -> tuple[str, str]:
    return f"{float(latitude):.4f}", f"{float(longitude):.4f}"


def _province_type(name: str) -> str:
    return "Tỉnh" if name.startswith("Tỉnh ") else "Thành phố"


def _name(type_: str, name: str) -> str:
    """The name with its type written as the type is: the source also has "Thành Phố Đồng Hới"."""
    return type_ + name[len(type_) :] if name.lower().startswith(type_.lower()) else name


def before(facts: Iterable[Facts]) -> Iterator[Row]:
    """Provinces, districts and communes until the reform; a district without communes stands alone."""
    provinces: dict[str, str] = {}
    districts: dict[str, Row] = {}
    communes: list[Row] = []
    middles: dict[str, list[tuple[float, float]]] = {}
    for fact in facts:
        provinces[fact["provinceCode"]] = fact["province"]
        if fact["districtCode"] not in districts:
            place = _place(fact["districtLat"], fact["districtLon"])
            middles.setdefault(fact["provinceCode"], []).append((float(place[0]), float(place[1])))
            districts[fact["districtCode"]] = (
                fact["districtCode"], "district", fact["districtType"],
                _name(fact["districtType"], fact["district"]), fact["provinceCode"],
                *place, "", REFORM,
            )  # fmt: skip
        if fact["wardCode"]:
            communes.append((
                fact["wardCode"], "commune", fact["wardType"],
                _name(fact["wardType"], fact["ward"]), fact["districtCode"],
                *_place(fact["wardLat"], fact["wardLon"]), "", REFORM,
            ))  # fmt: skip
    for code, name in provinces.items():
        latitudes, longitudes = zip(*middles[code], strict=True)
        place = _place(fmean(latitudes), fmean(longitudes))
        yield (code, "province", _province_type(name), name, "", *place, "", REFORM)
    yield from districts.values()
    yield from communes


def after(facts: Iterable[Facts]) -> Iterator[Row]:
    """Provinces and communes from the reform on."""
    provinces: dict[str, Row] = {}
    communes: list[Row] = []
    for fact in facts:
        code, name = fact["provinceCode"], fact["province"]
        place = _place(fact["provinceLat"], fact["provinceLon"])
        provinces[code] = (code, "province", _province_type(name), name, "", *place, REFORM, "")
        communes.append((
            fact["wardCode"], "commune", fact["wardType"], _name(fact["wardType"], fact["ward"]), code,
            *_place(fact["wardLat"], fact["wardLon"]), REFORM, "",
        ))  # fmt: skip
    yield from provinces.values()
    yield from communes


def _facts(stream: Iterable[str]) -> list[Facts]:
    return list(csv.DictReader(stream))


def main(source: Path, target: Path) -> None:
    with gzip.open(source / "vietnam-admin-units-before-2025.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        rows = sorted(before(_facts(stream)))
    with (source / "vietnam-admin-units-2025.csv").open(encoding="utf-8", newline="") as stream:
        rows += sorted(after(_facts(stream)))
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows([HEADER, *rows])
    # Without a time in its header the same facts make the same file.
    target.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), FOLDER / "admin_units.tsv.gz")
