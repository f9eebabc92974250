"""A new hub gets its tables at once, and they are those in which the migrations end."""

import contextlib
import re
import sqlite3
from pathlib import Path

from lienthu.common import schema

from . import databases

# Django draws up anew whatever a model reaches, through any number of others, at each step of each migration. Here it
# draws up the model that changes and those that point at it, from which a table that is remade learns who does; a model
# that is added, or pointed at, needs nothing drawn up. That leaves out nearly all of the work. A sixth of what is left
# would be the search for models that can go.
STEP_BY_STEP = """
import gc
gc.set_threshold(200_000, 50, 100)
from django.core.management import call_command
from django.db.migrations.state import ProjectState
def changed_with(self, app, model, delay=False):
    found, left = set(), [(app, model)]
    while left:
        key = left.pop()
        drawn = None if key in found else self.apps.all_models[key[0]].get(key[1])
        found.add(key)
        if drawn:
            fields = drawn._meta.get_fields(include_hidden=True)
            pointing = {each.related_model for each in fields if each.is_relation and each.auto_created}
            left += [(each._meta.app_label, each._meta.model_name) for each in {*pointing, *drawn.__subclasses__()}]
    return found
ProjectState._find_reload_model = changed_with
reload_model = ProjectState.reload_model
def draw_up(self, app, model, delay=False):
    if "apps" not in self.__dict__ or model in self.apps.all_models[app]:
        return reload_model(self, app, model, delay)
    with self.apps.bulk_update():
        self.apps.render_multiple([self.models[app, model].clone()])
ProjectState.reload_model = draw_up
call_command("migrate", verbosity=0)
"""
WAGTAIL = ("wagtailadmin", "wagtailcore", "wagtailimages", "wagtailusers")
COUNTS_MODELS = ("django_migrations", "django_content_type", "auth_permission")  # whose rows tell of Wagtail's too
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"


def test_tables_made_at_once_are_those_in_which_the_migrations_end(tmp_path: Path, made_sqlite: Path) -> None:
    """On SQLite alone: it is the migrations that are looked at, and they are the same for both engines."""
    # Without Wagtail, whose two hundred migrations would take a minute: that they end in its models is its makers'
    # affair, and of our own tables there `makemigrations --check` tells.
    databases.make(tmp_path, STEP_BY_STEP, LIENTHU_WEBSITE="no")
    at_once, step_by_step = described(made_sqlite), described(tmp_path / databases.NAME)
    more = set(at_once) - set(step_by_step)
    assert {table.partition("_")[0] for table in more} == {"website", "taggit", "simple", *WAGTAIL}
    assert not set(step_by_step) - set(at_once)
    for table in (*more, *COUNTS_MODELS):
        at_once.pop(table)
    assert len(at_once) > 100
    assert at_once["calendars_specialday"][1] == 6  # which a migration wrote
    assert {table: both for table in at_once if (both := (at_once[table], step_by_step[table]))[0] != both[1]} == {}


def test_a_database_of_this_version_is_left_as_it_is(db: None) -> None:
    assert schema.bring_up_to_date() == 0


def described(file: Path) -> dict[str, tuple[list[str], int]]:
    """Every table: its columns, constraints and indexes in the engine's own words, and how many rows are in it."""
    told = {}
    with contextlib.closing(sqlite3.connect(file)) as database:
        for (table,) in database.execute(TABLES).fetchall():
            rows = database.execute("SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql NOT NULL", [table])
            parts = [part for kind, sql in rows.fetchall() for part in pieces(kind, sql)]
            (count,) = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
            told[table] = (sorted(parts), count)
    return told


def pieces(kind: str, sql: str) -> list[str]:
    """A table's definition cut at its columns and constraints, whose order says nothing."""
    if kind == "index":
        return [sql]
    depth, parts, part = 0, [], ""
    for sign in sql[sql.index("(") + 1 : sql.rindex(")")]:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            parts.append(part)
            part = ""
        else:
            part += sign
    return [re.sub(r"\s+", " ", each).strip() for each in (*parts, part)]
