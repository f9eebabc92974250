"""Orders and gifts: written, received in one step, counted, paid for, thanked for."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse

from lienthu.catalogue.checks import problems
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import indexing
from lienthu.cataloguing.models import QueuedLabel, Source
from lienthu.cataloguing.tests.builders import TODAY, record, series
from lienthu.federation.models import Organisation
from lienthu.ledger.models import DailySum, Kind
from lienthu.stock.errors import AcquisitionRefused
from lienthu.stock.models import Acquisition, Budget, Line
from lienthu.stock.queries.acquisitions import spending
from lienthu.stock.services import acquisitions, letters, receipts

BY: dict[str, Any] = {"actor": None, "at": NOW}
BOOK = {"title": "Nghề nuôi tôm", "author": "Trần, Văn An", "year": "2024", "quantity": 3, "price": 40_000}


def begun(library: Organisation, kind: Acquisition.Kind = Acquisition.Kind.ORDER, **facts: Any) -> Acquisition:
    who = "supplier" if kind == Acquisition.Kind.ORDER else "donor"
    partner = acquisitions.add_partner(
        library=library, kind=who, facts={"name": f"Bà Ánh & con {facts.pop('name', '')}"}, **BY
    )
    return acquisitions.begin(library=library, kind=kind, partner=partner, on=TODAY, **facts, **BY)


def line(of: Acquisition, found: SourceRecord | None = None, **facts: Any) -> Line:
    return acquisitions.add_line(acquisition=of, facts=BOOK | facts, found=found, **BY)


def came(of: Acquisition, counts: dict[int, int], **facts: Any) -> receipts.Received:
    drawn_from = facts.pop("series", None) or series(of.library)
    delivery = receipts.Delivery(counts=counts, on=TODAY, series=drawn_from, **facts)
    return receipts.receive(acquisition=of, delivery=delivery, **BY)


def test_a_described_book_becomes_a_record_copies_numbers_and_labels_in_one_step(our_library: Person) -> None:
    order = begun(our_library.library)
    book = line(order)
    received = came(order, {book.pk: 3}, document="HĐ 7")
    assert [copy.accession_number for copy in received.copies] == ["VL.000001", "VL.000002", "VL.000003"]
    made = SourceRecord.objects.get(library=our_library.library)
    assert received.records == [made]
    copy = Copy.objects.select_related("accession").get(barcode="VL.000002")
    assert (copy.record, copy.call_number) == (made, "NGH250N")
    assert (copy.accession.price, copy.accession.document, copy.accession.source) == (40_000, "HĐ 7", Source.PURCHASE)
    assert QueuedLabel.objects.count() == 3
    order.refresh_from_db()
    assert order.state == Acquisition.State.RECEIVED
    counted = dict(DailySum.objects.values_list("kind", "quantity"))
    assert counted == {Kind.COPY_ADDED: 3, Kind.RECORD_CATALOGUED: 1}
    indexing.drain()
    assert list(problems()) == []


def test_a_book_that_another_library_describes_is_taken_over_with_its_class(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    theirs = record(sister_library.library, tmp_path, title="Truyện Kiều", author="Nguyễn, Du", barcodes=("S1",))
    order = begun(our_library.library)
    book = line(order, found=theirs, title="Truyện Kiều", quantity=1)
    came(order, {book.pk: 1})
    ours = SourceRecord.objects.get(library=our_library.library)
    assert ours.title_id == theirs.title_id
    assert Copy.objects.filter(record=ours).count() == 1
    assert Copy.objects.filter(record=theirs).count() == 1


@pytest.mark.once
def test_a_book_that_the_library_has_already_gets_copies_on_its_own_record(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    facts = {"title": "Truyện Kiều", "author": "Nguyễn, Du", "isbn": "9786043072716", "publisher": "Văn học"}
    ours = record(our_library.library, tmp_path, "1", **facts)
    theirs = record(sister_library.library, tmp_path, "2", **facts)
    assert ours.title_id == theirs.title_id
    order = begun(our_library.library)
    received = came(order, {line(order, found=theirs).pk: 1, line(order, found=ours).pk: 2})
    assert received.records == [ours]
    assert {copy.record_id for copy in received.copies} == {ours.pk}


def test_what_has_not_come_stays_on_the_list(our_library: Person) -> None:
    order, drawn_from = begun(our_library.library), series(our_library.library)
    book = line(order)
    came(order, {book.pk: 1}, series=drawn_from)
    book.refresh_from_db()
    order.refresh_from_db()
    assert (book.missing, order.state) == (2, Acquisition.State.PLACED)
    with pytest.raises(AcquisitionRefused) as refusal:
        came(order, {book.pk: 3}, series=drawn_from)
    assert refusal.value.code == "too_many"
    with pytest.raises(AcquisitionRefused) as refusal:
        acquisitions.remove_line(line=book, **BY)
    assert refusal.value.code == "received"
    assert acquisitions.call_off(acquisition=order, **BY).state == Acquisition.State.RECEIVED
    with pytest.raises(AcquisitionRefused) as refusal:
        came(order, {book.pk: 1}, series=drawn_from)
    assert refusal.value.code == "closed"


def test_a_delivery_that_fails_at_its_last_book_leaves_nothing(our_library: Person) -> None:
    order = begun(our_library.library)
    first, second = line(order), line(order, title="Nghề nuôi cua", quantity=1)
    with pytest.raises(AcquisitionRefused):
        came(order, {first.pk: 3, second.pk: 2})
    assert not Copy.objects.exists()
    assert not SourceRecord.objects.exists()


@pytest.mark.parametrize(
    ("facts", "code"), [({"title": " "}, "title"), ({"quantity": 0}, "quantity"), ({"price": -1}, "price")]
)
def test_a_line_that_is_wrong_is_refused(our_library: Person, facts: dict[str, Any], code: str) -> None:
    order = begun(our_library.library)
    with pytest.raises(AcquisitionRefused) as refusal:
        line(order, **facts)
    assert refusal.value.code == code


def test_orders_of_a_year_are_numbered_and_go_out_once(our_library: Person) -> None:
    first, second = begun(our_library.library, name="1"), begun(our_library.library, name="2")
    assert (str(first), str(second)) == ("01/2026", "02/2026")
    with pytest.raises(AcquisitionRefused) as refusal:
        acquisitions.place(acquisition=first, **BY)
    assert refusal.value.code == "empty"
    line(first)
    acquisitions.place(acquisition=first, **BY)
    with pytest.raises(AcquisitionRefused) as refusal:
        acquisitions.place(acquisition=first, **BY)
    assert refusal.value.code == "placed"


def test_the_budget_knows_what_is_bound_spent_and_left(our_library: Person) -> None:
    library = our_library.library
    budget = acquisitions.set_budget(library=library, year=2026, name="Sách", amount=1_000_000, **BY)
    assert [str(budget), str(Budget(year=2026, name="Sách năm 2026"))] == ["Sách 2026", "Sách năm 2026"]
    order = begun(library, budget=budget)
    book = line(order)
    assert [(row.bound, row.spent, row.left) for row in spending(library)] == [(0, 0, 1_000_000)]
    acquisitions.place(acquisition=order, **BY)
    came(order, {book.pk: 1})
    assert [(row.bound, row.spent, row.left) for row in spending(library)] == [(80_000, 40_000, 880_000)]
    acquisitions.call_off(acquisition=order, **BY)
    assert [(row.bound, row.spent, row.left) for row in spending(library)] == [(0, 40_000, 960_000)]


def test_a_gift_is_counted_as_received_and_thanked_for(our_library: Person) -> None:
    gift = begun(our_library.library, Acquisition.Kind.GIFT)
    came(gift, {line(gift).pk: 3, line(gift, title="Sách <cũ>", price=None, quantity=2).pk: 2})
    counted = dict(
        DailySum.objects.filter(kind__in=[Kind.GIFT_RECEIVED, Kind.COPY_ADDED]).values_list("kind", "quantity")
    )
    assert counted == {Kind.GIFT_RECEIVED: 5, Kind.COPY_ADDED: 5}
    made = letters.thank_you(
        gift=gift, number="05/TCƠ-TV", place="An Giang", signed_by="Lê A", position="Giám đốc", on=TODAY
    )
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        text = parts.read("word/document.xml").decode()
    for words in ("Bà Ánh &amp; con", "Sách &lt;cũ&gt;", "120.000", "5 bản sách (2 tên)", "ngày 05 tháng 01 năm 2026"):
        assert words in text
    assert "{{" not in text
    assert "{%" not in text


def test_staff_of_another_library_cannot_see_or_change_an_order(
    our_library: Person, sister_library: Person, outsider: Any, client: Client
) -> None:
    order = begun(our_library.library)
    book = line(order)
    pages = [reverse("stock:acquisition", args=[order.pk]), reverse("stock:receive", args=[order.pk])]
    posts = [reverse("stock:act", args=[order.pk, "place"]), reverse("stock:remove_line", args=[book.pk])]
    for page in (*pages, reverse("stock:orders"), reverse("stock:gifts"), reverse("stock:budgets")):
        assert client.get(page).status_code == 302
    client.force_login(outsider)
    assert client.get(reverse("stock:orders")).status_code == 403
    client.force_login(sister_library.user)
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert [client.post(page).status_code for page in posts] == [404, 404]
    assert "Bà Ánh" not in client.get(reverse("stock:orders")).content.decode()


def test_a_librarian_orders_receives_and_thanks_through_the_pages(our_library: Person, client: Client) -> None:
    client.force_login(our_library.user)
    drawn_from = series(our_library.library)
    said = {"name": "Hội Nông dân", "address": "Long Xuyên", "on": "05/01/2026"}
    answer = client.post(reverse("stock:begin", args=["gifts"]), said)
    gift = Acquisition.objects.get()
    assert answer.status_code == 302
    page = reverse("stock:acquisition", args=[gift.pk])
    client.post(page, {"title": "Kỹ thuật trồng lúa", "quantity": "2", "price": "30.000"})
    book = Line.objects.get()
    took = {"series": drawn_from.pk, "on": "05/01/2026", f"count_{book.pk}": "2", "document": "BB 3"}
    answer = client.post(reverse("stock:receive", args=[gift.pk]), took, follow=True).content.decode()
    assert "Đã nhận 2 bản: VL.000001 đến VL.000002" in answer
    letter = reverse("stock:letter", args=[gift.pk])
    made = client.post(letter, {"place": "An Giang", "on": "06/01/2026", "position": "Giám đốc"})
    assert made.content.startswith(b"PK")
    wrong = client.post(reverse("stock:begin", args=["gifts"]), {"on": "05/01/2026"}).content.decode()
    assert "ghi tên người hay đơn vị mới" in wrong
