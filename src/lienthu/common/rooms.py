"""What rooms say of themselves in their AppConfig, asked by a room below that knows none of them.

A room says it by an attribute, which is a thing or the name of a function: `today = "lienthu.circulation.today.items"`.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import AppConfig, apps
from django.utils.module_loading import import_string, module_has_submodule


def ours() -> Iterator[AppConfig]:
    """The rooms of this program, in their order, without what is installed from elsewhere or lies inside a room."""
    return (app for app in apps.get_app_configs() if app.name == f"lienthu.{app.label}")


def saying(attribute: str) -> Iterator[tuple[str, Any]]:
    """The label of each room that has the attribute, and what it says there, in the order of the rooms."""
    for app in apps.get_app_configs():
        if said := getattr(app, attribute, None):
            yield app.label, said


def functions(attribute: str) -> Iterator[Callable[..., Any]]:
    """The function that each room names in the attribute."""
    return (import_string(name) for _room, name in saying(attribute))


def modules(name: str) -> Iterator[tuple[str, ModuleType]]:
    """The label of each room of ours that has a module of this name, and the module."""
    for app in ours():
        if app.module and module_has_submodule(app.module, name):
            yield app.label, import_module(f"{app.name}.{name}")
