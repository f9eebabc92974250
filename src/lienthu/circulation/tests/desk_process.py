"""A program of the tests: one desk as a process of its own, on whatever database its environment names.

It is told what to do by lines: see `common/tests/orders.py`.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import OperationalError, connection, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from lienthu.accounts.models import Role, User  # noqa: E402
from lienthu.catalogue.models import Copy  # noqa: E402
from lienthu.catalogue.services import imports  # noqa: E402
from lienthu.catalogue.tests.builders import KIEU, marc, write  # noqa: E402
from lienthu.circulation.errors import LoanRefused, ReturnRefused  # noqa: E402
from lienthu.circulation.models import Hold, Loan, Policy  # noqa: E402
from lienthu.circulation.services import holds, loans  # noqa: E402
from lienthu.common.tests.orders import obey  # noqa: E402
from lienthu.federation.models import Organisation  # noqa: E402
from lienthu.federation.services.organisations import add_organisation  # noqa: E402
from lienthu.ledger import services as ledger  # noqa: E402
from lienthu.ledger.models import Event, Kind  # noqa: E402
from lienthu.patrons.queries import patron_by_card  # noqa: E402
from lienthu.patrons.tests.builders import patron  # noqa: E402


def prepare(copies: int, titles: int) -> None:
    """A library, a book of many copies (L…) and books of one (H…), and two patrons with the cards R1 and R2."""
    now = timezone.now()
    library = add_organisation(code="OURS", name="Thư viện huyện", actor=None, at=now)
    Policy.objects.create(organisation=library, max_loans=copies + titles, hold_limit=titles)
    lent = marc("lent", **KIEU, barcodes=tuple(f"L{number:03}" for number in range(copies)))
    waited_for = (
        marc(str(number), title=f"Sách số {number} của tủ", author=f"Tác giả {number}", barcodes=(f"H{number:03}",))
        for number in range(titles)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), "a.mrc", b"".join((lent, *waited_for)))
        imports.import_file(path=path, library=library, actor=None, at=now, index=False)
    for card in ("R1", "R2"):
        made = patron(library, f"Người mượn {card}", card=card)
        type(made).objects.update(expires_on=timezone.localdate())
        User.objects.create(username=card, full_name=f"Thủ thư {card}")


def lend(card: str) -> dict[str, str]:
    """Every copy of the book of many, in order, to that patron: what was told of each, "" where it was lent."""
    desk, reader = _desk(card)
    told = {}
    for copy in Copy.objects.filter(barcode__startswith="L").order_by("barcode"):
        try:
            loans.check_out(copy=copy, patron=reader, at=timezone.now(), **desk)
            told[copy.barcode] = ""
        except LoanRefused as refusal:
            told[copy.barcode] = f"{refusal.code}: {refusal}"
    return told


def wait_for_all(card: str) -> dict[str, tuple[bool, str]]:
    """A hold of that patron on each book of one copy, and then the scan of the copy.

    Told of each: whether the hold was given the copy at once, and what the scan was told: "" where it put the copy on
    the hold shelf.
    """
    desk, reader = _desk(card)
    told = {}
    for copy in Copy.objects.filter(barcode__startswith="H").select_related("record").order_by("barcode"):
        asked = holds.Asked(patron=reader, title=copy.record.title_id, library=desk["library"])
        served = holds.place(asked=asked, actor=desk["actor"], at=timezone.now()).copy_id is not None
        try:
            loans.check_in(copy=copy, at=timezone.now(), **desk)
            told[copy.barcode] = served, ""
        except ReturnRefused as refusal:
            told[copy.barcode] = served, f"{refusal.code}: {refusal}"
    return told


def kept_for() -> list[tuple[str, str]]:
    """Each copy that a hold has, and who waits by it."""
    return [*Hold.objects.open().exclude(copy=None).values_list("copy__barcode", "patron__full_name")]


def _desk(card: str) -> tuple[dict[str, Any], Any]:
    library = Organisation.objects.get(code="OURS")
    reader = patron_by_card(card, libraries=[library])
    assert reader is not None
    return {"library": library, "site": None, "actor": User.objects.get(username=card)}, reader


def book(material: str) -> None:
    """A use in the house, in a transaction that is open until `commit`."""
    if transaction.get_autocommit():
        transaction.set_autocommit(False)
    used = ledger.Activity(kind=Kind.IN_HOUSE_USE, at=timezone.now(), host=1, material=material)
    ledger.append(used, actor=None)


def shelved() -> tuple[str, str]:
    """A copy that is kept for a patron: its barcode, and the card."""
    hold = Hold.objects.filter(state=Hold.State.READY).select_related("copy", "patron").order_by("pk")[0]
    assert hold.copy is not None
    assert hold.patron is not None
    return hold.copy.barcode, hold.patron.full_name.split()[-1]


def scan(barcode: str, card: str) -> tuple[int, int]:
    """The copy is lent on the desk's page: the status of the answer, and the open loans of the copy."""
    client, user = Client(SERVER_NAME="localhost"), User.objects.get(username=card)
    Role.objects.create(user=user, kind=Role.Kind.CIRCULATION, organisation=Organisation.objects.get(code="OURS"))
    client.force_login(user)
    said = {"patron": _desk(card)[1].pk, "mode": "auto", "q": barcode}
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # no folder of them is gathered here
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        answer = client.post(reverse("circulation:desk"), said, headers={"HX-Request": "true"})
    return answer.status_code, Loan.objects.open().filter(copy__barcode=barcode).count()


def book_as_lent(kind: str) -> bool:
    """As a loan's neighbour, in a transaction that is open until `commit`; False where PostgreSQL ended it."""
    if transaction.get_autocommit():
        transaction.set_autocommit(False)
    lent = Event.objects.filter(kind=Kind.CHECK_OUT).order_by("-pk")[0]
    facts = {name: getattr(lent, name) for name in ("owner", "host", "age_band", "material")}
    try:
        ledger.append(ledger.Activity(kind=Kind(kind), at=timezone.now(), **facts), actor=None)
    except OperationalError:
        transaction.rollback()
        return False
    return True


def commit() -> None:
    transaction.commit()
    transaction.set_autocommit(True)


def until_somebody_waits() -> None:
    """For a lock, on PostgreSQL."""
    with connection.cursor() as cursor:
        for _turn in range(3_000):
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted")
            if cursor.fetchall():
                return
            time.sleep(0.01)
    raise AssertionError("nobody waits for a lock")


if __name__ == "__main__":
    obey(
        prepare=prepare, lend=lend, wait_for_all=wait_for_all, kept_for=kept_for, book=book, commit=commit,
        shelved=shelved, scan=scan, book_as_lent=book_as_lent, until_somebody_waits=until_somebody_waits,
    )  # fmt: skip
