"""Two federations as the articles tell of them: a committee of three elected at Bắc Giang; a resolution of 2020."""

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from conftest import Person
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word

from lienthu.common import papers
from lienthu.common.dated import midnight
from lienthu.common.today import Asked
from lienthu.federation.models import Office
from lienthu.governance import checks, today
from lienthu.governance.errors import DutyRefused, ElectionRefused, ResolutionRefused
from lienthu.governance.models import Duty, Nominee, Resolution
from lienthu.governance.queries.resolutions import follow_up
from lienthu.governance.services import amendments, duties, elections, minutes, resolutions
from lienthu.governance.services.duties import Told
from lienthu.governance.tests.builders import BY, group, term
from lienthu.registry import checks as registry_checks
from lienthu.registry.models import Document

pytestmark = pytest.mark.django_db
NORTH = ("BG", "BK", "CB", "DB", "HB", "HG", "LC", "LCA", "LS", "PT", "SL", "TN", "YB")
DAY = date(2022, 10, 13)
AT = datetime(2022, 10, 13, 9, 0, tzinfo=UTC)


def words_of(docx: bytes) -> str:
    made = Word(io.BytesIO(docx))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in made.paragraphs), *cells])


def test_a_committee_of_three_is_elected_and_one_of_them_is_replaced_during_the_term() -> None:
    made, members = group(*NORTH)
    by_code = {each.code: each for each in members}
    held = term(made, "Nhiệm kỳ 2022–2024", DAY, date(2025, 1, 1))
    election = elections.open_election(
        federation=made, term=held, held_on=DAY, seats=3, held_at="Hội nghị Tổng kết nhiệm kỳ 2020–2022",
        place="Bắc Giang", presided_by="Ban Tổ chức", **BY,
    )  # fmt: skip
    people = (
        ("LCA", "Phạm Thị Bích Dung", "Giám đốc Thư viện tỉnh Lào Cai", "chair"),
        ("HB", "Nguyễn Mạnh Trưng", "Phó Giám đốc phụ trách Thư viện tỉnh Hòa Bình", "vice_chair"),
        ("BK", "Hoàng Văn Sơn", "Giám đốc Thư viện tỉnh Bắc Kạn", "vice_chair"),
        ("SL", "Người thứ tư", "Giám đốc Thư viện tỉnh Sơn La", "vice_chair"),
    )
    stand = [
        elections.nominate(
            election=election, organisation=by_code[code], person_name=name, capacity=capacity, position=position,
            leads_library=True, **BY,
        )
        for code, name, capacity, position in people
    ]  # fmt: skip
    with pytest.raises(ElectionRefused) as no_lead:
        elections.nominate(
            election=election, organisation=by_code["TN"], person_name="Một cán bộ", capacity="Viên chức",
            position="vice_chair", leads_library=False, **BY,
        )  # fmt: skip
    assert no_lead.value.code == "leads_nobody"
    for number, member in enumerate(members):
        said = {each.pk: "for" for each in stand[:2]}
        said |= {stand[2].pk: "for" if number < 8 else "against", stand[3].pk: "for" if number > 4 else "against"}
        elections.vote(election=election, organisation=member, choices=said, **BY)
    with pytest.raises(ElectionRefused) as tie:
        elections.close(election=election, **BY)
    assert tie.value.code == "tie"
    elections.settle_tie(election=election, order=[stand[2], stand[3]], note="Bầu lại tại Hội nghị", **BY)
    election = elections.close(election=election, **BY)
    committee = Office.objects.filter(term=held).order_by("pk")
    assert [(each.position, each.person_name) for each in committee] == [
        ("chair", "Phạm Thị Bích Dung"), ("vice_chair", "Nguyễn Mạnh Trưng"), ("vice_chair", "Hoàng Văn Sơn")
    ]  # fmt: skip
    said_in = words_of(papers.as_docx([minutes.content_of(election)]))
    assert "13/13 thư viện thành viên" in said_in and "Bầu lại tại Hội nghị" in said_in and "Trúng cử" in said_in

    later = date(2023, 9, 1)
    again = elections.open_election(
        federation=made, term=held, held_on=later, seats=3, replaces=committee[2], place="Lạng Sơn", **BY
    )
    with pytest.raises(ElectionRefused):  # there is a chair
        elections.nominate(
            election=again, organisation=by_code["LS"], person_name="Người kế nhiệm", position="chair",
            capacity="Giám đốc", leads_library=True, **BY,
        )  # fmt: skip
    heir = elections.nominate(
        election=again, organisation=by_code["LS"], person_name="Người kế nhiệm", position="vice_chair",
        capacity="Giám đốc Thư viện tỉnh Lạng Sơn", leads_library=True, **BY,
    )  # fmt: skip
    for member in members[:7]:
        elections.vote(election=again, organisation=member, choices={heir.pk: "for"}, **BY)
    elections.close(election=again, **BY)
    in_office = [each.person_name for each in Office.objects.filter(term=held) if each.holds_on(later)]
    assert sorted(in_office) == ["Nguyễn Mạnh Trưng", "Người kế nhiệm", "Phạm Thị Bích Dung"]
    assert Nominee.objects.filter(is_elected=True).count() == 4
    assert list(checks.problems()) == []


SOUTH = ("BL", "AG", "BT", "CM", "CT", "DT", "HGI", "KG", "LA", "ST", "TG", "TV", "VL")
CONFERENCE = date(2019, 11, 16)


