"""The tables of a hub: made at once where there are none, migrated step by step where there are."""

from typing import cast

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps


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
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    else:
        _make(alias, plan)
    return len(plan)


def lacking(alias: str = "default") -> list[Migration]:
    """The migrations that the database does not have yet, in order."""
    executor = MigrationExecutor(connections[alias])
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _is_told_by_models(migration: Migration) -> bool:
    """Whether the migration's tables can be seen from the models: SQL of its own cannot."""
    return not any(isinstance(step, RunSQL | SeparateDatabaseAndState) for step in migration.operations)


def _make(alias: str, plan: list[Migration]) -> None:
    connection = connections[alias]
    emit_pre_migrate_signal(0, interactive=False, db=alias)
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    with connection.schema_editor() as editor:  # one transaction: all of it, or an empty list of migrations
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for migration in plan:
            for step in migration.operations:
                if isinstance(step, RunPython):
                    step.code(cast(StateApps, apps), editor)
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=migration.app_label, name=migration.name) for migration in plan
        )
    emit_post_migrate_signal(0, interactive=False, db=alias)
