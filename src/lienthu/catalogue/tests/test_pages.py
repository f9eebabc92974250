"""The staff's pages: uploading and looking first, importing, what was rejected, how files are read."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import lienthu.lib.marc
from lienthu.accounts.models import User
from lienthu.catalogue import file_troubles, words
from lienthu.catalogue.models import Copy, ImportRun, LibraryProfile, Reject, SourceRecord, Title, Upload
from lienthu.catalogue.queries.previews import columns_for
from lienthu.catalogue.tests.builders import KIEU, marc
from lienthu.common import audit, jobs
from lienthu.common.models import Job
from lienthu.federation.services.organisations import add_organisation
from lienthu.lib.marc import detect
from lienthu.lib.marc.charset import ENCODINGS
from lienthu.lib.marc.detect import FORMATS
from lienthu.lib.marc.drafting import TARGETS
from lienthu.lib.vietnamese.legacy import encode

pytestmark = [pytest.mark.django_db, pytest.mark.once]
BAD = b"00300nam a2200097 a 4500001000700000" + b"x" * 40 + b"\x1e\x1d"
TABLE = "Nhan đề,Tác giả,Năm xuất bản,Số ĐKCB\nDế mèn phiêu lưu ký,Tô Hoài,1941,A1\nTắt đèn,Ngô Tất Tố,1939,A2\n"
STRANGE = "Cột A,Cột B\nDế mèn phiêu lưu ký,Tô Hoài\nTắt đèn,Ngô Tất Tố\n"


def visit(person: Person | User) -> Client:
    client = Client()
    client.force_login(person.user if isinstance(person, Person) else person)
    return client


def send(client: Client, content: bytes, name: str = "sach.mrc", library: str = "OURS") -> Any:
    data = {"library": library, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("catalogue:imports"), data)


def uploaded(client: Client, content: bytes, name: str = "sach.mrc") -> Upload:
    answer = send(client, content, name)
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("pk")


def page(client: Client, upload: Upload, **reading: str) -> str:
    return client.get(reverse("catalogue:upload", args=[upload.pk]), reading).content.decode()


def imported(client: Client, content: bytes, name: str = "sach.mrc", **reading: str) -> ImportRun:
    upload = uploaded(client, content, name)
    client.post(reverse("catalogue:upload_start", args=[upload.pk]), reading)
    assert jobs.work_here() == 1
    upload.refresh_from_db()
    assert upload.job is not None
    assert upload.job.state == Job.State.DONE, upload.job.error
    return ImportRun.objects.latest("pk")


# --- who may


def addresses(person: Person) -> dict[str, str]:
    """Every address that is read, with one that it is about where it needs one."""
    client = visit(person)
    waiting = uploaded(client, marc("9", title="Chờ xem"))
    run = imported(client, marc("1", **KIEU) + BAD)
    title = SourceRecord.objects.get(control_number="1").title_id
    return {
        "imports": reverse("catalogue:imports"),
        "upload": reverse("catalogue:upload", args=[waiting.pk]),
        "run": reverse("catalogue:run", args=[run.pk]),
        "profile": reverse("catalogue:profile", args=[person.library.code]),
        "rejects": reverse("catalogue:rejects"),
        "reject_bytes": reverse("catalogue:reject_bytes", args=[Reject.objects.get().pk]),
        "rejects_bytes": reverse("catalogue:rejects_bytes", args=[person.library.code]),
        "doubts": reverse("catalogue:doubts"),
        "titles": reverse("catalogue:titles"),
        "title": reverse("catalogue:title", args=[title]),
    }


def test_what_is_ours_is_closed_to_another_librarys_staff(our_library: Person, sister_library: Person) -> None:
    found = addresses(our_library)
    sister = visit(sister_library)
    for name in ("upload", "run", "profile", "reject_bytes", "rejects_bytes"):
        assert sister.get(found[name]).status_code == 403, name
    upload = Upload.objects.get(job=None)
    for verb in ("upload_start", "upload_discard"):
        assert sister.post(reverse(f"catalogue:{verb}", args=[upload.pk])).status_code == 403, verb
    assert sister.post(found["profile"], {"encoding": "vni", "layout": "auto"}).status_code == 403
    assert Upload.objects.filter(pk=upload.pk, job=None).exists()
    assert "sach.mrc" not in sister.get(found["imports"]).content.decode()
    assert "sach.mrc" not in sister.get(found["rejects"]).content.decode()
    assert sister.get(found["rejects"], {"library": "OURS"}).content.decode().count("<code>") == 0


def test_a_file_cannot_be_uploaded_for_another_library(our_library: Person, sister_library: Person) -> None:
    answer = send(visit(our_library), marc("1", **KIEU), library="SISTER")
    assert answer.status_code == 200
    assert not Upload.objects.exists()


# --- uploading


def test_the_users_own_library_is_the_one_that_is_offered_first(person: Callable[..., Person]) -> None:
    ours = person("TINH", "Thư viện tỉnh")
    add_organisation(code="HUYEN", name="Thư viện huyện A", parent=ours.library, actor=None, at=NOW)
    text = visit(ours).get(reverse("catalogue:imports")).content.decode()
    assert '<option value="TINH" selected>Thư viện tỉnh</option>' in text
    assert '<option value="HUYEN">Thư viện huyện A</option>' in text


def test_an_empty_file_is_refused_and_not_kept(our_library: Person) -> None:
    answer = send(visit(our_library), b"")
    assert "Tệp rỗng. Hãy xuất lại rồi chọn tệp mới." in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_file_is_kept_below_the_uploads_folder_whatever_it_is_called(our_library: Person, settings: Any) -> None:
    upload = uploaded(visit(our_library), marc("1", **KIEU), name="../../Sách mới.tệp-rất-dài-" + "x" * 90 + ".MRC")
    path = Path(settings.UPLOADS) / upload.path
    assert path.resolve().is_relative_to(Path(settings.UPLOADS).resolve())
    assert path.suffix == ".mrc"
    assert path.read_bytes() == marc("1", **KIEU)


def test_looking_at_a_file_stores_nothing(our_library: Person) -> None:
    client = visit(our_library)
    upload = uploaded(client, marc("1", **KIEU) + BAD)
    page(client, upload)
    assert not SourceRecord.objects.exists()
    assert not Title.objects.exists()
    assert not Reject.objects.exists()
    assert not ImportRun.objects.exists()


def test_the_preview_shows_records_as_they_will_look_and_marks_those_that_will_be_rejected(our_library: Person) -> None:
    client = visit(our_library)
    record = marc("1", **KIEU, edition="Tái bản lần thứ 3", pages="303 tr.", barcodes=("B1", "B2", "B3", "B4", "B5"))
    text = page(client, uploaded(client, record + BAD))
    for shown in (
        "MARC 21 (ISO 2709)", "Unicode (UTF-8)", "Truyện Kiều", "Sách", "Tiếng Việt", "Tái bản lần thứ 3",
        "Hà Nội: Văn học, 2020", "303 tr.", "ISBN 9786043072716", "B4 · 895.922 · KHO", "và 1 bản nữa", "sẽ bị loại",
        "Biểu ghi kết thúc giữa chừng: tệp bị cắt cụt ở chỗ này. Hãy xuất hoặc sao chép lại tệp. (có 77 trên 300 byte)",
        "Trong 2 biểu ghi đầu tiên có 1 biểu ghi sẽ bị loại",
    ):  # fmt: skip
        assert shown in text, shown


def test_records_without_a_number_of_their_own_are_pointed_out(our_library: Person) -> None:
    client = visit(our_library)
    assert "1 biểu ghi không có số biểu ghi riêng" in page(client, uploaded(client, marc("", **KIEU)))


def test_a_file_that_cannot_be_read_is_named_as_the_librarian_named_it(our_library: Person) -> None:
    client = visit(our_library)
    upload = uploaded(client, b"%PDF-1.4 nothing", name="công văn.pdf")
    text = page(client, upload)
    assert "công văn.pdf là tài liệu PDF; hãy xuất biểu ghi từ phần mềm của thư viện ra ISO 2709" in text
    assert Path(upload.path).stem not in text
    client.post(reverse("catalogue:upload_start", args=[upload.pk]))
    assert not Job.objects.exists()


def test_a_file_that_breaks_on_the_way_fails_its_job_under_its_own_name(our_library: Person, settings: Any) -> None:
    client = visit(our_library)
    upload = uploaded(client, marc("1", **KIEU), name="của tôi.mrc")
    client.post(reverse("catalogue:upload_start", args=[upload.pk]))
    (Path(settings.UPLOADS) / upload.path).write_bytes(b"PK\x03\x04 no longer what it was")
    jobs.work_here()
    text = page(client, upload)
    assert "của tôi.mrc là tệp đã hỏng" in text
    assert "nhập lại tệp thì hệ thống sẽ làm tiếp phần còn thiếu" in text


def test_what_was_detected_can_be_overruled(our_library: Person) -> None:
    client = visit(our_library)
    record = marc("1", title="Dat rung", publisher="Tre").replace(b"Dat rung", encode("Đất rừ", "tcvn3").ljust(8, b"g"))
    upload = uploaded(client, record[:9] + b" " + record[10:])
    assert "Đất rừgg" in page(client, upload, format="iso2709", encoding="tcvn3")
    assert "Đất rừgg" not in page(client, upload, format="iso2709", encoding="latin-1")
    client.post(reverse("catalogue:upload_start", args=[upload.pk]), {"format": "iso2709", "encoding": "tcvn3"})
    jobs.work_here()
    assert ImportRun.objects.get().encoding == "tcvn3"
    assert "Đất rừgg" in SourceRecord.objects.get().facts


def test_nonsense_in_the_address_is_read_as_nothing_said(our_library: Person) -> None:
    client = visit(our_library)
    upload = uploaded(client, marc("1", **KIEU))
    assert "Truyện Kiều" in page(client, upload, format="rubbish", encoding="%00", target_0="x", target_7="title")


# --- importing


def test_an_import_runs_as_a_job_and_its_page_says_what_came_of_it(our_library: Person) -> None:
    client = visit(our_library)
    upload = uploaded(client, marc("1", **KIEU, barcodes=("B1",)) + marc("2", title="Lục Vân Tiên") + BAD)
    address = reverse("catalogue:upload", args=[upload.pk])
    client.post(reverse("catalogue:upload_start", args=[upload.pk]))
    assert "Đang chờ công việc trước kết thúc" in client.get(address).content.decode()
    assert '<meta http-equiv="refresh"' in client.get(address).content.decode()  # for readers without JavaScript
    fragment = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 1s"' in fragment
    assert "<html" not in fragment
    assert "đang nhập" in client.get(reverse("catalogue:imports")).content.decode()
    jobs.work_here()
    run = ImportRun.objects.get()
    result = reverse("catalogue:run", args=[run.pk])
    assert client.get(address)["Location"] == result
    assert client.get(address, headers={"HX-Request": "true"})["HX-Redirect"] == result
    text = client.get(result).content.decode()
    for shown in ("3</p>", "biểu ghi đã đọc", "nhan đề mới", "Xem biểu ghi bị loại và lý do", "/search?library=OURS"):
        assert shown in text, shown
    assert (run.counts["read"], run.counts["new"], run.counts["rejected"], run.counts["copies"]) == (3, 2, 1, 1)
    assert result in client.get(reverse("catalogue:imports")).content.decode()


def test_a_file_is_imported_once_however_often_it_is_asked_for(our_library: Person) -> None:
    client = visit(our_library)
    upload = uploaded(client, marc("1", **KIEU))
    for _time in range(2):
        answer = client.post(reverse("catalogue:upload_start", args=[upload.pk]), follow=True)
    assert "Tệp này đang được nhập rồi." in answer.content.decode()
    assert Job.objects.count() == 1


def test_an_unwanted_file_is_thrown_away_with_all_its_bytes(
    our_library: Person, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = visit(our_library)
    upload = uploaded(client, marc("1", **KIEU))
    assert "đã tải lên, chưa nhập" in client.get(reverse("catalogue:imports")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("catalogue:upload_discard", args=[upload.pk]))
    assert not Upload.objects.exists()
    assert not (Path(settings.UPLOADS) / upload.path).exists()


def test_a_file_whose_import_has_begun_stays(our_library: Person, settings: Any) -> None:
    client = visit(our_library)
    upload = uploaded(client, marc("1", **KIEU))
    client.post(reverse("catalogue:upload_start", args=[upload.pk]))
    client.post(reverse("catalogue:upload_discard", args=[upload.pk]))
    assert (Path(settings.UPLOADS) / upload.path).exists()


# --- tables


def test_a_tables_columns_are_recognised_and_every_one_of_them_is_asked_about(our_library: Person) -> None:
    client = visit(our_library)
    text = page(client, uploaded(client, TABLE.replace("Năm xuất bản", "Tuổi của sách").encode(), name="sach.csv"))
    assert "Dế mèn phiêu lưu ký" in text
    for target in ("title", "author", "accession_number"):
        assert f'<option value="{target}" selected>' in text
    assert "<strong>Tuổi của sách</strong>" in text
    assert text.count('<option value="" selected>') == 1


def test_a_table_whose_headings_nobody_knows_is_mapped_by_hand_and_remembered(our_library: Person) -> None:
    client = visit(our_library)
    upload = uploaded(client, STRANGE.encode(), name="lạ.csv")
    text = page(client, upload)
    assert "Không nhận ra cột nào của lạ.csv chứa nhan đề" in text
    assert "<strong>Cột A</strong>" in text
    assert "Nhập toàn bộ tệp" not in text
    said = {"target_0": "title", "target_1": "author"}
    assert "Tô Hoài" in page(client, upload, **said).partition("Những biểu ghi đầu tiên")[2]
    client.post(reverse("catalogue:upload_start", args=[upload.pk]), said)
    jobs.work_here()
    assert SourceRecord.objects.count() == 2
    again = page(client, uploaded(client, STRANGE.replace("Tắt đèn", "Lều chõng").encode(), name="lạ hai.csv"))
    assert '<option value="title" selected>' in again
    assert "Lều chõng" in again.partition("Những biểu ghi đầu tiên")[2]
    assert "Cột A" in client.get(reverse("catalogue:profile", args=["OURS"])).content.decode()


def test_a_table_without_a_title_column_is_not_handed_to_a_job(our_library: Person) -> None:
    client = visit(our_library)
    upload = uploaded(client, STRANGE.encode(), name="lạ.csv")
    answer = client.post(reverse("catalogue:upload_start", args=[upload.pk]), {"target_1": "author"}, follow=True)
    assert "chứa nhan đề" in answer.content.decode()
    assert not Job.objects.exists()


def test_what_is_remembered_of_one_table_does_not_stand_in_the_way_of_another(our_library: Person) -> None:
    client = visit(our_library)
    imported(client, STRANGE.encode(), "lạ.csv", target_0="title", target_1="author")
    imported(client, TABLE.encode(), "quen.csv")
    assert Copy.objects.count() == 2


def isis(*records: dict[int, str]) -> bytes:
    """A CDS/ISIS export: ISO 2709 with fields that end in #, folded after 80 characters."""
    out = b""
    for record in records:
        directory, body = "", b""
        for tag, text in record.items():
            field = text.encode() + b"#"
            directory += f"{tag:03}{len(field):04}{len(body):05}"
            body += field
        base = 24 + len(directory) + 1
        whole = f"{base + len(body) + 1:05}0000000{base:05}0004500{directory}#".encode() + body + b"#"
        out += b"".join(whole[at : at + 80] + b"\r\n" for at in range(0, len(whole), 80))
    return out


