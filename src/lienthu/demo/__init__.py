"""The demonstration: the Mekong Delta federation with real places and real titles, invented staff. The same everywhere.

Goes the members' own way: a MARC file per library, through the import. Owns no table; called by the command line.
"""

from datetime import datetime
from typing import NamedTuple


class SignIn(NamedTuple):
    """An invented member of staff who can sign in to a demonstration."""

    username: str
    password: str
    role: str  # in words, for the person who reads it


def sign_ins() -> list[SignIn]:
    """A sign-in for each role."""
    from lienthu.demo.staff import STAFF

    return [SignIn(person.username, person.password, str(person.role)) for person in STAFF]


def build(*, at: datetime, today: datetime) -> None:
    """Fill an empty hub. Safe to repeat: what is there already is left as it is.

    It was set up at `at`; its cards are good from `today` on, most of them, and its readers wait from then, so that no
    book on a hold shelf has waited too long.
    """
    from django.conf import settings

    from lienthu.demo import (
        authorities,
        calendars,
        conferences,
        counted,
        devices,
        elsewhere,
        emulation,
        governance,
        history,
        holdings,
        holds,
        mobile,
        network,
        notices,
        patrons,
        reports,
        rotation,
        sharing,
        shows,
        sports,
        staff,
        storytelling,
        training,
    )

    libraries = network.build(at=at)
    staff.build(at=at)
    calendars.build(libraries=libraries, at=at)
    patrons.build(libraries=libraries, at=at, today=max(at, today))
    notices.build(libraries=libraries, at=at)
    holdings.build(libraries=libraries, at=at)
    elsewhere.build(libraries=libraries, at=at)
    holds.build(libraries=libraries, at=max(at, today))
    rotation.build(libraries=libraries, at=at, today=max(at, today))
    mobile.build(libraries=libraries, at=at, today=max(at, today))
    devices.build(libraries=libraries, today=max(at, today))
    authorities.build(at=at)
    history.build(libraries=libraries, at=at, today=max(at, today))
    for each in (sports, storytelling, shows, emulation, sharing):  # before the reports that count them
        each.build(libraries=libraries, today=max(at, today))
    counted.build(today=max(at, today))
    reports.build(libraries=libraries, at=at, today=max(at, today))
    governance.build(libraries=libraries, at=at, today=max(at, today))
    conferences.build(libraries=libraries, at=max(at, today))
    training.build(libraries=libraries, at=max(at, today))
    if settings.WEBSITE:
        from lienthu.demo import website

        website.build(libraries=libraries, at=at, today=max(at, today))
