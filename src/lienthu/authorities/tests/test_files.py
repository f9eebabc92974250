"""Authority records are taken in with what leads to them and stands beside them; people's decisions stand."""

from pathlib import Path

import pytest
from conftest import NOW, Person
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pymarc import Field, Leader, Record, Subfield

from lienthu.authorities import checks
from lienthu.authorities.errors import AuthoritiesUnreadable
from lienthu.authorities.forms import form_from
from lienthu.authorities.models import AuthorityFile, Heading, Relation
from lienthu.authorities.queries.suggestions import others_of
from lienthu.authorities.services import changes, harvest
from lienthu.authorities.services.files import Taken, take_file
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.queries.titles import titles_shown
from lienthu.catalogue.services import indexing
from lienthu.catalogue.tests.builders import marc

from .builders import corrected, heading, merged, saved

pytestmark = pytest.mark.django_db


def authority(number: str, *fields: tuple[str, str], thesaurus: str = "n") -> bytes:
    """An authority record; a field is written `("100", "aHồ Chí Minh,$d1890-1969")`."""
    record = Record(force_utf8=True)
    record.leader = Leader("00000nz  a2200000n  4500")
    record.add_field(Field("001", data=number), Field("003", data="VN-LT"))
    record.add_field(Field("008", data=f"260105n| az{thesaurus}nnaabn          |n aaa      "[:40]))
    for tag, text in fields:
        parts = [Subfield(part[0], part[1:]) for part in text.split("$")]
        record.add_field(Field(tag, indicators=[" ", " "], subfields=parts))
    data: bytes = record.as_marc()
    return data


HO_CHI_MINH = authority(
    "n1", ("100", "aHồ Chí Minh,$d1890-1969"), ("400", "aNguyễn Sinh Cung,$d1890-1969"), ("400", "aNguyễn Ái Quốc")
)


def taken(folder: Path, *records: bytes) -> Taken:
    path = folder / "authorities.mrc"
    path.write_bytes(b"".join(records))
    return take_file(path=path, actor=None, at=NOW)


def all_is_well() -> None:
    harvest.catch_up()
    indexing.drain()
    assert list(checks.problems()) == []


def test_a_heading_comes_with_the_forms_that_lead_to_it(db: None, tmp_path: Path) -> None:
    counts = taken(tmp_path, HO_CHI_MINH)
    assert (counts.read, counts.new, counts.references) == (1, 1, 2)
    assert heading("Nguyễn Sinh Cung, 1890-1969").leads_to == heading("Hồ Chí Minh, 1890-1969")
    assert heading("Hồ Chí Minh, 1890-1969").number == "(VN-LT)n1"
    again = taken(tmp_path, HO_CHI_MINH)
    assert (again.new, again.known, again.references) == (0, 1, 0)
    assert AuthorityFile.objects.count() == 2
    all_is_well()


@pytest.mark.once
def test_a_heading_that_records_had_becomes_the_files(our_library: Person, tmp_path: Path) -> None:
    saved(our_library, "Đường kách mệnh", ("100", "0 \x1faNguyễn Ái Quốc"))
    saved(our_library, "Nhật ký trong tù", ("100", "0 \x1faHồ Chí Minh,\x1fd1890-1969"))
    counts = taken(tmp_path, HO_CHI_MINH)
    assert (counts.known, counts.references) == (1, 2)
    assert heading("Nguyễn Ái Quốc").leads_to == heading("Hồ Chí Minh, 1890-1969")
    assert heading("Hồ Chí Minh, 1890-1969").source == Heading.Source.FILE
    all_is_well()


def test_relations_are_read_from_the_side_that_says_them(db: None, tmp_path: Path) -> None:
    taken(
        tmp_path,
        authority("s1", ("150", "aThơ"), ("550", "wg$aVăn học"), ("550", "wh$aThơ lục bát"), ("550", "aCa dao")),
        authority("s2", ("150", "aCa dao"), ("550", "aThơ")),
        authority("c1", ("110", "aHọc viện Thư viện"), ("510", "wa$aTrường Thư viện")),
    )
    said = set(Relation.objects.values_list("one__text", "kind", "other__text"))
    assert said == {
        ("Thơ", "broader", "Văn học"), ("Thơ lục bát", "broader", "Thơ"), ("Thơ", "also", "Ca dao"),
        ("Học viện Thư viện", "earlier", "Trường Thư viện"),
    }  # fmt: skip
    all_is_well()