def test_the_tags_of_an_unknown_isis_base_are_asked_about(our_library: Person) -> None:
    client = visit(our_library)
    base = isis({501: "Dế mèn phiêu lưu ký", 502: "^aTô Hoài^bnhà văn"}, {501: "Tắt đèn", 502: "^aNgô Tất Tố"})
    upload = uploaded(client, base, name="sach.iso")
    text = page(client, upload)
    assert "dùng nhãn trường riêng" in text
    for tag in ("501", "502^a", "502^b"):
        assert f"<strong>{tag}</strong>" in text
    client.post(reverse("catalogue:upload_start", args=[upload.pk]), {"target_0": "title", "target_1": "author"})
    jobs.work_here()
    assert ImportRun.objects.get().counts["new"] == 2
    assert "Tô Hoài" in SourceRecord.objects.order_by("pk")[0].facts


def test_columns_are_remembered_for_the_headings_they_belong_to(tmp_path: Path) -> None:
    remembered = {"Cột A": "title", "Cột B": ""}
    options: Any = {"format": "auto", "encoding": "auto", "remembered": remembered}
    (tmp_path / "strange.csv").write_text(STRANGE)
    assert columns_for(tmp_path / "strange.csv", **options) == remembered
    (tmp_path / "usual.csv").write_text(TABLE)
    assert columns_for(tmp_path / "usual.csv", **options) == {
        "Nhan đề": "title", "Tác giả": "author", "Năm xuất bản": "year", "Số ĐKCB": "accession_number",
    }  # fmt: skip
    (tmp_path / "base.iso").write_bytes(isis({24: "Tắt đèn", 70: "Ngô Tất Tố"}))
    assert columns_for(tmp_path / "base.iso", **options) is None
    (tmp_path / "marc.mrc").write_bytes(marc("1", **KIEU))
    assert columns_for(tmp_path / "marc.mrc", **options) is None


