"""A box that is called back: its custodian is written to, once, by mail or on paper, unless it was settled before."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import NOW, Person

from lienthu.catalogue.models import Copy
from lienthu.notices import checks, printing
from lienthu.notices.errors import WordingRefused
from lienthu.notices.models import Correspondent, Letter, Notice
from lienthu.notices.queries.letters import told_about
from lienthu.notices.services import gathering, resolving, sending, terms
from lienthu.notices.services import patrons as forgetting
from lienthu.notices.services import printing as paper
from lienthu.notices.tests.mailserver import mail_server
from lienthu.rotation.models import BookSet, DepositSite, Placement
from lienthu.rotation.services import placements, returning
from lienthu.rotation.services.recalling import RECALL
from lienthu.rotation.tests.builders import ALL, DAY, KEEPER, TODAY, box, packed, site, there

pytestmark = pytest.mark.django_db
CALLED = NOW + 30 * DAY
LATER = CALLED + timedelta(minutes=30)


def called_back(ours: Person, books: list[Copy], **custodian: str) -> Placement:
    """A box at the site of such a custodian, called back for the fiftieth day."""
    made, deposit = box(ours), site(ours, **custodian)
    packed(ours, made, books[:2])
    placement = there(ours, made, deposit)
    by: dict[str, Any] = {"actor": ours.user, "at": CALLED}
    return placements.recall(placement=placement, on=TODAY + 50 * DAY, fetched_by="Lê Văn Cường", **by)


def sent(at: datetime = LATER) -> dict[str, int]:
    gathering.gather(at=at)
    return {how: count for how, count in sending.send_due(clock=lambda: at).items() if count}


def test_a_custodian_with_an_email_is_written_to_once_and_tried_again(
    ours: Person, books: list[Copy], settings: Any
) -> None:
    placement = called_back(ours, books, custodian_email="buudien@example.vn")
    with mail_server(settings) as post:
        answers = ["452 mailbox full"]
        post.behave = lambda line: answers.pop() if answers and line.upper().startswith("RCPT") else None
        assert sent() == {"later": 1}
        assert sent(LATER + timedelta(minutes=10)) == {"sent": 1}
        assert sent(LATER + timedelta(days=2)) == {}
    (mail,) = post.taken
    day = f"{TODAY + 50 * DAY:%d/%m/%Y}"
    assert (mail["To"], str(mail["Subject"]).strip()) == (
        "buudien@example.vn", f"Đề nghị chuẩn bị trả sách luân chuyển ngày {day}",
    )  # fmt: skip
    text = mail.get_content()
    assert text.startswith("Kính gửi Ông/Bà Trần Thị Bưởi,")
    assert f"“Bộ LC-01” (số LC-01) tại Bưu điện – văn hoá xã Tân Lập: chuẩn bị sẵn trong ngày {day}" in text
    assert "người đến nhận: Lê Văn Cường" in text
    assert [*checks.problems()] == []
    told = told_about(RECALL, placement.pk)
    assert told is not None
    assert (told.state, told.way, told.to) == ("đã gửi", "thư điện tử", "buudien@example.vn")


def test_without_an_email_the_letter_is_printed_and_printed_again(ours: Person, books: list[Copy]) -> None:
    called_back(ours, books, custodian_name="")
    assert sent() == {}
    printing_ = paper.print_waiting(library=ours.library, actor=ours.user, at=LATER)
    assert printing_ is not None
    (letter,) = paper.print_again(printing=printing_, actor=ours.user, at=LATER)
    assert letter.body.startswith("Kính gửi Bưu điện – văn hoá xã Tân Lập,")
    assert "Đề nghị quý đơn vị thu hồi" in letter.body
    sheets = printing.sheets([letter], library=ours.library, name="Thư viện", layout="letters")
    assert sheets.startswith(b"%PDF-")
    assert paper.print_waiting(library=ours.library, actor=ours.user, at=LATER) is None
    assert [*checks.problems()] == []


def test_boxes_of_one_custodian_go_in_one_letter_and_what_was_counted_before_is_not_asked_for(
    ours: Person, books: list[Copy], post_office: DepositSite
) -> None:
    for code, some in (("LC-01", books[:2]), ("LC-02", books[3:5]), ("LC-03", books[6:8])):
        made: BookSet = box(ours, code)
        packed(ours, made, some)
        placement = there(ours, made, post_office)
        placements.recall(placement=placement, on=TODAY + 50 * DAY, actor=ours.user, at=CALLED)
    gathering.gather(at=LATER)
    letter = Letter.objects.get()
    assert letter.notices.count() == 3
    returning.count(placement=placement, seen=ALL, word=KEEPER, actor=ours.user, at=LATER)
    paper.print_waiting(library=ours.library, actor=ours.user, at=LATER)
    letter.refresh_from_db()
    assert ("LC-02" in letter.body, "LC-03" in letter.body) == (True, False)
    assert "người đến nhận: Thư viện tỉnh An Giang" in letter.body
    told = told_about(RECALL, placement.pk)
    assert told is not None
    assert told.state == "đã bỏ: đã giải quyết trước khi gửi"


def test_a_letter_is_laid_aside_reworded_and_forgotten_like_any_other(ours: Person, books: list[Copy]) -> None:
    by: dict[str, Any] = {"organisation": ours.library, "kind": RECALL, "language": "vi", "actor": ours.user, "at": NOW}
    words = {
        "subject": "Thu sách {{ day }}",
        "line": "{{ title }}",
        "body": "{{ person.name }}: {{ items }}",
        "short": "x",
    }
    with pytest.raises(WordingRefused):
        terms.reword(parts=words | {"body": "{{ patron.name }} {{ items }}"}, **by)
    terms.reword(parts=words, **by)
    called_back(ours, books)
    gathering.gather(at=LATER)
    resolving.lay_aside(letter=Letter.objects.get(), actor=ours.user, at=LATER)
    assert Notice.objects.get().why == Notice.Why.BY_HAND
    assert forgetting.anonymise(before=LATER + DAY, at=LATER + DAY) == 1
    assert not Correspondent.objects.exists()
    assert Notice.objects.get().facts == {}
    assert [*checks.problems()] == []
