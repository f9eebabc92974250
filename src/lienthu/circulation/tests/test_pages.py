"""Lists behind the desk, one loan's page, transfers and the matrix of rules."""

import pytest
from conftest import NOW, Person
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Policy, Transfer
from lienthu.circulation.services import loans
from lienthu.circulation.tests.builders import DAY, desk, policy
from lienthu.common import audit
from lienthu.federation.services.organisations import add_organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.queries import events_of
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import category

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def visit(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def text_of(client: Client, name: str, *arguments: int, **query: str) -> str:
    answer = client.get(reverse(f"circulation:{name}", args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_overdue_is_listed_with_whom_to_ask(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    text = text_of(visit(ours), "overdue")
    for shown in ("Nguyễn Thị Hoa", "Truyện Kiều", "B1", "19/01/2026"):
        assert shown in text


def test_a_list_asks_no_more_often_for_more_loans(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    client = visit(ours)

    def count() -> int:
        text_of(client, "overdue")
        with CaptureQueriesContext(connection) as captured:
            text_of(client, "overdue")
        return len(captured)

    loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    before = count()
    for copy in shelf[1:5]:
        loans.check_out(copy=copy, patron=reader, **desk(ours))
    assert count() == before


def test_a_loan_that_was_taken_off_the_ledger_says_so_on_its_page(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    assert "điều chỉnh giảm" not in text_of(visit(ours), "loan", loan.pk)
    (event,) = events_of(loan)
    ledger.correct(event, quantity=1, reason="ghi nhầm", actor=ours.user, at=NOW, booked_on=None)
    text = text_of(visit(ours), "loan", loan.pk)
    assert "không tính vào số liệu nào" in text
    assert "điều chỉnh giảm: ghi nhầm" in text


def test_a_loans_page_says_which_rule_gave_each_term(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    own = policy(ours, loan_days=10)
    policy(None, renewals=3)
    loan = loans.check_out(copy=shelf[0], patron=reader, **desk(ours))
    text = text_of(visit(ours), "loan", loan.pk)
    for shown in (
        "số ngày mượn",
        "Thư viện huyện Châu Thành",
        "toàn hệ thống",
        "mặc định của chương trình",
        "cho mượn",
    ):
        assert shown in text, shown
    own.delete()
    assert "một quy định nay đã bỏ" in text_of(visit(ours), "loan", loan.pk)


def test_a_copy_is_sent_from_the_page_and_seen_on_both_sides(ours: Person, sister: Person, shelf: list[Copy]) -> None:
    client = visit(ours)
    address = reverse("circulation:transfers")
    wrong = client.post(address, {"code": "B1", "receiver": "NOWHERE"})
    assert wrong.status_code == 422
    assert "Không có thư viện nào mang mã “NOWHERE”" in wrong.content.decode()
    assert "./lienthu" not in wrong.content.decode()
    near = client.post(address, {"code": "B1", "receiver": "SISTR"})
    assert "Có phải bạn muốn gõ SISTER?" in near.content.decode()
    page = client.get(address).content.decode()
    assert 'list="organisations"' in page
    assert '<datalist id="organisations">' in page
    assert '<option value="SISTER">' in page
    assert '<option value="OURS">' not in page, "nobody sends to oneself"
    assert client.post(address, {"code": "zzz", "receiver": "SISTER"}).status_code == 422
    assert client.post(address, {"code": "B1", "receiver": "OURS"}).status_code == 422
    done = client.post(address, {"code": "B1", "receiver": "sister", "reason": "bạn đọc cần"}, follow=True)
    assert "Đã gửi: “Truyện Kiều” (B1)" in done.content.decode()
    assert Transfer.objects.get().receiver == sister.library
    assert "bạn đọc cần" in text_of(visit(sister), "transfers")


def test_the_matrix_says_where_each_value_came_from(ours: Person, director: Person) -> None:
    province = add_organisation(code="PROV", name="Thư viện tỉnh", actor=None, at=NOW)
    from lienthu.federation.models import OrganisationParent

    OrganisationParent.objects.create(organisation=ours.library, parent=province)
    category(ours.library, "child")
    Policy.objects.create(organisation=province, loan_days=21)
    Policy.objects.create(organisation=province, material="video", category="child", loan_days=3)
    text = text_of(visit(director), "policies")
    for shown in ("21", "Thư viện tỉnh: mọi bạn đọc, mọi loại tài liệu", "Thư viện tỉnh: Thiếu nhi"):
        assert shown in text, shown
    assert "mặc định của chương trình" in text_of(visit(director), "policies", value="renewals")


def test_a_rule_is_written_changed_and_removed_with_its_history(ours: Person, director: Person) -> None:
    client = visit(director)
    address = reverse("circulation:policy") + "?category=child&material=video"
    category(ours.library, "child")
    assert client.post(address, {"loan_days": "0"}).status_code == 422
    client.post(address, {"loan_days": "5", "in_house_only": "no", "fee_per_day": "0"})
    rule = Policy.objects.get()
    assert (rule.category, rule.material, rule.loan_days, rule.in_house_only, rule.renewals) == (
        "child", "video", 5, False, None,
    )  # fmt: skip
    assert "quy định riêng" in text_of(client, "policies")
    client.post(address, {})
    assert not Policy.objects.exists()
    actions = [entry.action for entry in audit.entries_of(ours.library) if entry.action.startswith("policy")]
    assert actions == ["policy.removed", "policy.changed"]


def test_the_desks_own_librarian_does_not_write_rules(ours: Person) -> None:
    assert visit(ours).get(reverse("circulation:policies")).status_code == 403
    assert visit(ours).post(reverse("circulation:policy"), {"loan_days": "5"}).status_code == 403


def test_what_was_done_today_can_be_taken_back_from_the_list(ours: Person, reader: Patron, shelf: list[Copy]) -> None:
    from django.utils import timezone

    Patron.objects.update(expires_on=timezone.localdate() + 9 * DAY)
    loans.check_out(copy=shelf[0], patron=reader, **desk(ours, at=timezone.now()))
    text = text_of(visit(ours), "today")
    assert "Nguyễn Thị Hoa" in text
    assert 'value="undo"' in text
