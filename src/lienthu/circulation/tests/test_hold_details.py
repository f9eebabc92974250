"""Where a hold is fetched, also said later; which volume and until when, said at the desk; locks in one order."""

from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import titles
from lienthu.circulation.errors import HoldRefused
from lienthu.circulation.models import Hold
from lienthu.circulation.rules import holds as hold_rules
from lienthu.circulation.services import holds, loans
from lienthu.circulation.tests.builders import DAY, desk, hold, policy, stock
from lienthu.circulation.tests.test_desk import Desk, outcome
from lienthu.circulation.tests.test_loans import codes, sound
from lienthu.circulation.tests.test_pages import text_of, visit
from lienthu.common.models import AuditEntry
from lienthu.federation import services as federation
from lienthu.federation.models import Organisation, Site
from lienthu.patrons.models import Patron
from lienthu.patrons.services import access
from lienthu.patrons.tests.builders import patron

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def branch(ours: Person) -> Site:
    facts: dict[str, Any] = {"organisation": ours.library, "actor": None, "at": NOW}
    federation.add_site(name="Trụ sở", **facts)
    return federation.add_site(name="Chi nhánh Cồn Phụng", kind="branch", **facts)


@pytest.fixture
def province(ours: Person) -> Organisation:
    """A library above ours, where our readers' cards serve too."""
    above = federation.add_organisation(code="PROVINCE", name="Thư viện tỉnh", actor=None, at=NOW)
    federation.move(organisation=ours.library, parent=above, on=NOW.date() - DAY, actor=None, at=NOW)
    return above


@pytest.fixture
def volumes(ours: Person, tmp_path: Path) -> list[Copy]:
    """A copy of each of two volumes that were put under one title."""
    first = stock(tmp_path, ours, "V1", title="Những người khốn khổ", part="Tập 1")
    second = stock(tmp_path, ours, "V2", title="Những người khốn khổ", part="Tập 2")
    numbers = [each.record.title_id for each in (*first, *second)]
    titles.merge(kept=numbers[0], moved=numbers[1], reason="một bộ", actor=None, at=NOW)
    return list(Copy.objects.filter(barcode__in=("V1", "V2")).select_related("record").order_by("barcode"))


@pytest.fixture
def at(ours: Person, reader: Patron) -> Desk:
    Patron.objects.update(expires_on=TODAY() + 90 * DAY)
    return Desk(ours)


# --- fetched elsewhere


def test_a_reader_who_waits_says_to_fetch_it_elsewhere_and_keeps_their_place(
    ours: Person, reader: Patron, shelf: list[Copy], branch: Site, province: Organisation
) -> None:
    policy(ours, lends_to_others=True)
    placed = hold(reader, shelf[0], ours)
    moved = holds.fetch_at(hold=placed, library=ours.library, site=branch, actor=None, at=NOW)
    assert (moved.site, moved.rank, moved.state) == (branch, placed.rank, "waiting")
    assert moved.copy is not None
    moved = holds.fetch_at(hold=placed, library=province, site=None, actor=ours.user, at=NOW)
    held = Hold.objects.get()
    assert (held.library, held.site, held.copy) == (province, None, moved.copy)
    entry = AuditEntry.objects.filter(action="hold.fetched_elsewhere").order_by("pk").last()
    assert entry is not None
    assert (entry.before["site"], entry.after["library"]) == ("Chi nhánh Cồn Phụng", "PROVINCE")
    assert Copy.objects.filter(status="reserved").count() == 1
    sound()


@pytest.mark.once
def test_a_place_that_cannot_serve_is_refused_and_so_is_what_is_ready_already(
    ours: Person, sister: Person, reader: Patron, shelf: list[Copy], province: Organisation
) -> None:
    placed = hold(reader, shelf[0], ours)
    for library, expected in ((sister.library, ["no_copies", "no_pickup"]), (province, ["no_copies"])):
        with pytest.raises(HoldRefused) as refused:
            holds.fetch_at(hold=placed, library=library, site=None, actor=None, at=NOW)
        assert codes(refused.value) == expected
    assert placed.copy is not None
    loans.check_in(copy=placed.copy, **desk(ours))
    policy(ours, lends_to_others=True)
    with pytest.raises(HoldRefused) as refused:
        holds.fetch_at(hold=placed, library=province, site=None, actor=None, at=NOW)
    assert codes(refused.value) == ["not_waiting"]
    assert Hold.objects.get().library == ours.library


def test_when_the_next_reader_is_nearer_the_copy_that_was_kept_goes_to_them(
    ours: Person, reader: Patron, shelf: list[Copy], province: Organisation
) -> None:
    Copy.objects.exclude(pk=shelf[0].pk).update(status="withdrawn")
    SourceRecord.objects.update(copies_total=1, copies_available=1)
    mine = policy(ours, lends_to_others=True)
    first = hold(reader, shelf[0], ours)
    second = hold(patron(ours.library, "Lê Văn Tám", card="R2"), shelf[0], ours)
    type(mine).objects.update(lends_to_others=None)
    with pytest.raises(HoldRefused):  # the only copy could not follow
        holds.fetch_at(hold=first, library=province, site=None, actor=None, at=NOW)
    type(mine).objects.update(lends_to_others=True)
    holds.fetch_at(hold=first, library=province, site=None, actor=None, at=NOW)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.copy, second.copy) == (shelf[0], None)  # the first in the queue, wherever it is fetched
    sound()


