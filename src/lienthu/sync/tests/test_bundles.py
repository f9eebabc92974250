"""What a device takes along: only of its scope, with everything that it takes to serve for days without a network."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lienthu.calendars.models import SpecialDay
from lienthu.calendars.queries import opening
from lienthu.calendars.services import stamps
from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Loan
from lienthu.circulation.rules import due, end_of
from lienthu.circulation.services import loans
from lienthu.circulation.tests.builders import policy, stock
from lienthu.federation.models import Site
from lienthu.patrons.models import Patron
from lienthu.patrons.services import desk as patron_desk
from lienthu.patrons.tests.builders import patron
from lienthu.sync.models import Bundle

from .builders import Phone, hours_ago, phone

pytestmark = pytest.mark.django_db


def rows(bundle: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [dict(zip(bundle[name]["columns"], row, strict=True)) for row in bundle[name]["rows"]]


def branch(ours: Person, name: str = "Điểm Ma Lé") -> Site:
    return Site.objects.create(organisation=ours.library, name=name, kind=Site.Kind.DEPOSIT)


def test_a_site_brings_its_copies_and_only_the_people_who_belong_to_it(
    ours: Person, site: Site, reader: Patron, shelf: list[Copy], sister: Person
) -> None:
    place = branch(ours)
    Copy.objects.filter(pk__in=[shelf[0].pk, shelf[1].pk]).update(place=place)
    stranger = patron(ours.library, "Người Không Quen")
    patron(sister.library, "Người Nơi Khác")
    words = {"library": ours.library, "site": place, "actor": ours.user, "at": hours_ago(50)}
    loan = loans.check_out(copy=shelf[0], patron=reader, **words)  # type: ignore[arg-type]
    patron_desk.leave_message(patron=reader, audience="staff", text="Nhắc đổi thẻ", actor=ours.user, at=hours_ago(2))
    patron_desk.block(patron=reader, kind="rules", text="xé sách", actor=ours.user, at=hours_ago(1))
    bundle = phone(ours, site=site).take(place)
    copies = rows(bundle, "copies")
    assert [(each["barcode"], each["status"], each["patron"]) for each in copies] == [
        ("B1", "on_loan", reader.pk),
        ("B2", "available", None),
    ]
    assert copies[0]["due"] == timezone.localdate(loan.due_at).isoformat()
    assert copies[0]["title"].startswith("Truyện Kiều")
    people = rows(bundle, "patrons")
    assert [each["name"] for each in people] == ["Vàng Thị Mai"]
    assert stranger.full_name not in str(bundle)
    assert people[0]["cards"] == ["R1"]
    assert people[0]["messages"] == ["Nhắc đổi thẻ"]
    assert [each[0] for each in people[0]["loans"]] == [shelf[0].pk]
    assert "blocked" in [code for code, _words in people[0]["against"]]
    assert bundle["site"] == {"id": place.pk, "name": place.name}
    assert Bundle.objects.get().copies == 2


def test_what_may_be_taken_is_counted_as_it_will_come(ours: Person, site: Site, shelf: list[Copy]) -> None:
    device = phone(ours, site=site)
    assert [each["copies"] for each in device.ask("GET", "scopes/").json()["scopes"]] == [len(shelf)]
    assert len(device.take(site)["copies"]["rows"]) == len(shelf)
    branch(ours)  # from now on what has no place may be anywhere
    assert [each["copies"] for each in device.ask("GET", "scopes/").json()["scopes"]] == [0, 0]


def test_the_device_reckons_the_same_due_day_as_the_hub(
    ours: Person, site: Site, shelf: list[Copy], reader: Patron
) -> None:
    policy(ours, loan_days=10)
    today = timezone.localdate()
    first = today + timedelta(days=8)
    last = first + timedelta(days=6)
    SpecialDay.objects.create(organisation=ours.library, reason="Tu sửa", first_on=first, last_on=last)
    stamps.redraw()
    bundle = phone(ours, site=site).take(site)
    assert {row["loan_days"] for row in bundle["terms"]} == {10}
    assert first.isoformat() in bundle["closed"]
    day = today + timedelta(days=10)
    while day.isoformat() in bundle["closed"]:
        day += timedelta(days=1)
    assert end_of(day) == due(on=today, days=10, calendar=opening(ours.library.pk, site.pk))
    assert date.fromisoformat(bundle["open_until"]) > today + timedelta(days=100)


def test_asked_again_a_bundle_keeps_its_number_and_has_the_facts_of_now(
    ours: Person, site: Site, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours, site=site)
    first = device.take(site)
    words = {"library": ours.library, "site": site, "actor": ours.user, "at": timezone.now()}
    loans.check_out(copy=shelf[3], patron=reader, **words)  # type: ignore[arg-type]
    again = device.take(site, first["bundle"])
    assert again["bundle"] == first["bundle"]
    assert [each["status"] for each in rows(again, "copies")].count("on_loan") == 1
    assert Bundle.objects.count() == 1
    other = {"bundle": first["bundle"], "scope": {"kind": "site", "id": branch(ours).pk}}
    assert device.ask("POST", "bundles/", other).json()["code"] == "bad_request"


def test_nobody_takes_another_librarys_site_along(ours: Person, site: Site, sister: Person) -> None:
    theirs = Site.objects.create(organisation=sister.library, name="Trụ sở bạn", kind=Site.Kind.MAIN)
    device = phone(ours, site=site)
    offered = device.ask("GET", "scopes/").json()["scopes"]
    assert [(each["kind"], each["id"]) for each in offered] == [("site", site.pk)]
    for scope in ({"kind": "site", "id": theirs.pk}, {"kind": "planet", "id": 1}, {"kind": "site", "id": 999_999}):
        answer = device.ask("POST", "bundles/", {"bundle": "b3c2d0aa-1111-4222-8333-444455556666", "scope": scope})
        assert (answer.status_code, answer.json()["code"]) == (404, "no_scope")
    ours.user.roles.all().delete()
    assert device.ask("GET", "scopes/").json()["code"] == "not_allowed"
    assert not Bundle.objects.exists()


def test_the_number_of_queries_does_not_grow_with_copies_and_people(
    ours: Person, site: Site, reader: Patron, shelf: list[Copy], tmp_path: Path
) -> None:
    device = phone(ours, site=site)
    few = _queries(device, site)
    stock(tmp_path, ours, *(f"C{number}" for number in range(1, 30)))
    for number in range(8):
        patron(ours.library, f"Lý Thị {number}")
    assert _queries(device, site) <= few
    assert not Loan.objects.exists()


def _queries(device: Phone, site: Site) -> int:
    with CaptureQueriesContext(connection) as seen:
        device.take(site)
    return len(seen)
