"""The register: numbers without gaps or doubles, documents found by their words, nothing that goes away."""

import io
from datetime import date

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document as Word

from lienthu.common.audit import entries_of
from lienthu.federation.tests.builders import federation
from lienthu.registry import checks
from lienthu.registry.errors import DocumentRefused
from lienthu.registry.models import Document, Law, Validity
from lienthu.registry.queries import documents, holders, laws
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking, files
from lienthu.registry.tests.builders import DAY, booked

pytestmark = pytest.mark.django_db
IN, OUT = Document.Direction.INCOMING, Document.Direction.OUTGOING


@pytest.fixture
def holder(our_library: Person) -> Holder:
    return Holder(organisation=our_library.library)


def test_each_kind_and_year_counts_for_itself_and_what_is_cancelled_keeps_its_number(holder: Holder) -> None:
    first, second = booked(holder, "Kế hoạch năm"), booked(holder, "Kế hoạch tập huấn")
    booking.cancel(document=second, reason="Trùng với kế hoạch của Sở", actor=None, at=NOW)
    others = [
        booked(holder, "Kế hoạch luân chuyển"), booked(holder, "Báo cáo năm", "bao-cao"),
        booked(holder, "Kế hoạch năm trước", dated_on=date(2025, 12, 30)),
        booked(holder, "Mời dự hội nghị", "cong-van"),
    ]  # fmt: skip
    written = [each.symbol for each in (first, second, *others)]
    assert written == ["01/KH-TV", "02/KH-TV", "03/KH-TV", "01/BC-TV", "01/KH-TV", "01/TV"]
    with pytest.raises(DocumentRefused, match=r"huỷ|hủy|cancelled"):
        booking.correct(document=second, facts={"subject": "Khác"}, reason="Sai", actor=None, at=NOW)
    assert list(checks.problems()) == []


def test_a_number_given_on_paper_is_taken_where_that_is_said(holder: Holder) -> None:
    with pytest.raises(DocumentRefused) as skipped:
        booked(holder, "Tập huấn 2020", symbol="164/KH-TV")
    assert skipped.value.code == "number_skipped"
    booked(holder, "Tập huấn 2020", symbol="164/KH-TV", carried=True)
    assert booked(holder, "Tổng kết").symbol == "165/KH-TV"
    assert booked(holder, "Nhập bù", symbol="12/kh-tv", carried=True).symbol == "12/KH-TV"
    with pytest.raises(DocumentRefused) as taken:
        booked(holder, "Lại số 12", symbol="12/KH-TV", carried=True)
    assert taken.value.code == "number_taken"
    assert documents.next_symbol(holder, "ke-hoach", DAY) == "166/KH-TV"
    assert list(checks.problems()) == []


@pytest.mark.once
def test_a_missing_number_is_proved(holder: Holder) -> None:
    booked(holder, "Một")
    gone = booked(holder, "Hai")
    Document.objects.filter(pk=gone.pk).delete()
    assert len(list(checks.problems())) == 1


def test_what_came_in_keeps_its_symbol_and_is_found_with_and_without_marks(holder: Holder) -> None:
    came = booked(
        holder, "Về việc tổng kết công tác thư viện", "cong-van", direction=IN, symbol="700/SVHTTDL-VP",
        dated_on=date(2025, 12, 20), issuer="Sở Văn hóa, Thể thao và Du lịch tỉnh Hà Nam", came_on=date(2025, 12, 22),
    )  # fmt: skip
    booked(holder, "Kế hoạch luân chuyển sách", "ke-hoach")
    assert (came.symbol, came.ordinal, came.series.year) == ("700/SVHTTDL-VP", 1, 2025)
    for words in ("tong ket", "tổng kết thư", "700/SVHTTDL", "hoá thể thao", "ha nam"):
        assert list(documents.listed(holder, whole=True, text=words)) == [came], words
    assert not documents.listed(holder, whole=True, text="tống kết").exists()
    assert list(documents.listed(holder, whole=True, direction=IN, year=2025)) == [came]


