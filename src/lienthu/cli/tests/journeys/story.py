"""What journeys share: a clock that goes on, people who press buttons, and what must hold when the story ends."""

import argparse
import datetime
from collections.abc import Iterable
from typing import Any

from conftest import Person
from django.db.models import Sum
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import Role, User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import indexing
from lienthu.cli.checks import check
from lienthu.federation.models import Organisation
from lienthu.federation.services.organisations import add_organisation
from lienthu.ledger.models import DailySum, Kind
from lienthu.rotation.models import DepositSite, Placement
from lienthu.rotation.services import sites
from lienthu.rotation.tests.builders import depot

START = datetime.datetime(2026, 9, 7, 1, 0, tzinfo=datetime.UTC)  # Monday, 8:00 in Viet Nam
DAY = datetime.timedelta(days=1)


class Clock:
    """The hub's clock, put on by the story; it never goes back."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime.datetime:
        return self.at

    def to(self, day: int, hour: int = 8) -> datetime.datetime:
        """That many days after the start, at that hour in Viet Nam."""
        at = START + day * DAY + datetime.timedelta(hours=hour - 8)
        assert at >= self.at, "a story goes forward"
        self.at = at
        return at

    @property
    def today(self) -> datetime.date:
        return self.at.astimezone(datetime.timezone(datetime.timedelta(hours=7))).date()

    def said(self, day: int) -> str:
        """The day, so many days from the start, as people type it."""
        return f"{(START + day * DAY).date():%d/%m/%Y}"


class Desk:
    """Somebody at their work: reads pages and presses buttons. Staff sign in each time, for weeks lie in between."""

    def __init__(self, person: Person | None = None) -> None:
        self.person, self.known = person, Client()

    @property
    def client(self) -> Client:
        if self.person is not None:
            self.known.force_login(self.person.user)
        return self.known

    def reads(self, page: str, /, *arguments: object, **asked: object) -> str:
        return _text(self.client.get(reverse(page, args=arguments), asked), page)

    def sends(self, page: str, /, *arguments: object, **said: object) -> str:
        """Fills in a form and reads where it leads. Names in forms with a dash are written with two underscores."""
        fields = {key.replace("__", "-"): value for key, value in said.items()}
        return _text(self.client.post(reverse(page, args=arguments), fields, follow=True), page)


def _text(answer: HttpResponse, name: str) -> str:
    assert answer.status_code == 200, (name, answer.status_code, answer.content[:400])
    return str(answer.content.decode())


def colleague(library: Organisation, kind: str, name: str) -> Person:
    """One more of the library's staff."""
    user = User.objects.create_user(username=f"{library.code}-{kind}".lower(), password="never typed", full_name=name)
    Role.objects.create(user=user, kind=kind, organisation=library)
    return Person(user, library)


def body(code: str, name: str, kind: str, parent: Organisation | None = None) -> Organisation:
    return add_organisation(code=code, name=name, kind=kind, parent=parent, actor=None, at=START)


def deposit_at(person: Person, host: Organisation, name: str, clock: Clock, **facts: Any) -> DepositSite:
    """A site of an organisation that is in the tree."""
    depot(person)
    known = {"capacity": 100, "custodian_name": "Trần Thị Bưởi"} | facts
    place = {"name": name, "latitude": known.pop("latitude", None), "longitude": known.pop("longitude", None)}
    return sites.add_deposit_site(
        library=person.library, host=host, place=place, facts=known, actor=person.user, at=clock.at
    )


def planned(officer: Desk, clock: Clock, book_set: int, deposit: DepositSite, days: int, *staff: str) -> Placement:
    """The officer plans on the page that a set goes to a site for so many days from today on."""
    officer.sends(
        "rotation:plan", book_set=book_set, deposit=deposit.pk, begins_on=f"{clock.today:%d/%m/%Y}",
        ends_on=f"{clock.today + days * DAY:%d/%m/%Y}", staff="\n".join(staff),
    )  # fmt: skip
    made = Placement.objects.order_by("-pk").first()
    assert made is not None
    assert (made.set_id, made.deposit_id, made.state) == (book_set, deposit.pk, "planned")
    return made


# --- what must hold


def booked(kind: Kind, **facts: object) -> int:
    """What the ledger has of a kind, everything that was taken back taken off."""
    found: int | None = DailySum.objects.filter(kind=kind, **facts).aggregate(n=Sum("quantity"))["n"]
    return found or 0


def owners(copies: Iterable[Copy]) -> dict[int, int]:
    rows = Copy.objects.filter(pk__in=[copy.pk for copy in copies])
    return dict(rows.values_list("pk", "owner"))


def one_custodian_at_every_instant(copies: Iterable[Copy]) -> bool:
    """Whether each copy's moves make one chain: who hands over had it, and the last to take it over has it now."""
    for copy in Copy.objects.filter(pk__in=[copy.pk for copy in copies]):
        has = copy.owner_id
        for move in CopyMove.objects.filter(copy=copy).order_by("at", "pk"):
            if move.from_custodian_id not in (None, has):
                return False
            has = move.to_custodian_id or has
        if has != copy.custodian_id:
            return False
    return True


def check_finds_nothing() -> bool:
    """`lienthu check`, whose sentences a failing test shows; what the server's chore does was done before."""
    indexing.drain()
    return check(argparse.Namespace(json=False)) == 0
