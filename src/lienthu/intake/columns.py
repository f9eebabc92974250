"""What a column of a table may hold, kind by kind, and the headings it is known by: Vietnamese, English, Koha's."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.intake.models import Kind
from lienthu.lib.vietnamese import fold

Names = Mapping[str, str | Promise]

ORIGIN: Final = "origin"  # the mark that a row of an error file carries, so that its correction settles it
ORIGIN_HEADING: Final = "Mã dòng (giữ nguyên)"

TARGETS: Final[Mapping[str, Names]] = {
    Kind.PATRONS: {
        "": _("– leave out –"),
        "full_name": pgettext_lazy("of a reader", "Full name"),
        "family_name": _("Family and middle name"),
        "given_name": _("Given name"),
        "birth_date": _("Date of birth"),
        "sex": _("Sex"),
        "card": _("Card number"),
        "category": _("Category of readers"),
        "address": _("Address"),
        "phone": _("Phone"),
        "email": _("Email"),
        "school": _("School"),
        "class": _("Class"),
        "registered_on": _("Card issued on"),
        "expires_on": _("Card valid until"),
        "guardian": _("Guardian"),
        "guardian_phone": _("Guardian's phone"),
        "consent": _("Guardian agreed"),
        "own_consent": _("Reader agreed"),
        "note": _("Note for staff"),
        ORIGIN: _("Mark of a corrected row"),
    },
    Kind.COPIES: {
        "": _("– leave out –"),
        "barcode": _("Barcode"),
        "accession_number": _("Accession number (số ĐKCB)"),
        "isbn": _("ISBN"),
        "control_number": _("Number of the record"),
        "title": _("Title"),
        "author": _("Author"),
        "year": _("Year"),
        "publisher": _("Publisher"),
        "call_number": _("Call number"),
        "place": pgettext_lazy("of a copy", "Place or branch"),
        "shelf": _("Shelf"),
        "price": _("Price"),
        "entered_on": _("Entered in the register on"),
        "status": _("Status"),
        "note": _("Note"),
        ORIGIN: _("Mark of a corrected row"),
    },
    Kind.LOANS: {
        "": _("– leave out –"),
        "card": _("Card number"),
        "barcode": _("Barcode or accession number"),
        "lent_on": _("Lent on"),
        "due_on": _("Due on"),
        "renewals": _("Renewals"),
        ORIGIN: _("Mark of a corrected row"),
    },
    Kind.HOLDS: {
        "": _("– leave out –"),
        "card": _("Card number"),
        "barcode": _("Barcode or accession number"),
        "control_number": _("Number of the record"),
        "placed_on": _("Asked for on"),
        "expires_on": _("Wanted until"),
        "place": _("Fetched at"),
        ORIGIN: _("Mark of a corrected row"),
    },
}

_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    Kind.PATRONS: {
        "full_name": "ho va ten;ho ten;ten ban doc;ho va ten ban doc;ho ten ban doc;ten doc gia;ho ten doc gia;"
        "ho va ten hoc sinh;full name;name;patron name;nguoi doc",
        "family_name": "ho;ho dem;ho va ten dem;ho va dem;ho lot;ho va chu lot;surname;last name;family name",
        "given_name": "ten;firstname;first name;given name;ten goi",
        "birth_date": "ngay sinh;nam sinh;ngay thang nam sinh;ngay sinh nam sinh;sinh ngay;dateofbirth;date of birth;"
        "birth date;born;dob;birthday",
        "sex": "gioi tinh;phai;gioi;sex;gender",
        "card": "so the;ma the;so the ban doc;ma ban doc;ma doc gia;so the doc gia;ma so the;the so;cardnumber;"
        "card number;card;barcode;ma vach;ma vach the;ma so ban doc;so the thu vien;patron number",
        "category": "loai ban doc;nhom ban doc;doi tuong;loai doc gia;nhom doc gia;doi tuong ban doc;loai the;"
        "categorycode;category;patron category;category code;nghe nghiep",
        "address": "dia chi;noi o;cho o;cho o hien nay;dia chi thuong tru;thuong tru;address;noi cu tru;dia chi nha",
        "phone": "dien thoai;so dien thoai;sdt;dien thoai di dong;di dong;so dt;phone;mobile;telephone;tel",
        "email": "email;thu dien tu;e mail;hop thu",
        "school": "truong;truong hoc;ten truong;school;don vi;co quan",
        "class": "lop;lop hoc;class;grade",
        "registered_on": "ngay cap;ngay cap the;ngay lam the;ngay dang ki;dateenrolled;date enrolled;registered on;"
        "issued on;enrolment date",
        "expires_on": "han the;ngay het han;het han;gia tri den;han su dung;ngay het han the;co gia tri den;dateexpiry;"
        "date expiry;expires on;valid until;expiry date;expiry",
        "guardian": "nguoi giam ho;phu huinh;ho ten phu huinh;cha me;ho ten cha me;nguoi bao lanh;nguoi dam bao;"
        "ho va ten phu huinh;guardian;guarantor;parent;contactname",
        "guardian_phone": "dien thoai phu huinh;dien thoai nguoi giam ho;sdt phu huinh;"
        "sdt nguoi giam ho;guardian phone",
        "consent": "phu huinh dong i;nguoi giam ho dong i;dong i;consent;guardian agrees;guardian agreed",
        "own_consent": "ban doc dong i;nguoi doc dong i;doc gia dong i;ban than dong i;dong i xu li du lieu;"
        "dong i cho luu thong tin;reader agreed;reader agrees;patron agreed;patron agrees",
        "note": "ghi chu;luu i;borrowernotes;note;notes;remark",
    },
    Kind.COPIES: {
        "barcode": "ma vach;barcode;so vach;ma vach tai lieu;ma vach sach;item barcode",
        "accession_number": "so dkcb;dkcb;so dang ki ca biet;dang ki ca biet;ma dkcb;so ca biet;ma ca biet;"
        "accession number;accession;stocknumber;stock number;inventory number;so dang ki",
        "isbn": "isbn;ma isbn;so isbn;chi so isbn",
        "control_number": "so bieu ghi;ma bieu ghi;so kiem soat;001;control number;record number;record id;"
        "biblionumber;ma tai lieu;id bieu ghi",
        "title": "nhan de;ten sach;ten tai lieu;tua sach;tua;nhan de chinh;title;ten an pham;dau sach",
        "author": "tac gia;ten tac gia;author;tac gia chinh;authors",
        "year": "nam xuat ban;nam xb;nam;nam in;year;publication year;copyrightdate",
        "publisher": "nha xuat ban;nxb;publisher",
        "call_number": "ki hieu xep gia;ki hieu phan loai;xep gia;khxg;call number;itemcallnumber;ki hieu kho;"
        "so xep gia;ki hieu",
        "place": "kho;kho luu;chi nhanh;diem;diem phuc vu;noi luu giu;site;branch;location;homebranch;home branch;"
        "thu vien;phong;ten kho;ma kho;kho sach",
        "shelf": "gia sach;ke sach;ke;shelf;vi tri;vi tri xep gia",
        "price": "gia;gia tien;don gia;gia bia;price;gia sach;thanh tien",
        "entered_on": "ngay vao so;ngay dang ki;ngay nhap;ngay bo sung;ngay nhap kho;dateaccessioned;date accessioned;"
        "accession date;entered on;date",
        "status": "tinh trang;trang thai;status;hien trang",
        "note": "ghi chu;phu chu;itemnotes;note;notes",
    },
    Kind.LOANS: {
        "card": "so the;ma the;so the ban doc;ma ban doc;ma doc gia;cardnumber;card number;card;ma so the;patron;"
        "borrower;nguoi muon;ban doc",
        "barcode": "ma vach;barcode;so dkcb;dkcb;ma dkcb;so dang ki ca biet;ma tai lieu;item;item barcode;ma sach;"
        "accession number",
        "lent_on": "ngay muon;muon ngay;ngay ghi muon;issuedate;issue date;lent on;checkout date;date issued;"
        "checked out on;loan date",
        "due_on": "han tra;ngay hen tra;ngay phai tra;hen tra;date due;due on;due date;due;han tra sach",
        "renewals": "so lan gia han;gia han;lan gia han;renewals;renewals count",
    },
    Kind.HOLDS: {
        "card": "so the;ma the;so the ban doc;ma ban doc;ma doc gia;cardnumber;card number;card;ma so the;patron;"
        "borrower;ban doc",
        "barcode": "ma vach;barcode;so dkcb;dkcb;ma dkcb;so dang ki ca biet;item barcode;ma sach;accession number",
        "control_number": "so bieu ghi;ma bieu ghi;so kiem soat;001;control number;record number;biblionumber",
        "placed_on": "ngay dat muon;ngay dat;dat muon ngay;reservedate;reserve date;hold date;placed on",
        "expires_on": "can den ngay;han cho;cho den ngay;expirationdate;expiration date;wanted until",
        "place": "nhan tai;noi nhan;noi nhan sach;branchcode;pickup;pickup location;pickup library",
    },
}  # fmt: skip

_MARK = "ma dong giu nguien"
_WORDS = re.compile(r"[a-z0-9]+")
_ONE_EACH = frozenset(("address", "phone", "note"))  # the others too; these may come in several columns


def _plain(text: str) -> str:
    """A heading as it is compared: without marks, y as i, words by single spaces, Koha's underscores gone."""
    return " ".join(_WORDS.findall(fold(text.replace("_", " ")))).replace("y", "i")


