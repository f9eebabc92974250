"""Addresses that let somebody fill in one return on a phone without an account; it is handed in once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, signed_links
from lienthu.returns.errors import LinkRefused, ReturnRefused
from lienthu.returns.models import Return, ReturnLink

SALT = "lienthu.returns.link"
DAYS = 45


@transaction.atomic
def make(*, row: Return, name: str, actor: User | None, at: datetime) -> ReturnLink:
    """An address for this person; one that was made for somebody else before opens nothing any more."""
    if not name.strip():
        raise ReturnRefused("no_name", _("Say for whom the address is: the name stands with the return."))
    row.links.filter(revoked_at=None, used_at=None).update(revoked_at=at)
    made = ReturnLink.objects.create(
        of=row, name=name.strip()[:120], key=signed_links.new_key(), made_at=at, made_by=actor,
        expires_at=at + timedelta(days=DAYS),
    )  # fmt: skip
    after = {"name": made.name, "until": made.expires_at}
    audit.record(actor=actor, at=at, action="return.link_made", thing=row, before=None, after=after)
    return made


@transaction.atomic
def revoke(*, link: ReturnLink, actor: User | None, at: datetime) -> None:
    """It opens nothing any more, whoever has it."""
    ReturnLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)
    before = {"name": link.name}
    audit.record(actor=actor, at=at, action="return.link_revoked", thing=link.of, before=before, after=None)


def token(link: ReturnLink) -> str:
    return signed_links.token(link.key, SALT)


def opened(token: str, at: datetime) -> ReturnLink:
    """The link that an address is. Raises LinkRefused, in words for whoever holds it, when it opens nothing."""
    key = signed_links.key_of(token, SALT)
    found = ReturnLink.objects.select_related("of__call", "of__organisation").filter(key=key).first() if key else None
    if found is None:
        raise LinkRefused("unknown", _("This address is not known. Ask the library for a new one."))
    if found.revoked_at is not None or found.expires_at <= at or found.of.call.withdrawn_at is not None:
        raise LinkRefused("over", _("This address is no longer valid. Ask the library for a new one."))
    return found


def use(*, link: ReturnLink, at: datetime) -> None:
    """The return is handed in. Raises LinkRefused the second time. In the caller's transaction."""
    if not ReturnLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=at):
        raise LinkRefused("used", _("The figures were handed in already. Nothing more is to be done."))
