"""Holds that another library's copy serves: its owner's will, the nearest first, the way there and the way home."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Hold, Transfer
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.services import holds, loans
from lienthu.circulation.services.sweeping import sweep
from lienthu.circulation.services.undo import undo
from lienthu.circulation.services.ways import Ends, write
from lienthu.circulation.tests.builders import DAY, desk, everything, hold, policy, stock
from lienthu.circulation.tests.test_loans import sound
from lienthu.federation.models import Site
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(tmp_path: Path, sister: Person) -> Copy:
    """The one copy of a title, at the other library."""
    return stock(tmp_path, sister, "S1")[0]


def now(of: Hold) -> Hold:
    return Hold.objects.get(pk=of.pk)


def fresh(copy: Copy) -> Copy:
    return Copy.objects.get(pk=copy.pk)


def test_another_librarys_copy_comes_only_if_its_owner_lends_to_others(
    ours: Person, sister: Person, reader: Patron, theirs: Copy
) -> None:
    asked = holds.Asked(patron=reader, title=theirs.record.title_id, library=ours.library)
    with pytest.raises(holds.HoldRefused) as refused:
        holds.place(asked=asked, actor=None, at=NOW)
    assert [each.code for each in refused.value.refusals] == ["no_copies"]
    policy(sister, lends_to_others=True)
    placed = holds.place(asked=asked, actor=None, at=NOW)
    assert placed.copy == theirs
    assert list(queries.to_pull(sister.library)) == [placed]
    assert not queries.to_pull(ours.library).exists()


def test_the_copy_goes_to_the_place_of_pickup_and_home_again(
    ours: Person, sister: Person, reader: Patron, theirs: Copy
) -> None:
    policy(sister, lends_to_others=True)
    placed = hold(reader, theirs, ours)
    loans.check_in(copy=theirs, **desk(sister))
    assert (now(placed).state, fresh(theirs).status) == ("in_transit", "in_transit")
    sound()
    loans.check_in(copy=theirs, **desk(ours))
    held = now(placed)
    assert (held.state, held.came_from, fresh(theirs).custodian) == ("ready", sister.library, ours.library)
    sound()
    loans.check_out(copy=theirs, patron=reader, **desk(ours))
    before = everything()
    done = loans.check_in(copy=theirs, **desk(ours))
    assert done.transfer is not None
    assert (done.transfer.receiver, fresh(theirs).status) == (sister.library, "in_transit")
    undo(action=done.action, library=ours.library, actor=ours.user, at=NOW)
    assert everything() == before
    loans.check_in(copy=theirs, **desk(ours))
    loans.check_in(copy=theirs, **desk(sister))
    assert (fresh(theirs).status, fresh(theirs).custodian) == ("available", sister.library)
    sound()


def test_what_arrives_for_a_hold_that_was_cancelled_goes_home_at_once(
    ours: Person, sister: Person, reader: Patron, theirs: Copy
) -> None:
    policy(sister, lends_to_others=True)
    placed = hold(reader, theirs, ours)
    loans.check_in(copy=theirs, **desk(sister))
    holds.cancel(hold=placed, actor=None, at=NOW)
    sound()
    before = everything()
    done = loans.check_in(copy=theirs, **desk(ours))
    assert Transfer.objects.get(closed_at=None).receiver == sister.library
    sound()
    undo(action=done.action, library=ours.library, actor=ours.user, at=NOW)
    assert everything() == before


def test_what_nobody_fetched_goes_home_when_it_is_taken_off_the_shelf(
    ours: Person, sister: Person, reader: Patron, theirs: Copy
) -> None:
    policy(sister, lends_to_others=True)
    hold(reader, theirs, ours)
    loans.check_in(copy=theirs, **desk(sister))
    loans.check_in(copy=theirs, **desk(ours))
    assert sweep(at=NOW + 8 * DAY)["expired"] == 1
    done = loans.check_in(copy=theirs, **desk(ours, at=NOW + 8 * DAY))
    assert (done.action.kind, done.transfer.receiver) == ("off_shelf", sister.library)
    sound()


def test_the_senders_second_scan_calls_it_back_and_the_hold_waits_for_it(
    ours: Person, sister: Person, reader: Patron, theirs: Copy
) -> None:
    policy(sister, lends_to_others=True)
    placed = hold(reader, theirs, ours)
    loans.check_in(copy=theirs, **desk(sister))
    loans.check_in(copy=theirs, **desk(sister))
    assert (now(placed).state, fresh(theirs).status) == ("waiting", "reserved")
    sound()


def test_the_nearest_by_the_table_serves_and_the_page_can_say_why(
    ours: Person, sister: Person, person, reader: Patron, tmp_path: Path
) -> None:
    third = person("THIRD", "Thư viện huyện Mỏ Cày", kind="circulation")
    policy(None, lends_to_others=True)
    stock(tmp_path, sister, "S1")
    near = stock(tmp_path, third, "T1")[0]
    write(ends=Ends(sister.library, ours.library), cost=40, actor=None, at=NOW)
    write(ends=Ends(third.library, ours.library), cost=12, actor=None, at=NOW)
    placed = hold(reader, near, ours)
    assert placed.copy == near
    assert (placed.choice["cost"], placed.choice["by"], placed.choice["others"][0]["cost"]) == (12, "table", 40)


def test_a_returned_copy_of_another_library_serves_a_reader_here_only_by_its_owners_will(
    ours: Person, sister: Person, reader: Patron, theirs: Copy
) -> None:
    policy(sister, returned_elsewhere=True)
    visitor = patron(sister.library, "Trần Văn Sự")
    loans.check_out(copy=theirs, patron=visitor, **desk(sister))
    Hold.objects.create(title=theirs.record.title, patron=reader, library=ours.library, placed_at=NOW, rank=1)
    done = loans.check_in(copy=theirs, **desk(ours))
    assert done.hold is None
    assert fresh(theirs).status == "in_transit"
    sound()


def test_between_two_sites_of_one_library_it_is_carried_without_a_transfer(
    ours: Person, reader: Patron, tmp_path: Path
) -> None:
    main = Site.objects.create(organisation=ours.library, name="Trụ sở")
    branch = Site.objects.create(organisation=ours.library, name="Cơ sở 2", kind="branch")
    copy = stock(tmp_path, ours, "B1")[0]
    placed = hold(reader, copy, ours, site=branch)
    at_main = {**desk(ours), "site": main}
    loans.check_in(copy=copy, **at_main)
    assert (now(placed).state, fresh(copy).status, Transfer.objects.count()) == ("in_transit", "reserved", 0)
    sound()
    loans.check_in(copy=copy, **{**desk(ours), "site": branch})
    assert now(placed).state == "ready"
    sound()
