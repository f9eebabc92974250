"""The tables of a hub: made at once where there are none, migrated step by step where there are."""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, Final, cast

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lienthu.common import rooms

Tell = Callable[[str], None]
_heard: Final[ContextVar[tuple[Tell, str | None] | None]] = ContextVar("who waits for a migration", default=None)


@contextlib.contextmanager
def telling(say: Tell) -> Iterator[None]:
    """Somebody waits for the migrations of the block, and hears what they are at, in the present language."""
    token = _heard.set((say, translation.get_language()))
    try:
        yield
    finally:
        _heard.reset(token)


def tell(text: Promise, **facts: object) -> None:
    """What a migration that may take minutes does now, in a sentence for who waits."""
    heard = _heard.get()
    if heard:
        say, language = heard
        with translation.override(language):  # Django migrates without any
            say(str(text) % facts)


def kept_in_order(*tables: str) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    """A step of a migration, after these tables were made: on SQLite they are kept in the order of their key and
    nowhere else, which Django cannot say. What is in them is lost."""

    def keep(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor != "sqlite":
            return
        with editor.connection.cursor() as cursor:
            for table in tables:
                cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [table])
                (made,) = cursor.fetchone()
                cursor.execute(f"DROP TABLE {table}")
                cursor.execute(f"{made} WITHOUT ROWID")

    return keep


def bring_up_to_date(alias: str = "default") -> int:
    """Give the database every table of this version; returns how many migrations it lacked.

    An empty database gets its tables from the models as they are now, and then the rows that migrations write: half a
    hundred migrations one after the other end in the same tables and rows (`test_schema.py` holds the two side by
    side), but take ten times as long, most of it for drawing up again what the models were at each of them.
    """
    plan = lacking(alias)
    if not plan:
        return 0
    if connections[alias].introspection.table_names() or not all(map(_is_told_by_models, plan)):
        tell(gettext_lazy("The hub is brought to this version: %(count)d steps."), count=len(plan))
        _make_those_answered_for(alias, plan)
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    else:
        _make(alias, plan)
    return len(plan)


def lacking(alias: str = "default") -> list[Migration]:
    """The migrations that the database does not have yet, in order."""
    executor = MigrationExecutor(connections[alias])
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _is_told_by_models(migration: Migration) -> bool:
    """Whether the migration's tables can be seen from the models: SQL of its own cannot, unless a room answers for
    the migrations of that app."""
    if migration.app_label in _answered_for():
        return True
    return not any(isinstance(step, RunSQL | SeparateDatabaseAndState) for step in migration.operations)


def _answered_for() -> set[str]:
    """Apps of other people whose tables are what their models say, and whose rows a room's own migration writes, with
    or without what theirs wrote before: `answers_for` in the room's AppConfig."""
    return {label for _room, labels in rooms.saying("answers_for") for label in labels}


def _make(alias: str, plan: list[Migration]) -> None:
    connection = connections[alias]
    emit_pre_migrate_signal(0, interactive=False, db=alias)
    MigrationRecorder(connection).ensure_schema()
    answered = _answered_for()
    with connection.schema_editor() as editor:  # one transaction: all of it, or an empty list of migrations
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in plan:
            for step in migration.operations if migration.app_label not in answered else ():
                if isinstance(step, RunPython):
                    step.code(cast(StateApps, apps), editor)
        _record(alias, plan)
    emit_post_migrate_signal(0, interactive=False, db=alias)


def _make_those_answered_for(alias: str, plan: list[Migration]) -> None:
    """In an older hub too: tables of apps that are answered for, where it has none of them. Two hundred migrations of
    other people would take a minute and end in the same."""
    connection = connections[alias]
    labels = _answered_for()
    known = {label for label, _name in MigrationRecorder(connection).applied_migrations()}
    theirs = [migration for migration in plan if migration.app_label in labels]
    if not theirs or not known.isdisjoint(labels):
        return
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.app_label in labels and model._meta.can_migrate(connection):
                editor.create_model(model)
        _record(alias, theirs)


def _record(alias: str, migrations: list[Migration]) -> None:
    """Write them down as done; one that stands for others, with those, or Django takes it for half done."""
    recorder = MigrationRecorder(connections[alias])
    names = {name for each in migrations for name in ((each.app_label, each.name), *each.replaces)}
    recorder.migration_qs.bulk_create(recorder.Migration(app=app, name=name) for app, name in sorted(names))
