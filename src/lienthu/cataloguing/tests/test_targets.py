"""Catalogues elsewhere: who may enter them, what is refused, and what a test says."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import NOW, Person
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import Role, User
from lienthu.cataloguing.errors import TargetRefused
from lienthu.cataloguing.models import TakingRules, Target
from lienthu.cataloguing.rules.asking import DEFAULTS
from lienthu.cataloguing.services import asking, targets
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.federation.services.organisations import add_organisation
from lienthu.lib.foreign import Clause
from lienthu.lib.foreign.tests.servers import free_port

pytestmark = pytest.mark.django_db


def target(port: int, kind: str = "z3950", library: Organisation | None = None, **more: object) -> Target:
    facts = {
        "name": f"{kind} {port}", "kind": kind, "database": "Default", "indexes": dict(DEFAULTS[kind]), "timeout": 3,
        "address": f"127.0.0.1:{port}" if kind == "z3950" else f"http://127.0.0.1:{port}/Default",
        "syntax": "marc21" if kind == "z3950" else "marcxml",
    } | more  # fmt: skip
    password = str(facts.pop("password", ""))
    return targets.add(library=library, facts=facts, password=password, active=True, actor=None, at=NOW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def administrator(db: None) -> User:
    user = User.objects.create_user(username="system", password="password of the system", full_name="Quản trị")
    Role.objects.create(user=user, kind=Role.Kind.SYSTEM, organisation=None)
    return user


def as_typed(**changes: str) -> dict[str, str]:
    return {
        "name": "Thư viện thử", "kind": "z3950", "address": "127.0.0.1:2100", "database": "Default",
        "syntax": "marc21", "encoding": "auto", "version": "1.1", "timeout": "5", "order": "10", "index_title": "1=4",
        "user_name": "lien", "password": "thu-secret",
    } | changes  # fmt: skip


def test_the_administrator_enters_a_catalogue_that_is_off_until_it_is_switched_on(administrator: User) -> None:
    client = client_of(administrator)
    assert client.get(reverse("cataloguing:target_add") + "?kind=sru").status_code == 200
    answer = client.post(reverse("cataloguing:target_add"), as_typed())
    made = Target.objects.get()
    assert answer["Location"] == reverse("cataloguing:target", args=[made.pk])
    assert (made.active, made.indexes, made.password) == (False, {"title": "1=4"}, "thu-secret")
    client.post(reverse("cataloguing:target_switch", args=[made.pk]), {"on": "1"})
    made.refresh_from_db()
    assert made.active
    elsewhere = {"kind": "sru", "name": "SRU", "address": "http://127.0.0.1:2101/thu", "user_name": "", "password": ""}
    client.post(reverse("cataloguing:target_add"), as_typed(**elsewhere))
    by_sru = Target.objects.exclude(pk=made.pk).get()
    assert (by_sru.syntax, by_sru.indexes) == ("marcxml", {"title": "dc.title"})
    page = client.get(reverse("cataloguing:target", args=[made.pk])).content.decode()
    assert "thu-secret" not in page
    written = [str((entry.before, entry.after)) for entry in audit.entries_of(made)]
    assert len(written) == 2
    assert not any("thu-secret" in each for each in written)


def test_a_password_stays_when_none_is_typed_and_never_follows_to_another_address(administrator: User) -> None:
    client = client_of(administrator)
    client.post(reverse("cataloguing:target_add"), as_typed())
    made = Target.objects.get()
    change = reverse("cataloguing:target_change", args=[made.pk])
    assert client.post(change, as_typed(password="", timeout="9")).status_code == 302
    made.refresh_from_db()
    assert (made.timeout, made.password) == (9, "thu-secret")
    refused = client.post(change, as_typed(password="", address="elsewhere.example:210"))
    assert "hãy nhập lại mật khẩu" in refused.content.decode()
    made.refresh_from_db()
    assert made.address == "127.0.0.1:2100"


def test_a_password_is_sealed_in_the_database_and_without_the_hubs_secret_it_is_asked_for_again(
    administrator: User, settings: Any
) -> None:
    made = target(free_port(), password="mật khẩu riêng", user_name="lien")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_password FROM cataloguing_target")
        kept = cursor.fetchone()[0]
    assert "riêng" not in kept
    assert asking.z3950_access(made).password == "mật khẩu riêng"
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret of the hub"
    assert Target.objects.get().password == "mật khẩu riêng"
    settings.SECRET_KEY_FALLBACKS = []
    page = reverse("cataloguing:target_test", args=[made.pk])
    assert "Quản trị hệ thống nhập lại mật khẩu" in client_of(administrator).post(page).content.decode()
    client_of(administrator).post(
        reverse("cataloguing:target_change", args=[made.pk]), as_typed(address=made.address, password="mới")
    )
    assert Target.objects.get().password == "mới"


def test_passwords_that_stood_open_are_sealed_by_the_migration_and_opened_on_the_way_back() -> None:
    migration = import_module("lienthu.cataloguing.migrations.0004_sealed_passwords")
    state, text = ProjectState(), models.TextField(default="")
    fields = [("id", models.BigAutoField(primary_key=True)), ("password", text), ("sealed_password", text)]
    state.add_model(ModelState("cataloguing", "Target", fields, {"db_table": "targets_on_the_way"}))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE targets_on_the_way (id integer PRIMARY KEY, password text, sealed_password text)")
    rows = state.apps.get_model("cataloguing", "Target").objects
    rows.create(pk=1, password="mở")
    rows.create(pk=2)
    migration.seal_all(state.apps, SimpleNamespace(connection=connection))
    sealed = rows.get(pk=1).sealed_password
    assert Target(sealed_password=sealed).password == "mở"
    assert "mở" not in sealed
    assert rows.get(pk=2).sealed_password == ""
    rows.update(password="")
    migration.open_all(state.apps, SimpleNamespace(connection=connection))
    assert list(rows.order_by("pk").values_list("password", flat=True)) == ["mở", ""]


def test_a_known_catalogue_is_off_until_somebody_switches_it_on(administrator: User) -> None:
    client = client_of(administrator)
    page = client.get(reverse("cataloguing:targets")).content.decode()
    assert "Library of Congress (Z39.50)" in page
    assert "chưa xác nhận" in page
    assert Target.objects.count() == 0
    client.post(reverse("cataloguing:target_adopt", args=["loc"]))
    made = Target.objects.get()
    assert (made.address, made.database, made.active) == ("lx2.loc.gov:210", "LCDB", True)
    client.post(reverse("cataloguing:target_adopt", args=["loc"]))
    assert Target.objects.count() == 1
    client.post(reverse("cataloguing:target_remove", args=[made.pk]))
    assert Target.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"address": "no port:x"}, "address"),
        ({"kind": "sru", "syntax": "marcxml", "address": "ftp://x/"}, "address"),
        ({"database": ""}, "no_database"),
        ({"syntax": "grs-1"}, "syntax"),
        ({"encoding": "ebcdic"}, "encoding"),
        ({"indexes": {"title": "dc.title"}}, "index"),
        ({"indexes": {"title": ""}}, "no_index"),
    ],
)
def test_what_could_never_be_asked_is_refused(facts: dict[str, object], code: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        target(210, **facts)
    assert refused.value.code == code


def test_a_name_is_taken_once_for_each_owner(our_library: Person) -> None:
    target(210, name="X")
    target(210, name="X", library=our_library.library)
    for library in (None, our_library.library):
        with pytest.raises(TargetRefused) as refused:
            target(210, name="X", library=library)
        assert refused.value.code == "name_taken"


def test_a_catalogue_serves_the_libraries_below_its_own(our_library: Person, sister_library: Person) -> None:
    below = add_organisation(code="BELOW", name="Thư viện xã", parent=our_library.library, actor=None, at=NOW)
    hubs, ours = target(1), target(2, library=our_library.library)
    assert set(Target.objects.serving(below)) == {hubs, ours}
    assert set(Target.objects.serving(sister_library.library)) == {hubs}
    assert set(Target.objects.visible_to(our_library.user)) == {hubs, ours}
    assert set(Target.objects.visible_to(sister_library.user)) == {hubs}
    page = reverse("cataloguing:target", args=[ours.pk])
    assert client_of(our_library.user).get(page).status_code == 200
    assert client_of(sister_library.user).get(page).status_code == 404


@pytest.mark.once
def test_a_director_may_test_and_not_enter_a_catalogue(our_library: Person) -> None:
    Role.objects.create(user=our_library.user, kind=Role.Kind.DIRECTOR, organisation=our_library.library)
    made = target(free_port(), library=our_library.library)
    client = client_of(our_library.user)
    for name in ("target_change", "target_switch", "target_remove"):
        assert client.post(reverse(f"cataloguing:{name}", args=[made.pk]), as_typed()).status_code == 403
    assert client.get(reverse("cataloguing:target_add")).status_code == 403
    assert client.post(reverse("cataloguing:target_adopt", args=["loc"])).status_code == 403
    page = client.post(reverse("cataloguing:target_test", args=[made.pk])).content.decode()
    assert "Không có gì trả lời ở địa chỉ này" in page


@pytest.mark.once
def test_who_only_searches_a_catalogue_reads_words_and_no_codes(our_library: Person, administrator: User) -> None:
    made = reverse("cataloguing:target", args=[target(210).pk])
    page = client_of(our_library.user).get(made).content.decode()
    assert "Tra được theo</dt><dd>ISBN · Nhan đề · Tác giả · " in page
    assert "1=1003" not in page
    assert "127.0.0.1:210" not in page
    assert "1=1003" in client_of(administrator).get(made).content.decode()


def test_a_test_says_step_by_step_what_works(zebra: int, ztest: int) -> None:
    for kind, port, word in (("z3950", zebra, "kiều"), ("sru", zebra, "kiều"), ("z3950", ztest, "computer")):
        steps = asking.examine(target(port, kind), word)
        assert [step.outcome for step in steps if step.outcome == "bad"] == [], steps
        assert sum(step.outcome == "good" for step in steps) >= 2


def test_a_test_says_plainly_what_fails(zebra: int) -> None:
    def last(**more: object) -> str:
        Target.objects.all().delete()
        return asking.examine(target(zebra, **more), "kiều")[-1].text

    assert "109" in last(database="Nowhere")
    assert "114" in last(indexes={"any": "1=9999"})
    assert "239" in last(syntax="unimarc")
    assert "không có gì với" in last(indexes={"any": "1=1003"})


def test_targets_are_asked_at_the_same_time_each_for_itself(zebra: int, ztest: int) -> None:
    asked = [target(zebra), target(ztest), target(free_port()), target(zebra, name="odd", indexes={"isbn": "1=7"})]
    outcomes = asking.ask(asked, Clause("title", "kiều"))
    assert [outcome.target for outcome in outcomes] == asked
    assert [outcome.code for outcome in outcomes] == ["", "", "unreachable", "index"]
    assert outcomes[0].answer is not None
    assert outcomes[0].answer.total == 1
    assert "Không tra mục lục này theo trường đó được" in outcomes[3].sentence


def test_marks_are_taken_off_for_an_index_that_has_none() -> None:
    made = target(1, encoding="marc-8")
    assert asking.plain_letters(made, Clause("title", "Đất rừng")) == Clause("title", "dat rung")
    assert asking.plain_letters(target(2), Clause("title", "Đất")) == Clause("title", "Đất")


def test_a_library_says_which_fields_it_protects(our_library: Person) -> None:
    client = client_of(our_library.user)
    page = reverse("cataloguing:taking_rules")
    assert "không phải là trường" in client.post(page, {"protected": "520 title"}).content.decode()
    assert client.post(page, {"protected": "520, 6xx 520"}).status_code == 302
    rules = TakingRules.objects.get()
    assert (rules.library, rules.protected) == (our_library.library, "520 6XX")
    assert [entry.action for entry in audit.entries_of(rules)] == ["taking_rules.changed"]
    assert "520 6XX" in client.get(page).content.decode()
