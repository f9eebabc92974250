"""What readers wait for, from a table: into the queue in the order of asking, wrong rows kept with every reason."""

from datetime import date
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Hold
from lienthu.circulation.services import holds
from lienthu.circulation.services.sweeping import sweep
from lienthu.circulation.tests.builders import stock
from lienthu.federation.services.sites import add_site
from lienthu.intake import checks
from lienthu.ledger.models import Event

from .builders import AN, BINH, HOA, READERS, codes, counted, csv, take

pytestmark = pytest.mark.django_db
HOLDS = ("Số thẻ", "Mã vạch", "Ngày đặt", "Cần đến ngày", "Nơi nhận")


@pytest.fixture
def book(ours: Person, tmp_path: Path) -> Copy:
    take(ours, "patrons", csv(tmp_path / "ban-doc.csv", READERS, HOA, BINH, AN))
    return stock(tmp_path, ours, "B1")[0]


def test_readers_come_into_the_queue_where_a_copy_then_finds_them(ours: Person, book: Copy, tmp_path: Path) -> None:
    room = add_site(organisation=ours.library, name="Phòng mượn", actor=None, at=NOW)
    path = csv(tmp_path / "dat.csv", HOLDS, ("TV0002", "B1", "20/12/2025", "", "phòng mượn"),
               ("TV0001", "B1", "21/12/2025", "30/06/2026", ""))  # fmt: skip
    assert counted(take(ours, "holds", path)) == {"read": 2, "new": 2}
    first, second = Hold.objects.order_by("rank")
    assert (first.patron.number, first.site, first.expires_on) == ("TV0002", room, None)  # type: ignore[union-attr]
    assert (second.library, second.site, second.expires_on) == (ours.library, None, date(2026, 6, 30))
    assert not Event.objects.exists()
    assert sweep(at=NOW)["served"] == 1
    first.refresh_from_db()
    assert first.copy == book
    assert not list(checks.problems())


@pytest.mark.once
def test_the_same_table_again_changes_nothing_and_brings_no_ended_hold_back(
    ours: Person, book: Copy, tmp_path: Path
) -> None:
    path = csv(tmp_path / "dat.csv", HOLDS, ("TV0001", "B1", "", "", ""))
    take(ours, "holds", path)
    holds.cancel(hold=Hold.objects.get(), actor=None, at=NOW)
    assert counted(take(ours, "holds", path)) == {"read": 1, "unchanged": 1}
    assert Hold.objects.get().state == "cancelled"


def test_wrong_rows_are_kept_with_every_reason(ours: Person, book: Copy, tmp_path: Path) -> None:
    path = csv(tmp_path / "dat.csv", HOLDS, ("TV9", "X1", "31/02/2026", "01/01/2026", ""),
               ("", "", "05/06/2026", "", ""), ("TV0001", "B1", "", "", ""), ("TV0001", "B1", "", "", ""))  # fmt: skip
    intake = take(ours, "holds", path)
    assert codes(intake) == {
        2: ["placed_on", "run_out", "unknown_card", "unknown_book"],
        3: ["no_card", "no_book", "placed_later"],
        5: ["twice"],
    }


def test_the_page_offers_the_empty_table_and_its_example_is_passed_over(
    ours: Person, book: Copy, tmp_path: Path
) -> None:
    client = Client()
    client.force_login(ours.user)
    address = reverse("intake:table", args=["holds"])
    assert address in client.get(reverse("intake:files")).content.decode()
    answer = client.get(address)
    assert "mau-dat-muon.xlsx" in answer["Content-Disposition"]
    path = tmp_path / "mau.xlsx"
    path.write_bytes(answer.content)
    assert counted(take(ours, "holds", path)) == {}
