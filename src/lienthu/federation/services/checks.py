"""Refusals that several services share."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from lienthu.federation.errors import OrganisationRefused
from lienthu.federation.models import CODE, Organisation

Actor = AbstractBaseUser | None


def shown(day: date | None) -> str:
    """The day as a reader in Viet Nam writes it."""
    return f"{day:%d/%m/%Y}" if day else _("the beginning")


def lock_tree() -> None:
    """One change of the tree at a time, until the transaction ends: two moves made together could close a ring.

    Locks the oldest organisation; in the order of locks it comes before every other. Without its key, so that
    nobody who only refers to that organisation waits. SQLite lets one writer in at a time by itself.
    """
    Organisation.objects.select_for_update(no_key=True).order_by("pk").first()


def refuse_unless_open(organisation: Organisation, day: date | None, *, field: str) -> None:
    """Refuse a day on which the organisation is not open; None stands for "since ever" and only meets a closed one."""
    if day and organisation.opened_on and day < organisation.opened_on:
        raise OrganisationRefused(
            "not_open_yet",
            _("“%(code)s” opened only on %(day)s. Choose that day or a later one.")
            % {"code": organisation.code, "day": shown(organisation.opened_on)},
            field=field,
        )
    if organisation.closed_on and (day is None or day >= organisation.closed_on):
        raise OrganisationRefused(
            "closed_by_then",
            _("“%(code)s” closed on %(day)s. Choose an earlier day, or another organisation.")
            % {"code": organisation.code, "day": shown(organisation.closed_on)},
            field=field,
        )


def refuse_a_bad_code(code: str) -> None:
    """Refuse a code that is not made as codes are."""
    try:
        CODE(code)
    except ValidationError as error:
        raise OrganisationRefused("bad_code", error.messages[0], field="code", refused=code) from error


def refuse_too_long(text: str, limit: int, *, field: str) -> None:
    """Refuse what PostgreSQL would not take; SQLite takes any length."""
    if len(text) > limit:
        raise OrganisationRefused(
            "too_long",
            _("“%(text)s…” has %(length)d characters; write at most %(limit)d.")
            % {"text": text[:40], "length": len(text), "limit": limit},
            field=field,
        )


def refuse_a_taken_code(code: str) -> None:
    """Refuse a code that an organisation has, in whatever case."""
    taken = Organisation.objects.filter(code__iexact=code).first()
    if taken:
        raise OrganisationRefused(
            "code_taken",
            _("The code “%(code)s” belongs to another organisation already. Choose another code.")
            % {"code": taken.code},
            field="code",
            taken=taken.code,
        )
