"""A program of the tests: one desk that gives accession numbers, as a process of its own.

It is told what to do by lines: see `common/tests/orders.py`.
"""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
django.setup()

from conftest import NOW  # noqa: E402
from django.db import transaction  # noqa: E402

from lienthu.catalogue.models import SourceRecord  # noqa: E402
from lienthu.catalogue.search.backend import get_backend  # noqa: E402
from lienthu.cataloguing.models import AccessionSeries  # noqa: E402
from lienthu.cataloguing.tests.builders import added, record, series  # noqa: E402
from lienthu.common.tests.orders import obey  # noqa: E402
from lienthu.federation.models import Organisation  # noqa: E402
from lienthu.federation.services.organisations import add_organisation  # noqa: E402
from lienthu.registry.queries.holders import Holder  # noqa: E402
from lienthu.registry.services import booking  # noqa: E402
from lienthu.registry.tests.builders import booked  # noqa: E402


def prepare(folder: str) -> None:
    get_backend().create()
    library = add_organisation(code="OURS", name="Thư viện", actor=None, at=NOW)
    for number in ("1", "2"):
        record(library, Path(folder), number, title=f"Sách {number}")
    series(library)
    booking.say_issuer(holder=Holder(organisation=library), sign="TV", body="Thư viện", actor=None, at=NOW)


def draw(number: str, turns: int) -> list[str]:
    """The accession numbers of that book's new copies."""
    book = SourceRecord.objects.get(control_number=number)
    kho = AccessionSeries.objects.get()
    given = []
    for turn in range(turns):
        try:
            with transaction.atomic():
                copy = added(book, kho).copies[0]
                if turn % 5 == 4:
                    raise InterruptedError  # the librarian's browser went away: all of it is undone
                given.append(copy.accession_number)
        except InterruptedError:
            pass
    return given


def number(turns: int) -> list[str]:
    """The numbers of so many plans in the library's register of documents."""
    holder, given = Holder(organisation=Organisation.objects.get()), []
    for turn in range(turns):
        try:
            with transaction.atomic():
                symbol = booked(holder, "Kế hoạch").symbol
                if turn % 5 == 4:
                    raise InterruptedError
                given.append(symbol)
        except InterruptedError:
            pass
    return given


if __name__ == "__main__":
    obey(prepare=prepare, draw=draw, number=number)
