"""Which column of a table holds what, from the names that Vietnamese and English headings have."""

import re
from collections.abc import Sequence

from lienthu.lib.marc.identifiers import isbn13
from lienthu.lib.vietnamese.forms import fold

# target → headings, folded; the longer ones also match inside a longer heading
_NAMES = {
    "control_number": "ma bieu ghi;so bieu ghi;mfn;id;record id;control number;ma sach;ma tai lieu;bib id;biblionumber",
    "title": "nhan de;nhan de chinh;ten sach;ten tai lieu;ten an pham;tua;tua de;tua sach;ten;ten tac pham;title;"
    "book title;main title;nhan de tai lieu;ten bao tap chi;dau sach",
    "subtitle": "phu de;nhan de phu;tieu de phu;thong tin khac ve nhan de;subtitle;bo sung nhan de;ten phu",
    "part_number": "tap;so tap;quyen;phan;volume;part;vol;tap so;part number",
    "part_title": "ten tap;ten phan;nhan de tap;part title;volume title",
    "responsibility": "thong tin trach nhiem;trach nhiem;minh xac trach nhiem;statement of responsibility",
    "author": "tac gia;tac gia chinh;ten tac gia;author;authors;main author;nguoi viet;soan gia;tac gia ca nhan",
    "other_authors": "dong tac gia;tac gia khac;dich gia;nguoi dich;chu bien;nguoi bien soan;nguoi hieu dinh;"
    "other authors;translator;editor;contributors;tac gia bo sung;tac gia phu",
    "corporate": "tac gia tap the;co quan;corporate author;tac gia co quan",
    "edition": "lan xuat ban;lan xb;tai ban;lan tai ban;edition;lan in;thong tin xuat ban lan;ban in lan",
    "place": "noi xuat ban;noi xb;place;place of publication;city;noi in",
    "publisher": "nha xuat ban;nxb;nha xb;publisher;don vi xuat ban;co quan xuat ban",
    "year": "nam xuat ban;nam xb;nam;nam in;year;publication year;year of publication;date of publication;"
    "ngay xuat ban;pub year;publication date",
    "extent": "so trang;trang;mo ta vat ly;pages;extent;physical description;so tr;number of pages;khoi luong",
    "size": "kho;kho sach;kich thuoc;kho co;co;size;dimensions",
    "series": "tung thu;bo sach;tu sach;series;nhan de tung thu",
    "series_number": "so tung thu;series number;so trong tung thu",
    "isbn": "isbn;ma isbn;so isbn;chi so isbn;ky hieu isbn",
    "issn": "issn;ma issn;so issn",
    "ean": "ean;ma vach hang hoa;ean13;gtin",
    "price": "gia;gia tien;gia bia;don gia;price;gia sach;thanh tien;don gia vnd",
    "language": "ngon ngu;ngu;ma ngon ngu;language;lang;tieng",
    "ddc": "ddc;mon loai;phan loai;chi so ddc;ky hieu phan loai;chi so phan loai;dewey;classification;phan loai ddc;"
    "so phan loai;mon loai ddc",
    "subject": "chu de;tu khoa;de muc;de muc chu de;subject;subjects;keywords;keyword;tieu de chu de;the loai;category;"
    "tu khoa tu do",
    "summary": "tom tat;noi dung;gioi thieu;abstract;summary;description;tom tat noi dung;mo ta",
    "note": "ghi chu;phu chu;note;notes;chu thich",
    "link": "lien ket;duong dan;link;url;dia chi web;toan van",
    "accession_number": "so dkcb;dkcb;so dang ky ca biet;dang ky ca biet;ma dkcb;so ca biet;accession number;accession;"
    "accession no;so dang ky;ma ca biet;so dk;so dkcb ma vach;ma xep gia;so ho so",
    "barcode": "ma vach;barcode;barcodes;so vach;ma vach dkcb",
    "call_number": "ky hieu xep gia;xep gia;khxg;call number;ky hieu kho;shelf mark;so xep gia;ma so xep gia;"
    "callnumber;itemcallnumber",
    "location": "kho luu;noi luu tru;noi luu giu;vi tri;chi nhanh;diem luu thong;location;branch;shelf;kho luu tru;"
    "thu vien;phong;ten kho;ma kho;kho tai lieu;homebranch;gia sach",
    "copies": "so ban;so luong;sl;so luong ban;copies;quantity;so cuon;ban;tong so ban;so quyen",
}  # fmt: skip
_BY_NAME = {name: target for target, names in _NAMES.items() for name in names.split(";")}
_BY_NAME["gia sach"] = "price"
_WORDS = re.compile(r"[a-z0-9]+")
_ONE_EACH = frozenset(("title", "author", "year", "publisher", "place", "extent", "control_number"))
_PAPER = re.compile(r"\d+\s*(?:x\s*\d+|cm)", re.IGNORECASE)


def guess_columns(header: Sequence[str], sample_rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Heading → target, for those that are recognised; each target that stands for one thing is given once."""
    found: dict[str, str] = {}
    for at, heading in enumerate(header):
        cells = [row[at] for row in sample_rows if at < len(row) and row[at].strip()]
        target = _target(heading, cells)
        if target and not (target in _ONE_EACH and target in found.values()):
            found[heading] = target
    return found


def _target(heading: str, cells: list[str]) -> str:
    words = " ".join(_WORDS.findall(fold(heading)))
    target = _BY_NAME.get(words, "")
    if not target:
        inside = [name for name in _BY_NAME if len(name) >= 6 and f" {name} " in f" {words} "]
        target = _BY_NAME[max(inside, key=len)] if inside else ""
    if target == "size" and words == "kho" and not any(_PAPER.search(cell) for cell in cells):
        return "location"  # "kho" without its marks is both khổ (size) and kho (store): the cells tell
    if not target and cells and all(isbn13(cell) for cell in cells[:10]):
        return "isbn"
    return target
