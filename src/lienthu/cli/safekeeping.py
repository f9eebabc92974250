"""`backup` and `restore`."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("backup", help=_("write the whole hub to one file, while it works"))
    parser.add_argument("file", metavar="FILE", type=Path)
    add_json_option(parser)
    parser.set_defaults(run=backup)

    parser = subparsers.add_parser("restore", help=_("put a backup into an empty folder"))
    parser.add_argument("file", metavar="FILE", type=Path)
    add_json_option(parser)
    parser.set_defaults(run=restore, needs="django")


def backup(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from lienthu.common import archive

    size = archive.write(arguments.file.resolve(), at=timezone.now())
    if arguments.json:
        print_json({"file": str(arguments.file), "bytes": size})
    else:
        say(
            _("The hub is in %(file)s (%(size)d bytes). Keep it safe: it holds the hub's key.")
            % {"file": arguments.file, "size": size}
        )
    return 0


def restore(arguments: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import connection

    from lienthu.catalogue.services import indexing
    from lienthu.cli import hub
    from lienthu.common import archive

    if _in_use():
        raise DomainError(
            "hub_in_use",
            _("there is a hub in %(home)s already; restore into an empty folder: LIENTHU_HOME=FOLDER.")
            % {"home": settings.HOME},
        )
    manifest = archive.restore(arguments.file)
    connection.close()
    hub.initialise()
    titles = indexing.rebuild()
    if arguments.json:
        print_json({"home": str(settings.HOME), "titles": titles, **manifest})
    else:
        say(
            _("The hub of %(day)s is back in %(home)s, with %(titles)d titles.")
            % {"day": manifest["made_at"], "home": settings.HOME, "titles": titles}
        )
    return 0


def _in_use() -> bool:
    """Whether the database holds anything that people or libraries brought."""
    from django.apps import apps
    from django.db import connection

    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    tables = set(connection.introspection.table_names())
    brought = (apps.get_model("federation.Organisation"), apps.get_model("accounts.User"))
    return any(model._meta.db_table in tables and model.objects.exists() for model in brought)