def test_one_form_of_several_headings_leads_to_the_first_and_tells_of_the_others(db: None, tmp_path: Path) -> None:
    one = authority("1", ("110", "aHội Khoa học An Giang"), ("410", "aHKH"))
    two = authority("2", ("110", "aHội Khoa học Bến Tre"), ("410", "aHKH"))
    taken(tmp_path, one, two)
    assert heading("HKH").leads_to == heading("Hội Khoa học An Giang")
    assert others_of([heading("HKH").pk]) == {heading("HKH").pk: [heading("Hội Khoa học Bến Tre")]}
    all_is_well()


def test_a_reference_from_what_is_a_heading_here_is_refused(db: None, tmp_path: Path) -> None:
    counts = taken(
        tmp_path, authority("1", ("100", "aXuân Diệu")), authority("2", ("100", "aHuy Cận"), ("400", "aXuân Diệu"))
    )
    assert counts.refused == 1
    assert heading("Xuân Diệu").leads_to is None


def test_a_merge_that_people_made_is_not_brought_back_by_a_file(our_library: Person, tmp_path: Path) -> None:
    saved(our_library, "Một", ("100", "0 \x1faNguyễn Ái Quốc"), ("700", "0 \x1faHồ Chí Minh"))
    merged("Nguyễn Ái Quốc", "Hồ Chí Minh")
    counts = taken(tmp_path, authority("n9", ("100", "aNguyễn Ái Quốc")))
    assert counts.conflicts == 1
    assert heading("Nguyễn Ái Quốc").leads_to == heading("Hồ Chí Minh")


def test_a_subdivided_subject_is_a_heading_to_pick_and_what_uses_it_is_found_under_its_first_part(
    our_library: Person, tmp_path: Path
) -> None:
    counts = taken(
        tmp_path,
        authority("1", ("150", "aLúa$xSâu bệnh$zViệt Nam"), ("450", "aLúa$xBệnh lí")),
        authority("2", ("151", "aAn Giang$xLịch sử")),
        authority("3", ("150", "aLúa")),
    )
    assert (counts.left_out, counts.new, counts.references) == (0, 3, 1)
    assert heading("Lúa – Bệnh lí").leads_to == heading("Lúa – Sâu bệnh – Việt Nam")
    client = Client()
    client.force_login(our_library.user)
    told = client.get(reverse("authorities:suggest"), {"tag": "650", "q": "lua sau benh"}).json()["headings"]
    assert [each["subfields"] for each in told] == [[["a", "Lúa"], ["x", "Sâu bệnh"], ["z", "Việt Nam"]]]
    assert client.get(reverse("authorities:suggest"), {"tag": "653", "q": "lua sau"}).json() == {"headings": []}
    saved(our_library, "Sâu bệnh hại lúa", ("650", " 4\x1faLúa\x1fxSâu bệnh\x1fzViệt Nam"))
    all_is_well()
    assert (heading("Lúa").uses, heading("Lúa – Sâu bệnh – Việt Nam").uses) == (1, 1)


@pytest.mark.once
def test_a_subdivided_heading_is_corrected_with_its_subdivisions(our_library: Person, tmp_path: Path) -> None:
    source = saved(our_library, "Cây lúa", ("650", " 4\x1faLúa\x1fzViệt nam"), ("651", " 4\x1faViệt nam\x1fxLịch sử"))
    taken(tmp_path, authority("1", ("150", "aLúa$zViệt nam")))  # who uses it came before it did
    assert (heading("Lúa – Việt nam").uses, heading("Lúa").uses, heading("Việt nam").uses) == (1, 1, 1)
    form = form_from("topic", "$aLúa$zViệt Nam")
    assert form == (("a", "Lúa"), ("z", "Việt Nam"))
    change = corrected("Lúa – Việt nam", form, [our_library])
    fields = catalogue.marc_view(source.pk)
    assert fields.first("650") == " 4\x1faLúa\x1fzViệt Nam"
    assert fields.first("651") == " 4\x1faViệt nam\x1fxLịch sử"
    assert (heading("Lúa – Việt nam").uses, heading("Lúa – Việt Nam").uses, heading("Lúa").uses) == (0, 1, 1)
    all_is_well()
    changes.undo(change=change, actor=our_library.user, at=NOW)
    assert catalogue.marc_view(source.pk).first("650") == " 4\x1faLúa\x1fzViệt nam"
    assert (heading("Lúa – Việt nam").uses, heading("Lúa – Việt Nam").uses) == (1, 0)
    all_is_well()


