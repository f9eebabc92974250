"""`staff add`: the first person who signs in, and whoever else is taken on from the terminal."""

import argparse
import getpass
import secrets
import sys
from typing import TYPE_CHECKING

from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, say

if TYPE_CHECKING:
    from argparse import _SubParsersAction

ROLES = ("director", "cataloguer", "circulation", "rotation", "mobile_crew", "guard", "reporter", "secretary", "system")


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("staff", help=_("who may sign in"))
    actions = group.add_subparsers(metavar=_("ACTION"), required=True)
    parser = actions.add_parser("add", help=_("take somebody on, also the first person of an empty hub"))
    parser.add_argument("username", metavar="USERNAME", help=_("the name to sign in with"))
    parser.add_argument("--name", required=True, help=_("the person's full name"))
    parser.add_argument("--role", default="director", choices=ROLES, help=_("what the person may do (director)"))
    parser.add_argument("--library", metavar="CODE", help=_("over which library, and all below; none: the whole hub"))
    parser.add_argument("--email", default="", help=_("for a lost password, where mail is set up"))
    add_json_option(parser)
    parser.set_defaults(run=add)


def add(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from lienthu.accounts.services import create_staff
    from lienthu.federation.queries import organisation_by_code

    organisation = organisation_by_code(arguments.library) if arguments.library else None
    password, made = _password()
    user = create_staff(
        username=arguments.username,
        full_name=arguments.name,
        password=password,
        kind=arguments.role,
        organisation=organisation,
        email=arguments.email,
        actor=None,
        at=timezone.now(),
    )
    if arguments.json:
        print_json({"username": user.username, "role": arguments.role, **({"password": password} if made else {})})
        return 0
    say(_("%(name)s signs in at /staff/ as %(username)s.") % {"name": arguments.name, "username": user.username})
    if made:
        say(_("First password: %(password)s (shown this once; change it after signing in).") % {"password": password})
    return 0


def _password() -> tuple[str, bool]:
    """The password that is typed, or piped in as one line; with neither one is made. And whether it was made."""
    if sys.stdin is not None and sys.stdin.isatty():
        typed = getpass.getpass(str(_("Password (leave it empty to have one made): ")))
    else:
        typed = (sys.stdin.readline() if sys.stdin is not None else "").rstrip("\r\n")
    return (typed, False) if typed else (secrets.token_urlsafe(12), True)
