"""Builders: one organisation, one federation, with what a test does not care for filled in."""

from datetime import UTC, date, datetime

from lienthu.federation import services
from lienthu.federation.models import Federation, Organisation

AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
REFORM = date(2025, 7, 1)
DAY_BEFORE = date(2025, 6, 30)


def organisation(code: str, parent: Organisation | None = None, **facts: object) -> Organisation:
    facts.setdefault("name", f"Thư viện {code}")
    return services.add_organisation(code=code, parent=parent, actor=None, at=AT, **facts)  # type: ignore[arg-type]


def federation(code: str, *members: Organisation, since: date | None = None) -> Federation:
    founded = services.found_federation(code=code, name=f"Liên hiệp {code}", actor=None, at=AT)
    for member in members:
        services.join_federation(federation=founded, organisation=member, valid_from=since, actor=None, at=AT)
    return founded
