"""Whose register: an organisation's or a federation's, and who may read and write it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from lienthu.accounts.models import User
from lienthu.accounts.permissions import SOMEWHERE, acts_for, can
from lienthu.common.dated import on_day
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.registry.models import Document, Issuer

READ, WRITE, LAWS = "registry.read", "registry.write", "registry.laws"


@dataclass(frozen=True)
class Holder:
    """One of the two is set."""

    organisation: Organisation | None = None
    federation: Federation | None = None

    @property
    def code(self) -> str:
        """As addresses have it: "o-12", "f-3"."""
        return f"f-{self.federation.pk}" if self.federation else f"o-{self.organisation.pk if self.organisation else 0}"

    @property
    def keys(self) -> dict[str, Any]:
        return {"organisation": self.organisation, "federation": self.federation}

    def name(self, day: date) -> str:
        if self.federation is not None:
            return self.federation.name
        return federation.names([self.organisation.pk], day)[self.organisation.pk] if self.organisation else ""


def read(code: str) -> Holder | None:
    sort, _dash, number = code.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 12:
        return None
    if sort == "f":
        group = Federation.objects.filter(pk=int(number)).first()
        return Holder(federation=group) if group else None
    body = Organisation.objects.filter(pk=int(number)).first() if sort == "o" else None
    return Holder(organisation=body) if body else None


def of(document: Document) -> Holder:
    return Holder(document.organisation, document.federation)


def may(user: User, action: str, holder: Holder, day: date) -> bool:
    """A federation's register is kept by who acts for it; what it sends out its members read too: `open_to`."""
    if holder.federation is not None:
        return acts_for(user, action, holder.federation, day=day)
    return can(user, action, holder.organisation, day=day)


def is_member(user: User, group: Federation, day: date) -> bool:
    """Whether the user may read the register of one of the federation's members."""
    if not can(user, READ, SOMEWHERE, day=day):
        return False
    return any(can(user, READ, member, day=day) for member in federation.members(group, day))


def may_read(user: User, document: Document, day: date) -> bool:
    holder = of(document)
    if may(user, READ, holder, day):
        return True
    sent = document.direction == Document.Direction.OUTGOING
    return sent and holder.federation is not None and is_member(user, holder.federation, day)


def offered(user: User, library: Organisation | None, day: date) -> list[tuple[Holder, bool]]:
    """The registers that the person may open from where they work, and whether all of it or what was sent alone."""
    found: list[tuple[Holder, bool]] = []
    if library is not None and can(user, READ, library):
        found.append((Holder(organisation=library), True))
    for group in Federation.objects.filter(on_day(day, start="opened_on", end="closed_on")):
        if acts_for(user, READ, group, day=day):
            found.append((Holder(federation=group), True))
        elif is_member(user, group, day):
            found.append((Holder(federation=group), False))
    return found


def numbering(user: User, action: str, library: Organisation, group: Federation | None) -> list[Holder]:
    """Whose documents the person may number there: the federation's for whoever acts for it, and the library's."""
    found = [Holder(organisation=library)]
    if group is not None and acts_for(user, action, group):
        found.insert(0, Holder(federation=group))
    return found


def issuer_of(holder: Holder) -> Issuer | None:
    return Issuer.objects.filter(**holder.keys).first()


def documents_of(holder: Holder) -> QuerySet[Document]:
    return Document.objects.filter(Q(**holder.keys)).select_related("kind", "series")
