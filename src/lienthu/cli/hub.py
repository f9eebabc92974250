"""`init`, and what other commands need before they start: Django, a data folder, a database of this version."""

import argparse
import contextlib
import fcntl
import gc
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from lienthu import __version__
from lienthu.cli.output import add_json_option, print_json
from lienthu.cli.words import _, language, say
from lienthu.common.errors import DomainError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def register(subparsers: "_SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("init", help=_("make an empty hub, or bring this one to the present version"))
    add_json_option(parser)
    parser.set_defaults(run=init, needs="django")


def init(arguments: argparse.Namespace) -> int:
    from django.conf import settings

    done = initialise()
    if arguments.json:
        print_json({"home": str(settings.HOME), "version": __version__, **done})
    else:
        say(_("The hub in %(home)s is ready.") % {"home": settings.HOME})
        _say_next()
    return 0


def _say_next() -> None:
    """What an empty hub needs next: a library, and somebody who may sign in."""
    from lienthu.accounts.models import User
    from lienthu.federation.models import Organisation

    if not Organisation.objects.exists():
        say(_("Next, the first library: ./lienthu organisation add CODE --name NAME"))
    if not User.objects.exists():
        say(_("Nobody can sign in yet: ./lienthu staff add USERNAME --name NAME --library CODE"))


def start_django() -> None:
    """Load the settings and the rooms; messages come in the terminal's language.

    What is loaded stays to the end: a search for what can go would find nothing, and takes a tenth of the start.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lienthu.settings")
    gc.disable()
    import django
    from django.utils import translation

    django.setup()
    gc.freeze()
    gc.enable()
    translation.activate(language())


def require() -> None:
    """Refuse, saying what to do, when there is no hub yet."""
    from django.conf import settings
    from django.db import connection

    missing_file = connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists()
    if missing_file or not settings.HOME.is_dir():
        raise DomainError(
            "no_hub",
            _("there is no hub in %(home)s; make one with ./lienthu init, or try ./lienthu demo.")
            % {"home": settings.HOME},
        )


def initialise() -> dict[str, int]:
    """Database migrated, index made, static files gathered; what is already so stays as it is.

    Returns how many `migrations` were applied and how many `static` files were written.
    """
    from django.conf import settings

    from lienthu.common import schema
    from lienthu.indicators.services.loads import load_indicators
    from lienthu.returns.services.forms import load_forms

    for folder in (settings.HOME, settings.UPLOADS):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            message = _("the folder %(folder)s cannot be made: %(why)s. Choose another with LIENTHU_HOME.")
            raise DomainError("no_folder", message % {"folder": folder, "why": problem.strerror}) from problem
    with one_at_a_time():
        with schema.telling(say):
            pending = schema.bring_up_to_date()
        load_indicators()
        load_forms()
        make_index()
        static = gather_static()
    return {"migrations": pending, "static": static}


def make_index() -> None:
    """An index where there is none; one that went missing beside a database with titles is made again from it."""
    from lienthu.catalogue.models import Title
    from lienthu.catalogue.search.backend import IndexMissing, IndexOutdated, get_backend
    from lienthu.catalogue.services import indexing

    try:
        get_backend().count()
    except (IndexMissing, IndexOutdated):
        if Title.objects.exists():
            say(_("Making the search index from the database"))
            indexing.rebuild()
        else:
            get_backend().create()
    if indexing.pending():
        indexing.drain()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two starts of one hub wait for each other here."""
    from django.conf import settings

    with (settings.HOME / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def gather_static() -> int:
    """Copy, name by content and compress the static files when any of them changed; returns how many were written."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    seen = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for path, storage in finder.list(ignore_patterns=[]):
            seen.update(f"{path}\0{storage.size(path)}\0{storage.get_modified_time(path)}\0".encode())
    stamp = Path(settings.STATIC_ROOT) / ".gathered"
    if stamp.exists() and stamp.read_text() == seen.hexdigest():
        return 0
    output = call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(seen.hexdigest())
    return int(output.split()[0]) if output else 0
