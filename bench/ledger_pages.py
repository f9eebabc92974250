"""Whole pages of dashboards, and the federation's annual report as Word, over the ledger of `bench.ledger_fill`.

Run in a hub that is filled: `python -m bench.ledger_pages`. It gives the 154 libraries, their sites and the federation
of 14 members their rows, asks each page in one process (Django's own client: without a network, with every query and
template), and composes the report of 2025.
"""

from __future__ import annotations

import json
import time
from typing import Any

from bench import harness
from bench.harness import Figures
from bench.ledger_fill import DISTRICTS, HOSTS, PROVINCES, SITES

ROUNDS = 7
CODE = "BENCH"


def people() -> Any:
    """The tree that the events name, and a secretary who reads all of it; safe to repeat."""
    from lienthu.accounts.models import Role, User
    from lienthu.federation.models import (
        Federation,
        Membership,
        Organisation,
        OrganisationName,
        OrganisationParent,
        Site,
    )

    found = User.objects.filter(username=CODE.lower()).first()
    if found is not None:
        return found
    everyone = range(1, HOSTS + 1)
    known = set(Organisation.objects.values_list("pk", flat=True))
    named = set(OrganisationName.objects.values_list("organisation", flat=True))
    Organisation.objects.bulk_create(Organisation(pk=n, code=f"{CODE}-{n}") for n in everyone if n not in known)
    OrganisationName.objects.bulk_create(
        OrganisationName(organisation_id=n, full=f"Thư viện số {n}") for n in everyone if n not in named
    )
    held = set(OrganisationParent.objects.values_list("organisation", flat=True))
    top = {n: (n - 1) // (DISTRICTS + 1) * (DISTRICTS + 1) + 1 for n in everyone}
    OrganisationParent.objects.bulk_create(
        OrganisationParent(organisation_id=n, parent_id=above)
        for n, above in top.items()
        if n != above and n not in held
    )
    more, there = (SITES - HOSTS) // HOSTS, set(Site.objects.values_list("pk", flat=True))
    Site.objects.bulk_create(
        Site(pk=n, name=f"Điểm {n}", organisation_id=n if n <= HOSTS else min((n - HOSTS - 1) // more + 1, HOSTS))
        for n in range(1, SITES + 1)
        if n not in there
    )
    group = Federation.objects.create(code=CODE, name="Liên hiệp Thư viện")
    Membership.objects.bulk_create(
        Membership(federation=group, organisation_id=number * (DISTRICTS + 1) + 1) for number in range(PROVINCES)
    )
    made = User.objects.create(username=CODE.lower(), full_name="Thư ký")
    Role.objects.create(user=made, kind=Role.Kind.SECRETARY)
    return made


def measure() -> Figures:
    from django.conf import settings
    from django.test import Client

    from lienthu.federation.models import Federation
    from lienthu.indicators.services.loads import load_indicators

    load_indicators()
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    client.force_login(people())
    group = Federation.objects.get(code=CODE).pk
    overview = "/staff/dashboards/?period=2025&years=10&place="
    pages = {
        "federation": f"{overview}federation-{group}",
        "province": f"{overview}network-1",
        "library": f"{overview}library-13",
        "site": f"{overview}site-13",
        "a figure of the federation": f"/staff/dashboards/figure/?place=federation-{group}&period=2025&indicator=uses",
    }
    return {"pages": {name: _asked(client, url) for name, url in pages.items()}, "report": _report(group)}


def _asked(client: Any, url: str) -> Figures:
    taken, processor = [], []
    for turn in range(ROUNDS + 1):
        began, cpu = time.perf_counter(), time.process_time()
        answer = client.get(url)
        if answer.status_code != 200:
            raise SystemExit(f"{url}: {answer.status_code}")
        if turn:  # the first time templates are read
            taken.append((time.perf_counter() - began) * 1000)
            processor.append((time.process_time() - cpu) * 1000)
    return {**harness.percentiles(taken), "cpu_ms": round(sorted(processor)[len(processor) // 2], 1)}


def _report(group: int) -> Figures:
    """The federation's annual report, from its first draft to the bytes of the Word file and of the PDF."""
    from datetime import date

    from django.utils import timezone

    from lienthu.common import papers
    from lienthu.federation.models import Federation
    from lienthu.indicators.rules.periods import of_year
    from lienthu.reports.models import Kind
    from lienthu.reports.queries.composing import compose
    from lienthu.reports.services import reports

    about = reports.About(federation=Federation.objects.get(pk=group))
    found: Figures = {}
    began = time.perf_counter()
    report = reports.begin(
        about=about, kind=Kind.ANNUAL, period=of_year(2025), template="report-annual-federation", actor=None,
        at=timezone.now(),
    )  # fmt: skip
    content = compose(report, date(2026, 1, 10)).content
    found["composed_seconds"] = round(time.perf_counter() - began, 2)
    docx = papers.as_docx([content])
    found["docx_seconds"] = round(time.perf_counter() - began, 2)  # with composing
    found["docx_bytes"] = len(docx)
    began = time.perf_counter()
    papers.as_pdf([content])
    found["pdf_seconds"] = round(time.perf_counter() - began, 2)
    return found


def main() -> None:
    from lienthu.cli.hub import start_django

    start_django()
    import lienthu.wsgi  # noqa: F401 loads what a process of the server has loaded before it is asked

    print(json.dumps(measure()))


if __name__ == "__main__":
    main()