_BY_NAME: Final = {
    kind: {_plain(name): target for target, names in targets.items() for name in names.split(";")}
    for kind, targets in _NAMES.items()
}


def guess(kind: str, header: Sequence[str]) -> dict[str, str]:
    """Heading → target for those that are recognised. A target stands once, but address, phone and note may add up."""
    found: dict[str, str] = {}
    for heading in header:
        words = _plain(heading)
        target = ORIGIN if words == _MARK else _BY_NAME[kind].get(words, "")
        if not target:  # "Ngày sinh (dd/mm/yyyy)", "Địa chỉ *"
            begun = [name for name in _BY_NAME[kind] if len(name) >= 5 and words.startswith(f"{name} ")]
            target = _BY_NAME[kind][max(begun, key=len)] if begun else ""
        if target and (target in _ONE_EACH or target not in found.values()):
            found[heading] = target
    if kind == Kind.PATRONS and "full_name" not in found.values() and "family_name" not in found.values():
        found = {heading: "full_name" if target == "given_name" else target for heading, target in found.items()}
    return found


def known(kind: str, row: Sequence[str]) -> int:
    """How many of a row's cells are headings of such a table."""
    return len(guess(kind, row))


def columns_for(kind: str, header: Sequence[str], remembered: Mapping[str, str]) -> dict[str, str]:
    """Heading → target, "" where nothing is known: as remembered for the library, else as guessed."""
    guessed = guess(kind, header)
    held = {heading: remembered[heading] for heading in header if heading in remembered}
    taken = set(held.values()) - {""}
    for heading in header:
        if heading not in held:
            target = guessed.get(heading, "")
            held[heading] = target if target in _ONE_EACH or target not in taken else ""
            taken.add(target)
    return held


def lacking(kind: str, columns: Mapping[str, str]) -> list[list[str]]:
    """What must be there and is not: of each group one target is enough."""
    held = set(columns.values())
    needed: Mapping[str, list[list[str]]] = {
        Kind.PATRONS: [["full_name", "family_name"]],
        Kind.COPIES: [["barcode", "accession_number"], ["isbn", "control_number", "title"]],
        Kind.LOANS: [["card"], ["barcode"], ["lent_on"]],
        Kind.HOLDS: [["card"], ["barcode", "control_number"]],
    }
    return [group for group in needed[kind] if held.isdisjoint(group)]


__all__ = ["ORIGIN", "ORIGIN_HEADING", "TARGETS", "columns_for", "guess", "known", "lacking"]
