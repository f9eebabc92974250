"""Readers of the demonstration who wait: for what stands on a shelf here, for what only another library has."""

from datetime import datetime

from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import indexing
from lienthu.circulation.models import Hold, Policy
from lienthu.circulation.services import holds, loans, policies
from lienthu.demo.network import Member
from lienthu.federation.models import Organisation
from lienthu.patrons.models import Patron
from lienthu.patrons.rules import standing

WAITING = {"AG", "CT"}  # the libraries whose staff sign in
HERE, ELSEWHERE, READY = 4, 3, 3


def build(*, libraries: list[Member], at: datetime) -> None:
    """The network lends to each other; some readers of two libraries wait, some books are ready. Safe to repeat."""
    if Hold.objects.exists():
        return
    if not Policy.objects.filter(organisation=None, category="", material="").exists():
        policies.write(organisation=None, category="", material="", values={"lends_to_others": True}, actor=None, at=at)
    for member in libraries:
        if member.library.code in WAITING:
            _of_library(member.library, at)
    indexing.drain()


def _of_library(library: Organisation, at: datetime) -> None:
    day = timezone.localdate(at)
    readers = [each for each in Patron.objects.filter(library=library).order_by("pk")[:40] if not standing(each, day)]
    free = Copy.objects.filter(status=Copy.Status.AVAILABLE).select_related("record").order_by("pk")
    here = list(free.filter(custodian=library)[:HERE])
    held = free.filter(custodian=library).values("record__title")
    elsewhere = list(free.exclude(record__title__in=held)[:ELSEWHERE])
    for reader, copy in zip(readers, (*here, *elsewhere), strict=False):
        asked = holds.Asked(patron=reader, title=copy.record.title_id, library=library)
        holds.place(asked=asked, actor=None, at=at)
    for hold in Hold.objects.filter(library=library, copy__custodian=library).select_related("copy")[:READY]:
        if hold.copy is not None:
            loans.check_in(copy=hold.copy, library=library, site=None, actor=None, at=at)