def test_a_subdivided_form_of_another_library_is_shown_under_the_corrected_one(
    our_library: Person, tmp_path: Path
) -> None:
    source = saved(our_library, "Cây lúa", ("650", " 4\x1faLúa\x1fzViệt nam"))
    taken(tmp_path, authority("1", ("150", "aLúa$zViệt Nam"), ("450", "aLúa$zViệt nam")))
    all_is_well()
    assert titles_shown([source.title_id])[source.title_id].subjects == ("Lúa – Việt Nam",)
    assert heading("Lúa – Việt nam").uses == 1


def test_subdivisions_that_no_heading_has_are_still_refused_for_names() -> None:
    with pytest.raises(ValidationError):
        form_from("person", "$aTô Hoài$zViệt Nam")


def test_names_with_subdivisions_are_left_out_and_counted(db: None, tmp_path: Path) -> None:
    counts = taken(tmp_path, authority("1", ("100", "aTô Hoài$xPhê bình")), authority("2", ("150", "aThơ")))
    assert (counts.left_out, counts.new) == (1, 1)


def unimarc(number: str, *fields: tuple[str, str, str], kind: str = "x") -> bytes:
    """An authority record of UNIMARC; a field is written `("200", " 1", "aTô$bHoài$f1920-2014")`."""
    record = Record(force_utf8=True)
    record.leader = Leader(f"00000n{kind}  a2200000   45  ")
    record.add_field(Field("001", data=number))
    for tag, indicators, text in (("100", "  ", "a20260105aviey50      ba0"), ("801", " 0", "aVN$bBNV"), *fields):
        parts = [Subfield(part[0], part[1:]) for part in text.split("$")]
        record.add_field(Field(tag, indicators=list(indicators), subfields=parts))
    data: bytes = record.as_marc()
    return data


def test_authority_records_of_unimarc_are_read_as_those_of_marc_21(db: None, tmp_path: Path) -> None:
    counts = taken(
        tmp_path,
        unimarc("u1", ("200", " 1", "aNguyễn$bDu$f1765-1820"), ("400", " 0", "aTố Như")),
        unimarc("u2", ("210", "02", "aHội Nhà văn$bBan Thơ$cHà Nội"), ("510", "02", "5a$aHội Văn nghệ")),
        unimarc("u3", ("210", "12", "aĐại hội Nhà văn$d9$f2015$eHà Nội")),
        unimarc("u4", ("250", "  ", "aLúa$yViệt Nam$zThế kỉ 20$jTừ điển"), ("550", "  ", "5g$aCây lương thực")),
        unimarc("u5", ("215", "  ", "aAn Giang"), ("415", "  ", "aLong Xuyên")),
        unimarc("u6", ("216", "  ", "aVinamilk")),
        unimarc("u7", ("200", " 0", "aTố Như"), kind="y"),
    )
    assert (counts.read, counts.new, counts.left_out, counts.references) == (7, 5, 2, 2)
    du = heading("Nguyễn, Du, 1765-1820")
    assert (du.kind, du.number, heading("Tố Như").leads_to) == ("person", "(BNV)u1", du)
    assert heading("Hội Nhà văn (Hà Nội). Ban Thơ").kind == "corporate"
    assert heading("Đại hội Nhà văn 9 : 2015 : Hà Nội").kind == "meeting"
    assert heading("Lúa – Việt Nam – Thế kỉ 20 – Từ điển").kind == "topic"
    assert heading("Long Xuyên").leads_to == heading("An Giang")
    said = set(Relation.objects.values_list("one__text", "kind", "other__text"))
    assert said == {
        ("Hội Nhà văn (Hà Nội). Ban Thơ", "earlier", "Hội Văn nghệ"),
        ("Lúa – Việt Nam – Thế kỉ 20 – Từ điển", "broader", "Cây lương thực"),
    }
    all_is_well()


def test_a_file_without_authority_records_is_refused(db: None, tmp_path: Path) -> None:
    with pytest.raises(AuthoritiesUnreadable):
        taken(tmp_path, marc("1", title="Truyện Kiều"))


@pytest.mark.once
def test_real_authority_files_are_taken_in_whole(db: None, shared_data: Path) -> None:
    folder = shared_data / "marc"
    names = (
        "koha-misc4dev/marc21_authorities.xml.gz", "evergreen-concerto/enhanced_authorities.xml.gz",
        "idzebra/collection-namemrc.xml", "koha/data__marc21__zebraexport__authority__exported_records",
        "evergreen/auth-subset100.mrc",
    )  # fmt: skip
    sums = [take_file(path=folder / name, actor=None, at=NOW) for name in names]
    for each in sums:
        assert each.read == each.new + each.known + each.conflicts + each.left_out + each.other + each.unreadable
    assert sum(each.new + each.known for each in sums) > 1400
    assert sum(each.references for each in sums) > 600
    assert list(checks.problems()) == []
