"""The audit in words, and who reads how much of it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.template import Context, Template
from django.urls import reverse

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.models import AuditEntry
from lienthu.federation.models import Organisation
from lienthu.federation.tests.builders import AT, organisation

from .test_pages import signed_in
from .test_permissions import staff

pytestmark = pytest.mark.django_db


def entry(thing: Any, actor: User | None = None, at: datetime = AT, **facts: Any) -> AuditEntry:
    facts = {"action": "organisation.renamed", "before": None, "after": {"name": "Tên mới"}, **facts}
    return audit.record(actor=actor, at=at, thing=thing, **facts)


def shown_to(user: User, **query: str) -> list[AuditEntry]:
    page = signed_in(user).get(reverse("accounts:audit"), query)
    assert page.status_code == 200
    return list(page.context["page"].object_list)


def rendered(one: AuditEntry) -> str:
    return Template('{% include "common/_audit.html" %}').render(Context({"entries": [one]}))


def test_an_entry_says_who_when_what_before_and_after_in_words() -> None:
    library = organisation("LIB")
    lan = staff("lan", "director", library)
    text = rendered(
        entry(
            lan,
            lan,
            action="role.given",
            before={"role": "cataloguer", "due_on": "2026-01-05"},
            after={"role": "director", "at": "2026-01-05T02:30:00Z", "silent": True, "parts": [1, 2]},
            reason="theo quyết định số 5",
        )
    )
    for words in (
        "Cán bộ lan",
        "05/01/2026 09:00",
        "giao vai trò",
        "vai trò: cán bộ biên mục; 05/01/2026",
        "vai trò: giám đốc; 05/01/2026 09:30; có; 1, 2",
        "theo quyết định số 5",
    ):
        assert words in text, words


def test_the_page_of_the_audit_says_what_each_entry_is_about_while_it_is_there() -> None:
    library = organisation("LIB")
    lan, gone = staff("lan", "director", library), User.objects.create_user("gone")
    AuditEntry.objects.all().delete()
    entry(lan, lan, organisation=library)
    entry(gone, lan, organisation=library)
    gone.delete()
    page = signed_in(lan).get(reverse("accounts:audit"))
    assert list(page.context["things"].values()) == ["Cán bộ lan"]
    assert page.content.decode().count('<td data-label="Về">–</td>') == 1


def test_any_models_facts_are_called_as_its_fields_are() -> None:
    library = organisation("LIB")
    text = rendered(entry(library, after={"opened_on": "2025-07-01", "unknown": "x"}))
    assert "Ngày" in text or "ngày" in text
    assert ": 01/07/2025; x" in text


def test_a_director_reads_what_is_of_the_library_and_below_and_nothing_beside() -> None:
    top = organisation("TOP")
    library, sister = organisation("LIB", top), organisation("SISTER", top)
    below = organisation("BELOW", library)
    AuditEntry.objects.all().delete()
    lan = staff("lan", "director", library)
    AuditEntry.objects.all().delete()
    mine = [entry(library), entry(below)]
    others = [entry(sister), entry(top), entry(User.objects.create_user("hub"))]
    assert {each.pk for each in shown_to(lan)} == {each.pk for each in mine}
    system = staff("hung", "system", None)
    assert {each.pk for each in [*mine, *others]} <= {each.pk for each in shown_to(system)}


def test_what_touches_readers_is_read_only_by_whoever_may_see_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps.get_app_config("federation"), "audit_needs", "patrons.read", raising=False)
    library, sister = organisation("LIB"), organisation("SISTER")
    lan, hung = staff("lan", "director", library), staff("hung", "system", None)
    about_readers = entry(library)
    assert about_readers in shown_to(lan)
    assert about_readers not in shown_to(hung)
    assert about_readers not in shown_to(staff("mai", "director", sister))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"person": "tuyet"}, ["second"]),
        ({"action": "role.given"}, ["second"]),
        ({"since": "01/02/2026", "until": "1/2/2026"}, ["second"]),
        ({"until": "31/01/2026"}, ["first"]),
        ({"person": "nobody"}, []),
        ({"since": "31/02/2026"}, []),
        ({"action": "no.such"}, []),
    ],
)
def test_the_audit_is_narrowed_by_person_action_and_days_of_the_country(
    query: dict[str, str], found: list[str]
) -> None:
    library = organisation("LIB")
    lan, mai = staff("lan", "director", library), staff("mai", "circulation", library)
    User.objects.filter(pk=mai.pk).update(full_name="Tuyết Mai")
    AuditEntry.objects.all().delete()
    # 17:30 UTC on the last of January is half past midnight on the first of February in Viet Nam.
    entry(library, lan, at=datetime(2026, 1, 31, 16, 0, tzinfo=UTC), reason="first")
    entry(library, mai, at=datetime(2026, 1, 31, 17, 30, tzinfo=UTC), reason="second", action="role.given")
    assert [each.reason for each in shown_to(lan, **query)] == found


def test_the_audit_comes_in_pages() -> None:
    library = organisation("LIB")
    lan = staff("lan", "director", library)
    for number in range(60):
        entry(library, lan, reason=str(number))
    assert len(shown_to(lan)) == 50
    assert len(shown_to(lan, page="2")) >= 10


def test_an_entry_is_of_the_organisation_that_its_thing_says() -> None:
    library, other = organisation("LIB"), organisation("OTHER")
    lan = staff("lan", "director", library)
    assert entry(library).organisation_id == library.pk
    assert entry(lan).organisation_id is None
    assert entry(lan, organisation=other).organisation_id == other.pk
    assert Organisation.objects.count() == 2
