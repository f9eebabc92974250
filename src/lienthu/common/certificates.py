"""Certificates: issued, printed, checked by whoever holds the paper, taken back. For every room that gives any.

    paper = Paper(kind=Certificate.Kind.CERTIFICATE, holder="Nguyễn Văn An", reason="Đã hoàn thành …", …)
    made = certificates.issue(paper=paper, thing=participant, actor=user, at=now)
    certificates.pdf([made], address=request.build_absolute_uri)

The address on the paper is signed and random: nobody can guess that of another paper. The public page behind it is the
portal's, `portal:certificate`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from lienthu.common import audit, printing, signed_links
from lienthu.common.content import place_and_day
from lienthu.common.errors import DomainError
from lienthu.common.models import Certificate
from lienthu.lib.shelving import barcodes
from lienthu.lib.vietnamese import fold

SALT = "lienthu.common.certificate"
GIVEN = tuple(fold(word) for word in ("Kỷ niệm chương", "Huy chương", "Bằng khen", "Giấy khen", "Cờ"))
UNSAID = "……………, "  # room for the pen, where no place is known: a certificate leaves it out
TITLES = {Certificate.Kind.CERTIFICATE: "GIẤY CHỨNG NHẬN", Certificate.Kind.COMMENDATION: "GIẤY KHEN"}
LEADS = {Certificate.Kind.CERTIFICATE: "CHỨNG NHẬN", Certificate.Kind.COMMENDATION: "TẶNG"}


class CertificateRefused(DomainError):
    """A certificate that is not issued, or an address that nobody here signed."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What stands on a certificate. `organisation` is the issuer's key; `names_holder`: the name is shown to whoever
    checks the paper (for a child only where both consents are there), else its initials."""

    kind: str
    organisation: int
    issuer: str
    holder: str
    reason: str
    issued_on: date
    parent: str = ""
    holder_of: str = ""
    honour: str = ""  # "Giải Nhất", "Kỷ niệm chương …": large, below "Đạt" or "Được tặng"
    number: str = ""
    place: str = ""
    signer_title: str = ""
    signer: str = ""
    names_holder: bool = True


@transaction.atomic
def issue(*, paper: Paper, thing: Model, actor: AbstractBaseUser | None, at: datetime) -> Certificate:
    """Give the certificate; the one that holds for the same thing and holder is given back instead of a second one."""
    if not paper.holder.strip() or not (paper.honour + paper.reason).strip():
        raise CertificateRefused("nothing", _("A certificate needs somebody who has it, and what for."))
    held = of_thing(thing).filter(holder=paper.holder, holder_of=paper.holder_of, revoked_at=None).first()
    if held is not None:
        return held
    words = {name: getattr(paper, name) for name in Paper.__dataclass_fields__ if name != "organisation"}
    made = Certificate.objects.create(
        key=signed_links.new_key(),
        organisation_id=paper.organisation,
        thing=thing._meta.label_lower,
        thing_id=thing.pk,
        made_at=at,
        made_by_id=actor.pk if actor else None,
        **words,
    )
    after = {"number": made.number, "holder": made.holder}
    audit.record(actor=actor, at=at, action="certificate.issued", thing=made, before=None, after=after)
    return made


@transaction.atomic
def revoke(*, thing: Model, reason: str, actor: AbstractBaseUser | None, at: datetime) -> int:
    """Take back what was given for the thing; whoever checks such a paper reads that it holds no more. How many."""
    held = list(of_thing(thing).filter(revoked_at=None))
    for row in held:
        row.revoked_at, row.revoked_why = at, reason[:200]
        row.save(update_fields=("revoked_at", "revoked_why"))
        audit.record(
            actor=actor, at=at, action="certificate.revoked", thing=row, before=None, after=None, reason=reason[:200]
        )
    return len(held)


def of_thing(thing: Model) -> QuerySet[Certificate]:
    """The certificates that were given for the thing, newest first."""
    return Certificate.objects.filter(thing=thing._meta.label_lower, thing_id=thing.pk)


def token(certificate: Certificate) -> str:
    """What stands in the address."""
    return signed_links.token(certificate.key, SALT)


def opened(token: str) -> Certificate:
    """The certificate of an address. Raises CertificateRefused where nobody here signed it."""
    key = signed_links.key_of(token, SALT)
    found = Certificate.objects.filter(key=key).first() if key else None
    if found is None:
        message = _("No certificate of ours has this address. Look whether it was typed or read whole.")
        raise CertificateRefused("unknown", message)
    return found


def shown_name(certificate: Certificate) -> str:
    """The name as whoever checks the paper sees it: whole, or its initials."""
    if certificate.names_holder:
        return certificate.holder
    return " ".join(f"{word[0]}." for word in certificate.holder.split())


def pdf(certificates: Iterable[Certificate], *, address: Callable[[str], str]) -> bytes:
    """The papers as one PDF, a page each; `address` makes a whole address of a path (request.build_absolute_uri)."""
    papers = [_page(each, address) for each in certificates]
    return printing.pdf("common/certificate", {"papers": papers})


def _honoured(honour: str) -> str:
    """The word before what somebody has won or was given."""
    if not honour:
        return ""
    return "Được tặng" if fold(honour).startswith(GIVEN) else "Đạt"


def _page(row: Certificate, address: Callable[[str], str]) -> dict[str, object]:
    kind = Certificate.Kind(row.kind)
    with override("vi"):
        link = address(reverse("portal:certificate", args=[token(row)]))
    return {
        "title": TITLES[kind],
        "lead": LEADS[kind],
        "title_first": kind == Certificate.Kind.CERTIFICATE,
        "parent": row.parent,
        "issuer": row.issuer,
        "signs": row.signer_title,
        "signer": row.signer,
        "holder": row.holder,
        "holder_of": row.holder_of,
        "honour": row.honour,
        "honour_lead": _honoured(row.honour),
        "reason": row.reason.splitlines(),
        "number": row.number,
        "day": place_and_day(row.place, row.issued_on).removeprefix(UNSAID),
        "link": link,
        "code": barcodes.qr(link).svg,
    }
