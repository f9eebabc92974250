"""`organisation add`."""

import argparse
import datetime
from typing import TYPE_CHECKING

from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, say

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("organisation", help=_("the libraries of the federation and their hosts"))
    actions = group.add_subparsers(metavar=_("ACTION"), required=True)
    parser = actions.add_parser("add", help=_("found an organisation"))
    parser.add_argument("code", metavar="CODE", help=_("the short code by which it is named from now on"))
    parser.add_argument("--name", required=True, help=_("its full name"))
    parser.add_argument("--kind", default="library", help=_("library, post_office, school… (library)"))
    parser.add_argument("--tier", help=_("national, provincial, district, commune…"))
    parser.add_argument("--parent", metavar="CODE", help=_("the organisation that it stands below"))
    parser.add_argument(
        "--from", dest="valid_from", metavar="DATE", type=_day, help=_("first day, as 2025-07-01 (since ever)")
    )
    add_json_option(parser)
    parser.set_defaults(run=add)


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        message = _("%(text)s is no day; write it as 2025-07-01") % {"text": text}
        raise argparse.ArgumentTypeError(message) from None


def add(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from lienthu.federation.queries import organisation_by_code
    from lienthu.federation.services.organisations import add_organisation

    organisation = add_organisation(
        code=arguments.code,
        name=arguments.name,
        kind=arguments.kind,
        tier=arguments.tier,
        parent=organisation_by_code(arguments.parent) if arguments.parent else None,
        valid_from=arguments.valid_from,
        actor=None,
        at=timezone.now(),
    )
    if arguments.json:
        print_json({"code": organisation.code, "name": arguments.name, "kind": organisation.kind})
    else:
        say(_("Added %(code)s, %(name)s.") % {"code": organisation.code, "name": arguments.name})
    return 0
