"""Audit entries in words.

A room says how its entries read in its AppConfig: `audit_actions = {"title.merged": _("…")}`, and, where a fact is
one of a list of keys, `audit_value(fact, value)`, which gives the words for it or None.
"""

from collections.abc import Iterator
from datetime import date

from django import template
from django.apps import apps

from lienthu.common.models import AuditEntry

register = template.Library()


@register.filter
def audit_words(entry: AuditEntry) -> str:
    """What was done, in the words of the room that did it; its key where the room has none."""
    for app in apps.get_app_configs():
        words = getattr(app, "audit_actions", {}).get(entry.action)
        if words:
            return str(words)
    return entry.action


@register.filter
def audit_facts(state: object) -> list[str]:
    """The facts of `before` or `after`, in order, for people: days as dd/mm/yyyy, keys in words, nothing empty."""
    return list(_facts("", state))


def _facts(fact: str, state: object) -> Iterator[str]:
    if isinstance(state, dict):
        for key, value in state.items():
            yield from _facts(key, value)
    elif isinstance(state, list):
        for value in state:
            yield from _facts(fact, value)
    elif isinstance(state, int | float) and not isinstance(state, bool):
        yield str(state)
    elif isinstance(state, str) and state:
        yield _words(fact, state)


def _words(fact: str, value: str) -> str:
    for app in apps.get_app_configs():
        ask = getattr(app, "audit_value", None)
        words = ask(fact, value) if ask else None
        if words:
            return str(words)
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value