# --- how a library's files are read


def test_place_codes_lead_to_branches_from_the_next_import_on(our_library: Person) -> None:
    client = visit(our_library)
    branch = add_organisation(code="NHANH", name="Thư viện huyện", parent=our_library.library, actor=None, at=NOW)
    upload = uploaded(client, marc("1", **KIEU, barcodes=("B1",)))
    address = reverse("catalogue:profile", args=["OURS"]) + f"?upload={upload.pk}"
    assert 'value="KHO"' in client.get(address).content.decode()
    answer = client.post(
        address, {"encoding": "auto", "layout": "MARC 852, Evergreen", "place_0": "KHO", "branch_0": "NHANH"}
    )
    assert answer["Location"] == reverse("catalogue:upload", args=[upload.pk])
    assert "KHO → Thư viện huyện" in page(client, upload)
    client.post(reverse("catalogue:upload_start", args=[upload.pk]))
    jobs.work_here()
    assert Copy.objects.get().owner == branch
    profile = LibraryProfile.objects.get()
    assert (profile.places, profile.copies["tag"]) == ({"KHO": "NHANH"}, "852")
    entry = audit.entries_of(profile).get()
    assert (entry.actor, entry.action) == (our_library.user, "library_profile.changed")
    assert entry.after["places"] == ["KHO → NHANH"]
    assert "sửa cách đọc tệp của thư viện" in client.get(address).content.decode()


