"""Gifts: the owner changes with the document, both sides are counted, and nothing is lost when it is taken back."""

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks as catalogue_checks
from lienthu.catalogue.models import Copy, CopyMove, SourceRecord
from lienthu.catalogue.services import imports, indexing
from lienthu.catalogue.tests.builders import marc, write
from lienthu.cataloguing import checks as register_checks
from lienthu.cataloguing.models import Accession
from lienthu.common import audit
from lienthu.ledger.models import Event
from lienthu.registry.models import Document
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking
from lienthu.sharing import checks
from lienthu.sharing.errors import SharingRefused
from lienthu.sharing.models import Gift, GiftLine
from lienthu.sharing.queries.holdings import checked
from lienthu.sharing.rules.lists import pasted
from lienthu.sharing.services import gifts, handing
from lienthu.stock.models import Acquisition
from lienthu.stock.services import letters

from .builders import TERMS, TODAY, gift, series, shelf

pytestmark = pytest.mark.django_db


def booked() -> dict[tuple[str, str], int]:
    """Kind and owner's code → copies that the ledger counts."""
    from lienthu.federation.models import Organisation

    codes = dict(Organisation.objects.values_list("pk", "code"))
    found: dict[tuple[str, str], int] = {}
    for event in Event.objects.exclude(kind="record_catalogued"):
        key = (event.kind, codes[event.owner])
        found[key] = found.get(key, 0) + event.quantity
    return {key: n for key, n in found.items() if n}


def all_is_well() -> None:
    indexing.drain()
    for each in (checks, catalogue_checks, register_checks):
        assert list(each.problems()) == []


def test_the_list_says_what_the_recipient_holds_and_what_cannot_go(
    giver: Person, island: Person, tmp_path: Path
) -> None:
    copies = shelf(tmp_path, giver, kieu=2, so_do=1)
    shelf(tmp_path, island, kieu=1)
    Copy.objects.filter(pk=copies["QT.so_do1"].pk).update(status="on_loan")
    made = gift(giver, island, "QT.kieu1\nTruyện Kiều;Nguyễn Du;3\nNhật ký trong tù;Hồ Chí Minh;10")
    added = gifts.add(
        gift=made, wanted=pasted("QT.so_do1\nQT.kieu1\nKHONG-CO\nMột tựa sách;0"), actor=giver.user, at=NOW
    )
    assert (added.copies, added.titles) == (0, 0)
    assert [line.line for line, _reason in added.refused] == [1, 2, 3, 4]
    rows = [(line.quantity, held) for line, held in checked(made, list(made.lines.all()))]
    assert rows == [(1, 1), (3, 1), (10, 0)]


def test_copies_that_are_given_are_the_recipient_s_with_their_history_and_the_giver_s_register_keeps_its_line(
    giver: Person, island: Person, tmp_path: Path
) -> None:
    numbers, theirs = series(giver, "QT."), series(island)
    copy = shelf(tmp_path, giver, kieu=1)["QT.kieu1"]
    Copy.objects.filter(pk=copy.pk).update(accession_number="QT.00001")
    Accession.objects.create(owner=giver.library, number="QT.00001", copy=copy, series=numbers, entered_on=TODAY)
    made = gift(giver, island, "QT.kieu1\nNhật ký trong tù;Hồ Chí Minh;549")
    handing.hand_over(
        gift=made, terms=handing.Terms(on=TODAY, document="25/QĐ-TVT", series=theirs), actor=giver.user, at=NOW
    )
    copy.refresh_from_db()
    assert (copy.owner, copy.custodian, copy.barcode) == (island.library, island.library, "QT.kieu1")
    assert (copy.record.library, copy.accession_number) == (island.library, "CC.00001")
    assert (copy.accession.owner, copy.accession.source, copy.accession.from_whom) == (
        island.library, "gift", "Thư viện tỉnh Quảng Trị",
    )  # fmt: skip
    old = Accession.objects.get(number="QT.00001")
    assert (old.owner, old.removal, old.copy.owner, old.copy.status) == (
        giver.library, "25/QĐ-TVT", giver.library, "withdrawn",
    )  # fmt: skip
    assert copy.moves.get().cause == CopyMove.Cause.GIVEN
    assert "copy.handed_over" in {entry.action for entry in audit.entries_of(copy)}
    assert booked() == {
        ("gift_given", "QT"): 550, ("gift_received", "CONCO"): 1, ("copy_added", "CONCO"): 1,
    }  # fmt: skip
    receipt = Acquisition.objects.get(library=island.library)
    assert (receipt.state, [(line.received, line.quantity) for line in receipt.lines.all()]) == (
        "placed", [(1, 1), (0, 549)],
    )  # fmt: skip
    letter = letters.thank_you(gift=receipt, number="1", place="Cồn Cỏ", signed_by="", position="GĐ", on=TODAY)
    assert letter[:2] == b"PK"
    all_is_well()


def test_a_later_file_of_the_giver_does_not_bring_the_copy_back(giver: Person, island: Person, tmp_path: Path) -> None:
    copy = shelf(tmp_path, giver, kieu=2)["QT.kieu1"]
    handing.hand_over(gift=gift(giver, island, "QT.kieu1"), terms=TERMS, actor=giver.user, at=NOW)
    again = marc(
        "QT-kieu", title="Truyện Kiều", author="Nguyễn Du", year="2021", barcodes=("QT.kieu1", "QT.kieu2")
    )  # fmt: skip
    imports.import_file(
        path=write(tmp_path, "later.mrc", again), library=giver.library, actor=None, at=NOW, index=False
    )
    copy.refresh_from_db()
    assert copy.owner == island.library
    free = Copy.objects.filter(owner=giver.library).exclude(status="withdrawn").values_list("barcode", flat=True)
    assert list(free) == ["QT.kieu2"]
    all_is_well()


