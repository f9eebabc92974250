"""Kept statements answer and write what the ORM does, on whatever database the tests run."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from lienthu.accounts.models import Role, User
from lienthu.common import prepared
from lienthu.common.models import AuditEntry, Job
from lienthu.federation.models import Organisation, OrganisationParent

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 12, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def person() -> User:
    return User.objects.create(username="ke", full_name="Trần Thị Kế")


def entry(actor: User | None, **facts: Any) -> AuditEntry:
    told: dict[str, Any] = {"at": AT, "action": "thing.done", "thing": "common.job", "thing_id": "7", "actor": actor}
    return AuditEntry(**{**told, "before": None, "after": {"tên": ["Kế", 1, None]}, "reason": "100% “thật”", **facts})


def facts_of(row: AuditEntry | Job) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def test_a_kept_read_gives_the_same_rows_with_what_belongs_to_them(person: User) -> None:
    for actor in (person, None):
        entry(actor).save()

    def ask(thing: str, at: datetime) -> Any:
        again = AuditEntry.objects.filter(actor=OuterRef("actor"), thing_id="7")
        rows = AuditEntry.objects.filter(thing=thing, at__lte=at, reason="100% “thật”")
        return rows.select_related("actor").annotate(told=Exists(again)).order_by("pk")

    read = prepared.Read(ask, str, datetime)
    for given in (("common.job", AT), ("common.job", AT.replace(year=2020)), ("elsewhere", AT), ("common.job", AT)):
        kept, plain = read(*given), list(ask(*given))
        assert [facts_of(row) for row in kept] == [facts_of(row) for row in plain]
        assert [(row.pk, row.actor, row.told) for row in kept] == [(row.pk, row.actor, row.told) for row in plain]
    assert [row.actor for row in read("common.job", AT)] == [person, None]


def test_a_kept_read_gives_tuples_and_takes_numbers_and_days() -> None:
    above, below = (Organisation.objects.create(code=code) for code in ("A", "B"))
    OrganisationParent.objects.create(organisation=below, parent=above, valid_from=date(2025, 7, 1))

    def ask(organisation: int, on: date) -> Any:
        rows = OrganisationParent.objects.filter(organisation=organisation, valid_from__lte=on)
        return rows.order_by("pk").values_list("parent_id", "valid_from")

    read = prepared.Read(ask, int, date)
    assert read(below.pk, date(2025, 7, 1)) == [(above.pk, date(2025, 7, 1))] == list(ask(below.pk, date(2025, 7, 1)))
    assert read(below.pk, date(2025, 6, 30)) == [] == read(above.pk, date(2026, 1, 1))
    assert read.first(above.pk, date(2026, 1, 1)) is None


def test_a_kept_read_takes_lists_of_any_length() -> None:
    for code in "ABC":
        Organisation.objects.create(code=code)
    read = prepared.Read(
        lambda codes, kind: Organisation.objects.filter(code__in=codes, kind=kind).order_by("code"), list[str], str
    )
    library = Organisation.Kind.LIBRARY
    for codes in (["A"], ["C", "A"], ["A", "B", "C"], ["B"], ["X"], []):
        assert read(codes, library) == list(Organisation.objects.filter(code__in=codes, kind=library).order_by("code"))
    both = prepared.Read(
        lambda codes: Organisation.objects.filter(code__in=codes).order_by().values_list("code").union(
            Organisation.objects.filter(code="C").order_by().values_list("code")
        ),
        list[str],
    )  # fmt: skip
    assert sorted(both(["A", "B"])) == [("A",), ("B",), ("C",)]


def test_rows_read_beside_are_those_of_the_person(person: User) -> None:
    Role.objects.create(user=person, kind=Role.Kind.SYSTEM, organisation=None)
    rows = prepared.Read(lambda user: Role.objects.filter(user=user), int)(person.pk)
    prepared.attach(person, "roles", rows)
    assert list(person.roles.all()) == rows == list(Role.objects.filter(user=person))


def test_a_kept_read_that_leaves_a_value_out_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="place"):
        prepared.Read(lambda _one, other: Job.objects.filter(pk=other), int, int)(1, 2)


def test_rows_are_written_as_the_orm_writes_them(person: User) -> None:
    one, other = entry(person), entry(person)
    prepared.insert(one)
    other.save(force_insert=True)
    assert one.pk and not one._state.adding and other.pk == one.pk + 1
    prepared.insert_many([entry(None), entry(person)])
    stored = list(AuditEntry.objects.order_by("pk"))
    assert [facts_of(row) for row in stored[:2]] == [facts_of(other)] * 2
    assert [row.actor for row in stored] == [person, person, None, person]


def test_only_the_named_facts_of_a_row_are_changed() -> None:
    job = Job.objects.create(kind="thing.done", asked_at=AT, arguments={"a": 1})
    job.kind, job.arguments, job.started_at, job.total = "other", {"b": [2]}, AT, 2**40
    prepared.update(job, "arguments", "started_at", "total")
    stored = Job.objects.get(pk=job.pk)
    assert (stored.kind, stored.arguments, stored.started_at, stored.total) == ("thing.done", {"b": [2]}, AT, 2**40)
    Job.objects.all().delete()
    with pytest.raises(DatabaseError, match="no longer there"), transaction.atomic():
        prepared.update(job, "kind")


def test_what_a_table_forbids_is_refused_and_the_transaction_with_it() -> None:
    Organisation.objects.create(code="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        prepared.insert(Organisation(code="A"))
    prepared.insert(Organisation(code="B"))
    assert sorted(Organisation.objects.values_list("code", flat=True)) == ["A", "B"]


def test_the_server_keeps_each_statement_once_whatever_its_values() -> None:
    read = prepared.Read(lambda job, kind: Job.objects.filter(pk__lt=job, kind=kind).order_by("pk"), int, str)
    for job, kind in ((1, "a"), (2**40, "b"), (-1, "")):
        read(job, kind)
    if connection.vendor == "postgresql":  # SQLite's module keeps them itself and tells nobody
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE %s",
                ["%common_job%"],
            )
            assert cursor.fetchall() == [(3,)]


def test_who_listens_hears_the_statements_and_gets_the_same_answer(person: User) -> None:
    read = prepared.Read(lambda user: User.objects.filter(pk=user), int)
    assert read(person.pk) == [person]
    with CaptureQueriesContext(connection) as heard:
        assert read(person.pk) == [person]
        prepared.insert(entry(person))
    assert ["SELECT" in said["sql"] for said in heard] == [True, False]
    told: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *rest: (told.append(sql), execute(sql, *rest))[1]):
        assert read(person.pk) == [person]
        prepared.insert_many([entry(person), entry(None)])
    assert [sql.split()[0] for sql in told] == ["SELECT", "INSERT"]


def test_a_new_row_is_as_the_model_makes_it(person: User) -> None:
    told = {"at": AT, "actor_id": person.pk, "action": "thing.done", "thing": "common.job", "thing_id": "7"}
    made, other = (make(AuditEntry, **told) for make in (prepared.new, lambda model, **facts: model(**facts)))
    assert facts_of(made) == facts_of(other)
    assert made.pk is None and made._state.adding and made.actor == person
    jobs = [prepared.new(Job, kind="thing.done", asked_at=AT) for _turn in range(2)]
    assert [facts_of(job) for job in jobs] == [facts_of(Job(kind="thing.done", asked_at=AT))] * 2
    assert jobs[0].arguments is not jobs[1].arguments
    made.save()
    assert facts_of(AuditEntry.objects.get()) == facts_of(made)
    with pytest.raises(TypeError, match="actor"):
        prepared.new(AuditEntry, actor=person)
