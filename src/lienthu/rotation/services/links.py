"""Addresses that let the custodian of a site in without an account: signed, dated, revocable; one confirms once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, signed_links
from lienthu.rotation.errors import LinkRefused
from lienthu.rotation.models import CustodianLink, DepositSite, Placement

Purpose = CustodianLink.Purpose
RECEIPT_DAYS, PAGE_DAYS = 60, 400
SALT = "lienthu.rotation.custodian"


@transaction.atomic
def for_receipt(*, placement: Placement, actor: User | None, at: datetime) -> CustodianLink:
    """The address that confirms this receipt, made once; a lost one is taken back and made anew."""
    known = placement.links.filter(revoked_at=None, used_at=None, expires_at__gt=at).first()
    return known or _make(placement.deposit, placement, Purpose.RECEIPT, RECEIPT_DAYS, actor, at)


@transaction.atomic
def for_site(*, deposit: DepositSite, actor: User | None, at: datetime) -> CustodianLink:
    """The address of the site's own page, the same until it runs out or is taken back."""
    known = deposit.links.filter(purpose=Purpose.PAGE, revoked_at=None, expires_at__gt=at).first()
    return known or _make(deposit, None, Purpose.PAGE, PAGE_DAYS, actor, at)


def _make(
    deposit: DepositSite, placement: Placement | None, purpose: Purpose, days: int, actor: User | None, at: datetime
) -> CustodianLink:
    made = CustodianLink.objects.create(
        deposit=deposit, placement=placement, purpose=purpose, key=signed_links.new_key(), made_at=at, made_by=actor,
        expires_at=at + timedelta(days=days),
    )  # fmt: skip
    after = {"purpose": purpose.value, "until": made.expires_at}
    audit.record(actor=actor, at=at, action="link.made", thing=deposit, before=None, after=after)
    return made


@transaction.atomic
def revoke(*, link: CustodianLink, actor: User | None, at: datetime) -> None:
    """The address opens nothing any more, whoever has it."""
    CustodianLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at)
    audit.record(
        actor=actor, at=at, action="link.revoked", thing=link.deposit, before={"purpose": link.purpose}, after=None
    )


def token(link: CustodianLink) -> str:
    """What stands in the address after /diem/."""
    return signed_links.token(link.key, SALT)


def opened(token: str, at: datetime) -> CustodianLink:
    """The link that an address is. Raises LinkRefused, in words for the custodian, when it opens nothing."""
    unknown = LinkRefused("unknown", _("This address is not known. Ask the library for a new one."))
    key = signed_links.key_of(token, SALT)
    rows = CustodianLink.objects.select_related(
        "deposit__site__organisation", "deposit__library", "placement__set__library", "placement__deposit__site"
    )
    found = rows.filter(key=key).first()
    if found is None:
        raise unknown
    if found.revoked_at is not None or found.expires_at <= at:
        raise LinkRefused("over", _("This address is no longer valid. Ask the library for a new one."))
    return found


def use(*, link: CustodianLink, at: datetime) -> None:
    """Its one confirmation is given. Raises LinkRefused the second time. In the caller's transaction."""
    if not CustodianLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None).update(used_at=at):
        raise LinkRefused("used", _("The receipt was confirmed already. Nothing more is to be done."))
