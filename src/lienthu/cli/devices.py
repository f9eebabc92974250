"""`sync`: what a device wrote to a stick is handed in, and folded at once."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("sync", help=_("hand in the file that a device wrote to a stick"))
    parser.add_argument("file", metavar="FILE", type=Path)
    add_json_option(parser)
    parser.set_defaults(run=hand_in)


def hand_in(arguments: argparse.Namespace) -> int:
    """`read = new + known + conflicts`; `applied`, `questions` and `dropped` are of all events of the device."""
    from django.utils import timezone

    from lienthu.sync.queries import counts_of
    from lienthu.sync.services import photographs, storing
    from lienthu.sync.services.folding import fold

    started = time.monotonic()
    try:
        data = arguments.file.read_bytes()
    except OSError as problem:
        message = _("%(file)s cannot be read: %(why)s")
        raise DomainError("unreadable", message % {"file": arguments.file, "why": problem.strerror}) from problem
    given = storing.read_file(data)
    device, batch = given.device, given.batch
    stored = storing.store(device=device, batch=batch, at=timezone.now())
    folded = fold(device.pk)
    refused = photographs.keep_all(device=device, photos=given.photos, at=timezone.now())
    result = {
        "device": str(device.pk),
        "name": device.name,
        "read": len(batch.events),
        "new": stored.new,
        "known": stored.known,
        "conflicts": len(stored.conflicts),
        "stored_to": stored.device.stored_to,
        "folded": folded,
        "photos": len(given.photos) - len(refused),
        "photos_refused": refused,
        **counts_of(device),
        "seconds": round(time.monotonic() - started, 3),
    }
    if arguments.json:
        print_json(result)
    else:
        sentence = _(
            "%(name)s: %(new)d new acts kept, %(known)d were here already. All up to number %(stored_to)d are here; "
            "%(questions)d wait for a person's answer."
        )
        say(sentence % result)
        for words in refused:
            say(words)
    return 1 if stored.conflicts or refused or result["questions"] else 0
