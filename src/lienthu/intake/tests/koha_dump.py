"""An invented Koha database, written as mysqldump writes it: small or large, in one of several hands."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | None
BORROWERS = (
    "borrowernumber", "cardnumber", "surname", "firstname", "title", "address", "city", "email", "phone", "mobile",
    "dateofbirth", "branchcode", "categorycode", "dateenrolled", "dateexpiry", "contactname", "borrowernotes",
    "guarantorid", "sex", "password", "userid",
)  # fmt: skip
ITEMS = (
    "itemnumber", "biblionumber", "biblioitemnumber", "barcode", "dateaccessioned", "homebranch", "price",
    "notforloan", "damaged", "itemlost", "withdrawn", "itemcallnumber", "holdingbranch", "location", "onloan", "itype",
    "stocknumber",
)  # fmt: skip
ISSUES = ("issue_id", "borrowernumber", "itemnumber", "date_due", "branchcode", "returndate", "renewals", "issuedate")

RESERVES = (
    "reserve_id", "borrowernumber", "reservedate", "biblionumber", "branchcode", "priority", "found", "itemnumber",
    "expirationdate", "cancellationdate",
)  # fmt: skip


@dataclass
class Database:
    """Rows by table; a row is by column name, what is not said is NULL."""

    tables: dict[str, tuple[tuple[str, ...], list[dict[str, Cell]]]] = field(default_factory=dict)

    def add(self, table: str, columns: tuple[str, ...], *rows: dict[str, Cell]) -> None:
        self.tables.setdefault(table, (columns, []))[1].extend(rows)


def marcxml(number: str, title: str, author: str, isbn: str = "") -> str:
    """A record as Koha keeps it: a document with its own declaration, 999 $c $d inside."""
    control = f'<controlfield tag="001">{number}</controlfield>' if number else ""
    isbn_field = (
        f'<datafield tag="020" ind1=" " ind2=" "><subfield code="a">{isbn}</subfield></datafield>' if isbn else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<record\n    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"\n'
        '    xmlns="http://www.loc.gov/MARC21/slim">\n  <leader>00000nam a2200000 a 4500</leader>\n  '
        f'{control}<controlfield tag="008">200101s2020    vm            000 0 vie d</controlfield>{isbn_field}'
        f'<datafield tag="100" ind1="1" ind2=" "><subfield code="a">{escape(author)}</subfield></datafield>'
        f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{escape(title)}</subfield></datafield>'
        '<datafield tag="952" ind1=" " ind2=" "><subfield code="p">CU-KHONG-DUNG</subfield></datafield></record>'
    )


def small(*, old: bool = False) -> Database:
    """Three records, four items, four borrowers, two loans, three reserves, an account. `old`: as before 17.05, MARCXML
    with the edition."""
    made = Database()
    made.add("branches", ("branchcode", "branchname"), {"branchcode": "CT", "branchname": "Kho chính"},
             {"branchcode": "AP", "branchname": "Điểm An Phú"})  # fmt: skip
    made.add("categories", ("categorycode", "description", "enrolmentperiod"),
             {"categorycode": "NL", "description": "Người lớn"},
             {"categorycode": "TN", "description": "Thiếu nhi"})  # fmt: skip
    works = (
        (1, "", "Truyện Kiều", "Nguyễn, Du", "9786043072716"),
        (2, "vn-002", 'Bến không chồng; tiểu thuyết "d\'Hương"', "Dương, Hướng", ""),
        (3, "vn-003", "Đất rừng phương Nam\\Tập 1", "Đoàn, Giỏi", ""),
    )
    for number, control, title, author, isbn in works:
        made.add("biblio", ("biblionumber", "frameworkcode", "author", "title", "abstract"),
                 {"biblionumber": number, "frameworkcode": "", "author": author, "title": title})  # fmt: skip
        text = marcxml(control, title, author, isbn)
        made.add("biblioitems", ("biblioitemnumber", "biblionumber", "isbn", "marcxml"),
                 {"biblioitemnumber": number, "biblionumber": number, "isbn": isbn,
                  "marcxml": text if old else None})  # fmt: skip
        if not old:
            made.add("biblio_metadata", ("id", "biblionumber", "format", "schema", "metadata"),
                     {"id": number, "biblionumber": number, "format": "marcxml", "schema": "MARC21",
                      "metadata": text})  # fmt: skip
    items = (
        (1, 1, "K001", "CT", None),
        (2, 1, "K002", "AP", None),
        (3, 2, "K003", "CT", 1),
        (4, 3, "K004", "CT", None),
    )
    for number, work, barcode, branch, lost in items:
        made.add("items", ITEMS, {
            "itemnumber": number, "biblionumber": work, "biblioitemnumber": work, "barcode": barcode,
            "dateaccessioned": "2019-09-02", "homebranch": branch, "holdingbranch": branch, "price": "85000.00",
            "notforloan": int(number == 4), "damaged": int(number == 2),
            "itemlost": lost or 0, "withdrawn": 0, "itemcallnumber": "895.9221 TR527K",
            "location": "KM", "itype": "SACH", "stocknumber": f"VL.{number:06}",
        })  # fmt: skip
    people = (
        (11, "TV0001", "Nguyễn Thị", "Hoa", "1988-03-12", "NL", "F", None),
        (12, "TV0002", "Trần Văn", "Bình", None, "NL", "M", None),
        (13, "TV0003", "Lê Bảo", "An", "2015-09-01", "TN", "M", 11),
        (14, None, "", "", None, "XX", "", None),
    )
    for number, card, surname, first, born, category, sex, guarantor in people:
        made.add("borrowers", BORROWERS, {
            "borrowernumber": number, "cardnumber": card, "surname": surname, "firstname": first, "dateofbirth": born,
            "categorycode": category, "sex": sex, "branchcode": "CT", "dateenrolled": "2023-09-15",
            "dateexpiry": "2026-12-31", "address": "Ấp Bình Lợi", "city": "Châu Thành", "guarantorid": guarantor,
            "borrowernotes": "hay hỏi: \"sách mới?\"\nngồi bàn 3", "password": "$2a$08$không được đọc",
        })  # fmt: skip
    made.add("issues", ISSUES,
        {"issue_id": 1, "borrowernumber": 11, "itemnumber": 1, "date_due": "2026-01-03 23:59:00", "branchcode": "CT",
         "renewals": 1, "issuedate": "2025-12-20 09:14:00"},
        {"issue_id": 2, "borrowernumber": 99, "itemnumber": 2, "date_due": "2026-01-03 23:59:00", "branchcode": "CT",
         "renewals": None, "issuedate": "2025-12-20 09:15:00"})  # fmt: skip
    made.add("reserves", RESERVES,
        {"reserve_id": 1, "borrowernumber": 12, "biblionumber": 1, "reservedate": "2025-12-28", "priority": 2},
        {"reserve_id": 2, "borrowernumber": 13, "biblionumber": 1, "reservedate": "2025-12-29", "priority": 1,
         "branchcode": "CT"},
        {"reserve_id": 3, "borrowernumber": 12, "biblionumber": 3, "cancellationdate": "2025-12-30"},
        {"reserve_id": 4, "borrowernumber": 11, "biblionumber": 1, "reservedate": "2025-12-30", "priority": 3},
    )  # fmt: skip
    made.add("accountlines", ("accountlines_id", "borrowernumber", "amount", "amountoutstanding"),
        {"accountlines_id": 1, "borrowernumber": 12, "amount": "20000.000000", "amountoutstanding": "15000.000000"},
        {"accountlines_id": 2, "borrowernumber": 12, "amount": "-2500.000000", "amountoutstanding": "-2500.000000"},
        {"accountlines_id": 3, "borrowernumber": 11, "amount": "5000.000000", "amountoutstanding": "0.000000"},
    )  # fmt: skip
    made.add("action_logs", ("action_id", "info"), {"action_id": 1, "info": "INSERT INTO `borrowers` VALUES (1,'x');"})
    return made


def write(
    path: Path, database: Database, *, named: bool = False, hexed: bool = False, charset: str = "utf8mb4"
) -> Path:
    """The dump. `named`: lists of columns; `hexed`: texts beyond ASCII as hexadecimal; latin1: encoded twice."""
    data = "".join(_statements(database, named=named, hexed=hexed, charset=charset)).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def _statements(database: Database, *, named: bool, hexed: bool, charset: str) -> Iterator[str]:
    yield "-- MariaDB dump 10.19  Distrib 10.5.23-MariaDB, for debian-linux-gnu (x86_64)\n--\n-- Host: localhost\n\n"
    yield f"/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;\n/*!40101 SET NAMES {charset} */;\n\n"
    for table in sorted(database.tables):
        columns, rows = database.tables[table]
        yield f"--\n-- Table structure for table `{table}`\n--\n\nDROP TABLE IF EXISTS `{table}`;\n"
        yield "/*!40101 SET @saved_cs_client     = @@character_set_client */;\n"
        fields = ",\n".join(f"  `{name}` varchar(255) DEFAULT NULL COMMENT 'một; ''hai'''" for name in columns)
        yield f"CREATE TABLE `{table}` (\n{fields},\n  PRIMARY KEY (`{columns[0]}`)\n) ENGINE=InnoDB;\n"
        yield f"LOCK TABLES `{table}` WRITE;\n/*!40000 ALTER TABLE `{table}` DISABLE KEYS */;\n"
        listed = f" ({', '.join(f'`{name}`' for name in columns)})" if named else ""
        values = ",".join(f"({','.join(_cells(columns, row, hexed=hexed, charset=charset))})" for row in rows)
        yield f"INSERT INTO `{table}`{listed} VALUES {values};\n"  # noqa: S608 a file, never run
        yield f"/*!40000 ALTER TABLE `{table}` ENABLE KEYS */;\nUNLOCK TABLES;\n\n"
    yield "/*!50003 CREATE*/ /*!50003 TRIGGER x BEFORE INSERT ON items FOR EACH ROW SET NEW.a = ';' */;\n"
    yield "-- Dump completed\n"


def _cells(columns: Iterable[str], row: dict[str, Cell], *, hexed: bool, charset: str) -> Iterator[str]:
    for name in columns:
        cell = row.get(name)
        if cell is None or isinstance(cell, int):
            yield "NULL" if cell is None else str(cell)
        elif hexed and not cell.isascii():
            yield f"0x{cell.encode().hex().upper()}"
        else:
            if charset == "latin1":
                cell = cell.encode().decode("latin-1")
            for mark, escaped in (("\\", "\\\\"), ("'", "\\'"), ('"', '\\"'), ("\n", "\\n")):
                cell = cell.replace(mark, escaped)
            yield f"'{cell}'"