def drafted(made: Any, members: list[Any]) -> Resolution:
    draft = resolutions.begin(
        federation=made, about="Nhiệm vụ năm 2020", signer="Lý Hoàng Vũ", capacity="TM. Ban Chấp hành\nChủ tịch",
        place="Bạc Liêu", held_at="Hội nghị Tổng kết công tác năm 2019", **BY,
    )  # fmt: skip
    all_of_them = {"text": "Triển khai Luật Thư viện tại địa phương", "for_all": True, "due_on": date(2020, 7, 1)}
    resolutions.put_item(resolution=draft, facts=all_of_them, **BY)
    vehicles = {
        "text": "Mỗi thư viện thực hiện 20 chuyến xe", "due_on": date(2020, 12, 31), "indicator": "mobile.trips",
        "aim": "20 chuyến",
    }  # fmt: skip
    resolutions.put_item(resolution=draft, facts=vehicles, responsible=members[:2], **BY)
    return draft


def test_a_resolution_is_amended_adopted_with_its_number_and_followed_until_the_next_conference() -> None:
    made, members = group(*SOUTH)
    draft = drafted(made, members)
    item = draft.items.get(position=2)
    amendment = amendments.propose(
        resolution=draft, sort="change", item=item, organisation=members[3], why="Sức xe có hạn",
        after="Mỗi thư viện thực hiện 12 chuyến xe", **BY,
    )  # fmt: skip
    resolutions.vote(resolution=draft, choices=dict.fromkeys(members[:11], "for"), on=CONFERENCE, **BY)
    resolutions.vote(resolution=draft, choices={members[11]: "against"}, on=CONFERENCE, **BY)
    with pytest.raises(ResolutionRefused) as waits:
        resolutions.decide(resolution=draft, on=CONFERENCE, **BY)
    assert waits.value.code == "open_amendments"
    amendments.accept(amendment=amendment, answer="Nhất trí", **BY)
    done = resolutions.decide(resolution=draft, on=CONFERENCE, symbol="09/NQ-LHTV", carried=True, **BY)
    assert (done.number, done.state) == ("09/NQ-LHTV", "adopted")
    assert Document.objects.get(pk=done.document_id).source == f"governance.resolution:{done.pk}"
    text = words_of(bytes(done.docx or b""))
    for words in ("Số: 09/NQ-LHTV", "Bạc Liêu, ngày 16 tháng 11 năm 2019", "12 chuyến xe", "Lý Hoàng Vũ", "NGHỊ QUYẾT"):
        assert words in text
    assert bytes(done.pdf or b"").startswith(b"%PDF")
    with pytest.raises(ResolutionRefused):
        resolutions.put_item(resolution=done, facts={"text": "Thêm"}, **BY)

    parts = {duty.organisation.code: duty for duty in Duty.objects.filter(item=item)}
    when = {"actor": None, "at": datetime(2020, 11, 2, 3, 0, tzinfo=UTC)}
    with pytest.raises(DutyRefused) as unproved:
        duties.tell(duty=parts["BL"], told=Told("Đã chạy 14 chuyến", is_done=True), **when)
    assert unproved.value.code == "no_proof"
    told = duties.tell(duty=parts["BL"], told=Told("Đã chạy 14 chuyến", is_done=True, figure="14 chuyến"), **when)
    duties.confirm(telling=told, **when)
    scan = SimpleUploadedFile("so-chuyen.pdf", b"%PDF-1.7 so chuyen xe")
    other = duties.tell(duty=parts["AG"], told=Told("8 chuyến", is_done=True, file=scan), **when)
    duties.send_back(telling=other, reason="Thiếu nhật ký của 4 chuyến", **when)
    first, second = follow_up(made, date(2020, 11, 14))
    assert [(part.duty.organisation.code, part.state) for part in second.parts] == [("AG", "returned"), ("BL", "done")]
    assert (first.overdue, first.done, second.overdue) == (13, 0, 0)
    before = follow_up(made, date(2020, 11, 1))
    assert [part.state for part in before[1].parts] == ["open", "open"]
    assert follow_up(made, CONFERENCE) == []
    assert [*checks.problems(), *registry_checks.problems()] == []


@pytest.mark.once
def test_a_resolution_without_quorum_or_majority_is_not_adopted() -> None:
    made, members = group(*SOUTH[:4])
    draft = drafted(made, members)
    resolutions.vote(resolution=draft, choices={members[0]: "for"}, on=CONFERENCE, **BY)
    with pytest.raises(ResolutionRefused) as few:
        resolutions.decide(resolution=draft, on=CONFERENCE, **BY)
    assert few.value.code == "no_quorum"
    resolutions.vote(resolution=draft, choices=dict.fromkeys(members[1:3], "against"), on=CONFERENCE, **BY)
    assert resolutions.decide(resolution=draft, on=CONFERENCE, **BY).state == "rejected"
    assert not Document.objects.exists()


@pytest.mark.once
def test_who_owes_something_finds_it_at_home_and_has_letters_before_and_after_the_day(our_library: Person) -> None:
    made, members = group("BT", lead=our_library.library)
    our_library.user.roles.create(kind="director", organisation=our_library.library)
    our_library.user.email = "giam-doc@example.org"
    our_library.user.save()
    draft = drafted(made, members)
    resolutions.vote(resolution=draft, choices=dict.fromkeys(members, "for"), on=CONFERENCE, **BY)
    resolutions.decide(resolution=draft, on=CONFERENCE, **BY)
    found = list(today.items(Asked(our_library.user, our_library.library, None, date(2020, 12, 20))))
    assert [item.count for item in found] == [1, 1, 0, 2, 0]
    days = (date(2020, 6, 24), date(2020, 6, 24), date(2020, 7, 8))
    queued = [duties.queue_due(day=day, at=midnight(day)) for day in days]
    assert queued == [1, 0, 1]
