"""What members do together in the demonstration."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from conftest import NOW, Person
from django.utils import timezone

from lienthu.awards import checks as award_checks
from lienthu.awards.queries.seasons import honours
from lienthu.contests import checks as contest_checks
from lienthu.contests.queries.prizes import last_signer, won_by
from lienthu.demo import emulation, shows, sports, storytelling
from lienthu.demo.network import FEDERATION, Member
from lienthu.exhibitions import checks as exhibition_checks
from lienthu.federation.models import Membership
from lienthu.federation.services.federations import found_federation
from lienthu.ledger.models import Event, Kind

pytestmark = pytest.mark.django_db


def test_what_members_do_together_is_made_once_on_its_own_days_and_agrees_with_the_ledger(
    person: Callable[..., Person],
) -> None:
    members = [Member(person(code, f"Thư viện {code}").library, ()) for code in ("AG", "CM")]
    federation = found_federation(code=FEDERATION, name="Liên hiệp", actor=None, at=NOW)
    for member in members:
        Membership.objects.create(federation=federation, organisation=member.library)
    for _again in range(2):
        for each in (sports, storytelling, shows, emulation):
            each.build(libraries=members, today=NOW)
    booked = {(event.kind, event.booked_on) for event in Event.objects.all()}
    today = timezone.localdate(NOW)
    played, told, opened = today - sports.AGO, today - storytelling.AGO, today - shows.OPENED
    assert booked == {
        (Kind.CONTEST, played), (Kind.PRIZE, played), (Kind.CONTEST, told), (Kind.PRIZE, told),
        (Kind.EXHIBITION, opened),
    }  # fmt: skip
    problems = [*contest_checks.problems(), *award_checks.problems(), *exhibition_checks.problems()]
    assert problems == []
    host = members[0].library
    assert {each.award for each in honours(host)} == {"Tập thể lao động xuất sắc", emulation.MEDAL}
    assert [each.on for each in won_by(host)][-1] == played < told - timedelta(days=1)
    assert last_signer(host)["signer"] == "Trần Thị Lành (trình diễn)"