def test_staff_and_readers_change_the_place_on_their_pages_from_a_list(
    at: Desk, ours: Person, reader: Patron, shelf: list[Copy], branch: Site
) -> None:
    placed = hold(reader, shelf[0], ours, at=timezone.now(), site=Site.objects.exclude(pk=branch.pk).get())
    key = f"{ours.library.pk}-{branch.pk}"
    page = text_of(at.client, "hold", placed.pk)
    assert f'<option value="{key}">Thư viện huyện Châu Thành: Chi nhánh Cồn Phụng</option>' in page
    change = reverse("circulation:hold_change", args=[placed.pk, "pickup"])
    said = at.client.post(change, {"pickup": key}, follow=True).content.decode()
    assert "Đã đổi: nhận sách tại Thư viện huyện Châu Thành: Chi nhánh Cồn Phụng." in said
    assert "đổi nơi nhận sách" in said
    wrong = at.client.post(change, {"pickup": "1-999"}, follow=True).content.decode()
    assert "Hãy chọn một nơi nhận trong danh sách." in wrong
    access.choose_password(patron=reader, password="sông Hậu chảy", at=timezone.now())
    mine = Client()
    mine.post(reverse("own:sign_in"), {"card": "R1", "secret": "sông Hậu chảy"})
    assert "Đổi nơi nhận" in mine.get(reverse("own:me")).content.decode()
    back = placed.pickup_key
    own = mine.post(reverse("own_holds:change", args=[placed.pk, "pickup"]), {"pickup": back}, follow=True)
    assert "Đã đổi: bạn nhận sách tại Thư viện huyện Châu Thành: Trụ sở." in own.content.decode()
    assert Hold.objects.get().pickup_key == back


@pytest.mark.once
def test_another_librarys_desk_does_not_change_where_it_is_fetched(
    at: Desk, ours: Person, sister: Person, reader: Patron, shelf: list[Copy], branch: Site
) -> None:
    placed = hold(reader, shelf[0], ours, at=timezone.now(), site=branch)
    change = reverse("circulation:hold_change", args=[placed.pk, "pickup"])
    assert visit(sister).post(change, {"pickup": placed.pickup_key}).status_code == 404


# --- which volume, until when


def test_of_a_title_with_volumes_the_desk_asks_which_and_keeps_to_it(at: Desk, volumes: list[Copy]) -> None:
    title = volumes[0].record.title_id
    at.scan("R1")
    text = at.post(title=title)
    assert outcome(text) == ("info", "Đặt mượn “Những người khốn khổ”.")
    assert '<option value="Tập 2">' in text
    assert not Hold.objects.exists()
    here = f"{volumes[0].custodian_id}-0"
    last = f"{TODAY() + 30 * DAY:%d/%m/%Y}"
    text = at.post(do="hold", title=title, pickup=here, part="Tập 2", expires_on="31/02/2026")
    assert outcome(text)[0] == "bad"
    assert 'value="31/02/2026"' in text
    text = at.post(do="hold", title=title, pickup=here, part="Tập 2", expires_on=last)
    assert outcome(text)[0] == "good"
    placed = Hold.objects.get()
    assert (placed.part, placed.copy, placed.expires_on) == ("Tập 2", volumes[1], TODAY() + 30 * DAY)
    assert holds.heading(placed) == "Những người khốn khổ. Tập 2"
    alike = [hold_rules.is_volume("Tập 1", other) for other in ("T.1", "Tập một", "Tập 10", "")]
    assert alike == [True, True, False, False]


@pytest.mark.once
def test_details_are_asked_of_any_title_and_a_refusal_keeps_what_was_said(
    at: Desk, ours: Person, director: Person, shelf: list[Copy], branch: Site
) -> None:
    policy(ours, hold_limit=0)
    at = Desk(director)
    at.scan("R1")
    text = at.post(details=shelf[0].record.title_id)
    assert 'name="expires_on"' in text
    assert 'name="part"' not in text
    key, last = f"{ours.library.pk}-{branch.pk}", f"{TODAY() + DAY:%d/%m/%Y}"
    said = {"do": "hold", "title": shelf[0].record.title_id, "pickup": key, "expires_on": last}
    text = at.post(**said)
    assert outcome(text)[0] == "bad"
    assert f'<option value="{key}" selected>' in text
    assert f'value="{last}"' in text
    assert outcome(at.post(**said, reason="hội thi"))[0] == "good"
    placed = Hold.objects.get()
    assert (placed.site, placed.expires_on) == (branch, TODAY() + DAY)


# --- two at once


def test_holds_are_locked_by_number_whatever_their_place_in_the_queue(
    ours: Person, director: Person, reader: Patron, shelf: list[Copy]
) -> None:
    """On PostgreSQL two who change one queue would otherwise wait for each other. SQLite has one writer."""
    if not connection.features.has_select_for_update:
        pytest.skip("this database locks no rows")
    Copy.objects.exclude(pk=shelf[0].pk).update(status="withdrawn")
    loans.check_out(copy=shelf[0], patron=patron(ours.library, "Trần Ba", card="R3"), **desk(ours))
    first = hold(reader, shelf[0], ours)
    second = hold(patron(ours.library, "Lê Văn Tám", card="R2"), shelf[0], ours)
    table = Hold._meta.db_table
    with CaptureQueriesContext(connection) as asked:
        holds.move(hold=second, up=True, library=ours.library, actor=director.user, at=NOW, reason="thi")
        holds.cancel(hold=first, actor=None, at=NOW)
        loans.check_in(copy=shelf[0], **desk(ours))
    locks = [each["sql"] for each in asked if f'FROM "{table}"' in each["sql"] and "FOR UPDATE" in each["sql"]]
    many = [each for each in locks if f'"{table}"."id" = ' not in each and f'"{table}"."copy_id" = ' not in each]
    assert len(many) >= 3
    by_number = (f'ORDER BY "{table}"."id" ASC', "ORDER BY 1 ASC FOR UPDATE")  # 1: the key, which alone is asked for
    assert [each for each in many if not any(order in each for order in by_number)] == []
