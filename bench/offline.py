"""Work without a network: how fast waiting events drain, how large a bundle is and how long it takes.

`scale` is in events; the published scale is 10,000, the work of one device over some days: of 100 acts 46 check-outs,
27 check-ins, 7 renewals, 10 uses in the house, 9 counts of visitors and a new card. The hub has twice as many copies,
patrons and past loans from `bench.desk_fill`. Batches of 500 come in signed over the HTTP views and are stored; then
`lienthu.sync.services.folding.fold` drains what waits, as the worker calls it. The bundle has 5,000 copies and 2,000
patrons, whatever the scale, and is read back whole.

Run alone: `python -m bench.offline SCALE` in a hub that is filled (the environment names it), or by `bench offline`.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench import harness, hubs
from bench.harness import Figures

SEED = 20268
GOALS = {"drain_seconds": 60, "bundle_seconds": 10, "bundle_bytes": 5_000_000}
BUNDLE_COPIES, BUNDLE_PATRONS = 5_000, 2_000
OF_A_HUNDRED = {"check_out": 46, "check_in": 27, "renew": 7, "in_house_use": 10, "visit": 9, "new_card": 1}
ACTS = [kind for kind, count in OF_A_HUNDRED.items() for _ in range(count)]


def run(scale: int, scratch: Path) -> Figures:
    """A filled hub, and one process that measures from inside."""
    fill = [["-m", "bench.desk_fill", str(max(2 * scale, 4 * BUNDLE_COPIES))]]
    with hubs.working_copy(scratch / "offline", fill) as (env, _filled):
        figures = harness.answer(harness.measure(harness.python("-m", "bench.offline", str(scale)), env=env))
    ratios: Figures = {f"{name}_to_goal": round(float(str(figures[name])) / goal, 3) for name, goal in GOALS.items()}
    return harness.result("offline", scale, figures=figures, ratios=ratios)


def measure(scale: int) -> Figures:
    """Inside a filled hub."""
    site, person = _place()
    phone = _phone(person, site)
    figures = _bundle(phone, site)
    _log(phone, scale)
    began = time.perf_counter()
    for start in range(0, scale, 500):
        phone.send(phone.log[start : start + 500])
    stored = time.perf_counter() - began
    from lienthu.sync.services.folding import fold

    began, used = time.perf_counter(), time.process_time()
    folded = fold(phone.row.pk)
    drained = time.perf_counter() - began
    figures |= {
        "events": folded,
        "store_seconds": round(stored, 2),
        "drain_seconds": round(drained, 2),
        "drain_cpu_seconds": round(time.process_time() - used, 2),
        "events_a_second": round(folded / drained, 1),
    }
    return figures | _outcomes(phone)


def _outcomes(phone: Any) -> Figures:
    from django.db.models import Count

    from lienthu.sync.checks import problems
    from lienthu.sync.models import Outcome

    rows = Outcome.objects.filter(device=phone.id).order_by().values_list("kind").annotate(n=Count("pk"))
    wrong = list(problems())
    if wrong:
        raise SystemExit("\n".join(wrong))
    return dict(rows)


def _place() -> tuple[Any, Any]:
    """A site of the first library with 5,000 of its copies, where 2,000 of its patrons borrowed this year; and who
    serves there."""
    from types import SimpleNamespace

    from django.db import transaction
    from django.utils import timezone

    from lienthu.accounts.models import User
    from lienthu.catalogue.models import Copy
    from lienthu.circulation.models import Loan
    from lienthu.federation.models import Organisation, Site
    from lienthu.patrons.models import Patron

    library = Organisation.objects.get(code="L0")
    Site.objects.create(organisation=library, name="Trụ sở")
    site = Site.objects.create(organisation=library, name="Điểm Lũng Cú", kind=Site.Kind.DEPOSIT)
    held = Copy.objects.filter(custodian=library).order_by("pk").values_list("pk", flat=True)[:BUNDLE_COPIES]
    Copy.objects.filter(pk__in=list(held)).update(place=site)
    patrons = Patron.objects.filter(library=library).order_by("pk").values_list("pk", flat=True)[:BUNDLE_PATRONS]
    month_ago = timezone.now() - timedelta(days=30)
    over = {"site": site, "checked_out_at": month_ago, "closed_at": month_ago + timedelta(days=21)}
    rows = Loan.objects.filter(library=library).exclude(closed_at=None).order_by("-pk")
    past = list(rows[:BUNDLE_PATRONS])  # one of each: most readers' loans were long ago, and are nobody's by now
    for loan, patron in zip(past, patrons, strict=True):
        for name, value in {"patron_id": patron, **over}.items():
            setattr(loan, name, value)
    with transaction.atomic():
        Loan.objects.bulk_update(past, ("patron", *over), batch_size=500)
    return site, SimpleNamespace(user=User.objects.get(username="desk"), library=library)


def _phone(person: Any, site: Any) -> Any:
    from django.conf import settings

    from lienthu.sync.tests.builders import phone

    settings.ALLOWED_HOSTS = ["*"]
    return phone(person, site=site)


def _bundle(phone: Any, site: Any) -> Figures:
    """As the device asks for it: signed, gzipped, and the JSON read."""
    phone.client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip"
    from uuid import uuid4

    from django.utils import timezone

    from lienthu.sync.models import Bundle

    taken = []
    for _ in range(3):
        began = time.perf_counter()
        answer = phone.ask("POST", "bundles/", {"bundle": str(uuid4()), "scope": {"kind": "site", "id": site.pk}})
        body = answer.content
        bundle = json.loads(gzip.decompress(body))
        taken.append(time.perf_counter() - began)
    phone.client.defaults.pop("HTTP_ACCEPT_ENCODING")
    held = len(bundle["copies"]["rows"]), len(bundle["patrons"]["rows"])
    if held != (BUNDLE_COPIES, BUNDLE_PATRONS):
        raise SystemExit(f"The bundle holds {held[0]} copies and {held[1]} readers; that is not what is asked about.")
    phone.bundle = bundle
    taken_at = timezone.now() - timedelta(days=3)  # before the acts that rest on it
    Bundle.objects.filter(pk=bundle["bundle"]).update(first_made_at=taken_at)
    return {
        "bundle_copies": held[0],
        "bundle_patrons": held[1],
        "bundle_bytes": len(body),
        "bundle_bytes_unpacked": len(gzip.decompress(body)),
        "bundle_seconds": round(sorted(taken)[1], 3),
    }


def _log(phone: Any, scale: int) -> None:
    """The acts, each of which can be booked, a few seconds apart over the last two days."""
    from django.utils import timezone

    dice = random.Random(SEED)
    free = [(row[0], row[1]) for row in phone.bundle["copies"]["rows"]]
    readers = [row[0] for row in phone.bundle["patrons"]["rows"]]
    number, lent = phone.bundle["bundle"], list[tuple[int, str]]()
    dice.shuffle(free)
    began, step = timezone.now() - timedelta(days=2), timedelta(days=2) / (scale + 1)
    for count in range(scale):
        kind, at = dice.choice(ACTS), began + count * step
        if kind in ("check_in", "renew") and not lent:
            kind = "check_out"
        if kind == "check_out" and not free:
            kind = "check_in"
        match kind:
            case "check_out":
                copy = free.pop()
                lent.append(copy)
                due = (timezone.localdate(at) + timedelta(days=21)).isoformat()
                data: dict[str, Any] = {"patron": dice.choice(readers), "due_on": due}
            case "check_in":
                copy = lent.pop(dice.randrange(len(lent)))
                free.insert(0, copy)
                data = {}
            case "renew":
                copy, data = dice.choice(lent), {"due_on": (timezone.localdate(at) + timedelta(days=40)).isoformat()}
            case "in_house_use":
                copy, data = dice.choice(free or lent), {}
            case "visit":
                phone.act(kind, at=at, age_band="child", quantity=dice.randint(1, 9))
                continue
            case _:
                phone.act(kind, at=at, **_somebody(count))
                continue
        phone.act(kind, at=at, bundle=number, copy=copy[0], barcode=copy[1], **data)
    phone.act("visit", age_band="adult", quantity=1) if len(phone.log) < scale else None
    del phone.log[scale:]


def _somebody(number: int) -> dict[str, Any]:
    return {
        "person": f"00000000-0000-4000-8000-{number:012d}", "full_name": f"Vàng A Sử {number}", "category": "adult",
        "birth_date": "1990-01-01", "card": f"TN{number}", "consents": {"self": True}, "notices": False,
    }  # fmt: skip


def main() -> None:
    import django

    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))


if __name__ == "__main__":
    main()
