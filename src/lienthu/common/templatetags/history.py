"""Audit entries in words.

A room says how the entries about its things read in its AppConfig: `audit_actions = {"title.merged": _("…")}`;
`audit_names = {"due_on": _("due")}` for what a fact is called (a model's field says it by its verbose name), also of
what it does to things of other rooms; `audit_things = {"circulation.loan": _("loan %(id)s")}` for a thing whose own
words say little, made of its fields; and,
where a fact is one of a list of keys, `audit_value(fact, value)`, which gives the words for it or None.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache

from django import template
from django.apps import AppConfig, apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from lienthu.common import rooms
from lienthu.common.models import AuditEntry

register = template.Library()
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def all_actions() -> dict[str, str]:
    """Every action that a room has words for."""
    return {action: str(words) for _room, actions in rooms.saying("audit_actions") for action, words in actions.items()}


@register.filter
def audit_words(entry: AuditEntry) -> str:
    """What was done, in the words of the room that did it; its key where the room has none."""
    return all_actions().get(entry.action, entry.action)


@register.filter
def audit_thing(entry: AuditEntry, things: dict[tuple[str, str], str]) -> str:
    """What the entry is about, out of `audit.things_of(entries)`."""
    return things.get((entry.thing, entry.thing_id), "")


@register.filter
def audit_before(entry: AuditEntry) -> list[str]:
    """The facts before, in order, for people: named, days as dd/mm/yyyy, keys in words, nothing empty."""
    return list(_facts(entry, "", entry.before))


@register.filter
def audit_after(entry: AuditEntry) -> list[str]:
    """The facts after, told in the same way."""
    return list(_facts(entry, "", entry.after))


def _facts(entry: AuditEntry, fact: str, state: object) -> Iterator[str]:
    if isinstance(state, dict):
        for key, value in state.items():
            yield from _facts(entry, key, value)
    elif isinstance(state, list) and not any(isinstance(value, dict | list) for value in state):
        told = ", ".join(filter(None, (_words(entry, fact, value) for value in state)))
        if told:
            yield _named(entry, fact, told)
    elif isinstance(state, list):
        for value in state:
            yield from _facts(entry, fact, value)
    elif told := _words(entry, fact, state):
        yield _named(entry, fact, told)


def _named(entry: AuditEntry, fact: str, told: str) -> str:
    label = _label(entry.thing, fact) or str(_names(_doer(entry.action)).get(fact, ""))
    return f"{label}: {told}" if label else told


@cache
def _doer(action: str) -> str:
    """The room that has words for the action: it may have done it to a thing of another room."""
    return next((room for room, actions in rooms.saying("audit_actions") if action in actions), "")


def _names(room: str) -> dict[str, str | Promise]:
    return getattr(apps.app_configs.get(room), "audit_names", {})


def _label(thing: str, fact: str) -> str:
    """What the room of the thing calls the fact; else the field of that name, where its verbose name is translated."""
    room, _dot, model = thing.partition(".")
    app: AppConfig | None = apps.app_configs.get(room)
    if app is None:
        return ""
    label: object = _names(room).get(fact)
    if label is None:
        try:
            label = getattr(app.get_model(model)._meta.get_field(fact), "verbose_name", None)
        except (FieldDoesNotExist, LookupError):
            return ""
    return str(label) if isinstance(label, Promise) else ""


def _words(entry: AuditEntry, fact: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if not isinstance(value, str):
        return str(value)
    own = entry.thing.partition(".")[0]
    # First the room of the thing: a state that several rooms have is called as that one calls it.
    for _room, ask in sorted(rooms.saying("audit_value"), key=lambda said: said[0] != own):
        if words := ask(fact, value):
            return str(words)
    return str(_choices(entry.thing, fact).get(value, "")) or _moment(value)


@cache
def _choices(thing: str, fact: str) -> dict[object, object]:
    """What the keys of the thing's own field of that name are called."""
    room, _dot, model = thing.partition(".")
    try:
        field = apps.get_app_config(room).get_model(model)._meta.get_field(fact)
    except (FieldDoesNotExist, LookupError):
        return {}
    return dict(getattr(field, "flatchoices", ()))


def _moment(value: str) -> str:
    if not _DAY.match(value):  # Python reads a telephone number, 0909111222, as a day of the year 909
        return value
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{local:%d/%m/%Y %H:%M}"
