"""One process at a desk, measured from inside: `python -m bench.desk_work WAY FIRST COUNT [SECONDS]`.

WAY is `bare`, a transaction of the ORM with the same reads and writes and nothing besides; `service`, the product's
`loans.check_out`; or `both`, which takes turns. It lends COUNT copies of the first library from number FIRST on,
beginning when the clock says SECONDS, and prints {way: [milliseconds of each]}, and when it began and ended.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from collections.abc import Callable

from bench.desk_fill import barcode, home_of

PATRON_STEP = 2  # the first library's patrons have odd numbers


def bare(copy_id: int, patron_id: int, library: object, actor: object) -> None:
    """What a check-out reads and writes, row for row, as anybody would write it with the ORM."""
    from django.db import transaction
    from django.db.models import F, Q
    from django.utils import timezone

    from lienthu.catalogue.models import Copy, SourceRecord
    from lienthu.circulation.models import DeskAction, Loan, Policy
    from lienthu.common.models import AuditEntry
    from lienthu.federation.models import OrganisationParent
    from lienthu.ledger.models import Combination, DailySum, Event
    from lienthu.ledger.rules import number
    from lienthu.patrons.models import Patron

    now = timezone.now()
    day = timezone.localdate(now)
    key, who = library.pk, actor.pk  # type: ignore[attr-defined]
    with transaction.atomic():
        copy = Copy.objects.select_for_update(of=("self",)).select_related("record").get(pk=copy_id)
        patron = Patron.objects.select_for_update(of=("self",)).select_related("category").get(pk=patron_id)
        above = list(OrganisationParent.objects.filter(organisation=key).values_list("parent", flat=True))
        list(
            Policy.objects.filter(
                Q(organisation__in=[key, *above]) | Q(organisation=None),
                category__in=["", patron.category.code],
                material__in=["", "book"],
            )
        )
        list(Loan.objects.filter(patron=patron, closed_at=None).values_list("due_at", "material"))
        loan = Loan.objects.create(
            copy=copy, patron=patron, library_id=key, category=patron.category.code, material="book", age_band="adult",
            checked_out_at=now, checked_out_by_id=who, due_at=now + datetime.timedelta(days=21),
            policy={"values": {"loan_days": 21}, "from": {"loan_days": 2}},
        )  # fmt: skip
        Copy.objects.filter(pk=copy.pk).update(status="on_loan", status_kept_here=True)
        SourceRecord.objects.filter(pk=copy.record_id).update(copies_available=F("copies_available") - 1)
        SourceRecord.objects.filter(pk=copy.record_id).values_list("title_id", "copies_available").get()
        DeskAction.objects.create(
            kind="check_out", at=now, actor_id=who, library_id=key, copy=copy, patron=patron, loan=loan,
            before={"copy": {"status": "available"}}, after={"copy": {"status": "on_loan"}},
        )  # fmt: skip
        AuditEntry.objects.create(
            at=now, actor_id=who, action="loan.made", thing="circulation.loan", thing_id=str(loan.pk),
            after={"due": day.isoformat(), "against": []},
        )  # fmt: skip
        facts = {"kind": "bare", "owner": copy.owner_id, "host": key, "material": "book", "age_band": "adult"}
        combination = number(facts.values())
        sum_ = {"combination_id": combination, "booked_on": day}
        Event.objects.create(
            **facts, **sum_, at=now, recorded_at=now, quantity=1, thing="circulation.loan", thing_id=loan.pk,
            actor_id=who,
        )  # fmt: skip
        if not DailySum.objects.filter(**sum_).update(quantity=F("quantity") + 1, events=F("events") + 1):
            Combination.objects.get_or_create(pk=combination, defaults={**facts, "broad": combination})
            DailySum.objects.create(**sum_, quantity=1, events=1)


def service(copy_id: int, patron_id: int, library: object, actor: object) -> None:
    """The product's own way, from objects that a desk has in hand to the commit."""
    from django.utils import timezone

    from lienthu.catalogue.models import Copy
    from lienthu.circulation.services import loans
    from lienthu.patrons.models import Patron

    loans.check_out(
        copy=Copy(pk=copy_id),
        patron=Patron(pk=patron_id),
        library=library,  # type: ignore[arg-type]
        site=None,
        actor=actor,  # type: ignore[arg-type]
        at=timezone.now(),
    )


WAYS: dict[str, Callable[[int, int, object, object], None]] = {"bare": bare, "service": service}


def work(way: str, first: int, count: int, begin: float) -> dict[str, object]:
    from lienthu.accounts.models import User
    from lienthu.catalogue.models import Copy
    from lienthu.federation.models import Organisation
    from lienthu.patrons.models import Patron

    library, actor = Organisation.objects.get(code="L0"), User.objects.get(username="desk")
    codes = [barcode(number * 8 // 5) for number in range(first, first + 2 * count + 2) if home_of(number) == 0][:count]
    ids = dict(Copy.objects.filter(barcode__in=codes).values_list("barcode", "pk"))
    patrons = list(Patron.objects.filter(library=library).order_by("pk").values_list("pk", flat=True)[:2000])
    ways = list(WAYS) if way == "both" else [way]
    taken: dict[str, list[float]] = {each: [] for each in ways}
    time.sleep(max(0.0, begin - time.time()))
    started = time.time()
    for turn, code in enumerate(codes):
        name = ways[turn % len(ways)]
        began = time.perf_counter()
        WAYS[name](ids[code], patrons[(first + turn) % len(patrons)], library, actor)
        taken[name].append((time.perf_counter() - began) * 1000)
    return {**taken, "began": started, "ended": time.time()}


def main() -> None:
    import django

    django.setup()
    way, first, count, *begin = sys.argv[1:]
    print(json.dumps(work(way, int(first), int(count), float(begin[0]) if begin else 0.0)))


if __name__ == "__main__":
    main()
