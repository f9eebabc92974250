"""A desk, its copies and its patrons, and what a test wants to compare before and after."""

import datetime
from pathlib import Path
from typing import Any

from conftest import NOW, Person

from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.circulation.models import Fee, Hold, Loan, Policy, Transfer
from lienthu.circulation.services import holds as hold_services
from lienthu.circulation.services.desk_log import Desk
from lienthu.ledger.models import DailySum
from lienthu.patrons.models import Patron

DAY = datetime.timedelta(days=1)


def stock(folder: Path, person: Person, *barcodes: str, **more: Any) -> list[Copy]:
    """Copies of Truyện Kiều, or what `more` says, in the library's charge."""
    path = write(
        folder, f"{person.library.code}-{barcodes[0]}.mrc", marc(barcodes[0], **(KIEU | more), barcodes=barcodes)
    )
    imports.import_file(path=path, library=person.library, actor=None, at=NOW, index=False)
    return list(Copy.objects.filter(barcode__in=barcodes).order_by("barcode"))


def desk(person: Person, *, at: datetime.datetime = NOW) -> dict[str, Any]:
    """The words that every verb at the desk takes."""
    return {"library": person.library, "site": None, "actor": person.user, "at": at}


def policy(person: Person | None, *, category: str = "", material: str = "", **values: int | bool) -> Policy:
    return Policy.objects.create(
        organisation=person.library if person else None, category=category, material=material, **values
    )


def hold(patron: Patron, copy: Copy, person: Person, *, at: datetime.datetime = NOW, **more: Any) -> Hold:
    """A hold of the patron on the copy's title, to be fetched at the person's library; placed at its desk."""
    asked = hold_services.Asked(patron=patron, title=copy.record.title_id, library=person.library, **more)
    return hold_services.place(asked=asked, actor=person.user, at=at, desk=Desk(person.library, None, person.user, at))


def everything() -> object:
    """All that a desk action may change, for comparing; without what an undo leaves as its trace."""
    copies = list(
        Copy.objects.order_by("pk").values_list("pk", "status", "status_kept_here", "custodian", "place", "assigned")
    )
    sums = list(SourceRecord.objects.order_by("pk").values_list("pk", "copies_total", "copies_available"))
    loans = list(Loan.objects.exclude(state=Loan.State.UNDONE).order_by("pk").values())
    fees = list(Fee.objects.order_by("pk").values())
    transfers = list(Transfer.objects.exclude(cancelled=True).order_by("pk").values())
    ledger = list(DailySum.objects.exclude(quantity=0).order_by("pk").values_list("kind", "host", "owner", "quantity"))
    holds = list(Hold.objects.exclude(state=Hold.State.CANCELLED).order_by("pk").values())
    return copies, sums, loans, fees, transfers, holds, ledger