def test_a_file_is_told_by_its_content_and_its_words_are_found(holder: Holder) -> None:
    made, written, stream = booked(holder, "Kế hoạch"), Word(), io.BytesIO()
    written.add_paragraph("Mười hai xã có thư viện")
    written.save(stream)
    upload = SimpleUploadedFile("ke-hoach.docx", stream.getvalue())
    assert files.keep(document=made, upload=upload, actor=None, at=NOW).media_type.endswith("wordprocessingml.document")
    assert list(documents.listed(holder, whole=True, text="muoi hai xa")) == [made]
    with pytest.raises(DocumentRefused):
        files.keep(document=made, upload=SimpleUploadedFile("a.pdf", b"MZ program"), actor=None, at=NOW)


@pytest.mark.once
def test_a_correction_says_why_and_what_was_there(holder: Holder) -> None:
    made = booked(holder, "Kế hoạch tập huấn ngiệp vụ")
    with pytest.raises(DocumentRefused):
        booking.correct(document=made, facts={"subject": "Kế hoạch tập huấn nghiệp vụ"}, reason="", actor=None, at=NOW)
    booking.correct(
        document=made, facts={"subject": "Kế hoạch tập huấn nghiệp vụ"}, reason="Sai chính tả", actor=None, at=NOW
    )
    entry = entries_of(made)[0]
    assert (entry.reason, entry.before) == ("Sai chính tả", {"subject": "Kế hoạch tập huấn ngiệp vụ"})
    assert list(documents.listed(holder, whole=True, text="nghiệp")) == [made]


@pytest.mark.once
def test_members_read_what_their_federation_sent_out_and_no_more(our_library: Person, sister_library: Person) -> None:
    group = federation("LH", our_library.library)
    holder = Holder(federation=group)
    sent = booked(holder, "Thông báo họp", "thong-bao")
    kept = booked(holder, "Biên bản nội bộ", "bien-ban", direction=Document.Direction.INTERNAL)
    our_library.user.roles.create(kind="director", organisation=our_library.library)
    sister_library.user.roles.create(kind="director", organisation=sister_library.library)
    readable = [holders.may_read(our_library.user, each, DAY) for each in (sent, kept)]
    assert readable == [True, False]
    assert not holders.may_read(sister_library.user, sent, DAY)


@pytest.mark.once
def test_legal_documents_say_whether_they_hold(db: None) -> None:
    law = Law.objects.get(symbol="46/2019/QH14")
    assert law.validity_on(date(2020, 6, 30)) == Validity.TO_COME
    assert law in laws.listed(DAY, validity=Validity.IN_FORCE, text="luat thu vien")
    replaced = Law.objects.get(symbol="33/2018/TT-BVHTTDL")
    assert (replaced.is_confirmed, replaced.validity_on(DAY)) == (False, Validity.ENDED)
    assert replaced.ends_on == replaced.linked_by.get().law.valid_from
    assert list(laws.listed(DAY, validity=Validity.ENDED)) == [replaced]
    assert Law.objects.get(symbol="05/2022/TT-BVHTTDL").links.get().relation == "replaces"


@pytest.mark.once
def test_a_document_is_entered_on_the_page_and_the_register_is_printed(our_library: Person, client: Client) -> None:
    holder = Holder(organisation=our_library.library)
    booking.say_issuer(holder=holder, sign="tv", body="Thư viện tỉnh An Giang", actor=None, at=NOW)
    our_library.user.roles.create(kind="director", organisation=our_library.library)
    client.force_login(our_library.user)
    add = reverse("registry:add", args=[holder.code, OUT])
    answer = client.post(add, {"kind": "cong-van", "subject": "Mời họp", "dated_on": "01/02/2025"}, follow=True)
    assert "01/TV" in answer.content.decode()
    listed = f"{reverse('registry:list')}?of={holder.code}&q=moi+hop"
    assert "Mời họp" in client.get(listed).content.decode()
    for name in ("xlsx", "pdf"):
        assert client.get(f"{reverse(f'registry:{name}')}?of={holder.code}").content[:4] in (b"PK\x03\x04", b"%PDF")
    law = reverse("registry:law", args=[Law.objects.get(symbol="93/2020/NĐ-CP").pk])
    assert "46/2019/QH14" in client.get(law).content.decode()
