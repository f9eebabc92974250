"""A province with a commune, two years of their doings, and somebody who reads them."""

from datetime import date
from typing import Any

from conftest import Person

from lienthu.accounts.models import Role, User
from lienthu.federation.models import Federation, Membership, OrganisationParent, Site
from lienthu.indicators.services.loads import load_indicators
from lienthu.indicators.tests.builders import happened
from lienthu.ledger.models import AgeBand
from lienthu.ledger.models import Kind as Booked


def director(person: Person, username: str = "director") -> User:
    user = User.objects.create_user(username=username, password=f"password of {username}", full_name=username)
    Role.objects.create(user=user, kind="director", organisation=person.library)
    return user


def site(person: Person, **facts: Any) -> Site:
    return Site.objects.create(
        organisation=person.library, name=f"Phòng đọc {person.library.code}", latitude=10.4, longitude=105.4, **facts
    )


def below(child: Person, parent: Person) -> None:
    OrganisationParent.objects.create(organisation=child.library, parent=parent.library)


def group(*members: Person, code: str = "LH") -> Federation:
    made = Federation.objects.create(code=code, name="Liên hiệp Thư viện Đồng bằng sông Cửu Long")
    for member in members:
        Membership.objects.create(federation=made, organisation=member.library)
    return made


def years(person: Person, *numbers: int, visits: int = 100, children: int = 40, at: int = 0) -> None:
    """Visits of adults and children and a loan for each, in the first and seventh month of each year."""
    load_indicators()
    host = person.library.pk
    for year in numbers:
        for month in (1, 7):
            day, facts = date(year, month, 15), {"host": host, "site": at}
            happened(Booked.VISIT, day, age_band=AgeBand.ADULT, quantity=visits, **facts)
            if children:
                happened(Booked.VISIT, day, age_band=AgeBand.CHILD, quantity=children, **facts)
            happened(
                Booked.CHECK_OUT, day, owner=host, age_band=AgeBand.ADULT, material="book", quantity=visits, **facts
            )