def test_a_recipient_without_a_system_has_everything_counted_at_once(giver: Person, island: Person) -> None:
    made = gift(giver, island, "Nhật ký trong tù;Hồ Chí Minh;550")
    handing.hand_over(gift=made, terms=TERMS, actor=giver.user, at=NOW)
    assert booked() == {("gift_given", "QT"): 550, ("gift_received", "CONCO"): 550}
    assert Acquisition.objects.get().state == "received"
    all_is_well()


def test_what_goes_to_somebody_outside_leaves_the_stock(giver: Person, tmp_path: Path) -> None:
    copy = shelf(tmp_path, giver, kieu=1)["QT.kieu1"]
    made = gift(giver, None, "QT.kieu1")
    handing.hand_over(gift=made, terms=TERMS, actor=giver.user, at=NOW)
    copy.refresh_from_db()
    assert (copy.status, copy.owner) == ("withdrawn", giver.library)
    assert booked() == {("gift_given", "QT"): 1}
    handing.undo(gift=made, reason="Nhầm danh sách", actor=giver.user, at=NOW)
    copy.refresh_from_db()
    assert (copy.status, booked()) == ("available", {})
    all_is_well()


def test_a_donor_s_gift_is_not_counted_as_given_by_the_library(giver: Person, island: Person) -> None:
    made = gift(giver, island, "Nhật ký trong tù;Hồ Chí Minh;20", donor="Gia đình ông Nguyễn Văn A")
    handing.hand_over(gift=made, terms=TERMS, actor=giver.user, at=NOW)
    assert booked() == {("gift_received", "CONCO"): 20}
    assert Acquisition.objects.get().partner.name == "Gia đình ông Nguyễn Văn A"


def test_a_gift_is_taken_back_exactly_while_nothing_else_happened(
    giver: Person, island: Person, tmp_path: Path
) -> None:
    theirs = series(island)
    copies = shelf(tmp_path, giver, kieu=1, so_do=1)
    before = list(Copy.objects.order_by("pk").values("pk", "record", "owner", "custodian", "key", "status", "barcode"))
    made = gift(giver, island, "QT.kieu1\nQT.so_do1")
    handing.hand_over(
        gift=made, terms=handing.Terms(on=TODAY, document="25/QĐ-TVT", series=theirs), actor=giver.user, at=NOW
    )
    Copy.objects.filter(pk=copies["QT.kieu1"].pk).update(status="on_loan")
    with pytest.raises(SharingRefused, match=r"QT\.kieu1") as refused:
        handing.undo(gift=made, reason="Nhầm", actor=giver.user, at=NOW)
    assert refused.value.code == "changed_since"
    Copy.objects.filter(pk=copies["QT.kieu1"].pk).update(status="available")
    handing.undo(gift=made, reason="Nhầm", actor=giver.user, at=NOW)
    rows = Copy.objects.filter(pk__in=[row["pk"] for row in before]).order_by("pk")
    assert list(rows.values("pk", "record", "owner", "custodian", "key", "status", "barcode")) == before
    assert booked() == {}
    assert set(Accession.objects.values_list("owner", "removal")) == {(island.library.pk, "Nhầm")}
    assert (Gift.objects.get().state, Acquisition.objects.get().state) == ("undone", "cancelled")
    assert set(GiftLine.objects.values_list("state", flat=True)) == {"back"}
    all_is_well()


def test_the_decision_is_numbered_by_the_giver_s_register_and_cancelled_there_with_the_gift(
    giver: Person, island: Person
) -> None:
    office = Holder(organisation=giver.library)
    booking.say_issuer(holder=office, sign="TVT", body="Thư viện tỉnh Quảng Trị", actor=None, at=NOW)
    made = gift(giver, island, "Nhật ký trong tù;Hồ Chí Minh;5")
    carried = handing.Terms(on=TODAY, document="25/QĐ-TVT", register=office, carried=True)
    with pytest.raises(SharingRefused) as refused:
        handing.hand_over(gift=made, terms=replace(carried, carried=False), actor=None, at=NOW)
    assert refused.value.context["field"] == "number"
    handing.hand_over(gift=made, terms=carried, actor=giver.user, at=NOW)
    after = gift(giver, island, "Số đỏ;Vũ Trọng Phụng;1")
    handing.hand_over(gift=after, terms=replace(carried, document="", carried=False), actor=giver.user, at=NOW)
    after.refresh_from_db()
    assert (after.document, after.document_on) == ("26/QĐ-TVT", TODAY)
    handing.undo(gift=after, reason="Nhầm nơi nhận", actor=giver.user, at=NOW)
    assert list(Document.objects.order_by("ordinal").values_list("symbol", "cancelled_on")) == [
        ("25/QĐ-TVT", None),
        ("26/QĐ-TVT", TODAY),
    ]


def test_nothing_is_handed_over_without_a_document_or_when_one_copy_cannot_go(
    giver: Person, island: Person, tmp_path: Path
) -> None:
    copies = shelf(tmp_path, giver, kieu=2)
    made = gift(giver, island, "QT.kieu1\nQT.kieu2")
    with pytest.raises(SharingRefused) as refused:
        handing.hand_over(gift=made, terms=handing.Terms(on=TODAY, document=" "), actor=None, at=NOW)
    assert refused.value.code == "no_document"
    Copy.objects.filter(pk=copies["QT.kieu2"].pk).update(status="on_loan")
    with pytest.raises(SharingRefused, match=r"QT\.kieu2"):
        handing.hand_over(gift=made, terms=TERMS, actor=None, at=NOW)
    assert not Copy.objects.filter(owner=island.library).exists()
    assert not SourceRecord.objects.filter(library=island.library).exists()
    assert booked() == {}
