"""Audit entries in words."""

from collections.abc import Iterator
from datetime import date

from django import template
from django.apps import apps

from lienthu.common.models import AuditEntry

register = template.Library()


@register.filter
def audit_words(entry: AuditEntry) -> str:
    """What was done, as the room that did it says it: `audit_actions = {"title.merged": _("…")}` in its AppConfig."""
    for app in apps.get_app_configs():
        words = getattr(app, "audit_actions", {}).get(entry.action)
        if words:
            return str(words)
    return entry.action


@register.filter
def audit_facts(state: object) -> str:
    """The facts of `before` or `after` in one line; days as dd/mm/yyyy."""
    return ", ".join(_facts(state))


def _facts(state: object) -> Iterator[str]:
    if isinstance(state, dict):
        for value in state.values():
            yield from _facts(value)
    elif isinstance(state, list):
        for value in state:
            yield from _facts(value)
    elif isinstance(state, str) and state:
        try:
            yield f"{date.fromisoformat(state):%d/%m/%Y}"
        except ValueError:
            yield state
    elif isinstance(state, int | float) and not isinstance(state, bool):
        yield str(state)
