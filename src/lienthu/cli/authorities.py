"""Authority headings on the command line: authority files, and the harvest of records."""

import argparse
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

from lienthu.cli.catalogue import progress_bar
from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("authorities", help=_("take authority records in, and gather headings from records"))
    parser.add_argument("files", nargs="*", metavar="FILE", type=Path)
    parser.add_argument("--format", default="auto")
    parser.add_argument("--encoding", default="auto")
    parser.add_argument("--anew", action="store_true", help=_("look at every stored record again"))
    add_json_option(parser)
    parser.set_defaults(run=authorities)


def authorities(arguments: argparse.Namespace) -> int:
    """Take the files in, then gather the headings of what was stored since the last time."""
    from django.utils import timezone

    from lienthu.authorities.services import files, harvest

    for path in arguments.files:
        if not path.is_file():
            raise DomainError("no_file", _("there is no file %(file)s; check the name.") % {"file": path})
    total = files.Taken()
    for path in arguments.files:
        with progress_bar(path.name, "B") as progress:
            taken = files.take_file(
                path=path, actor=None, at=timezone.now(), format=arguments.format, encoding=arguments.encoding,
                progress=progress,
            )  # fmt: skip
        for counter in fields(files.Taken):
            setattr(total, counter.name, getattr(total, counter.name) + getattr(taken, counter.name))
    if arguments.anew:
        harvest.begin_anew()
    with progress_bar(_("headings of records"), "") as progress:
        gathered = harvest.catch_up(progress=progress)
    if arguments.json:
        print_json({**asdict(total), "records": gathered})
    else:
        _tell(total, gathered, told=bool(arguments.files))
    return 1 if total.unreadable else 0


def _tell(total: object, gathered: int, *, told: bool) -> None:
    if told:
        say(
            _(
                "Read %(read)d records: %(new)d new headings, %(known)d known, %(conflicts)d that lead elsewhere here, "
                "%(left_out)d left out, %(other)d of other kinds, %(unreadable)d unreadable."
            )
            % vars(total)
        )
        say(_("References: %(references)d new, %(refused)d refused; relations: %(relations)d new.") % vars(total))
    say(_("Headings were gathered from %(count)d new versions of records.") % {"count": gathered})
