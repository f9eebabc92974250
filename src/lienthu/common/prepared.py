"""Statements that a desk needs with every scan, written once and kept for as long as a connection lives.

The ORM writes a statement anew each time it is asked: of a check-out that took four parts of five. A `Read` is a
queryset whose statement is kept, with places for what changes; `new`, `insert` and `update` make and save rows of
the few tables that every loan writes, without signals, which nobody hears there. Everything else stays with the ORM. On
PostgreSQL the server keeps the plan as well (`cursor`). What comes back is the same: test_prepared.py holds them
together. The parts of Django that this stands on are named here and nowhere else.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cache, partial
from itertools import count
from typing import Any, Final, Generic, NamedTuple, Self, TypeVar, get_args

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    PositiveIntegerField,
    PositiveSmallIntegerField,
    QuerySet,
    TextField,
)
from django.db.models.base import ModelState
from django.db.models.query import ModelIterable, get_related_populators

M = TypeVar("M", bound=Model)
R = TypeVar("R")
Row = Sequence[Any]
KEPT_BY_SERVER: Final = 500  # statements, for each connection
_KEPT: Final = "lienthu_prepared"  # where a connection keeps them; each thread has connections of its own


class Read(Generic[R]):
    """A queryset asked again and again with other values: `Read(lambda copy: Copy.objects.filter(pk=copy), int)`.

    `kinds` are the types of the values (int, str, date, datetime), none of which may be None; `list[int]` and
    `list[str]` are for `…__in`, with a statement for each length. It gives models, with `select_related` and
    annotations as they are, or the tuples of `values_list`. One that locks is asked in a transaction, as ever.
    """

    def __init__(self, ask: Callable[..., QuerySet[Any, R]], *kinds: Any) -> None:
        self._ask, self._kinds = ask, kinds

    def __call__(self, *values: Any) -> list[R]:
        real = connections[DEFAULT_DB_ALIAS]
        sizes = tuple(len(value) if isinstance(value, list) else -1 for value in values)
        if 0 in sizes:
            return []
        ready: _Ready[R] = _kept(real, (self, sizes), lambda _real: self._make_ready(real, sizes))
        told = [as_stored(value, real) for value in _flat(values)]
        with _cursor_of(real) as opened:
            opened.execute(ready.statement, [given if place is None else told[place] for place, given in ready.places])
            rows: list[Row] = opened.fetchall()
        return [ready.build(_converted(row, ready.converters, real)) for row in rows]

    def first(self, *values: Any) -> R | None:
        """The first row: the queryset is in an order, or finds one at most."""
        return next(iter(self(*values)), None)

    def _make_ready(self, real: BaseDatabaseWrapper, sizes: Sequence[int]) -> "_Ready[R]":
        marks, numbers = [], count()
        for kind, size in zip(self._kinds, sizes, strict=True):
            mark = _MARKS[get_args(kind)[0] if size > 0 else kind]
            marks.append([mark(next(numbers)) for _ in range(size)] if size > 0 else mark(next(numbers)))
        queryset: Any = self._ask(*marks)
        compiler: Any = queryset.query.get_compiler(using=real.alias)
        statement, given = compiler.as_sql()
        where = {as_stored(mark, real): number for number, mark in enumerate(_flat(marks))}
        places = [(where.get(value), value) for value in given]
        if {place for place, _value in places} - {None} != set(where.values()):
            raise ValueError(f"not every value has its place in: {statement}")
        converters = compiler.get_converters([each[0] for each in compiler.select])
        models = issubclass(queryset._iterable_class, ModelIterable)
        return _Ready(statement, places, list(converters.items()), _of_models(compiler, real) if models else _as_tuple)


class _Ready(NamedTuple, Generic[R]):
    statement: str
    places: list[tuple[int | None, Any]]  # the number of a value, or what the statement has there always
    converters: list[tuple[int, tuple[Sequence[Callable[..., Any]], Any]]]
    build: Callable[[Row], R]


def _flat(values: Iterable[Any]) -> list[Any]:
    return [each for value in values for each in (value if isinstance(value, list) else (value,))]


def _of_models(compiler: Any, real: BaseDatabaseWrapper) -> Callable[[Row], Any]:
    """As ModelIterable makes them."""
    select, info = compiler.select, compiler.klass_info
    model, fields = info["model"], info["select_fields"]
    first, end = fields[0], fields[-1] + 1
    names = [each[0].target.attname for each in select[first:end]]
    populators = get_related_populators(info, select, real.alias)  # type: ignore[call-arg] # the stubs are Django 6's
    annotations = list((compiler.annotation_col_map or {}).items())

    def build(row: Row) -> Any:
        made = model.from_db(real.alias, names, row[first:end])
        for populator in populators:
            populator.populate(row, made)
        for name, place in annotations:
            setattr(made, name, row[place])
        return made

    return build


def _as_tuple(row: Row) -> Any:
    return tuple(row)


def _converted(row: Row, converters: Sequence[tuple[int, Any]], real: BaseDatabaseWrapper) -> Row:
    if not converters:
        return row
    found = list(row)
    for place, (chain, expression) in converters:
        for convert in chain:
            found[place] = convert(found[place], expression, real)
    return found


def attach(row: Model, name: str, rows: list[Any]) -> None:
    """As `prefetch_related(name)`: these are what `row.name.all()` gives from now on."""
    found = getattr(row, name).all()
    found._result_cache = rows
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def new(model: type[M], **facts: Any) -> M:
    """As `model(**facts)`, of columns (`copy_id`, never `copy`), for a row to be inserted; signals are not sent."""
    made = _newly_made(model)
    if not facts.keys() <= made.columns:
        raise TypeError(f"{model._meta.label} has no columns {sorted(facts.keys() - made.columns)}")
    row = model.__new__(model)
    row.__dict__.update(made.plain, _state=ModelState())
    row.__dict__.update({name: make() for name, make in made.each.items() if name not in facts}, **facts)
    return row


class _NewlyMade(NamedTuple):
    columns: frozenset[str]
    plain: dict[str, Any]  # what a column has that nobody names
    each: dict[str, Callable[[], Any]]  # made anew for each row


@cache
def _newly_made(model: type[Model]) -> _NewlyMade:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    each = {name: field.default for name, field in fields.items() if field.has_default() and callable(field.default)}
    plain = {name: field.get_default() for name, field in fields.items() if name not in each}
    return _NewlyMade(frozenset(fields), plain, each)


def insert(row: Model) -> None:
    """As `row.save(force_insert=True)` of a new row whose key the database draws; signals are not sent."""
    real = connections[DEFAULT_DB_ALIAS]
    ready: _Insertion = _kept(real, ("insert", type(row)), lambda _real: _insertion(type(row), real))
    with transaction.mark_for_rollback_on_error(using=real.alias), _cursor_of(real) as opened:
        opened.execute(ready.returning, _values(ready.fields, row, real))
        row.pk = opened.fetchone()[0]
    row._state.adding, row._state.db = False, real.alias


def insert_many(rows: Sequence[Model]) -> None:
    """As `bulk_create`, for rows of one model that nobody needs the keys of: they get none."""
    if not rows:
        return
    real = connections[DEFAULT_DB_ALIAS]
    model = type(rows[0])
    ready: _Insertion = _kept(real, ("insert", model), lambda _real: _insertion(model, real))
    with transaction.atomic(savepoint=False), _cursor_of(real) as opened:
        opened.executemany(ready.statement, [_values(ready.fields, row, real) for row in rows])


class _Insertion(NamedTuple):
    statement: str
    returning: str
    fields: list["Field[Any, Any]"]


def _insertion(model: type[Model], real: BaseDatabaseWrapper) -> _Insertion:
    meta: Any = model._meta
    quoted = real.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    names = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quoted(meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 our names
    return _Insertion(statement, f"{statement} RETURNING {quoted(meta.pk.column)}", fields)


def update(row: Model, *names: str) -> None:
    """As `row.save(update_fields=names)`; signals are not sent."""
    real = connections[DEFAULT_DB_ALIAS]
    statement, fields = _kept(real, (type(row), names), lambda _real: _change(type(row), names, real))
    with transaction.mark_for_rollback_on_error(using=real.alias), _cursor_of(real) as opened:
        opened.execute(statement, [*_values(fields, row, real), row.pk])
        if opened.rowcount != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk} is no longer there")


def _change(model: type[Model], names: Sequence[str], real: BaseDatabaseWrapper) -> tuple[str, list["Field[Any, Any]"]]:
    meta: Any = model._meta
    quoted = real.ops.quote_name
    fields = [meta.get_field(name) for name in names]
    said = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    return f"UPDATE {quoted(meta.db_table)} SET {said} WHERE {quoted(meta.pk.column)} = %s", fields  # noqa: S608


def _values(fields: Sequence["Field[Any, Any]"], row: Model, real: BaseDatabaseWrapper) -> list[Any]:
    told, facts = [], row.__dict__
    for field in fields:
        value = facts[field.attname]
        sort = type(field)
        if sort in _AS_THEY_ARE.get(type(value), ()):
            told.append(value)
        elif sort is DateTimeField and type(value) is datetime and value.tzinfo:
            told.append(as_stored(value, real))
        else:
            told.append(field.get_db_prep_save(value, real))
    return told


_NUMBERS: Final = {BigIntegerField, ForeignKey, IntegerField, PositiveIntegerField, PositiveSmallIntegerField}
_AS_THEY_ARE: Final[dict[type, set[type]]] = {
    int: _NUMBERS,
    str: {CharField, TextField},
    bool: {BooleanField},
    type(None): {*_NUMBERS, CharField, TextField, DateField, DateTimeField},
}  # what a field would hand on unchanged, after several questions


def _kept(real: BaseDatabaseWrapper, key: object, make: Callable[[BaseDatabaseWrapper], Any]) -> Any:
    """What this connection keeps under the key."""
    kept = real.__dict__.setdefault(_KEPT, {})
    found = kept.get(key)
    if found is None:
        found = kept[key] = make(real)
    return found


# Values that nobody has, to find their places in a statement.
_MARKS: Final[dict[type, Callable[[int], Any]]] = {
    int: lambda number: 2**62 + number,
    str: lambda number: f"\ue000{number}\ue000",
    date: lambda number: date(9900 + number, 1, 1),
    datetime: lambda number: datetime.fromisoformat(f"{9900 + number}-01-01T00:00:00+00:00"),
}


def as_stored(value: Any, real: BaseDatabaseWrapper | None = None) -> Any:
    """As the database takes it."""
    if not isinstance(value, date):
        return value
    real = real or connections[DEFAULT_DB_ALIAS]
    if isinstance(value, datetime):
        return real.ops.adapt_datetimefield_value(value)
    return real.ops.adapt_datefield_value(value)


def cursor() -> AbstractContextManager[Any]:
    """As `connection.cursor()`, for statements that are few and always the same: take what one answers before the next.

    It stays open with the connection, and a statement goes the shortest way; where all are logged, Django's own. On
    PostgreSQL the server keeps what is executed, and its plan: Django lets psycopg write the values into the text, so
    that the server reads and plans each statement anew, which costs it more than doing what a short one says. SQLite's
    module keeps them anyway.
    """
    return _cursor_of(connections[DEFAULT_DB_ALIAS])


def _cursor_of(real: Any) -> AbstractContextManager[Any]:
    if real.connection is None or real.health_check_enabled:
        real.close_if_health_check_failed()
        real.ensure_connection()
    if real.queries_logged:
        return real.cursor()  # type: ignore[no-any-return]
    found: _Short | None = real.__dict__.setdefault(_KEPT, {}).get(_Short)
    if found is None or found.connection is not real.connection:
        found = real.__dict__[_KEPT][_Short] = _Short(real)
    return found


class _Short:
    """A cursor between Django's and the module's: it says errors as Django does, and no more."""

    def __init__(self, real: Any) -> None:
        self.connection, self._real, self._raw = real.connection, real, _raw(real)
        self.fetchall = real.wrap_database_errors(self._raw.fetchall)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        return None

    @property
    def rowcount(self) -> int:
        found: int = self._raw.rowcount
        return found

    def fetchone(self) -> Row | None:
        """All are taken: SQLite lets nobody commit while a statement has more to say."""
        return next(iter(self.fetchall()), None)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._tell(statement, values, many=False)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._tell(statement, rows, many=True)

    def _tell(self, statement: str, values: Any, *, many: bool) -> None:
        self._real.validate_no_broken_transaction()
        work = self._do
        for listener in reversed(self._real.execute_wrappers):
            work = partial(listener, work)
        work(statement, values, many, {"connection": self._real, "cursor": self})

    def _do(self, statement: str, values: Any, many: bool, _context: object) -> None:  # noqa: FBT001 as Django calls it
        with self._real.wrap_database_errors:
            (self._raw.executemany if many else self._raw.execute)(statement, values)


def _raw(real: Any) -> Any:
    """A cursor of the module."""
    if real.vendor == "postgresql":
        real.connection.prepared_max = KEPT_BY_SERVER
        return _preparing()(real.connection)
    return real.connection.cursor(factory=_Converted)


class _Converted(SQLiteCursorWrapper):
    """Django's, which looks for the places of the values in a statement: once."""

    convert_query = cache(SQLiteCursorWrapper.convert_query)


@cache
def _preparing() -> Any:
    import psycopg
    from psycopg.types.numeric import Int8Dumper

    class Preparing(psycopg.Cursor[Any]):
        """Values apart from the statement, whole numbers always of one size: another size would be another plan."""

        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.adapters.register_dumper(int, Int8Dumper)

        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            return super().execute(query, params, **{**options, "prepare": True})

    return Preparing