def test_saying_the_same_again_changes_nothing_and_leaves_no_trace(our_library: Person) -> None:
    client, address = visit(our_library), reverse("catalogue:profile", args=["OURS"])
    for _time in range(2):
        client.post(address, {"encoding": "vni", "layout": "auto"})
    assert LibraryProfile.objects.get().encoding == "vni"
    assert audit.entries_of(LibraryProfile.objects.get()).count() == 1


def test_a_branch_or_a_layout_that_does_not_exist_is_refused(our_library: Person) -> None:
    client, address = visit(our_library), reverse("catalogue:profile", args=["OURS"])
    data = {"encoding": "auto", "layout": "auto", "place_0": "H1", "branch_0": "NOWHERE"}
    assert "không phải là chi nhánh" in client.post(address, data).content.decode()
    assert client.post(address, {"encoding": "auto", "layout": "no such"}).status_code == 200
    assert not LibraryProfile.objects.filter(places__has_key="H1").exists()
    assert not LibraryProfile.objects.exclude(copies=None).exists()


def test_the_remembered_columns_can_be_forgotten(our_library: Person) -> None:
    client = visit(our_library)
    imported(client, STRANGE.encode(), "lạ.csv", target_0="title", target_1="author")
    client.post(reverse("catalogue:profile", args=["OURS"]), {"encoding": "auto", "layout": "auto", "forget": "on"})
    assert LibraryProfile.objects.get().columns == {}


