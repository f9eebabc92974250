"""The demonstration hub: built once, recognised afterwards, never mixed into a hub that has data of its own."""

import datetime

from lienthu import demo
from lienthu.cli import hub
from lienthu.cli.words import _, say
from lienthu.common.errors import DomainError

DAY = datetime.datetime(2026, 1, 5, 1, 0, tzinfo=datetime.UTC)  # fixed: the same demonstration on every machine


def build() -> None:
    """An initialised hub with the demonstration in it. A build that was cut off is taken up again from its start."""
    from django.conf import settings

    from lienthu.federation.models import Organisation

    hub.initialise()
    begun, built = settings.HOME / "demo.begun", settings.HOME / "demo.built"
    with hub.one_at_a_time():
        if built.exists():
            return
        if not begun.exists() and Organisation.objects.exists():
            raise DomainError(
                "hub_in_use",
                _(
                    "the hub in %(home)s has data of its own, and the demonstration is not mixed into it; "
                    "serve it with ./lienthu serve, or choose another folder: LIENTHU_HOME=demo ./lienthu demo."
                )
                % {"home": settings.HOME},
            )
        begun.touch()
        say(_("Building the demonstration federation (the first start only)"))
        demo.build(at=DAY, today=datetime.datetime.now(datetime.UTC))
        built.touch()


def sign_ins() -> list[str]:
    """A line for each role that one can try."""
    lines = [_("Sign in at /staff/ as:")]
    lines += [f"  {account.username} / {account.password}  {account.role}" for account in demo.sign_ins()]
    return lines
