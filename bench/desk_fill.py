"""A library's stock, patrons and years of loans, written straight into the tables: `python -m bench.desk_fill COPIES`.

For COPIES copies there are 5/8 as many records, a fifth as many patrons and five times as many loans that ended: at
1,000,000 copies 200,000 patrons and 5,000,000 past loans. One library has half of them, ten others the rest. The
database is the one that the environment names; it must be migrated.
"""

from __future__ import annotations

import datetime
import json
import random
import sys
import time
from typing import Any

from bench import words

SEED = 20267
LIBRARIES = 11
CHUNK = 20_000
DAY = datetime.timedelta(days=1)


def home_of(number: int) -> int:
    """Index of the library that has the thing of this number: every other one is the first library's."""
    return 0 if number % 2 else 1 + number // 2 % (LIBRARIES - 1)


def barcode(number: int) -> str:
    return f"C{number:08d}"


def fill(copies: int) -> dict[str, object]:
    """Everything, committed chunk by chunk; returns how much of each."""
    from django.utils import timezone

    from lienthu.accounts.models import Role, User
    from lienthu.federation.services.organisations import add_organisation

    now = timezone.now()
    libraries = [add_organisation(code=f"L{n}", name=f"Thư viện {n}", actor=None, at=now).pk for n in range(LIBRARIES)]
    user = User.objects.create_user(username="desk", password="at the desk", full_name="Thủ thư quầy")
    Role.objects.create(user=user, kind=Role.Kind.CIRCULATION, organisation_id=libraries[0])
    _policies(libraries)
    first_copy = _stock(libraries, copies, now)
    patrons = _patrons(libraries, max(copies // 5, 50), now)
    _past(libraries, first_copy, copies, patrons, now)
    _analyse()
    return {"copies": copies, "patrons": len(patrons), "loans": copies * 5}


def _policies(libraries: list[int]) -> None:
    from lienthu.circulation.models import Policy

    Policy.objects.create(organisation=None, loan_days=14, max_loans=30_000)
    Policy.objects.create(organisation_id=libraries[0], category="adult", loan_days=21)
    Policy.objects.create(organisation_id=libraries[0], material="book", renewals=2)


def _stock(libraries: list[int], copies: int, now: datetime.datetime) -> int:
    """Records of one to three copies; returns the number of the first copy."""
    from django.db import transaction

    from lienthu.catalogue import store
    from lienthu.catalogue.models import Copy, ImportRun, SourceRecord, Title

    run = ImportRun.objects.create(
        library_id=libraries[0], file_name="bench", file_digest="", format="", encoding="", started_at=now
    )
    dice = random.Random(SEED)
    vocabulary, weights = words.load()["vi"]
    records = copies * 5 // 8
    first_copy = 0
    for start in range(0, records, CHUNK):
        count = min(CHUNK, records - start)
        with transaction.atomic():
            titles, ids = store.new_ids(Title, count), store.new_ids(SourceRecord, count)
            store.insert(Title, ("id",), [(number,) for number in titles])
            rows, held = [], []
            for offset, (title, record) in enumerate(zip(titles, ids, strict=True)):
                number = start + offset
                mine = range(number * 8 // 5, (number + 1) * 8 // 5)
                heading = " ".join(dice.choices(vocabulary, weights, k=dice.randint(3, 8))).capitalize()
                library = libraries[home_of(number)]
                rows.append(_record(record, library, number, title, heading, run.pk, len(mine)))
                held += [(record, barcode(n), library, library, barcode(n), "895.922", "available") for n in mine]
            store.insert(SourceRecord, RECORD, rows)
            store.insert(Copy, COPY, [(*row[:4], row[4], "", row[5], "", row[6], "") for row in held])
        first_copy = first_copy or Copy.objects.order_by("pk").values_list("pk", flat=True)[0]
    return first_copy


RECORD = (
    "id", "library_id", "control_number", "title_id", "grouped_by", "evidence", "facts", "digest", "version",
    "position", "run_id", "copies_total", "copies_available",
)  # fmt: skip
COPY = (
    "record_id", "key", "owner_id", "custodian_id", "barcode", "accession_number", "call_number", "shelf", "status",
    "note",
)  # fmt: skip


def _record(record: int, library: int, number: int, title: int, heading: str, run: int, copies: int) -> tuple[Any, ...]:
    from lienthu.catalogue.derive import facts_to_json
    from lienthu.lib.marc.facts import Facts

    facts = Facts(
        "book", "print", heading, (), "", ("Nguyễn, Văn A",), "", "Hà Nội", "Nxb. Bench", 2000 + number % 25, "200 tr.",
        ("vie",), (), (), (), (), (), (), "", "", (),
    )  # fmt: skip
    return (
        record, library, f"b{number}", title, 0, "", facts_to_json(facts), number.to_bytes(16, "big"), 1, number, run,
        copies, copies,
    )  # fmt: skip


def _patrons(libraries: list[int], count: int, now: datetime.datetime) -> list[tuple[int, int]]:
    """Primary key and library of each patron; their cards have the codes P00000000 and on."""
    from lienthu.demo.names import name
    from lienthu.patrons.models import Card, Category, Patron
    from lienthu.patrons.services import names

    dice = random.Random(SEED + 1)
    categories = [
        Category.objects.create(library_id=library, code="adult", name="Người lớn", band="adult")
        for library in libraries
    ]
    made = []
    for start in range(0, count, CHUNK):
        rows = []
        for number in range(start, min(start + CHUNK, count)):
            where = home_of(number)
            row = Patron(
                library_id=libraries[where],
                number=f"P{number:08d}",
                category=categories[where],
                birth_date=datetime.date(1960 + number % 45, 1 + number % 12, 1 + number % 28),
                registered_on=now.date(),
                expires_on=now.date() + 300 * DAY,
            )
            names.set_name(row, name(dice).full)
            rows.append(row)
        Patron.objects.bulk_create(rows, batch_size=1000)
        names.index_many(rows)
        Card.objects.bulk_create(
            [Card(patron=row, library_id=row.library_id, code=row.number, issued_at=now) for row in rows],
            batch_size=1000,
        )
        made += [(row.pk, row.library_id) for row in rows]
    return made


KEPT = datetime.timedelta(days=90)  # LIENTHU_HISTORY_DAYS
LOAN = (
    "copy_id", "patron_id", "library_id", "category", "material", "age_band", "checked_out_at", "due_at", "renewals",
    "state", "closed_at", "closed_library_id", "policy", "overridden",
)  # fmt: skip


def _past(
    libraries: list[int], first_copy: int, copies: int, patrons: list[tuple[int, int]], now: datetime.datetime
) -> None:
    """Five loans of each copy over the last ten years, all returned; whose the old ones were is forgotten already."""
    from django.db import connection, transaction

    from lienthu.catalogue import store
    from lienthu.circulation.models import Loan

    snapshot = json.dumps({"values": {"loan_days": 21}, "from": {"loan_days": 2}})
    plain = connection.vendor == "sqlite"

    def stored(at: datetime.datetime) -> object:
        return at.replace(tzinfo=None).isoformat(" ") if plain else at

    dice = random.Random(SEED + 2)
    for start in range(0, copies * 5, CHUNK * 5):
        rows = []
        for number in range(start, min(start + CHUNK * 5, copies * 5)):
            patron, library = patrons[dice.randrange(len(patrons))]
            began = now - DAY * (3650 - 3600 * number / (copies * 5))
            known = patron if began + 20 * DAY > now - KEPT else None  # as the daily job leaves it
            rows.append(
                (
                    first_copy + dice.randrange(copies), known, library, "adult", "book", "adult", stored(began),
                    stored(began + 21 * DAY), 0, "returned", stored(began + 20 * DAY), library, snapshot, "[]",
                )
            )  # fmt: skip
        with transaction.atomic():
            store.insert(Loan, LOAN, rows)


def _analyse() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def main() -> None:
    import django

    django.setup()
    began = time.perf_counter()
    made = fill(int(sys.argv[1]))
    from lienthu.catalogue.services import indexing

    if "--index" in sys.argv:
        indexing.rebuild()
    print(json.dumps({**made, "seconds": round(time.perf_counter() - began, 1)}))


if __name__ == "__main__":
    main()
