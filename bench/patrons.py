"""Finding patrons among 200,000: `python -m bench.patrons [SCALE]`, on the database that LIENTHU_DATABASE_URL names.

One library holds half of them, the others ten libraries. Questions are what a desk types: whole names with and without
marks, two or three words in any order, beginnings while typing, cards, phones, and the commonest words there are.
"""

import os
import random
import sys
import time

SEED = 20266


def _people(scale):
    from lienthu.demo.names import name

    dice = random.Random(SEED)
    return [name(dice).full for _ in range(scale)]


def fill(scale):
    """Libraries, a category, and `scale` patrons with their words and cards; returns the libraries."""
    import datetime

    from django.utils import timezone

    from lienthu.federation.services import add_organisation
    from lienthu.patrons.models import Card, Category, Patron
    from lienthu.patrons.services import names

    now = timezone.now()
    libraries = [add_organisation(code=f"L{n}", name=f"Thư viện {n}", actor=None, at=now) for n in range(11)]
    category = Category.objects.create(library=libraries[0], code="adult", name="Người lớn", band="adult")
    people = _people(scale)
    day = datetime.date(2026, 1, 5)
    for first in range(0, scale, 5000):
        rows = []
        for number, full in enumerate(people[first : first + 5000], first):
            library = libraries[0] if number % 2 else libraries[1 + number // 2 % 10]
            phone = f"09{number * 7919 % 10**8:08d}"
            row = Patron(
                library=library,
                number=f"{library.code}{number:06d}",
                category=category,
                registered_on=day,
                phone=phone,
                phone_digits=phone,
                expires_on=day,
            )
            names.set_name(row, full)
            rows.append(row)
        Patron.objects.bulk_create(rows)
        names.index_many(rows)
        Card.objects.bulk_create(
            [Card(patron=row, library_id=row.library_id, code=row.number, issued_at=now) for row in rows]
        )
    return libraries


def questions(scale, count=600):
    """What a desk types, and what kind of question it is."""
    from lienthu.lib.vietnamese import fold

    dice = random.Random(SEED + 1)
    people = _people(scale)
    asked = []
    for _ in range(count // 10):
        full = dice.choice(people)
        words = full.split()
        plain = fold(full).split()
        number = 2 * dice.randrange(scale // 2) + 1
        asked += [
            ("whole name", full),
            ("whole name, unmarked", " ".join(plain)),
            ("two words, any order", " ".join(dice.sample(plain, 2))),
            ("family and given name", f"{words[0]} {words[-1]}"),
            ("given name", plain[-1]),
            ("while typing", " ".join(plain)[: dice.randint(1, len(" ".join(plain)))]),
            ("while typing", full[: dice.randint(1, len(full))]),
            ("card", f"L0{number:06d}"),
            ("phone", f"09{number * 7919 % 10**8:08d}"),
            ("two family names", " ".join(dice.sample(["nguyen", "tran", "le", "pham", "huynh", "phan", "thi"], 2))),
        ]
    return asked


def measure(libraries, scale):
    """{kind: (p50, p95, slowest, CPU p50, CPU p95, the slowest question)} in milliseconds, and all of them together.

    CPU is this process's own: on SQLite the whole answer, whatever else the machine is doing.
    """
    from lienthu.patrons.queries import search

    kinds = {}
    for kind, text in questions(scale):
        for where in (libraries[0], libraries):
            began, worked = time.perf_counter(), time.process_time()
            search(text, library=where)
            took = (time.perf_counter() - began) * 1000
            cpu = (time.process_time() - worked) * 1000
            for key in (kind, "all"):
                kinds.setdefault(f"{key}, {'one library' if where is libraries[0] else 'all 11'}", []).append(
                    (took, cpu, text)
                )
    figures = {}
    for kind, taken in sorted(kinds.items()):
        times = sorted(taken)
        spent = sorted(each[1] for each in taken)
        middle, high = len(times) // 2, int(len(times) * 0.95)
        wall = (times[middle][0], times[high][0], times[-1][0])
        figures[kind] = (*(round(ms, 1) for ms in (*wall, spent[middle], spent[high])), times[-1][2])
    return figures


def main(scale=200_000):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from lienthu.federation.models import Organisation

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    libraries = list(Organisation.objects.filter(code__startswith="L"))
    if not libraries:
        libraries = fill(scale)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"filled in {time.perf_counter() - began:.0f} s")
    libraries.sort(key=lambda each: int(each.code[1:]))
    print(connection.vendor)
    for kind, figure in measure(libraries, scale).items():
        print(kind, figure)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