def test_an_encoding_that_the_file_contradicts_is_pointed_out(our_library: Person) -> None:
    client = visit(our_library)
    said = "Nội dung tệp cho thấy bảng mã là "
    upload = uploaded(client, TABLE.encode(), "sach.csv")
    assert f"{said}Unicode (UTF-8), không phải TCVN3 (ABC)" in page(client, upload, encoding="tcvn3")
    for encoding in ("auto", "utf-8"):
        assert said not in page(client, upload, encoding=encoding)
    old = uploaded(client, encode(TABLE, "vni"), "cu.csv")
    assert f"{said}VNI-Windows, không phải VISCII" in page(client, old, encoding="viscii")
    assert said not in page(client, old, encoding="vni")
    LibraryProfile.objects.create(library=our_library.library, encoding="cp1258")
    assert f"{said}VNI-Windows, không phải Windows-1258" in page(client, old)


def test_the_encoding_that_is_fixed_for_a_library_is_taken_until_another_is_chosen(our_library: Person) -> None:
    client = visit(our_library)
    LibraryProfile.objects.create(library=our_library.library, encoding="viscii")
    upload = uploaded(client, marc("1", **KIEU))
    assert '<option value="viscii" selected>' in page(client, upload)
    assert '<option value="tcvn3" selected>' in page(client, upload, format="auto", encoding="tcvn3")


# --- rejects


def test_a_reject_is_shown_with_its_reason_and_taken_away_byte_for_byte(our_library: Person) -> None:
    client = visit(our_library)
    imported(client, BAD, name="cũ.mrc")
    run = imported(client, marc("1", **KIEU) + BAD + BAD.replace(b"x", b"y"), name="mới.mrc")
    address = reverse("catalogue:rejects")
    text = client.get(address).content.decode()
    assert "Biểu ghi kết thúc giữa chừng" in text
    assert "3 biểu ghi" in text
    only = client.get(address, {"library": "OURS", "run": run.pk}).content.decode()
    assert "2 biểu ghi" in only
    assert "cũ.mrc" not in only
    first = Reject.objects.filter(run=run).order_by("pk")[0]
    answer = client.get(reverse("catalogue:reject_bytes", args=[first.pk]))
    assert answer.content == BAD
    assert "attachment" in answer["Content-Disposition"]
    everything = client.get(reverse("catalogue:rejects_bytes", args=["OURS"]))
    assert b"".join(everything.streaming_content) == BAD + BAD + BAD.replace(b"x", b"y")


def test_rejects_of_a_file_that_is_imported_again_are_found_from_the_second_import_too(our_library: Person) -> None:
    client = visit(our_library)
    imported(client, marc("1", **KIEU) + BAD)
    again = imported(client, marc("1", **KIEU) + BAD)
    text = client.get(reverse("catalogue:rejects"), {"run": again.pk}).content.decode()
    assert "Biểu ghi kết thúc giữa chừng" in text


# --- words


def test_every_code_that_a_page_can_show_has_a_name() -> None:
    assert set(words.FORMAT_NAMES) == set(FORMATS)
    assert set(words.ENCODING_NAMES) == set(ENCODINGS)
    assert set(words.TARGET_NAMES) == {"", *TARGETS}


def sentences_about_files() -> list[str]:
    """What `lib.marc` says of whole files, read out of its source, about a file `stored.bin`."""
    found: list[str] = []
    for path in sorted(Path(lienthu.lib.marc.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                continue
            if node.func.id == "refuse":
                texts = [text for argument in node.args[1:] for text in strings(argument)]
                if texts:
                    advice = texts[1] if len(texts) > 1 else detect.EXPORT
                    found.append(f"stored.bin is {texts[0]}; {advice}.")
            elif node.func.id == "UnreadableFile":
                found += strings(node.args[0])
    found += [f"stored.bin is {what}; {detect.EXPORT}." for _magic, what in detect._MAGIC]
    return found


def strings(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            else:
                inside = ast.unparse(part)
                parts.append("stored.bin" if "name" in inside else "XML" if "kind" in inside else "3")
        return ["".join(parts)]
    return []


def test_every_sentence_about_a_whole_file_is_said_in_vietnamese_under_the_librarians_own_name() -> None:
    sentences = [text for text in sentences_about_files() if not text.startswith(("There is no ", "{"))]
    assert len(sentences) > 30
    for text in sentences:
        if text.endswith(" is 3; 3."):  # the body of `refuse` itself
            continue
        told = file_troubles.told(text, stored="stored.bin", own="sách.mrc")
        assert "sách.mrc" in told, text
        assert told != text.replace("stored.bin", "sách.mrc"), f"no Vietnamese for {text!r}"


# --- cost


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_ask_the_database_no_more_often_when_they_are_longer(our_library: Person) -> None:
    client = visit(our_library)
    addresses = [reverse("catalogue:imports"), reverse("catalogue:rejects"), reverse("catalogue:titles") + "?q=tap"]
    imported(client, marc("a", title="Tập một", author="Nguyễn, Văn A") + BAD, name="0.mrc")
    before = [queries_of(client, address) for address in addresses]
    for number in range(1, 6):
        records = [
            marc(f"{number}-{each}", title=f"Tập truyện {number} {each}", pages=f"{each}1 tr.") for each in "bcd"
        ]
        imported(client, b"".join([*records, BAD.replace(b"x", str(number).encode())]), name=f"{number}.mrc")
        uploaded(client, marc("x", title="Chờ"))
    after = [queries_of(client, address) for address in addresses]
    assert after[0] <= before[0] + 1  # the names of the libraries of what is under way
    assert after[1:] == before[1:]
